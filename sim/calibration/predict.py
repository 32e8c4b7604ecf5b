"""Predictive distributions of alerts, false alerts and arrests of deployments, from a posterior.

Unknowns are drawn from their posterior by a net of points that fills it evenly (Sobol), so that nothing is left to
chance; a place's level is integrated over by quadrature. A place without data has the level of its borough, and one in
a borough without data has a level drawn from the spread between boroughs.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri
from scipy.stats import poisson, qmc

from sim.calibration.catchment import MECHANISMS
from sim.calibration.deployment_law import Cases, arrest_chance, log_true_alerts
from sim.calibration.fit import Level, Posterior, listed_unknowns, unknowns_of, values_of
from sim.calibration.unknowns import Floats

__all__ = ["COUNTS", "Predicted", "draws_of", "most_of", "predict"]

COUNTS = ("alerts", "false_alerts", "arrests")
"""What is predicted."""

_DRAWS = 64
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_SPARE, _TIMES, _LEAST, _MOST = 6.0, 2.5, 60, 4000
_RARE = 1e-12


class Predicted(NamedTuple):
    """Probabilities (n, k) of the counts 0 .. k - 1 for each of n cases, each row adding up to 1."""

    alerts: Floats
    """True and false."""
    false_alerts: Floats
    arrests: Floats


def predict(posterior: Posterior, cases: Cases, k: int | None = None) -> Predicted:
    """Return the predictive distributions of cases.

    Parameters
    ----------
    k
        Columns; by default `most_of`.
    """
    k = most_of(posterior, cases) if k is None else k
    mechanism, unknowns = MECHANISMS[posterior.mechanism], unknowns_of(posterior.mechanism)
    n_listed = len(listed_unknowns(posterior.mechanism))
    numbers, ways = np.arange(k), _ways(k)
    alerts, false_alerts, arrests = (np.zeros((len(cases), k)) for _ in range(3))
    for at in draws_of(posterior):
        values = values_of(unknowns, at)
        moved = at[:n_listed] - posterior.law.mean[:n_listed]
        level, deviation = _levels(posterior, cases, values, moved)
        log_mean = log_true_alerts(mechanism, values, cases) + level
        true = _negative_binomial(log_mean, deviation, float(values["day_spread"]) ** -2, k)
        false = _poisson(values["false_ratio"] * cases.passages * cases.fpir, k)
        alerts += _added(true, false)
        false_alerts += false
        arrests += true @ _thinned(arrest_chance(values, numbers), ways)
    return Predicted(*(_whole(total) for total in (alerts, false_alerts, arrests)))


def draws_of(posterior: Posterior, n: int = _DRAWS) -> Floats:
    """Return n points (n, d) that fill the posterior of the unknowns evenly; n a power of 2."""
    points = qmc.Sobol(posterior.law.mean.size, scramble=False).random(n) + 0.5 / n
    return posterior.law.at(ndtri(points))


def most_of(posterior: Posterior, cases: Cases) -> int:
    """Return so many columns that what lies beyond them is negligible."""
    values = values_of(unknowns_of(posterior.mechanism), posterior.law.mean)
    level, _ = _levels(posterior, cases, values, np.zeros(len(listed_unknowns(posterior.mechanism))))
    mean = np.exp(log_true_alerts(MECHANISMS[posterior.mechanism], values, cases) + level).max(initial=0.0)
    mean += (cases.passages * cases.fpir).max(initial=0.0)
    return int(np.clip(_TIMES * (mean + _SPARE * np.sqrt(mean)), _LEAST, _MOST))


def _levels(posterior: Posterior, cases: Cases, values: dict[str, Floats], moved: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the level of each case (n,), for unknowns so far from their mean."""
    of_borough, of_place = float(values["borough_spread"]), float(values["place_spread"])
    known: dict[str, tuple[float, float]] = {}
    for place, borough in zip(cases.place, cases.borough, strict=True):
        if place in known:
            continue
        if place in posterior.places:
            known[place] = _at(posterior.places[place], moved)
        else:
            mean, deviation = (0.0, of_borough)
            if borough in posterior.boroughs:
                mean, deviation = _at(posterior.boroughs[borough], moved)
            known[place] = mean, float(np.hypot(deviation, of_place))
    both = np.array([known[place] for place in cases.place]).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _at(level: Level, moved: Floats) -> tuple[float, float]:
    return level.mean + float(moved @ np.array(level.slopes)), level.deviation


def _negative_binomial(log_mean: Floats, deviation: Floats, size: float, k: int) -> Floats:
    """Return probabilities (n, k), the log mean normal with these deviations (n,)."""
    numbers = np.arange(k)
    ways = gammaln(numbers + size) - gammaln(size) - gammaln(numbers + 1)
    total = np.zeros((log_mean.size, k))
    for node, weight in zip(_NODES.tolist(), (_WEIGHTS / _WEIGHTS.sum()).tolist(), strict=True):
        mean = np.exp(log_mean + node * deviation)[:, None]
        total += weight * np.exp(ways - size * np.log1p(mean / size) + numbers * np.log(mean / (size + mean)))
    return total


def _poisson(mean: Floats, k: int) -> Floats:
    return np.asarray(poisson.pmf(np.arange(k), mean[:, None]), np.float64)


def _added(one: Floats, other: Floats) -> Floats:
    """Return the probabilities of the sum of two independent counts, (n, k) each; the other is mostly small."""
    total = np.zeros_like(one)
    for count in range(one.shape[1]):
        if other[:, count].max(initial=0.0) > _RARE:
            total[:, count:] += other[:, count, None] * one[:, : one.shape[1] - count]
    return total


def _ways(k: int) -> Floats:
    """Return the logarithm of n over r (k, k), minus infinity above the diagonal."""
    n, r = np.arange(k)[:, None], np.arange(k)[None, :]
    apart = np.maximum(n - r, 0)
    return np.asarray(np.where(r <= n, gammaln(n + 1) - gammaln(r + 1) - gammaln(apart + 1), -np.inf), np.float64)


def _thinned(chance: Floats, ways: Floats) -> Floats:
    """Return the probabilities (k, k) of so many arrests (columns) among so many alerts (rows)."""
    r: NDArray[np.int64] = np.arange(chance.size)
    left = np.maximum(r[:, None] - r[None, :], 0)
    log = ways + r[None, :] * np.log(chance)[:, None] + left * np.log1p(-chance)[:, None]
    return np.asarray(np.exp(log), np.float64)


def _whole(total: Floats) -> Floats:
    return np.asarray(total / total.sum(axis=1, keepdims=True), np.float64)
