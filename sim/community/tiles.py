"""A network cut into tiles, so that a round of listening looks into near memory where more people hold views than fit.

Ties are ordered by where the views lie that are heard, a block of people at a time, and within a block by who hears,
so that both lie near. Whoever hears adds up in the order of those who are heard, as row by row: sums have the same
bytes. A tie takes as much room as in rows, since within a tile 16 bits say who hears and 16 who is heard.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel
from sim.core.pairs import add_pair

__all__ = ["Tiles"]

Views: TypeAlias = NDArray[np.complex64]

_TILE = 16
"""People of a tile, to each side, as a power of 2: 512 KB of views of each side."""
_BLOCK = 4
"""Tiles of a block that is heard, as a power of 2: 8 MB of views. Half as many or twice as many take 3 to 13 % longer
on a core with 1 MB of second and 32 MB of third level."""


class Tiles:
    """Who knows whom among n people, ready for rounds.

    Parameters
    ----------
    starts, known
        (n + 1,), (ties,): whom each knows, in order.
    """

    def __init__(self, starts: NDArray[np.integer], known: NDArray[np.integer]) -> None:
        n = starts.size - 1
        tiles = ((n - 1) >> _TILE) + 1
        self._blocks = ((tiles - 1) >> _BLOCK) + 1
        # (block heard, tile that hears, tile of the block): where its ties begin
        begins = np.zeros(self._blocks * tiles * 2**_BLOCK + 1, np.int64)
        _count(starts, known, tiles, begins)
        np.cumsum(begins, out=begins)
        self._begins = begins.astype(np.uint64)
        self._hearing, self._heard = np.empty(known.size, np.uint16), np.empty(known.size, np.uint16)
        _put(starts, known, tiles, begins[:-1].copy(), self._hearing, self._heard)
        self._sums: Views = np.empty(n, np.complex64)

    def listen(self, held: Views, new: Views, each: NDArray[np.float32], times: np.float32) -> None:
        """Make `new` (n,) so many times the mean over those whom one knows of what is `held` (n,), less what it was.

        Parameters
        ----------
        each
            (n,): one over how many each knows.
        """
        _listen(held, new, self._sums, self._blocks, self._begins, self._hearing, self._heard, each, times)


@kernel
def _count(starts, known, tiles, counts):  # type: ignore[no-untyped-def]
    """Count ties by tile, each at the place after its own."""
    for person in range(starts.shape[0] - 1):
        for tie in range(starts[person], starts[person + 1]):
            counts[_tile(person, known[tie], tiles) + 1] += 1


@kernel
def _put(starts, known, tiles, free, hearing, heard):  # type: ignore[no-untyped-def]
    """Put each tie into the next free place of its tile."""
    within = np.int64(2**_TILE - 1)
    for person in range(starts.shape[0] - 1):
        for tie in range(starts[person], starts[person + 1]):
            of = _tile(person, known[tie], tiles)
            hearing[free[of]], heard[free[of]] = np.int64(person) & within, np.int64(known[tie]) & within
            free[of] += 1


@kernel
def _tile(person, other, tiles):  # type: ignore[no-untyped-def]
    """Return the tile of a tie, of so many tiles of people who hear."""
    heard = np.int64(other) >> _TILE
    return (((heard >> _BLOCK) * tiles + (person >> _TILE)) << _BLOCK) + (heard & (2**_BLOCK - 1))


@kernel
def _listen(held, new, sums, blocks, begins, hearing, heard, each, times):  # type: ignore[no-untyped-def]
    n = each.shape[0]
    tile = 0
    for block in range(blocks):
        for first in range(0, n, 2**_TILE):
            after = min(first + 2**_TILE, n)
            mine = sums[first:after]
            if block == 0:
                mine[:] = 0
            for k in range(2**_BLOCK):
                theirs = held[min((block * 2**_BLOCK + k) * 2**_TILE, n) :]
                for tie in range(begins[tile], begins[tile + 1]):
                    add_pair(mine, np.uint64(hearing[tie]), theirs, np.uint64(heard[tie]))
                tile += 1
            if block == blocks - 1:
                for person in range(first, after):
                    share, total = times * each[person], sums[person]
                    new[person] = np.complex64(complex(share * total.real, share * total.imag)) - new[person]
