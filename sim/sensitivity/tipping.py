"""Tipping points: the value of one input at which a stated conclusion changes, the others as given.

Each input is looked at at both ends of its span, as given, and at as many values between as are asked for; where the
conclusion changes between two of them it is found by bisection, of all inputs side by side. All values share their
chance, so that the metric hardly moves but by the input. A change that comes and goes between two neighbours of the
first values is not seen.

The interval is of the simulator's chance, and by inversion of a test: around the point it holds those values of the
input at which replications, on lines through the values that were run, do not tell the metric from the bound by
Student's t at 95 %. It ends where the span does.

Source: Fieller (1954), Some problems in interval estimation, J. R. Stat. Soc. B 16: 175-185.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, log

import numpy as np
from scipy.special import stdtrit

from sim.core.errors import RunError
from sim.sensitivity.conclusion import Conclusion
from sim.sensitivity.points import Span
from sim.sensitivity.resample import Floats
from sim.sensitivity.response import Point, Response

__all__ = ["Change", "Tipping", "Tried", "first_points", "tipping_points"]

_UPPER = 0.975
_GRID = 2**12
"""At so many values an interval is looked for."""


@dataclass(frozen=True)
class Tried:
    """The metric at one value of the input."""

    value: float
    mean: float
    holds: bool


@dataclass(frozen=True)
class Change:
    """Where the conclusion changes."""

    value: float
    low: float | None
    """The ends of the interval, as far as the span goes; None with a single replication."""
    high: float | None
    is_open: bool
    """Whether the interval goes as far as the span: chance may well have it that it changes nowhere."""
    from_: float
    to: float
    """The two values that were run between which it lies."""
    holds_above: bool
    """Whether it is true above the point, and not below."""
    is_inside: bool | None
    """Whether it lies inside the input's range; None for an input that has none."""


@dataclass(frozen=True)
class Tipping:
    """What was found of one input."""

    key: str
    unit: str
    given: float
    as_given: float
    """The metric with the input as given."""
    holds_as_given: bool
    low: float | None
    """The input's range."""
    high: float | None
    looked_from: float
    looked_to: float
    changes: tuple[Change, ...]
    """Where the conclusion changes, in rising order; none if it never does."""
    tried: tuple[Tried, ...]
    """Everything that was run, in rising order."""
    failed_at: float | None
    """A value at which a replication failed or has no value: nothing is said of the input then."""

    @property
    def is_inside(self) -> bool:
        """Whether the conclusion changes inside the input's range."""
        return any(change.is_inside for change in self.changes)


def first_points(spans: Sequence[Span], between: int = 0) -> list[Point]:
    """Return the points that are run of all spans before anything is bisected.

    Parameters
    ----------
    between
        So many values, evenly, between the ends of each besides the one that is as given.
    """
    return [{}, *(point for span in spans for point in _Search(span).first(between))]


def tipping_points(
    spans: Sequence[Span], response: Response, conclusion: Conclusion, *, between: int = 0, halvings: int = 6
) -> list[Tipping]:
    """Return where a conclusion changes: for each input, those first that change it inside their range.

    Parameters
    ----------
    spans
        The inputs, and between which ends to look.
    between
        See `first_points`.
    halvings
        How often the span in which it changes is halved; each takes a point.

    Raises
    ------
    RunError
        If a replication failed with everything as given, or at a value of every input.
    """
    searches = [_Search(span) for span in spans]
    as_given, *answers = response(first_points(spans, between))
    if not np.isfinite(as_given).all():
        raise RunError("as given", "a replication failed, or has no value", "run it again, or another metric")
    rest = iter(answers)
    for search in searches:
        search.keep(search.span.input.given, as_given)
        for point in search.first(between):
            search.keep(point[search.span.input.key], next(rest))
    for _ in range(halvings):
        asked = [(search, value) for search in searches for value in search.middles(conclusion)]
        if not asked:
            break
        for (search, value), answer in zip(asked, response([s.point(v) for s, v in asked]), strict=True):
            search.keep(value, answer)
    found = [search.result(conclusion, float(as_given.mean())) for search in searches]
    if all(one.failed_at is not None for one in found):
        raise RunError(
            found[0].key, f"a replication failed, or has no value, at {found[0].failed_at:g}", "another span"
        )
    return sorted(found, key=lambda one: (not one.is_inside, not one.changes))


@dataclass
class _Search:
    """The values of one input that were run so far."""

    span: Span
    found: dict[float, Floats] = field(default_factory=dict)
    failed_at: float | None = None

    def first(self, between: int) -> list[Point]:
        """Return the first points, without the one that is as given."""
        low, high = self.span.input.low, self.span.input.high
        if low is None or high is None:
            raise RunError("--over", f"it has no ends ({self.span.input.key})", "an input with a range")
        inner = np.linspace(self._inner(low), self._inner(high), between + 2)[1:-1]
        values = {low, high, *map(self._outer, inner)}
        return [self.point(value) for value in sorted(values - {self.span.input.given})]

    def keep(self, value: float | None, answer: Floats) -> None:
        """Keep what was answered at a value within the span."""
        low, high = self.span.input.low, self.span.input.high
        if value is None or low is None or high is None or not low <= value <= high:
            return
        if np.isfinite(answer).all():
            self.found[value] = answer
        elif self.failed_at is None:
            self.failed_at = value

    def middles(self, conclusion: Conclusion) -> list[float]:
        """Return the values halfway between neighbours of which the conclusion holds at one alone."""
        if self.failed_at is not None:
            return []
        return [
            middle
            for left, right in pairwise(sorted(self.found))
            if self._holds(left, conclusion) != self._holds(right, conclusion)
            and left < (middle := self._outer((self._inner(left) + self._inner(right)) / 2)) < right
        ]

    def point(self, value: float) -> Point:
        """Return the point of a value."""
        return {self.span.input.key: int(value) if self._is_whole else value}

    def result(self, conclusion: Conclusion, as_given: float) -> Tipping:
        """Return what was found."""
        one, own = self.span.input, self.span.own
        tried = tuple(
            Tried(value, float(self.found[value].mean()), self._holds(value, conclusion))
            for value in sorted(self.found)
        )
        changes = tuple(
            self._change(left, right, conclusion)
            for left, right in pairwise(tried)
            if left.holds != right.holds and self.failed_at is None
        )
        low, high = (None, None) if own is None else own
        assert one.given is not None
        assert one.low is not None
        assert one.high is not None
        holds = conclusion.holds(as_given)
        of_input = one.key, one.unit, one.given, as_given, holds, low, high, one.low, one.high
        return Tipping(*of_input, changes, tried, self.failed_at)

    def _holds(self, value: float, conclusion: Conclusion) -> bool:
        return conclusion.holds(float(self.found[value].mean()))

    def _change(self, left: Tried, right: Tried, conclusion: Conclusion) -> Change:
        """Return a change between two neighbours, and how sure it is."""
        values = sorted(self.found)
        runs = np.array([self.found[value] for value in values]) - conclusion.bound
        at = np.array([self._inner(value) for value in values])
        where = _crossings(at, runs.mean(axis=1), conclusion)
        inner = float(where[np.argmin(np.abs(where - (self._inner(left.value) + self._inner(right.value)) / 2))])
        value, own = self._value(inner), self.span.own
        is_inside = None if own is None else bool(own[0] <= value <= own[1])
        low = high = None
        is_open = False
        if runs.shape[1] > 1:
            ends = _not_told(at, runs, inner)
            low, high = map(self._value, ends)
            is_open = bool(ends[0] <= at[0] or ends[1] >= at[-1])
        return Change(value, low, high, is_open, left.value, right.value, right.holds, is_inside)

    @property
    def _is_whole(self) -> bool:
        return self.span.input.law == "whole numbers, alike"

    def _inner(self, value: float) -> float:
        return log(value) if self.span.input.law == "log-uniform" else value

    def _value(self, inner: float) -> float:
        return exp(inner) if self.span.input.law == "log-uniform" else inner

    def _outer(self, inner: float) -> float:
        value = self._value(float(inner))
        return float(round(value)) if self._is_whole else value


def _not_told(at: Floats, runs: Floats, inner: float) -> tuple[float, float]:
    """Return the ends of where the mean over replications, shape (values, replications), is not told from nought."""
    grid = np.unique(np.concatenate([np.linspace(at[0], at[-1], _GRID), at, [inner]]))
    lines = np.array([np.interp(grid, at, run) for run in runs.T])
    n = len(lines)
    errors = lines.std(axis=0, ddof=1) / np.sqrt(n)
    told = np.abs(lines.mean(axis=0)) > float(stdtrit(n - 1, _UPPER)) * errors
    middle = int(np.searchsorted(grid, inner))
    below, above = np.flatnonzero(told[:middle]), np.flatnonzero(told[middle + 1 :])
    low = below[-1] + 1 if below.size else 0
    high = middle + above[0] if above.size else grid.size - 1
    return float(grid[low]), float(grid[high])


def _crossings(at: Floats, apart: Floats, conclusion: Conclusion) -> Floats:
    """Return where the line through values less the bound crosses nought."""
    first, second = apart[:-1], apart[1:]
    below = apart < 0 if conclusion.sign in ("<", ">=") else apart <= 0
    crosses = below[:-1] != below[1:]
    share = first[crosses] / (first[crosses] - second[crosses])
    return np.asarray(at[:-1][crosses] + share * np.diff(at)[crosses])
