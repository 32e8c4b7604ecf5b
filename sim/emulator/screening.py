"""Which uncertain inputs a headline is told by: few runs cannot tell the effect of many, and most have hardly any.

Beginning with what a person sets, the uncertain input is added that the score test finds most in what is left,

    (x . K^-1 v)^2 / (x . K^-1 x),    x its column, K and v as in `sim.emulator.gaussian`,

then the next, up to eight. How many are kept is what predicts best: a fifth of the runs after another is left out, all
is done without them, and the number is taken at which they have the highest density. What is not kept varied in the
runs like everything else, so what it does is in the nugget, and in every range.

Source: forward selection by the score statistic, Hastie, Tibshirani and Friedman (2009), The elements of statistical
learning, 3.3.2 and, for leaving out before anything is chosen, 7.10.2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from sim.emulator.gaussian import Covariance, Floats, GaussianProcess, fitted

__all__ = ["Screened", "screened"]

_MOST = 8
_FOLDS = 5


class Screened(NamedTuple):
    """A process of the inputs that were kept, and what it says of runs left out."""

    process: GaussianProcess
    """Of all columns; those that were not kept have no part in its covariance."""
    mean: Floats
    variance: Floats
    """(N,) of each run from fits and choices without it, the variance with its nugget."""

    @property
    def errors(self) -> Floats:
        """(N,) of those, in units of the standard deviation that was stated for them."""
        return np.asarray((self.mean - self.process.values) / np.sqrt(self.variance))


def screened(rows: Floats, values: Floats, groups: NDArray[np.int64], first: int) -> Screened:
    """Fit a process to runs with those uncertain inputs that predict.

    Parameters
    ----------
    rows, values, groups
        As for `sim.emulator.gaussian.fitted`.
    first
        The first column that is of an uncertain input; those before it are always kept, those from it are one an input.
    """
    n, most = len(values), min(_MOST, rows.shape[1] - first)
    mean, variance = np.empty((most + 1, n)), np.empty((most + 1, n))
    for fold in range(_FOLDS):
        out = np.arange(n) % _FOLDS == fold
        for k, process in enumerate(_path(rows[~out], values[~out], groups, first, most)):
            mean[k, out] = process.mean(rows[out])
            variance[k, out] = process.variance(rows[out]) + process.covariance.nugget
    density = -np.sum(np.log(variance) + (mean - values) ** 2 / variance, axis=1)
    best = int(np.argmax(density))
    return Screened(_path(rows, values, groups, first, best)[-1], mean[best], variance[best])


def _path(rows: Floats, values: Floats, groups: NDArray[np.int64], first: int, most: int) -> list[GaussianProcess]:
    """Return processes with no uncertain input, with one, and so on."""
    kept = list(range(first))
    found = [_of(rows, values, groups, kept)]
    while len(found) <= most:
        left = np.setdiff1d(np.arange(first, rows.shape[1]), kept)
        kept.append(int(left[np.argmax(_scores(found[-1], rows[:, left]))]))
        found.append(_of(rows, values, groups, kept))
    return found


def _of(rows: Floats, values: Floats, groups: NDArray[np.int64], kept: list[int]) -> GaussianProcess:
    """Fit to some columns, and return the process of all."""
    _, own = np.unique(groups[kept], return_inverse=True)
    part = fitted(rows[:, kept], values, own).covariance
    linear, rates = np.zeros(rows.shape[1]), np.zeros(rows.shape[1])
    linear[kept], rates[kept] = part.linear, part.rates
    return GaussianProcess(Covariance(linear, rates, part.smooth, part.nugget), rows, values)


def _scores(process: GaussianProcess, columns: Floats) -> Floats:
    """Return the score statistic of each column (m,)."""
    apart = solve_triangular(process.root, columns, lower=True)
    return np.asarray((columns.T @ process.weights) ** 2 / np.maximum((apart**2).sum(axis=0), 1e-12))
