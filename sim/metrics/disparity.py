"""How unequally something falls on groups, and how small an inequality the data could have shown.

What is compared decides the interval, by this rule:

    shares     cases among trials, each of which is one or none. Where at most 1 % of either group's trials are cases
               they are rare, and compared as rates; otherwise by the score (`sim.metrics.score_interval`).
    rates      counts with known exposures: given their total, the first is binomial with the share
               RR E1 / (RR E1 + E2), whose exact (Clopper-Pearson) interval gives that of the ratio RR. Of events that
               are not rare this interval is too wide.
    averages   minutes, manner: by the delta method on the logarithm, with Welch's degrees of freedom.

Interval, test and the least ratio that could have been shown are of one method: the interval leaves out 1 where the
two-sided test at 5 % rejects, and what could have been shown is the ratio that this test finds with a chance of 80 %
when so many cases are counted among so many. Cases are taken as independent, which they are not where one person is
several: who is searched twice is two searches.

Source: Lehmann & Romano (2005), Testing Statistical Hypotheses, section 4.5, for the conditional test; Welch (1947).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import bdtr, bdtrc, betainc, betaincinv, ndtr, stdtr, stdtrit

from sim.metrics.score_interval import LARGEST, least_shown, score, score_interval

__all__ = ["NO_CASES", "Ratio", "expected_ratio", "mean_ratio", "rate_ratio", "share_ratio", "smallest_shown"]

NO_CASES = "no cases"
_TAIL = 0.025
_POWER = 0.8
_Z = 1.959963984540054
_Z_POWER = 0.8416212335729143
_COUNTABLE = 2000
"""Up to so many cases the power is exact; beyond, the normal approximation is within a hundredth."""
_RARE = 0.01
"""Shares up to it are as good as Poisson: the interval is wider by half a per cent."""


class Ratio(NamedTuple):
    """A ratio between a group and everybody else."""

    value: float | None
    """None where the others have no cases to divide by."""
    low: float | None
    high: float | None
    """The 95 % interval. `high` is None where the others had no case: no ratio is too large."""
    smallest: float | None
    """The least ratio above 1 that would have been found with a chance of 80 %; None if no ratio would have been."""
    largest: float | None
    """The greatest ratio below 1 that would have been; likewise."""
    p: float | None
    """How often data would be at least as far from 1, were there no difference; two-sided, None without an interval."""
    interval: str
    """What lies between low and high."""


_NOTHING = Ratio(None, None, None, None, None, None, NO_CASES)


def rate_ratio(cases: float, exposure: float, other_cases: float, other_exposure: float) -> Ratio:
    """Compare two counts of rare events with known exposures.

    Parameters
    ----------
    cases, other_cases
        Whole numbers.
    exposure, other_exposure
        What they are divided by, in one unit.
    """
    if exposure <= 0 or other_exposure <= 0:
        return _NOTHING
    total, share = cases + other_cases, exposure / (exposure + other_exposure)
    if total <= 0:
        return _NOTHING
    scale = other_exposure / exposure
    low = float(betaincinv(cases, other_cases + 1, _TAIL)) if cases else 0.0
    high = float(betaincinv(cases + 1, other_cases, 1 - _TAIL)) if other_cases else None
    as_many = float(betainc(cases, other_cases + 1, share)) if cases else 1.0
    as_few = float(betainc(other_cases, cases + 1, 1 - share)) if other_cases else 1.0
    below = smallest_shown(total, 1 - share)
    return Ratio(
        cases / other_cases * scale if other_cases else None,
        low / (1 - low) * scale,
        None if high is None else high / (1 - high) * scale,
        smallest_shown(total, share),
        None if below is None else 1 / below,
        min(2 * as_many, 2 * as_few, 1.0),
        "95 % exact, given the total",
    )


def share_ratio(cases: float, trials: float, other_cases: float, other_trials: float) -> Ratio:
    """Compare two shares of cases among trials.

    Parameters
    ----------
    cases, other_cases
        Whole numbers, no more than their trials.
    trials, other_trials
        Whole numbers.

    Raises
    ------
    ValueError
        If there are more cases than trials.
    """
    if cases > trials or other_cases > other_trials:
        raise ValueError("more cases than trials: that is no share; compare rates")
    if trials < 1 or other_trials < 1 or cases + other_cases < 1:
        return _NOTHING
    if max(cases / trials, other_cases / other_trials) <= _RARE:
        return rate_ratio(cases, trials, other_cases, other_trials)
    total, n, other_n = cases + other_cases, round(trials), round(other_trials)
    low, high = score_interval(cases, trials, other_cases, other_trials, z=_Z)
    below = least_shown(total, other_n, n, z=_Z, power=_POWER)
    return Ratio(
        cases / trials / (other_cases / other_trials) if other_cases else None,
        low,
        high,
        least_shown(total, n, other_n, z=_Z, power=_POWER),
        None if below is None else 1 / below,
        float(2 * ndtr(-abs(score(1.0, cases, trials, other_cases, other_trials)))),
        "95 % score of two shares",
    )


def mean_ratio(
    total: float, squares: float, n: float, other_total: float, other_squares: float, other_n: float
) -> Ratio:
    """Compare two averages, given sums, sums of squares and numbers of cases."""
    if n < 1 or other_n < 1 or other_total <= 0:
        return _NOTHING
    value = (total / n) / (other_total / other_n)
    if n < 2 or other_n < 2 or total <= 0:
        return _NOTHING._replace(value=value, interval="not enough cases")
    one, other = _relative_variance(total, squares, n), _relative_variance(other_total, other_squares, other_n)
    if one + other <= 0:
        return _NOTHING._replace(value=value, interval="no spread to judge by")
    error = float(np.sqrt(one + other))
    freedom = (one + other) ** 2 / (one**2 / (n - 1) + other**2 / (other_n - 1))
    t, t_power = (float(stdtrit(freedom, level)) for level in (1 - _TAIL, _POWER))
    smallest = float(np.exp((t + t_power) * error))
    return Ratio(
        value,
        float(value * np.exp(-t * error)),
        float(value * np.exp(t * error)),
        smallest,
        1 / smallest,
        float(2 * stdtr(freedom, -abs(np.log(value)) / error)),
        "95 % delta method on the logarithm",
    )


def expected_ratio(cases: float, exposure: float, other_cases: float, other_exposure: float) -> Ratio:
    """Compare two expectations, which are free of chance and so have no interval of theirs."""
    if exposure <= 0 or other_exposure <= 0 or other_cases <= 0:
        return _NOTHING
    value = cases / exposure / (other_cases / other_exposure)
    return _NOTHING._replace(value=value, interval="expected; nothing of it is sampled")


def smallest_shown(total: float, share: float) -> float | None:
    """Return the least ratio above 1 that `total` rare cases show with a chance of 80 %.

    Parameters
    ----------
    share
        The group's share of the exposure, in (0, 1).
    """
    n = round(total)
    if n < 1:
        return None
    if n > _COUNTABLE:
        return _by_normal(total, share)
    # the least count that the test calls too many
    counts = np.arange(n + 1)
    too_many = counts[bdtrc(counts - 1, n, share) <= _TAIL]
    if not too_many.size:
        return None
    need = int(too_many[0])
    low, high = 1.0, LARGEST
    if _shown(need, n, share, high) < _POWER:
        return None
    for _ in range(60):
        middle = np.sqrt(low * high)
        low, high = (low, middle) if _shown(need, n, share, middle) >= _POWER else (middle, high)
    return float(high)


def _shown(need: int, n: int, share: float, ratio: float) -> float:
    p = ratio * share / (ratio * share + 1 - share)
    return float(1 - bdtr(need - 1, n, p))


def _by_normal(total: float, share: float) -> float:
    ratio = 1.0
    for _ in range(100):
        first = total * ratio * share / (ratio * share + 1 - share)
        ratio = float(np.exp((_Z + _Z_POWER) * np.sqrt(1 / first + 1 / (total - first))))
    return ratio


def _relative_variance(total: float, squares: float, n: float) -> float:
    """Return the variance of the logarithm of an average."""
    mean = total / n
    variance = max(squares / n - mean * mean, 0.0) * n / (n - 1)
    return float(variance / n / mean**2)
