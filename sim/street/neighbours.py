"""Who is near whom: a counting sort into square blocks, and a list of pairs that holds for a frame.

Blocks are as wide as two people can matter to each other within a frame, so the neighbours of a person
stand in their own block and the eight round it. A pair is listed once, by the one who stands first in the
order of blocks: the others stand later in the same column of blocks, or in the next column.
"""

from __future__ import annotations

import numpy as np

from sim.core.kernel import kernel
from sim.street.rows import FRAMES

__all__ = ["list_neighbours", "list_one", "sort_into_blocks"]


@kernel
def sort_into_blocks(is_active, x, y, desired_speed, rows, x0, y0, scratch):  # type: ignore[no-untyped-def]
    """Count everybody into blocks; fill the scratch arrays in that order; return how many there are."""
    start = scratch.start
    block = scratch.block
    order = scratch.order
    n_y = scratch.n_y
    per_block = scratch.per_block
    n_blocks = scratch.n_x * n_y
    start[: n_blocks + 1] = 0
    n = 0
    for i in range(rows):
        if is_active[i]:
            b = int((x[i] - x0) * per_block) * n_y + int((y[i] - y0) * per_block)
            block[i] = b
            start[b + 1] += 1
            n += 1
    for b in range(n_blocks):
        start[b + 1] += start[b]
    for i in range(rows - 1, -1, -1):
        if is_active[i]:
            b = block[i] + 1
            start[b] -= 1
            order[start[b]] = i
    # start[b + 1] now holds where block b begins: shift it back
    for b in range(n_blocks):
        start[b] = start[b + 1]
    start[n_blocks] = n
    sorted_x = scratch.x
    sorted_y = scratch.y
    sorted_speed = scratch.desired
    for k in range(n):
        sorted_speed[k] = desired_speed[order[k]]
        sorted_x[k] = x[order[k]]
        sorted_y[k] = y[order[k]]
    return n


@kernel
def list_neighbours(scratch, n):  # type: ignore[no-untyped-def]
    """List all pairs of neighbours for a frame; return for how many people there was room, and how many pairs."""
    # arrays are taken out of the tuple once: inside a loop each would be counted in and out again
    x = scratch.x
    y = scratch.y
    speed = scratch.desired
    start = scratch.start
    block = scratch.block
    order = scratch.order
    one = scratch.one
    other = scratch.other
    room = one.shape[0] - x.shape[0]
    at = 0
    for k in range(n):
        if at + n > room:
            return k, at
        at = _list(x, y, speed, start, block[order[k]], one, other, scratch.n_x, scratch.n_y, scratch.near,
                   scratch.contact, scratch.time_gap, k, at)
    return n, at


@kernel
def list_one(scratch, k, at):  # type: ignore[no-untyped-def]
    """Write the pairs of k with those who stand later in the order to one[at:], other[at:]; return the end."""
    return _list(scratch.x, scratch.y, scratch.desired, scratch.start, scratch.block[scratch.order[k]], scratch.one,
                 scratch.other, scratch.n_x, scratch.n_y, scratch.near, scratch.contact, scratch.time_gap, k, at)


@kernel
def _list(  # type: ignore[no-untyped-def]
    x, y, speed, start, block, one, other, n_x, n_y, near, contact, time_gap, k, at,
):
    # Who is further off than `near` does not repel, and than `contact` and `time_gap` at one's speed does not
    # slow; both may walk toward each other for the whole frame.
    column = block // n_y
    row = block - column * n_y
    high = min(row + 1, n_y - 1) + 1
    begin = k + 1
    end = np.int64(start[column * n_y + high])
    for side in range(2):
        if side == 1:
            if column == n_x - 1:
                break
            begin = np.int64(start[(column + 1) * n_y + max(row - 1, 0)])
            end = np.int64(start[(column + 1) * n_y + high])
        for j in range(begin, end):
            dx = x[j] - x[k]
            dy = y[j] - y[k]
            fastest = max(speed[j], speed[k])
            reach = max(near, contact + time_gap * fastest) + (speed[j] + speed[k]) / FRAMES
            # written always and counted only when near: nothing to guess for the processor
            one[at] = k
            other[at] = j
            at += dx * dx + dy * dy <= reach * reach
    return at
