"""Numbers in an order by chance: that of NumPy's own shuffle, in a third of the time where they are millions.

From the last place down, each place changes with one drawn evenly of those up to it (Fisher & Yates 1938; Knuth, The
Art of Computer Programming 2, algorithm P). A place is drawn as 32 bits of which as many are kept as it has, and drawn
anew while it lies beyond. Bits are drawn, and those kept are sorted out, ahead of the changes: so no change waits for
the one before it. It needs fewer than 2**32 numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel

__all__ = ["shuffle"]

_WORDS = 2**20
"""Words that are drawn at a time."""


def shuffle(numbers: NDArray[np.int32], chance: np.random.Generator) -> None:
    """Bring numbers (n,) into an order by chance, in place; `chance` is left as `Generator.shuffle` leaves it."""
    left = numbers.size - 1
    places = np.empty(_WORDS, np.uint32)
    while left > 0:
        before = chance.bit_generator.state
        used, kept = _sort_out(_words(chance, _WORDS), left, places)
        if used < _WORDS:
            # as if no more had been drawn than were needed
            chance.bit_generator.state = before
            _words(chance, used)
        _change(numbers, left, places[:kept])
        left -= kept


def _words(chance: np.random.Generator, n: int) -> NDArray[np.uint32]:
    return chance.integers(0, 2**32, n, dtype=np.uint32)


@kernel
def _sort_out(words, left, places):  # type: ignore[no-untyped-def]
    """Find the places that those from `left` down change with, and return how many words were used and places found."""
    mask = np.uint32(1)
    while mask < left:
        mask = (mask << np.uint32(1)) | np.uint32(1)
    kept = 0
    for used in range(words.shape[0]):
        place = words[used] & mask
        # written always and counted only when it is so: nothing to guess for the processor
        places[kept] = place
        kept += place <= left - kept
        if left - kept <= mask >> np.uint32(1):
            if kept == left:
                return used + 1, kept
            mask >>= np.uint32(1)
    return words.shape[0], kept


@kernel
def _change(numbers, last, places):  # type: ignore[no-untyped-def]
    """Let each place, from the last down, change with the one that was drawn for it."""
    for k in range(places.shape[0]):
        mine = np.uint64(last - k)
        numbers[mine], numbers[np.uint64(places[k])] = numbers[np.uint64(places[k])], numbers[mine]
