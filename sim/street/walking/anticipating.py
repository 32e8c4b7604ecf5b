"""The anticipating model: look ahead, choose the direction that gets one furthest, and keep a time's distance.

Every 0.2 s people choose a direction (see `sim.street.walking.anticipation`). In every step, all from the old state,

    turn    h moves toward the chosen direction with time constant tau
    speed   v = clip(gap / T, creep, v0), where gap is the least  a - sqrt(l^2 - b^2)  over those ahead within a
            swath of `swath` l: a along h and b across it, l the sum of the radii, less for who comes towards one
            (shoulders turn)
    bodies  nobody comes nearer to anybody than `hard` l: a step takes at most half of what is left between two,
            first by sliding along, then by walking less far; walls in between

so that two never overlap at any length of step. v0 is the desired speed. Pressed is who could not walk lately: they
turn their shoulders too.

Source: Moussaid, Helbing & Theraulaz (2011), PNAS 108(17), 6884-6888, equations (1) and (2), with the heading and the
hard bodies ours. T, r and the preferences are fitted so that one set meets the acceptance tests B1 to B5
(`passerby walk verify`); what was found is in the CHANGELOG.
"""

from __future__ import annotations

from math import sqrt
from typing import Literal, NamedTuple

import numpy as np

from sim.core.config import Config
from sim.core.kernel import inlined, kernel
from sim.evidence.register import assumed
from sim.street.behaviour import Behaviour
from sim.street.exponential import share_after
from sim.street.neighbours import apart, tile_end
from sim.street.rows import FRAME_S, FRAMES, WALKED
from sim.street.walking.anticipation import look_and_turn
from sim.street.walking.engine import Engine, StepLength
from sim.street.walking.stepping import NOT_BEGUN, close_frame, open_frame, open_second
from sim.street.walls import kept_off_walls

__all__ = ["Anticipating", "AnticipatingPace", "advance"]

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
    time_gap_s: float = assumed(0.95, _FITTED, unit="s", low=0.6, high=1.2, gt=0, le=5)
    """T: the time a person leaves to whoever is ahead."""
    radius_m: float = assumed(
        0.21, f"{_FITTED}; a shoulder breadth of 0.42 m", unit="m", low=0.15, high=0.25, ge=0.1, le=0.5
    )
    """Radius of a body seen from above."""
    horizon_m: float = assumed(10.0, _FITTED, unit="m", low=8, high=12, ge=1, le=50)
    """H: how far ahead people plan."""
    view_m: float = assumed(3.5, f"{_FITTED}; people further off are not heeded", unit="m", low=3, high=5, ge=2, le=10)
    """Distance within which others are heeded."""
    turning_time_s: float = assumed(0.2, _FITTED, unit="s", low=0.1, high=0.4, gt=0, le=2)
    """tau: time constant with which people turn to the direction they have chosen."""
    side_preference: float = assumed(
        0.06,
        "British streets prefer no side by any source found; some preference forms lanes",
        unit="",
        low=0,
        high=0.1,
        ge=-1,
        le=1,
    )
    """Preference for passing on the right, in shares of the squared horizon; negative for the left."""
    keeping: float = assumed(0.03, _FITTED, unit="", low=0.01, high=0.1, ge=0, le=1)
    """Preference for the heading one has, in shares of the squared horizon."""
    creep_m_s: float = assumed(0.1, _FITTED, unit="m/s", low=0.05, high=0.2, ge=0, le=0.5)
    """Speed at which people press on even where there is no gap."""
    swath: float = assumed(0.7, _FITTED, unit="", low=0.6, high=1, gt=0, le=1)
    """Half-width of what is in the way, as a share of the sum of two radii."""
    shoulder_share: float = assumed(
        0.8, f"{_FITTED}; a body that turns aside is less wide", unit="", low=0.6, high=1, gt=0.3, le=1
    )
    """Share of the sum of two radii that two need who come towards each other."""
    hard_share: float = assumed(0.8, f"{_FITTED}; bodies give", unit="", low=0.7, high=1, gt=0.3, le=1)
    """Share of the sum of two radii nearer than which two never come (times `shoulder_share` when pressed or met)."""
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
            wall_share=1 - self.wall_give_m / self.radius_m,
            wall_hard=self.wall_hard_share,
            shuffle=self.shuffle_share,
        )
        return Engine(
            advance,
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
    wall_share: float
    """Radii that people keep from walls where they can choose."""
    wall_hard: float
    """Radii nearer than which they never come."""
    shuffle: float


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
        look_and_turn(bodies, near, ground, manner, pace, n, counts[WALKED])
        _walk(bodies, near, ground, pace, n)
        close_frame(walkers, ground, manner, bodies, counts, frames[f], left, n)
    return FRAMES


@kernel
def _walk(bodies, near, ground, pace, n):  # type: ignore[no-untyped-def]
    """Make the steps of a frame."""
    x = bodies.x
    y = bodies.y
    velocity_x = bodies.velocity_x
    velocity_y = bodies.velocity_y
    way_x = bodies.way_x
    way_y = bodies.way_y
    turn_x = bodies.turn_x
    turn_y = bodies.turn_y
    radius = bodies.radius
    pressed = bodies.pressed
    wanted = bodies.wanted
    hold = bodies.hold
    cells = bodies.cell
    first = near.first
    owner = near.owner
    other = near.other
    contact = near.contact
    give = near.give
    dx = near.dx
    dy = near.dy
    gap = near.gap
    room = near.room
    walls = ground.walls
    wall_start = ground.wall_start
    near_walls = ground.near_walls
    loop_m = ground.loop_m
    per_loop = ground.per_loop
    dt = pace.step_s
    standstill2 = (0.5 * pace.creep) ** 2
    for step in range(pace.steps):
        for k in range(n):
            hx = way_x[k] + pace.turn_share * (turn_x[k] - way_x[k])
            hy = way_y[k] + pace.turn_share * (turn_y[k] - way_y[k])
            length = sqrt(hx * hx + hy * hy)
            # who turns right about passes through nothing; who is nearly there gets there, so that straight is straight
            is_there = (length < 1e-9) | (abs(turn_x[k] - hx) + abs(turn_y[k] - hy) < 1e-6)
            way_x[k] = turn_x[k] if is_there else hx / length
            way_y[k] = turn_y[k] if is_there else hy / length
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
                gap[q] = way_x[i] * px + way_y[i] * py
                room[q] = 2.0 * dt * wanted[i]
            for q in range(first[end] - skip):
                along = gap[q]
                square = dx[q] * dx[q] + dy[q] * dy[q]
                across2 = square - along * along
                touch = contact[q + skip]
                swath = pace.swath * touch
                is_in_the_way = (along > 0.0) & (across2 < swath * swath)
                gap[q] = along - sqrt(max(touch * touch - across2, 0.0)) if is_in_the_way else np.inf
                reach = pace.hard * touch + room[q]
                room[q] = square - reach * reach
            for k in range(begin, end):
                v0 = wanted[k]
                if v0 <= 0.0 or step < hold[k]:
                    velocity_x[k] = 0.0
                    velocity_y[k] = 0.0
                    continue
                free = np.inf
                closest = np.inf
                for q in range(first[k] - skip, first[k + 1] - skip):
                    free = min(free, gap[q])
                    closest = min(closest, room[q])
                v = min(v0, max(pace.creep, free / pace.time_gap))
                c = cells[k]
                is_by_wall = wall_start[c] < wall_start[c + 1]
                if closest >= 0.0 and not is_by_wall:
                    velocity_x[k] = way_x[k] * v
                    velocity_y[k] = way_y[k] * v
                    continue
                sx = way_x[k] * v * dt
                sy = way_y[k] * v * dt
                if closest < 0.0:
                    sx, sy = _slid(
                        sx, sy, first[k], first[k + 1], skip, room, contact, give, dx, dy, pace.hard, pressed[k]
                    )
                if is_by_wall:
                    sx, sy = kept_off_walls(
                        x[k],
                        y[k],
                        sx,
                        sy,
                        wall_start[c],
                        wall_start[c + 1],
                        near_walls,
                        walls,
                        pace.wall_hard * radius[k],
                    )
                if closest < 0.0:
                    share = _allowed(
                        sx, sy, first[k], first[k + 1], skip, room, contact, give, dx, dy, pace.hard, pressed[k]
                    )
                    sx *= share
                    sy *= share
                velocity_x[k] = sx / dt
                velocity_y[k] = sy / dt
            begin = end
        for k in range(n):
            vx = velocity_x[k]
            vy = velocity_y[k]
            stands = 1.0 if (vx * vx + vy * vy < standstill2) & (wanted[k] > 0.0) else 0.0
            pressed[k] += pace.pressed_share * (stands - pressed[k])
            x[k] += vx * dt
            y[k] += vy * dt


@inlined
def _hard(q, contact, give, hard, pressed):  # type: ignore[no-untyped-def]
    """Return how near the two of an entry may come."""
    return hard * contact[q] * (1.0 - give[q] * pressed)


@kernel
def _slid(sx, sy, begin, end, skip, room, contact, give, dx, dy, hard, pressed):  # type: ignore[no-untyped-def]
    """Take from a step what goes toward others beyond half of the room there is."""
    for _ in range(2):
        for q in range(begin - skip, end - skip):
            if room[q] < 0.0:
                d = max(sqrt(dx[q] * dx[q] + dy[q] * dy[q]), 1e-9)
                nx = dx[q] / d
                ny = dy[q] / d
                over = max(0.0, sx * nx + sy * ny - max(0.0, 0.5 * (d - _hard(q + skip, contact, give, hard, pressed))))
                sx -= over * nx
                sy -= over * ny
    return sx, sy


@kernel
def _allowed(sx, sy, begin, end, skip, room, contact, give, dx, dy, hard, pressed):  # type: ignore[no-untyped-def]
    """Return the share of a step that leaves everybody their half of the room."""
    share = 1.0
    for q in range(begin - skip, end - skip):
        if room[q] < 0.0:
            d = max(sqrt(dx[q] * dx[q] + dy[q] * dy[q]), 1e-9)
            toward = (sx * dx[q] + sy * dy[q]) / d
            half = max(0.0, 0.5 * (d - _hard(q + skip, contact, give, hard, pressed)))
            if toward > half:
                share = min(share, half / toward)
    return share
