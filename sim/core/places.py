"""Where each of many numbers stands among others, without a search for each where the numbers are dense enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Places"]

Ints = NDArray[np.int64]

_MOST_ROOM = 64
"""A table by number has no more places than so many times the numbers, or than `_ALWAYS`; else they are searched."""
_ALWAYS = 2**20


class Places:
    """The places of n numbers of 0 and above, each of which stands there once.

    Parameters
    ----------
    numbers
        (n,): in any order.
    """

    def __init__(self, numbers: Ints) -> None:
        self._numbers = numbers
        self._room = int(numbers.max()) + 1 if numbers.size else 0
        self._is_dense = self._room <= max(_MOST_ROOM * numbers.size, _ALWAYS)
        if self._is_dense:
            # a number that is not there has the place of another, which is looked at: nothing has to be filled
            self._table = np.zeros(self._room, np.int32 if numbers.size < 2**31 else np.int64)
            self._table[numbers] = np.arange(numbers.size)
        else:
            self._order = np.argsort(numbers, kind="stable")
            self._sorted = numbers[self._order]

    def of(self, numbers: Ints) -> Ints:
        """Return the place of each number, of its shape; -1 for one that is not there."""
        if not self._numbers.size or not numbers.size:
            return np.full(numbers.shape, -1, np.int64)
        if self._is_dense:
            is_known = (numbers >= 0) & (numbers < self._room)
            place = self._table[numbers if is_known.all() else np.where(is_known, numbers, 0)].astype(np.int64)
        else:
            place = self._order[np.minimum(np.searchsorted(self._sorted, numbers), self._sorted.size - 1)]
        return np.asarray(np.where(self._numbers[place] == numbers, place, -1))
