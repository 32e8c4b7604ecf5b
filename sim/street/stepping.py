"""One second of everybody's walking, in one kernel call.

A second is five frames of 0.2 s, as cameras see it. At the start of a frame people are counted into
blocks and their neighbours listed, and each decides where to go. Within a frame, steps move everybody by
the walking model. At its end people reach windows, leave, and are put down in the frame. Nothing is
allocated.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import inlined, kernel
from sim.street.doors import let_in, let_out
from sim.street.intentions import decide, own_point
from sim.street.neighbours import list_neighbours, sort_into_blocks
from sim.street.rows import ENTERED, FRAMES, LEFT_NOW, REACHED_M, ROWS
from sim.street.sight import to_segment
from sim.street.steps import step

__all__ = ["advance_one_second"]


@kernel
def advance_one_second(walkers, waiting, ground, pace, scratch, counts, frames, entered, left):  # type: ignore[no-untyped-def]
    """Let those in for whom there is room, then walk everybody through five frames."""
    touched = counts[ROWS]
    counts[ENTERED] = 0
    counts[LEFT_NOW] = 0
    let_in(walkers, waiting, ground, pace, counts, entered)
    rows = _highest(walkers.is_active, max(touched, counts[ROWS]))
    for f in range(FRAMES):
        for i in range(max(touched, rows)):
            for q in range(4):
                frames[f, i, q] = np.nan
    for f in range(FRAMES):
        n = sort_into_blocks(walkers.is_active, walkers.x, walkers.y, walkers.desired_speed, rows, ground.x0, ground.y0,
                             scratch)
        n_listed, n_pairs = list_neighbours(scratch, n)
        decide(walkers, ground, pace, scratch, n, f == 0)
        for _ in range(pace.steps):
            step(ground, pace, scratch, n, n_listed, n_pairs)
        _settle(walkers, ground, pace, scratch, frames[f], n)
        let_out(walkers, ground, scratch.order, counts, left, n)
    counts[ROWS] = rows


@kernel
def _highest(is_active, limit):  # type: ignore[no-untyped-def]
    for i in range(limit - 1, -1, -1):
        if is_active[i]:
            return i + 1
    return 0


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
    px, py = own_point(segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3], 0.0, 1.0, x, y, lateral, True)
    if (px - x) ** 2 + (py - y) ** 2 < (0.5 * REACHED_M) ** 2:
        return True
    dx, dy = to_segment(x, y, segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3])
    return stuck_s > 0 and dx * dx + dy * dy < (2.0 * REACHED_M) ** 2


@inlined
def _turned(heading_x, heading_y, to_x, to_y, share):  # type: ignore[no-untyped-def]
    """Return a heading that has turned part of the way to another; an exact about-turn goes by the left."""
    hx = heading_x + share * (to_x - heading_x)
    hy = heading_y + share * (to_y - heading_y)
    norm = sqrt(hx * hx + hy * hy)
    return (hx / norm, hy / norm) if norm > 1e-6 else (-heading_y, heading_x)
