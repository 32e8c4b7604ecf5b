"""A claim of unequal outcomes held against published counts, where a group's share of those exposed is not published.

With `cases` events of a group and `others` of everybody else, and a share q of exposure that the group has, the ratio
of rates is (cases / q) / (others / (1 - q)). Given q its interval is exact (`sim.metrics.disparity`); over the range
that q is assumed to have, all of them together are the interval that is judged. How much of the whole variance of the
logarithm of the ratio is q's, with q uniform in its range, says whether the verdict is bound to that assumption.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field, model_validator
from scipy.optimize import brentq
from scipy.special import polygamma

from sim.claims.figure import Figure
from sim.claims.finding import Finding, Tipping
from sim.claims.hypothesis import Hypothesis
from sim.core.errors import SettingsConflict
from sim.evidence.register import stated
from sim.metrics.disparity import Ratio, rate_ratio

__all__ = ["PublishedDisparity"]

_GRID = 201
_UNIT = "times"


class PublishedDisparity(Hypothesis):
    """How many times as often something falls on a group as on everybody else, over what its share may be."""

    kind: Literal["published_disparity"]
    group: str = Field(min_length=1, max_length=80)
    """The group, in words."""
    cases: Figure
    """Events of the group."""
    others: Figure
    """Events of everybody else."""
    exposed: str = Field(min_length=1, max_length=200)
    """What the share is of: `faces seen`."""
    share: tuple[float, float] = stated(unit="share of what is exposed")
    """The group's share of what is exposed: the lower and the higher end of what it may be."""
    share_given: float = stated(unit="share of what is exposed", gt=0, lt=1)
    """The share that the single value is for."""
    share_why: str = Field(min_length=1, max_length=1000)
    """Where the range is from, or that it is assumed."""

    @model_validator(mode="after")
    def _fits(self) -> PublishedDisparity:
        low, high = self.share
        if not 0 < low < high < 1:
            raise SettingsConflict(
                ("share",), f"no range of a share ({low:g}, {high:g}); lower, higher, within 0 and 1"
            )
        if not low <= self.share_given <= high:
            raise SettingsConflict(
                ("share_given",), f"outside of the range ({self.share_given:g}); {low:g} to {high:g}"
            )
        for name, one in (("cases", self.cases), ("others", self.others)):
            if one.number < 0 or one.number != round(one.number):
                raise SettingsConflict((name,), f"not a count ({one.number:g}); a whole number, 0 or more")
        if self.cases.number + self.others.number == 0:
            raise SettingsConflict(("cases",), "no event of anybody (0); a count above 0 here or of `others`")
        if self.margin.unit != _UNIT:
            raise SettingsConflict(("margin", "unit"), f"not the unit of a ratio ({self.margin.unit}); {_UNIT}")
        return self

    @property
    def sources(self) -> list[str]:
        """Who published the counts, and where the range of the share is from."""
        return list(dict.fromkeys([self.cases.from_where, self.others.from_where, self.share_why]))

    def ratio_at(self, share: float) -> Ratio:
        """Return the ratio of rates if the group had that share of what is exposed."""
        return rate_ratio(self.cases.number, share, self.others.number, 1 - share)

    def findings(self) -> tuple[Finding, ...]:
        """Return the ratio at the share that is given, with an interval over counts and the range of the share."""
        ratios = [self.ratio_at(float(q)) for q in np.linspace(*self.share, _GRID)]
        given = self.ratio_at(self.share_given)
        lows, highs = [one.low for one in ratios if one.low is not None], [one.high for one in ratios]
        high = None if any(one is None for one in highs) else max(one for one in highs if one is not None)
        found = Finding(
            self.group,
            given.value,
            min(lows) if lows else None,
            high,
            _UNIT,
            f"95 % of the counts, over shares of {self.share[0]:g} to {self.share[1]:g} of {self.exposed}",
            self.cases.number,
            None,
            0,
            tipping=tuple(self._tipping()),
            against=(self.others.number, None),
        )
        return (found,)

    def assumed_share(self) -> float:
        """Return which part of the variance of the logarithm of the ratio the assumed share makes, 0 to 1.

        With Jeffreys' prior on the two rates, whose logarithms have the variance of log-gamma variables.
        """
        q = np.linspace(*self.share, _GRID)
        between = float(np.var(np.log((1 - q) / q)))
        a, b = self.cases.number + 0.5, self.others.number + 0.5
        within = float(polygamma(1, a) + polygamma(1, b))
        return between / (between + within)

    def _tipping(self) -> list[Tipping]:
        """Return the shares at which the verdict of the interval at that share alone would change."""
        found = []
        for bound in (end for end in self.margin.ends if end is not None and end > 0):
            for end, what in (("low", "from here down the interval is above the margin"),
                              ("high", "from here up the interval is below the margin")):  # fmt: skip
                share = self._crossing(end, bound)
                if share is not None:
                    inside = self.share[0] <= share <= self.share[1]
                    words = f"the group's share of {self.exposed}"
                    found.append(Tipping(words, share, "share", inside, f"{what} of {bound:g}"))
        return found

    def _crossing(self, end: str, bound: float) -> float | None:
        def apart(q: float) -> float:
            value = getattr(self.ratio_at(q), end)
            return float("inf") if value is None else float(np.log(max(value, 1e-300)) - np.log(bound))

        low, high = 1e-4, 1 - 1e-4
        if not (np.isfinite(apart(low)) and np.isfinite(apart(high))) or apart(low) * apart(high) >= 0:
            return None
        return float(brentq(apart, low, high, xtol=1e-6))
