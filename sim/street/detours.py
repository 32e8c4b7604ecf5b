"""Going round people who stand: a row, a queue or a ring of them is one thing in the way.

Path tables know the walls and not who stands. Those who stand are grouped where a body with its clearance does not fit
between two of them. A walker whose straight way to what they aim at runs into a group of three or more (two at a wall)
aims at the first bend of the shortest way round, found on a fine grid about them by A*; it keeps off all who stand and
off the walls, so that a row that ends at a stall and the stall are passed together. Where there is no way round,
they go on as they did. Singles and pairs are passed by choosing directions (`sim.street.walking`).

Source: Hart, Nilsson & Raphael (1968), IEEE Trans. Syst. Sci. Cybern. 4(2), 100-107; the groups and the clearance are
ours.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import inlined, uncounted
from sim.street.sight import is_in_sight, to_segment

__all__ = ["GRID", "find_standing", "go_round", "reaches_bend"]

GRID = 128
"""Cells of the grid along x and along y."""
CELL_M = 0.25
_HALF = GRID // 2
_SEEN_M = 14.0
"""How far ahead people see that a row stands in their way."""
_CLEARANCE_M = 0.1
"""What they leave at least to those who stand; some up to `_ROOMY_M` more, so that not all pass in one file."""
_ROOMY_M = 0.5
_WALL_SHARE = 0.95
"""Radii that they keep off walls."""
_OWN_M = 0.3
"""Cells so near to oneself are free, whoever stands there."""
_STANDS_S = 1.5
"""Whoever walks on sooner is waited for."""
_AGAIN_S = 2.0
"""The way round is found anew in every frame for who reaches its bend within this time."""
_AT_BEND_M = 0.5
"""Who is this near to the bend is there."""
_ROW = 3
"""A group of so many, a wall that it stands at included, is gone round as a whole."""
_FREE, _TAKEN = range(2)
_ROOT2 = 1.4142135623730951


@uncounted
def find_standing(walkers, ground, standing, radius, order, n):  # type: ignore[no-untyped-def]
    """List who stands, and note which of them are part of something that must be gone round; return how many stand.

    Parameters
    ----------
    radius
        That of those who might pass between two, in metres.
    """
    m = 0
    for k in range(n):
        i = order[k]
        if walkers.standing_s[i] > _STANDS_S:
            standing.row[m] = i
            standing.group[m] = m
            standing.size[m] = 0
            standing.is_by_wall[m] = False
            m += 1
    for a in range(m):
        i = standing.row[a]
        for b in range(a):
            j = standing.row[b]
            reach = walkers.radius[i] + walkers.radius[j] + 2.0 * radius + _CLEARANCE_M
            if (walkers.x[i] - walkers.x[j]) ** 2 + (walkers.y[i] - walkers.y[j]) ** 2 < reach * reach:
                first = _root(standing.group, a)
                standing.group[max(first, _root(standing.group, b))] = min(first, _root(standing.group, b))
    for a in range(m):
        i = standing.row[a]
        root = _root(standing.group, a)
        standing.size[root] += 1
        reach = walkers.radius[i] + 2.0 * radius + _CLEARANCE_M
        if not standing.is_by_wall[root] and _is_by_wall(walkers.x[i], walkers.y[i], ground, reach):
            # a wall counts as one more of them
            standing.is_by_wall[root] = True
            standing.size[root] += 1
    return m


@uncounted
def _root(group, a):  # type: ignore[no-untyped-def]
    while group[a] != a:
        a = group[a]
    return a


@uncounted
def go_round(walkers, ground, standing, i, m):  # type: ignore[no-untyped-def]
    """Set where `i` aims to get round those who stand in their way, and whether they do.

    Who is on the way round, and whose next corner is this side of those who stand, walks on to the bend: beyond that
    corner they would stand in the way again.
    """
    went_round = walkers.goes_round[i]
    walkers.goes_round[i] = False
    x = walkers.x[i]
    y = walkers.y[i]
    dx = walkers.point_x[i] - x
    dy = walkers.point_y[i] - y
    d = sqrt(dx * dx + dy * dy)
    hit = np.inf
    if d >= 0.5:
        ux = dx / d
        uy = dy / d
        ahead = min(d, _SEEN_M)
        hit = _first_hit(walkers, standing, i, m, x, y, ux, uy, ahead)
    if hit == np.inf:
        walkers.goes_round[i] = went_round and walkers.is_on_the_way[i] and not _is_at_bend(walkers, ground, i)
        return
    rest = walkers.lateral[i] * _ROOMY_M
    for clearance in (_CLEARANCE_M + rest, _CLEARANCE_M):
        standing.stamp[0] += 1
        goal = _goal(walkers, ground, standing, i, m, clearance, ux, uy, ahead, hit)
        if goal >= 0 and _search(walkers, ground, standing, i, m, clearance, goal):
            cell = _bend(walkers, ground, standing, i, m, clearance, goal)
            walkers.round_x[i] = _along(x, cell // GRID)
            walkers.round_y[i] = _along(y, cell % GRID)
            walkers.goes_round[i] = True
            return


@inlined
def reaches_bend(walkers, i):  # type: ignore[no-untyped-def]
    """Return whether `i`, who goes round, may reach the bend soon."""
    near = _AGAIN_S * walkers.desired_speed[i]
    return (walkers.round_x[i] - walkers.x[i]) ** 2 + (walkers.round_y[i] - walkers.y[i]) ** 2 < near * near


@uncounted
def _is_at_bend(walkers, ground, i):  # type: ignore[no-untyped-def]
    """Return whether `i`, who goes round, has got to the bend, or does not see it any more."""
    x = walkers.x[i]
    y = walkers.y[i]
    bend_x = walkers.round_x[i]
    bend_y = walkers.round_y[i]
    if (bend_x - x) ** 2 + (bend_y - y) ** 2 < _AT_BEND_M * _AT_BEND_M:
        return True
    return not is_in_sight(x, y, bend_x, bend_y, ground.walls)


@inlined
def _along(middle, cell):  # type: ignore[no-untyped-def]
    return middle + CELL_M * (cell - _HALF)


@uncounted
def _first_hit(walkers, standing, i, m, x, y, ux, uy, ahead):  # type: ignore[no-untyped-def]
    """Return how far off a group that must be gone round first is in the way; infinite if none is."""
    hit = np.inf
    for a in range(m):
        j = standing.row[a]
        px = walkers.x[j] - x
        py = walkers.y[j] - y
        along = px * ux + py * uy
        across = px * uy - py * ux
        reach = walkers.radius[i] + walkers.radius[j] + 0.5 * _CLEARANCE_M
        is_in_the_way = 0.0 < along < min(ahead, hit) and abs(across) < reach and j != i
        if is_in_the_way and standing.size[_root(standing.group, a)] >= _ROW:
            hit = along
    return hit


@uncounted
def _goal(walkers, ground, standing, i, m, clearance, ux, uy, ahead, hit):  # type: ignore[no-untyped-def]
    """Return the cell of the furthest free point of the straight way beyond what is in it; -1 if there is none."""
    at = ahead
    while at > hit:
        column = _HALF + int(np.floor(at * ux / CELL_M + 0.5))
        row = _HALF + int(np.floor(at * uy / CELL_M + 0.5))
        is_here = column == _HALF and row == _HALF
        if not is_here and _is_free(walkers, ground, standing, i, m, clearance, column, row):
            return column * GRID + row
        at -= CELL_M
    return -1


@uncounted
def _is_free(walkers, ground, standing, i, m, clearance, column, row):  # type: ignore[no-untyped-def]
    """Return whether `i` has room in a cell; what was found is kept for as long as the stamp is."""
    if column < 0 or row < 0 or column >= GRID or row >= GRID:
        return False
    cell = column * GRID + row
    stamp = standing.stamp[0]
    if standing.known[cell] != stamp:
        standing.known[cell] = stamp
        standing.cost[cell] = np.inf
        x = walkers.x[i]
        y = walkers.y[i]
        px = _along(x, column)
        py = _along(y, row)
        state = _FREE
        if _is_by_wall(px, py, ground, _WALL_SHARE * walkers.radius[i]):
            state = _TAKEN
        elif (px - x) ** 2 + (py - y) ** 2 > _OWN_M * _OWN_M:
            for a in range(m):
                j = standing.row[a]
                reach = walkers.radius[i] + walkers.radius[j] + clearance
                if (walkers.x[j] - px) ** 2 + (walkers.y[j] - py) ** 2 < reach * reach and j != i:
                    state = _TAKEN
                    break
        standing.state[cell] = state
    return standing.state[cell] == _FREE


@uncounted
def _is_by_wall(x, y, ground, reach):  # type: ignore[no-untyped-def]
    """Return whether a point is outside, or nearer to a wall than `reach`."""
    column = int((x - ground.x0) * ground.per_cell)
    row = int((y - ground.y0) * ground.per_cell)
    at = column * ground.n_across + row
    if x < ground.x0 or y < ground.y0 or row >= ground.n_across or at >= ground.cell.shape[0]:
        return True
    c = ground.cell[at]
    if c < 0:
        return True
    walls = ground.walls
    nearest = np.inf
    is_inside = True
    for q in range(ground.wall_start[c], ground.wall_start[c + 1]):
        w = ground.near_walls[q]
        dx, dy = to_segment(x, y, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
        d2 = dx * dx + dy * dy
        if d2 < reach * reach:
            return True
        # what can be walked on is on a wall's left; of two that meet in the nearest point, one is enough
        is_left = (walls[w, 2] - walls[w, 0]) * (y - walls[w, 1]) > (walls[w, 3] - walls[w, 1]) * (x - walls[w, 0])
        if d2 < nearest - 1e-9:
            is_inside = is_left
        elif d2 < nearest + 1e-9:
            is_inside |= is_left
        nearest = min(nearest, d2)
    return not is_inside


@uncounted
def _search(walkers, ground, standing, i, m, clearance, goal):  # type: ignore[no-untyped-def]
    """Find the shortest way from the middle of the grid to a cell; return whether there is one."""
    heap = standing.heap
    key = standing.key
    cost = standing.cost
    to_column = goal // GRID
    to_row = goal % GRID
    begin = _HALF * GRID + _HALF
    _is_free(walkers, ground, standing, i, m, clearance, _HALF, _HALF)
    cost[begin] = 0.0
    standing.before[begin] = begin
    n = _push(heap, key, 0, begin, _left_to(_HALF, _HALF, to_column, to_row))
    while n > 0:
        cell = heap[0]
        least = key[0]
        n = _pop(heap, key, n)
        column = cell // GRID
        row = cell % GRID
        if least > cost[cell] + _left_to(column, row, to_column, to_row) + 1e-9:
            continue
        if cell == goal:
            return True
        for q in range(9):
            a = q // 3 - 1
            b = q % 3 - 1
            if q == 4 or not _is_free(walkers, ground, standing, i, m, clearance, column + a, row + b):
                continue
            beside = (column + a) * GRID + row + b
            total = cost[cell] + (_ROOT2 if a != 0 and b != 0 else 1.0)
            if total < cost[beside] - 1e-9 and n < heap.shape[0]:
                cost[beside] = total
                standing.before[beside] = cell
                n = _push(heap, key, n, beside, total + _left_to(column + a, row + b, to_column, to_row))
    return False


@inlined
def _left_to(column, row, to_column, to_row):  # type: ignore[no-untyped-def]
    """Return the least number of cells to go, diagonals counting their length."""
    a = abs(to_column - column)
    b = abs(to_row - row)
    return max(a, b) + (_ROOT2 - 1.0) * min(a, b)


@uncounted
def _push(heap, key, n, cell, value):  # type: ignore[no-untyped-def]
    at = n
    while at > 0:
        above = (at - 1) // 2
        if key[above] <= value:
            break
        heap[at] = heap[above]
        key[at] = key[above]
        at = above
    heap[at] = cell
    key[at] = value
    return n + 1


@uncounted
def _pop(heap, key, n):  # type: ignore[no-untyped-def]
    last = n - 1
    cell = heap[last]
    value = key[last]
    at = 0
    while True:
        below = 2 * at + 1
        if below >= last:
            break
        if below + 1 < last and key[below + 1] < key[below]:
            below += 1
        if key[below] >= value:
            break
        heap[at] = heap[below]
        key[at] = key[below]
        at = below
    heap[at] = cell
    key[at] = value
    return last


@uncounted
def _bend(walkers, ground, standing, i, m, clearance, goal):  # type: ignore[no-untyped-def]
    """Return the cell furthest along the way found that can be walked to straight."""
    begin = _HALF * GRID + _HALF
    cell = goal
    while cell != begin and standing.before[cell] != begin:
        if _is_straight(walkers, ground, standing, i, m, clearance, cell):
            break
        cell = standing.before[cell]
    return cell


@uncounted
def _is_straight(walkers, ground, standing, i, m, clearance, cell):  # type: ignore[no-untyped-def]
    across = cell // GRID - _HALF
    up = cell % GRID - _HALF
    steps = 2 * max(abs(across), abs(up))
    for s in range(1, steps):
        column = _HALF + int(np.floor(across * s / steps + 0.5))
        row = _HALF + int(np.floor(up * s / steps + 0.5))
        if not _is_free(walkers, ground, standing, i, m, clearance, column, row):
            return False
    return True
