"""The normal law with the mean and covariance of a posterior, and the evidence: Laplace's method, made good.

Levels of places and boroughs are integrated out for given unknowns (their problem is concave, and nests, so that it is
solved place by place); what is left is a density of a few unknowns, whose top and curvature are found numerically. The
normal law of the top is then made good by weighting points of a wider one by the density itself (importance sampling
at points that fill it evenly, so that nothing is left to chance): densities of spreads lean, and their tops lie aside.

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
from scipy.special import gammaln, logsumexp, ndtri
from scipy.stats import qmc

from sim.calibration.unknowns import Floats

__all__ = ["Levels", "Nested", "Normal", "levels_of", "normal_of"]

_STEP = 0.05
"""Of the differences that the curvature is taken from, in units of the prior's standard deviation."""
_FLATTEST = 0.5
"""The least curvature, where the prior alone has 1: rounding must not make a direction wider than is possible."""
_NEWTON = 60
_POINTS, _WIDER = 256, 1.25
"""Points of the law that is weighted, and its standard deviations against those of the top."""


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


def normal_of(log_density: Callable[[Floats], float], dimensions: int) -> Normal:
    """Return the normal law with a density's mean and covariance, in units in which the prior is standard normal."""
    top, covariance = _at_top(log_density, dimensions)
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(values) * _WIDER
    normal = ndtri(qmc.Sobol(dimensions, scramble=False).random(_POINTS) + 0.5 / _POINTS)
    points = top + normal @ root.T
    volume = 0.5 * dimensions * np.log(2 * np.pi) + 0.5 * float(np.log(values).sum()) + dimensions * np.log(_WIDER)
    log_weight = np.array([log_density(point) for point in points]) + 0.5 * (normal**2).sum(axis=1) + volume
    log_evidence = float(logsumexp(log_weight) - np.log(_POINTS))
    weight = np.exp(log_weight - logsumexp(log_weight))
    mean = weight @ points
    return Normal(mean, np.asarray((points - mean).T @ ((points - mean) * weight[:, None]), np.float64), log_evidence)


def _at_top(log_density: Callable[[Floats], float], dimensions: int) -> tuple[Floats, Floats]:
    """Return where a density is highest, found from 0, and the covariance that its curvature there stands for."""

    def loss(at: Floats) -> float:
        return -log_density(at)

    found = minimize(loss, np.zeros(dimensions).tolist(), method="BFGS", options={"gtol": 1e-4})
    top = np.asarray(found.x, np.float64)
    values, vectors = np.linalg.eigh(-_curvature(log_density, top))
    return top, np.asarray((vectors / np.maximum(values, _FLATTEST)) @ vectors.T, np.float64)


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
