"""A network cut into tiles, so that a round of listening looks into near memory where more people hold views than fit.

Ties are ordered by where the views lie that are heard, a block of people at a time, and within a block by who hears: a
round goes through those who hear one after another, as often as there are blocks, and looks up what they hear in the
block's near memory. Whoever hears adds up in the order of those who are heard, as row by row: sums have the same
bytes. A tie takes as much room as in rows, since within a tile 13 bits say who hears and 19 who is heard.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel
from sim.core.pairs import add_pair

__all__ = ["Tiles"]

Views: TypeAlias = NDArray[np.complex64]

_HEARD = 19
"""People of a block that is heard, as a power of 2: 4 MB of views. On a core with 1 MB of second and 32 MB of third
level half as many take a fifth longer, and twice as many a quarter."""
_HEARING = 32 - _HEARD
"""Those who hear, of a tile, as a power of 2."""


class Tiles:
    """Who knows whom among n people, ready for rounds.

    Parameters
    ----------
    starts, known
        (n + 1,), (ties,): whom each knows, in order.
    """

    def __init__(self, starts: NDArray[np.integer], known: NDArray[np.integer]) -> None:
        n = starts.size - 1
        tiles, blocks = ((n - 1) >> _HEARING) + 1, ((n - 1) >> _HEARD) + 1
        # (block heard, tile that hears): where its ties begin
        begins = np.zeros(blocks * tiles + 1, np.int64)
        _count(starts, known, tiles, begins)
        np.cumsum(begins, out=begins)
        self._begins = begins.astype(np.uint64)
        self._ties = np.empty(known.size, np.uint32)
        _put(starts, known, tiles, begins[:-1].copy(), self._ties)

    def hear(self, held: Views, heard: Views) -> None:
        """Make `heard` (n,) the sum over those whom one knows of what is `held` (n,)."""
        _hear(held, heard, self._begins, self._ties)


@kernel
def _count(starts, known, tiles, counts):  # type: ignore[no-untyped-def]
    """Count ties by tile, each at the place after its own."""
    for person in range(starts.shape[0] - 1):
        for tie in range(starts[person], starts[person + 1]):
            counts[_tile(person, known[tie], tiles) + 1] += 1


@kernel
def _put(starts, known, tiles, free, ties):  # type: ignore[no-untyped-def]
    """Put each tie into the next free place of its tile."""
    for person in range(starts.shape[0] - 1):
        hearing = np.int64(person) & (2**_HEARING - 1)
        for tie in range(starts[person], starts[person + 1]):
            of, heard = _tile(person, known[tie], tiles), np.int64(known[tie]) & (2**_HEARD - 1)
            ties[free[of]] = np.uint32(hearing << _HEARD | heard)
            free[of] += 1


@kernel
def _tile(person, other, tiles):  # type: ignore[no-untyped-def]
    """Return the tile of a tie, of so many tiles of people who hear."""
    return (np.int64(other) >> _HEARD) * tiles + (person >> _HEARING)


@kernel
def _hear(held, heard, begins, ties):  # type: ignore[no-untyped-def]
    n = heard.shape[0]
    tile = 0
    for block in range(0, n, 2**_HEARD):
        theirs = held[block:]
        for first in range(0, n, 2**_HEARING):
            mine = heard[first : first + 2**_HEARING]
            if block == 0:
                mine[:] = 0
            for k in range(begins[tile], begins[tile + 1]):
                tie = ties[k]
                add_pair(mine, np.uint64(tie >> np.uint32(_HEARD)), theirs, np.uint64(tie & np.uint32(2**_HEARD - 1)))
            tile += 1
