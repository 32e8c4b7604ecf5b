"""The replay of a simulated day: who was where each second, small enough to send to a browser.

A replay is a folder: `index.json` (the chunks, and marks for what the policy did), numbered chunk
files of ten simulated minutes each, and `people.bin` (the ethnic group of every person, which a page
fetches on request). A chunk holds one track for every unbroken stay of a person: the first position,
then a step a second, in centimetres as 16-bit integers. The same day always gives the same bytes.

A chunk, gzipped, is little-endian, 32-bit numbers first so that a browser can lay arrays over it::

    "PBR1"  t0_s  n_frames  n_tracks  n_steps  n_officers              6 words
    person_id, x_cm, y_cm                       int32  (n_tracks,)     where each track begins
    officer_x_cm, officer_y_cm                  int32  (n_frames, n_officers)
    start, length                               uint16 (n_tracks,)     frames after t0_s; frames
    dx_cm, dy_cm                                int16  (n_steps,)      track by track, length - 1 each
    is_busy                                     uint8  (n_frames, n_officers)

The last frame of a chunk is the first of the next, so that each can be drawn without the other.
"""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from sim.core.stored_file import make_folder, write_data, write_text
from sim.event_log import EventLog
from sim.events import Adjudication, Alert, Arrival, Engagement, Loss, Outcome

__all__ = ["FORMAT", "Chunk", "Recorder", "decode", "marks_of"]

FORMAT = "passerby replay 1"
_MAGIC = b"PBR1"
_HEADER = struct.Struct("<4si4I")
_CM = 100
_UNKNOWN_GROUP = 255
_LEVEL = 6

Ints = NDArray[np.int64]
Officers = tuple[Ints, Ints, NDArray[np.bool_]]


@dataclass(frozen=True)
class Chunk:
    """A few minutes of a replay, read back.

    Arrays by track have shape (n_tracks,), steps (n_steps,), officers (n_frames, n_officers).
    """

    t0_s: int
    n_frames: int
    person_id: Ints
    x_cm: Ints
    y_cm: Ints
    officer_x_cm: Ints
    officer_y_cm: Ints
    start: Ints
    length: Ints
    dx_cm: Ints
    dy_cm: Ints
    is_busy: NDArray[np.bool_]

    def at(self, t_s: int) -> dict[int, tuple[int, int]]:
        """Return where everybody was in the frame `t_s`: person_id -> (x, y) in centimetres."""
        frame = t_s - self.t0_s
        first = np.concatenate([[0], np.cumsum(self.length - 1)])
        here = np.flatnonzero((self.start <= frame) & (frame < self.start + self.length))
        n_steps = frame - self.start
        return {int(self.person_id[i]): self._place(int(i), int(first[i]), int(n_steps[i])) for i in here}

    def _place(self, track: int, first: int, n_steps: int) -> tuple[int, int]:
        steps = slice(first, first + n_steps)
        x_cm = self.x_cm[track] + self.dx_cm[steps].sum()
        y_cm = self.y_cm[track] + self.dy_cm[steps].sum()
        return int(x_cm), int(y_cm)


class Recorder:
    """Writes the replay of a day as it goes by.

    It holds `chunk_s` seconds at most: memory does not grow with the day.

    Parameters
    ----------
    folder
        Made if it is missing. `index.json` is written last, by `finish`.
    groups
        The ethnic groups.
    chunk_s
        Simulated seconds in a chunk, 1 to 65,534.

    Raises
    ------
    ValueError
        If `chunk_s` is out of range.
    StoreError
        If something cannot be written, here or later on.
    """

    def __init__(self, folder: Path, *, groups: Sequence[str], chunk_s: int = 600) -> None:
        if not 1 <= chunk_s < 2**16 - 1:
            raise ValueError(f"chunk_s is {chunk_s}; 1 to {2**16 - 2} is allowed")
        self._folder = folder
        self._chunk_s = chunk_s
        self._groups = tuple(groups)
        self._chunks: list[dict[str, Any]] = []
        self._frames: list[tuple[Ints, Ints, Ints]] = []
        self._officers: list[Officers | None] = []
        self._present: Officers | None = None
        self._t0_s = 0
        make_folder(folder)

    def add(self, t_s: float, person_ids: ArrayLike, x_m: ArrayLike, y_m: ArrayLike) -> None:
        """Record everybody who is on the street at one whole second.

        Parameters
        ----------
        t_s
            Seconds after the deployment began; each call is one second after the last.
        person_ids, x_m, y_m
            Shape (n,), n may be 0. Whoever is missing is not on the street.

        Raises
        ------
        ValueError
            If `t_s` does not follow the last call by one second, or a person is given twice.
        """
        self._begin_or_follow(round(t_s))
        ids = np.asarray(person_ids, dtype=np.int64)
        if np.unique(ids).size != ids.size:
            raise ValueError(f"a person is given twice at {t_s} s")
        self._frames.append((ids.copy(), _to_cm(x_m), _to_cm(y_m)))
        self._officers.append(self._present)
        if len(self._frames) > self._chunk_s:
            self._write()

    def add_officers(self, t_s: float, x_m: ArrayLike, y_m: ArrayLike, is_busy: ArrayLike) -> None:
        """Record where the officers stand, before or after the `add` of the same second.

        Parameters
        ----------
        t_s
            The second. Officers who are not recorded for a second stay where they were.
        x_m, y_m, is_busy
            Shape (n_officers,), the same officers in the same order every time.

        Raises
        ------
        ValueError
            If the number of officers changes.
        """
        officers = (_to_cm(x_m), _to_cm(y_m), np.array(is_busy, dtype=bool))
        known = self._present[0].size if self._present else officers[0].size
        if officers[0].size != known:
            raise ValueError(f"{officers[0].size} officers at {t_s} s, but {known} before")
        self._present = officers
        if self._frames and round(t_s) == self._t0_s + len(self._frames) - 1:
            self._officers[-1] = officers

    def finish(self, events: EventLog) -> None:
        """Write what is left, everybody's group, and the index with the marks of `events`."""
        if self._frames and (len(self._frames) > 1 or not self._chunks):
            self._write()
        self._write_people(events.table(Arrival))
        index = {
            "format": FORMAT,
            "t0_s": self._chunks[0]["t0_s"] if self._chunks else 0,
            "t1_s": self._chunks[-1]["t1_s"] if self._chunks else 0,
            "chunk_s": self._chunk_s,
            "groups": list(self._groups),
            "chunks": self._chunks,
            "marks": marks_of(events),
        }
        text = json.dumps(index, separators=(",", ":"), allow_nan=False)
        write_text(self._folder / "index.json", text)

    def _begin_or_follow(self, t_s: int) -> None:
        if not self._frames:
            self._t0_s = t_s
        elif t_s != self._t0_s + len(self._frames):
            raise ValueError(f"the replay got second {t_s}; {self._t0_s + len(self._frames)} comes next")

    def _write(self) -> None:
        name = f"{len(self._chunks):03d}.bin"
        data = gzip.compress(_encode(self._t0_s, self._frames, self._officers), _LEVEL, mtime=0)
        write_data(self._folder / name, data)
        t1_s = self._t0_s + len(self._frames) - 1
        people = np.unique(np.concatenate([ids for ids, _, _ in self._frames])).size
        self._chunks.append(
            {"file": name, "t0_s": self._t0_s, "t1_s": t1_s, "n_people": int(people), "n_bytes": len(data)}
        )
        self._frames = self._frames[-1:]
        self._officers = self._officers[-1:]
        self._t0_s = t1_s

    def _write_people(self, arrivals: pl.DataFrame) -> None:
        ids = arrivals["person_id"].to_numpy()
        groups = np.full(int(ids.max()) + 1 if ids.size else 0, _UNKNOWN_GROUP, dtype=np.uint8)
        names = {name: number for number, name in enumerate(self._groups)}
        groups[ids] = [names[name] for name in arrivals["ethnic_group"]]
        write_data(self._folder / "people.bin", gzip.compress(groups.tobytes(), _LEVEL, mtime=0))


def decode(data: bytes) -> Chunk:
    """Read a chunk file.

    Raises
    ------
    ValueError
        If `data` is not a chunk of this format.
    """
    raw = gzip.decompress(data)
    if raw[:4] != _MAGIC:
        raise ValueError(f"not a replay chunk (begins {raw[:4]!r}); {_MAGIC!r} is expected")
    _, t0_s, n_frames, n_tracks, n_steps, n_officers = _HEADER.unpack_from(raw)
    reader = _Reader(raw)
    by_officer = (n_frames, n_officers)
    return Chunk(
        t0_s=t0_s,
        n_frames=n_frames,
        person_id=reader.take("<i4", n_tracks),
        x_cm=reader.take("<i4", n_tracks),
        y_cm=reader.take("<i4", n_tracks),
        officer_x_cm=reader.take("<i4", n_frames * n_officers).reshape(by_officer),
        officer_y_cm=reader.take("<i4", n_frames * n_officers).reshape(by_officer),
        start=reader.take("<u2", n_tracks),
        length=reader.take("<u2", n_tracks),
        dx_cm=reader.take("<i2", n_steps),
        dy_cm=reader.take("<i2", n_steps),
        is_busy=reader.take("<u1", n_frames * n_officers).reshape(by_officer).astype(bool),
    )


def marks_of(events: EventLog) -> list[dict[str, Any]]:
    """Return what the policy did, in order of time.

    Every mark has `t_s`, `kind`, `person_id`, `passage` and `alert` (alerts are numbered from 1 in the
    order in which they came). An alert also has `is_true`, `is_repeat` and `site`; a stop has `x_m`,
    `y_m`, `end_s` and `is_false_stop`. Kinds: alert, dismissed, lost, stop, arrest, other_disposal,
    no_further_action.
    """
    alerts = events.table(Alert)
    numbers = {key: n for n, key in enumerate(_keys(alerts), start=1)}
    ends = dict(zip(_keys(events.table(Outcome)), events.table(Outcome)["t_s"], strict=True))
    marks = [_mark("alert", row, "is_true", "is_repeat", "site") for row in alerts.iter_rows(named=True)]
    dismissed = events.table(Adjudication).filter(pl.col("decision") == "dismiss")
    marks += [_mark("dismissed", row) for row in dismissed.iter_rows(named=True)]
    marks += [_mark("lost", row, "cause") for row in events.table(Loss).iter_rows(named=True)]
    for row in events.table(Engagement).iter_rows(named=True):
        end_s = ends.get((row["person_id"], row["passage"]), row["t_s"] + row["duration_s"])
        marks.append(_mark("stop", row, "x_m", "y_m", "is_false_stop") | {"end_s": round(end_s, 1)})
    marks += [_mark(row["outcome"], row) for row in events.table(Outcome).iter_rows(named=True)]
    for mark in marks:
        mark["alert"] = numbers.get((mark["person_id"], mark["passage"]), 0)
    return sorted(marks, key=lambda mark: (mark["t_s"], mark["alert"]))


def _mark(kind: str, row: dict[str, Any], *extra: str) -> dict[str, Any]:
    mark = {"t_s": round(row["t_s"], 1), "kind": kind}
    mark |= {"person_id": row["person_id"], "passage": row["passage"]}
    for name in extra:
        mark[name] = round(row[name], 2) if isinstance(row[name], float) else row[name]
    return mark


def _keys(table: pl.DataFrame) -> list[tuple[int, int]]:
    return list(zip(table["person_id"], table["passage"], strict=True))


def _to_cm(metres: ArrayLike) -> Ints:
    return np.rint(np.asarray(metres, dtype=np.float64) * _CM).astype(np.int64)


def _encode(
    t0_s: int,
    frames: Sequence[tuple[Ints, Ints, Ints]],
    officers: Sequence[Officers | None],
) -> bytes:
    frame = np.repeat(np.arange(len(frames)), [ids.size for ids, _, _ in frames])
    ids, x_cm, y_cm = (np.concatenate([part[axis] for part in frames]) for axis in range(3))
    order = np.lexsort((frame, ids))
    frame, ids, x_cm, y_cm = frame[order], ids[order], x_cm[order], y_cm[order]
    dx_cm, dy_cm = np.diff(x_cm), np.diff(y_cm)
    follows = (np.diff(ids) == 0) & (np.diff(frame) == 1) & (_fits(dx_cm) & _fits(dy_cm))
    first = np.flatnonzero(np.concatenate([[True], ~follows])) if ids.size else np.empty(0, dtype=np.int64)
    length = np.diff(np.append(first, ids.size))
    places = _officer_columns(officers, len(frames))
    header = _HEADER.pack(_MAGIC, t0_s, len(frames), first.size, int(follows.sum()), places[0].shape[1])
    columns: list[tuple[NDArray[Any], str]] = [
        (ids[first], "<i4"), (x_cm[first], "<i4"), (y_cm[first], "<i4"),
        (places[0], "<i4"), (places[1], "<i4"),
        (frame[first], "<u2"), (length, "<u2"),
        (dx_cm[follows], "<i2"), (dy_cm[follows], "<i2"),
        (places[2], "<u1"),
    ]  # fmt: skip
    return header + b"".join(np.ascontiguousarray(column).astype(kind).tobytes() for column, kind in columns)


def _fits(step_cm: Ints) -> NDArray[np.bool_]:
    return np.abs(step_cm) < 2**15


def _officer_columns(officers: Sequence[Officers | None], n_frames: int) -> tuple[NDArray[Any], ...]:
    first = next((place for place in officers if place is not None), None)
    if first is None:
        nobody = np.empty((n_frames, 0), dtype=np.int64)
        return nobody, nobody, nobody
    filled = [first if place is None else place for place in officers]
    return tuple(np.stack([place[axis] for place in filled]) for axis in range(3))


class _Reader:
    """Takes one array after the other from the bytes of a chunk."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._offset = _HEADER.size

    def take(self, kind: str, count: int) -> Ints:
        array = np.frombuffer(self._raw, dtype=kind, count=count, offset=self._offset)
        self._offset += array.nbytes
        return array.astype(np.int64)
