"""How unequally something falls on groups, and how small an inequality the data could have shown.

Two counts with known exposures are compared as Poisson rates: given their total, the first is binomial with the
share RR E1 / (RR E1 + E2), whose exact (Clopper-Pearson) interval gives that of the rate ratio RR. The smallest ratio
that could have been shown is the least RR above 1 that the exact two-sided test at 5 % finds with a chance of 80 %
when so many cases are counted. Averages (minutes, manner) are compared by the delta method on the logarithm.

Source: Lehmann & Romano (2005), Testing Statistical Hypotheses, section 4.5, for the conditional test.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import bdtr, bdtrc, betaincinv

__all__ = ["Ratio", "mean_ratio", "rate_ratio", "smallest_shown"]

_TAIL = 0.025
_POWER = 0.8
_Z = 1.959963984540054
_Z_POWER = 0.8416212335729143
_LARGEST = 1e4
_COUNTABLE = 2000
"""Up to so many cases the power is exact; beyond, the normal approximation is within a hundredth."""


class Ratio(NamedTuple):
    """A ratio between a group and everybody else."""

    value: float | None
    """None where one of the rates has no cases to divide by."""
    low: float | None
    high: float | None
    """The 95 % interval; `high` is infinite where the others had no case."""
    smallest: float | None
    """The least ratio above 1 that would have been found with a chance of 80 %; None if no ratio would have been."""


def rate_ratio(cases: float, exposure: float, other_cases: float, other_exposure: float) -> Ratio:
    """Compare two rates of rare events.

    Parameters
    ----------
    cases, other_cases
        Counts; fractions are possible where they are expectations, which have no interval.
    exposure, other_exposure
        What they are divided by, in one unit.
    """
    if exposure <= 0 or other_exposure <= 0:
        return Ratio(None, None, None, None)
    total = cases + other_cases
    scale = other_exposure / exposure
    value = cases / other_cases * scale if other_cases > 0 else (np.inf if cases > 0 else None)
    smallest = smallest_shown(total, exposure / (exposure + other_exposure))
    if total <= 0 or not float(cases).is_integer() or not float(other_cases).is_integer():
        return Ratio(value, None, None, smallest)
    low = float(betaincinv(cases, other_cases + 1, _TAIL)) if cases else 0.0
    high = float(betaincinv(cases + 1, other_cases, 1 - _TAIL)) if other_cases else 1.0
    return Ratio(value, low / (1 - low) * scale, high / (1 - high) * scale if high < 1 else np.inf, smallest)


def mean_ratio(
    total: float, squares: float, n: float, other_total: float, other_squares: float, other_n: float
) -> Ratio:
    """Compare two averages, given sums, sums of squares and numbers of cases."""
    if n < 2 or other_n < 2 or total <= 0 or other_total <= 0:
        value = total / n / (other_total / other_n) if n and other_n and other_total > 0 else None
        return Ratio(value, None, None, None)
    value = (total / n) / (other_total / other_n)
    error = np.sqrt(_relative_variance(total, squares, n) + _relative_variance(other_total, other_squares, other_n))
    return Ratio(
        value,
        float(value * np.exp(-_Z * error)),
        float(value * np.exp(_Z * error)),
        float(np.exp((_Z + _Z_POWER) * error)),
    )


def smallest_shown(total: float, share: float) -> float | None:
    """Return the least ratio above 1 that `total` cases show with a chance of 80 %.

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
    low, high = 1.0, _LARGEST
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
