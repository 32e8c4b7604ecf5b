"""Which single input goes with what was found, and how much of the range would go if it were measured.

Over the draws of a design the ranks of each input are held against the ranks of what came out, by the square of their
correlation: the part of the ranks' variance that the input takes, whatever the curve, as long as it rises or falls. Of
many inputs the greatest of these is never nought by chance; so one is named where it is greater than 99 % of the
greatest of all that shuffled outcomes give, and the next is looked for in what those before it leave. Draws in pairs
share all inputs but the assumed ones, and are shuffled as pairs: what two of them have in common is no second witness.

Source: Westfall & Young (1993), Resampling-Based Multiple Testing, chapter 2 (the greatest statistic of shuffles).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from sim.core.streams import Stream, Streams
from sim.ensemble.inputs import Input

__all__ = ["Influence", "influences"]

_SHUFFLES = 2000
_LEVEL = 0.99
_LEAST = 8
_MOST = 6
_ROUNDING = 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Influence:
    """An input that goes with the outcome more than chance would."""

    key: str
    unit: str
    basis: str
    low: float | None
    high: float | None
    share: float
    """The part that it takes of the variance of ranks that those before it leave: what measuring it well would take
    off."""
    needed: float
    """The share that chance gives the greatest of all inputs in one of a hundred designs."""


def influences(
    inputs: Sequence[Input],
    draws: Sequence[Mapping[str, float | int | str]],
    outcome: Floats,
    seed: int,
    *,
    pairs: int = 0,
) -> list[Influence]:
    """Return the inputs that stand out, the greatest share first.

    Parameters
    ----------
    inputs
        Those that may move the outcome (`sim.claims.readers`).
    draws
        The values of the inputs in each draw; with pairs first each A, then each AB.
    outcome
        (draws,): what each came to, which may be without end; not-a-number where it failed.
    pairs
        How many pairs the draws are; 0 where each stands by itself.
    """
    rows = _in_blocks(outcome, pairs)
    whole = rows[:, ~np.isnan(outcome[rows]).any(axis=0)]
    at = whole.ravel()
    if whole.shape[1] < _LEAST or np.ptp(rankdata(outcome[at])) == 0:
        return []
    y = _standard(outcome[at])
    asked, columns = [], []
    for one in inputs:
        found = [draws[row].get(one.key) for row in at.tolist()]
        x = np.array([value if isinstance(value, int | float) else np.nan for value in found], float)
        if np.isfinite(x).all() and np.ptp(x) > 0 and one.basis != "counted":
            asked.append(one)
            columns.append(_standard(x))
    if not asked:
        return []
    matrix, chance = np.array(columns), Streams(seed).generator(Stream.DESIGN, 4)
    orders = [chance.permutation(whole.shape[1]) for _ in range(_SHUFFLES)]
    named: dict[int, Influence] = {}
    left = y
    while len(named) < min(len(asked), _MOST):
        shares = (matrix @ left / y.size) ** 2
        shares[list(named)] = 0.0
        blocks = left.reshape(whole.shape)
        shuffled = np.array([blocks[:, order].ravel() for order in orders]).T
        needed = float(np.quantile(np.max((matrix @ shuffled / y.size) ** 2, axis=0), _LEVEL))
        k = int(np.argmax(shares))
        if shares[k] <= needed:
            break
        one = asked[k]
        named[k] = Influence(one.key, one.unit, one.basis, one.low, one.high, float(shares[k]), needed)
        left = _beyond(y, matrix[list(named)])
    return list(named.values())


def _beyond(y: Floats, columns: Floats) -> Floats:
    """Return what a plane through columns (inputs, draws) leaves of an outcome (draws,), of variance 1."""
    rest = y - columns.T @ np.linalg.lstsq(columns.T, y, rcond=None)[0]
    spread = float(rest.std())
    left: Floats = rest / spread if spread > _ROUNDING else np.zeros_like(rest)
    return left


def _in_blocks(outcome: Floats, pairs: int) -> NDArray[np.int64]:
    """Return the places of draws that are shuffled together, (of a block, blocks)."""
    places = np.arange(outcome.size, dtype=np.int64)
    return places.reshape(2, pairs) if pairs else places[None, :]


def _standard(values: Floats) -> Floats:
    ranks = np.asarray(rankdata(values), np.float64)
    standard: Floats = (ranks - ranks.mean()) / ranks.std()
    return standard
