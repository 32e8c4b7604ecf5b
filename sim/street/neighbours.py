"""Who is near whom: a counting sort into blocks, and a list of pairs that holds for a frame.

Blocks are as wide as anybody looks, so the neighbours of a person stand in the three by three blocks round
theirs. Blocks are numbered so that three in a column lie one after another, and people are put in their
order: all whom somebody may be near to are three runs of rows. (Of smaller blocks, five by five, a third
less people would be looked at, in five shorter runs, which takes longer.)
"""

from __future__ import annotations

from math import floor

import numpy as np

from sim.core.kernel import inlined, uncounted
from sim.street.rows import FRAME_S

__all__ = ["AROUND", "TILE", "apart", "column_of", "cut_into_tiles", "list_pairs", "n_candidates", "sort_into_blocks"]

AROUND = 1
"""Blocks to each side that are looked into."""
_FEW = 48
"""Up to so many are sorted by comparing them with each other."""


@uncounted
def sort_into_blocks(walkers, near, bodies, rows, is_loop):  # type: ignore[no-untyped-def]
    """Count everybody into blocks; copy them to `bodies` in that order; return how many there are."""
    is_active = walkers.is_active
    x = walkers.x
    y = walkers.y
    start = near.start
    block = near.block
    order = bodies.row
    n_y = near.n_y
    n_blocks = near.n_x * n_y
    n = 0
    lowest = n_blocks
    highest = -1
    for i in range(rows):
        if is_active[i]:
            column = min(near.n_x - 1, max(0, int((x[i] - near.x0) * near.per_x)))
            b = column * n_y + min(n_y - 1, max(0, int((y[i] - near.y0) * near.per_y)))
            block[i] = b
            lowest = min(lowest, b)
            highest = max(highest, b)
            n += 1
    if n <= _FEW and not is_loop:
        _sort_few(is_active, block, start, order, rows, near.n_x, n_y)
    else:
        _sort_many(is_active, block, start, order, rows, n, lowest, highest, n_blocks, n_y, is_loop)
    _gather(x, order, bodies.x, n)
    _gather(y, order, bodies.y, n)
    _gather(walkers.velocity_x, order, bodies.velocity_x, n)
    _gather(walkers.velocity_y, order, bodies.velocity_y, n)
    _gather(walkers.way_x, order, bodies.way_x, n)
    _gather(walkers.way_y, order, bodies.way_y, n)
    _gather(walkers.radius, order, bodies.radius, n)
    _gather(walkers.pressed, order, bodies.pressed, n)
    _gather(walkers.person_id, order, bodies.person_id, n)
    _gather(walkers.party_id, order, bodies.party, n)
    return n


@uncounted
def _sort_many(is_active, block, start, order, rows, n, lowest, highest, n_blocks, n_y, is_loop):  # type: ignore[no-untyped-def]
    """Put rows in the order of their blocks, and say where each begins: all blocks between people are gone through."""
    # nobody looks further than a column and a row beyond those where people are, but where x begins again
    begin = 0 if is_loop else max(0, lowest - (AROUND * n_y + AROUND))
    end = n_blocks if is_loop else min(n_blocks, highest + 1 + AROUND * n_y + AROUND)
    start[begin : end + 1] = 0
    for i in range(rows):
        if is_active[i]:
            start[block[i] + 1] += 1
    for b in range(begin, end):
        start[b + 1] += start[b]
    for i in range(rows - 1, -1, -1):
        if is_active[i]:
            b = block[i] + 1
            start[b] -= 1
            order[start[b]] = i
    # start[b + 1] now holds where block b begins: shift it back
    for b in range(begin, end):
        start[b] = start[b + 1]
    if end >= begin:
        start[end] = n


@uncounted
def _sort_few(is_active, block, start, order, rows, n_x, n_y):  # type: ignore[no-untyped-def]
    """Do the same for a few, who may be far from each other: only blocks that somebody looks into are gone through."""
    n = 0
    for i in range(rows):
        if is_active[i]:
            k = n
            while k > 0 and block[order[k - 1]] > block[i]:
                order[k] = order[k - 1]
                k -= 1
            order[k] = i
            n += 1
    before = 0
    known = 0
    for k in range(n):
        column = block[order[k]] // n_y
        for c in range(max(known, column - AROUND), min(n_x, column + AROUND + 1)):
            for b in range(c * n_y, (c + 1) * n_y):
                while before < n and block[order[before]] < b:
                    before += 1
                start[b] = before
            while before < n and block[order[before]] < (c + 1) * n_y:
                before += 1
            start[(c + 1) * n_y] = before
            known = c + 1


@inlined
def _gather(column, order, bodies, n):  # type: ignore[no-untyped-def]
    for k in range(n):
        bodies[k] = column[order[k]]


TILE = 1024
"""Entries that are worked on at a time, so that what is noted for each stays in the processor's nearest cache."""


@uncounted
def cut_into_tiles(near, n):  # type: ignore[no-untyped-def]
    """Cut the list of entries between bodies into tiles of at most `TILE` (or one body); return how many there are."""
    first = near.first
    tiles = 0
    begin = 0
    near.tile[0] = 0
    while begin < n:
        end = begin + 1
        while end < n and first[end + 1] - first[begin] <= TILE:
            end += 1
        tiles += 1
        near.tile[tiles] = end
        begin = end
    return tiles


@inlined
def column_of(column, n_x, is_loop):  # type: ignore[no-untyped-def]
    """Return the column of blocks that a number stands for where x begins again; -1 where there is none."""
    inside = column
    if is_loop:
        inside = column + n_x if column < 0 else (column - n_x if column >= n_x else column)
    elif column < 0 or column >= n_x:
        inside = -1
    return inside


@inlined
def apart(dx, loop_m, per_loop):  # type: ignore[no-untyped-def]
    """Return the difference of two x the short way round, where x begins again after `loop_m` (0: it does not)."""
    return dx - loop_m * floor(dx * per_loop + 0.5)


@uncounted
def n_candidates(bodies, near, n, is_loop):  # type: ignore[no-untyped-def]
    """Return how many entries a list of `n` bodies in the order of blocks can have at most."""
    start = near.start
    n_x = near.n_x
    n_y = near.n_y
    total = 0
    last = -1
    around = 0
    for k in range(n):
        b = near.block[bodies.row[k]]
        if b != last:
            last = b
            column = b // n_y
            row = b - column * n_y
            low = max(0, row - AROUND)
            high = min(n_y - 1, row + AROUND) + 1
            around = 0
            for c in range(column - AROUND, column + AROUND + 1):
                at = column_of(c, n_x, is_loop)
                if at >= 0:
                    around += start[at * n_y + high] - start[at * n_y + low]
        total += around
    return total


@uncounted
def list_pairs(bodies, near, ground, n, reach_m, time_gap_s):  # type: ignore[no-untyped-def]
    """List every pair once that may matter to each other within the frame.

    Parameters
    ----------
    reach_m
        Distance within which anybody matters to anybody.
    time_gap_s
        Whoever can be reached within this time, at the speed that is wanted, matters too.
    """
    x = bodies.x
    y = bodies.y
    radius = bodies.radius
    wanted = bodies.wanted
    row_of = bodies.row
    block = near.block
    start = near.start
    first = near.first
    owner = near.owner
    other = near.other
    n_x = near.n_x
    n_y = near.n_y
    loop_m = ground.loop_m
    per_loop = ground.per_loop
    is_loop = loop_m > 0.0
    at = 0
    first[0] = 0
    for k in range(n):
        b = block[row_of[k]]
        column = b // n_y
        row = b - column * n_y
        low = max(0, row - AROUND)
        high = min(n_y - 1, row + AROUND) + 1
        xk = x[k]
        yk = y[k]
        rk = radius[k]
        wk = wanted[k]
        for c in range(column, column + AROUND + 1):
            beside = column_of(c, n_x, is_loop)
            if beside < 0:
                break
            begin = k + 1 if c == column else np.int64(start[beside * n_y + low])
            for j in range(begin, np.int64(start[beside * n_y + high])):
                dx = apart(x[j] - xk, loop_m, per_loop)
                dy = y[j] - yk
                reach = max(reach_m, rk + radius[j] + time_gap_s * max(wk, wanted[j])) + FRAME_S * (wk + wanted[j])
                # written always and counted only when near: nothing to guess for the processor
                owner[at] = k
                other[at] = j
                at += dx * dx + dy * dy <= reach * reach
        first[k + 1] = at
