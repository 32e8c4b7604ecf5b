"""Where on the street faces were searched: where each person was at the best view that the cameras had of them.

The events say when that was, and the replay where they were in the seconds before and after.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.core.errors import StoreError
from sim.core.sums import AGAIN, read_sealed
from sim.day.replay import Chunk, decode
from sim.store.runs import StoredRun

__all__ = ["SearchPlaces", "search_places"]

Floats = NDArray[np.float64]

_CM = 100.0


@dataclass(frozen=True)
class SearchPlaces:
    """The places of the searches of one day."""

    x_m: Floats
    """(N,) along the street, in the frame of its map."""
    y_m: Floats
    """(N,) across it."""
    n_searches: int
    """Searches of the day; those of people who were not drawn at that moment have no place."""


def search_places(run: StoredRun) -> SearchPlaces:
    """Return where the people were whose faces were searched, at the best view of each passage.

    Raises
    ------
    StoreError
        If the run was stored without a replay, or it is damaged.
    """
    if not (run.replay / "index.json").is_file():
        raise StoreError(str(run.path), "stored without a replay", "run it again without --no-replay")
    captures = run.events("capture")
    if not captures.is_empty():
        captures = captures.filter("is_usable").select("person_id", "t_s")
    found = [_places(_chunk(run, name), captures) for name in _chunks(run)]
    x_m, y_m = np.concatenate([np.empty((2, 0)), *found], axis=1)
    return SearchPlaces(x_m, y_m, captures.height)


def _chunks(run: StoredRun) -> list[str]:
    try:
        return [str(chunk["file"]) for chunk in json.loads(read_sealed(run.path, "replay/index.json"))["chunks"]]
    except (ValueError, KeyError, TypeError):
        raise StoreError(str(run.path), "replay/index.json cannot be read as a replay", AGAIN) from None


def _chunk(run: StoredRun, name: str) -> Chunk:
    data = read_sealed(run.path, f"replay/{name}")
    try:
        return decode(data)
    except (OSError, EOFError, ValueError, IndexError, zlib.error, struct.error):
        raise StoreError(str(run.path), f"replay/{name} cannot be read as a replay", AGAIN) from None


def _places(chunk: Chunk, captures: pl.DataFrame) -> Floats:
    """Return (2, n): where those searched within a chunk were, in metres."""
    last_s = chunk.t0_s + chunk.n_frames - 1
    tracks = pl.DataFrame(
        {"person_id": chunk.person_id, "track": np.arange(chunk.person_id.size), "start": chunk.start,
         "length": chunk.length}
    )  # fmt: skip
    if captures.is_empty():
        return np.empty((2, 0))
    here = captures.filter((pl.col("t_s") >= chunk.t0_s) & (pl.col("t_s") < last_s)).join(tracks, on="person_id")
    since_s = here["t_s"].to_numpy() - chunk.t0_s - here["start"].to_numpy()
    is_drawn = (since_s >= 0) & (since_s <= here["length"].to_numpy() - 1)
    track, since_s = here["track"].to_numpy()[is_drawn], since_s[is_drawn]
    before = np.floor(since_s).astype(np.int64)
    after = np.minimum(before + 1, chunk.length[track] - 1)
    part = since_s - before
    return np.array(
        [
            (1 - part) * _at(origin, step, chunk, track, before) + part * _at(origin, step, chunk, track, after)
            for origin, step in ((chunk.x_cm, chunk.dx_cm), (chunk.y_cm, chunk.dy_cm))
        ]
    )


def _at(
    origin: NDArray[np.int64],
    step: NDArray[np.int64],
    chunk: Chunk,
    track: NDArray[np.int64],
    frames: NDArray[np.int64],
) -> Floats:
    """Return where tracks were so many frames after they begin, on one axis in metres."""
    walked = np.concatenate([[0], np.cumsum(step)])
    first = np.cumsum(chunk.length - 1) - (chunk.length - 1)
    return np.asarray((origin[track] + walked[first[track] + frames] - walked[first[track]]) / _CM, np.float64)
