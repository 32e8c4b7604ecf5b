"""Where a programme's results are: one folder a programme, there whole or not at all.

    <root>/programmes/<id>/manifest.json        what was run, by which version, and which tables of walks it used
                           programme.yaml       the whole programme: runs again as it stands
                           metrics.parquet      totals and rates with counts and intervals, for everybody and by group
                           deployments.parquet  one row a deployment and ethnic group
                           days.parquet         every metric of every deployment, as in metrics.parquet
                           months.parquet       one row a month and ethnic group: how people stand
                           disparity.parquet    the five points
                           passers.parquet      what a year is like for who passes k times a week
                           SHA256SUMS           what each of these files is, by its sum (`sim.core.sums`)

The id is a hash of programme, seed, replication and the version of the results.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel

from sim.core.content_id import content_id
from sim.core.errors import SimError, StoreError
from sim.core.folder import clear, new_folder
from sim.core.results_version import RESULTS_VERSION
from sim.core.stored_file import read_table, write_table, write_text
from sim.core.sums import AGAIN, damage_of, read_sealed, seal
from sim.metrics.measures import measures_of, table_of
from sim.programme.frames import deployments_frame, months_frame, passers_frame, points_frame
from sim.programme.load import load_programme
from sim.programme.measures import measures
from sim.programme.results import DeploymentResult, ProgrammeResult, Progress
from sim.programme.run import run_programme
from sim.programme.schema import Programme
from sim.scenario.changes import changes_text, named_by_threshold
from sim.scenario.load import dump
from sim.store.folders import each_once, folders_of
from sim.store.manifest import CHECKED, MANIFEST, read_manifest

__all__ = [
    "TABLES",
    "StoredProgramme",
    "find_programme",
    "find_whole_programme",
    "list_programmes",
    "open_programme",
    "programme_id_of",
    "simulate_programme",
]

TABLES = ("metrics", "deployments", "months", "disparity", "passers")
"""What a document of a programme holds; `days` is beside them, and long."""


@dataclass(frozen=True)
class StoredProgramme:
    """A programme in the store."""

    path: Path
    manifest: dict[str, Any]

    @property
    def programme_id(self) -> str:
        """16 hexadecimal digits."""
        return str(self.manifest["programme_id"])

    @property
    def programme(self) -> Programme:
        """The programme as it was run."""
        read_sealed(self.path, "programme.yaml")
        try:
            return load_programme(self.path / "programme.yaml")
        except SimError as error:
            raise StoreError(str(self.path), f"programme.yaml cannot be read ({error})", AGAIN) from None

    def table(self, name: str) -> pl.DataFrame:
        """Return one of `TABLES`."""
        return read_table(self.path, name)


def programme_id_of(programme: Programme, *, seed: int, replication: int) -> str:
    """Return the id under which a programme is stored: 16 hexadecimal digits."""
    return content_id(programme.model_dump(mode="json"), seed, replication, RESULTS_VERSION)


def simulate_programme(
    programme: Programme, *, seed: int, replication: int, root: Path, observe: Callable[[Progress], None]
) -> StoredProgramme:
    """Return the stored results of a programme, simulating it if the store lacks them.

    Raises
    ------
    StoreError
        If `root` cannot be written.
    RunError
        If the programme asks for what cannot be had: more people on a street than there are, for one.
    """
    identifier = programme_id_of(programme, seed=seed, replication=replication)
    folder = root / "programmes" / identifier
    found = find_whole_programme(folder.parent, identifier)
    if found is not None:
        clear(folder.parent)
        return found
    with new_folder(folder.parent, identifier) as partial:
        result = run_programme(programme, seed=seed, replication=replication, root=root, observe=observe)
        _write(partial, identifier, result)
    return open_programme(folder)


def find_whole_programme(root: Path, identifier: str) -> StoredProgramme | None:
    """Return a stored programme by its id, whatever its folder is called, if its files are what was stored; else None.

    Parameters
    ----------
    root
        The folder of the programmes.
    """
    own = root / identifier
    for folder in [own] if os.path.isdir(own) else folders_of(root):
        try:
            stored = open_programme(folder)
        except StoreError:
            continue
        if stored.programme_id == identifier and not damage_of(folder):
            return stored
    return None


def list_programmes(root: Path) -> list[StoredProgramme]:
    """Return the programmes of this version in a folder of programmes, each once, by the names of their folders."""
    found = []
    for folder in folders_of(root):
        with suppress(StoreError):
            found.append(open_programme(folder))
    return each_once(found, lambda one: one.programme_id)


def find_programme(root: Path, identifier: str) -> StoredProgramme:
    """Return a programme in a folder of programmes, by its id.

    Raises
    ------
    StoreError
        If there is none, or it is broken or of another version of the results.
    """
    for stored in list_programmes(root):
        if stored.programme_id == identifier:
            return stored
    return open_programme(root / identifier)


def open_programme(folder: Path) -> StoredProgramme:
    """Open a stored programme.

    Raises
    ------
    StoreError
        If its manifest cannot be read, or is of another version of the results.
    """
    return StoredProgramme(folder, read_manifest(folder, _Manifest, what="a stored programme").model_dump())


def _write(folder: Path, identifier: str, result: ProgrammeResult) -> None:
    tables = {
        "metrics": table_of(measures(result)),
        "deployments": deployments_frame(result),
        "months": months_frame(result),
        "days": _days(result.deployed),
        "disparity": points_frame(result),
        "passers": passers_frame(result),
    }
    for name, table in tables.items():
        write_table(folder / f"{name}.parquet", table)
    write_text(folder / "programme.yaml", dump(result.programme))
    manifest = {
        "programme_id": identifier,
        "programme": result.programme.name + changes_text(result.programme.changes),
        "changes": [change.model_dump(mode="json") for change in result.programme.changes],
        "seed": result.seed,
        "replication": result.replication,
        "fidelity": result.programme.fidelity,
        "policy": _policy(result.programme),
        "groups": {name: result.programme.groups.label(name) for name in result.programme.groups.names},
        "results_version": RESULTS_VERSION,
        "created_by_version": version("passerby"),
        "deployments": len(result.deployed),
        "cancelled": [f"{planned.on} {planned.place}" for planned in result.cancelled],
        "open_days": [f"{result.programme.begins + timedelta(days=day)}" for day in result.open_days],
        "tables_of_walks": [asdict(provenance) for provenance in result.tables],
    }
    write_text(folder / MANIFEST, json.dumps(manifest, indent=2) + "\n")
    seal(folder)


def _policy(programme: Programme) -> str | None:
    """Return what the policy is called, by its values; None without facial recognition."""
    lfr = programme.lfr
    return None if lfr is None else named_by_threshold(lfr.name, lfr.threshold, programme.changes)


class _Manifest(BaseModel):
    model_config = CHECKED

    programme_id: str
    programme: str
    changes: list[dict[str, Any]]
    seed: int
    replication: int
    fidelity: str
    policy: str | None
    groups: dict[str, str]
    results_version: int
    created_by_version: str
    deployments: int
    cancelled: list[str]
    open_days: list[str]
    tables_of_walks: list[dict[str, Any]]


def _days(deployed: list[DeploymentResult]) -> pl.DataFrame:
    tables = [
        table_of(measures_of(one.tally)).with_columns(pl.lit(one.planned.number).alias("deployment"))
        for one in deployed
    ]
    return pl.concat(tables) if tables else table_of([]).with_columns(deployment=pl.lit(0))
