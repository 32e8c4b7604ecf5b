"""Between which values what is measured can lie at all: a margin beyond them is of another unit, or a slip."""

from __future__ import annotations

from math import inf
from typing import TypeAlias

from sim.claims.margin import Margin
from sim.claims.published_disparity import PublishedDisparity
from sim.claims.published_rate import PublishedRate
from sim.claims.simulated import Simulated
from sim.metrics.catalogue import Row

__all__ = ["bounds_of", "bounds_of_row", "bounds_words", "outside"]

Bounds: TypeAlias = tuple[float, float]

_ANY: Bounds = (-inf, inf)
_SHARE: Bounds = (0.0, 1.0)
_POSITIVE: Bounds = (0.0, inf)
_OF_UNITS: tuple[tuple[str, Bounds], ...] = (
    ("percentage points", (-100.0, 100.0)),
    ("%", (0.0, 100.0)),
    ("0 to 1", _SHARE),
    ("per arrest", _POSITIVE),
    ("per ", _SHARE),
)
"""What a metric's unit begins with; a count per something is a part of it, but that several may come to one arrest."""


def bounds_of(hypothesis: object) -> Bounds:
    """Return the least and the greatest value that what is measured can have, in its unit; infinite where none is."""
    if isinstance(hypothesis, Simulated):
        return _of_simulated(hypothesis)
    if isinstance(hypothesis, PublishedRate):
        return _SHARE if hypothesis.each_is_one and hypothesis.against is None else _POSITIVE
    return _POSITIVE if isinstance(hypothesis, PublishedDisparity) else _ANY


def bounds_of_row(row: Row) -> Bounds:
    """Return the least and the greatest value that a metric can have, in its unit; infinite where there is none."""
    return next((bounds for start, bounds in _OF_UNITS if row.unit.startswith(start)), _POSITIVE)


def outside(margin: Margin, bounds: Bounds) -> tuple[str, float] | None:
    """Return an end of a margin that nothing measured can reach, with the side it is given as; None if there is none.

    Parameters
    ----------
    bounds
        As `bounds_of`.
    """
    side = next(name for name in ("between", "at_least", "at_most") if getattr(margin, name) is not None)
    ends = (end for end in margin.ends if end is not None and not bounds[0] <= end <= bounds[1])
    beyond = next(ends, None)
    return None if beyond is None else (side, beyond)


def bounds_words(bounds: Bounds, unit: str) -> str:
    """Say what there can be."""
    low, high = bounds
    return f"{low:g} or more {unit}" if high == inf else f"{low:g} to {high:g} {unit}"


def _of_simulated(one: Simulated) -> Bounds:
    if one.of in ("ratio", "groups"):
        return _POSITIVE
    if one.of == "at_least_once":
        return _SHARE
    low, high = bounds_of_row(one.row)
    return (low - high, high - low) if one.of == "difference" else (low, high)
