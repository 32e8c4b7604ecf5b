"""What each walker wants for the next fifth of a second: a direction and a speed.

The direction leads to their own point of the gate, mouth or window that the path tables name, turned
toward the middle of their party when they have strayed. Whoever has got no nearer for some seconds
looks for the way exactly, turns their shoulders, and tries to get round whoever is in the way.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import inlined, kernel
from sim.street.rows import FRAMES, REACHED_M
from sim.street.sight import SAMPLES, is_in_sight, next_from_point

__all__ = ["decide", "own_point"]

_AGAIN_S = 60
"""After so many seconds without getting nearer, the way is measured anew."""
_ROUND = 1.7320508075688772
"""Tangent of the 60 degrees off their way at which people try to get round whoever is in it."""
_ROUND_NORM = 2.0


@kernel
def decide(walkers, ground, pace, scratch, n, is_new_second):  # type: ignore[no-untyped-def]
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
    towards = ground.towards
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
    last = SAMPLES - 1.0
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
        entry = np.int64(towards[place, c])
        segment = entry >> 8
        is_gate = segment < n_way
        aim_x, aim_y = own_point(
            segments[segment, 0], segments[segment, 1], segments[segment, 2], segments[segment, 3],
            ((entry >> 4) & 15) / last, (entry & 15) / last, px, py, lateral[i], is_window and not is_gate)
        dx = aim_x - px
        dy = aim_y - py
        d = sqrt(dx * dx + dy * dy)
        way = d
        if is_gate:
            way = sqrt((segments[segment, 0] - px) ** 2 + (segments[segment, 1] - py) ** 2) + to_go[place, segment]
            if d < 2.0 * REACHED_M:
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
    px, py = own_point(segments[after, 0], segments[after, 1], segments[after, 2], segments[after, 3], 0.0, 1.0,
                        x, y, lateral, is_window and after >= n_way)
    is_there = (aim_x - x) ** 2 + (aim_y - y) ** 2 < (0.4 * REACHED_M) ** 2
    if is_there or is_in_sight(x, y, px, py, walls):
        return px, py
    return aim_x, aim_y


@inlined
def own_point(ax, ay, bx, by, low, high, x, y, lateral, is_window):  # type: ignore[no-untyped-def]
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
