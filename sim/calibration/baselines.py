"""What statistics alone predict of a deployment from its faces: three baselines that a simulation has to beat.

    constant      Poisson; the mean is a constant rate times faces
    regression    negative binomial; log mean = a + b log faces
    levels        the same with a level for each place, normal with a spread between places: maximum likelihood of
                  (a, b, size, spread) by Laplace's approximation over the levels, then levels by empirical Bayes

A size of the negative binomial so large that it is a Poisson law is allowed. Each is fitted on deployments whose count
is known and predicts others, from their faces and place alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import gammaln
from scipy.stats import nbinom

__all__ = ["BASELINES", "Cases", "Regression", "constant_rate", "regression", "regression_with_levels"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_FACES = 1e4
"""Faces are counted in ten thousands, so that a is the log of a count that is easily pictured."""
_NODES = 15
"""Of the quadrature over a place's level."""
_NEWTON = 60
_LOG_SIZE = (-3.0, 12.0)
_LOG_SPREAD = (-6.0, 2.0)
_RAREST = 1e-8
"""The least count of 10,000 faces: where none was counted, the logarithm has to be something."""


@dataclass(frozen=True)
class Cases:
    """Deployments as a regression sees them, n rows."""

    faces: Floats
    """(n,), above 0."""
    place: NDArray[np.str_]
    """(n,)."""


@dataclass(frozen=True)
class Regression:
    """A fitted baseline: log mean = a + b log(faces / 10,000) + the level of the place."""

    a: float
    b: float
    log_size: float
    """Logarithm of the size of the negative binomial; at 12 it is a Poisson law."""
    spread: float = 0.0
    """Standard deviation between places, of one that was not seen; 0 where places are not told apart."""
    levels: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Mean and standard deviation of the level of each place that was seen."""

    def predict(self, cases: Cases, k: int) -> Floats:
        """Return the probability (n, k) of the counts 0 .. k - 1 for each case."""
        known = [self.levels.get(name, (0.0, self.spread)) for name in cases.place.tolist()]
        level = np.array(known).reshape(-1, 2)
        log_mean = self.a + self.b * np.log(cases.faces / _FACES) + level[:, 0]
        return _mixture(log_mean, level[:, 1], self.log_size, k)


def constant_rate(cases: Cases, count: Ints) -> Regression:
    """Fit a constant rate per face."""
    rate = max(count.sum() / cases.faces.sum() * _FACES, _RAREST)
    return Regression(float(np.log(rate)), 1.0, _LOG_SIZE[1])


def regression(cases: Cases, count: Ints) -> Regression:
    """Fit a negative-binomial regression on log faces."""
    x = _log_faces(cases)

    def loss(at: Floats) -> float:
        return float(-_log_probability(count, np.exp(at[0] + at[1] * x), at[2]).sum())

    a, b, log_size = _least(loss, [_log_mean(count), 0.5, 2.0], [(-20, 20), (-5, 5), _LOG_SIZE])
    return Regression(a, b, log_size)


def regression_with_levels(cases: Cases, count: Ints) -> Regression:
    """Fit the regression with a level for each place; one that was not seen before has the spread between places."""
    places = sorted(set(cases.place.tolist()))
    number = {name: k for k, name in enumerate(places)}
    of = np.array([number[name] for name in cases.place.tolist()])
    x = _log_faces(cases)

    def loss(at: Floats) -> float:
        a, b, log_size, log_spread = at
        level, curvature = _levels(count, a + b * x, of, len(places), np.exp(log_size), np.exp(log_spread))
        joint = -_log_probability(count, np.exp(a + b * x + level[of]), log_size).sum()
        joint += 0.5 * (level**2).sum() / np.exp(2 * log_spread) + len(places) * log_spread
        return float(joint + 0.5 * np.log(curvature).sum())

    a, b, log_size, log_spread = _least(
        loss, [_log_mean(count), 0.5, 2.0, -1.5], [(-20, 20), (-5, 5), _LOG_SIZE, _LOG_SPREAD]
    )
    level, curvature = _levels(count, a + b * x, of, len(places), np.exp(log_size), np.exp(log_spread))
    known = zip(level.tolist(), (curvature**-0.5).tolist(), strict=True)
    return Regression(a, b, log_size, float(np.exp(log_spread)), dict(zip(places, known, strict=True)))


BASELINES: dict[str, Callable[[Cases, Ints], Regression]] = {
    "constant rate": constant_rate,
    "regression": regression,
    "regression with a level per place": regression_with_levels,
}
"""The baselines by the name under which they are printed."""


def _levels(
    count: Ints, log_mean: Floats, of: NDArray[np.intp], places: int, size: float, spread: float
) -> tuple[Floats, Floats]:
    """Return the likeliest level of each place and the curvature there, by Newton's method (the problem is concave)."""
    level = np.zeros(places)
    curvature: Floats = np.ones(places)
    for _ in range(_NEWTON):
        mean = np.exp(log_mean + level[of])
        slope = np.bincount(of, (count - mean) * size / (size + mean), places) - level / spread**2
        bend = np.bincount(of, mean * size * (size + count) / (size + mean) ** 2, places)
        curvature = np.asarray(bend + 1 / spread**2, np.float64)
        step = slope / curvature
        level += np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-10:
            break
    return level, curvature


def _mixture(log_mean: Floats, deviation: Floats, log_size: float, k: int) -> Floats:
    """Return the negative binomial's probabilities (n, k), its log mean normal with these deviations (n,)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    size = np.exp(log_size)
    total = np.zeros((log_mean.size, k))
    for node, weight in zip(nodes.tolist(), (weights / weights.sum()).tolist(), strict=True):
        mean = np.exp(log_mean + node * deviation)[:, None]
        total += weight * nbinom.pmf(np.arange(k), size, size / (size + mean))
    return total


def _log_probability(count: Ints, mean: Floats, log_size: float) -> Floats:
    size = np.exp(log_size)
    same = gammaln(count + size) - gammaln(size) - gammaln(count + 1)
    return np.asarray(same + size * np.log(size / (size + mean)) + count * np.log(mean / (size + mean)), np.float64)


def _least(
    loss: Callable[[Floats], float], start: Sequence[float], bounds: Sequence[tuple[float, float]]
) -> tuple[float, ...]:
    found = minimize(
        loss, start, method="Nelder-Mead", bounds=bounds, options={"maxiter": 4000, "xatol": 1e-6, "fatol": 1e-8}
    )
    return tuple(found.x.tolist())


def _log_faces(cases: Cases) -> Floats:
    return np.asarray(np.log(cases.faces / _FACES), np.float64)


def _log_mean(count: Ints) -> float:
    return float(np.log(max(count.mean(), 0.1)))
