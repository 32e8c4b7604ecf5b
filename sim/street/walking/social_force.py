"""The social force model: people are pushed by the wish to get on, by each other and by walls.

For walker i of mass m with radius r_i, velocity w_i, goal direction e_i and desired speed v_i, and neighbours j at
distance d_ij with n_ij the unit vector from j to i, t_ij that turned left, l_ij = r_i + r_j and
o_ij = max(l_ij - d_ij, 0):

    m dw_i/dt = m (v_i e_i - w_i) / tau
              + sum_j  (A exp((l_ij - d_ij) / B) + k o_ij) n_ij + kappa o_ij ((w_j - w_i) . t_ij) t_ij
              + the same for walls, which stand still, with r_i for l_ij

The new velocity moves the walker (semi-implicit Euler). Bodies are springs of k / m = 1,500 per s2, so steps must be
short. People more than 2.5 m off are left out, as in JuPedSim. (Its friction on walls has the other sign: there, a wall
that is touched pushes people along.) Ours: nobody's middle passes a wall, and nobody is thrown faster than
`fastest_m_s`.

Source: Helbing, Farkas & Vicsek (2000), Simulating dynamical features of escape panic, Nature 407, 487-490; defaults as
in JuPedSim 1.4.
"""

from __future__ import annotations

from math import sqrt
from typing import Literal, NamedTuple

import numpy as np

from sim.core.config import Config
from sim.core.kernel import kernel
from sim.evidence.register import assumed, cited
from sim.street.behaviour import Behaviour
from sim.street.exponential import exp_of
from sim.street.neighbours import apart, list_pairs, tile_end
from sim.street.rows import FRAME_S, FRAMES
from sim.street.sight import to_segment
from sim.street.walking.engine import Engine, StepLength
from sim.street.walking.stepping import NOT_BEGUN, close_frame, open_frame, open_second
from sim.street.walls import by_walls, kept_off_walls

__all__ = ["SocialForce", "SocialForcePace", "advance"]

_FAR_M = 2.5
_WALL_HARD = 0.1
"""Radii nearer than which nobody's middle comes to a wall: the wall's own force keeps people much further off."""


class SocialForce(Config):
    """Settings of the social force model."""

    kind: Literal["social_force"] = "social_force"
    """Which walking model."""
    step_s: StepLength = assumed(
        0.01,
        "numerical: bodies that touch swing with a period of 0.16 s",
        unit="s",
        low=0.01,
        high=0.02,
        ge=0.001,
        le=0.02,
    )
    """Length of a step; must divide 0.2 s."""
    mass_kg: float = cited("walking.social-force.mass", gt=0, le=500)
    """m: mass of a body."""
    radius_m: float = cited("walking.social-force.radius", ge=0.1, le=0.5)
    """Radius of a body seen from above."""
    reaction_time_s: float = cited("walking.social-force.reaction-time", gt=0, le=5)
    """tau: time in which people come to walk as they want to."""
    strength_n: float = cited("walking.social-force.strength", ge=0)
    """A: force on a body that is touched."""
    range_m: float = cited("walking.social-force.range", gt=0, le=1)
    """B: the gap over which it falls by a factor e."""
    spring_n_m: float = cited("walking.social-force.spring", ge=0)
    """k: force of bodies that overlap, for each metre."""
    friction_kg_m_s: float = cited("walking.social-force.friction", ge=0)
    """kappa: friction of bodies that overlap."""
    fastest_m_s: float = assumed(
        4.0,
        "a run; thrown faster, people would pass within 0.2 s the walls that were near at its beginning",
        unit="m/s",
        low=3,
        high=4,
        ge=2,
        le=4,
    )
    """Nobody is thrown faster than this."""

    def engine(self, behaviour: Behaviour) -> Engine:
        """Return the model, ready to walk."""
        pace = SocialForcePace(
            steps=round(FRAME_S / self.step_s),
            step_s=self.step_s,
            mass=self.mass_kg,
            per_s=1 / self.reaction_time_s,
            strength=self.strength_n,
            per_m=1 / self.range_m,
            spring=self.spring_n_m,
            friction=self.friction_kg_m_s,
            fastest=self.fastest_m_s,
        )
        reach = _FAR_M + 2 * FRAME_S * behaviour.desired_speed_high_m_s
        return Engine(advance, pace, radius_m=self.radius_m, reach_m=reach, hard_share=1.0, wall_share=1.0)


class SocialForcePace(NamedTuple):
    """`SocialForce` as the kernel needs it."""

    steps: int
    step_s: float
    mass: float
    per_s: float
    strength: float
    per_m: float
    spring: float
    friction: float
    fastest: float


@kernel
def advance(  # type: ignore[no-untyped-def]
    walkers,
    waiting,
    ground,
    manner,
    pace,
    near,
    bodies,
    counts,
    frames,
    entered,
    left,
    done,
):
    """Walk everybody through a second, of which `done` frames are done; return how many are done now."""
    if done == NOT_BEGUN:
        open_second(walkers, waiting, ground, manner, counts, frames, entered)
    for f in range(max(done, 0), FRAMES):
        n = open_frame(walkers, ground, manner, near, bodies, counts, pace.steps, f == 0)
        if n < 0:
            return f
        list_pairs(bodies, near, ground, n, _FAR_M, 0.0)
        _walk(bodies, near, ground, pace, n, by_walls(bodies, ground.view_start, n))
        close_frame(walkers, ground, manner, bodies, counts, frames[f], left, n)
    return FRAMES


@kernel
def _walk(bodies, near, ground, pace, n, n_by_wall):  # type: ignore[no-untyped-def]
    """Make the steps of a frame."""
    x = bodies.x
    y = bodies.y
    velocity_x = bodies.velocity_x
    velocity_y = bodies.velocity_y
    way_x = bodies.way_x
    way_y = bodies.way_y
    aim_x = bodies.aim_x
    aim_y = bodies.aim_y
    radius = bodies.radius
    wanted = bodies.wanted
    hold = bodies.hold
    cells = bodies.cell
    force_x = bodies.turn_x
    force_y = bodies.turn_y
    by_wall = bodies.by_wall
    first = near.first
    owner = near.owner
    other = near.other
    dx = near.dx
    dy = near.dy
    touch = near.contact
    turn = near.gap
    walls = ground.walls
    wall_start = ground.wall_start
    near_walls = ground.near_walls
    solid = ground.solid
    view_start = ground.view_start
    view_walls = ground.view_walls
    loop_m = ground.loop_m
    per_loop = ground.per_loop
    dt = pace.step_s
    for step in range(pace.steps):
        for k in range(n):
            force_x[k] = 0.0
            force_y[k] = 0.0
        begin = 0
        while begin < n:
            end = tile_end(first, begin, n)
            skip = first[begin]
            for q in range(first[end] - skip):
                i = np.uint32(owner[q + skip])
                j = np.uint32(other[q + skip])
                px = apart(x[j] - x[i], loop_m, per_loop)
                py = y[j] - y[i]
                dx[q] = px
                dy[q] = py
                touch[q] = radius[i] + radius[j]
                turn[q] = (velocity_x[j] - velocity_x[i]) * py - (velocity_y[j] - velocity_y[i]) * px
            for q in range(first[end] - skip):
                d = max(sqrt(dx[q] * dx[q] + dy[q] * dy[q]), 1e-9)
                nx = -dx[q] / d
                ny = -dy[q] / d
                overlap = touch[q] - d
                squeezed = max(overlap, 0.0)
                push = pace.strength * exp_of(overlap * pace.per_m) + pace.spring * squeezed
                push = push if d <= _FAR_M else 0.0
                drag = pace.friction * squeezed * turn[q] / d
                dx[q] = push * nx - drag * ny
                dy[q] = push * ny + drag * nx
            for k in range(begin, end):
                sum_x = force_x[k]
                sum_y = force_y[k]
                for q in range(first[k] - skip, first[k + 1] - skip):
                    j = np.uint32(other[q + skip])
                    sum_x += dx[q]
                    sum_y += dy[q]
                    force_x[j] -= dx[q]
                    force_y[j] -= dy[q]
                force_x[k] = sum_x
                force_y[k] = sum_y
            begin = end
        for b in range(n_by_wall):
            k = by_wall[b]
            for q in range(view_start[cells[k]], view_start[cells[k] + 1]):
                w = view_walls[q]
                px, py = to_segment(x[k], y[k], solid[w, 0], solid[w, 1], solid[w, 2], solid[w, 3])
                d = max(sqrt(px * px + py * py), 1e-9)
                nx = -px / d
                ny = -py / d
                overlap = radius[k] - d
                squeezed = max(overlap, 0.0)
                push = pace.strength * exp_of(overlap * pace.per_m) + pace.spring * squeezed
                drag = pace.friction * squeezed * (velocity_x[k] * ny - velocity_y[k] * nx)
                force_x[k] += push * nx - drag * ny
                force_y[k] += push * ny + drag * nx
        for k in range(n):
            px = aim_x[k] - x[k]
            py = aim_y[k] - y[k]
            length = max(sqrt(px * px + py * py), 1e-9)
            moves = (wanted[k] > 0.0) & (step >= hold[k])
            ax = (wanted[k] * px / length - velocity_x[k]) * pace.per_s + force_x[k] / pace.mass
            ay = (wanted[k] * py / length - velocity_y[k]) * pace.per_s + force_y[k] / pace.mass
            vx = velocity_x[k] + ax * dt
            vy = velocity_y[k] + ay * dt
            share = min(1.0, pace.fastest / max(sqrt(vx * vx + vy * vy), 1e-9)) if moves else 0.0
            velocity_x[k] = share * vx
            velocity_y[k] = share * vy
        for b in range(n_by_wall):
            k = by_wall[b]
            c = cells[k]
            if wall_start[c] == wall_start[c + 1]:
                continue
            sx, sy = kept_off_walls(
                x[k],
                y[k],
                velocity_x[k] * dt,
                velocity_y[k] * dt,
                wall_start[c],
                wall_start[c + 1],
                near_walls,
                walls,
                _WALL_HARD * radius[k],
            )
            velocity_x[k] = sx / dt
            velocity_y[k] = sy / dt
        for k in range(n):
            x[k] += velocity_x[k] * dt
            y[k] += velocity_y[k] * dt
    for k in range(n):
        speed = sqrt(velocity_x[k] * velocity_x[k] + velocity_y[k] * velocity_y[k])
        if speed > 1e-9:
            way_x[k] = velocity_x[k] / speed
            way_y[k] = velocity_y[k] / speed
