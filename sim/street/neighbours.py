"""Who is near whom: a counting sort into square blocks, and lists of neighbours that hold for a frame.

Blocks are as wide as two people can matter to each other within a frame, so the neighbours of a person
stand in their own block and the eight round it.
"""

from __future__ import annotations

from sim.core.kernel import inlined, kernel
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
    """List everybody's neighbours for a frame; first = -1 for those whose list no longer fits."""
    x = scratch.x
    y = scratch.y
    start = scratch.start
    block = scratch.block
    order = scratch.order
    speed = scratch.desired
    listed = scratch.neighbours
    first = scratch.first
    last = scratch.last
    size = listed.shape[0] - first.shape[0]
    at = 0
    of_block = -1
    a0 = a1 = b0 = b1 = c0 = c1 = 0
    for k in range(n):
        # people stand in the order of their blocks, and those of one block have the same candidates
        if block[order[k]] != of_block:
            of_block = block[order[k]]
            a0, a1, b0, b1, c0, c1 = _candidates(of_block, start, scratch.n_x, scratch.n_y)
        if at + n > size:
            first[k] = -1
            continue
        first[k] = at
        px = x[k]
        py = y[k]
        reach = _reach(speed[k], scratch.near, scratch.time_gap, scratch.contact)
        at = _list(k, px, py, reach, x, y, speed, a0, a1, listed, at)
        at = _list(k, px, py, reach, x, y, speed, b0, b1, listed, at)
        at = _list(k, px, py, reach, x, y, speed, c0, c1, listed, at)
        last[k] = at


@kernel
def list_one(k, block, x, y, speed, start, n_x, n_y, near, time_gap, contact, listed, at):  # type: ignore[no-untyped-def]
    """Write the neighbours of k that can matter in this frame to listed[at:]; return the end.

    Who is further off than `near` does not repel, and than `contact` and `time_gap` at k's speed does not
    slow; both may walk toward each other for the whole frame.
    """
    a0, a1, b0, b1, c0, c1 = _candidates(block, start, n_x, n_y)
    reach = _reach(speed[k], near, time_gap, contact)
    at = _list(k, x[k], y[k], reach, x, y, speed, a0, a1, listed, at)
    at = _list(k, x[k], y[k], reach, x, y, speed, b0, b1, listed, at)
    return _list(k, x[k], y[k], reach, x, y, speed, c0, c1, listed, at)


@inlined
def _candidates(block, start, n_x, n_y):  # type: ignore[no-untyped-def]
    """Return where the people of a block and of the eight round it stand: three ranges, a column each."""
    bx = block // n_y
    by = block - bx * n_y
    low = max(by - 1, 0)
    high = min(by + 1, n_y - 1) + 1
    a0 = a1 = c0 = c1 = 0
    if bx > 0:
        a0 = start[(bx - 1) * n_y + low]
        a1 = start[(bx - 1) * n_y + high]
    b0 = start[bx * n_y + low]
    b1 = start[bx * n_y + high]
    if bx < n_x - 1:
        c0 = start[(bx + 1) * n_y + low]
        c1 = start[(bx + 1) * n_y + high]
    return a0, a1, b0, b1, c0, c1


@inlined
def _reach(speed, near, time_gap, contact):  # type: ignore[no-untyped-def]
    return max(near, contact + time_gap * speed) + speed / FRAMES


@inlined
def _list(k, px, py, own, x, y, speed, begin, end, listed, at):  # type: ignore[no-untyped-def]
    for j in range(begin, end):
        dx = x[j] - px
        dy = y[j] - py
        reach = own + speed[j] / FRAMES
        listed[at] = j
        at += (dx * dx + dy * dy <= reach * reach) & (j != k)
    return at
