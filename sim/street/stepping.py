"""One second of everybody's walking, in one kernel call.

A second is five frames of 0.2 s, as cameras see it. At the start of a frame people are counted into
cells and their neighbours listed, and each decides where to aim (path tables, party, window). Within a
frame, steps move everybody by the walking model: all of the old state is read before any new one is
written. At its end people reach windows, leave, and are put down in the frame. Nothing is allocated.

Rows are stable: a walker keeps theirs from entering to leaving.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import inlined, kernel
from sim.street.navigation import is_in_sight, next_from_point
from sim.street.walking_collision_free_speed import gap_ahead, push_of_people, push_of_walls, to_wall

__all__ = ["ACTIVE", "ENTERED", "FRAMES", "LEFT", "LEFT_NOW", "N_COUNTS", "ROWS", "WAITING", "Ground", "Pace",
           "Scratch", "Waiting", "Walkers", "advance_one_second"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

FRAMES = 5
"""Frames a second."""
ACTIVE, WAITING, LEFT, ENTERED, LEFT_NOW, ROWS, N_COUNTS = range(7)
"""Places in the array of counts; the last is how many there are."""

_GOLDEN = 0.6180339887498949
_AGAIN_S = 60
_REACHED_M = 0.5
"""A mouth is reached within this distance, a window spot within less, a gate within more."""


class Walkers(NamedTuple):
    """Everybody on the street, one place a row; what a row holds after its walker left means nothing."""

    is_active: Bools
    person_id: Ints
    party_id: Ints
    exit: Ints
    next_stop: Ints
    """How many stops are done."""
    n_stops: Ints
    stops: NDArray[np.int32]
    dwell_s: Floats
    mate: Ints
    """Row of the next member of the party on the street, in a ring."""
    x: Floats
    y: Floats
    heading_x: Floats
    heading_y: Floats
    speed: Floats
    desired_speed: Floats
    radius: Floats
    lateral: Floats
    standing_s: Floats
    """Seconds still to stand at a window; 0 for people who walk."""
    nearest_m: Floats
    """Least way to go so far, to the present goal."""
    stuck_s: Ints
    """Seconds since that last fell."""


class Waiting(NamedTuple):
    """People outside the mouths, first come first."""

    person_id: Ints
    party_id: Ints
    entrance: Ints
    exit: Ints
    stops: NDArray[np.int32]
    dwell_s: Floats
    desired_speed: Floats
    lateral: Floats
    tries: Ints


class Ground(NamedTuple):
    """The street: `Geometry` and `Routes` as arrays."""

    x0: float
    y0: float
    per_cell: float
    n_across: int
    cell: NDArray[np.int32]
    segments: Floats
    next_segment: NDArray[np.int16]
    seen_from: Floats
    seen_to: Floats
    to_go: Floats
    following: NDArray[np.int16]
    walls: Floats
    wall_start: NDArray[np.int32]
    near_walls: NDArray[np.int32]
    window_normal: Floats
    n_entrances: int


class Pace(NamedTuple):
    """Settings of the walking model and of parties, in the form that the kernel needs."""

    steps: int
    """Steps in a frame."""
    step_s: float
    time_gap: float
    radius: float
    people_strength: float
    people_per_m: float
    wall_strength: float
    wall_per_m: float
    side: float
    patience: int
    shoulders: float
    heading_share: float
    """Share of the way to the new heading that a body turns in a frame."""
    fastest: float
    """No desired speed is higher; neighbour lists are as wide as that asks for."""
    party_radius: float
    party_pull: float
    party_wait: float


class Scratch(NamedTuple):
    """Room to work in, in the order of cells."""

    n_x: int
    n_y: int
    per_block: float
    start: NDArray[np.int32]
    block: NDArray[np.int32]
    order: NDArray[np.int32]
    x: Floats
    y: Floats
    radius: Floats
    goal_x: Floats
    goal_y: Floats
    pace: Floats
    new_x: Floats
    new_y: Floats
    cell: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    neighbours: NDArray[np.int32]
    spare: NDArray[np.int32]


@kernel
def advance_one_second(walkers, waiting, ground, pace, scratch, counts, frames, entered, left):  # type: ignore[no-untyped-def]
    """Let those in for whom there is room, then walk everybody through five frames."""
    touched = counts[ROWS]
    counts[ENTERED] = 0
    counts[LEFT_NOW] = 0
    _let_in(walkers, waiting, ground, pace, counts, entered)
    rows = _highest(walkers, max(touched, counts[ROWS]))
    for f in range(FRAMES):
        for i in range(max(touched, rows)):
            for q in range(4):
                frames[f, i, q] = np.nan
    for f in range(FRAMES):
        n = _sort(walkers, ground, scratch, rows)
        _list_all(scratch, n)
        for k in range(n):
            _decide(k, walkers, ground, pace, scratch, f == 0)
        for _ in range(pace.steps):
            _step(walkers, ground, pace, scratch, n)
        _settle(walkers, ground, pace, scratch, counts, frames, left, n, f)
    counts[ROWS] = rows


@kernel
def _highest(walkers, limit):  # type: ignore[no-untyped-def]
    for i in range(min(limit, walkers.is_active.shape[0]) - 1, -1, -1):
        if walkers.is_active[i]:
            return i + 1
    return 0


@kernel
def _let_in(walkers, waiting, ground, pace, counts, entered):  # type: ignore[no-untyped-def]
    n = counts[WAITING]
    n_way = ground.to_go.shape[1]
    room = (2.5 * pace.radius) ** 2
    row = 0
    kept = 0
    for q in range(n):
        while row < walkers.is_active.shape[0] and walkers.is_active[row]:
            row += 1
        u = waiting.lateral[q]
        if waiting.tries[q] > 0:
            u += waiting.tries[q] * _GOLDEN
            u -= int(u)
        s = n_way + waiting.entrance[q]
        ax = ground.segments[s, 0]
        ay = ground.segments[s, 1]
        ex = ground.segments[s, 2] - ax
        ey = ground.segments[s, 3] - ay
        x = ax + u * ex
        y = ay + u * ey
        is_free = row < walkers.is_active.shape[0]
        if is_free:
            for i in range(counts[ROWS]):
                if walkers.is_active[i] and (walkers.x[i] - x) ** 2 + (walkers.y[i] - y) ** 2 < room:
                    is_free = False
                    break
        if is_free:
            width = sqrt(ex * ex + ey * ey)
            _place(walkers, waiting, counts, row, q, x, y, -ey / width, ex / width, pace.radius)
            entered[counts[ENTERED]] = row
            counts[ENTERED] += 1
        else:
            waiting.tries[q] += 1
            if kept < q:
                _move_up(waiting, q, kept)
            kept += 1
    counts[WAITING] = kept


@inlined
def _place(walkers, waiting, counts, i, q, x, y, heading_x, heading_y, radius):  # type: ignore[no-untyped-def]
    walkers.person_id[i] = waiting.person_id[q]
    walkers.party_id[i] = waiting.party_id[q]
    walkers.exit[i] = waiting.exit[q]
    walkers.next_stop[i] = 0
    walkers.n_stops[i] = 0
    for k in range(waiting.stops.shape[1]):
        walkers.stops[i, k] = waiting.stops[q, k]
        walkers.dwell_s[i, k] = waiting.dwell_s[q, k]
        if waiting.stops[q, k] >= 0:
            walkers.n_stops[i] = k + 1
    walkers.x[i] = x
    walkers.y[i] = y
    walkers.heading_x[i] = heading_x
    walkers.heading_y[i] = heading_y
    walkers.speed[i] = 0.0
    walkers.desired_speed[i] = waiting.desired_speed[q]
    walkers.radius[i] = radius
    walkers.lateral[i] = waiting.lateral[q]
    walkers.standing_s[i] = 0.0
    walkers.nearest_m[i] = np.inf
    walkers.stuck_s[i] = 0
    walkers.mate[i] = i
    for j in range(counts[ROWS]):
        if walkers.is_active[j] and walkers.party_id[j] == walkers.party_id[i]:
            walkers.mate[i] = walkers.mate[j]
            walkers.mate[j] = i
            break
    walkers.is_active[i] = True
    counts[ACTIVE] += 1
    counts[ROWS] = max(counts[ROWS], i + 1)


@inlined
def _move_up(waiting, q, to):  # type: ignore[no-untyped-def]
    waiting.person_id[to] = waiting.person_id[q]
    waiting.party_id[to] = waiting.party_id[q]
    waiting.entrance[to] = waiting.entrance[q]
    waiting.exit[to] = waiting.exit[q]
    waiting.desired_speed[to] = waiting.desired_speed[q]
    waiting.lateral[to] = waiting.lateral[q]
    waiting.tries[to] = waiting.tries[q]
    for k in range(waiting.stops.shape[1]):
        waiting.stops[to, k] = waiting.stops[q, k]
        waiting.dwell_s[to, k] = waiting.dwell_s[q, k]


@kernel
def _sort(walkers, ground, scratch, rows):  # type: ignore[no-untyped-def]
    """Count everybody into blocks; fill the scratch arrays in that order; return how many there are."""
    start = scratch.start
    n_blocks = scratch.n_x * scratch.n_y
    for b in range(n_blocks + 1):
        start[b] = 0
    for i in range(rows):
        if walkers.is_active[i]:
            bx = int((walkers.x[i] - ground.x0) * scratch.per_block)
            by = int((walkers.y[i] - ground.y0) * scratch.per_block)
            scratch.block[i] = bx * scratch.n_y + by
            start[scratch.block[i] + 1] += 1
    for b in range(n_blocks):
        start[b + 1] += start[b]
    for i in range(rows - 1, -1, -1):
        if walkers.is_active[i]:
            b = scratch.block[i] + 1
            start[b] -= 1
            scratch.order[start[b]] = i
    # start[b + 1] now holds where block b begins: shift it back
    n = 0
    for i in range(rows):
        n += walkers.is_active[i]
    for b in range(n_blocks):
        start[b] = start[b + 1]
    start[n_blocks] = n
    for k in range(n):
        i = scratch.order[k]
        scratch.x[k] = walkers.x[i]
        scratch.y[k] = walkers.y[i]
    return n


@kernel
def _list_all(scratch, n):  # type: ignore[no-untyped-def]
    """List everybody's neighbours for a frame; first = -1 for those whose list no longer fits."""
    size = scratch.neighbours.shape[0]
    at = 0
    for k in range(n):
        if at + n > size:
            scratch.first[k] = -1
            continue
        scratch.first[k] = at
        at = _list(k, scratch, scratch.neighbours, at)
        scratch.last[k] = at


@kernel
def _list(k, scratch, listed, at):  # type: ignore[no-untyped-def]
    """Write the neighbours of k that can come within reach in this frame to listed[at:]; return the end."""
    # both may walk toward each other for the whole frame; blocks are as wide as this reach
    reach = 1.0 / scratch.per_block
    reach2 = reach * reach
    x = scratch.x[k]
    y = scratch.y[k]
    block = scratch.block[scratch.order[k]]
    bx = block // scratch.n_y
    by = block - bx * scratch.n_y
    low = max(by - 1, 0)
    high = min(by + 1, scratch.n_y - 1)
    for c in range(max(bx - 1, 0), min(bx + 1, scratch.n_x - 1) + 1):
        for j in range(scratch.start[c * scratch.n_y + low], scratch.start[c * scratch.n_y + high + 1]):
            dx = scratch.x[j] - x
            dy = scratch.y[j] - y
            listed[at] = j
            at += (dx * dx + dy * dy <= reach2) & (j != k)
    return at


@inlined
def _decide(k, walkers, ground, pace, scratch, is_new_second):  # type: ignore[no-untyped-def]
    """Set the direction and the speed that walker k wants for this frame."""
    i = scratch.order[k]
    x = walkers.x[i]
    y = walkers.y[i]
    column = int((x - ground.x0) * ground.per_cell)
    row = int((y - ground.y0) * ground.per_cell)
    c = ground.cell[column * ground.n_across + row]
    scratch.cell[k] = c
    scratch.radius[k] = pace.radius
    if walkers.standing_s[i] > 0.0:
        scratch.pace[k] = 0.0
        scratch.goal_x[k] = 0.0
        scratch.goal_y[k] = 0.0
        return
    place = _goal(walkers, ground, i)
    aim_x, aim_y, to_go = _aim(i, place, c, walkers, ground, pace)
    if is_new_second:
        _take_stock(i, to_go, walkers)
    if walkers.stuck_s[i] >= pace.patience:
        scratch.radius[k] = pace.radius * pace.shoulders
    dx = aim_x - x
    dy = aim_y - y
    d = max(sqrt(dx * dx + dy * dy), 1e-9)
    gx = dx / d
    gy = dy / d
    speed = walkers.desired_speed[i]
    if place >= ground.n_entrances:
        speed = min(speed, d * FRAMES)
    if walkers.mate[i] != i:
        gx, gy, share = _with_party(i, x, y, gx, gy, walkers, pace)
        speed *= share
    scratch.goal_x[k] = gx
    scratch.goal_y[k] = gy
    scratch.pace[k] = speed


@inlined
def _goal(walkers, ground, i):  # type: ignore[no-untyped-def]
    """Index of the place that walker i is on the way to."""
    if walkers.next_stop[i] < walkers.n_stops[i]:
        return ground.n_entrances + np.int64(walkers.stops[i, walkers.next_stop[i]])
    return walkers.exit[i]


@inlined
def _aim(i, place, c, walkers, ground, pace):  # type: ignore[no-untyped-def]
    """Return the point that walker i aims at, and the way that is left to go."""
    x = walkers.x[i]
    y = walkers.y[i]
    n_way = ground.to_go.shape[1]
    if walkers.stuck_s[i] > pace.patience:
        segment, to_go = next_from_point(x, y, place, ground.segments, ground.to_go, ground.walls)
        if 0 <= segment < n_way:
            return ground.segments[segment, 0], ground.segments[segment, 1], to_go
    segment = np.int64(ground.next_segment[place, c])
    low = ground.seen_from[place, c]
    high = ground.seen_to[place, c]
    if segment < n_way:
        corner_x = ground.segments[segment, 0]
        corner_y = ground.segments[segment, 1]
        d = sqrt((corner_x - x) ** 2 + (corner_y - y) ** 2)
        to_go = d + ground.to_go[place, segment]
        ax, ay = _point_of(segment, low, high, x, y, walkers.lateral[i], ground)
        d2 = (ax - x) ** 2 + (ay - y) ** 2
        if d2 < (2.0 * _REACHED_M) ** 2:
            # at the gate: on to what follows, as soon as no wall is in the way
            after = np.int64(ground.following[place, segment])
            px, py = _point_of(after, 0.0, 1.0, x, y, walkers.lateral[i], ground)
            if d2 < (0.4 * _REACHED_M) ** 2 or is_in_sight(x, y, px, py, ground.walls):
                return px, py, to_go
        return ax, ay, to_go
    ax, ay = _point_of(segment, low, high, x, y, walkers.lateral[i], ground)
    return ax, ay, sqrt((ax - x) ** 2 + (ay - y) ** 2)


@inlined
def _point_of(segment, low, high, x, y, lateral, ground):  # type: ignore[no-untyped-def]
    """Return a walker's own point of the visible part of a segment, so that they keep to their side of the way."""
    ax = ground.segments[segment, 0]
    ay = ground.segments[segment, 1]
    ex = ground.segments[segment, 2] - ax
    ey = ground.segments[segment, 3] - ay
    # where the segment begins on the walker's right, the place is counted from the left's far end
    is_window = segment >= ground.to_go.shape[1] + ground.n_entrances
    is_from_right = not is_window and (ax - x) * ey - (ay - y) * ex > 0.0
    u = 1.0 - lateral if is_from_right else lateral
    t = low + u * (high - low)
    return ax + t * ex, ay + t * ey


@inlined
def _take_stock(i, to_go, walkers):  # type: ignore[no-untyped-def]
    """Once a second: has walker i got nearer to the goal, by a tenth of what they could have walked?"""
    if to_go < walkers.nearest_m[i] - 0.1 * walkers.desired_speed[i]:
        walkers.nearest_m[i] = to_go
        walkers.stuck_s[i] = 0
    else:
        walkers.stuck_s[i] += 1
        if walkers.stuck_s[i] > _AGAIN_S:
            # the way has become longer (pushed past a corner): measure from here
            walkers.nearest_m[i] = to_go
            walkers.stuck_s[i] = 0


@inlined
def _with_party(i, x, y, gx, gy, walkers, pace):  # type: ignore[no-untyped-def]
    """Turn a direction toward the middle of the party, and slow down when ahead of it."""
    mx = x
    my = y
    members = 1
    j = walkers.mate[i]
    while j != i:
        mx += walkers.x[j]
        my += walkers.y[j]
        members += 1
        j = walkers.mate[j]
    dx = mx / members - x
    dy = my / members - y
    d = sqrt(dx * dx + dy * dy)
    stray = d / pace.party_radius - 1.0
    if stray <= 0.0:
        return gx, gy, 1.0
    ahead = -(dx * gx + dy * gy) / pace.party_radius - 1.0
    share = 1.0 - pace.party_wait * min(1.0, max(0.0, ahead))
    # only sideways: who is ahead waits, and nobody turns back
    pull = pace.party_pull * min(1.0, stray)
    across = (gx * dy - gy * dx) / d
    ux = gx - pull * across * gy
    uy = gy + pull * across * gx
    norm = sqrt(ux * ux + uy * uy)
    return ux / norm, uy / norm, share


@kernel
def _step(walkers, ground, pace, scratch, n):  # type: ignore[no-untyped-def]
    """Move everybody by one step: read all of the old positions, then write the new ones."""
    for k in range(n):
        want = scratch.pace[k]
        if want <= 0.0:
            scratch.new_x[k] = scratch.x[k]
            scratch.new_y[k] = scratch.y[k]
            continue
        gx = scratch.goal_x[k]
        gy = scratch.goal_y[k]
        first = scratch.first[k]
        listed = scratch.neighbours
        last = scratch.last[k]
        if first < 0:
            first = 0
            listed = scratch.spare
            last = _list(k, scratch, listed, 0)
        c = scratch.cell[k]
        near = ground.wall_start[c]
        near_end = ground.wall_start[c + 1]
        x = scratch.x[k]
        y = scratch.y[k]
        ux = gx
        uy = gy
        speed = want
        if last > first:
            px, py = push_of_people(k, first, last, listed, scratch.x, scratch.y, scratch.radius, gx, gy,
                                    pace.people_strength, pace.people_per_m, pace.side)
            ux += px
            uy += py
        if near_end > near:
            px, py = push_of_walls(x, y, scratch.radius[k], near, near_end, ground.near_walls, ground.walls,
                                   pace.wall_strength, pace.wall_per_m)
            ux += px
            uy += py
        norm = sqrt(ux * ux + uy * uy)
        if norm < 1e-12:
            ux = gx
            uy = gy
            norm = 1.0
        ux /= norm
        uy /= norm
        if last > first:
            gap = gap_ahead(k, first, last, listed, scratch.x, scratch.y, scratch.radius, ux, uy,
                            want * pace.time_gap)
            speed = max(0.0, min(want, gap / pace.time_gap))
        sx = ux * speed * pace.step_s
        sy = uy * speed * pace.step_s
        if near_end > near:
            sx, sy = _kept_off_walls(x, y, sx, sy, near, near_end, ground, 0.5 * scratch.radius[k])
        scratch.new_x[k] = x + sx
        scratch.new_y[k] = y + sy
    for k in range(n):
        scratch.x[k] = scratch.new_x[k]
        scratch.y[k] = scratch.new_y[k]


@inlined
def _kept_off_walls(x, y, sx, sy, near, near_end, ground, hard):  # type: ignore[no-untyped-def]
    """Cut from a step what would bring the middle of the body nearer to a wall than `hard`.

    The repulsion of walls alone does not hold people in who are pushed hard by others.
    """
    for _ in range(2):
        for q in range(near, near_end):
            dx, dy = to_wall(x, y, ground.walls, ground.near_walls[q])
            d = sqrt(dx * dx + dy * dy)
            if d == 0.0:
                return 0.0, 0.0
            over = (sx * dx + sy * dy) / d - max(0.0, d - hard)
            if over > 0.0:
                sx -= over * dx / d
                sy -= over * dy / d
    for q in range(near, near_end):
        ox, oy = to_wall(x, y, ground.walls, ground.near_walls[q])
        dx, dy = to_wall(x + sx, y + sy, ground.walls, ground.near_walls[q])
        after = dx * dx + dy * dy
        if after < hard * hard and after < (ox * ox + oy * oy) * (1.0 - 1e-9):
            return 0.0, 0.0
    return sx, sy


@kernel
def _settle(walkers, ground, pace, scratch, counts, frames, left, n, f):  # type: ignore[no-untyped-def]
    """Write the frame: where everybody is and faces, who has reached a window, and who leaves."""
    for k in range(n):
        i = scratch.order[k]
        mx = scratch.x[k] - walkers.x[i]
        my = scratch.y[k] - walkers.y[i]
        moved = sqrt(mx * mx + my * my)
        walkers.x[i] = scratch.x[k]
        walkers.y[i] = scratch.y[k]
        walkers.speed[i] = moved * FRAMES
        place = _goal(walkers, ground, i)
        if walkers.standing_s[i] > 0.0:
            mx = ground.window_normal[place - ground.n_entrances, 0]
            my = ground.window_normal[place - ground.n_entrances, 1]
            moved = 1.0
            walkers.standing_s[i] -= 1.0 / FRAMES
            if walkers.standing_s[i] <= 0.0:
                walkers.standing_s[i] = 0.0
                walkers.next_stop[i] += 1
                walkers.nearest_m[i] = np.inf
                walkers.stuck_s[i] = 0
        elif place >= ground.n_entrances:
            _stop_at_window(i, place, walkers, ground)
        _face(i, mx, my, moved, walkers, pace)
        frames[f, i, 0] = walkers.x[i]
        frames[f, i, 1] = walkers.y[i]
        frames[f, i, 2] = walkers.heading_x[i]
        frames[f, i, 3] = walkers.heading_y[i]
    for k in range(n):
        i = scratch.order[k]
        if walkers.next_stop[i] == walkers.n_stops[i] and _has_reached(i, walkers, ground):
            left[counts[LEFT_NOW]] = i
            counts[LEFT_NOW] += 1
            counts[LEFT] += 1
            counts[ACTIVE] -= 1
            walkers.is_active[i] = False
            j = i
            while walkers.mate[j] != i:
                j = walkers.mate[j]
            walkers.mate[j] = walkers.mate[i]


@inlined
def _stop_at_window(i, place, walkers, ground):  # type: ignore[no-untyped-def]
    """Stand still at one's own spot, or near it when others stand there."""
    s = ground.to_go.shape[1] + place
    x, y = _point_of(s, 0.0, 1.0, walkers.x[i], walkers.y[i], walkers.lateral[i], ground)
    is_there = (x - walkers.x[i]) ** 2 + (y - walkers.y[i]) ** 2 < (0.5 * _REACHED_M) ** 2
    dx, dy = to_wall(walkers.x[i], walkers.y[i], ground.segments, s)
    is_near_enough = walkers.stuck_s[i] > 0 and dx * dx + dy * dy < (2.0 * _REACHED_M) ** 2
    if is_there or is_near_enough:
        walkers.standing_s[i] = max(walkers.dwell_s[i, walkers.next_stop[i]], 1.0 / FRAMES)
        walkers.stuck_s[i] = 0


@inlined
def _has_reached(i, walkers, ground):  # type: ignore[no-untyped-def]
    """Return whether walker i is within reach of the mouth by which they leave."""
    s = ground.to_go.shape[1] + walkers.exit[i]
    dx, dy = to_wall(walkers.x[i], walkers.y[i], ground.segments, s)
    return dx * dx + dy * dy < _REACHED_M**2


@inlined
def _face(i, mx, my, moved, walkers, pace):  # type: ignore[no-untyped-def]
    """Turn the body part of the way toward (mx, my), unless it hardly moves."""
    if moved < 0.01:
        return
    hx = walkers.heading_x[i] + pace.heading_share * (mx / moved - walkers.heading_x[i])
    hy = walkers.heading_y[i] + pace.heading_share * (my / moved - walkers.heading_y[i])
    norm = sqrt(hx * hx + hy * hy)
    if norm < 1e-6:
        # exactly about turn: by the left
        hx = -walkers.heading_y[i]
        hy = walkers.heading_x[i]
        norm = 1.0
    walkers.heading_x[i] = hx / norm
    walkers.heading_y[i] = hy / norm
