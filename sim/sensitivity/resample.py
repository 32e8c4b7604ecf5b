"""Intervals by resampling cases and replications, so that chance of the design and of the simulator are both in them.

Of n cases n - 1 are drawn with replacement: so the variance of a resampled mean is that of the mean, and not
(n - 1) / n of it, which matters where replications are few. A single case has no spread, and no interval is made of it.

Source: Rao & Wu (1988), Resampling inference with complex survey data, JASA 83: 231-241, section 2.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams

__all__ = ["RESAMPLES", "Floats", "ends", "resamples"]

RESAMPLES = 1000
"""How often cases are drawn again."""
_ENDS = (0.025, 0.975)

Floats = NDArray[np.float64]
_Whole = NDArray[np.int64]


def resamples(seed: int, *sizes: int) -> Iterator[tuple[_Whole, ...]]:
    """Yield, `RESAMPLES` times, which cases are drawn of each of several independent sets of so many."""
    chance = Streams(seed).generator(Stream.DESIGN, 1)
    for _ in range(RESAMPLES):
        yield tuple(chance.integers(size, size=max(1, size - 1)) for size in sizes)


def ends(samples: Floats) -> tuple[Floats, Floats]:
    """Return the ends of 95 % of samples, which are along the first axis."""
    low, high = np.quantile(samples, _ENDS, axis=0)
    return low, high
