"""Where a programme's results are: one folder a programme, there whole or not at all.

    <root>/programmes/<id>/manifest.json        what was run, by which version, and which tables of walks it used
                           programme.yaml       the whole programme: runs again as it stands
                           metrics.parquet      totals and rates with counts and intervals, for everybody and by group
                           deployments.parquet  one row a deployment and ethnic group
                           days.parquet         every metric of every deployment, as in metrics.parquet
                           months.parquet       one row a month and ethnic group: how people stand
                           disparity.parquet    the five points
                           passers.parquet      what a year is like for who passes k times a week

The id is a hash of programme, seed, replication and the version of the results.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from sim.core.content_id import content_id
from sim.core.errors import StoreError
from sim.core.folder import new_folder
from sim.core.results_version import RESULTS_VERSION
from sim.metrics.measures import measures_of, table_of
from sim.programme.frames import deployments_frame, months_frame, passers_frame, points_frame
from sim.programme.load import load_programme
from sim.programme.measures import measures
from sim.programme.results import DeploymentResult, ProgrammeResult, Progress
from sim.programme.run import run_programme
from sim.programme.schema import Programme
from sim.scenario.changes import changes_text, named_by_threshold
from sim.scenario.load import dump

__all__ = ["TABLES", "StoredProgramme", "open_programme", "programme_id_of", "simulate_programme"]

TABLES = ("metrics", "deployments", "months", "disparity", "passers")
"""What a document of a programme holds; `days` is beside them, and long."""


@dataclass(frozen=True)
class StoredProgramme:
    """A programme in the store."""

    path: Path
    manifest: dict[str, Any]

    @property
    def programme(self) -> Programme:
        """The programme as it was run."""
        return load_programme(self.path / "programme.yaml")

    def table(self, name: str) -> pl.DataFrame:
        """Return one of `TABLES`."""
        try:
            return pl.read_parquet(self.path / f"{name}.parquet")
        except (OSError, pl.exceptions.PolarsError):
            raise StoreError(str(self.path / f"{name}.parquet"), "cannot be read") from None


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
    if not (folder / "manifest.json").is_file():
        with new_folder(folder.parent, identifier) as partial:
            result = run_programme(programme, seed=seed, replication=replication, root=root, observe=observe)
            _write(partial, identifier, result)
    return open_programme(folder)


def open_programme(folder: Path) -> StoredProgramme:
    """Open a stored programme.

    Raises
    ------
    StoreError
        If its manifest cannot be read, or is of another version of the results.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = {}
    missing = [name for name in _MANIFEST if name not in manifest]
    if missing:
        raise StoreError(
            str(folder),
            f"not a stored programme (its manifest lacks {', '.join(missing)})",
            "remove the folder, and it is run again",
        )
    if manifest["results_version"] != RESULTS_VERSION:
        raise StoreError(
            str(folder),
            f"stored by another version of the model (results version {manifest['results_version']})",
            f"this is results version {RESULTS_VERSION}; run it again",
        )
    return StoredProgramme(folder, manifest)


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
        table.write_parquet(folder / f"{name}.parquet", statistics=False)
    (folder / "programme.yaml").write_text(dump(result.programme), encoding="utf-8")
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
        "tables_of_walks": [asdict(provenance) for provenance in result.tables],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _policy(programme: Programme) -> str | None:
    """Return what the policy is called, by its values; None without facial recognition."""
    lfr = programme.lfr
    return None if lfr is None else named_by_threshold(lfr.name, lfr.threshold, programme.changes)


_MANIFEST = (
    "programme_id",
    "programme",
    "changes",
    "seed",
    "replication",
    "fidelity",
    "policy",
    "groups",
    "results_version",
    "created_by_version",
    "deployments",
    "cancelled",
    "tables_of_walks",
)


def _days(deployed: list[DeploymentResult]) -> pl.DataFrame:
    tables = [
        table_of(measures_of(one.tally)).with_columns(pl.lit(one.planned.number).alias("deployment"))
        for one in deployed
    ]
    return pl.concat(tables) if tables else table_of([]).with_columns(deployment=pl.lit(0))
