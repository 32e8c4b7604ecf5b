"""Which single input goes with what was found, and how much of the range would go if it were measured.

Over the draws of a design each input is held against what came out by the square of its correlation, with its logarithm
where it is drawn so: the part of the variance that a straight line in it takes. Of many inputs the greatest of these is
never nought by chance; so one is named where it is greater than 95 % of the greatest that shuffled outcomes give.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams
from sim.ensemble.inputs import Input

__all__ = ["Influence", "influences"]

_SHUFFLES = 500
_LEVEL = 0.95

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
    """The part of the variance that a straight line in it takes: what measuring it well would take off."""
    needed: float
    """The share that chance gives the greatest of all inputs in one of twenty designs."""


def influences(
    inputs: Sequence[Input], draws: Sequence[Mapping[str, float | int | str]], outcome: Floats, seed: int
) -> list[Influence]:
    """Return the inputs that stand out, the greatest share first.

    Parameters
    ----------
    draws
        The values of the inputs in each draw.
    outcome
        (draws,): what each came to; not-a-number where it failed.
    """
    whole = np.isfinite(outcome)
    y = outcome[whole]
    if y.size < 8 or np.var(y) == 0:
        return []
    columns, asked = [], []
    for one in inputs:
        found = [draw.get(one.key) for draw in draws]
        x = np.array([v if isinstance(v, int | float) else np.nan for v in found], float)[whole]
        if one.law == "log-uniform" and np.all(x > 0):
            x = np.log(x)
        if np.isfinite(x).all() and np.ptp(x) > 0 and one.basis != "counted":
            columns.append((x - x.mean()) / x.std())
            asked.append(one)
    if not asked:
        return []
    at = np.array(columns) / y.size
    standard = (y - y.mean()) / y.std()
    shares = (at @ standard) ** 2
    chance = Streams(seed).generator(Stream.DESIGN, 4)
    greatest = [float(np.max((at @ chance.permutation(standard)) ** 2)) for _ in range(_SHUFFLES)]
    needed = float(np.quantile(greatest, _LEVEL))
    order = np.argsort(-shares)
    return [
        Influence(asked[k].key, asked[k].unit, asked[k].basis, asked[k].low, asked[k].high, float(shares[k]), needed)
        for k in order
        if shares[k] > needed
    ]
