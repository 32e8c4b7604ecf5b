"""One result: a value with the counts it is made of and the interval it lies in.

A rate cannot exist without its numerator and its denominator. A count is a rate per deployment: its
denominator is 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import betainc, betaincinv, chdtri, pdtr, pdtrik

__all__ = ["OF_DAYS", "By", "Estimator", "Metric", "binomial", "count", "expected_count", "rate"]

Estimator = Literal["sampled", "expected", "expected_given_listed"]
"""What happened; or a sum of exact chances over who came: whoever of them might be listed, or given who is."""
By = Literal["all", "ethnic_group", "sex", "age_band", "sex_and_ethnic_group"]

OF_DAYS = "90 % of days"
"""How the intervals of expected counts are called; a programme calls its own otherwise."""

_CONFIDENCE = 0.95
_CENTRAL = 0.90
_RARE = 0.01
"""Chances below it are as good as Poisson: the spread of a count differs by half a per cent."""


@dataclass(frozen=True)
class Metric:
    """A result by name, for everybody or for one group."""

    name: str
    estimator: Estimator
    by: By
    group: str
    """A value of `by`, or "all"."""
    value: float | None
    """None where the denominator is zero: there is nothing to divide by."""
    numerator: float
    denominator: float
    low: float | None
    high: float | None
    interval: str
    """What lies between low and high."""
    unit: str


def count(name: str, n: int, *, by: By = "all", group: str = "all", unit: str) -> Metric:
    """Return what was counted in one deployment, with the exact Poisson interval of its rate."""
    tail = (1 - _CONFIDENCE) / 2
    low = float(chdtri(2 * n, 1 - tail) / 2) if n else 0.0
    high = float(chdtri(2 * n + 2, tail) / 2)
    return Metric(name, "sampled", by, group, float(n), float(n), 1.0, low, high, "95 % exact Poisson", unit)


def expected_count(
    name: str,
    mean: float,
    *,
    squares: float = 0.0,
    estimator: Estimator = "expected",
    by: By = "all",
    group: str = "all",
    unit: str,
) -> Metric:
    """Return an expected count with the central 90 % of the days that it implies.

    The number of a day is a sum of many independent events. If they are rare it is Poisson about `mean`; where some are
    likely it varies less, and is taken as binomial with the mean and the variance of the sum.

    Parameters
    ----------
    squares
        The sum of the squares of the chances that add up to `mean`; 0 where all are rare.
    """
    tail = (1 - _CENTRAL) / 2
    chance = min(squares / mean, 1.0) if mean > 0 else 0.0
    if chance < _RARE:
        low, high = _poisson_quantile(tail, mean), _poisson_quantile(1 - tail, mean)
        law = "Poisson about the expected number"
    else:
        low, high = _binomial_quantile(tail, mean, chance), _binomial_quantile(1 - tail, mean, chance)
        law = "binomial with the mean and variance of the chances"
    return Metric(
        name,
        estimator,
        by,
        group,
        mean,
        mean,
        1.0,
        low,
        high,
        f"{OF_DAYS} ({law})",
        unit,
    )


def rate(name: str, numerator: int, denominator: int, *, by: By = "all", group: str = "all", unit: str) -> Metric:
    """Return a sampled rate with its exact interval: binomial, or Poisson where it can pass 1.

    A zero denominator gives no value and no interval, with both counts still there.
    """
    if denominator == 0:
        return Metric(name, "sampled", by, group, None, float(numerator), 0.0, None, None, "no cases", unit)
    if numerator > denominator:
        whole = count(name, numerator, unit=unit)
        return Metric(
            name,
            "sampled",
            by,
            group,
            numerator / denominator,
            float(numerator),
            float(denominator),
            (whole.low or 0.0) / denominator,
            (whole.high or 0.0) / denominator,
            whole.interval,
            unit,
        )
    low, high = binomial(numerator, denominator)
    return Metric(
        name,
        "sampled",
        by,
        group,
        numerator / denominator,
        float(numerator),
        float(denominator),
        low,
        high,
        "95 % exact binomial",
        unit,
    )


def binomial(numerator: int, denominator: int) -> tuple[float, float]:
    """Return the exact (Clopper-Pearson) 95 % interval of a share; `denominator` is at least 1."""
    tail = (1 - _CONFIDENCE) / 2
    low = betaincinv(numerator, denominator - numerator + 1, tail) if numerator else 0.0
    high = betaincinv(numerator + 1, denominator - numerator, 1 - tail) if numerator < denominator else 1.0
    return float(low), float(high)


def _binomial_quantile(q: float, mean: float, chance: float) -> float:
    """Return the smallest count that is reached or undercut with probability `q`, of mean / chance trials."""
    trials = mean / chance
    counts = np.arange(np.ceil(trials))
    below = np.append(1 - betainc(counts + 1, trials - counts, chance), 1.0)
    return float(np.argmax(below >= q))


def _poisson_quantile(q: float, mean: float) -> float:
    """Return the smallest count that is reached or undercut with probability `q`; 0 for a mean of 0."""
    if mean <= 0 or pdtr(0, mean) >= q:
        return 0.0
    count = max(float(np.ceil(pdtrik(q, mean))), 1.0)
    return count - 1 if pdtr(count - 1, mean) >= q else count
