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
from sim.street.walking_collision_free_speed import gap_to, repulsion, speed_for

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
_ROUND = 1.7320508075688772
"""Tangent of the 60 degrees off their way at which people try to get round whoever is in it."""
_ROUND_NORM = 2.0
_DEAD_AHEAD_M = 0.02
"""Whoever is less than this to the left of straight ahead counts as straight ahead."""
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
    detour: Ints
    """Way-point that who is stuck aims at for this second, or -1."""


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
    """Lists of everybody for the frame, and at the end room for one list more."""


@kernel
def advance_one_second(walkers, waiting, ground, pace, scratch, counts, frames, entered, left):  # type: ignore[no-untyped-def]
    """Let those in for whom there is room, then walk everybody through five frames."""
    touched = counts[ROWS]
    counts[ENTERED] = 0
    counts[LEFT_NOW] = 0
    _let_in(walkers, waiting, ground, pace, counts, entered)
    rows = _highest(walkers.is_active, max(touched, counts[ROWS]))
    for f in range(FRAMES):
        for i in range(max(touched, rows)):
            for q in range(4):
                frames[f, i, q] = np.nan
    for f in range(FRAMES):
        n = _sort(walkers.is_active, walkers.x, walkers.y, rows, ground.x0, ground.y0, scratch)
        _list_all(scratch, n)
        _decide(walkers, ground, pace, scratch, n, f == 0)
        for _ in range(pace.steps):
            _step(ground, pace, scratch, n)
        _settle(walkers, ground, pace, scratch, frames[f], n)
        _let_out(walkers, ground, scratch.order, counts, left, n)
    counts[ROWS] = rows


@kernel
def _highest(is_active, limit):  # type: ignore[no-untyped-def]
    for i in range(limit - 1, -1, -1):
        if is_active[i]:
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


@kernel
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
    walkers.detour[i] = -1
    walkers.mate[i] = i
    for j in range(counts[ROWS]):
        if walkers.is_active[j] and walkers.party_id[j] == walkers.party_id[i]:
            walkers.mate[i] = walkers.mate[j]
            walkers.mate[j] = i
            break
    walkers.is_active[i] = True
    counts[ACTIVE] += 1
    counts[ROWS] = max(counts[ROWS], i + 1)


@kernel
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
def _sort(is_active, x, y, rows, x0, y0, scratch):  # type: ignore[no-untyped-def]
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
    for k in range(n):
        sorted_x[k] = x[order[k]]
        sorted_y[k] = y[order[k]]
    return n


@kernel
def _list_all(scratch, n):  # type: ignore[no-untyped-def]
    """List everybody's neighbours for a frame; first = -1 for those whose list no longer fits."""
    x = scratch.x
    y = scratch.y
    start = scratch.start
    block = scratch.block
    order = scratch.order
    listed = scratch.neighbours
    first = scratch.first
    last = scratch.last
    size = listed.shape[0] - first.shape[0]
    at = 0
    for k in range(n):
        if at + n > size:
            first[k] = -1
            continue
        first[k] = at
        at = _list(k, block[order[k]], x, y, start, scratch.n_x, scratch.n_y, scratch.per_block, listed, at)
        last[k] = at


@kernel
def _list(k, block, x, y, start, n_x, n_y, per_block, listed, at):  # type: ignore[no-untyped-def]
    """Write the neighbours of k that can come within reach in this frame to listed[at:]; return the end."""
    # blocks are as wide as that reach
    reach2 = 1.0 / (per_block * per_block)
    bx = block // n_y
    by = block - bx * n_y
    low = max(by - 1, 0)
    high = min(by + 1, n_y - 1)
    for c in range(max(bx - 1, 0), min(bx + 1, n_x - 1) + 1):
        for j in range(start[c * n_y + low], start[c * n_y + high + 1]):
            dx = x[j] - x[k]
            dy = y[j] - y[k]
            listed[at] = j
            at += (dx * dx + dy * dy <= reach2) & (j != k)
    return at


@kernel
def _decide(walkers, ground, pace, scratch, n, is_new_second):  # type: ignore[no-untyped-def]
    """Set the direction and the speed that everybody wants for this frame."""
    x = walkers.x
    y = walkers.y
    mate = walkers.mate
    lateral = walkers.lateral
    desired_speed = walkers.desired_speed
    standing_s = walkers.standing_s
    next_stop = walkers.next_stop
    n_stops = walkers.n_stops
    stops = walkers.stops
    exits = walkers.exit
    nearest_m = walkers.nearest_m
    stuck_s = walkers.stuck_s
    detour = walkers.detour
    cell = ground.cell
    segments = ground.segments
    next_segment = ground.next_segment
    seen_from = ground.seen_from
    seen_to = ground.seen_to
    to_go = ground.to_go
    following = ground.following
    walls = ground.walls
    order = scratch.order
    cells = scratch.cell
    radius = scratch.radius
    goal_x = scratch.goal_x
    goal_y = scratch.goal_y
    wanted = scratch.pace
    n_way = to_go.shape[1]
    for k in range(n):
        i = np.int64(order[k])
        px = x[i]
        py = y[i]
        column = int((px - ground.x0) * ground.per_cell)
        row = int((py - ground.y0) * ground.per_cell)
        c = cell[column * ground.n_across + row]
        cells[k] = c
        radius[k] = pace.radius
        wanted[k] = 0.0
        if standing_s[i] > 0.0:
            continue
        is_window = next_stop[i] < n_stops[i]
        place = np.int64(exits[i])
        if is_window:
            place = ground.n_entrances + np.int64(stops[i, next_stop[i]])
        segment = np.int64(next_segment[place, c])
        is_gate = segment < n_way
        aim_x, aim_y = _own_point(
            segments[segment, 0], segments[segment, 1], segments[segment, 2], segments[segment, 3],
            seen_from[place, c], seen_to[place, c], px, py, lateral[i], is_window and not is_gate)
        dx = aim_x - px
        dy = aim_y - py
        d = sqrt(dx * dx + dy * dy)
        way = d
        if is_gate:
            way = sqrt((segments[segment, 0] - px) ** 2 + (segments[segment, 1] - py) ** 2) + to_go[place, segment]
            if d < 2.0 * _REACHED_M:
                aim_x, aim_y = _past_gate(px, py, lateral[i], aim_x, aim_y, np.int64(following[place, segment]),
                                          is_window, n_way, segments, walls)
        if is_new_second:
            detour[i] = -1
            if stuck_s[i] > pace.patience:
                detour[i] = next_from_point(px, py, place, segments, to_go, walls)[0]
            # has anybody who did not get nearer by a tenth of what they could have walked got stuck?
            stuck_s[i] += 1
            if way < nearest_m[i] - 0.1 * desired_speed[i] or stuck_s[i] > _AGAIN_S:
                nearest_m[i] = way
                stuck_s[i] = 0
        if 0 <= detour[i] < n_way:
            aim_x = segments[detour[i], 0]
            aim_y = segments[detour[i], 1]
        dx = aim_x - px
        dy = aim_y - py
        d = max(sqrt(dx * dx + dy * dy), 1e-9)
        gx = dx / d
        gy = dy / d
        if stuck_s[i] >= pace.patience:
            radius[k] = pace.radius * pace.shoulders
            # every other second they try to get round whoever is in the way, by the right and by the left
            if stuck_s[i] % 2 == 0:
                across = _ROUND * (stuck_s[i] % 4 - 1)
                gx, gy = (gx - across * gy) / _ROUND_NORM, (gy + across * gx) / _ROUND_NORM
        speed = desired_speed[i]
        if is_window:
            speed = min(speed, d * FRAMES)
        if mate[i] != i:
            mx = px
            my = py
            members = 1
            j = mate[i]
            while j != i:
                mx += x[j]
                my += y[j]
                members += 1
                j = mate[j]
            gx, gy, share = _with_party(mx / members - px, my / members - py, gx, gy, pace.party_radius,
                                        pace.party_pull, pace.party_wait)
            speed *= share
        goal_x[k] = gx
        goal_y[k] = gy
        wanted[k] = speed


@kernel
def _past_gate(x, y, lateral, aim_x, aim_y, after, is_window, n_way, segments, walls):  # type: ignore[no-untyped-def]
    """Return the point to aim at near a gate: what follows it, as soon as no wall is in the way."""
    px, py = _own_point(segments[after, 0], segments[after, 1], segments[after, 2], segments[after, 3], 0.0, 1.0,
                        x, y, lateral, is_window and after >= n_way)
    is_there = (aim_x - x) ** 2 + (aim_y - y) ** 2 < (0.4 * _REACHED_M) ** 2
    if is_there or is_in_sight(x, y, px, py, walls):
        return px, py
    return aim_x, aim_y


@inlined
def _own_point(ax, ay, bx, by, low, high, x, y, lateral, is_window):  # type: ignore[no-untyped-def]
    """Return a walker's own point of the visible part of a segment, so that they keep to their side of the way."""
    ex = bx - ax
    ey = by - ay
    # the lateral place counts from the left; a segment may begin on the walker's right
    is_from_right = not is_window and (ax - x) * ey - (ay - y) * ex > 0.0
    u = 1.0 - lateral if is_from_right else lateral
    t = low + u * (high - low)
    return ax + t * ex, ay + t * ey


@inlined
def _with_party(dx, dy, gx, gy, radius, most_pull, most_wait):  # type: ignore[no-untyped-def]
    """Turn a direction toward the middle of the party, at (dx, dy) from here, and slow down when ahead of it."""
    d = sqrt(dx * dx + dy * dy)
    stray = max(d / radius - 1.0, 0.0)
    ahead = -(dx * gx + dy * gy) / radius - 1.0
    share = 1.0 - most_wait * min(1.0, max(0.0, ahead))
    # only sideways: who is ahead waits, and nobody turns back
    across = most_pull * min(1.0, stray) * (gx * dy - gy * dx) / max(d, 1e-9)
    ux = gx - across * gy
    uy = gy + across * gx
    norm = sqrt(ux * ux + uy * uy)
    return ux / norm, uy / norm, share


@kernel
def _step(ground, pace, scratch, n):  # type: ignore[no-untyped-def]
    """Move everybody by one step: read all of the old positions, then write the new ones."""
    x = scratch.x
    y = scratch.y
    new_x = scratch.new_x
    new_y = scratch.new_y
    radius = scratch.radius
    goal_x = scratch.goal_x
    goal_y = scratch.goal_y
    wanted = scratch.pace
    cell = scratch.cell
    listed = scratch.neighbours
    firsts = scratch.first
    lasts = scratch.last
    walls = ground.walls
    wall_start = ground.wall_start
    near_walls = ground.near_walls
    spare = listed.shape[0] - firsts.shape[0]
    # no wall nearer than this can be run into in a step
    margin = 0.5 * pace.radius + pace.fastest * pace.step_s
    # where the repulsion has fallen to e^-20 of that in contact
    push_reach2 = (2.0 * pace.radius + 20.0 / pace.people_per_m) ** 2
    for k in range(n):
        want = wanted[k]
        px = x[k]
        py = y[k]
        new_x[k] = px
        new_y[k] = py
        if want <= 0.0:
            continue
        first = np.int64(firsts[k])
        last = np.int64(lasts[k])
        if first < 0:
            first = spare
            last = _list(k, scratch.block[scratch.order[k]], x, y, scratch.start, scratch.n_x, scratch.n_y,
                         scratch.per_block, listed, spare)
        gx = goal_x[k]
        gy = goal_y[k]
        ri = radius[k]
        ux = gx
        uy = gy
        left = 0.0
        for q in range(first, last):
            j = listed[q]
            dx = x[j] - px
            dy = y[j] - py
            d2 = dx * dx + dy * dy
            if d2 > push_reach2:
                continue
            s = max(sqrt(d2), 1e-9)
            r = repulsion(s - ri - radius[j], pace.people_strength, pace.people_per_m)
            ux -= r * dx / s
            uy -= r * dy / s
            if dx * gx + dy * gy > 0.0:
                left += r if gx * dy - gy * dx <= _DEAD_AHEAD_M else -r
        ux -= pace.side * left * gy
        uy += pace.side * left * gx
        near = wall_start[cell[k]]
        near_end = wall_start[cell[k] + 1]
        nearest = np.inf
        for q in range(near, near_end):
            w = near_walls[q]
            dx, dy = _to_segment(px, py, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
            s = max(sqrt(dx * dx + dy * dy), 1e-9)
            nearest = min(nearest, s)
            r = repulsion(s - ri, pace.wall_strength, pace.wall_per_m)
            ux -= r * dx / s
            uy -= r * dy / s
        norm = sqrt(ux * ux + uy * uy)
        if norm < 1e-12:
            continue
        ux /= norm
        uy /= norm
        gap = want * pace.time_gap
        for q in range(first, last):
            j = listed[q]
            gap = gap_to(x[j] - px, y[j] - py, ri + radius[j], ux, uy, gap)
        speed = speed_for(gap, want, pace.time_gap)
        sx = ux * speed * pace.step_s
        sy = uy * speed * pace.step_s
        if nearest < margin:
            sx, sy = _kept_off_walls(px, py, sx, sy, near, near_end, near_walls, walls, 0.5 * ri)
        new_x[k] = px + sx
        new_y[k] = py + sy
    for k in range(n):
        x[k] = new_x[k]
        y[k] = new_y[k]


@kernel
def _kept_off_walls(x, y, sx, sy, near, near_end, near_walls, walls, hard):  # type: ignore[no-untyped-def]
    """Cut from a step what would bring the middle of the body nearer to a wall than `hard`.

    The repulsion of walls alone does not hold people in who are pushed hard by others.
    """
    for q in range(near, near_end):
        w = near_walls[q]
        dx, dy = _to_segment(x, y, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
        d = max(sqrt(dx * dx + dy * dy), 1e-9)
        over = max(0.0, (sx * dx + sy * dy) / d - max(0.0, d - hard))
        sx -= over * dx / d
        sy -= over * dy / d
    # in a corner, what one wall leaves may run into another
    for q in range(near, near_end):
        w = near_walls[q]
        ox, oy = _to_segment(x, y, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
        dx, dy = _to_segment(x + sx, y + sy, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
        after = dx * dx + dy * dy
        if after < hard * hard * (1.0 - 1e-9) and after < (ox * ox + oy * oy) * (1.0 - 1e-9):
            return 0.0, 0.0
    return sx, sy


@inlined
def _to_segment(px, py, ax, ay, bx, by):  # type: ignore[no-untyped-def]
    """Return the vector from a point to the nearest point of a segment."""
    ex = bx - ax
    ey = by - ay
    t = ((px - ax) * ex + (py - ay) * ey) / max(ex * ex + ey * ey, 1e-12)
    t = min(1.0, max(0.0, t))
    return ax + t * ex - px, ay + t * ey - py


@kernel
def _settle(walkers, ground, pace, scratch, frame, n):  # type: ignore[no-untyped-def]
    """Write the frame: where everybody is and faces, and who has reached a window."""
    x = walkers.x
    y = walkers.y
    heading_x = walkers.heading_x
    heading_y = walkers.heading_y
    speed = walkers.speed
    standing_s = walkers.standing_s
    next_stop = walkers.next_stop
    n_stops = walkers.n_stops
    stops = walkers.stops
    stuck_s = walkers.stuck_s
    lateral = walkers.lateral
    dwell_s = walkers.dwell_s
    nearest_m = walkers.nearest_m
    normal = ground.window_normal
    segments = ground.segments
    n_entrances = ground.n_entrances
    n_way = ground.to_go.shape[1]
    order = scratch.order
    new_x = scratch.x
    new_y = scratch.y
    for k in range(n):
        i = order[k]
        mx = new_x[k] - x[i]
        my = new_y[k] - y[i]
        moved = sqrt(mx * mx + my * my)
        x[i] = new_x[k]
        y[i] = new_y[k]
        speed[i] = moved * FRAMES
        if next_stop[i] < n_stops[i]:
            shop = np.int64(stops[i, next_stop[i]])
            if standing_s[i] > 0.0:
                mx = normal[shop, 0]
                my = normal[shop, 1]
                moved = 1.0
                standing_s[i] -= 1.0 / FRAMES
                if standing_s[i] <= 0.0:
                    standing_s[i] = 0.0
                    next_stop[i] += 1
                    nearest_m[i] = np.inf
            elif _is_at_window(x[i], y[i], lateral[i], stuck_s[i], n_way + n_entrances + shop, segments):
                standing_s[i] = max(dwell_s[i, next_stop[i]], 1.0 / FRAMES)
                stuck_s[i] = 0
        if moved >= 0.01:
            heading_x[i], heading_y[i] = _turned(heading_x[i], heading_y[i], mx / moved, my / moved,
                                                 pace.heading_share)
        frame[i, 0] = x[i]
        frame[i, 1] = y[i]
        frame[i, 2] = heading_x[i]
        frame[i, 3] = heading_y[i]


@kernel
def _is_at_window(x, y, lateral, stuck_s, s, segments):  # type: ignore[no-untyped-def]
    """Return whether a walker is at their own spot, or near the window and held up by those who stand there."""
    px, py = _own_point(segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3], 0.0, 1.0, x, y, lateral, True)
    if (px - x) ** 2 + (py - y) ** 2 < (0.5 * _REACHED_M) ** 2:
        return True
    dx, dy = _to_segment(x, y, segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3])
    return stuck_s > 0 and dx * dx + dy * dy < (2.0 * _REACHED_M) ** 2


@inlined
def _turned(heading_x, heading_y, to_x, to_y, share):  # type: ignore[no-untyped-def]
    """Return a heading that has turned part of the way to another; an exact about-turn goes by the left."""
    hx = heading_x + share * (to_x - heading_x)
    hy = heading_y + share * (to_y - heading_y)
    norm = sqrt(hx * hx + hy * hy)
    return (hx / norm, hy / norm) if norm > 1e-6 else (-heading_y, heading_x)


@kernel
def _let_out(walkers, ground, order, counts, left, n):  # type: ignore[no-untyped-def]
    """Take off the street whoever is within reach of the mouth by which they leave."""
    x = walkers.x
    y = walkers.y
    mate = walkers.mate
    exits = walkers.exit
    next_stop = walkers.next_stop
    n_stops = walkers.n_stops
    segments = ground.segments
    n_way = ground.to_go.shape[1]
    for k in range(n):
        i = order[k]
        if next_stop[i] < n_stops[i]:
            continue
        s = n_way + exits[i]
        dx, dy = _to_segment(x[i], y[i], segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3])
        if dx * dx + dy * dy >= _REACHED_M**2:
            continue
        left[counts[LEFT_NOW]] = i
        counts[LEFT_NOW] += 1
        counts[LEFT] += 1
        counts[ACTIVE] -= 1
        walkers.is_active[i] = False
        j = i
        while mate[j] != i:
            j = mate[j]
        mate[j] = mate[i]
