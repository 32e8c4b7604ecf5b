"""How well predictive distributions of counts did: log score, CRPS, coverage of central intervals, and the PIT.

A predictive distribution is a row of probabilities of 0, 1, 2 ..; the columns are long enough that what lies beyond
them is negligible. All scores are proper: who states what they believe scores best.

Source: Gneiting & Raftery 2007, Strictly proper scoring rules, JASA 102; for counts Czado, Gneiting & Held 2009,
Predictive model assessment for count data, Biometrics 65.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Scores", "central_interval", "crps", "log_score", "pit_histogram", "scores"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_LEVELS = (0.5, 0.9)
_SLACK = 1e-12
"""What rounding may take off a cumulative probability that is exactly that of an interval's end."""


@dataclass(frozen=True)
class Scores:
    """Means over n predictions."""

    n: int
    """How many were judged."""
    log_score: float
    """Log of the probability of what happened; higher is better. Minus infinity if it was held to be impossible."""
    crps: float
    """Continuous ranked probability score, in counts; lower is better."""
    in_50: float
    """Share that lay inside the central 50 % interval."""
    in_90: float
    """Share that lay inside the central 90 % interval."""
    observed: int
    """Sum of what happened."""
    predicted: float
    """Sum of the means."""


def scores(probability: Floats, observed: Ints) -> Scores:
    """Return the mean scores of predictions.

    Parameters
    ----------
    probability
        (n, k): of 0 .. k - 1, each row adding up to 1; n at least 1.
    observed
        (n,): what happened.
    """
    _check(probability, observed)
    inside = [_inside(probability, observed, level) for level in _LEVELS]
    return Scores(
        n=observed.size,
        log_score=float(log_score(probability, observed).mean()),
        crps=float(crps(probability, observed).mean()),
        in_50=float(inside[0].mean()),
        in_90=float(inside[1].mean()),
        observed=int(observed.sum()),
        predicted=float((probability @ np.arange(probability.shape[1])).sum()),
    )


def log_score(probability: Floats, observed: Ints) -> Floats:
    """Return the log of the probability of what happened, (n,); minus infinity beyond the columns."""
    _check(probability, observed)
    within = observed < probability.shape[1]
    given = np.where(within, probability[np.arange(observed.size), np.where(within, observed, 0)], 0.0)
    with np.errstate(divide="ignore"):
        return np.log(given)


def crps(probability: Floats, observed: Ints) -> Floats:
    """Return the continuous ranked probability score, (n,), in counts: sum over k of (P(count <= k) - [k >= y])^2."""
    _check(probability, observed)
    cumulative = probability.cumsum(axis=1)
    k = np.arange(probability.shape[1])
    beyond = np.maximum(observed - probability.shape[1], 0)
    return np.asarray(((cumulative - (k >= observed[:, None])) ** 2).sum(axis=1) + beyond, np.float64)


def central_interval(probability: Floats, level: float) -> tuple[Ints, Ints]:
    """Return the least and the greatest count (n,) of the central interval: the quantiles (1 -+ level) / 2.

    Counts are whole, so that the interval holds at least the level, and mostly more.
    """
    cumulative = probability.cumsum(axis=1)
    low, high = ((cumulative >= q - _SLACK).argmax(axis=1) for q in ((1 - level) / 2, (1 + level) / 2))
    return low.astype(np.int64), high.astype(np.int64)


def pit_histogram(probability: Floats, observed: Ints, bins: int = 10) -> Floats:
    """Return the probability integral transform as shares of `bins` equal parts of 0 to 1; flat where calibrated.

    A count's transform is spread evenly between the cumulative probabilities below it and at it (Czado, Gneiting & Held
    2009), so that nothing is drawn by chance. A hump means that the intervals are too wide, a hollow too narrow.
    """
    _check(probability, observed)
    cumulative = np.concatenate([np.zeros((observed.size, 1)), probability.cumsum(axis=1)], axis=1)
    at = np.minimum(observed, probability.shape[1] - 1)
    rows = np.arange(observed.size)
    below, upto = cumulative[rows, at], cumulative[rows, at + 1]
    edges = np.linspace(0, 1, bins + 1)
    wide = np.maximum(upto - below, _SLACK)
    share = np.clip((edges - below[:, None]) / wide[:, None], 0, 1)
    share[:, -1] = 1.0
    return np.asarray(np.diff(share, axis=1).mean(axis=0), np.float64)


def _inside(probability: Floats, observed: Ints, level: float) -> NDArray[np.bool_]:
    low, high = central_interval(probability, level)
    return (low <= observed) & (observed <= high)


def _check(probability: Floats, observed: Ints) -> None:
    if probability.ndim != 2 or observed.shape != probability.shape[:1]:
        raise ValueError(f"predictions (n, k) need n outcomes, not shapes {probability.shape} and {observed.shape}")
    if observed.size and observed.min() < 0:
        raise ValueError(f"counts must be 0 or more, not {observed.min()}")
