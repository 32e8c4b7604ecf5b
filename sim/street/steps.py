"""One step of everybody: the walking model's laws over all neighbours and near walls.

All of the old positions are read before any new one is written.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import kernel
from sim.street.neighbours import list_one
from sim.street.sight import to_segment
from sim.street.walking_collision_free_speed import FAR, gap_to, repulsion, speed_for

__all__ = ["step"]

_DEAD_AHEAD_M = 0.02
"""Whoever is less than this to the left of straight ahead counts as straight ahead."""


@kernel
def step(ground, pace, scratch, n):  # type: ignore[no-untyped-def]
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
    to_x = scratch.to_x
    to_y = scratch.to_y
    gaps = scratch.gaps
    contacts = scratch.contacts
    spare = listed.shape[0] - firsts.shape[0]
    # no wall nearer than this can be run into in a step
    margin = 0.5 * pace.radius + pace.fastest * pace.step_s
    push_reach = FAR / pace.people_per_m
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
            last = list_one(k, scratch.block[scratch.order[k]], x, y, scratch.desired, scratch.start, scratch.n_x,
                            scratch.n_y, scratch.near, scratch.time_gap, scratch.contact, listed, spare)
        gx = goal_x[k]
        gy = goal_y[k]
        ri = radius[k]
        ux = gx
        uy = gy
        left = 0.0
        for q in range(last - first):
            j = listed[first + q]
            dx = x[j] - px
            dy = y[j] - py
            s = max(sqrt(dx * dx + dy * dy), 1e-9)
            gap = s - ri - radius[j]
            r = repulsion(gap, pace.people_strength, pace.people_per_m)
            r = r if gap <= push_reach else 0.0
            ux -= r * dx / s
            uy -= r * dy / s
            side = r if gx * dy - gy * dx <= _DEAD_AHEAD_M else -r
            left += side if dx * gx + dy * gy > 0.0 else 0.0
            to_x[q] = dx
            to_y[q] = dy
            gaps[q] = gap
            contacts[q] = ri + radius[j]
        ux -= pace.side * left * gy
        uy += pace.side * left * gx
        near = wall_start[cell[k]]
        near_end = wall_start[cell[k] + 1]
        nearest = np.inf
        for q in range(near, near_end):
            w = near_walls[q]
            dx, dy = to_segment(px, py, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
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
        for q in range(last - first):
            gap = min(gap, gap_to(to_x[q], to_y[q], gaps[q], contacts[q], ux, uy))
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
        dx, dy = to_segment(x, y, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
        d = max(sqrt(dx * dx + dy * dy), 1e-9)
        over = max(0.0, (sx * dx + sy * dy) / d - max(0.0, d - hard))
        sx -= over * dx / d
        sy -= over * dy / d
    # in a corner, what one wall leaves may run into another
    for q in range(near, near_end):
        w = near_walls[q]
        ox, oy = to_segment(x, y, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
        dx, dy = to_segment(x + sx, y + sy, walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
        after = dx * dx + dy * dy
        if after < hard * hard * (1.0 - 1e-9) and after < (ox * ox + oy * oy) * (1.0 - 1e-9):
            return 0.0, 0.0
    return sx, sy
