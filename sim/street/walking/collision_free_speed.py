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

__all__ = ["FAR_M", "CollisionFreeSpeed", "CollisionFreeSpeedPace", "gap_to", "repulsion", "speed_for"]

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
        return Engine(pace, radius_m=self.radius_m, reach_m=reach, hard_share=1.0, wall_share=_WALL_HARD)


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


@walks_by(CollisionFreeSpeedPace)
@uncounted
def _walk_frame(pace, bodies, near, ground, manner, n, frame_number):  # type: ignore[no-untyped-def]
    """Turn shoulders where nothing else helps, then make the steps of a frame."""
    _turn_shoulders(bodies, pace, n)
    list_pairs(bodies, near, ground, n, FAR_M, pace.time_gap)
    n_tiles = cut_into_tiles(near, n)
    n_by_wall = by_walls(bodies, ground.wall_start, n)
    for step in range(pace.steps):
        _want(bodies, n)
        for tile in range(n_tiles):
            _push(bodies, near, ground, pace, tile)
            if pace.side > 0.0:
                _push_sideways(bodies, near, ground, tile)
        if pace.side > 0.0:
            _go_sideways(bodies, pace, n)
        _push_off_walls(bodies, ground, pace, n_by_wall)
        _choose_way(bodies, pace, n)
        for tile in range(n_tiles):
            _find_gaps(bodies, near, ground, tile)
        _set_speed(bodies, pace, n, step)
        hold_off_walls(bodies, ground, n_by_wall, _WALL_HARD, pace.step_s)
        step_on(bodies, n, pace.step_s)


@inlined
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


@inlined
def _want(bodies, n):  # type: ignore[no-untyped-def]
    """Begin with the direction in which everybody wants to go."""
    for k in range(n):
        px = bodies.aim_x[k] - bodies.x[k]
        py = bodies.aim_y[k] - bodies.y[k]
        length = max(sqrt(px * px + py * py), 1e-9)
        bodies.goal_x[k] = px / length
        bodies.goal_y[k] = py / length
        bodies.way_x[k] = bodies.goal_x[k]
        bodies.way_y[k] = bodies.goal_y[k]
        bodies.push[k] = 0.0


@inlined
def _push(bodies, near, ground, pace, tile):  # type: ignore[no-untyped-def]
    """Add to both of each entry of a tile the repulsion from the other."""
    x = bodies.x
    y = bodies.y
    radius = bodies.radius
    way_x = bodies.way_x
    way_y = bodies.way_y
    dx = near.dx
    dy = near.dy
    touch = near.contact
    first = near.first
    begin = near.tile[tile]
    end = near.tile[tile + 1]
    skip = first[begin]
    for q in range(first[end] - skip):
        i = np.uint32(near.owner[q + skip])
        j = np.uint32(near.other[q + skip])
        dx[q] = apart(x[j] - x[i], ground.loop_m, ground.per_loop)
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
            j = np.uint32(near.other[q + skip])
            sum_x += dx[q]
            sum_y += dy[q]
            way_x[j] += dx[q]
            way_y[j] += dy[q]
        way_x[k] -= sum_x
        way_y[k] -= sum_y


@inlined
def _push_sideways(bodies, near, ground, tile):  # type: ignore[no-untyped-def]
    """Add up how strongly everybody is pushed to the left by those ahead; `dx` and `dy` hold the repulsion."""
    x = bodies.x
    y = bodies.y
    goal_x = bodies.goal_x
    goal_y = bodies.goal_y
    left = bodies.push
    skip = near.first[near.tile[tile]]
    for q in range(near.first[near.tile[tile + 1]] - skip):
        i = np.uint32(near.owner[q + skip])
        j = np.uint32(near.other[q + skip])
        r = sqrt(near.dx[q] * near.dx[q] + near.dy[q] * near.dy[q])
        px = apart(x[j] - x[i], ground.loop_m, ground.per_loop)
        py = y[j] - y[i]
        left[i] += _sideways(px, py, goal_x[i], goal_y[i], r)
        left[j] += _sideways(-px, -py, goal_x[j], goal_y[j], r)


@inlined
def _go_sideways(bodies, pace, n):  # type: ignore[no-untyped-def]
    """Turn everybody by what pushes them to the left."""
    for k in range(n):
        bodies.way_x[k] -= pace.side * bodies.push[k] * bodies.goal_y[k]
        bodies.way_y[k] += pace.side * bodies.push[k] * bodies.goal_x[k]


@inlined
def _push_off_walls(bodies, ground, pace, n_by_wall):  # type: ignore[no-untyped-def]
    """Add the repulsion from walls."""
    walls = ground.walls
    for b in range(n_by_wall):
        k = bodies.by_wall[b]
        for q in range(ground.wall_start[bodies.cell[k]], ground.wall_start[bodies.cell[k] + 1]):
            w = ground.near_walls[q]
            px, py = to_segment(bodies.x[k], bodies.y[k], walls[w, 0], walls[w, 1], walls[w, 2], walls[w, 3])
            s = max(sqrt(px * px + py * py), 1e-9)
            push = repulsion(s - bodies.radius[k], pace.wall_strength, pace.wall_per_m) / s
            bodies.way_x[k] -= push * px
            bodies.way_y[k] -= push * py


@inlined
def _choose_way(bodies, pace, n):  # type: ignore[no-untyped-def]
    """Make a unit vector of everybody's direction, equation (2), and let them begin with all the gap they can use."""
    way_x = bodies.way_x
    way_y = bodies.way_y
    for k in range(n):
        length = sqrt(way_x[k] * way_x[k] + way_y[k] * way_y[k])
        # who is pushed exactly as hard as they push stands
        share = 1.0 if length >= 1e-12 else 0.0
        length = max(length, 1e-12)
        way_x[k] *= share / length
        way_y[k] *= share / length
        bodies.free[k] = bodies.wanted[k] * pace.time_gap


@inlined
def _find_gaps(bodies, near, ground, tile):  # type: ignore[no-untyped-def]
    """Lessen the gaps of both of each entry of a tile to that to the other."""
    x = bodies.x
    y = bodies.y
    radius = bodies.radius
    way_x = bodies.way_x
    way_y = bodies.way_y
    free = bodies.free
    dx = near.dx
    dy = near.dy
    touch = near.contact
    ahead = near.gap
    behind = near.room
    first = near.first
    begin = near.tile[tile]
    end = near.tile[tile + 1]
    skip = first[begin]
    for q in range(first[end] - skip):
        i = np.uint32(near.owner[q + skip])
        j = np.uint32(near.other[q + skip])
        # once more: to work it out takes less time than to fetch it from memory
        px = apart(x[j] - x[i], ground.loop_m, ground.per_loop)
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
            j = np.uint32(near.other[q + skip])
            least = min(least, ahead[q])
            free[j] = min(free[j], behind[q])
        free[k] = least


@inlined
def _set_speed(bodies, pace, n, step):  # type: ignore[no-untyped-def]
    """Let everybody walk as fast as their gap allows; who still stands does not."""
    for k in range(n):
        if bodies.hold[k] < 0:
            continue
        v = speed_for(bodies.free[k], bodies.wanted[k], pace.time_gap) * (step >= bodies.hold[k])
        bodies.velocity_x[k] = bodies.way_x[k] * v
        bodies.velocity_y[k] = bodies.way_y[k] * v


@inlined
def _sideways(dx, dy, gx, gy, r):  # type: ignore[no-untyped-def]
    """Return how strongly a person at (dx, dy) pushes one who wants to go in direction (gx, gy) to the left."""
    side = r if gx * dy - gy * dx <= _DEAD_AHEAD_M else -r
    return side if dx * gx + dy * gy > 0.0 else 0.0
