"""Where each of many numbers stands among others, without a search for each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel

__all__ = ["Places"]

Ints = NDArray[np.int64]

_NOWHERE = -1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
"""2**64 over the golden ratio, odd: times it, numbers near each other lie far apart (Knuth, The Art of Computer
Programming 3, section 6.4)."""


class Places:
    """The places of n numbers of 0 and above, each of which stands there once: a hash table with open addresses.

    Parameters
    ----------
    numbers
        (n,): in any order.
    """

    def __init__(self, numbers: Ints) -> None:
        # at most half of the table is taken, so that there is always an end to looking
        bits = max(int(2 * numbers.size - 1).bit_length(), 1) if numbers.size else 1
        self._shift = np.uint64(64 - bits)
        self._numbers, self._places = np.full(2**bits, _NOWHERE), np.full(2**bits, _NOWHERE)
        self._asked: dict[int, int] = {}
        _take(np.ascontiguousarray(numbers, np.int64), self._shift, self._numbers, self._places)

    def __getitem__(self, number: int) -> int:
        """Return the place of one number that is there.

        Raises
        ------
        KeyError
            If it is not.
        """
        if number not in self._asked:
            place = int(self.of(np.array([number]))[0])
            if place < 0:
                raise KeyError(number)
            self._asked[number] = place
        return self._asked[number]

    def of(self, numbers: Ints) -> Ints:
        """Return the place of each number, of its shape; -1 for one that is not there."""
        found = np.empty(numbers.size, np.int64)
        given = np.ascontiguousarray(numbers, np.int64).ravel()
        _look_up(given, self._shift, self._numbers, self._places, found)
        return found.reshape(numbers.shape)


@kernel
def _take(numbers, shift, taken, places):  # type: ignore[no-untyped-def]
    """Write each number (n,) and its place to where it belongs, or to the next that is free."""
    last = np.uint64(taken.shape[0] - 1)
    for k in range(numbers.shape[0]):
        at = (np.uint64(numbers[k]) * _GOLDEN) >> shift
        while places[at] >= 0:
            at = (at + np.uint64(1)) & last
        taken[at], places[at] = numbers[k], k


@kernel
def _look_up(numbers, shift, taken, places, found):  # type: ignore[no-untyped-def]
    """Find each number (k,): where it belongs or after that, before the first that is free."""
    last = np.uint64(taken.shape[0] - 1)
    for k in range(numbers.shape[0]):
        at = (np.uint64(numbers[k]) * _GOLDEN) >> shift
        while places[at] >= 0 and taken[at] != numbers[k]:
            at = (at + np.uint64(1)) & last
        found[k] = places[at]
