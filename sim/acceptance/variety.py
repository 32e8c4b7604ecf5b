"""C5 to C8: bodies of many sizes, a street that narrows, two ways against one, and people who do not shiver."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.acceptance.finding import Numbers, case, number
from sim.acceptance.flow import CORRIDOR, COUNTER_CORRIDOR, DENSEST_TWO_WAYS, DENSITIES
from sim.acceptance.looping import Street, speeds_of, turn_about
from sim.acceptance.rooms import corridor, looped_street, narrowing_street
from sim.acceptance.starting import (
    Floats,
    Ints,
    crowd_in,
    desired_speeds,
    hard_share,
    jittered_grid,
    laterals,
    straight_laterals,
)
from sim.acceptance.walked import STUCK_S, Walked, closest_share, longest_stand_s, progress_m_s, walk
from sim.core.streams import Stream, Streams
from sim.evidence.register import entry
from sim.street.rows import FRAME_S
from sim.street.walking.models import Walking

__all__ = ["mixed_bodies", "narrowing", "no_shivering", "two_ways_against_one"]

_RADII_M = (0.15, 0.30)
_STREET_M, _WIDTH_M, _SECONDS = 100.0, 12.0, 120
_MIXED_PER_M2, _CALM_PER_M2 = 0.3, 0.15
_LENGTHS_M, _WIDE_M, _NARROW_M = (40.0, 30.0, 40.0), 18.0, 6.0
_NARROWING_PER_M2 = 0.15
_CALM_DENSITIES = (0.25, 0.5, 1.0)
_ALONE_M, _ALONE_WIDTH_M, _TO_SETTLE_M = 62.0, 10.0, 5.0
_SIDEWAYS_M_S = 0.05
"""Lateral speeds below this are no movement to either side."""
_WALKING_M_S = 0.3
"""Directions are looked at of people who walk at least so fast."""
_ROUNDING = 1e-9


@case(
    "C5",
    "Bodies of many sizes",
    source="ours; not fitted to",
    criterion="100 x 12 m, two ways, .3 per m2, radii of 0.15-0.30 m: efficiency at least [.90]; nobody stuck; nobody "
    "nearer than the hard distance",
)
def mixed_bodies(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Walk a street in two directions with bodies from narrow to wide (C5)."""
    efficiency, stand, closest = [], [], []
    for seed in seeds:
        n = round(_MIXED_PER_M2 * _STREET_M * _WIDTH_M)
        u = Streams(seed).uniform(Stream.PERSON, np.arange(n))
        radius = _RADII_M[0] + u * (_RADII_M[1] - _RADII_M[0])
        walked, heading, desired = _walk_both_ways(walking, _MIXED_PER_M2, seed, radius)
        efficiency.append(progress_m_s(walked.after(_SECONDS / 2), heading) / float(desired.mean()))
        stand.append(longest_stand_s(walked))
        closest.append(closest_share(walked, radius))
    return (
        number("efficiency", efficiency, low=0.9),
        number("longest stand", stand, "s", high=STUCK_S - 1),
        number("closest, of the sum of radii", closest, low=hard_share(walking) - _ROUNDING),
    )


@case(
    "C6",
    "A street that narrows",
    source="ours; not fitted to",
    criterion="18 m wide, 6 m for 30 m, 18 m again, two ways, .15 per m2 at first: progress along the street of who "
    "walks 30 m or more at least [.85] of their desired speed; nobody stuck; all arrive",
)
def narrowing(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Walk both ways through a street that narrows from 18 to 6 m and widens again (C6)."""
    geometry = narrowing_street(_WIDE_M, _NARROW_M, lengths_m=_LENGTHS_M)
    first, second = _LENGTHS_M[0], _LENGTHS_M[0] + _LENGTHS_M[1]
    aside = (_WIDE_M - _NARROW_M) / 2
    boxes = [
        (2.0, 0.3, first, _WIDE_M - 0.3),
        (first, aside + 0.3, second, _WIDE_M - aside - 0.3),
        (second, 0.3, sum(_LENGTHS_M) - 2, _WIDE_M - 0.3),
    ]
    efficiency, stand, left = [], [], []
    for seed in seeds:
        streams = Streams(seed)
        grids = [
            jittered_grid(round(_NARROWING_PER_M2 * (x1 - x0) * (y1 - y0)), (x0, y0, x1, y1), streams=streams, which=k)
            for k, (x0, y0, x1, y1) in enumerate(boxes)
        ]
        x, y = (np.concatenate(part) for part in zip(*grids, strict=True))
        n = len(x)
        heading = turn_about(n, streams=streams)
        desired = desired_speeds(n, streams=streams)
        crowd = crowd_in(geometry, walking, streams=streams)
        crowd.place(
            person_id=np.arange(n),
            x_m=x,
            y_m=y,
            exit=(heading > 0).astype(np.int64),
            desired_speed_m_s=desired,
            lateral=laterals(n, streams=streams),
        )
        walked = walk(crowd, 300)
        along = np.nansum(walked.steps_x_m, axis=0) * heading
        seconds = (~np.isnan(walked.steps_x_m)).sum(axis=0) * FRAME_S
        far = along > _LENGTHS_M[1]
        efficiency.append(float(along[far].sum() / (desired * seconds)[far].sum()))
        stand.append(longest_stand_s(walked))
        left.append(float(n - crowd.n_left))
    return (
        number("efficiency", efficiency, low=0.85),
        number("longest stand", stand, "s", high=STUCK_S - 1),
        number("people who do not arrive", left, high=0),
    )


@case(
    "C7",
    "Two ways against one",
    source="Zhang, Klingsch, Schadschneider & Seyfried (2012); the bounds are ours",
    criterion="v_bi/v_uni >= .9 to 1 /m2 and J_max,bi/J_max,uni in .6-1.0 (periodic 50 x 5 m, two ways up to 1.5 /m2)",
)
def two_ways_against_one(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Hold the fundamental diagram of two directions against that of one (C7)."""
    shares = speeds_of(walking, COUNTER_CORRIDOR, _CALM_DENSITIES, seeds) / speeds_of(
        walking, CORRIDOR, _CALM_DENSITIES, seeds
    )
    low, high = entry("targets.two-way-peak-flow").value
    two_ways = tuple(rho for rho in DENSITIES if rho <= DENSEST_TWO_WAYS)
    peaks = _peak_flow(walking, COUNTER_CORRIDOR, two_ways, seeds) / _peak_flow(walking, CORRIDOR, DENSITIES, seeds)
    return (
        *(
            number(f"speed of one way's at {density:g} per m2", share.tolist(), low=0.9)
            for density, share in zip(_CALM_DENSITIES, shares, strict=True)
        ),
        number("peak flow of one way's", peaks.tolist(), low=low, high=high),
    )


@case(
    "C8",
    "Nobody shivers",
    source="ours; not fitted to",
    criterion="a lone walker stays within [0.01 m] of a straight line over 50 m; on 100 x 12 m, two ways, .15 per m2, "
    "changes from one side to the other at most [0.25] a second each, and turning at most [10 degrees] a second on "
    "average",
)
def no_shivering(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let one person walk, and then many in two directions, and look for swerves that nobody would make (C8)."""
    crooked, turns, changes = [], [], []
    for seed in seeds:
        crooked.append(_off_the_line_m(walking, seed))
        walked, _, _ = _walk_both_ways(walking, _CALM_PER_M2, seed, None)
        settled = walked.after(_SECONDS / 2)
        turns.append(_turning_deg_s(settled))
        changes.append(_changes_of_side_per_s(settled))
    return (
        number("alone, off the straight line", crooked, "m", high=0.01),
        number("changes of side", changes, "/s each", high=0.25),
        number("turning", turns, "degrees/s", high=10.0),
    )


def _walk_both_ways(walking: Walking, density: float, seed: int, radius: Floats | None) -> tuple[Walked, Ints, Floats]:
    """Return what people did on a looped street, their headings and their desired speeds."""
    streams = Streams(seed)
    n = round(density * _STREET_M * _WIDTH_M)
    x, y = jittered_grid(n, (0.0, 0.3, _STREET_M, _WIDTH_M - 0.3), streams=streams)
    heading = turn_about(n, streams=streams)
    desired = desired_speeds(n, streams=streams)
    crowd = crowd_in(looped_street(_STREET_M, _WIDTH_M), walking, streams=streams, loop_m=_STREET_M)
    crowd.place(
        person_id=np.arange(n),
        x_m=x % _STREET_M,
        y_m=y,
        exit=(heading > 0).astype(np.int64),
        desired_speed_m_s=desired,
        lateral=straight_laterals(y, heading, _WIDTH_M),
        radius_m=radius,
    )
    return walk(crowd, _SECONDS, loop_m=_STREET_M), heading, desired


def _peak_flow(walking: Walking, street: Street, densities: Sequence[float], seeds: Sequence[int]) -> Floats:
    """Return the greatest flow over densities, in people a metre and second, (seeds,)."""
    speeds = speeds_of(walking, street, densities, seeds)
    return np.asarray((np.array(densities)[:, None] * speeds).max(axis=0))


def _off_the_line_m(walking: Walking, seed: int) -> float:
    """Return how far a lone walker leaves a straight line between 5 m after they began and 5 m before the end."""
    streams = Streams(seed)
    aside, speed = streams.uniform(Stream.PERSON, [0, 1])
    crowd = crowd_in(corridor(_ALONE_M, _ALONE_WIDTH_M), walking, streams=streams, capacity=4)
    crowd.place(
        person_id=0,
        x_m=2.0,
        y_m=1 + aside * (_ALONE_WIDTH_M - 2),
        exit=1,
        desired_speed_m_s=1 + speed,
        lateral=streams.uniform(Stream.PERSON, 2),
    )
    walked = walk(crowd, 120)
    is_between = (walked.x_m[:, 0] > 2 + _TO_SETTLE_M) & (walked.x_m[:, 0] < _ALONE_M - _TO_SETTLE_M)
    x, y = walked.x_m[is_between, 0], walked.y_m[is_between, 0]
    line = np.interp(x, [x[0], x[-1]], [y[0], y[-1]])
    return float(np.abs(y - line).max())


def _turning_deg_s(walked: Walked) -> float:
    """Return how fast people change direction, on average over people and time."""
    direction = np.arctan2(walked.steps_y_m, walked.steps_x_m)
    turn = np.abs((np.diff(direction, axis=0) + np.pi) % (2 * np.pi) - np.pi)
    walks = walked.speeds_m_s > _WALKING_M_S
    return float(np.degrees(turn[walks[1:] & walks[:-1]].mean())) / FRAME_S


def _changes_of_side_per_s(walked: Walked) -> float:
    """Return how often people turn from moving to one side to moving to the other, for each person and second."""
    aside = walked.steps_y_m / FRAME_S
    changes = 0
    for one in aside.T:
        sides = np.sign(one[np.abs(one) > _SIDEWAYS_M_S])
        changes += int((sides[1:] != sides[:-1]).sum())
    return changes / (aside.size * FRAME_S)
