"""What each walker wants for the next fifth of a second: a point to walk to, and a speed.

The point is their own of the gate, mouth or window that the path tables name, or where they have been sent. They
look it up once a second, and in every frame when it is near. Whoever has got no nearer for some seconds looks for
the way exactly. In every frame it is moved toward the middle of the party when they have strayed from it.
"""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np

from sim.core.kernel import inlined, uncounted
from sim.street.detours import find_standing, go_round, reaches_bend
from sim.street.errands import AS_RECORDED, NO_ERRAND, TO_MEET, aim_at, meeting_point
from sim.street.neighbours import apart
from sim.street.rows import FRAME_S, FRAMES, REACHED_M
from sim.street.sight import SAMPLES, is_in_sight, next_from_point

__all__ = ["decide", "own_point"]

_AGAIN_S = 60
"""After so many seconds without getting nearer, the way is measured anew."""
_NEAR_S = 2.0
"""What is aimed at is looked up in every frame when it is nearer than one walks in this time."""


@uncounted
def decide(walkers, ground, manner, bodies, standing, n, steps, is_new_second):  # type: ignore[no-untyped-def]
    """Set the point that everybody walks to in this frame, how fast they want to, and how long they still stand."""
    _look_up(walkers, ground, bodies, n, is_new_second, manner.lost_s)
    _go_round(walkers, ground, manner, bodies, standing, n, is_new_second)
    x = walkers.x
    y = walkers.y
    mate = walkers.mate
    desired_speed = walkers.desired_speed
    standing_s = walkers.standing_s
    stuck_s = walkers.stuck_s
    point_x = walkers.point_x
    point_y = walkers.point_y
    stops_there = walkers.stops_there
    goes_round = walkers.goes_round
    order = bodies.row
    xs = bodies.x
    ys = bodies.y
    cells = bodies.cell
    cell = ground.cell
    aim_x = bodies.aim_x
    aim_y = bodies.aim_y
    goal_x = bodies.goal_x
    goal_y = bodies.goal_y
    goal_m = bodies.goal_m
    wanted = bodies.wanted
    hold = bodies.hold
    held_up_s = bodies.stuck_s
    for k in range(n):
        i = np.int64(order[k])
        px = xs[k]
        py = ys[k]
        cells[k] = cell[
            int((px - ground.x0) * ground.per_cell) * ground.n_across + int((py - ground.y0) * ground.per_cell)
        ]
        if standing_s[i] >= FRAME_S * (1.0 - 1e-9):
            wanted[k] = 0.0
            goal_x[k] = 0.0
            goal_y[k] = 0.0
            goal_m[k] = np.inf
            aim_x[k] = px
            aim_y[k] = py
            hold[k] = steps
            held_up_s[k] = 0
            continue
        if walkers.errand[i] == AS_RECORDED:
            wanted[k] = desired_speed[i]
            goal_x[k] = walkers.way_x[i]
            goal_y[k] = walkers.way_y[i]
            goal_m[k] = np.inf
            aim_x[k] = point_x[i]
            aim_y[k] = point_y[i]
            hold[k] = -1
            held_up_s[k] = 0
            continue
        hold[k] = ceil(standing_s[i] * steps / FRAME_S - 1e-9)
        held_up_s[k] = stuck_s[i]
        to_x = walkers.round_x[i] if goes_round[i] else point_x[i]
        to_y = walkers.round_y[i] if goes_round[i] else point_y[i]
        dx = to_x - px
        dy = to_y - py
        d = max(sqrt(dx * dx + dy * dy), 1e-9)
        gx = dx / d
        gy = dy / d
        speed = desired_speed[i]
        goal_m[k] = np.inf
        if stops_there[i] and not goes_round[i]:
            goal_m[k] = d
            speed = min(speed, d * FRAMES)
        aim_x[k] = to_x
        aim_y[k] = to_y
        if mate[i] != i:
            mx = 0.0
            my = 0.0
            behind = 0.0
            ahead = 0.0
            members = 1
            j = mate[i]
            while j != i:
                ox = apart(x[j] - px, ground.loop_m, ground.per_loop)
                oy = y[j] - py
                mx += ox
                my += oy
                along = ox * gx + oy * gy
                behind = max(behind, -along)
                ahead = max(ahead, along)
                members += 1
                j = mate[j]
            gx, gy = _to_party(mx / members, my / members, gx, gy, manner.party_radius, manner.party_pull)
            # who is ahead waits for the last, and who is behind hurries after the first
            if behind > ahead:
                speed *= max(manner.party_least, min(1.0, 2.0 - behind / manner.party_gap))
            else:
                speed = min(manner.fastest, speed * (1.0 + manner.party_hurry * min(1.0, ahead / manner.party_gap)))
            aim_x[k] = px + d * gx
            aim_y[k] = py + d * gy
        goal_x[k] = gx
        goal_y[k] = gy
        wanted[k] = speed


@uncounted
def _go_round(walkers, ground, manner, bodies, standing, n, is_new_second):  # type: ignore[no-untyped-def]
    """Let those aim round whoever stands in their way who see them, once a second, and in every frame near the bend."""
    m = -1
    for k in range(n):
        i = np.int64(bodies.row[k])
        if walkers.standing_s[i] >= FRAME_S * (1.0 - 1e-9) or walkers.errand[i] == AS_RECORDED:
            walkers.goes_round[i] = False
        elif is_new_second or (walkers.goes_round[i] and reaches_bend(walkers, i)):
            if m < 0:
                m = find_standing(walkers, ground, standing, manner.radius, bodies.row, n)
                if m == 0 and is_new_second:
                    walkers.goes_round[:] = False
                    return
            go_round(walkers, ground, standing, i, m)


@uncounted
def _look_up(walkers, ground, bodies, n, is_new_second, lost_s):  # type: ignore[no-untyped-def]
    """Set the point that everybody walks to who does not know it, or is near it.

    Once a second everybody is looked up. The table is far larger than what a processor keeps near, and each walker
    reads another part of it, so that every entry has to be waited for; and as what is done with an entry depends on
    it, the processor cannot run ahead to the next walker's. So all entries are read first, many at a time.
    """
    if is_new_second:
        _read_table(walkers, ground, bodies, n)
    x = walkers.x
    y = walkers.y
    desired_speed = walkers.desired_speed
    standing_s = walkers.standing_s
    point_x = walkers.point_x
    point_y = walkers.point_y
    stops_there = walkers.stops_there
    errand = walkers.errand
    order = bodies.row
    for k in range(n):
        i = np.int64(order[k])
        if standing_s[i] >= FRAME_S * (1.0 - 1e-9) or errand[i] == AS_RECORDED:
            continue
        near = _NEAR_S * desired_speed[i]
        if is_new_second or (point_x[i] - x[i]) ** 2 + (point_y[i] - y[i]) ** 2 < near * near:
            if errand[i] == NO_ERRAND:
                place = _place(walkers, ground, i)
                if place < 0:
                    standing_s[i] = np.inf
                    continue
                entry = bodies.towards[k] if is_new_second else _entry(ground, place, x[i], y[i])
                _aim_by_table(walkers, ground, i, place, np.int64(entry), is_new_second, lost_s)
            elif errand[i] == TO_MEET:
                to_x, to_y = meeting_point(
                    x[i],
                    y[i],
                    desired_speed[i],
                    walkers.meets[i],
                    x,
                    y,
                    walkers.velocity_x,
                    walkers.velocity_y,
                    ground.walls,
                )
                point_x[i], point_y[i] = aim_at(x[i], y[i], to_x, to_y, ground.segments, ground.between, ground.walls)
                stops_there[i] = False
                walkers.is_on_the_way[i] = False
            else:
                point_x[i], point_y[i] = aim_at(
                    x[i], y[i], walkers.sent_x[i], walkers.sent_y[i], ground.segments, ground.between, ground.walls
                )
                stops_there[i] = (point_x[i] == walkers.sent_x[i]) and (point_y[i] == walkers.sent_y[i])
                walkers.is_on_the_way[i] = not stops_there[i]


@uncounted
def _read_table(walkers, ground, bodies, n):  # type: ignore[no-untyped-def]
    """Read the entry of everybody who has a place to go to."""
    order = bodies.row
    towards = bodies.towards
    x = walkers.x
    y = walkers.y
    for k in range(n):
        i = np.int64(order[k])
        place = _place(walkers, ground, i)
        if place >= 0:
            towards[k] = _entry(ground, place, x[i], y[i])


@inlined
def _place(walkers, ground, i):  # type: ignore[no-untyped-def]
    """Return the place that a walker without an errand goes to next: a window, their exit, or -1."""
    is_window = walkers.next_stop[i] < walkers.n_stops[i]
    return ground.n_entrances + np.int64(walkers.stops[i, walkers.next_stop[i]]) if is_window else walkers.exit[i]


@inlined
def _entry(ground, place, x, y):  # type: ignore[no-untyped-def]
    """Return the table's entry for a place, from here."""
    c = ground.cell[int((x - ground.x0) * ground.per_cell) * ground.n_across + int((y - ground.y0) * ground.per_cell)]
    return ground.towards[place, c]


@uncounted
def _aim_by_table(walkers, ground, i, place, entry, is_new_second, lost_s):  # type: ignore[no-untyped-def]
    """Set the point of one who goes to a place, of which this is the table's entry."""
    segments = ground.segments
    to_go = ground.to_go
    walls = ground.walls
    nearest_m = walkers.nearest_m
    stuck_s = walkers.stuck_s
    detour = walkers.detour
    px = walkers.x[i]
    py = walkers.y[i]
    n_way = to_go.shape[1]
    is_window = place >= ground.n_entrances
    segment = entry >> 8
    # a way-point's gate comes before the places, its gap after them
    gaps_from = n_way + to_go.shape[0]
    way_point = segment - gaps_from if segment >= gaps_from else segment
    is_gate = way_point < n_way
    last = SAMPLES - 1.0
    aim_x, aim_y = own_point(
        segments[segment, 0],
        segments[segment, 1],
        segments[segment, 2],
        segments[segment, 3],
        ((entry >> 4) & 15) / last,
        (entry & 15) / last,
        px,
        py,
        walkers.lateral[i],
        ground.corner_width,
        is_window and not is_gate,
    )
    d = sqrt((aim_x - px) ** 2 + (aim_y - py) ** 2)
    way = d
    if is_gate:
        way = sqrt((segments[segment, 0] - px) ** 2 + (segments[segment, 1] - py) ** 2) + to_go[place, way_point]
        if d < 2.0 * REACHED_M:
            aim_x, aim_y = _past_gate(
                px,
                py,
                walkers.lateral[i],
                aim_x,
                aim_y,
                np.int64(ground.following[place, way_point]),
                is_window,
                n_way,
                ground.corner_width,
                segments,
                walls,
            )
    if is_new_second:
        detour[i] = -1
        if stuck_s[i] > lost_s:
            detour[i] = next_from_point(px, py, place, segments, to_go, walls)[0]
        # has anybody who did not get nearer by a tenth of what they could have walked got stuck?
        stuck_s[i] += 1
        if way < nearest_m[i] - 0.1 * walkers.desired_speed[i] or stuck_s[i] > _AGAIN_S:
            nearest_m[i] = way
            stuck_s[i] = 0
    if 0 <= detour[i] < n_way:
        aim_x = segments[detour[i], 0]
        aim_y = segments[detour[i], 1]
    walkers.point_x[i] = aim_x
    walkers.point_y[i] = aim_y
    walkers.stops_there[i] = is_window and not is_gate
    walkers.is_on_the_way[i] = is_gate


@uncounted
def _past_gate(  # type: ignore[no-untyped-def]
    x,
    y,
    lateral,
    aim_x,
    aim_y,
    after,
    is_window,
    n_way,
    corner_width,
    segments,
    walls,
):
    """Return the point to aim at near a gate: what follows it, as soon as no wall is in the way."""
    px, py = own_point(
        segments[after, 0],
        segments[after, 1],
        segments[after, 2],
        segments[after, 3],
        0.0,
        1.0,
        x,
        y,
        lateral,
        corner_width,
        is_window and after >= n_way,
    )
    is_there = (aim_x - x) ** 2 + (aim_y - y) ** 2 < (0.4 * REACHED_M) ** 2
    if is_there or is_in_sight(x, y, px, py, walls):
        return px, py
    return aim_x, aim_y


@inlined
def own_point(ax, ay, bx, by, low, high, x, y, lateral, corner_width, is_window):  # type: ignore[no-untyped-def]
    """Return a walker's own point of the visible part of a segment.

    Of a window, and of a segment as wide as `corner_width`, it is their lateral place, so that they keep to their
    side of the way; the narrower a gap is, the more it is simply the point nearest to them.
    """
    ex = bx - ax
    ey = by - ay
    # the lateral place counts from the left; a segment may begin on the walker's right
    is_from_right = not is_window and (ax - x) * ey - (ay - y) * ex > 0.0
    u = 1.0 - lateral if is_from_right else lateral
    t = low + u * (high - low)
    if not is_window:
        square = max(ex * ex + ey * ey, 1e-12)
        nearest = min(high, max(low, ((x - ax) * ex + (y - ay) * ey) / square))
        t = nearest + min(1.0, sqrt(square) / corner_width) * (t - nearest)
    return ax + t * ex, ay + t * ey


@inlined
def _to_party(dx, dy, gx, gy, radius, most_pull):  # type: ignore[no-untyped-def]
    """Turn a direction toward the middle of the party, at (dx, dy) from here, when that is far."""
    d = sqrt(dx * dx + dy * dy)
    stray = max(d / radius - 1.0, 0.0)
    # only sideways: who is ahead waits, and nobody turns back
    across = most_pull * min(1.0, stray) * (gx * dy - gy * dx) / max(d, 1e-9)
    ux = gx - across * gy
    uy = gy + across * gx
    # whoever is at the very point they walk to has no direction to turn
    norm = max(sqrt(ux * ux + uy * uy), 1e-9)
    return ux / norm, uy / norm
