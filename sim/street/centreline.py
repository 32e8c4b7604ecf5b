"""The line that a street is laid along, and the street of one width on either side of it.

The line begins at the origin and runs along +x, in straight legs that turn at bends. A place along it is so many metres
from its beginning (`s_m`), a place across it so many metres to its left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians, sin, tan
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Centreline", "Corridor", "Interval", "spread"]

Interval: TypeAlias = tuple[float, float]
"""From where to where along the line, in metres."""


@dataclass(frozen=True)
class Centreline:
    """A line of straight legs."""

    length_m: float
    bends: tuple[tuple[float, float], ...] = ()
    """Where along the line it turns, ascending, and by how many degrees (to the left is positive)."""

    @property
    def stops_m(self) -> tuple[float, ...]:
        """The ends of its legs along the line."""
        return (0.0, *(s_m for s_m, _ in self.bends), self.length_m)

    def heading_deg(self, s_m: float) -> float:
        """Return the direction of the leg at `s_m`, counter-clockwise from +x; at a bend, that of the leg after it."""
        return sum(turn for at, turn in self.bends if at <= s_m)

    def at(self, s_m: float, left_m: float = 0.0) -> tuple[float, float]:
        """Return the point (x, y) that lies `s_m` along the line and `left_m` to the left of its leg there."""
        x = y = 0.0
        angle = 0.0
        for start, end in pairwise(self.stops_m):
            angle = radians(self.heading_deg(start))
            along = min(s_m, end) - start
            x, y = x + along * cos(angle), y + along * sin(angle)
            if s_m < end:
                break
        return x - left_m * sin(angle), y + left_m * cos(angle)

    def corner(self, index: int, left_m: float) -> tuple[float, float]:
        """Return where the lines `left_m` to the left of both legs meet at a bend."""
        s_m, turn = self.bends[index]
        x, y = self.at(s_m)
        middle = radians(self.heading_deg(s_m) - turn / 2)
        away = left_m / cos(radians(turn) / 2)
        return x - away * sin(middle), y + away * cos(middle)

    def taken_m(self, index: int, half_m: float) -> float:
        """Return how far from a bend, along the line, its inner corner lies on a street of this half width."""
        return half_m * tan(radians(abs(self.bends[index][1])) / 2)


@dataclass(frozen=True)
class Corridor:
    """A street along a line, as wide everywhere."""

    line: Centreline
    width_m: float
    gap_m: float
    """What must be free beside whatever lies along its fronts."""

    @property
    def half_m(self) -> float:
        """How far its fronts lie from its line."""
        return self.width_m / 2

    def free_m(self, half_m: float, taken: Iterable[tuple[float, float]] = ()) -> list[Interval]:
        """Return where along a front the middle of something may lie: off the ends, the bends and what is taken.

        Parameters
        ----------
        half_m
            Half of its width.
        taken
            The middle and the width of each thing that lies on the front already.
        """
        edge, line = half_m + self.gap_m, self.line
        bends = [(s_m, line.taken_m(k, self.half_m) + edge) for k, (s_m, _) in enumerate(line.bends)]
        others = [(s_m, width_m / 2 + edge) for s_m, width_m in taken]
        return _without((edge, line.length_m - edge), [(s_m - far, s_m + far) for s_m, far in (*bends, *others)])


def spread(free: Sequence[Interval], n: int, shift: NDArray[np.float64]) -> list[float]:
    """Lay `n` things evenly over intervals as if these were one.

    Parameters
    ----------
    free
        Where they may lie, ascending.
    shift
        (n,): how far each is moved from the middle of its part, in shares of a part.

    Returns
    -------
    list[float]
        Where they lie, ascending; nothing where there is no room at all.
    """
    if not (n and free):
        return []
    lengths = np.array([high - low for low, high in free])
    ends = np.cumsum(lengths)
    along = (np.arange(n) + 0.5 + shift) * ends[-1] / n
    inside = np.minimum(np.searchsorted(ends, along, side="right"), len(ends) - 1)
    starts = np.array([low for low, _ in free])
    return [float(s_m) for s_m in starts[inside] + along - (ends - lengths)[inside]]


def _without(whole: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """Return what is left of an interval, ascending, where others are taken out of it."""
    free, start = [], whole[0]
    for low, high in sorted(taken):
        if low > start:
            free.append((start, min(low, whole[1])))
        start = max(start, high)
    free.append((start, whole[1]))
    return [(low, high) for low, high in free if high > low]
