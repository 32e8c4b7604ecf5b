"""The run store: one folder a run, there whole or not at all.

    <root>/<run id>/manifest.json     what was run, and by which version
                    scenario.yaml     the whole scenario, geometry included: runs again as it stands
                    metrics.parquet   every metric with its counts and interval
                    events/*.parquet  one table for each kind of event
                    replay/           positions second by second, when they were recorded
                    SHA256SUMS        what each of these files is, by its sum (`sim.core.sums`)

The run id is a hash of scenario, seed, replication and the version of the results, so that a run that
is there need not be computed again. A run is written to a folder beside its place and then renamed; it is
found by the id in its manifest, whatever its folder is called.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import with_config

from sim.core.content_id import content_id, content_sha256
from sim.core.errors import SimError, StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.core.stored_file import make_folder, read_table, write_table, write_text
from sim.core.sums import AGAIN, damage_of, read_sealed, seal
from sim.core.tables import schema_of
from sim.day.run import RunResult
from sim.metrics.metric import Metric
from sim.scenario.load import dump, load
from sim.scenario.schema import Scenario
from sim.store.folders import each_once, folders_of, named_so, require_folder
from sim.store.manifest import CHECKED, MANIFEST, read_manifest

__all__ = [
    "Manifest",
    "StoredRun",
    "find_whole_run",
    "list_runs",
    "open_folder",
    "open_run",
    "run_id_of",
    "write_run",
]

_ID = re.compile(r"[0-9a-f]{16}")


@with_config(CHECKED)
@dataclass(frozen=True)
class Manifest:
    """What a stored run is of."""

    run_id: str
    place: str
    policy: str
    seed: int
    replication: int
    results_version: int
    created_by_version: str
    scenario_sha256: str
    changes: list[dict[str, Any]]
    """What was changed by single settings: `setting`, what it `was`, and its `value`."""
    threshold: float | None
    watchlist_size: int | None
    backend: str | None
    """Which recognition back end: embedding or image."""
    profile: str | None
    """Whose accuracy the system has; None where it has its own, or there is none."""
    given: str
    """What the day is conditioned on; empty if on nothing."""
    weight: float
    """How many such happenings a day is expected to have; 1 if it is conditioned on nothing."""
    sites: list[str]
    groups: dict[str, str]
    """The ethnic groups that were told apart, and what each is called."""
    start_h: float
    duration_h: float


@dataclass(frozen=True)
class StoredRun:
    """A run in the store; its tables are read when they are asked for."""

    path: Path
    manifest: Manifest

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario as it was run."""
        read_sealed(self.path, "scenario.yaml")
        try:
            return load(self.path / "scenario.yaml")
        except SimError as error:
            raise StoreError(str(self.path), f"scenario.yaml cannot be read ({error})", AGAIN) from None

    @cached_property
    def metrics(self) -> pl.DataFrame:
        """All metrics; the columns are the fields of `sim.metrics.metric.Metric`."""
        return read_table(self.path, "metrics", schema=schema_of(Metric))

    def events(self, name: str) -> pl.DataFrame:
        """Return the table of one kind of event, by the lower-case name of its record in `sim.events`."""
        return read_table(self.path, f"events/{name}")

    @property
    def replay(self) -> Path:
        """The folder of the replay; it is not there when none was recorded."""
        return self.path / "replay"


def run_id_of(scenario: Scenario, *, seed: int, replication: int) -> str:
    """Return the id under which a run of this scenario is stored: 16 hexadecimal digits."""
    return content_id(_scenario_sha256(scenario), seed, replication, RESULTS_VERSION)


def write_run(folder: Path, result: RunResult, metrics: pl.DataFrame) -> Manifest:
    """Write one run into `folder` (see `sim.core.folder`) and return its manifest."""
    manifest = _manifest(result)
    make_folder(folder / "events")
    for name, table in result.log.tables():
        write_table(folder / "events" / f"{name}.parquet", table)
    write_table(folder / "metrics.parquet", metrics)
    write_text(folder / "scenario.yaml", dump(result.scenario))
    write_text(folder / MANIFEST, json.dumps(asdict(manifest), indent=2) + "\n")
    seal(folder)
    return manifest


def open_run(root: Path, run_id: str) -> StoredRun:
    """Open one stored run by its id, or by the beginning of it if no other begins so.

    Parameters
    ----------
    root
        The folder of the store, such as `outputs/runs`.
    run_id
        16 hexadecimal digits, or the first of them.

    Returns
    -------
    StoredRun
        Its tables are read when they are asked for: `metrics`, `events("alert")`.

    Raises
    ------
    StoreError
        If there is no such folder; no such run in it, or more than one; or it is broken or of another version.
    """
    if _ID.fullmatch(run_id) and os.path.isdir(root / run_id):
        try:
            stored = open_folder(root / run_id)
        except StoreError:
            stored = None
        if stored is not None and stored.manifest.run_id == run_id:
            return stored
    runs = list_runs(root)
    found = [run for run in runs if run_id and run.manifest.run_id.startswith(run_id)]
    if len(found) == 1:
        return found[0]
    for folder in named_so(root, run_id) if not found else ():
        open_folder(folder)  # says what is wrong with it
    known = ", ".join(run.manifest.run_id for run in runs) or "none"
    what = "more than one run begins with this id" if found else "no run with this id"
    raise StoreError(str(root), f"{what} ({run_id!r})", f"stored runs: {known}")


def find_whole_run(root: Path, run_id: str) -> StoredRun | None:
    """Return a stored run by its whole id, if all of its files are what was stored; else None.

    A run in a folder of another name is found too, unless that is the name of another run.
    """
    if os.path.isdir(root / run_id):
        folders = iter([root / run_id])
    else:
        folders = (path for path in folders_of(root) if not _ID.fullmatch(path.name))
    for folder in folders:
        try:
            stored = open_folder(folder)
        except StoreError:
            continue
        if stored.manifest.run_id == run_id and not damage_of(folder):
            return stored
    return None


def list_runs(root: Path) -> list[StoredRun]:
    """Return all runs of this version in the store, each once, by place, policy, seed and replication.

    Raises
    ------
    StoreError
        If there is no such folder.
    """
    require_folder(root)
    return sorted(
        each_once(_readable(root), lambda run: run.manifest.run_id),
        key=lambda run: (
            run.manifest.place,
            run.manifest.policy,
            run.manifest.seed,
            run.manifest.replication,
            run.manifest.run_id,
        ),
    )


def open_folder(path: Path) -> StoredRun:
    """Open the run that is stored in one folder.

    Raises
    ------
    StoreError
        If it is broken or of another version.
    """
    return StoredRun(path, read_manifest(path, Manifest, what="a stored run"))


def _readable(root: Path) -> Iterator[StoredRun]:
    for path in folders_of(root):
        try:
            yield open_folder(path)
        except StoreError:
            continue


def _manifest(result: RunResult) -> Manifest:
    scenario, lfr, given = result.scenario, result.scenario.lfr, result.given
    return Manifest(
        run_id=run_id_of(scenario, seed=result.seed, replication=result.replication),
        place=scenario.name,
        policy=_policy(result),
        seed=result.seed,
        replication=result.replication,
        results_version=RESULTS_VERSION,
        created_by_version=version("passerby"),
        scenario_sha256=_scenario_sha256(scenario),
        changes=[change.model_dump(mode="json") for change in scenario.changes],
        threshold=None if lfr is None else lfr.threshold,
        watchlist_size=None if result.watchlist is None else result.watchlist.size,
        backend=None if lfr is None else lfr.recognition.backend.kind,
        profile=lfr.recognition.profile.name if lfr is not None and result.calibration is not None else None,
        given="" if given is None else f"a false alert of a person of the ethnic group {_given_group(scenario)}",
        weight=1.0 if given is None else given.weight,
        sites=[] if lfr is None else list(lfr.sites),
        groups={name: scenario.groups.label(name) for name in scenario.groups.names},
        start_h=scenario.day.start_h,
        duration_h=scenario.day.duration_h,
    )


def _policy(result: RunResult) -> str:
    """Return what the run's policy is called, with what sets the run apart from others of that policy."""
    lfr, name = result.scenario.lfr, result.scenario.policy
    if lfr is not None and lfr.recognition.backend.kind == "image":
        return f"{name} (rendered heads)"
    given = "" if result.given is None else f" (given a false alert: {_given_group(result.scenario)})"
    return name + given


def _given_group(scenario: Scenario) -> str:
    """Return what the group is called whose false alert a scenario asks for; empty for none."""
    wanted = None if scenario.lfr is None else scenario.lfr.recognition.given_false_alert
    return "" if wanted is None else scenario.groups.label(wanted)


def _scenario_sha256(scenario: Scenario) -> str:
    return content_sha256(scenario.model_dump(mode="json"))
