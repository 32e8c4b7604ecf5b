"""Where people are who take walks from a table: second by second, each on the track of their walk."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel
from sim.street.among import Recorded

__all__ = ["Chase", "Tracks"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


class Chase(NamedTuple):
    """What came of following people on paper, each (k,)."""

    seconds: Ints
    """How many seconds it took until it was over."""
    is_reached: NDArray[np.bool_]


class Tracks(NamedTuple):
    """The tracks of n people, who are in the order of their arrival."""

    person_id: Ints
    """(n,)."""
    arrive_s: Floats
    """(n,): ascending."""
    appear_s: Floats
    """(n,): from the arrival to the first second on the street."""
    start: Ints
    """(n,): where the places of each begin; there is one for each second."""
    stay_s: Floats
    """(n,): how many seconds each is there."""
    places_m: NDArray[np.floating]
    """(places, 2): of all tracks, one after another."""

    def place(self, row: int, now_s: float) -> tuple[float, float] | None:
        """Return where one person is at a time, or None if they are not on the street."""
        second = round(float(now_s - self.arrive_s[row] - self.appear_s[row]))
        if not 0 <= second < self.stay_s[row]:
            return None
        at = self.start[row] + second
        return float(self.places_m[at, 0]), float(self.places_m[at, 1])

    def present(self, now_s: float, longest_s: float) -> Recorded:
        """Return everybody who is on the street in a second; nobody stays longer than `longest_s`."""
        return Recorded(*_present(now_s, *self.rows_between(now_s - longest_s, now_s + 1), *self))

    def places(self, row: Ints, now_s: Floats) -> Floats:
        """Return where people are at a time of each (k, 2); those not there are anywhere."""
        return np.asarray(_places(row, now_s, *self))

    def chase(
        self, row: Ints, from_s: Floats, at_m: Floats, *, speed_m_s: float, reach_m: float, until_s: float
    ) -> Chase:
        """Let somebody walk straight at each person, until within reach of them, or they are gone, or time is up.

        Parameters
        ----------
        row, from_s
            (k,): whom, and from which second on.
        at_m
            (k, 2): where those who follow them stand at first.
        speed_m_s, reach_m, until_s
            How fast they are, how far they reach, and when nobody is followed any more.
        """
        return Chase(*_chase(row, from_s, at_m, speed_m_s, reach_m, until_s, *self))

    def rows_between(self, from_s: float, to_s: float) -> tuple[int, int]:
        """Return the first row of those who arrive from one time on, and the first of those who do at another."""
        first, after = np.searchsorted(self.arrive_s, [from_s, to_s])
        return int(first), int(after)


@kernel
def _present(now_s, first, after, person_id, arrive_s, appear_s, start, stay_s, places_m):  # type: ignore[no-untyped-def]
    who = np.empty(after - first, np.int64)
    place = np.empty((4, after - first))
    n = 0
    for row in range(first, after):
        second = np.rint(now_s - arrive_s[row] - appear_s[row])
        if not 0 <= second < stay_s[row]:
            continue
        now = start[row] + int(second)
        before = now - 1 if second > 0 else now
        who[n] = person_id[row]
        for k in range(2):
            place[k, n] = places_m[now, k]
            place[2 + k, n] = np.float64(places_m[now, k]) - np.float64(places_m[before, k])
        n += 1
    return who[:n], place[0, :n], place[1, :n], place[2, :n], place[3, :n]


@kernel
def _places(rows, now_s, person_id, arrive_s, appear_s, start, stay_s, places_m):  # type: ignore[no-untyped-def]
    found = np.empty((rows.shape[0], 2))
    for k in range(rows.shape[0]):
        row = rows[k]
        second = np.rint(now_s[k] - arrive_s[row] - appear_s[row])
        at = start[row] + int(second) if 0 <= second < stay_s[row] else 0
        found[k, 0] = places_m[at, 0]
        found[k, 1] = places_m[at, 1]
    return found


@kernel
def _chase(rows, from_s, at_m, speed_m_s, reach_m, until_s, person_id, arrive_s, appear_s, start, stay_s, places_m):  # type: ignore[no-untyped-def]
    seconds = np.zeros(rows.shape[0], np.int64)
    is_reached = np.zeros(rows.shape[0], np.bool_)
    for k in range(rows.shape[0]):
        row = rows[k]
        x = at_m[k, 0]
        y = at_m[k, 1]
        now_s = from_s[k]
        while True:
            second = np.rint(now_s - arrive_s[row] - appear_s[row])
            seconds[k] += 1
            if not 0 <= second < stay_s[row] or now_s >= until_s:
                break
            at = start[row] + int(second)
            way_x = np.float64(places_m[at, 0]) - x
            way_y = np.float64(places_m[at, 1]) - y
            far_m = np.hypot(way_x, way_y)
            share = min(1.0, speed_m_s / max(far_m, 1e-9))
            x += way_x * share
            y += way_y * share
            if far_m * (1 - share) <= reach_m:
                is_reached[k] = True
                break
            now_s += 1.0
    return seconds, is_reached
