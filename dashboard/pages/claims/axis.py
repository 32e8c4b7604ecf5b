"""Axes of a margin: what its slider reaches, and where the ranges that were found lie in their picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, isfinite, log
from typing import Literal

__all__ = ["Axis", "axis_of"]


@dataclass(frozen=True)
class Axis:
    """From where to where it reaches, and how."""

    low: float
    high: float
    scale: Literal["log", "linear"]

    def place(self, number: float | None, *, if_none: float) -> float:
        """Return where a number is, from 0 to 1; what lies beyond an end is at that end, and no number at `if_none`."""
        if number is None:
            return if_none
        if self.scale == "linear":
            share = (number - self.low) / (self.high - self.low)
        else:
            share = log(number / self.low) / log(self.high / self.low) if number > 0 else -inf
        return min(1.0, max(0.0, share))


def axis_of(numbers: Iterable[float], *, beyond: float, evenly: float | None = None) -> Axis:
    """Return an axis that holds numbers: by factors where all are nought or above, evenly about nought otherwise.

    Parameters
    ----------
    beyond
        So many times as far as they do it reaches, at either end.
    evenly
        The same where it is even about nought; as `beyond` by default.
    """
    known = [number for number in numbers if isfinite(number)]
    above = [number for number in known if number > 0]
    if above and len(above) + sum(number == 0 for number in known) == len(known):
        return Axis(min(above) / beyond, max(above) * beyond, "log")
    size = (evenly or beyond) * max((abs(number) for number in known), default=0.0) or 1.0
    return Axis(-size, size, "linear")
