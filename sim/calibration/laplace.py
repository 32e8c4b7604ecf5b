"""The law of a few unknowns that a density stands for, and the evidence: Laplace's method, made good.

Levels of places and boroughs are integrated out for given unknowns (their problem is concave, and nests, so that it is
solved place by place); what is left is a density of a few unknowns, whose top and curvature are found numerically.
Points of a wider law than the normal one of the top, with heavier tails, are then weighted by the density itself, and
points of a law with the mean and covariance of those once more (importance sampling at points that fill it evenly, so
that nothing is left to chance): densities of spreads lean, and a normal law of them says too little of their tails.

Source: Tierney & Kadane 1986, Accurate approximations for posterior moments and marginal densities, JASA 81; nested as
in Rue, Martino & Chopin 2009, JRSS B 71; weighted as in Bugallo et al. 2017, Adaptive importance sampling, IEEE Signal
Processing Magazine 34.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import gammaincinv, gammaln, logsumexp, ndtri
from scipy.stats import qmc
from threadpoolctl import threadpool_limits

from sim.calibration.copula import Copula, copula_of
from sim.calibration.unknowns import Floats

__all__ = ["LawFound", "Levels", "Nested", "law_of", "levels_of"]

_STEP = 0.05
"""Of the differences that the curvature is taken from, in units of the prior's standard deviation."""
_FLATTEST = 0.5
"""The least curvature, where the prior alone has 1: rounding must not make a direction wider than is possible."""
_SLOPE = 1e-4
_NARROWEST = 1e-8
_NEWTON = 60
_FIRST, _POINTS = 1024, 4096
"""Points that are weighted to find where the law lies, and then to find its shape."""
_AT_ONCE = 256
"""Points that are computed together: their arrays stay in the processor's cache."""
_WIDER = 1.2
"""Standard deviations of what they are points of, against those of the law as known so far."""
_FREEDOM = 8.0
"""Degrees of freedom of its tails."""


class LawFound(NamedTuple):
    """What a density stands for."""

    law: Copula
    log_evidence: float
    """Logarithm of the integral of the density."""


@dataclass(frozen=True)
class Nested:
    """Which of the p places each of n counts is of, and which of the b boroughs each place is in."""

    place: NDArray[np.intp]
    """(n,)."""
    borough: NDArray[np.intp]
    """(p,)."""

    @cached_property
    def by_place(self) -> csr_array:
        """(p, n): what adds up counts by place."""
        return _adder(self.place, self.borough.size)

    @cached_property
    def by_borough(self) -> csr_array:
        """(b, p): what adds up places by borough."""
        return _adder(self.borough, int(self.borough.max(initial=-1)) + 1)


class Levels(NamedTuple):
    """Levels for m sets of unknowns: normal, with the log-likelihood that is left when they are integrated out."""

    log_likelihood: Floats
    """(m,)."""
    borough: Floats
    """(b, m): the likeliest level of each borough."""
    borough_variance: Floats
    """(b, m)."""
    total: Floats
    """(p, m): the likeliest level of each place, its borough's included."""
    total_variance: Floats
    """(p, m)."""


def law_of(log_density: Callable[[Floats], Floats], dimensions: int) -> LawFound:
    """Return the law that a density stands for, in units in which the prior is standard normal.

    Parameters
    ----------
    log_density
        Of points (m, d): (m,).
    dimensions
        d.
    """
    with threadpool_limits(limits=1):  # sums are the same on any number of cores
        return _law_of(log_density, dimensions)


def _law_of(log_density: Callable[[Floats], Floats], dimensions: int) -> LawFound:
    mean, covariance = _at_top(log_density, dimensions)
    points, log_weight = _weighted(log_density, mean, covariance, _FIRST)
    weight = np.exp(log_weight - logsumexp(log_weight))
    mean = weight @ points
    covariance = ((points - mean) * weight[:, None]).T @ (points - mean)
    points, log_weight = _weighted(log_density, mean, covariance, _POINTS)
    total = float(logsumexp(log_weight))
    return LawFound(copula_of(points, np.exp(log_weight - total)), total - float(np.log(_POINTS)))


def _weighted(
    log_density: Callable[[Floats], Floats], mean: Floats, covariance: Floats, n: int
) -> tuple[Floats, Floats]:
    """Return n points (n, d) of a wider t law, and the logarithm of the density over that law's (n,)."""
    d = mean.size
    values, vectors = np.linalg.eigh(covariance)
    values = np.maximum(values, _NARROWEST) * _WIDER**2
    even = qmc.Sobol(d + 1, scramble=False).random(n) + 0.5 / n
    spread = np.sqrt(_FREEDOM / (2 * gammaincinv(_FREEDOM / 2, even[:, d])))
    normal = ndtri(even[:, :d]) * spread[:, None]
    points = mean + normal @ (vectors * np.sqrt(values)).T
    volume = gammaln((_FREEDOM + d) / 2) - gammaln(_FREEDOM / 2) - 0.5 * d * np.log(_FREEDOM * np.pi)
    tails = -0.5 * (_FREEDOM + d) * np.log1p((normal**2).sum(axis=1) / _FREEDOM)
    log = np.concatenate([log_density(points[k : k + _AT_ONCE]) for k in range(0, n, _AT_ONCE)])
    return points, np.asarray(log - (volume - 0.5 * np.log(values).sum() + tails), np.float64)


def _at_top(log_density: Callable[[Floats], Floats], dimensions: int) -> tuple[Floats, Floats]:
    """Return where a density is highest, found from 0, and the covariance that its curvature there stands for."""
    steps = _SLOPE * np.vstack([np.zeros((1, dimensions)), np.eye(dimensions), -np.eye(dimensions)])

    def loss(at: Floats) -> tuple[float, Floats]:
        found = -log_density(at + steps)
        return float(found[0]), (found[1 : dimensions + 1] - found[dimensions + 1 :]) / (2 * _SLOPE)

    found = minimize(loss, np.zeros(dimensions), jac=True, method="BFGS", options={"gtol": 1e-4})
    top = np.asarray(found.x, np.float64)
    values, vectors = np.linalg.eigh(-_curvature(log_density, top))
    return top, np.asarray((vectors / np.maximum(values, _FLATTEST)) @ vectors.T, np.float64)


def levels_of(
    count: NDArray[np.int64],
    log_mean: Floats,
    nested: Nested,
    *,
    size: Floats,
    borough_spread: Floats,
    place_spread: Floats,
) -> Levels:
    """Integrate the levels out of negative-binomial counts.

    Parameters
    ----------
    count
        (n,).
    log_mean
        (n, m): logarithms of the means at a place that is like others, for m sets of unknowns.
    size
        (m,): of the negative binomial, 1 over the squared spread of days.
    borough_spread, place_spread
        (m,): standard deviations of the levels of boroughs, and of places within one.
    """
    by_place, by_borough, count = nested.by_place, nested.by_borough, count[:, None]
    p, b, m = by_place.shape[0], by_borough.shape[0], log_mean.shape[1]
    borough, place = np.zeros((b, m)), np.zeros((p, m))
    tight_b, tight_p = borough_spread**-2, place_spread**-2
    for _ in range(_NEWTON):
        total = borough[nested.borough] + place
        mean = np.exp(np.clip(log_mean + total[nested.place], -50, 50))
        slope = by_place @ ((count - mean) * size / (size + mean))
        bend = by_place @ (mean * size * (size + count) / (size + mean) ** 2)
        of_place = bend + tight_p
        left = by_borough @ (bend - bend**2 / of_place) + tight_b
        pull = slope - tight_p * place
        step_b = by_borough @ (slope - bend * pull / of_place) - tight_b * borough
        step_b /= left
        step_p = (pull - bend * step_b[nested.borough]) / of_place
        borough, place = borough + np.clip(step_b, -1, 1), place + np.clip(step_p, -1, 1)
        if max(np.abs(step_b).max(initial=0), np.abs(step_p).max(initial=0)) < 1e-9:
            break
    total = borough[nested.borough] + place
    likelihood = _log_probability(count, np.exp(log_mean + total[nested.place]), size).sum(axis=0)
    likelihood -= 0.5 * (tight_b * (borough**2).sum(axis=0) + tight_p * (place**2).sum(axis=0))
    likelihood += 0.5 * (
        b * np.log(tight_b) + p * np.log(tight_p) - np.log(of_place).sum(axis=0) - np.log(left).sum(axis=0)
    )
    variance = 1 / left
    shared = (1 - bend / of_place) ** 2 * variance[nested.borough]
    return Levels(np.asarray(likelihood, np.float64), borough, variance, total, 1 / of_place + shared)


def _log_probability(count: NDArray[np.int64], mean: Floats, size: Floats) -> Floats:
    same = gammaln(count + size) - gammaln(size) - gammaln(count + 1)
    return np.asarray(same - size * np.log1p(mean / size) + count * np.log(mean / (size + mean)), np.float64)


def _adder(group: NDArray[np.intp], n: int) -> csr_array:
    """Return what adds up (n, number of members), given the group of each."""
    return csr_array((np.ones(group.size), (group, np.arange(group.size))), shape=(n, group.size))


def _curvature(log_density: Callable[[Floats], Floats], top: Floats) -> Floats:
    """Return the second derivatives (d, d), by differences."""
    d, steps = top.size, _STEP * np.eye(top.size)
    pairs = [(one, other) for one in (1, -1) for other in (1, -1)]
    corners = [one * steps[:, None, :] + other * steps[None, :, :] for one, other in pairs]
    found = log_density(top + np.concatenate([corner.reshape(-1, d) for corner in corners])).reshape(4, d, d)
    return np.asarray((found[0] - found[1] - found[2] + found[3]) / (4 * _STEP**2), np.float64)
