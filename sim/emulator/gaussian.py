"""A Gaussian process with a linear part: what it is, how it is fitted, and what it says of points left out.

Of two rows x and y of D columns, the covariance of what a run says is

    k(x, y) = 1 + sum_j b_j x_j y_j + s exp(-1/2 sum_j w_j (x_j - y_j)^2)  [+ n where they are the same run].

The linear part has what most inputs do to the logarithm of a count, the exponential one what is left of it that is
smooth, and the nugget n the chance of a run and what no column says. So with K of all N runs and their values v, in
units of their spread, the mean and the variance of what runs at x come to are

    m(x) = k(x) K^-1 v,    V(x) = k(x, x) - k(x) K^-1 k(x),

the nugget not counted.

Settings of a fit maximise the likelihood of v times log-normal priors, which keep a column without effect from being
given one: `_PRIORS`. Columns of one group share their settings.

Source: Rasmussen and Williams (2006), Gaussian processes for machine learning, equations 2.25, 2.26 and 5.8;
MacKay (1996) for the relevance of inputs; log-normal priors after Andrianakis and Challenor (2012), Comput. Stat. Data
Anal. 56: 4215-4228, who show why a nugget and its prior matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.optimize import Bounds, minimize
from threadpoolctl import threadpool_limits

__all__ = ["Covariance", "Floats", "GaussianProcess", "fitted"]

Floats = NDArray[np.float64]


class _Prior(NamedTuple):
    """A log-normal prior: the median, and the spread in log units."""

    median: float
    spread: float


_PRIORS = {
    "linear": _Prior(0.02, 1.0),
    "rate": _Prior(0.02, 0.7),
    "smooth": _Prior(0.5, 1.0),
    "nugget": _Prior(0.05, 1.0),
}
"""Of b, w, s and n, for values in units of their spread and columns from -1 to 1."""
_LEAST_NUGGET = 1e-4
_FURTHEST = 5.0


@dataclass(frozen=True)
class Covariance:
    """The settings of a covariance."""

    linear: Floats
    """(D,) b."""
    rates: Floats
    """(D,) w."""
    smooth: float
    """s"""
    nugget: float
    """n"""

    def between(self, rows: Floats, others: Floats) -> Floats:
        """Return the covariance of each of n rows (n, D) with each of m others (m, D), without nugget: (n, m)."""
        apart = _squares(rows, others, self.rates)
        return np.asarray(1 + (rows * self.linear) @ others.T + self.smooth * np.exp(-apart / 2))


@dataclass(frozen=True)
class GaussianProcess:
    """A process that knows N runs."""

    covariance: Covariance
    rows: Floats
    """(N, D) where they were."""
    values: Floats
    """(N,) what they came to, in units of the spread about the mean."""

    @cached_property
    def root(self) -> Floats:
        """The lower root of K (N, N)."""
        among = self.covariance.between(self.rows, self.rows)
        return np.asarray(cholesky(among + self.covariance.nugget * np.eye(len(among)), lower=True))

    @cached_property
    def weights(self) -> Floats:
        """K^-1 v (N,)."""
        return np.asarray(cho_solve((self.root, True), self.values))

    def mean(self, rows: Floats) -> Floats:
        """Return what is expected at n rows (n, D)."""
        return np.asarray(self.covariance.between(rows, self.rows) @ self.weights)

    def variance(self, rows: Floats) -> Floats:
        """Return how well that is known, without nugget (n,)."""
        own = 1 + (rows**2) @ self.covariance.linear + self.covariance.smooth
        known = solve_triangular(self.root, self.covariance.between(self.rows, rows), lower=True)
        return np.asarray(np.maximum(own - (known**2).sum(axis=0), 0.0))

    def variance_of_mean(self, rows: Floats) -> float:
        """Return how well the mean over some rows is known, without nugget."""
        known = solve_triangular(self.root, self.covariance.between(self.rows, rows).mean(axis=1), lower=True)
        return float(max(self.covariance.between(rows, rows).mean() - known @ known, 0.0))


def fitted(rows: Floats, values: Floats, groups: NDArray[np.int64]) -> GaussianProcess:
    """Fit a process to runs.

    Parameters
    ----------
    rows
        (N, D), each column from -1 to 1.
    values
        (N,) in units of their spread about their mean.
    groups
        (D,) columns with the same number share b and w: 0, 1, ...
    """
    start, _ = _priors(int(groups.max()) + 1)
    with threadpool_limits(limits=1):
        found = minimize(_loss, start, (rows, values, groups), jac=True, method="L-BFGS-B", bounds=_bounds(groups))
    return GaussianProcess(_covariance(found.x, groups), rows, values)


def _covariance(logs: Floats, groups: NDArray[np.int64]) -> Covariance:
    n = int(groups.max()) + 1
    smooth, nugget = np.exp(logs[:2])
    return Covariance(
        np.exp(logs[2 : 2 + n])[groups], np.exp(logs[2 + n :])[groups], float(smooth), float(nugget + _LEAST_NUGGET)
    )


def _loss(logs: Floats, rows: Floats, values: Floats, groups: NDArray[np.int64]) -> tuple[float, Floats]:
    """Return minus the logarithm of likelihood times priors, and its gradient in the logarithms of the settings."""
    covariance, size = _covariance(logs, groups), len(values)
    smooth = covariance.smooth * np.exp(-_squares(rows, rows, covariance.rates) / 2)
    among = 1 + (rows * covariance.linear) @ rows.T + smooth
    root = cholesky(among + covariance.nugget * np.eye(size), lower=True)
    weights = cho_solve((root, True), values)
    pull = np.outer(weights, weights) - cho_solve((root, True), np.eye(size))
    of_linear = covariance.linear * np.einsum("ij,ij->j", rows, pull @ rows)
    held = pull * smooth
    apart = 2 * (held.sum(axis=1) @ rows**2 - np.einsum("ij,ij->j", rows, held @ rows))
    of_rates = -covariance.rates * apart / 2
    n = int(groups.max()) + 1
    gradient = np.concatenate(
        [
            [held.sum(), np.exp(logs[1]) * np.trace(pull)],
            np.bincount(groups, of_linear, n),
            np.bincount(groups, of_rates, n),
        ]
    )
    prior, slope = _prior(logs, n)
    likelihood = values @ weights / 2 + np.log(np.diag(root)).sum()
    return float(likelihood + prior), -gradient / 2 + slope


def _bounds(groups: NDArray[np.int64]) -> Bounds:
    """Return where settings are looked for: so far from their priors that only a step gone astray gets there."""
    median, spread = _priors(int(groups.max()) + 1)
    return Bounds(median - _FURTHEST * spread, median + _FURTHEST * spread)


def _prior(logs: Floats, n: int) -> tuple[float, Floats]:
    median, spread = _priors(n)
    off = (logs - median) / spread
    return float(off @ off / 2), off / spread


def _priors(n: int) -> tuple[Floats, Floats]:
    """Return medians, as logarithms, and spreads of all settings of n groups of columns."""
    priors = [_PRIORS["smooth"], _PRIORS["nugget"], *[_PRIORS["linear"]] * n, *[_PRIORS["rate"]] * n]
    return np.log([one.median for one in priors]), np.array([one.spread for one in priors])


def _squares(rows: Floats, others: Floats, rates: Floats) -> Floats:
    """Return the weighted squares of distances (n, m)."""
    scale = np.sqrt(rates)
    a, b = rows * scale, others * scale
    return np.asarray(np.maximum((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2 * a @ b.T, 0.0))
