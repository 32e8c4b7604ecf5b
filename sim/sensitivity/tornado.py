"""A tornado: each input from the low to the high end of its range, all others as given.

Each is a paired difference under common random numbers, with its interval: to the low end, to the high end, and from
one to the other. It shows no interplay, for which there are total Sobol indices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.core.errors import RunError
from sim.ensemble.estimates import Cells, Difference, difference, level
from sim.ensemble.inputs import Input
from sim.sensitivity.resample import Floats
from sim.sensitivity.response import Point, Response

__all__ = ["Bar", "Tornado", "tornado", "tornado_points"]


@dataclass(frozen=True)
class Bar:
    """What one input does from end to end of its range."""

    key: str
    unit: str
    given: float
    low: float
    high: float
    to_low: Difference
    """The metric at the low end less the metric as given."""
    to_high: Difference
    across: Difference
    """The metric at the high end less the metric at the low end."""


@dataclass(frozen=True)
class Tornado:
    """All inputs, the one with the widest bar first."""

    as_given: float | None
    as_given_low: float | None
    as_given_high: float | None
    bars: tuple[Bar, ...]
    left_out: tuple[str, ...]
    """Inputs that have no ends: they are drawn from a posterior."""


def tornado_points(inputs: Sequence[Input]) -> list[Point]:
    """Return the points that a tornado takes: as given, and both ends of each input that has ends."""
    return [{}, *(_point(one, end) for one in inputs for end in (one.low, one.high) if end is not None)]


def tornado(inputs: Sequence[Input], response: Response, *, of_events: bool = False) -> Tornado:
    """Return what each input does from end to end.

    Parameters
    ----------
    of_events
        Whether the metric counts events, one by one: few of them have exact intervals.

    Raises
    ------
    RunError
        If no input has ends.
    """
    ranged = [one for one in inputs if one.low is not None and one.high is not None]
    if not ranged:
        raise RunError("--inputs", "none of them has ends", "inputs with a range")
    values = response(tornado_points(inputs))
    cells = [_cells(row, of_events) for row in values]
    as_given = level(cells[0])
    bars = [_bar(one, cells[0], *cells[2 * k + 1 : 2 * k + 3]) for k, one in enumerate(ranged)]
    left_out = tuple(one.key for one in inputs if one not in ranged)
    return Tornado(as_given.mean, as_given.low, as_given.high, tuple(sorted(bars, key=_narrow)), left_out)


def _bar(one: Input, given: Cells, low: Cells, high: Cells) -> Bar:
    assert one.given is not None
    assert one.low is not None
    assert one.high is not None
    return Bar(
        one.key,
        one.unit,
        one.given,
        one.low,
        one.high,
        difference(given, low),
        difference(given, high),
        difference(low, high),
    )


def _narrow(bar: Bar) -> float:
    """Return how narrow a bar is: its width, negative."""
    reached = [0.0, *(one.difference for one in (bar.to_low, bar.to_high) if one.difference is not None)]
    return min(reached) - max(reached)


def _cells(values: Floats, of_events: bool) -> Cells:
    one_draw = values[None, :]
    return Cells(one_draw, one_draw, np.where(np.isfinite(one_draw), 1.0, np.nan), of_events)


def _point(one: Input, end: float) -> Point:
    """Return the point of an end; where the input is given so, that of everything as given, which is run anyway."""
    if end == one.given:
        return {}
    return {one.key: int(end) if one.law == "whole numbers, alike" else end}
