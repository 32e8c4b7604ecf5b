"""What some people lived through, one part after another, ready to be added to what everybody thinks or holds.

A part is of people in ascending order, and all parts know where each block of people begins in them: who adds them up
goes through the people block by block, and through the parts within a block, so that what is added to stays in near
memory. Room that parts took is used again when they are cleared: memory that was used before is there at once.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel

__all__ = ["BLOCK", "Parts"]

Floats: TypeAlias = NDArray[np.float32]

BLOCK = 2**14
"""People of a block: 128 KB of numbers on two scales."""
_OUT_OF_ORDER, _NOT_THERE = -1, -2


class Parts:
    """Changes on two scales of some of n people, and how much of them they hold.

    Parameters
    ----------
    share
        (n,): how much of a change each person holds; they are fewer than 2**31.
    """

    def __init__(self, share: Floats) -> None:
        self._share = share
        self._edges = np.arange(0, share.size + BLOCK, BLOCK)
        self._person_id = np.empty(0, np.int32)
        self._changes, self._held = np.empty((2, 0, 2), np.float32)
        self.clear()

    def clear(self) -> None:
        """Forget all parts."""
        self._size = 0
        self._begins: list[NDArray[np.int64]] = []

    def add(
        self, person_id: NDArray[np.integer], fairness: NDArray[np.floating], effectiveness: NDArray[np.floating]
    ) -> None:
        """Add a part: people (k,), who may come twice, and their changes, rounded to single precision.

        Raises
        ------
        ValueError
            If somebody is not there, or has not a change on each scale; then nothing is added.
        """
        k, size = person_id.size, self._size
        is_each = person_id.shape == fairness.shape == effectiveness.shape == (k,)
        self._make_room(size + k)
        room = [one[size : size + k] for one in (self._person_id, self._changes, self._held)]
        found = _write(person_id, fairness, effectiveness, self._share, *room) if is_each else _NOT_THERE
        if found == _OUT_OF_ORDER:
            order = np.argsort(person_id, kind="stable")
            found = _write(person_id[order], fairness[order], effectiveness[order], self._share, *room)
        if found == _NOT_THERE:
            raise ValueError(f"{k} people, who are from 0 to {self._share.size - 1}, need a change on each scale")
        self._begins.append(size + np.searchsorted(room[0], self._edges))
        self._size += k

    @property
    def n(self) -> int:
        """How many parts there are, P."""
        return len(self._begins)

    @property
    def begins(self) -> NDArray[np.int64]:
        """(P, blocks + 1): where the people of each block begin in each part, and where the part ends."""
        return np.array(self._begins, np.int64).reshape(self.n, self._edges.size)

    @property
    def person_id(self) -> NDArray[np.int32]:
        """(K,): the people of all parts."""
        return self._person_id[: self._size]

    @property
    def changes(self) -> Floats:
        """(K, 2): their changes."""
        return self._changes[: self._size]

    @property
    def held(self) -> Floats:
        """(K, 2): what of them each holds."""
        return self._held[: self._size]

    def _make_room(self, size: int) -> None:
        if size > self._person_id.size:
            more = max(size, 2 * self._person_id.size)
            for name in ("_person_id", "_changes", "_held"):
                old = getattr(self, name)
                new = np.empty((more, *old.shape[1:]), old.dtype)
                new[: self._size] = old[: self._size]
                setattr(self, name, new)


@kernel
def _write(person_id, fairness, effectiveness, share, to_person_id, to_changes, to_held):  # type: ignore[no-untyped-def]
    """Write people, their changes, and what of them they hold; return how many, or what is wrong with them."""
    before, is_in_order = 0, True
    for k in range(person_id.shape[0]):
        who = person_id[k]
        if not 0 <= who < share.shape[0]:
            return _NOT_THERE
        is_in_order &= who >= before
        before = who
        to_person_id[k] = who
        to_changes[k, 0], to_changes[k, 1] = fairness[k], effectiveness[k]
        for scale in range(2):
            to_held[k, scale] = share[who] * to_changes[k, scale]
    return person_id.shape[0] if is_in_order else _OUT_OF_ORDER
