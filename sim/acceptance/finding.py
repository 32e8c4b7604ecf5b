"""Tests of walking, and what they find: numbers, the bounds that they must keep, and whether they do."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sim.core.errors import RunError
from sim.street.walking.models import Walking

__all__ = ["Case", "Finding", "Number", "Numbers", "case", "number"]

_ROUNDING = 1e-6
"""Numbers nearer to 0 are said to be 0."""


@dataclass(frozen=True)
class Number:
    """One number that was measured, once for each seed, and the bounds that every one of them must keep."""

    name: str
    values: tuple[float, ...]
    """One a seed; not-a-number where there was nothing to measure, which keeps no bound."""
    unit: str = ""
    low: float = -math.inf
    high: float = math.inf

    @property
    def mean(self) -> float:
        """Mean over seeds."""
        return math.fsum(self.values) / len(self.values)

    @property
    def least(self) -> float:
        """Least of the seeds."""
        return min(self.values)

    @property
    def most(self) -> float:
        """Greatest of the seeds."""
        return max(self.values)

    @property
    def is_bounded(self) -> bool:
        """Whether anything is asked of it."""
        return self.low > -math.inf or self.high < math.inf

    @property
    def is_met(self) -> bool:
        """Whether every seed keeps the bounds."""
        return not self.is_bounded or all(self.low <= value <= self.high for value in self.values)

    @property
    def bounds(self) -> str:
        """The bounds in words; empty without any."""
        low, high = self.low > -math.inf, self.high < math.inf
        if low and high:
            return f"{self.low:g} to {self.high:g}"
        return f"at least {self.low:g}" if low else f"at most {self.high:g}" if high else ""

    @property
    def said(self) -> str:
        """What was measured, with its range over seeds where it has one."""
        mean, least, most = (
            f"{value:.3g}" if not abs(value) < _ROUNDING else "0" for value in (self.mean, self.least, self.most)
        )
        return f"{mean}{'' if least == most else f' ({least} to {most})'} {self.unit}".rstrip()

    def as_document(self) -> dict[str, Any]:
        """Return it for JSON, with null for what is not a finite number."""
        return {
            "name": self.name,
            "unit": self.unit,
            "mean": _finite(self.mean),
            "least": _finite(self.least),
            "most": _finite(self.most),
            "seeds": len(self.values),
            "at_least": _finite(self.low),
            "at_most": _finite(self.high),
            "met": self.is_met,
        }


@dataclass(frozen=True)
class Finding:
    """What one test found."""

    test: str
    """Its id, such as B1."""
    title: str
    """The guideline's own name where it has one."""
    source: str
    """The guideline or the paper, or that the test is ours."""
    criterion: str
    """What must hold; bounds in square brackets are ours."""
    numbers: tuple[Number, ...]
    reason: str = ""
    """Why the criterion is not met, where that is known."""

    @property
    def passed(self) -> bool:
        """Whether every number keeps its bounds."""
        return all(number.is_met for number in self.numbers)

    @property
    def said(self) -> str:
        """What is not met, one number a line; empty if all is."""
        missed = [number for number in self.numbers if not number.is_met]
        return "\n".join(f"{number.name}: {number.said}, not {number.bounds}" for number in missed)

    def as_document(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "test": self.test,
            "title": self.title,
            "source": self.source,
            "criterion": self.criterion,
            "passed": self.passed,
            "reason": self.reason,
            "numbers": [number.as_document() for number in self.numbers],
        }


Numbers: TypeAlias = tuple[Number, ...]


@dataclass(frozen=True)
class Case:
    """One test, which can be called with a walking model and seeds."""

    test: str
    title: str
    source: str
    criterion: str
    measure: Callable[[Walking, Sequence[int]], Numbers]

    def __call__(self, walking: Walking, seeds: Sequence[int]) -> Finding:
        """Walk a model with each of some seeds and say what was found.

        A model whose people cannot even be put where the test wants them does not meet it.
        """
        try:
            numbers, reason = self.measure(walking, seeds), ""
        except RunError as error:
            numbers, reason = (number("people could be put in place", 0, low=1),), str(error)
        return Finding(self.test, self.title, self.source, self.criterion, numbers, reason)


def case(
    test: str, title: str, *, source: str, criterion: str
) -> Callable[[Callable[[Walking, Sequence[int]], Numbers]], Case]:
    """Make a test of a function that measures: for use as a decorator."""

    def made(measure: Callable[[Walking, Sequence[int]], Numbers]) -> Case:
        return Case(test, title, source, criterion, measure)

    return made


def number(
    name: str, values: float | Sequence[float], unit: str = "", *, low: float = -math.inf, high: float = math.inf
) -> Number:
    """Return a number measured once, or once for each seed."""
    each = tuple(float(value) for value in values) if isinstance(values, Sequence) else (float(values),)
    return Number(name, each, unit, low, high)


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
