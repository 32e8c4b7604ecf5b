"""Seconds that have been walked, one after another, as they are looked at: a crowd may by then be further on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import uncounted
from sim.street.among import Recorded
from sim.street.doors import append
from sim.street.rows import ENTERED, FRAMES, N_COUNTS, ROWS
from sim.street.walking.stepping import NOT_BEGUN, advance

__all__ = ["Second", "Stretch", "seconds_of", "stretch_of", "walk_through"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_FURTHER = FRAMES / (FRAMES - 1)
"""Of those who came in during a second, too, all but the first frame's way is known."""


class Second(NamedTuple):
    """A second, when it has been walked."""

    counts: Ints
    """As in `sim.street.rows`."""
    frames: Floats
    """(frames, rows, 4): as `sim.street.crowd.Crowd.frames`; only rows that are in use are written."""
    entered: Ints
    """Rows of those who came in, in the order in which they did."""
    entered_id: Ints
    people: Recorded
    """Who is there at its end."""

    @property
    def n_rows(self) -> int:
        """1 + the highest row that was active at any time of the second."""
        return int(self.counts[ROWS])


class Stretch(NamedTuple):
    """Room for what is kept of S seconds with so many rows; what is of no second is not written."""

    counts: Ints
    """(S, counts)."""
    frames: Floats
    """(S, frames, rows, 4)."""
    entered: Ints
    """(S * rows,): rows of those who came in, second by second."""
    entered_id: Ints
    entered_from: Ints
    """(S + 1,): where those of each second begin."""
    people: Recorded
    """(S * rows,): who is there at the end of each second."""
    here_from: Ints
    """(S + 1,)."""


def stretch_of(seconds: int, rows: int) -> Stretch:
    """Return room for so many seconds of a crowd of so many rows; what is never written takes no memory."""
    most = seconds * rows
    starts = np.zeros((2, seconds + 1), np.int64)
    return Stretch(
        np.empty((seconds, N_COUNTS), np.int64),
        np.empty((seconds, FRAMES, rows, 4)),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        starts[0],
        Recorded(np.empty(most, np.int64), np.empty(most), np.empty(most), np.empty(most), np.empty(most)),
        starts[1],
    )


def seconds_of(stretch: Stretch) -> Iterator[Second]:
    """Yield the seconds of a stretch, without a copy of anything."""
    entered_from, here_from = stretch.entered_from.tolist(), stretch.here_from.tolist()
    who = stretch.people
    for s, counts in enumerate(stretch.counts):
        came, here = slice(entered_from[s], entered_from[s + 1]), slice(here_from[s], here_from[s + 1])
        people = Recorded(who.person_id[here], who.x_m[here], who.y_m[here], who.dx_m[here], who.dy_m[here])
        yield Second(counts, stretch.frames[s], stretch.entered[came], stretch.entered_id[came], people)


@uncounted
def walk_through(  # type: ignore[no-untyped-def]
    walkers, waiting, coming, due, ground, manner, pace, gathered, record, stretch, second, done
):
    """Walk everybody through seconds, and keep what is seen of them; return the second that was not ended, if any.

    Parameters
    ----------
    coming, due
        Who queues, and which of them do before second s: those from due[s] to due[s + 1].
    stretch
        Takes what is kept.
    second, done
        Where to begin: a second, of which so many frames are done, or NOT_BEGUN.

    Returns
    -------
    second, done
        Where it ended. That is before the end when the lists need more room: then it can be called again with more.
    """
    last = due.shape[0] - 1
    for s in range(second, last):
        if done == NOT_BEGUN:
            append(coming, due[s], due[s + 1], waiting, record.counts)
        done = advance(walkers, waiting, ground, manner, pace, gathered, record, done)
        if done < FRAMES:
            return s, done
        done = NOT_BEGUN
        _keep(walkers, record, stretch, s)
    return last, NOT_BEGUN


@uncounted
def _keep(walkers, record, stretch, s):  # type: ignore[no-untyped-def]
    """Write down the second that has just been walked as second `s`."""
    counts = record.counts
    frames = record.frames
    people = stretch.people
    rows = counts[ROWS]
    for c in range(counts.shape[0]):
        stretch.counts[s, c] = counts[c]
    for f in range(frames.shape[0]):
        for i in range(rows):
            for q in range(4):
                stretch.frames[s, f, i, q] = frames[f, i, q]
    n = stretch.entered_from[s]
    for k in range(counts[ENTERED]):
        stretch.entered[n + k] = record.entered[k]
        stretch.entered_id[n + k] = walkers.person_id[record.entered[k]]
    stretch.entered_from[s + 1] = n + counts[ENTERED]
    n = stretch.here_from[s]
    for i in range(rows):
        if walkers.is_active[i]:
            people.person_id[n] = walkers.person_id[i]
            people.x_m[n] = walkers.x[i]
            people.y_m[n] = walkers.y[i]
            people.dx_m[n] = (frames[FRAMES - 1, i, 0] - frames[0, i, 0]) * _FURTHER
            people.dy_m[n] = (frames[FRAMES - 1, i, 1] - frames[0, i, 1]) * _FURTHER
            n += 1
    stretch.here_from[s + 1] = n
