"""Rounds of listening in a large network, in which everybody whom somebody knows counts alike.

It is `sim.community.opinion.mixed`, for two views in single precision, to the last bit and several times as fast. What
takes time is to look up what those whom one knows hold: millions of places all over the borough. So ties are sorted by
blocks of speakers, whose views fit into near memory, and within a block by listener. Sums keep their order, for whom
somebody knows is sorted too.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sim.core.kernel import kernel

__all__ = ["Rounds"]

Floats: TypeAlias = NDArray[np.float32]

_BLOCK = 2**16
"""Speakers of a block: their places in it take two bytes, and their views half a megabyte."""


class Rounds:
    """The network, ready for rounds.

    Parameters
    ----------
    weights
        (n, n): row-stochastic, the weights of a row alike and its indices ascending; rows of people without ties empty.
    susceptibility
        (n,): as `sim.community.opinion.susceptibility_of` gives it.

    Raises
    ------
    ValueError
        If the weights of a row differ, or its indices do not ascend.
    """

    def __init__(self, weights: csr_array, susceptibility: Floats) -> None:
        ties = np.diff(weights.indptr)
        self._each = (1 / np.maximum(ties, 1).astype(np.float32)).astype(np.float32)
        listener = np.repeat(np.arange(ties.size, dtype=np.int32), ties)
        speaker = weights.indices.astype(np.int32)
        if not np.allclose(weights.data, self._each[listener], rtol=1e-6, atol=0.0):
            raise ValueError("the weights of a row differ; everybody whom somebody knows counts alike")
        if np.any((np.diff(speaker) <= 0) & (np.diff(listener) == 0)):
            raise ValueError("the indices of a row do not ascend")
        block = speaker // _BLOCK
        order = np.argsort(block.astype(np.int16), kind="stable")
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(block))]).astype(np.int64)
        self._listener = listener[order].view(np.uint32)
        self._speaker = (speaker[order] % _BLOCK).astype(np.uint16)
        self._taken = susceptibility
        self._kept = 1 - susceptibility

    def after(self, held: Floats, own: Floats) -> Floats:
        """Return what people hold after one round, given what they hold and their own (n, 2)."""
        new = np.zeros_like(held)
        _listen(held, own, self._starts, self._listener, self._speaker, self._each, self._taken, self._kept, new)
        return new


@kernel
def _listen(held, own, starts, listener, speaker, each, taken, kept, new):  # type: ignore[no-untyped-def]
    for block in range(starts.shape[0] - 1):
        here = held[block * _BLOCK :]
        for tie in range(starts[block], starts[block + 1]):
            i = listener[tie]
            j = speaker[tie]
            new[i, 0] += each[i] * here[j, 0]
            new[i, 1] += each[i] * here[j, 1]
    for i in range(new.shape[0]):
        new[i, 0] = taken[i] * new[i, 0] + kept[i] * own[i, 0]
        new[i, 1] = taken[i] * new[i, 1] + kept[i] * own[i, 1]
