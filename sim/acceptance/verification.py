"""A1 to A7: what must hold of a few people, without averages and without chance."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from math import pi, sqrt

import numpy as np
from scipy.special import kolmogorov, ndtr

from sim.acceptance.finding import Numbers, case, number
from sim.acceptance.rooms import corner, corridor, crossing, room_with_exit
from sim.acceptance.starting import Floats, crowd_in, desired_speeds, hard_share, jittered_grid, straight_laterals
from sim.acceptance.walked import Walked, closest_share, crossing_times, walk
from sim.core.streams import Stream, Streams
from sim.evidence.register import entry
from sim.street.behaviour import Behaviour
from sim.street.geometry import Geometry
from sim.street.rows import FRAME_S
from sim.street.walking.models import Walking

__all__ = [
    "corridor_speed",
    "demographics",
    "exits_assigned",
    "premovement",
    "round_a_corner",
    "standing_person",
    "turned_corridor",
]

_SPEED_M_S = 1.33
_CORRIDOR_M, _CORRIDOR_WIDTH_M, _RUN_UP_M = 40.0, 2.0, 1.0
"""The corridor that is measured, and how far before it the person begins."""
_SETTLED_S = 4.0
"""Speed is looked at from then on: models with a mass take a moment to reach it."""
_DELAYS_S = tuple(10.0 * (k + 1) for k in range(10))
_LEG_M, _LEG_WIDTH_M, _BEGIN_M, _PEOPLE = 10.0, 2.0, 6.0, 20
_WIDE_M, _NARROW_M, _STANDS_AT_M, _STANDS_S = 4.0, 0.8, 15.0, 30
_EACH_WAY = 8
_DRAWS, _FREE_S = 5000, 8.0
_LEAST_P = 0.01
_ROUNDING, _ROUNDING_M_S = 1e-9, 1e-6


@case(
    "A1",
    "Maintaining the specified walking speed in a corridor",
    source="RiMEA 1",
    criterion="corridor 40 x 2 m, one person at 1.33 m/s: 26-34 s [and speed within 1 %]",
)
def corridor_speed(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let one person walk a corridor (A1)."""
    walked = _one_walks(walking, turn=0.0, seed=seeds[0])
    speeds = walked.speeds_m_s[round(_SETTLED_S / FRAME_S) :, 0]
    speeds = speeds[~np.isnan(speeds)]
    off = np.abs(speeds / _SPEED_M_S - 1).max()
    return (
        number("time for 40 m", _corridor_time(walked.x_m[:, 0]), "s", low=26, high=34),
        number("furthest from the specified speed", 100 * off, "%", high=1),
    )


@case(
    "A2",
    "The same corridor, turned by 45 degrees",
    source="ours, after RiMEA 1",
    criterion="the same, rotated by 45 degrees: the same time [to one step]",
)
def turned_corridor(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let one person walk the same corridor, drawn askew (A2)."""
    straight = _corridor_time(_one_walks(walking, turn=0.0, seed=seeds[0]).x_m[:, 0])
    askew = _one_walks(walking, turn=pi / 4, seed=seeds[0])
    along = (askew.x_m[:, 0] + askew.y_m[:, 0]) / sqrt(2)
    return (number("difference of times", abs(_corridor_time(along) - straight), "s", high=walking.step_s),)


@case(
    "A3",
    "Premovement time",
    source="RiMEA 5",
    criterion="room 8 x 5 m, exit 1 m, ten people with delays 10..100 s: each starts within one step of theirs",
)
def premovement(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let ten people set off one after another (A3).

    Frames come every 0.2 s. So everybody is let go twice: at the end of a frame, and one step before it. Who then
    moves in the frame before it the second time, but not the first, set off within one step of their time.
    """
    on_time, early = (_first_moves(walking, shift_s, seeds[0]) for shift_s in (0.0, walking.step_s))
    least = np.maximum(on_time, early).max() - FRAME_S
    most = np.minimum(on_time, early).max()
    return (
        number("earliest start after one's delay", least, "s", low=-walking.step_s - _ROUNDING),
        number("latest start after one's delay", most, "s", high=walking.step_s + _ROUNDING),
    )


@case(
    "A4",
    "Movement around a corner",
    source="RiMEA 6",
    criterion="L-shaped corridor 2 m wide, legs 10 m, 20 people: nobody ever inside the forbidden corner; all arrive",
)
def round_a_corner(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let 20 people walk round a corner (A4)."""
    geometry = corner(_LEG_M + _LEG_WIDTH_M, _LEG_M, _LEG_WIDTH_M)
    cut, left = [], []
    for seed in seeds:
        streams = Streams(seed)
        x, y = jittered_grid(_PEOPLE, (0.0, 0.0, _BEGIN_M, _LEG_WIDTH_M), streams=streams)
        crowd = crowd_in(geometry, walking, streams=streams)
        crowd.place(
            person_id=np.arange(_PEOPLE),
            x_m=x,
            y_m=y,
            exit=1,
            desired_speed_m_s=desired_speeds(_PEOPLE, streams=streams),
        )
        walked = walk(crowd, 120)
        cut.append(float(((walked.x_m < _LEG_M) & (walked.y_m > _LEG_WIDTH_M)).sum()))
        left.append(float(crowd.n_left))
    return (number("frames inside the corner", cut, high=0), number("people who arrive", left, low=_PEOPLE))


@case(
    "A5",
    "Allocation of demographic parameters",
    source="RiMEA 7",
    criterion="free speeds by age within 0.58-1.61 (<30), 1.41-1.54 (30-50), 0.68-1.41 (>50), 0.46-0.76 (reduced "
    "mobility) m/s [5,000 draws, Kolmogorov-Smirnov p > 0.01 against the stated law]",
)
def demographics(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Give 5,000 people speeds by age and see whether they walk at them; and draw the street's own (A5)."""
    streams = Streams(seeds[0])
    ranges: dict[str, tuple[float, float]] = entry("targets.rimea-speeds-by-age").value
    group = np.arange(_DRAWS) % len(ranges)
    low, high = np.array(list(ranges.values())).T
    u = streams.uniform(Stream.PERSON, np.arange(_DRAWS))
    walked = _walk_free(walking, low[group] + u * (high - low)[group], streams)
    outside = ((walked < low[group] - _ROUNDING_M_S) | (walked > high[group] + _ROUNDING_M_S)).sum()
    share = (walked - low[group]) / (high - low)[group]
    behaviour = Behaviour()
    own = desired_speeds(_DRAWS, streams=streams)
    return (
        number("walk outside the range of their age, of 5,000", float(outside), high=0),
        *(
            number(f"p, uniform over range, {name.replace('_', ' ')}", _p_uniform(share[group == k]), low=_LEAST_P)
            for k, name in enumerate(ranges)
        ),
        number(
            "p, the street's own law, all ages",
            _p_uniform(ndtr((own - behaviour.desired_speed_mean_m_s) / behaviour.desired_speed_sd_m_s)),
            low=_LEAST_P,
        ),
    )


@case(
    "A6",
    "A person who stands in the way",
    source="ours",
    criterion="a standing person is overtaken in a wide corridor and waited for, without overlap, in a narrow one",
)
def standing_person(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let somebody come upon another who stands, in a wide corridor and in a narrow one (A6)."""
    streams = Streams(seeds[0])
    wide = _comes_upon(walking, _WIDE_M, np.inf, streams)
    narrow = _comes_upon(walking, _NARROW_M, float(_STANDS_S), streams)
    while_standing = narrow.x_m[: round(_STANDS_S / FRAME_S), 1]
    radius = np.full(2, walking.radius_m)
    closest = min(closest_share(walked, radius, every=1) for walked in (wide, narrow))
    moved = np.hypot(wide.x_m[:, 0] - _STANDS_AT_M, wide.y_m[:, 0] - _WIDE_M / 2).max()
    return (
        number("time to overtake, 4 m wide", float(crossing_times(wide, _STANDS_AT_M + 1)[1]), "s", high=30),
        number("moved who stands", float(moved), "m", high=0),
        number("past who stands by, 0.8 m wide", float(while_standing.max()) - _STANDS_AT_M, "m", high=0),
        number("time till both are gone, 0.8 m wide", narrow.all_left_s, "s", high=90),
        number("closest, of the sum of radii", closest, low=hard_share(walking) - _ROUNDING),
    )


@case(
    "A7",
    "Allocation of escape routes",
    source="RiMEA 10",
    criterion="everyone leaves by the gate they were assigned; the gate-to-gate matrix is reproduced exactly",
)
def exits_assigned(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Send people from every gate of a crossing to every other (A7)."""
    geometry = crossing(25.0, 10.0)
    ways = np.array(list(permutations(range(geometry.n_entrances), 2)) * _EACH_WAY)
    wrong, inside = [], []
    for seed in seeds:
        streams = Streams(seed)
        crowd = crowd_in(geometry, walking, streams=streams)
        n = len(ways)
        stops = Behaviour().most_stops
        crowd.enter(
            person_id=np.arange(n),
            party_id=np.arange(n),
            entrance=ways[:, 0],
            exit=ways[:, 1],
            desired_speed_m_s=desired_speeds(n, streams=streams),
            stops=np.full((n, stops), -1),
            dwell_s=np.zeros((n, stops)),
            lateral=(np.arange(n) + 0.5) / n,
        )
        made = np.zeros((geometry.n_entrances, geometry.n_entrances), np.int64)
        for _ in range(300):
            crowd.advance()
            for row in crowd.left_rows:
                entrance = ways[crowd.person_id[row], 0]
                made[entrance, _mouth_near(geometry, crowd.x_m[row], crowd.y_m[row])] += 1
        wanted = _EACH_WAY * (1 - np.eye(geometry.n_entrances, dtype=np.int64))
        wrong.append(float(np.abs(made - wanted).sum()))
        inside.append(float(crowd.n_active + crowd.n_waiting))
    return (
        number("differences between the matrices", wrong, high=0),
        number("still inside after 300 s", inside, high=0),
    )


def _one_walks(walking: Walking, *, turn: float, seed: int) -> Walked:
    """Let one person walk along the middle of a corridor, drawn at an angle."""
    geometry = corridor(_CORRIDOR_M + 4 * _RUN_UP_M, _CORRIDOR_WIDTH_M, turn=turn)
    x, y = _RUN_UP_M, _CORRIDOR_WIDTH_M / 2
    crowd = crowd_in(geometry, walking, streams=Streams(seed), capacity=4)
    crowd.place(
        person_id=0,
        x_m=x * np.cos(turn) - y * np.sin(turn),
        y_m=x * np.sin(turn) + y * np.cos(turn),
        exit=1,
        desired_speed_m_s=_SPEED_M_S,
    )
    return walk(crowd, 120)


def _corridor_time(along_m: Floats) -> float:
    """Return how long somebody took for the corridor, from where they began."""
    walked = along_m - along_m[0]
    passed = np.flatnonzero(walked >= _CORRIDOR_M)
    if not passed.size:
        return np.inf
    k = passed[0]
    return float((k - 1 + (_CORRIDOR_M - walked[k - 1]) / (walked[k] - walked[k - 1])) * FRAME_S)


def _first_moves(walking: Walking, shift_s: float, seed: int) -> Floats:
    """Return the end of the frame in which each first moved, after their delay, in seconds, (10,)."""
    geometry = room_with_exit(8.0, 5.0, exit_m=1.0)
    streams = Streams(seed)
    n = len(_DELAYS_S)
    x, y = jittered_grid(n, (0.0, 0.0, 8.0, 5.0), streams=streams)
    delay = np.array(_DELAYS_S) - shift_s
    crowd = crowd_in(geometry, walking, streams=streams)
    crowd.place(person_id=np.arange(n), x_m=x, y_m=y, exit=1, desired_speed_m_s=_SPEED_M_S, delay_s=delay)
    walked = walk(crowd, 130)
    moved = np.nan_to_num(walked.speeds_m_s) > 0
    return np.asarray((np.argmax(moved, axis=0) + 1) * FRAME_S - delay)


def _walk_free(walking: Walking, desired_m_s: Floats, streams: Streams) -> Floats:
    """Return the speeds, (n,), of people who walk side by side with room enough, all the same way."""
    abreast, apart_m, side_m = 125, 20.0, 2.0
    n = len(desired_m_s)
    length_m = apart_m * (n / abreast + 1)
    width_m = side_m * abreast
    crowd = crowd_in(corridor(length_m, width_m, cell_m=1.0), walking, streams=streams, capacity=n)
    lane, rank = np.arange(n) % abreast, np.arange(n) // abreast
    y = np.asarray((lane + 0.5) * side_m, np.float64)
    crowd.place(
        person_id=np.arange(n),
        x_m=5.0 + apart_m * rank,
        y_m=y,
        exit=1,
        desired_speed_m_s=desired_m_s,
        lateral=straight_laterals(y, np.ones(n, np.int64), width_m),
    )
    walked = walk(crowd, round(_FREE_S) + 2)
    return np.asarray(np.nanmean(walked.after(_FREE_S).speeds_m_s, axis=0))


def _p_uniform(values: Floats) -> float:
    """Return the chance of a Kolmogorov-Smirnov distance as great if the values were uniform over (0, 1)."""
    n = len(values)
    ranked = np.sort(values)
    distance = max((np.arange(1, n + 1) / n - ranked).max(), (ranked - np.arange(n) / n).max())
    return float(kolmogorov(np.sqrt(n) * distance))


def _comes_upon(walking: Walking, width_m: float, seconds: float, streams: Streams) -> Walked:
    """Let person 1 come upon person 0, who stands for so long in the middle of a corridor."""
    crowd = crowd_in(corridor(30.0, width_m), walking, streams=streams, capacity=4)
    crowd.place(
        person_id=[0, 1], x_m=[_STANDS_AT_M, 1.0], y_m=width_m / 2, exit=1, desired_speed_m_s=_SPEED_M_S, delay_s=0.0
    )
    crowd.stand(0, seconds)
    return walk(crowd, 90)


def _mouth_near(geometry: Geometry, x_m: float, y_m: float) -> int:
    ends = geometry.places[: geometry.n_entrances].reshape(-1, 2, 2)
    return int(np.argmin(np.hypot(*(ends.mean(axis=1) - [x_m, y_m]).T)))
