"""The anticipating model: look ahead, choose the direction that gets one furthest, and keep a time's distance.

Every 0.2 s people choose a direction (see `sim.street.walking.anticipation`). In every step, all from the old state,

    turn    h moves toward the chosen direction with time constant tau
    speed   v = clip(gap / T, creep, v0), where gap is the least  a - sqrt(l^2 - b^2)  over those ahead, a along h, who
            will be within a swath of `swath` l when one is there: b across h then, l the sum of the radii, less for
            who comes towards one (shoulders turn)
    bodies  nobody comes nearer to anybody than `hard` l: a step takes at most half of what is left between two,
            first by sliding along, then by walking less far; walls in between

so that two never overlap at any length of step. Of two whose ways cross, only one slows down for the other: the one
who has further to go to where their ways meet, p . (h_i + h_j) > 0 with p the way to the other, so that there are
never two who wait for each other; for who crosses, swath and l are of their own. v0 is the desired speed, or less
before a place that is full. Pressed is who could not walk lately: they turn their shoulders too.

Source: Moussaid, Helbing & Theraulaz (2011), PNAS 108(17), 6884-6888, equations (1) and (2), with the heading and the
hard bodies ours, and so is who lets whom pass. T, r and the preferences are fitted so that one set meets the acceptance
tests B1 to B5 and C9 (`passerby walk verify`); what was found is in the CHANGELOG.
"""

from __future__ import annotations

from math import pi, sqrt
from typing import Literal, NamedTuple

import numpy as np

from sim.core.config import Config
from sim.core.kernel import inlined, uncounted
from sim.evidence.register import assumed
from sim.street.behaviour import Behaviour
from sim.street.exponential import share_after
from sim.street.neighbours import apart, cut_into_tiles
from sim.street.rows import FRAME_S
from sim.street.walking.anticipation import look_and_turn
from sim.street.walking.engine import Engine, StepLength
from sim.street.walking.stepping import walks_by
from sim.street.walls import kept_off_walls

__all__ = ["Anticipating", "AnticipatingPace"]

_CROSSING = "fitted to flows that cross while people keep coming (test C9), and not measured on its own"
_RIGHT_ABOUT = -0.99
"""Cosine below which two directions are opposite."""
_FITTED = "fitted with the model's other settings to the acceptance tests B1 to B5, and not measured on its own"


class Anticipating(Config):
    """Settings of the anticipating model."""

    kind: Literal["anticipating"] = "anticipating"
    """Which walking model."""
    step_s: StepLength = assumed(
        0.05,
        "numerical: walking speeds and flows are within 0.02 of those with steps of 0.02 s",
        unit="s",
        low=0.02,
        high=0.1,
        ge=0.01,
        le=0.1,
    )
    """Length of a step; must divide 0.2 s."""
    time_gap_s: float = assumed(1.12, _FITTED, unit="s", low=0.8, high=1.3, gt=0, le=5)
    """T: the time a person leaves to whoever is ahead."""
    radius_m: float = assumed(
        0.21, f"{_FITTED}; a shoulder breadth of 0.42 m", unit="m", low=0.15, high=0.25, ge=0.1, le=0.5
    )
    """Radius of a body seen from above."""
    horizon_m: float = assumed(10.0, _FITTED, unit="m", low=8, high=12, ge=1, le=50)
    """H: how far ahead people plan."""
    view_m: float = assumed(3.5, f"{_FITTED}; people further off are not heeded", unit="m", low=3, high=5, ge=2, le=10)
    """Distance within which others are heeded."""
    turning_time_s: float = assumed(0.1, _FITTED, unit="s", low=0.05, high=0.2, gt=0, le=2)
    """tau: time constant with which people turn to the direction they have chosen."""
    side_preference: float = assumed(
        -0.08,
        "to the left, as on British roads: no count of British streets was found that says which side people prefer, "
        "and some preference forms lanes",
        unit="",
        low=-0.1,
        high=0.06,
        ge=-1,
        le=1,
    )
    """Preference for passing on the right, in shares of the squared horizon; negative for the left."""
    keeping: float = assumed(0.03, _FITTED, unit="", low=0.01, high=0.1, ge=0, le=1)
    """Preference for the heading one has, in shares of the squared horizon."""
    creep_m_s: float = assumed(0.2, _FITTED, unit="m/s", low=0.1, high=0.3, ge=0, le=0.5)
    """Speed at which people press on even where there is no gap."""
    swath: float = assumed(0.7, _FITTED, unit="", low=0.6, high=1, gt=0, le=1)
    """Half-width of what is in the way, as a share of the sum of two radii."""
    shoulder_share: float = assumed(
        0.8, f"{_FITTED}; a body that turns aside is less wide", unit="", low=0.6, high=1, gt=0.3, le=1
    )
    """Share of the sum of two radii that two need who come towards each other."""
    hard_share: float = assumed(0.75, f"{_FITTED}; bodies give", unit="", low=0.7, high=0.85, gt=0.3, le=1)
    """Share of the sum of two radii nearer than which two never come (times `shoulder_share` when pressed or met)."""
    comfort_m: float = assumed(
        0.3,
        "chosen so that strangers on a high street are hardly ever nearer than 0.6 m; no published count of distances "
        "on a British street was found",
        unit="m",
        low=0.2,
        high=0.4,
        ge=0,
        le=1,
    )
    """How much more room people plan for strangers, where there is room."""
    comfort_from_per_m2: float = assumed(
        0.1, "no measurement found; a street where everybody can keep away", unit="1/m2", low=0, high=0.3, ge=0, le=5
    )
    """Density about one up to which they plan for all of that."""
    comfort_to_per_m2: float = assumed(
        0.5,
        f"{_CROSSING}; with room kept in denser crowds, flows that cross lock",
        unit="1/m2",
        low=0.4,
        high=0.8,
        gt=0,
        le=6,
    )
    """Density from which they plan for none of it."""
    look_m: float = assumed(1.5, _CROSSING, unit="m", low=1, high=2, ge=0, le=5)
    """How far ahead people reckon with where others will be by then; further off, with where they will be then."""
    facing_cos: float = assumed(-0.75, _CROSSING, unit="", low=-0.9, high=-0.5, ge=-1, le=0)
    """Cosine of the angle between two ways below which people come towards each other, and both give way."""
    following_cos: float = assumed(0.9, _CROSSING, unit="", low=0.75, high=0.95, ge=0, le=1)
    """Cosine above which people go the same way, and one follows the other."""
    crossing_swath: float = assumed(0.4, _CROSSING, unit="", low=0.3, high=0.55, gt=0, le=1)
    """Half-width of what is in the way of who crosses, as a share of the sum of two radii."""
    crossing_stop: float = assumed(1.1, _CROSSING, unit="", low=1, high=1.3, gt=0, le=3)
    """Distance at which people would stand before who crosses, as a share of the sum of two radii."""
    place_m: float = assumed(0.8, _CROSSING, unit="m", low=0.5, high=1, ge=0, le=1)
    """How far ahead the middle of the place is of which people mind how full it is."""
    place_radius_m: float = assumed(0.9, _CROSSING, unit="m", low=0.7, high=1, ge=0.3, le=1)
    """Radius of that place."""
    behind_m: float = assumed(0.3, _CROSSING, unit="m", low=0, high=0.5, ge=0, le=1)
    """How far behind the middle of the place is whose people one is among."""
    full_from_per_m2: float = assumed(2.0, _CROSSING, unit="1/m2", low=1.5, high=3, ge=0, le=8)
    """Density of those who do not leave it from which people slow down before a place."""
    full_per_m2: float = assumed(3.0, _CROSSING, unit="1/m2", low=2.5, high=4, gt=0, le=16)
    """Density at which they wait before it, unless they are among its people."""
    fuller_share: float = assumed(0.25, _CROSSING, unit="share", low=0.2, high=1, gt=0, le=1)
    """By how much less full where they are must be, for them to wait; where it is as full, nobody waits."""
    oncoming_room_m: float = assumed(0.1, _FITTED, unit="m", low=0, high=0.3, ge=0, le=1)
    """How much more room people plan for who comes towards them."""
    wall_give_m: float = assumed(0.03, _FITTED, unit="m", low=0, high=0.05, ge=0, le=0.09)
    """How much nearer than their radius people plan to pass a wall."""
    wall_hard_share: float = assumed(0.8, f"{_FITTED}; bodies give", unit="", low=0.7, high=1, gt=0.3, le=1)
    """Share of the radius nearer than which nobody comes to a wall."""
    pressed_time_s: float = assumed(0.5, _FITTED, unit="s", low=0.25, high=1, gt=0, le=5)
    """Time constant with which who cannot walk comes to be pressed."""
    shuffle_share: float = assumed(0.5, _FITTED, unit="share", low=0.25, high=0.75, ge=0, le=1)
    """Share of the times that who is pressed tries any direction at all."""

    def engine(self, behaviour: Behaviour) -> Engine:
        """Return the model, ready to walk."""
        pace = AnticipatingPace(
            steps=round(FRAME_S / self.step_s),
            step_s=self.step_s,
            time_gap=self.time_gap_s,
            view_m=self.view_m,
            horizon=self.horizon_m,
            turn_share=share_after(self.step_s, self.turning_time_s),
            pressed_share=share_after(self.step_s, self.pressed_time_s),
            side=self.side_preference,
            keep=self.keeping,
            creep=self.creep_m_s,
            swath=self.swath,
            shoulders=self.shoulder_share,
            hard=self.hard_share,
            oncoming_room=self.oncoming_room_m,
            comfort=self.comfort_m,
            most_round=self.comfort_to_per_m2 * pi * self.view_m**2,
            per_more=1 / max(1e-9, (self.comfort_to_per_m2 - self.comfort_from_per_m2) * pi * self.view_m**2),
            look_m=self.look_m,
            facing=self.facing_cos,
            following=self.following_cos,
            crossing_swath=self.crossing_swath,
            crossing_stop=self.crossing_stop,
            place=self.place_m,
            per_place2=1 / self.place_radius_m**2,
            per_person=2 / (pi * self.place_radius_m**2),
            full_from=self.full_from_per_m2,
            per_full=1 / max(1e-9, self.full_per_m2 - self.full_from_per_m2),
            per_fuller=1 / self.fuller_share,
            behind=self.behind_m,
            wall_share=1 - self.wall_give_m / self.radius_m,
            wall_hard=self.wall_hard_share,
            shuffle=self.shuffle_share,
        )
        return Engine(
            pace,
            radius_m=self.radius_m,
            reach_m=self.view_m,
            hard_share=self.hard_share,
            wall_share=self.wall_hard_share,
        )


class AnticipatingPace(NamedTuple):
    """`Anticipating` as the kernel needs it."""

    steps: int
    step_s: float
    time_gap: float
    view_m: float
    horizon: float
    turn_share: float
    """Share of the way to the chosen direction that people turn in a step."""
    pressed_share: float
    side: float
    keep: float
    creep: float
    swath: float
    shoulders: float
    hard: float
    oncoming_room: float
    comfort: float
    most_round: float
    """People in view at whom nobody plans for more room."""
    per_more: float
    """One over how many more these are than those up to whom people plan for all of it."""
    look_m: float
    facing: float
    following: float
    crossing_swath: float
    crossing_stop: float
    place: float
    behind: float
    per_place2: float
    """One over the square of a place's radius."""
    per_person: float
    """Density that one person in its middle makes."""
    full_from: float
    per_full: float
    """One over how much denser a place is at which people wait."""
    per_fuller: float
    wall_share: float
    """Radii that people keep from walls where they can choose."""
    wall_hard: float
    """Radii nearer than which they never come."""
    shuffle: float


@walks_by(AnticipatingPace)
@uncounted
def _walk_frame(pace, bodies, near, ground, manner, n, frame_number):  # type: ignore[no-untyped-def]
    """Choose directions, then make the steps of a frame."""
    look_and_turn(bodies, near, ground, manner, pace, n, frame_number)
    n_tiles = cut_into_tiles(near, n)
    for step in range(pace.steps):
        _turn(bodies, pace, n)
        for tile in range(n_tiles):
            _measure(bodies, near, ground, pace, tile)
            for k in range(near.tile[tile], near.tile[tile + 1]):
                if bodies.hold[k] >= 0:
                    _choose_velocity(bodies, near, ground, pace, k, near.first[near.tile[tile]], step)
        _move(bodies, pace, n)


@inlined
def _turn(bodies, pace, n):  # type: ignore[no-untyped-def]
    """Turn everybody toward the direction that they have chosen."""
    way_x = bodies.way_x
    way_y = bodies.way_y
    turn_x = bodies.turn_x
    turn_y = bodies.turn_y
    for k in range(n):
        # right about is by the left or the right: half of the way between two opposite directions is none
        is_about = way_x[k] * turn_x[k] + way_y[k] * turn_y[k] < _RIGHT_ABOUT
        left = 1.0 if way_x[k] * turn_y[k] - way_y[k] * turn_x[k] >= 0.0 else -1.0
        to_x = -left * way_y[k] if is_about else turn_x[k]
        to_y = left * way_x[k] if is_about else turn_y[k]
        hx = way_x[k] + pace.turn_share * (to_x - way_x[k])
        hy = way_y[k] + pace.turn_share * (to_y - way_y[k])
        length = sqrt(hx * hx + hy * hy)
        is_there = abs(turn_x[k] - hx) + abs(turn_y[k] - hy) < 1e-6
        way_x[k] = turn_x[k] if is_there else hx / length
        way_y[k] = turn_y[k] if is_there else hy / length


@inlined
def _measure(bodies, near, ground, pace, tile):  # type: ignore[no-untyped-def]
    """Note for each entry of a tile the way to the other, the gap if they are in the way, and the room for a step."""
    x = bodies.x
    y = bodies.y
    way_x = bodies.way_x
    way_y = bodies.way_y
    dx = near.dx
    dy = near.dy
    gap = near.gap
    across = near.across
    room = near.room
    skip = near.first[near.tile[tile]]
    entries = near.first[near.tile[tile + 1]] - skip
    for q in range(entries):
        i = np.uint32(near.owner[q + skip])
        j = np.uint32(near.other[q + skip])
        px = apart(x[j] - x[i], ground.loop_m, ground.per_loop)
        py = y[j] - y[i]
        dx[q] = px
        dy[q] = py
        gap[q] = way_x[i] * px + way_y[i] * py
        # where the other is across one's way when one gets there
        late = way_x[i] * near.drift_y[q + skip] - way_y[i] * near.drift_x[q + skip]
        across[q] = way_x[i] * py - way_y[i] * px + late * min(gap[q], pace.look_m)
        room[q] = 2.0 * pace.step_s * bodies.wanted[i]
    for q in range(entries):
        along = gap[q]
        square = dx[q] * dx[q] + dy[q] * dy[q]
        across2 = across[q] * across[q]
        touch = near.contact[q + skip]
        is_in_the_way = (along > 0.0) & (abs(across[q]) < near.swath[q + skip])
        stop = near.stop[q + skip]
        gap[q] = along - sqrt(max(stop * stop - across2, 0.0)) if is_in_the_way else np.inf
        reach = pace.hard * touch + room[q]
        room[q] = square - reach * reach


@inlined
def _choose_velocity(bodies, near, ground, pace, k, skip, step):  # type: ignore[no-untyped-def]
    """Set the velocity of body `k`: as fast as the gap allows, less what would run into anybody or a wall."""
    dt = pace.step_s
    if bodies.wanted[k] <= 0.0 or step < bodies.hold[k]:
        bodies.velocity_x[k] = 0.0
        bodies.velocity_y[k] = 0.0
        return
    free = np.inf
    closest = np.inf
    for q in range(near.first[k] - skip, near.first[k + 1] - skip):
        free = min(free, near.gap[q])
        closest = min(closest, near.room[q])
    v = min(bodies.allowed[k], max(pace.creep, free / pace.time_gap))
    is_by_wall = ground.wall_start[bodies.cell[k]] < ground.wall_start[bodies.cell[k] + 1]
    if closest >= 0.0 and not is_by_wall:
        bodies.velocity_x[k] = bodies.way_x[k] * v
        bodies.velocity_y[k] = bodies.way_y[k] * v
        return
    sx = bodies.way_x[k] * v * dt
    sy = bodies.way_y[k] * v * dt
    if closest < 0.0:
        sx, sy = _slid(bodies, near, pace, k, skip, sx, sy)
    if is_by_wall:
        sx, sy = kept_off_walls(bodies, ground, k, sx, sy, pace.wall_hard * bodies.radius[k])
    if closest < 0.0:
        share = _allowed(bodies, near, pace, k, skip, sx, sy)
        sx *= share
        sy *= share
    bodies.velocity_x[k] = sx / dt
    bodies.velocity_y[k] = sy / dt


@inlined
def _move(bodies, pace, n):  # type: ignore[no-untyped-def]
    """Move everybody by their velocity; press who cannot walk."""
    standstill2 = (0.5 * pace.creep) ** 2
    for k in range(n):
        vx = bodies.velocity_x[k]
        vy = bodies.velocity_y[k]
        stands = 1.0 if (vx * vx + vy * vy < standstill2) & (bodies.wanted[k] > 0.0) else 0.0
        bodies.pressed[k] += pace.pressed_share * (stands - bodies.pressed[k])
        bodies.x[k] += vx * pace.step_s
        bodies.y[k] += vy * pace.step_s


@inlined
def _half_room(near, pace, q, skip, d, pressed):  # type: ignore[no-untyped-def]
    """Return half of what is left between the two of an entry, `d` apart, before they are as near as they may come."""
    return max(0.0, 0.5 * (d - pace.hard * near.contact[q + skip] * (1.0 - near.give[q + skip] * pressed)))


@inlined
def _slid(bodies, near, pace, k, skip, sx, sy):  # type: ignore[no-untyped-def]
    """Take from a step what goes toward others beyond half of the room there is."""
    for _ in range(2):
        for q in range(near.first[k] - skip, near.first[k + 1] - skip):
            if near.room[q] < 0.0:
                d = max(sqrt(near.dx[q] * near.dx[q] + near.dy[q] * near.dy[q]), 1e-9)
                nx = near.dx[q] / d
                ny = near.dy[q] / d
                over = max(0.0, sx * nx + sy * ny - _half_room(near, pace, q, skip, d, bodies.pressed[k]))
                sx -= over * nx
                sy -= over * ny
    return sx, sy


@inlined
def _allowed(bodies, near, pace, k, skip, sx, sy):  # type: ignore[no-untyped-def]
    """Return the share of a step that leaves everybody their half of the room."""
    share = 1.0
    for q in range(near.first[k] - skip, near.first[k + 1] - skip):
        if near.room[q] < 0.0:
            d = max(sqrt(near.dx[q] * near.dx[q] + near.dy[q] * near.dy[q]), 1e-9)
            toward = (sx * near.dx[q] + sy * near.dy[q]) / d
            half = _half_room(near, pace, q, skip, d, bodies.pressed[k])
            if toward > half:
                share = min(share, half / toward)
    return share
