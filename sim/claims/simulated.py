"""A claim held against the simulator: a metric of an arm, or what two arms or two groups differ in.

Arms share people, draws and chance, so that what they differ in is taken draw by draw and replication by replication.
The interval is central, 95 % of all draws of what is uncertain and their replications; with fewer than 39 of them not
even the least and the greatest hold so much, and there is none.

    level              the metric of `arm`
    difference         that of `arm` less that of `against`
    ratio              that of `arm` over that of `against`
    groups             a rate of the group over that of everybody else, in `arm`
    at_least_once      the chance of at least one in `times` independent exposures, 1 - (1 - rate)^times, in `arm`
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.claims.finding import Finding
from sim.claims.hypothesis import Hypothesis
from sim.core.errors import MetricError, RunError, SettingsConflict
from sim.core.nearest import did_you_mean, nearest
from sim.evidence.register import chosen
from sim.metrics.catalogue import CATALOGUE, Row, metric
from sim.metrics.metric import Estimator

__all__ = ["EVERY", "LEAST_CASES", "SIMULATED", "Simulated", "Values", "finding_of", "quantiles_of"]

LEAST_CASES = 39
"""The least and the greatest of so many cases are the ends of 95 %."""
EVERY = "every"
SIMULATED = "simulated: "
"""What stands before an arm among sources."""
_TAILS = (0.025, 0.975)
_ENDLESS = 1e300
"""Stands for what is divided by nought: more than any number."""
_OF_TWO_ARMS = ("difference", "ratio")
_OF_RATES = ("groups", "at_least_once")

Floats = NDArray[np.float64]


class Simulated(Hypothesis):
    """Something that arms of a simulation come to."""

    kind: Literal["simulated"]
    arms: dict[str, str] = Field(min_length=1, max_length=8)
    """What is simulated, by name: a programme or a place with `+POLICY` and `+KEY=VALUE` as often as need be."""
    metric: str
    """Of the catalogue, such as `arrests`."""
    estimator: Estimator | None = None
    """How it is come by; expected where there is such an estimator, by default."""
    of: Literal["level", "difference", "ratio", "groups", "at_least_once"] = "level"
    """What is judged."""
    arm: str | None = None
    """The arm it is of; the last by default."""
    against: str | None = None
    """The arm that it is held against; the first by default."""
    group: str = "all"
    """An ethnic group, `all`, or `every`: each by itself, and all of them have to be on the margin's side."""
    times: float = chosen(1.0, unit="exposures", gt=0, le=1e6)
    """How many exposures, for `at_least_once`: of a rate per face seen, so many times seen."""

    @model_validator(mode="after")
    def _fits(self) -> Simulated:
        try:
            row = metric(self.metric)
        except MetricError:
            taken = [one.name for one in CATALOGUE if self._takes(one)]
            near = nearest(self.metric, taken) or get_close_matches(self.metric, taken, n=2)
            meant = f"did you mean {' or '.join(near)}?" if near else f"one of {', '.join(taken)}"
            raise SettingsConflict(("metric",), f"no such metric ({self.metric}); {meant}") from None
        if self.estimator is not None and self.estimator not in row.estimators:
            raise SettingsConflict(
                ("estimator",), f"{self.metric} is not made so ({self.estimator}); one of {', '.join(row.estimators)}"
            )
        if self.of in _OF_RATES and row.shape != "rate":
            rates = {one.name: one.counted for one in CATALOGUE if self._takes(one)}
            its_own = [name for name, counted in rates.items() if counted == self.metric]
            such = ", ".join(its_own or nearest(self.metric, rates, n=3) or rates)
            what = f"{self.metric} is no rate ({self.of}); a metric per something, such as {such}, or `of: level`"
            raise SettingsConflict(("of",), what)
        if self.of == "groups" and self.group == "all":
            raise SettingsConflict(("group",), "everybody has no others (all); an ethnic group, or every")
        if self.group != "all" and not row.is_by_group:
            told = [one.name for one in CATALOGUE if self._takes(one)]
            such = ", ".join(nearest(self.metric, told, n=3) or told)
            what = f"{self.metric} is not told by group ({self.group}); all, or a metric that is: {such}"
            raise SettingsConflict(("group",), what)
        if self.of in _OF_TWO_ARMS and len(self.arms) < 2:
            raise SettingsConflict(("arms",), f"a {self.of} of one arm ({next(iter(self.arms))}); two arms or more")
        for key, name in (("arm", self.arm), ("against", self.against)):
            if name is not None and name not in self.arms:
                raise SettingsConflict((key,), f"no such arm ({name}); one of {', '.join(self.arms)}")
        if self.against is not None and self.of not in _OF_TWO_ARMS:
            raise SettingsConflict(("against",), f"has no effect on a {self.of} ({self.against}); leave it out")
        if self.times != 1 and self.of != "at_least_once":
            raise SettingsConflict(("times",), f"has no effect on a {self.of} ({self.times:g}); leave it out")
        if self.margin.unit != self.measured_in:
            raise SettingsConflict(
                ("margin", "unit"), f"not the unit of what is measured ({self.margin.unit}); {self.measured_in}"
            )
        return self

    def _takes(self, row: Row) -> bool:
        """Return whether what is asked (of a rate, of a group) can be asked of a metric."""
        return (self.of not in _OF_RATES or row.shape == "rate") and (self.group == "all" or row.is_by_group)

    @property
    def row(self) -> Row:
        """The metric's row of the catalogue."""
        return metric(self.metric)

    @property
    def measured_in(self) -> str:
        """The unit of what is judged."""
        if self.of in ("ratio", "groups"):
            return "times"
        if self.of == "at_least_once":
            return "chance"
        return self.row.unit

    @property
    def used_estimator(self) -> Estimator:
        """How the metric is come by."""
        if self.estimator is not None:
            return self.estimator
        return "expected" if "expected" in self.row.estimators else self.row.estimators[0]

    @property
    def used_arm(self) -> str:
        """The arm that is judged."""
        return self.arm if self.arm is not None else list(self.arms)[-1]

    @property
    def used_against(self) -> str | None:
        """The arm that it is held against; None where one arm is judged by itself."""
        if self.of not in _OF_TWO_ARMS:
            return None
        return self.against if self.against is not None else next(name for name in self.arms if name != self.used_arm)

    @property
    def sources(self) -> list[str]:
        """What is simulated, in words."""
        return [f"{SIMULATED}{self.arms[name]}" for name in (self.used_arm, self.used_against) if name is not None]

    def groups_of(self, known: Mapping[str, str]) -> list[str]:
        """Return the groups that it is judged for.

        Parameters
        ----------
        known
            The labels of the ethnic groups of the simulation by name.

        Raises
        ------
        RunError
            If it has no such group.
        """
        if self.group == EVERY:
            return list(known)
        if self.group != "all" and self.group not in known:
            meant = did_you_mean(self.group, known)
            raise RunError(
                f"{self.name}: group", f"no such group ({self.group})", f"{meant}all, every, {', '.join(known)}"
            )
        return [self.group]

    def values(self, frame: pl.DataFrame, group: str, groups: Mapping[str, str]) -> Values:
        """Return what is judged, case by case: one case a draw and replication that all arms concerned have.

        Parameters
        ----------
        frame
            As `sim.ensemble.run.EnsembleResult.frame`.
        """
        of_arm = self._cells(frame, self.used_arm, group)
        at = of_arm.select("draw", "replication").to_numpy()
        counts = tuple(of_arm[name].to_numpy().astype(float) for name in ("numerator", "denominator"))
        own = _unbounded(of_arm["value"].to_numpy().astype(float), *counts)
        if self.of in _OF_TWO_ARMS and self.used_against is not None:
            other = self._cells(frame, self.used_against, group).rename(
                {"value": "other", "numerator": "above", "denominator": "below"}
            )
            both = of_arm.join(
                other.select("draw", "replication", "other", "above", "below"), on=["draw", "replication"], how="left"
            )
            other_counts = (both[name].to_numpy().astype(float) for name in ("above", "below"))
            others = _unbounded(both["other"].to_numpy().astype(float), *other_counts)
            with np.errstate(divide="ignore", invalid="ignore"):
                own = own - others if self.of == "difference" else own / others
        elif self.of == "groups":
            everybody = self._cells(frame, self.used_arm, "all")
            above, below = (everybody[name].to_numpy().astype(float) - part for name, part in
                            zip(("numerator", "denominator"), counts, strict=True))  # fmt: skip
            if not np.nansum(counts[1]) or not np.nansum(below):
                label = groups.get(group, group)
                raise RunError(
                    f"{self.name}: group",
                    f"nobody of it, or nobody else, is exposed ({label})",
                    f"{self.metric} of others",
                )
            with np.errstate(divide="ignore", invalid="ignore"):
                own = own / (above / below)
        elif self.of == "at_least_once":
            own = -np.expm1(self.times * np.log1p(-np.clip(own, 0.0, 1 - 1e-15)))
        return Values(at[:, 0], at[:, 1], own, counts[0], counts[1])

    def finding(self, values: Values, group: str, groups: Mapping[str, str]) -> Finding:
        """Return the value in the middle and the interval of cases."""
        is_expected = self.used_estimator != "sampled" and self.row.shape != "made"
        return finding_of(values, groups.get(group, group), self.measured_in, is_expected=is_expected)

    def _cells(self, frame: pl.DataFrame, arm: str, group: str) -> pl.DataFrame:
        found = frame.filter(
            (pl.col("arm") == arm)
            & (pl.col("name") == self.metric)
            & (pl.col("estimator") == self.used_estimator)
            & (pl.col("by") == ("all" if group == "all" else "ethnic_group"))
            & (pl.col("group") == group)
        )
        if found.is_empty():
            what = f"{arm} has none of it ({self.metric}, {self.used_estimator}, {group})"
            raise MetricError(self.name, what, "another metric, estimator, group or arm")
        return found.sort("draw", "replication")


class Values:
    """What is judged, case by case."""

    def __init__(
        self, draw: Floats, replication: Floats, value: Floats, numerator: Floats, denominator: Floats
    ) -> None:
        self.draw, self.replication, self.value = draw, replication, value
        self.numerator, self.denominator = numerator, denominator

    @property
    def drawn(self) -> Values:
        """Those of draws of what is uncertain; all of them where there is the one draw that is as given."""
        if not np.any(self.draw > 0):
            return self
        at = self.draw > 0
        return Values(self.draw[at], self.replication[at], self.value[at], self.numerator[at], self.denominator[at])


def finding_of(values: Values, label: str, unit: str, *, is_expected: bool = False) -> Finding:
    """Return the value in the middle of cases, and the interval that holds 95 % of them.

    Parameters
    ----------
    label
        What it is of: a group, or everybody.
    is_expected
        Whether cases are what is expected, so that chance in counting is in none of them.
    """
    drawn = values.drawn
    known = drawn.value[~np.isnan(drawn.value)]
    events = float(np.nansum(drawn.numerator))
    divided = drawn.denominator[np.isfinite(drawn.denominator)]
    below = float(divided.sum()) if np.any(divided != 1) else None
    given = values.value[values.draw == 0]
    as_given = float(given[0]) if given.size and np.isfinite(given[0]) else None
    if not known.size:
        none = "nothing to divide by, or every replication failed"
        return Finding(label, None, None, None, unit, "", events, below, 0, as_given, none)
    middle = _finite(float(np.median(known)))
    if known.size < LEAST_CASES or known.size < drawn.value.size:
        short = (
            f"{known.size} draws and replications have a value, of {drawn.value.size}; an interval of 95 % needs "
            f"{LEAST_CASES} or more, and all of them"
        )
        return Finding(label, middle, None, None, unit, "", events, below, known.size, as_given, short)
    low, high = quantiles_of(known)
    chance = "of what is expected, without the chance of single events" if is_expected else "chance included"
    how = f"95 % of {known.size} draws of what is uncertain, {chance}; counts are of all of them together"
    return Finding(label, middle, low, high, unit, how, events, below, known.size, as_given)


def quantiles_of(cases: Floats) -> tuple[float | None, float | None]:
    """Return the ends of 95 % of cases (cases,); None where there is no such end, or there are too few."""
    known = cases[~np.isnan(cases)]
    if known.size < LEAST_CASES or known.size < cases.size:
        return None, None
    low, high = np.quantile(np.clip(known, -_ENDLESS, _ENDLESS), _TAILS, method="weibull").tolist()
    return _finite(low), _finite(high)


def _unbounded(value: Floats, numerator: Floats, denominator: Floats) -> Floats:
    """Return values in which something over nothing is without end: hours an arrest, where nobody was arrested."""
    return np.where(np.isnan(value) & (numerator > 0) & (denominator == 0), np.inf, value)


def _finite(value: float) -> float | None:
    """Return a number; None for what has no end."""
    return value if abs(value) < _ENDLESS / 1e9 else None
