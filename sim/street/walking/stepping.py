"""What every second and every frame of walking begin and end with, whatever the model.

A second is five frames of 0.2 s, as cameras see it. At the start of a frame people are counted into
blocks and decide where to go; the walking model moves them; at its end they reach windows, leave, and are
put down in the frame. A model's `advance` is one kernel that goes through a second with these:

    open_second, then for every frame: open_frame, (the model), close_frame

It returns how many frames are done: fewer than five when its lists need more room; then nothing has changed
since the last whole frame, and it can be called again with more.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import inlined, kernel
from sim.street.doors import let_in, let_out
from sim.street.errands import NO_ERRAND, end_errands
from sim.street.intentions import decide, own_point
from sim.street.neighbours import n_candidates, sort_into_blocks
from sim.street.rows import ENTERED, FRAME_S, FRAMES, LEFT_NOW, REACHED_M, ROWS, WALKED
from sim.street.sight import to_segment

__all__ = ["NOT_BEGUN", "close_frame", "open_frame", "open_second"]

NOT_BEGUN = -1
"""In place of the frames that are done, when the second has not been opened."""


@kernel
def open_second(walkers, waiting, ground, manner, counts, frames, entered):  # type: ignore[no-untyped-def]
    """Let those in for whom there is room, and empty the frames."""
    touched = counts[ROWS]
    counts[ENTERED] = 0
    counts[LEFT_NOW] = 0
    let_in(walkers, waiting, ground, manner.radius, counts, entered)
    counts[ROWS] = _highest(walkers.is_active, max(touched, counts[ROWS]))
    for f in range(FRAMES):
        for i in range(max(touched, counts[ROWS])):
            for q in range(4):
                frames[f, i, q] = np.nan


@kernel
def open_frame(walkers, ground, manner, near, bodies, counts, steps, is_new_second):  # type: ignore[no-untyped-def]
    """Sort everybody and let them decide; return how many there are, or -1 when the lists may have too little room."""
    n = sort_into_blocks(walkers, near, bodies, counts[ROWS])
    if n_candidates(near, ground.loop_m > 0.0) >= near.other.shape[0]:
        return -1
    decide(walkers, ground, manner, bodies, n, steps, is_new_second)
    return n


@kernel
def close_frame(walkers, ground, manner, bodies, counts, frame, left, n):  # type: ignore[no-untyped-def]
    """Put everybody down where they are now, and let those leave who have got to where they go."""
    _settle(walkers, ground, manner, bodies, frame, n)
    let_out(walkers, ground, bodies.row, counts, left, n)
    end_errands(walkers, bodies.row, n)
    counts[WALKED] += 1


@kernel
def _highest(is_active, limit):  # type: ignore[no-untyped-def]
    for i in range(limit - 1, -1, -1):
        if is_active[i]:
            return i + 1
    return 0


@kernel
def _settle(walkers, ground, manner, bodies, frame, n):  # type: ignore[no-untyped-def]
    """Write the frame: where everybody is and faces, and who has reached a window."""
    x = walkers.x
    y = walkers.y
    velocity_x = walkers.velocity_x
    velocity_y = walkers.velocity_y
    way_x = walkers.way_x
    way_y = walkers.way_y
    pressed = walkers.pressed
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
    looks = walkers.looks
    errand = walkers.errand
    normal = ground.window_normal
    segments = ground.segments
    n_entrances = ground.n_entrances
    n_way = ground.to_go.shape[1]
    loop_to = ground.loop_from + ground.loop_m
    order = bodies.row
    new_x = bodies.x
    new_y = bodies.y
    new_velocity_x = bodies.velocity_x
    new_velocity_y = bodies.velocity_y
    new_way_x = bodies.way_x
    new_way_y = bodies.way_y
    new_pressed = bodies.pressed
    for k in range(n):
        i = order[k]
        mx = new_x[k] - x[i]
        my = new_y[k] - y[i]
        moved = sqrt(mx * mx + my * my)
        x[i] = new_x[k]
        y[i] = new_y[k]
        velocity_x[i] = new_velocity_x[k]
        velocity_y[i] = new_velocity_y[k]
        way_x[i] = new_way_x[k]
        way_y[i] = new_way_y[k]
        pressed[i] = new_pressed[k]
        speed[i] = moved * FRAMES
        if ground.loop_m > 0.0:
            x[i] += ground.loop_m if x[i] < ground.loop_from else (-ground.loop_m if x[i] >= loop_to else 0.0)
        if standing_s[i] > 0.0:
            standing_s[i] = standing_s[i] - FRAME_S if standing_s[i] > FRAME_S * (1.0 + 1e-9) else 0.0
            if looks[i]:
                shop = np.int64(stops[i, next_stop[i]])
                mx = normal[shop, 0]
                my = normal[shop, 1]
                moved = 1.0
                if standing_s[i] == 0.0:
                    looks[i] = False
                    next_stop[i] += 1
                    nearest_m[i] = np.inf
                    # a point that is here is looked up at once
                    walkers.point_x[i] = x[i]
                    walkers.point_y[i] = y[i]
        elif errand[i] == NO_ERRAND and next_stop[i] < n_stops[i]:
            shop = np.int64(stops[i, next_stop[i]])
            if _is_at_window(x[i], y[i], lateral[i], stuck_s[i], n_way + n_entrances + shop, segments):
                standing_s[i] = max(dwell_s[i, next_stop[i]], FRAME_S)
                stuck_s[i] = 0
                looks[i] = True
        if moved >= 0.01:
            heading_x[i], heading_y[i] = _turned(
                heading_x[i], heading_y[i], mx / moved, my / moved, manner.facing_share
            )
        frame[i, 0] = x[i]
        frame[i, 1] = y[i]
        frame[i, 2] = heading_x[i]
        frame[i, 3] = heading_y[i]


@kernel
def _is_at_window(x, y, lateral, stuck_s, s, segments):  # type: ignore[no-untyped-def]
    """Return whether a walker is at their own spot, or near the window and held up by those who stand there."""
    px, py = own_point(
        segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3], 0.0, 1.0, x, y, lateral, 1.0, True
    )
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
