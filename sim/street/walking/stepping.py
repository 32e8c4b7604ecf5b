"""What every second and every frame of walking begin and end with, whatever the model.

A second is five frames of 0.2 s, as cameras see it. At the start of a frame people are counted into
blocks and decide where to go; the walking model moves them; at its end they reach windows, leave, and are
put down in the frame. `advance` is one kernel that goes through a second with these:

    open_second, then for every frame: open_frame, walk_frame, close_frame

where `walk_frame` is the model's: a kernel that `takes_over` from the one here where the settings are the model's.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple

import numpy as np

from sim.core.kernel import Kernel, inlined, takes_over, uncounted
from sim.street.doors import let_in, let_out
from sim.street.errands import NO_ERRAND, end_errands
from sim.street.intentions import decide, own_point
from sim.street.neighbours import n_candidates, sort_into_blocks
from sim.street.rows import ENTERED, FRAME_S, FRAMES, LEFT_NOW, REACHED_M, ROWS, WALKED
from sim.street.sight import to_segment

__all__ = ["NOT_BEGUN", "advance", "open_frame", "step_on", "walk_frame", "walks_by"]

NOT_BEGUN = -1
"""In place of the frames that are done, when the second has not been opened."""


def walk_frame(pace, bodies, near, ground, manner, n, frame_number):  # type: ignore[no-untyped-def]
    """Make the steps of a frame by the model whose settings `pace` is.

    Parameters
    ----------
    pace
        The model's settings, a named tuple; its field `steps` says how many steps a frame has.
    bodies, near
        Everybody in the order of blocks, with what they want, and room for lists.
    ground, manner
        The street, and whose chance it is.
    n
        How many bodies there are.
    frame_number
        Frames since the beginning.
    """
    raise NotImplementedError(f"no walking model walks at {pace}")


def walks_by(pace: type[NamedTuple]) -> Callable[[Kernel], Kernel]:
    """Let the decorated kernel be `walk_frame` where the settings are of this type."""
    return takes_over(walk_frame, pace)


@uncounted
def advance(walkers, waiting, ground, manner, pace, gathered, record, done):  # type: ignore[no-untyped-def]
    """Walk everybody through a second, of which `done` frames are done; return how many are done now.

    Those are fewer than five when the lists need more room: then nothing has changed since the last whole frame, and it
    can be called again with more.
    """
    bodies = gathered.bodies
    near = gathered.near
    if done == NOT_BEGUN:
        open_second(walkers, waiting, ground, manner, record)
    for f in range(max(done, 0), FRAMES):
        n = open_frame(walkers, ground, manner, gathered, record, pace.steps, f == 0)
        if n < 0:
            return f
        walk_frame(pace, bodies, near, ground, manner, n, record.counts[WALKED])  # type: ignore[no-untyped-call]
        close_frame(walkers, ground, manner, bodies, record, f, n)
    return FRAMES


@uncounted
def open_second(walkers, waiting, ground, manner, record):  # type: ignore[no-untyped-def]
    """Let those in for whom there is room, and empty the frames."""
    counts = record.counts
    frames = record.frames
    touched = counts[ROWS]
    counts[ENTERED] = 0
    counts[LEFT_NOW] = 0
    let_in(walkers, waiting, ground, manner.radius, counts, record.entered)
    counts[ROWS] = _highest(walkers.is_active, max(touched, counts[ROWS]))
    for f in range(FRAMES):
        for i in range(max(touched, counts[ROWS])):
            for q in range(4):
                frames[f, i, q] = np.nan


@uncounted
def open_frame(walkers, ground, manner, gathered, record, steps, is_new_second):  # type: ignore[no-untyped-def]
    """Sort everybody and let them decide; return how many there are, or -1 when the lists may have too little room."""
    bodies = gathered.bodies
    near = gathered.near
    n = sort_into_blocks(walkers, near, bodies, record.counts[ROWS], ground.loop_m > 0.0)
    if n_candidates(bodies, near, n, ground.loop_m > 0.0) >= near.other.shape[0]:
        return -1
    decide(walkers, ground, manner, bodies, gathered.standing, n, steps, is_new_second)
    return n


@uncounted
def close_frame(walkers, ground, manner, bodies, record, f, n):  # type: ignore[no-untyped-def]
    """Put everybody down where they are now, and let those leave who have got to where they go."""
    for k in range(n):
        i = bodies.row[k]
        to_x, to_y, moved = _put_down(walkers, ground, bodies, k, i)
        if walkers.standing_s[i] > 0.0:
            to_x, to_y, moved = _stand(walkers, ground, i, to_x, to_y, moved)
        else:
            _stop_at_window(walkers, ground, i)
        _turn_body(walkers, manner, i, to_x, to_y, moved)
        record.frames[f, i, 0] = walkers.x[i]
        record.frames[f, i, 1] = walkers.y[i]
        record.frames[f, i, 2] = walkers.heading_x[i]
        record.frames[f, i, 3] = walkers.heading_y[i]
    let_out(walkers, ground, bodies.row, record.counts, record.left, n)
    end_errands(walkers, bodies.row, n)
    record.counts[WALKED] += 1


@uncounted
def _highest(is_active, limit):  # type: ignore[no-untyped-def]
    for i in range(limit - 1, -1, -1):
        if is_active[i]:
            return i + 1
    return 0


@inlined
def _put_down(walkers, ground, bodies, k, i):  # type: ignore[no-untyped-def]
    """Copy body `k` to its row `i`; return how it has moved, and how far."""
    x = walkers.x
    mx = bodies.x[k] - x[i]
    my = bodies.y[k] - walkers.y[i]
    moved = sqrt(mx * mx + my * my)
    x[i] = bodies.x[k]
    walkers.y[i] = bodies.y[k]
    walkers.velocity_x[i] = bodies.velocity_x[k]
    walkers.velocity_y[i] = bodies.velocity_y[k]
    walkers.way_x[i] = bodies.way_x[k]
    walkers.way_y[i] = bodies.way_y[k]
    walkers.pressed[i] = bodies.pressed[k]
    walkers.speed[i] = moved * FRAMES
    if ground.loop_m > 0.0:
        loop_to = ground.loop_from + ground.loop_m
        x[i] += ground.loop_m if x[i] < ground.loop_from else (-ground.loop_m if x[i] >= loop_to else 0.0)
    return mx, my, moved


@inlined
def _stand(walkers, ground, i, to_x, to_y, moved):  # type: ignore[no-untyped-def]
    """Let time pass for one who stands; return which way they turn, and how long that way is."""
    standing_s = walkers.standing_s
    standing_s[i] = standing_s[i] - FRAME_S if standing_s[i] > FRAME_S * (1.0 + 1e-9) else 0.0
    if walkers.looks[i]:
        shop = np.int64(walkers.stops[i, walkers.next_stop[i]])
        to_x = ground.window_normal[shop, 0]
        to_y = ground.window_normal[shop, 1]
        moved = 1.0
        if standing_s[i] == 0.0:
            walkers.looks[i] = False
            walkers.next_stop[i] += 1
            walkers.nearest_m[i] = np.inf
            # a point that is here is looked up at once
            walkers.point_x[i] = walkers.x[i]
            walkers.point_y[i] = walkers.y[i]
    return to_x, to_y, moved


@inlined
def _stop_at_window(walkers, ground, i):  # type: ignore[no-untyped-def]
    """Let one stop who has reached the window that they make for."""
    stop = walkers.next_stop[i]
    if walkers.errand[i] == NO_ERRAND and stop < walkers.n_stops[i]:
        s = ground.to_go.shape[1] + ground.n_entrances + np.int64(walkers.stops[i, stop])
        if _is_at_window(walkers.x[i], walkers.y[i], walkers.lateral[i], walkers.stuck_s[i], s, ground.segments):
            walkers.standing_s[i] = max(walkers.dwell_s[i, stop], FRAME_S)
            walkers.stuck_s[i] = 0
            walkers.looks[i] = True


@uncounted
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
def _turn_body(walkers, manner, i, to_x, to_y, moved):  # type: ignore[no-untyped-def]
    """Turn the body part of the way to where it goes; an exact about-turn goes by the left."""
    if moved >= 0.01:
        heading_x = walkers.heading_x[i]
        heading_y = walkers.heading_y[i]
        hx = heading_x + manner.facing_share * (to_x / moved - heading_x)
        hy = heading_y + manner.facing_share * (to_y / moved - heading_y)
        norm = sqrt(hx * hx + hy * hy)
        walkers.heading_x[i] = hx / norm if norm > 1e-6 else -heading_y
        walkers.heading_y[i] = hy / norm if norm > 1e-6 else heading_x


@inlined
def step_on(bodies, n, step_s):  # type: ignore[no-untyped-def]
    """Move everybody by their velocity."""
    for k in range(n):
        bodies.x[k] += bodies.velocity_x[k] * step_s
        bodies.y[k] += bodies.velocity_y[k] * step_s
