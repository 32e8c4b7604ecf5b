"""C10: people who stand in a row across the street, queue on it, or stand beside a stall, are walked round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.acceptance.finding import Numbers, case, number
from sim.acceptance.rooms import plan
from sim.acceptance.starting import Floats, crowd_in, desired_speeds
from sim.core.streams import Stream, Streams
from sim.street.behaviour import Behaviour
from sim.street.geometry import Geometry
from sim.street.rows import FRAMES
from sim.street.walking.models import Walking

__all__ = ["Passed", "pass_those_who_stand", "people_in_a_row", "street_with_a_stall"]

_LENGTH_M, _WIDTH_M, _AT_M = 50.0, 8.0, 25.0
_SPACINGS_M = (0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
_ROW_M = (0.4, 4.9)
_LONE = (5.0, 1.5, 0.9, 1.34)
"""x, y, lateral place and desired speed of who walks alone."""
_MOST_SHARE, _MOST_STAND_S = 1.3, 5.0
_QUEUE, _QUEUE_M, _COME, _COMES_S, _MOST_S = 9, (0.2, 5.0), 115, 180, 300
_STALL_M = (2.6, 4.4)
"""A stall's least and greatest y; people stand from it to the wall at y = 0."""
_STANDING_M_S = 0.1


class Passed(NamedTuple):
    """What those did who walked past people who stand."""

    seconds: float
    """Till the last had left; infinite if somebody did not."""
    longest_stand_s: float
    through: int
    """How many passed between two who stand."""


def street_with_a_stall(stall_m: tuple[float, float] | None) -> Geometry:
    """Draw a street with an obstacle 1 m deep, in the line of those who stand, between two y; mouths: west, east."""
    ring = [(0.0, 0.0), (_LENGTH_M, 0.0), (_LENGTH_M, _WIDTH_M), (0.0, _WIDTH_M)]
    low, high = _AT_M - 0.5, _AT_M + 0.5
    stalls = [] if stall_m is None else [[(low, stall_m[0]), (high, stall_m[0]), (high, stall_m[1]), (low, stall_m[1])]]
    return plan(ring, [(ring[0], ring[3]), (ring[1], ring[2])], obstacles=stalls)


def pass_those_who_stand(
    geometry: Geometry,
    walking: Walking,
    stand_y_m: Floats,
    *,
    seed: int,
    come: int = 0,
    comes_s: int = _COMES_S,
    most_s: int = _MOST_S,
) -> Passed:
    """Let people stand across a street, and others walk past them.

    Parameters
    ----------
    stand_y_m
        Where they stand, at x = 25 m.
    come
        How many come at random times, from both ends in turn; if 0, one person walks alone from (5, 1.5).
    comes_s
        For how long they come.
    most_s
        Who has not left by then does not leave.
    """
    streams = Streams(seed)
    m = len(stand_y_m)
    crowd = crowd_in(geometry, walking, streams=streams)
    if m:
        rows = crowd.place(person_id=np.arange(m), x_m=_AT_M, y_m=stand_y_m, exit=1, desired_speed_m_s=1.0)
        for row in rows:
            crowd.stand(int(row), np.inf)
    n = max(come, 1)
    t = np.sort(streams.generator(Stream.FOOTFALL).uniform(0, comes_s, n)) if come else np.zeros(n)
    desired, lateral = np.empty(0), np.empty(0)
    if come:
        desired, lateral = desired_speeds(n, streams=streams), streams.uniform(Stream.PERSON, np.arange(n))
    stops = Behaviour().most_stops
    stands, before, longest, through = np.zeros(n), np.full((n, 2), np.nan), 0.0, 0
    if not come:
        x, y, side, speed = _LONE
        crowd.place(person_id=m, x_m=x, y_m=y, exit=1, desired_speed_m_s=speed, lateral=side)
    for second in range(most_s):
        who = np.flatnonzero((t >= second) & (t < second + 1)) if come else np.empty(0, np.int64)
        crowd.enter(
            person_id=m + who,
            party_id=m + who,
            entrance=who % 2,
            exit=1 - who % 2,
            desired_speed_m_s=desired[who],
            stops=np.full((len(who), stops), -1),
            dwell_s=np.zeros((len(who), stops)),
            lateral=lateral[who],
        )
        crowd.advance()
        if second >= t[-1] and crowd.n_active == m and not crowd.n_waiting:
            return Passed(second + 1.0, longest, through)
        active = np.flatnonzero(crowd.is_active & (crowd.person_id >= m))
        person = crowd.person_id[active] - m
        frames = crowd.frames[:, active, :2]
        stands[person] = (stands[person] + 1) * (np.hypot(*(frames[-1] - before[person]).T) < _STANDING_M_S)
        longest = max(longest, float(stands.max()))
        if m:
            through += _between(np.concatenate([before[None, person], frames]), stand_y_m)
        before[person] = frames[-1]
    return Passed(np.inf, longest, through)


@case(
    "C10",
    "People who stand in a row, a queue, and beside a stall",
    source="ours",
    criterion="8 m wide; a row from y .4 to 4.9 m, 3 m free beside it: who walks alone takes at most [1.3] times as "
    "long as without, at any spacing of .45-.8 m; 115 people past nine who queue across 4.8 m, and past people who "
    "stand between a wall and a stall: nobody stands for more than [5 s], [nobody] walks through",
)
def people_in_a_row(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let people walk past a row, a queue, and a row that ends at a stall (C10)."""
    street = street_with_a_stall(None)
    free = [pass_those_who_stand(street, walking, np.empty(0), seed=seed).seconds for seed in seeds]
    numbers = []
    for spacing in _SPACINGS_M:
        row = np.arange(_ROW_M[0], _ROW_M[1] + 1e-9, spacing)
        runs = [pass_those_who_stand(street, walking, row, seed=seed) for seed in seeds]
        shares = [run.seconds / alone for run, alone in zip(runs, free, strict=True)]
        numbers.append(number(f"time past a row {spacing:g} m apart, of the free time", shares, high=_MOST_SHARE))
        numbers.append(
            number(f"longest stand at {spacing:g} m", [run.longest_stand_s for run in runs], "s", high=_MOST_STAND_S)
        )
    queue = np.linspace(*_QUEUE_M, _QUEUE)
    beside = np.arange(0.4, _STALL_M[0], 0.5)
    for name, geometry, stand in (
        ("queue", street, queue),
        ("stall", street_with_a_stall(_STALL_M), beside),
    ):
        runs = [pass_those_who_stand(geometry, walking, stand, seed=seed, come=_COME) for seed in seeds]
        numbers += [
            number(f"longest stand past the {name}", [run.longest_stand_s for run in runs], "s", high=_MOST_STAND_S),
            number(f"through the {name}", [float(run.through) for run in runs], high=0),
            number(f"all past the {name}", [run.seconds for run in runs], "s", high=_MOST_S),
        ]
    return tuple(numbers)


def _between(places: Floats, stand_y_m: Floats) -> int:
    """Return how many of the ways (frames + 1, people, 2) of a second pass the line between two who stand."""
    assert len(places) == FRAMES + 1
    x, y = places[..., 0] - _AT_M, places[..., 1]
    passes = (x[:-1] * x[1:] < 0) & (y[1:] > stand_y_m.min()) & (y[1:] < stand_y_m.max())
    return int(passes.sum())
