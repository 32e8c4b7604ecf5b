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
from sim.core.kernel import inlined, uncounted
from sim.evidence.register import assumed, cited
from sim.street.behaviour import Behaviour
from sim.street.exponential import exp_of
from sim.street.neighbours import apart, cut_into_tiles, list_pairs
from sim.street.rows import FRAME_S
from sim.street.sight import to_segment
from sim.street.walking.engine import Engine, StepLength
from sim.street.walking.stepping import step_on, walks_by
from sim.street.walls import by_walls, hold_off_walls

__all__ = ["SocialForce", "SocialForcePace"]

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
        return Engine(pace, radius_m=self.radius_m, reach_m=reach, hard_share=1.0, wall_share=1.0)


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


@walks_by(SocialForcePace)
@uncounted
def _walk_frame(pace, bodies, near, ground, manner, n, frame_number):  # type: ignore[no-untyped-def]
    """Make the steps of a frame."""
    list_pairs(bodies, near, ground, n, _FAR_M, 0.0)
    n_tiles = cut_into_tiles(near, n)
    n_by_wall = by_walls(bodies, ground.view_start, n)
    for step in range(pace.steps):
        _begin(bodies, n)
        for tile in range(n_tiles):
            _push(bodies, near, ground, pace, tile)
        _push_off_walls(bodies, ground, pace, n_by_wall)
        _accelerate(bodies, pace, n, step)
        hold_off_walls(bodies, ground, n_by_wall, _WALL_HARD, pace.step_s)
        step_on(bodies, n, pace.step_s)
    _face(bodies, n)


@inlined
def _begin(bodies, n):  # type: ignore[no-untyped-def]
    """Begin with no force on anybody; the forces are in `turn_x` and `turn_y`."""
    for k in range(n):
        bodies.turn_x[k] = 0.0
        bodies.turn_y[k] = 0.0


@inlined
def _push(bodies, near, ground, pace, tile):  # type: ignore[no-untyped-def]
    """Add to both of each entry of a tile the force of the other."""
    x = bodies.x
    y = bodies.y
    velocity_x = bodies.velocity_x
    velocity_y = bodies.velocity_y
    radius = bodies.radius
    force_x = bodies.turn_x
    force_y = bodies.turn_y
    dx = near.dx
    dy = near.dy
    touch = near.contact
    turn = near.gap
    first = near.first
    begin = near.tile[tile]
    end = near.tile[tile + 1]
    skip = first[begin]
    for q in range(first[end] - skip):
        i = np.uint32(near.owner[q + skip])
        j = np.uint32(near.other[q + skip])
        px = apart(x[j] - x[i], ground.loop_m, ground.per_loop)
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
            j = np.uint32(near.other[q + skip])
            sum_x += dx[q]
            sum_y += dy[q]
            force_x[j] -= dx[q]
            force_y[j] -= dy[q]
        force_x[k] = sum_x
        force_y[k] = sum_y


@inlined
def _push_off_walls(bodies, ground, pace, n_by_wall):  # type: ignore[no-untyped-def]
    """Add the force of walls."""
    solid = ground.solid
    for b in range(n_by_wall):
        k = bodies.by_wall[b]
        for q in range(ground.view_start[bodies.cell[k]], ground.view_start[bodies.cell[k] + 1]):
            w = ground.view_walls[q]
            px, py = to_segment(bodies.x[k], bodies.y[k], solid[w, 0], solid[w, 1], solid[w, 2], solid[w, 3])
            d = max(sqrt(px * px + py * py), 1e-9)
            nx = -px / d
            ny = -py / d
            overlap = bodies.radius[k] - d
            squeezed = max(overlap, 0.0)
            push = pace.strength * exp_of(overlap * pace.per_m) + pace.spring * squeezed
            drag = pace.friction * squeezed * (bodies.velocity_x[k] * ny - bodies.velocity_y[k] * nx)
            bodies.turn_x[k] += push * nx - drag * ny
            bodies.turn_y[k] += push * ny + drag * nx


@inlined
def _accelerate(bodies, pace, n, step):  # type: ignore[no-untyped-def]
    """Change everybody's velocity by the forces on them and by their wish to get on; who stands does not move."""
    velocity_x = bodies.velocity_x
    velocity_y = bodies.velocity_y
    for k in range(n):
        if bodies.hold[k] < 0:
            continue
        px = bodies.aim_x[k] - bodies.x[k]
        py = bodies.aim_y[k] - bodies.y[k]
        length = max(sqrt(px * px + py * py), 1e-9)
        v0 = bodies.wanted[k]
        moves = (v0 > 0.0) & (step >= bodies.hold[k])
        ax = (v0 * px / length - velocity_x[k]) * pace.per_s + bodies.turn_x[k] / pace.mass
        ay = (v0 * py / length - velocity_y[k]) * pace.per_s + bodies.turn_y[k] / pace.mass
        vx = velocity_x[k] + ax * pace.step_s
        vy = velocity_y[k] + ay * pace.step_s
        share = min(1.0, pace.fastest / max(sqrt(vx * vx + vy * vy), 1e-9)) if moves else 0.0
        velocity_x[k] = share * vx
        velocity_y[k] = share * vy


@inlined
def _face(bodies, n):  # type: ignore[no-untyped-def]
    """Let everybody who moves face the way they move."""
    for k in range(n):
        vx = bodies.velocity_x[k]
        vy = bodies.velocity_y[k]
        speed = sqrt(vx * vx + vy * vy)
        if speed > 1e-9:
            bodies.way_x[k] = vx / speed
            bodies.way_y[k] = vy / speed
