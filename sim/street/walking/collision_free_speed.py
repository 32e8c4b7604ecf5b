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
shoulders, which makes them narrower, and try to get round; nobody comes nearer to a wall than half a radius.
Repulsion from people more than 3 m off is left out, as in JuPedSim.

Each law is a long loop over all pairs or all people, since in short loops, person by person, a processor
mostly waits for a root or guesses wrongly when the loop ends. All of the old positions are read before any
new one is written.

Source: Tordeux, Chraibi & Seyfried (2016), Collision-free speed model for pedestrian dynamics, in
Traffic and Granular Flow '15, 225-232; the walls and the default strengths as in JuPedSim 1.4.
"""

from __future__ import annotations

from math import sqrt
from typing import Literal, NamedTuple

import numpy as np

from sim.core.config import Config
from sim.core.kernel import inlined, kernel
from sim.evidence.register import assumed, cited
from sim.street.behaviour import Behaviour
from sim.street.exponential import exp_of
from sim.street.neighbours import apart, list_pairs, tile_end
from sim.street.rows import FRAME_S, FRAMES
from sim.street.sight import to_segment
from sim.street.walking.engine import Engine, StepLength
from sim.street.walking.stepping import NOT_BEGUN, close_frame, open_frame, open_second
from sim.street.walls import by_walls, kept_off_walls

__all__ = ["FAR_M", "CollisionFreeSpeed", "CollisionFreeSpeedPace", "advance", "gap_to", "repulsion", "speed_for"]

FAR_M = 3.0
"""Repulsion from people is left out beyond this distance, which is JuPedSim's."""
_DEAD_AHEAD_M = 0.02
"""Whoever is less than this to the left of straight ahead counts as straight ahead."""
_WALL_HARD = 0.5
"""Radii nearer than which nobody comes to a wall; walls' repulsion alone does not hold people who are pushed hard."""
_ROUND, _ROUND_NORM = 1.7320508075688772, 2.0
"""Tangent and one over the cosine of the 60 degrees off their way at which people try to get round who is in it."""


class CollisionFreeSpeed(Config):
    """Settings of the collision-free speed model."""

    kind: Literal["collision_free_speed"] = "collision_free_speed"
    """Which walking model."""
    step_s: StepLength = assumed(
        0.1,
        "numerical: on North End people make 0.3 % less of their desired speed than with steps of 0.02 s, and "
        "0.8 % less at three times its footfall; the time they stay differs by half a per cent",
        unit="s",
        low=0.01,
        high=0.1,
        ge=0.01,
        le=0.1,
    )
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
        0.6,
        "the stock model has none, and two who meet head on stand for ever; over 0.1 to 1 walking on the "
        "street gets easier by 1 %. British streets prefer no side by any source found",
        unit="",
        low=0.1,
        high=1,
        ge=0,
        le=1,
    )
    """Share of the repulsion from people ahead that acts sideways, to the left when they are straight ahead."""
    patience_s: int = assumed(
        2, "nobody has measured when people in a jam begin to squeeze through", unit="s", low=1, high=10, ge=1, le=60
    )
    """Whole seconds without getting nearer to the goal after which shoulders turn."""
    shoulder_share: float = assumed(
        0.6, "a turned body is about as deep as 0.6 of its breadth", unit="", low=0.5, high=1, gt=0.3, le=1
    )
    """Radius of a body with turned shoulders, as a share of `radius_m`."""

    def engine(self, behaviour: Behaviour) -> Engine:
        """Return the model, ready to walk."""
        pace = CollisionFreeSpeedPace(
            steps=round(FRAME_S / self.step_s),
            step_s=self.step_s,
            time_gap=self.time_gap_s,
            people_strength=self.people_strength,
            people_per_m=1 / self.people_range_m,
            wall_strength=self.wall_strength,
            wall_per_m=1 / self.wall_range_m,
            side=self.side_preference,
            patience=self.patience_s,
            shoulders=self.shoulder_share,
        )
        fastest = behaviour.desired_speed_high_m_s
        reach = max(FAR_M, 2 * self.radius_m + self.time_gap_s * fastest) + 2 * FRAME_S * fastest
        return Engine(advance, pace, radius_m=self.radius_m, reach_m=reach, hard_share=1.0, wall_share=_WALL_HARD)


class CollisionFreeSpeedPace(NamedTuple):
    """`CollisionFreeSpeed` as the kernel needs it."""

    steps: int
    step_s: float
    time_gap: float
    people_strength: float
    people_per_m: float
    wall_strength: float
    wall_per_m: float
    side: float
    patience: int
    shoulders: float


@inlined
def repulsion(gap, strength, per_m):  # type: ignore[no-untyped-def]
    """Return R(gap), equation (3), with `strength` a and `per_m` 1 / D."""
    return strength * exp_of(-gap * per_m)


@inlined
def gap_to(square, gap, touch, ahead):  # type: ignore[no-untyped-def]
    """Return the gap to a person if one's direction runs into them, else infinity: equation (5).

    Parameters
    ----------
    square
        Squared distance to the person; two in one place hold nobody up, or they would stand for ever.
    gap
        Distance between the two bodies, negative when they overlap.
    touch
        Distance at which they touch.
    ahead
        How far the person is along one's direction; how far across it follows by Pythagoras.
    """
    is_in_the_way = (ahead >= 0.0) & (square - ahead * ahead <= touch * touch) & (square > 0.0)
    return gap if is_in_the_way else np.inf


@inlined
def speed_for(gap, wanted, time_gap):  # type: ignore[no-untyped-def]
    """Return the speed that a gap allows, at most the one wanted, equation (4)."""
    return max(0.0, min(wanted, gap / time_gap))


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
        _turn_shoulders(bodies, pace, n)
        list_pairs(bodies, near, ground, n, FAR_M, pace.time_gap)
        _walk(bodies, near, ground, pace, n, by_walls(bodies, ground.wall_start, n))
        close_frame(walkers, ground, manner, bodies, counts, frames[f], left, n)
    return FRAMES


@kernel
def _turn_shoulders(bodies, pace, n):  # type: ignore[no-untyped-def]
    """Make those narrower who got nowhere; every other second they try to get round, by the right and by the left."""
    x = bodies.x
    y = bodies.y
    aim_x = bodies.aim_x
    aim_y = bodies.aim_y
    radius = bodies.radius
    stuck_s = bodies.stuck_s
    for k in range(n):
        if stuck_s[k] >= pace.patience:
            radius[k] *= pace.shoulders
            if stuck_s[k] % 2 == 0:
                across = _ROUND * (stuck_s[k] % 4 - 1)
                dx = aim_x[k] - x[k]
                dy = aim_y[k] - y[k]
                aim_x[k] = x[k] + (dx - across * dy) / _ROUND_NORM
                aim_y[k] = y[k] + (dy + across * dx) / _ROUND_NORM


@kernel
def _walk(bodies, near, ground, pace, n, n_by_wall):  # type: ignore[no-untyped-def]
    """Make the steps of a frame."""
    x = bodies.x
    y = bodies.y
    velocity_x = bodies.velocity_x
    velocity_y = bodies.velocity_y
    way_x = bodies.way_x
    way_y = bodies.way_y
    goal_x = bodies.goal_x
    goal_y = bodies.goal_y
    aim_x = bodies.aim_x
    aim_y = bodies.aim_y
    radius = bodies.radius
    wanted = bodies.wanted
    hold = bodies.hold
    cells = bodies.cell
    free = bodies.free
    left = bodies.push
    by_wall = bodies.by_wall
    first = near.first
    owner = near.owner
    other = near.other
    dx = near.dx
    dy = near.dy
    touch = near.contact
    ahead = near.gap
    behind = near.room
    walls = ground.walls
    wall_start = ground.wall_start
    near_walls = ground.near_walls
    loop_m = ground.loop_m
    per_loop = ground.per_loop
    dt = pace.step_s
    for step in range(pace.steps):
        for k in range(n):
            px = aim_x[k] - x[k]
            py = aim_y[k] - y[k]
            length = max(sqrt(px * px + py * py), 1e-9)
            goal_x[k] = px / length
            goal_y[k] = py / length
            way_x[k] = goal_x[k]
            way_y[k] = goal_y[k]
            left[k] = 0.0
        begin = 0
        while begin < n:
            end = tile_end(first, begin, n)
            skip = first[begin]
            for q in range(first[end] - skip):
                i = np.uint32(owner[q + skip])
                j = np.uint32(other[q + skip])
                dx[q] = apart(x[j] - x[i], loop_m, per_loop)
                dy[q] = y[j] - y[i]
                touch[q] = radius[i] + radius[j]
            for q in range(first[end] - skip):
                square = dx[q] * dx[q] + dy[q] * dy[q]
                s = max(sqrt(square), 1e-9)
                push = repulsion(s - touch[q], pace.people_strength, pace.people_per_m) / s
                push = push if square <= FAR_M * FAR_M else 0.0
                dx[q] *= push
                dy[q] *= push
            for k in range(begin, end):
                sum_x = 0.0
                sum_y = 0.0
                for q in range(first[k] - skip, first[k + 1] - skip):
                    j = np.uint32(other[q + skip])
                    sum_x += dx[q]
                    sum_y += dy[q]
                    way_x[j] += dx[q]
                    way_y[j] += dy[q]
                way_x[k] -= sum_x
                way_y[k] -= sum_y
            if pace.side > 0.0:
                for q in range(first[end] - skip):
                    i = np.uint32(owner[q + skip])
                    j = np.uint32(other[q + skip])
                    r = sqrt(dx[q] * dx[q] + dy[q] * dy[q])
                    px = apart(x[j] - x[i], loop_m, per_loop)
                    py = y[j] - y[i]
                    left[i] += _sideways(px, py, goal_x[i], goal_y[i], r)
                    left[j] += _sideways(-px, -py, goal_x[j], goal_y[j], r)
            begin = end
        if pace.side > 0.0:
            for k in range(n):
                way_x[k] -= pace.side * left[k] * goal_y[k]
                way_y[k] += pace.side * left[k] * goal_x[k]
        for b in range(n_by_wall):
            k = by_wall[b]
            for q in range(wall_start[cells[k]], wall_start[cells[k] + 1]):
                w = near_walls[q]
                px, py = to_segment(x[k], y[k], walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
                s = max(sqrt(px * px + py * py), 1e-9)
                push = repulsion(s - radius[k], pace.wall_strength, pace.wall_per_m) / s
                way_x[k] -= push * px
                way_y[k] -= push * py
        for k in range(n):
            length = sqrt(way_x[k] * way_x[k] + way_y[k] * way_y[k])
            # who is pushed exactly as hard as they push stands
            share = 1.0 if length >= 1e-12 else 0.0
            length = max(length, 1e-12)
            way_x[k] *= share / length
            way_y[k] *= share / length
            free[k] = wanted[k] * pace.time_gap
        begin = 0
        while begin < n:
            end = tile_end(first, begin, n)
            skip = first[begin]
            for q in range(first[end] - skip):
                i = np.uint32(owner[q + skip])
                j = np.uint32(other[q + skip])
                # once more: to work it out takes less time than to fetch it from memory
                px = apart(x[j] - x[i], loop_m, per_loop)
                py = y[j] - y[i]
                dx[q] = px
                dy[q] = py
                touch[q] = radius[i] + radius[j]
                ahead[q] = way_x[i] * px + way_y[i] * py
                behind[q] = way_x[j] * px + way_y[j] * py
            for q in range(first[end] - skip):
                square = dx[q] * dx[q] + dy[q] * dy[q]
                s = max(sqrt(square), 1e-9)
                ahead[q] = gap_to(square, s - touch[q], touch[q], ahead[q])
                behind[q] = gap_to(square, s - touch[q], touch[q], -behind[q])
            for k in range(begin, end):
                least = free[k]
                for q in range(first[k] - skip, first[k + 1] - skip):
                    j = np.uint32(other[q + skip])
                    least = min(least, ahead[q])
                    free[j] = min(free[j], behind[q])
                free[k] = least
            begin = end
        for k in range(n):
            v = speed_for(free[k], wanted[k], pace.time_gap) * (step >= hold[k])
            velocity_x[k] = way_x[k] * v
            velocity_y[k] = way_y[k] * v
        for b in range(n_by_wall):
            k = by_wall[b]
            c = cells[k]
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


@inlined
def _sideways(dx, dy, gx, gy, r):  # type: ignore[no-untyped-def]
    """Return how strongly a person at (dx, dy) pushes one who wants to go in direction (gx, gy) to the left."""
    side = r if gx * dy - gy * dx <= _DEAD_AHEAD_M else -r
    return side if dx * gx + dy * gy > 0.0 else 0.0
