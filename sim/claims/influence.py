"""Which single input goes with what was found, and how much of the range would go if it were measured.

Over the draws of a design the ranks of each input are held against the ranks of what came out, by the square of their
correlation: the part of the ranks' variance that the input takes, whatever the curve, as long as it rises or falls. Of
many inputs the greatest of these is never nought by chance; so one is named where it is greater than 99 % of the
greatest of all that shuffled outcomes give. Draws in pairs share all inputs but the assumed ones, and are shuffled as
pairs: what two of them have in common is no second witness.

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
    """The part of the variance of ranks that it takes: what measuring it well would take off."""
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
    matrix = np.array(columns) / y.size
    shares = (matrix @ y) ** 2
    chance = Streams(seed).generator(Stream.DESIGN, 4)
    blocks = y.reshape(whole.shape)
    shuffled = (blocks[:, chance.permutation(whole.shape[1])].ravel() for _ in range(_SHUFFLES))
    needed = float(np.quantile([np.max((matrix @ one) ** 2) for one in shuffled], _LEVEL))
    return [
        Influence(one.key, one.unit, one.basis, one.low, one.high, float(shares[k]), needed)
        for k, one in sorted(enumerate(asked), key=lambda pair: -shares[pair[0]])
        if shares[k] > needed
    ]


def _in_blocks(outcome: Floats, pairs: int) -> NDArray[np.int64]:
    """Return the places of draws that are shuffled together, (of a block, blocks)."""
    places = np.arange(outcome.size, dtype=np.int64)
    return places.reshape(2, pairs) if pairs else places[None, :]


def _standard(values: Floats) -> Floats:
    ranks = np.asarray(rankdata(values), np.float64)
    standard: Floats = (ranks - ranks.mean()) / ranks.std()
    return standard
