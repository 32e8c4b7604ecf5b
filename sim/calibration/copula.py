"""A law of a few unknowns that may lean: margins of any shape, held together by a normal copula.

Each unknown has a table of its quantiles at the normal scores `SCORES`; between them, and beyond, they run straight.
Scores are normal together, with a correlation. So a normal law is one whose tables are straight, spreads that pile up
at one end are as they are, and a point is drawn from a standard normal one, smoothly.

Source: Sklar 1959 for copulas; Cario & Nelson 1997, Modeling and generating random vectors with arbitrary marginal
distributions and correlation matrix (NORTA), Northwestern University.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from sim.calibration.unknowns import Floats

__all__ = ["SCORES", "Copula", "copula_of", "together"]

SCORES: Floats = np.linspace(-2.5, 2.5, 11)
"""Normal scores at which quantiles are kept: 0.6 % to 99.4 %."""


@dataclass(frozen=True)
class Copula:
    """A law of d unknowns."""

    mean: Floats
    """(d,)."""
    quantiles: Floats
    """(d, q): of each unknown at `SCORES`, rising."""
    correlation: Floats
    """(d, d): of scores."""

    def at(self, normals: Floats) -> Floats:
        """Return the points (n, d) that independent standard normal ones (n, d) stand for."""
        values, vectors = np.linalg.eigh(self.correlation)
        scores = normals @ (vectors * np.sqrt(np.maximum(values, 0))).T
        columns = [_straight(scores[:, k], SCORES, one) for k, one in enumerate(self.quantiles)]
        return np.stack(columns, axis=1)

    def quantile(self, score: float) -> Floats:
        """Return each unknown's quantile at a normal score (d,): 0 is the median."""
        return np.array([float(_straight(np.array([score]), SCORES, one)[0]) for one in self.quantiles])


def copula_of(points: Floats, weight: Floats) -> Copula:
    """Return the law that weighted points stand for.

    Parameters
    ----------
    points
        (n, d).
    weight
        (n,): 0 or more, adding up to 1.
    """
    scores, quantiles = np.empty_like(points), np.empty((points.shape[1], SCORES.size))
    for k, column in enumerate(points.T):
        order = np.argsort(column, kind="stable")
        middle = np.cumsum(weight[order]) - weight[order] / 2
        scores[order, k] = ndtri(np.clip(middle, 1e-12, 1 - 1e-12))
        quantiles[k] = np.interp(ndtr(SCORES), middle, column[order])
    apart = scores - weight @ scores
    covariance = (apart * weight[:, None]).T @ apart
    deviation = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(deviation, deviation)
    return Copula(weight @ points, np.asarray(quantiles, np.float64), np.asarray(correlation, np.float64))


def together(laws: Sequence[Copula]) -> Copula:
    """Return the law of the unknowns of several laws that have nothing to do with each other."""
    sizes = [law.mean.size for law in laws]
    correlation, first = np.zeros((sum(sizes), sum(sizes))), 0
    for law, size in zip(laws, sizes, strict=True):
        correlation[first : first + size, first : first + size] = law.correlation
        first += size
    return Copula(np.concatenate([law.mean for law in laws]), np.vstack([law.quantiles for law in laws]), correlation)


def _straight(x: Floats, nodes: Floats, values: Floats) -> Floats:
    """Interpolate along straight lines, the first and the last of which go on."""
    k = np.clip(np.searchsorted(nodes, x) - 1, 0, nodes.size - 2)
    slope = (values[k + 1] - values[k]) / (nodes[k + 1] - nodes[k])
    return np.asarray(values[k] + slope * (x - nodes[k]), np.float64)
