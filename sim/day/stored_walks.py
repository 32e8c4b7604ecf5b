"""Tables of walks in the store: opened where they are there whole, else made first."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sim.core.errors import StoreError
from sim.core.folder import clear, new_folder
from sim.core.stored_file import read_table, write_table, write_text
from sim.core.sums import AGAIN, read_sealed, seal
from sim.day.walk_table import Provenance, WalkTable, at_level, make_walks, starts, table_id_of
from sim.recognition.cameras.captured import Captures, Passages
from sim.scenario.load import dump
from sim.scenario.schema import Scenario

__all__ = ["open_walks", "read_walks"]

_OPEN = 12
"""So many tables are kept open in a process, for replications one after another; the largest have some 15 MB."""


def open_walks(root: Path, scenario: Scenario, level: int) -> WalkTable:
    """Return the table of a place and a level from the store, making it first if it is not there whole.

    Parameters
    ----------
    root
        The folder of the store; tables are in `passages` under it.
    scenario
        The place with a policy that says which cameras are used.

    Raises
    ------
    RunError
        If the street cannot hold this footfall, or nobody gets through.
    StoreError
        If the folder cannot be written.
    """
    table_id = table_id_of(scenario, level)
    scenario = at_level(scenario, level)
    folder = root / "passages" / table_id
    try:
        found = _read_once(folder, _files_of(folder))
    except StoreError:
        # it is not there, or damaged: either way it is made
        with new_folder(folder.parent, table_id) as partial:
            _write(partial, make_walks(scenario, table_id))
            write_text(partial / "scenario.yaml", dump(scenario))
            seal(partial)
        return _read_once(folder, _files_of(folder))
    clear(folder.parent)
    return found


def _write(folder: Path, walks: WalkTable) -> None:
    tables = {
        "walks": {"stratum": walks.stratum, "appear_s": walks.appear_s, "seconds": np.diff(walks.track_from)},
        "tracks": dict(zip(("x_m", "y_m"), walks.places_m.T, strict=True)),
        "captures": vars(walks.captures),
        "passages": vars(walks.passages),
    }
    for name, columns in tables.items():
        write_table(folder / f"{name}.parquet", pl.DataFrame(columns), statistics=True)
    about = {"provenance": asdict(walks.provenance), "site_ids": walks.site_ids, "camera_ids": walks.camera_ids}
    write_text(folder / "provenance.json", json.dumps(about, indent=2) + "\n")


def read_walks(folder: Path) -> WalkTable:
    """Return the table of walks in a folder.

    Raises
    ------
    StoreError
        If it cannot be read, or is not what was stored.
    """
    about = read_sealed(folder, "provenance.json")
    tables = [read_table(folder, name) for name in ("walks", "tracks", "captures", "passages")]
    try:
        return _table_of(folder.name, json.loads(about), *tables)
    except (ValueError, KeyError, TypeError, IndexError, pl.exceptions.PolarsError):
        raise StoreError(str(folder), "this table of walks cannot be read", AGAIN) from None


@lru_cache(maxsize=_OPEN)
def _read_once(folder: Path, files: tuple[tuple[str, int, int], ...]) -> WalkTable:
    """Return the table of walks in a folder, read once as long as its files are these."""
    return read_walks(folder)


def _files_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return the name, the size and the age of each file of a folder."""
    with suppress(OSError), os.scandir(folder) as files:
        return tuple(sorted((file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files))
    return ()


def _table_of(
    table_id: str,
    about: dict[str, Any],
    walks: pl.DataFrame,
    tracks: pl.DataFrame,
    captures: pl.DataFrame,
    passages: pl.DataFrame,
) -> WalkTable:
    n, provenance = walks.height, Provenance(**about["provenance"])
    if provenance.table_id != table_id or tracks.height != walks["seconds"].sum():
        raise ValueError("a table of another street, or positions that are not those of its walks")
    seen = Captures(**{name: captures[name].to_numpy() for name in captures.columns})
    passed = Passages(**{name: passages[name].to_numpy() for name in passages.columns})
    return WalkTable(
        provenance=provenance,
        site_ids=tuple(about["site_ids"]),
        camera_ids=tuple(about["camera_ids"]),
        stratum=walks["stratum"].to_numpy(),
        appear_s=walks["appear_s"].to_numpy(),
        track_from=np.concatenate([[0], np.cumsum(walks["seconds"].to_numpy())]).astype(np.int64),
        places_m=np.column_stack([tracks[name].to_numpy() for name in ("x_m", "y_m")]),
        captures=seen,
        capture_from=starts(seen.row, n),
        passages=passed,
        passage_from=starts(passed.row, n),
    )
