"""A claim held against published counts: a rate, a share, or the ratio of two rates, each with its exact interval.

Rates of rare events are Poisson, shares binomial (Clopper-Pearson); the ratio of two is `sim.metrics.disparity`.

Source: Garwood (1936), Biometrika 28: 437-442; Clopper & Pearson (1934), Biometrika 26: 404-413.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.claims.figure import Figure
from sim.claims.finding import EVENTS, Finding, Tipping
from sim.claims.hypothesis import Hypothesis
from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.ensemble.estimates import binomial_interval, poisson_interval
from sim.metrics.disparity import rate_ratio, share_ratio

__all__ = ["Counted", "PublishedRate"]


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
        """Return the rate or the ratio, with its interval."""
        n, of = self.counted.count.number, self.counted.out_of.number
        if self.against is not None:
            other, others = self.against.count.number, self.against.out_of.number
            ratio = share_ratio if self.each_is_one else rate_ratio
            found = ratio(n, of, other, others)
            return (
                Finding(
                    "all", found.value, found.low, found.high, "times", found.interval, n, of, 0,
                    against=(other, others),
                ),
            )  # fmt: skip
        if self.each_is_one:
            low, high = binomial_interval(n, of)
            how = "95 %, exact binomial"
        else:
            least, most = poisson_interval(n)
            low, high, how = least / of, most / of, "95 %, exact Poisson"
        return (Finding("all", n / of, low, high, self.unit, how, n, of, 0, tipping=self._tipping(low, high)),)

    def _tipping(self, low: float, high: float) -> tuple[Tipping, ...]:
        first, last = self.margin.ends
        bound = last if last is not None else first
        if bound is None or not low < bound < high:
            return ()
        of = self.counted.out_of.number
        return (Tipping("the count, out of as many", bound * of, EVENTS, None, "the rate itself crosses the margin"),)
