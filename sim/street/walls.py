"""Walls that hold whatever pushes: what is cut from a step that would run into one."""

from __future__ import annotations

from math import sqrt

from sim.core.kernel import inlined, uncounted
from sim.street.sight import to_segment

__all__ = ["by_walls", "hold_off_walls", "kept_off_walls"]


@uncounted
def by_walls(bodies, start, n):  # type: ignore[no-untyped-def]
    """List those who walk where there are walls (those of cell c from start[c] on); return how many there are."""
    by_wall = bodies.by_wall
    cell = bodies.cell
    wanted = bodies.wanted
    count = 0
    for k in range(n):
        by_wall[count] = k
        count += (start[cell[k]] < start[cell[k] + 1]) & (wanted[k] > 0.0)
    return count


@inlined
def hold_off_walls(bodies, ground, n_by_wall, hard, step_s):  # type: ignore[no-untyped-def]
    """Cut from the velocities of those by a wall what would bring them nearer to it than `hard` radii in a step."""
    for b in range(n_by_wall):
        k = bodies.by_wall[b]
        if ground.wall_start[bodies.cell[k]] == ground.wall_start[bodies.cell[k] + 1]:
            continue
        sx, sy = kept_off_walls(
            bodies, ground, k, bodies.velocity_x[k] * step_s, bodies.velocity_y[k] * step_s, hard * bodies.radius[k]
        )
        bodies.velocity_x[k] = sx / step_s
        bodies.velocity_y[k] = sy / step_s


@inlined
def kept_off_walls(bodies, ground, k, sx, sy, hard):  # type: ignore[no-untyped-def]
    """Cut from a step what would bring the middle of body `k` nearer to a wall than `hard`.

    Parameters
    ----------
    sx, sy
        The step that it would make, in metres.
    hard
        Metres from the middle of the body.
    """
    walls = ground.walls
    near_walls = ground.near_walls
    near = ground.wall_start[bodies.cell[k]]
    near_end = ground.wall_start[bodies.cell[k] + 1]
    x = bodies.x[k]
    y = bodies.y[k]
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
