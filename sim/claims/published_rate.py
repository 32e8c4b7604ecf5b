"""A claim held against published counts: a rate, a share, or the ratio of two rates, each with its exact interval.

Rates of rare events are Poisson, shares binomial (Clopper-Pearson); the ratio of two is `sim.metrics.disparity`.

Source: Garwood (1936), Biometrika 28: 437-442; Clopper & Pearson (1934), Biometrika 26: 404-413.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Literal

from pydantic import model_validator

from sim.claims.figure import Figure
from sim.claims.finding import EVENTS, Finding, Tipping
from sim.claims.hypothesis import Hypothesis
from sim.claims.margin import Verdict, verdict_of
from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.ensemble.estimates import binomial_interval, poisson_interval
from sim.metrics.disparity import rate_ratio, share_ratio

__all__ = ["Counted", "PublishedRate"]

_SO_MANY_TIMES = 100
"""Counts up to so many times the published one are looked at."""


class Counted(Config):
    """So many events out of so many."""

    count: Figure
    """Of the events."""
    out_of: Figure
    """Of what they are divided by: faces, alerts, days."""

    @model_validator(mode="after")
    def _is_a_count(self) -> Counted:
        n, of = self.count.number, self.out_of.number
        if n < 0 or n != round(n):
            raise SettingsConflict(("count",), f"not a count ({n:g}); a whole number, 0 or more")
        if of <= 0:
            raise SettingsConflict(("out_of",), f"nothing to divide by ({of:g}); a number above 0")
        return self


class PublishedRate(Hypothesis):
    """A rate of published counts, or how many times another it is."""

    kind: Literal["published_rate"]
    counted: Counted
    """The events, and out of how many."""
    against: Counted | None = None
    """Those that the rate is divided by; the rate itself is judged without."""
    each_is_one: bool = False
    """Whether each of `out_of` is an event or is none, so that the rate is a share."""
    unit: str = ""
    """The unit of the rate, such as `per face seen`; of a ratio it is `times`."""

    @model_validator(mode="after")
    def _fits(self) -> PublishedRate:
        if self.against is None and not self.unit:
            raise SettingsConflict((), "a rate without a `unit`; such as `per face seen`")
        if self.margin.unit != self.measured_in:
            raise SettingsConflict(
                ("margin", "unit"), f"not the unit of what is measured ({self.margin.unit}); {self.measured_in}"
            )
        for which, one in (("counted", self.counted), ("against", self.against)):
            if self.each_is_one and one is not None and one.count.number > one.out_of.number:
                raise SettingsConflict(
                    (which, "count"), f"more than there are ({one.count.number:g}); up to {one.out_of.number:g}"
                )
        return self

    @property
    def measured_in(self) -> str:
        """The unit of what is measured."""
        return self.unit if self.against is None else "times"

    @property
    def sources(self) -> list[str]:
        """Who published the counts."""
        pairs = [self.counted, *([self.against] if self.against is not None else [])]
        return list(dict.fromkeys(one.from_where for pair in pairs for one in (pair.count, pair.out_of)))

    def findings(self) -> tuple[Finding, ...]:
        """Return the rate or the ratio, with its interval, and at which counts the verdict would be another."""
        found = self._found(self.counted.count.number)
        return (replace(found, tipping=self._tipping()),)

    def _found(self, n: float) -> Finding:
        """Return what would be found if there were so many events, everything else as it is."""
        of = self.counted.out_of.number
        if self.against is not None:
            other, others = self.against.count.number, self.against.out_of.number
            ratio = share_ratio if self.each_is_one else rate_ratio
            found = ratio(n, of, other, others)
            return Finding(
                "all", found.value, found.low, found.high, "times", found.interval, n, of, 0, against=(other, others)
            )
        if self.each_is_one:
            low, high = binomial_interval(n, of)
            how = "95 %, exact binomial"
        else:
            least, most = poisson_interval(n)
            low, high, how = least / of, most / of, "95 %, exact Poisson"
        return Finding("all", n / of, low, high, self.unit, how, n, of, 0)

    def _tipping(self) -> tuple[Tipping, ...]:
        """Return the next counts below and above at which the verdict would be another."""
        n = int(self.counted.count.number)
        most = int(self.counted.out_of.number) if self.each_is_one else _SO_MANY_TIMES * max(n, 1)
        here = self._stands(n)
        tips = []
        for way, room in ((-1, n), (1, most - n)):
            step = _first_step(partial(self._is_other, here, n, way), room)
            if step is not None:
                then = f"the verdict would be {self._stands(n + way * step)[0]}"
                tips.append(Tipping("the count, all else as it is", float(n + way * step), EVENTS, None, then))
        return tuple(tips)

    def _is_other(self, here: tuple[Verdict, bool], n: int, way: int, step: int) -> bool:
        return self._stands(n + way * step) != here

    def _stands(self, n: int) -> tuple[Verdict, bool]:
        """Return what so many events would say, and whether all of the interval is above the margin."""
        found, highest = self._found(n), self.margin.ends[1]
        is_above = highest is not None and found.low is not None and found.low > highest
        return verdict_of(found.low, found.high, self.margin), is_above


def _first_step(is_other: Callable[[int], bool], most: int) -> int | None:
    """Return the least step of 1 to `most` at which something is other; None if it is not at `most`.

    What is other stays other: it is looked for outward by doubling, and then by halves.
    """
    step = 1
    while step < most and not is_other(step):
        step *= 2
    high = min(step, most)
    if high < 1 or not is_other(high):
        return None
    low = step // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_other(middle) else (middle, high)
    return high
