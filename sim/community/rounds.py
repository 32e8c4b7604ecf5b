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

    Raises
    ------
    ValueError
        If the weights of a row differ, or its indices do not ascend.
    """

    def __init__(self, weights: csr_array) -> None:
        self.weights = weights
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

    def after(self, held: Floats, own: Floats, susceptibility: Floats) -> Floats:
        """Return what people hold after one round, given what they hold and their own (n, 2).

        Parameters
        ----------
        susceptibility
            (n,): as `sim.community.opinion.susceptibility_of` gives it.
        """
        new = np.zeros_like(held)
        flat = held.reshape(-1), own.reshape(-1), new.reshape(-1)
        _listen(*flat, self._starts, self._listener, self._speaker, self._each, susceptibility, 1 - susceptibility)
        return new


@kernel
def _listen(held, own, new, starts, listener, speaker, each, taken, kept):  # type: ignore[no-untyped-def]
    """Write `new`; both views of a person stand side by side.

    Places without a sign are not asked whether they count from the end, which would take a fifth of the time.
    """
    one = np.uint64(1)
    for block in range(starts.shape[0] - 1):
        first = np.uint64(2 * block * _BLOCK)
        for tie in range(np.uint64(starts[block]), np.uint64(starts[block + 1])):
            i = np.uint64(listener[tie])
            at = np.uint64(2) * i
            j = first + np.uint64(2) * np.uint64(speaker[tie])
            new[at] += each[i] * held[j]
            new[at + one] += each[i] * held[j + one]
    for person in range(np.uint64(taken.shape[0])):
        at = np.uint64(2) * person
        new[at] = taken[person] * new[at] + kept[person] * own[at]
        new[at + one] = taken[person] * new[at + one] + kept[person] * own[at + one]
