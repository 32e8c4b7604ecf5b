"""One step of everybody: the walking model's laws over all neighbours and near walls.

All of the old positions are read before any new one is written.
"""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.core.kernel import inlined, kernel
from sim.street.neighbours import list_one
from sim.street.sight import to_segment
from sim.street.walking_collision_free_speed import FAR, gap_to, repulsion, speed_for

__all__ = ["step"]

_DEAD_AHEAD_M = 0.02
"""Whoever is less than this to the left of straight ahead counts as straight ahead."""


@kernel
def step(ground, pace, scratch, n, n_listed, n_pairs):  # type: ignore[no-untyped-def]
    """Move everybody by one step, given the pairs of neighbours of the first `n_listed` people.

    Each law is a long loop over all pairs or all people, since in short loops, person by person, a processor
    mostly waits for a root or guesses wrongly when the loop ends.
    """
    x = scratch.x
    y = scratch.y
    goal_x = scratch.goal_x
    goal_y = scratch.goal_y
    wanted = scratch.pace
    cell = scratch.cell
    way_x = scratch.way_x
    way_y = scratch.way_y
    left = scratch.left
    free = scratch.free
    by_wall = scratch.by_wall
    wall_start = ground.wall_start
    spare = scratch.one.shape[0] - x.shape[0]
    n_by_wall = 0
    for k in range(n):
        way_x[k] = goal_x[k]
        way_y[k] = goal_y[k]
        left[k] = 0.0
        by_wall[n_by_wall] = k
        n_by_wall += (wall_start[cell[k]] < wall_start[cell[k] + 1]) & (wanted[k] > 0.0)
    _turn_from_people(pace, scratch, 0, n_pairs)
    for k in range(n_listed, n):
        _turn_from_people(pace, scratch, spare, list_one(scratch, k, spare))
    for k in range(n):
        sideways = pace.side * left[k]
        way_x[k] -= sideways * goal_y[k]
        way_y[k] += sideways * goal_x[k]
    _turn_from_walls(ground, pace, scratch, n_by_wall)
    for k in range(n):
        norm = sqrt(way_x[k] * way_x[k] + way_y[k] * way_y[k])
        # who is pushed exactly as hard as they push stands
        share = 1.0 if norm >= 1e-12 else 0.0
        norm = max(norm, 1e-12)
        way_x[k] *= share / norm
        way_y[k] *= share / norm
        free[k] = wanted[k] * pace.time_gap
    _limit_by_people(scratch, 0, n_pairs)
    for k in range(n_listed, n):
        _limit_by_people(scratch, spare, list_one(scratch, k, spare))
    for k in range(n):
        length = speed_for(free[k], wanted[k], pace.time_gap) * pace.step_s
        way_x[k] *= length
        way_y[k] *= length
    _keep_off_walls(ground, pace, scratch, n_by_wall)
    for k in range(n):
        x[k] += way_x[k]
        y[k] += way_y[k]


@kernel
def _turn_from_people(pace, scratch, begin, end):  # type: ignore[no-untyped-def]
    """Let the two of each pair repel each other, and add up what pushes them sideways."""
    x = scratch.x
    y = scratch.y
    radius = scratch.radius
    goal_x = scratch.goal_x
    goal_y = scratch.goal_y
    way_x = scratch.way_x
    way_y = scratch.way_y
    left = scratch.left
    one = scratch.one
    other = scratch.other
    push_reach = FAR / pace.people_per_m
    for q in range(begin, end):
        # unsigned: a signed index is tested for counting from the end
        i = np.uint32(one[q])
        j = np.uint32(other[q])
        dx = x[j] - x[i]
        dy = y[j] - y[i]
        s = max(sqrt(dx * dx + dy * dy), 1e-9)
        gap = s - (radius[i] + radius[j])
        r = repulsion(gap, pace.people_strength, pace.people_per_m)
        r = r if gap <= push_reach else 0.0
        per_m = r / s
        way_x[i] -= per_m * dx
        way_y[i] -= per_m * dy
        way_x[j] += per_m * dx
        way_y[j] += per_m * dy
        left[i] += _sideways(dx, dy, goal_x[i], goal_y[i], r)
        left[j] += _sideways(-dx, -dy, goal_x[j], goal_y[j], r)


@inlined
def _sideways(dx, dy, gx, gy, r):  # type: ignore[no-untyped-def]
    """Return how strongly a person at (dx, dy) pushes one who wants to go in direction (gx, gy) to the left."""
    side = r if gx * dy - gy * dx <= _DEAD_AHEAD_M else -r
    return side if dx * gx + dy * gy > 0.0 else 0.0


@kernel
def _limit_by_people(scratch, begin, end):  # type: ignore[no-untyped-def]
    """Take down the gap to whoever is in the way."""
    x = scratch.x
    y = scratch.y
    radius = scratch.radius
    way_x = scratch.way_x
    way_y = scratch.way_y
    free = scratch.free
    one = scratch.one
    other = scratch.other
    for q in range(begin, end):
        i = np.uint32(one[q])
        j = np.uint32(other[q])
        dx = x[j] - x[i]
        dy = y[j] - y[i]
        contact = radius[i] + radius[j]
        gap = max(sqrt(dx * dx + dy * dy), 1e-9) - contact
        free[i] = min(free[i], gap_to(dx, dy, gap, contact, way_x[i], way_y[i]))
        free[j] = min(free[j], gap_to(-dx, -dy, gap, contact, way_x[j], way_y[j]))


@kernel
def _turn_from_walls(ground, pace, scratch, n_by_wall):  # type: ignore[no-untyped-def]
    """Let the walls near by repel those who walk, and note how far off the nearest is."""
    x = scratch.x
    y = scratch.y
    radius = scratch.radius
    way_x = scratch.way_x
    way_y = scratch.way_y
    walls = ground.walls
    for b in range(n_by_wall):
        k = scratch.by_wall[b]
        nearest = np.inf
        for q in range(ground.wall_start[scratch.cell[k]], ground.wall_start[scratch.cell[k] + 1]):
            w = ground.near_walls[q]
            dx, dy = to_segment(x[k], y[k], walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
            s = max(sqrt(dx * dx + dy * dy), 1e-9)
            nearest = min(nearest, s)
            per_m = repulsion(s - radius[k], pace.wall_strength, pace.wall_per_m) / s
            way_x[k] -= per_m * dx
            way_y[k] -= per_m * dy
        scratch.wall_m[k] = nearest


@kernel
def _keep_off_walls(ground, pace, scratch, n_by_wall):  # type: ignore[no-untyped-def]
    # no wall further off than this can be run into in a step
    margin = 0.5 * pace.radius + pace.fastest * pace.step_s
    for b in range(n_by_wall):
        k = scratch.by_wall[b]
        if scratch.wall_m[k] < margin:
            c = scratch.cell[k]
            scratch.way_x[k], scratch.way_y[k] = _kept_off_walls(
                scratch.x[k], scratch.y[k], scratch.way_x[k], scratch.way_y[k], ground.wall_start[c],
                ground.wall_start[c + 1], ground.near_walls, ground.walls, 0.5 * scratch.radius[k])


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
