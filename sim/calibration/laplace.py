"""The normal law that is nearest to a posterior at its top, and the evidence: Laplace's method, twice.

Levels of places and boroughs are integrated out for given unknowns (their problem is concave, and nests, so that it is
solved place by place); what is left is a density of a few unknowns, whose top and curvature are found numerically.

Source: Tierney & Kadane 1986, Accurate approximations for posterior moments and marginal densities, JASA 81; nested as
in Rue, Martino & Chopin 2009, JRSS B 71.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln

from sim.calibration.unknowns import Floats

__all__ = ["Levels", "Nested", "Normal", "levels_of", "normal_at_top"]

_STEP = 0.05
"""Of the differences that the curvature is taken from, in units of the prior's standard deviation."""
_FLATTEST = 0.5
"""The least curvature, where the prior alone has 1: rounding must not make a direction wider than is possible."""
_NEWTON = 60


class Normal(NamedTuple):
    """A normal law."""

    mean: Floats
    """(d,)."""
    covariance: Floats
    """(d, d)."""
    log_evidence: float
    """Logarithm of the integral of the density."""


@dataclass(frozen=True)
class Nested:
    """Which of the p places each of n counts is of, and which of the b boroughs each place is in."""

    place: NDArray[np.intp]
    """(n,)."""
    borough: NDArray[np.intp]
    """(p,)."""


class Levels(NamedTuple):
    """Levels for given unknowns: normal, with the log-likelihood that is left when they are integrated out."""

    log_likelihood: float
    borough: Floats
    """(b,): the likeliest level of each borough."""
    borough_variance: Floats
    """(b,)."""
    total: Floats
    """(p,): the likeliest level of each place, its borough's included."""
    total_variance: Floats
    """(p,)."""


def normal_at_top(log_density: Callable[[Floats], float], dimensions: int) -> Normal:
    """Return the normal law of a density's top, found from 0, in units in which the prior is standard normal."""

    def loss(at: Floats) -> float:
        return -log_density(at)

    found = minimize(loss, np.zeros(dimensions).tolist(), method="BFGS", options={"gtol": 1e-4})
    top = np.asarray(found.x, np.float64)
    values, vectors = np.linalg.eigh(-_curvature(log_density, top))
    covariance = (vectors / np.maximum(values, _FLATTEST)) @ vectors.T
    volume = 0.5 * dimensions * np.log(2 * np.pi) + 0.5 * float(np.linalg.slogdet(covariance)[1])
    return Normal(top, np.asarray(covariance, np.float64), -float(found.fun) + volume)


def levels_of(
    count: NDArray[np.int64],
    log_mean: Floats,
    nested: Nested,
    *,
    size: float,
    borough_spread: float,
    place_spread: float,
) -> Levels:
    """Integrate the levels out of negative-binomial counts.

    Parameters
    ----------
    count, log_mean
        (n,): counts, and the logarithms of their means at a place that is like others.
    size
        Of the negative binomial: 1 over the squared spread of days.
    borough_spread, place_spread
        Standard deviations of the levels of boroughs, and of places within one.
    """
    p, b = nested.borough.size, int(nested.borough.max(initial=-1)) + 1
    borough, place = np.zeros(b), np.zeros(p)
    tight_b, tight_p = borough_spread**-2, place_spread**-2
    for _ in range(_NEWTON):
        total = borough[nested.borough] + place
        mean = np.exp(np.clip(log_mean + total[nested.place], -50, 50))
        slope = np.bincount(nested.place, (count - mean) * size / (size + mean), p)
        bend = np.bincount(nested.place, mean * size * (size + count) / (size + mean) ** 2, p)
        of_place = bend + tight_p
        left = np.bincount(nested.borough, bend - bend**2 / of_place, b) + tight_b
        pull = slope - tight_p * place
        step_b = np.bincount(nested.borough, slope - bend * pull / of_place, b) - tight_b * borough
        step_b /= left
        step_p = (pull - bend * step_b[nested.borough]) / of_place
        borough, place = borough + np.clip(step_b, -1, 1), place + np.clip(step_p, -1, 1)
        if max(np.abs(step_b).max(initial=0), np.abs(step_p).max(initial=0)) < 1e-9:
            break
    total = borough[nested.borough] + place
    likelihood = _log_probability(count, np.exp(log_mean + total[nested.place]), size).sum()
    likelihood -= 0.5 * (tight_b * (borough**2).sum() + tight_p * (place**2).sum())
    likelihood += 0.5 * (b * np.log(tight_b) + p * np.log(tight_p) - np.log(of_place).sum() - np.log(left).sum())
    variance = 1 / left
    shared = (1 - bend / of_place) ** 2 * variance[nested.borough]
    return Levels(float(likelihood), borough, variance, total, 1 / of_place + shared)


def _log_probability(count: NDArray[np.int64], mean: Floats, size: float) -> Floats:
    same = gammaln(count + size) - gammaln(size) - gammaln(count + 1)
    return np.asarray(same - size * np.log1p(mean / size) + count * np.log(mean / (size + mean)), np.float64)


def _curvature(log_density: Callable[[Floats], float], top: Floats) -> Floats:
    d = top.size
    found, steps, here = np.zeros((d, d)), _STEP * np.eye(d), log_density(top)
    for i in range(d):
        up, down = log_density(top + steps[i]), log_density(top - steps[i])
        found[i, i] = (up - 2 * here + down) / _STEP**2
        for j in range(i):
            corners = (
                log_density(top + steps[i] + steps[j])
                + log_density(top - steps[i] - steps[j])
                - log_density(top + steps[i] - steps[j])
                - log_density(top - steps[i] + steps[j])
            )
            found[i, j] = found[j, i] = corners / (4 * _STEP**2)
    return found
