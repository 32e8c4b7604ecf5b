"""The collision-free speed model: turn away from people and walls, and never walk faster than the gap allows.

For walker i at x_i with radius r_i, desired direction e0_i and desired speed v0_i, and neighbours j at
distance s_ij in direction e_ij, with l_ij = r_i + r_j (the paper's one diameter l, for people of two sizes):

    direction   e_i = normalised(e0_i - sum_j R(s_ij - l_ij) e_ij - sum_walls Rw(d_iw - r_i) e_iw)     (2)
    repulsion   R(g) = a exp(-g / D)                                                                  (3)
    gap         g_i = min of s_ij - l_ij over those ahead: e_i . e_ij >= 0 and |e_i x e_ij| <= l_ij / s_ij   (5)
    speed       v_i = min(v0_i, max(0, g_i / T))                                                      (4)

Ours, and stated where they are set: a small share of the repulsion from people ahead acts to the
walker's left, so that two who meet exactly head on pass (0 gives the paper's model); people who have got
nowhere for some seconds turn their shoulders, which makes them narrower; the body faces where it has
been going lately, since the model's own direction jumps.

Source: Tordeux, Chraibi & Seyfried (2016), Collision-free speed model for pedestrian dynamics, in
Traffic and Granular Flow '15, 225-232; the walls and the default strengths as in JuPedSim 1.4.
"""

from __future__ import annotations

from math import floor, sqrt
from typing import Literal

import numpy as np
from pydantic import field_validator

from sim.core.config import Config
from sim.core.kernel import kernel
from sim.evidence.register import assumed, cited

__all__ = ["CollisionFreeSpeed", "gap_ahead", "push_of_people", "push_of_walls", "to_wall"]

FRAME_S = 0.2
"""Cameras see five frames a second, so steps must divide this."""

_POWERS_OF_TWO = 2.0 ** np.arange(-64.0, 1024.0)


class CollisionFreeSpeed(Config):
    """Settings of the collision-free speed model."""

    kind: Literal["collision_free_speed"] = "collision_free_speed"
    """Which walking model."""
    step_s: float = assumed(
        0.05, "numerical: at 0.05 s efficiency and arrival times agree with 0.01 s within 2 %", unit="s",
        low=0.01, high=0.05, ge=0.01, le=0.05)
    """Length of a step; must divide 0.2 s."""
    time_gap_s: float = cited("walking.collision-free-speed.time-gap", gt=0, le=5)
    """T: the time a person leaves to whoever is ahead."""
    radius_m: float = cited("walking.collision-free-speed.radius", ge=0.1, le=0.5)
    """Radius of a body seen from above."""
    people_strength: float = cited("walking.collision-free-speed.people-strength", ge=0)
    """a: repulsion from a person in contact, relative to the wish to go on."""
    people_range_m: float = cited("walking.collision-free-speed.people-range", gt=0, le=1)
    """D: the gap over which repulsion from people falls by a factor e."""
    wall_strength: float = cited("walking.collision-free-speed.wall-strength", ge=0)
    """Repulsion from a wall in contact."""
    wall_range_m: float = cited("walking.collision-free-speed.wall-range", gt=0, le=0.1)
    """The gap over which repulsion from walls falls by a factor e."""
    side_preference: float = assumed(
        0.2, "no side is preferred in British streets by any source found; a little is needed so that two "
        "who meet exactly head on do not stand for ever", unit="", low=0.05, high=0.5, ge=0, le=1)
    """Share of the repulsion from people ahead that acts to the walker's left."""
    patience_s: int = assumed(
        2, "nobody has measured when people in a jam begin to squeeze through", unit="s", low=1, high=10,
        ge=1, le=60)
    """Whole seconds without getting nearer to the goal after which shoulders turn."""
    shoulder_share: float = assumed(
        0.6, "a turned body is about as deep as 0.6 of its breadth", unit="", low=0.5, high=1, gt=0.3, le=1)
    """Radius of a body with turned shoulders, as a share of `radius_m`."""
    heading_time_s: float = assumed(
        0.5, "no measurement of how fast bodies turn in a crowd was found", unit="s", low=0.2, high=1, gt=0)
    """Time constant with which the body comes to face where it is going."""

    @field_validator("step_s")
    @classmethod
    def _step_divides_a_frame(cls, step_s: float) -> float:
        steps = FRAME_S / step_s
        if abs(steps - round(steps)) > 1e-9:
            raise ValueError(f"step_s does not divide {FRAME_S} s ({step_s}); allowed: 0.05, 0.04, 0.025, 0.02, 0.01, ...")
        return step_s


@kernel
def push_of_people(me, first, last, listed, x, y, radius, goal_x, goal_y, strength, per_m, side):  # type: ignore[no-untyped-def]
    """Return what the listed people add to the direction of walker `me`.

    Parameters
    ----------
    me
        Index of the walker in x, y and radius.
    first, last, listed
        The neighbours are listed[first:last].
    goal_x, goal_y
        Unit vector that the walker would follow alone.
    strength, per_m, side
        a, 1 / D and the share that acts to the left.
    """
    push_x = 0.0
    push_y = 0.0
    left = 0.0
    for q in range(first, last):
        j = listed[q]
        dx = x[j] - x[me]
        dy = y[j] - y[me]
        s = sqrt(dx * dx + dy * dy)
        if s == 0.0:
            continue
        r = strength * _exp((radius[me] + radius[j] - s) * per_m)
        push_x -= r * dx / s
        push_y -= r * dy / s
        if dx * goal_x + dy * goal_y > 0.0:
            left += r
    return push_x - side * left * goal_y, push_y + side * left * goal_x


@kernel
def push_of_walls(px, py, radius, first, last, listed, walls, strength, per_m):  # type: ignore[no-untyped-def]
    """Return what the walls listed[first:last] add to the direction of a walker at (px, py)."""
    push_x = 0.0
    push_y = 0.0
    for q in range(first, last):
        k = listed[q]
        dx, dy = to_wall(px, py, walls, k)
        d = sqrt(dx * dx + dy * dy)
        if d == 0.0:
            continue
        r = strength * _exp((radius - d) * per_m)
        push_x -= r * dx / d
        push_y -= r * dy / d
    return push_x, push_y


@kernel
def gap_ahead(me, first, last, listed, x, y, radius, ux, uy, most):  # type: ignore[no-untyped-def]
    """Return the gap to the nearest listed person whom the direction (ux, uy) runs into, at most `most`."""
    gap = most
    for q in range(first, last):
        j = listed[q]
        dx = x[j] - x[me]
        dy = y[j] - y[me]
        contact = radius[me] + radius[j]
        if ux * dx + uy * dy >= 0.0 and abs(ux * dy - uy * dx) <= contact:
            s = sqrt(dx * dx + dy * dy)
            if s > 0.0:
                gap = min(gap, s - contact)
    return gap


@kernel
def to_wall(px, py, walls, k):  # type: ignore[no-untyped-def]
    """Return the vector from a point to the nearest point of wall (or any segment) k."""
    ax = walls[k, 0] - px
    ay = walls[k, 1] - py
    ex = walls[k, 2] - walls[k, 0]
    ey = walls[k, 3] - walls[k, 1]
    t = -(ax * ex + ay * ey) / (ex * ex + ey * ey)
    t = min(1.0, max(0.0, t))
    return ax + t * ex, ay + t * ey


@kernel
def _exp(z):  # type: ignore[no-untyped-def]
    """Exponential by range reduction and a polynomial: the same bits on every machine, 1e-15 relative.

    Zero below -44, where no repulsion matters any more; the library's exp differs between platforms.
    """
    if z < -44.0:
        return 0.0
    n = floor(min(z, 600.0) * 1.4426950408889634 + 0.5)
    r = min(z, 600.0) - n * 0.693147180369123816490 - n * 1.90821492927058770002e-10
    p = 1.0 + r / 13.0
    p = 1.0 + r / 12.0 * p
    p = 1.0 + r / 11.0 * p
    p = 1.0 + r / 10.0 * p
    p = 1.0 + r / 9.0 * p
    p = 1.0 + r / 8.0 * p
    p = 1.0 + r / 7.0 * p
    p = 1.0 + r / 6.0 * p
    p = 1.0 + r / 5.0 * p
    p = 1.0 + r / 4.0 * p
    p = 1.0 + r / 3.0 * p
    p = 1.0 + r / 2.0 * p
    p = 1.0 + r * p
    return p * _POWERS_OF_TWO[int(n) + 64]
