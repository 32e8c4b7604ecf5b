"""Two shares of cases among trials, compared by the score: the interval of their ratio, and what ratio would show.

With x1 of n1 and x2 of n2, a ratio r of the shares is held against the data by

    z(r) = (p1 - r p2) / sqrt(N / (N - 1) (q1 (1 - q1) / n1 + r^2 q2 (1 - q2) / n2)),    N = n1 + n2,

with p the observed shares and q1 = r q2 the likeliest ones under that ratio, the root of a quadratic. The interval
holds every r with |z(r)| below the normal quantile; z falls as r rises, so that its ends are two roots. A count of 0 or
of all is like any other: where the first count is 0 the interval begins at 0, and where the second is 0 it has no upper
end.

Source: Koopman (1984), Biometrics 40: 513-517; Miettinen & Nurminen (1985), Comparative analysis of two rates,
Statistics in Medicine 4: 213-226, whose factor N / (N - 1) is used.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import gammaln, ndtr, xlog1py, xlogy

__all__ = ["LARGEST", "least_shown", "score", "score_interval"]

LARGEST = 1e4
"""No larger ratio is asked for."""
_COUNTABLE = 250_000
"""Up to so many pairs of counts the power is a sum over all of them; beyond, counts are taken as normal."""
_HALVINGS = 50
_FURTHEST = 700.0
"""Logarithm of the largest ratio that a root is looked for at."""


def score(ratio: float, cases: float, trials: float, other_cases: float, other_trials: float) -> float:
    """Return z of a ratio of two shares: how many standard errors the data lie above it; 0 where there is no case."""
    total, n = cases + other_cases, trials + other_trials
    b = trials * ratio + cases + other_trials + other_cases * ratio
    other = 2 * total / (b + sqrt(max(b * b - 4 * n * ratio * total, 0.0)))
    own = min(ratio * other, 1.0)
    variance = own * (1 - own) / trials + ratio * ratio * other * max(1 - other, 0.0) / other_trials
    apart = cases / trials - ratio * other_cases / other_trials
    return apart / sqrt(variance * n / (n - 1)) if variance > 0 else 0.0


def score_interval(
    cases: float, trials: float, other_cases: float, other_trials: float, *, z: float
) -> tuple[float, float | None]:
    """Return the interval of the ratio of two shares.

    Parameters
    ----------
    cases, other_cases
        Of so many trials; one of them at least 1.
    trials, other_trials
        At least 1 each.
    z
        The normal quantile: 1.96 for 95 %.

    Returns
    -------
    tuple
        Its ends; the upper is None where the other count is 0: no ratio is too large.
    """

    def away(log_ratio: float, end: float) -> float:
        return score(float(np.exp(log_ratio)), cases, trials, other_cases, other_trials) - end

    middle = float(np.log(max(cases, 0.5) / trials / (max(other_cases, 0.5) / other_trials)))
    low = _root(lambda at: away(at, z), middle) if cases > 0 else 0.0
    high = _root(lambda at: away(at, -z), middle) if other_cases > 0 else None
    return low, high


def least_shown(cases: float, trials: int, other_trials: int, *, z: float, power: float) -> float | None:
    """Return the least ratio above 1 that a score test finds with a chance of `power`, given all cases together.

    Parameters
    ----------
    cases
        Of both, however they are divided.
    z
        The normal quantile at which the test says that the first share is larger.

    Returns
    -------
    float or None
        None where even the largest possible ratio would not be found: at most all of the first trials are cases.
    """
    # the first share is 1 at this ratio, and cannot be more
    most = min(other_trials / (cases - trials), LARGEST) if cases > trials else LARGEST
    is_countable = (trials + 1) * (other_trials + 1) <= _COUNTABLE
    chance = (_counted if is_countable else _normal)(trials, other_trials, z)

    def shown(ratio: float) -> float:
        other = cases / (trials * ratio + other_trials)
        return chance(min(ratio * other, 1.0), other)

    if most <= 1 or shown(most) < power:
        return None
    low, high = 1.0, float(most)
    for _ in range(_HALVINGS):
        middle = sqrt(low * high)
        low, high = (low, middle) if shown(middle) >= power else (middle, high)
    return high


def _root(away: Callable[[float], float], middle: float) -> float:
    """Return the ratio at which a function of its logarithm, which falls, is 0; none lies beyond what floats hold."""
    low = high = middle
    step = 1.0
    while away(low) < 0 and low > -_FURTHEST:
        low, step = low - step, 2 * step
    step = 1.0
    while away(high) > 0 and high < _FURTHEST:
        high, step = high + step, 2 * step
    return float(np.exp(brentq(away, low, high, xtol=1e-12)))


def _counted(n: int, other_n: int, z: float) -> Callable[[float, float], float]:
    """Return the power of the test by the two shares, over every pair of counts."""
    one, other = np.arange(n + 1) / n, np.arange(other_n + 1) / other_n
    pooled = (np.arange(n + 1)[:, None] + np.arange(other_n + 1)) / (n + other_n)
    factor = (n + other_n) / (n + other_n - 1)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n) * factor)
    is_shown = (one[:, None] - other >= z * error) & (error > 0)
    return lambda p, other_p: float(_chances(n, p) @ is_shown @ _chances(other_n, other_p))


def _normal(n: int, other_n: int, z: float) -> Callable[[float, float], float]:
    def chance(p: float, other_p: float) -> float:
        pooled = (n * p + other_n * other_p) / (n + other_n)
        under_none = sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
        spread = sqrt(p * (1 - p) / n + other_p * (1 - other_p) / other_n)
        return float(ndtr((p - other_p - z * under_none) / spread)) if spread > 0 else float(p > other_p)

    return chance


def _chances(n: int, p: float) -> NDArray[np.float64]:
    """Return the chance of each binomial count (n + 1,)."""
    k = np.arange(n + 1)
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(np.exp(ways + xlogy(k, p) + xlog1py(n - k, -p)))
