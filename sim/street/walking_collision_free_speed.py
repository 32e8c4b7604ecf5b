"""The collision-free speed model: turn away from people and walls, and never walk faster than the gap allows.

For walker i at x_i with radius r_i, desired direction e0_i and desired speed v0_i, and neighbours j at
distance s_ij in direction e_ij, with l_ij = r_i + r_j (the paper's one diameter l, for people of two sizes):

    direction   e_i = normalised(e0_i - sum_j R(s_ij - l_ij) e_ij - sum_walls Rw(d_iw - r_i) e_iw)     (2)
    repulsion   R(g) = a exp(-g / D)                                                                  (3)
    gap         g_i = min of s_ij - l_ij over those ahead: e_i . e_ij >= 0 and |e_i x e_ij| <= l_ij / s_ij   (5)
    speed       v_i = min(v0_i, max(0, g_i / T))                                                      (4)

Ours, and stated where they are set: a share of the repulsion from people ahead acts sideways, to the
side on which they are not, and to the left when they are straight ahead, so that two who meet exactly
head on pass (0 gives the paper's model); people who have got nowhere for some seconds turn their
shoulders, which makes them narrower, and try to get round; the body faces where it has been going
lately, since the model's own direction jumps; repulsion beyond 16 D (1e-7 of that in
contact) is left out.

Source: Tordeux, Chraibi & Seyfried (2016), Collision-free speed model for pedestrian dynamics, in
Traffic and Granular Flow '15, 225-232; the walls and the default strengths as in JuPedSim 1.4.
"""

from __future__ import annotations

from math import floor
from typing import Literal

import numpy as np
from pydantic import field_validator

from sim.core.config import Config
from sim.core.kernel import inlined
from sim.evidence.register import assumed, cited

__all__ = ["FAR", "CollisionFreeSpeed", "exp_of", "gap_to", "repulsion", "speed_for"]

FRAME_S = 0.2
"""Cameras see five frames a second, so steps must divide this."""

FAR = 16.0
"""Repulsion from people is left out beyond so many times its range."""

_POWERS_OF_TWO = 2.0 ** np.arange(-64.0, 1024.0)


class CollisionFreeSpeed(Config):
    """Settings of the collision-free speed model."""

    kind: Literal["collision_free_speed"] = "collision_free_speed"
    """Which walking model."""
    step_s: float = assumed(
        0.1, "numerical: on North End people make 0.3 % less of their desired speed than with steps of 0.02 s, and "
        "0.8 % less at three times its footfall; the time they stay differs by half a per cent", unit="s",
        low=0.01, high=0.1, ge=0.01, le=0.1)
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
        0.6, "the stock model has none, and two who meet head on stand for ever; over 0.1 to 1 walking on the "
        "street gets easier by 1 %. British streets prefer no side by any source found", unit="", low=0.1, high=1,
        ge=0, le=1)
    """Share of the repulsion from people ahead that acts sideways, to the left when they are straight ahead."""
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
            raise ValueError(
                f"step_s does not divide {FRAME_S} s ({step_s}); allowed: 0.1, 0.05, 0.04, 0.025, 0.02, 0.01")
        return step_s


@inlined
def repulsion(gap, strength, per_m):  # type: ignore[no-untyped-def]
    """Return R(gap), equation (3), with `strength` a and `per_m` 1 / D."""
    return strength * exp_of(-gap * per_m)


@inlined
def gap_to(dx, dy, gap, contact, ux, uy):  # type: ignore[no-untyped-def]
    """Return the gap to a person if the direction (ux, uy) runs into them, else infinity: equation (5).

    Parameters
    ----------
    dx, dy
        Vector to the person; two in one place hold nobody up, or they would stand for ever.
    gap
        Distance between the two bodies, negative when they overlap.
    contact
        Distance at which they touch.
    ux, uy
        Unit vector.
    """
    ahead = ux * dx + uy * dy
    across = abs(ux * dy - uy * dx)
    return gap if (ahead >= 0.0) & (across <= contact) & (ahead + across > 0.0) else np.inf


@inlined
def speed_for(gap, wanted, time_gap):  # type: ignore[no-untyped-def]
    """Return the speed that a gap allows, at most the one wanted, equation (4)."""
    return max(0.0, min(wanted, gap / time_gap))


@inlined
def exp_of(z):  # type: ignore[no-untyped-def]
    """Return the exponential of z <= 600, by range reduction and a polynomial; zero below -44.

    The library's own differs between platforms in the last bit; this one does not, and is right to 5e-16 of its value.
    """
    z = min(z, 600.0)
    n = floor(max(z, -44.0) * 1.4426950408889634 + 0.5)
    r = z - n * 0.693147180369123816490 - n * 1.90821492927058770002e-10
    # in pairs and pairs of pairs, which a processor works out side by side
    r2 = r * r
    r4 = r2 * r2
    p0 = (1.0 + r) + (0.5 + r * (1.0 / 6.0)) * r2
    p4 = (1.0 / 24.0 + r * (1.0 / 120.0)) + (1.0 / 720.0 + r * (1.0 / 5040.0)) * r2
    p8 = (1.0 / 40320.0 + r * (1.0 / 362880.0)) + (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) * r2
    p = p0 + (p4 + (p8 + r4 * (1.0 / 479001600.0)) * r4) * r4
    return p * _POWERS_OF_TWO[int(n) + 64] if z >= -44.0 else 0.0
