"""B6 to B9: rooms that empty, a crowd round a corner, and groups that stay together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.acceptance.finding import Numbers, case, number
from sim.acceptance.flow import send
from sim.acceptance.rooms import chain_of_rooms, corner, corridor, room_with_exits
from sim.acceptance.starting import Floats, crowd_in, desired_speeds, jittered_grid
from sim.acceptance.walked import Walked, crossing_times, walk
from sim.core.streams import Streams
from sim.street.geometry import Geometry
from sim.street.walking.models import Walking

__all__ = ["bottlenecks", "crowd_round_a_corner", "groups", "public_space", "spreads_m"]

_ROOM_M, _ROOM_WIDTH_M, _EXITS_M, _EXIT_M, _CROWD = 30.0, 20.0, (5.0, 25.0), 1.0, 1000
_HALL_M, _JOINT_M, _GAP_M, _PEOPLE = 10.0, 5.0, 1.0, 150
_STREET_WIDTH_M, _BEGIN_M, _SHORT_M, _LONG_M, _MANY = 20.0, 6.0, 44.0, 75.4, 500
"""The short way is along the corner's inner wall; the long one goes round it at the outer wall's distance."""
_FIRST_LEG_M, _SECOND_LEG_M = 34.0, 30.0
_PATH_M, _PATH_WIDTH_M = 60.0, 6.0
_FAST_M_S, _SLOW_M_S = 1.25, 0.6
_SIZES = (2, 3, 4)
_PATIENCE_S = 1200


@case(
    "B6",
    "Crowd of people leaving a large public space",
    source="RiMEA 9",
    criterion="room 30 x 20 m, 1,000 people, four exits against two: the time about doubles [+-25 %]",
)
def public_space(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Empty a room through four exits, and through two; so many people leave little to chance: one seed does (B6)."""
    times = np.array([[_time_to_empty(walking, n, seed) for seed in seeds[:1]] for n in (4, 2)])
    return (
        number("time with four exits", times[0].tolist(), "s"),
        number("time with two", times[1].tolist(), "s"),
        number("times as long", (times[1] / times[0]).tolist(), low=2 * 0.75, high=2 * 1.25),
    )


@case(
    "B7",
    "Effect of bottlenecks",
    source="RiMEA 12",
    criterion="room, 1 m corridor, room, exit, 150 people: flow out is not above flow in by more than .05 /s",
)
def bottlenecks(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Send 150 people through a narrow corridor into a room with an exit as narrow (B7)."""
    geometry = chain_of_rooms([(_HALL_M, _HALL_M), (_JOINT_M, _GAP_M), (_HALL_M, _HALL_M), (_JOINT_M, _GAP_M)])
    flows_in, flows_out, inside = [], [], []
    for seed in seeds:
        walked = send(geometry, walking, [((0.2, 0.2, _HALL_M - 0.2, _HALL_M - 0.2), _PEOPLE, 1)], seed=seed)
        flows_in.append(_flow(crossing_times(walked, _HALL_M + _JOINT_M)))
        flows_out.append(_flow(crossing_times(walked, 2 * _HALL_M + _JOINT_M)))
        inside.append(float((~np.isnan(walked.x_m[-1])).sum()))
    return (
        number("flow in", flows_in, "/s"),
        number("flow out", flows_out, "/s"),
        number("flow out less flow in", (np.array(flows_out) - flows_in).tolist(), "/s", high=0.05),
        number("people who do not get out", inside, high=0),
    )


@case(
    "B8",
    "Movement of a large crowd of pedestrians around a corner",
    source="RiMEA 15",
    criterion="500 people: straight short < corner < straight long",
)
def crowd_round_a_corner(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Send 500 people along two straight ways and round a corner between them in length (B8)."""
    ways = {
        "straight, short": corridor(_BEGIN_M + _SHORT_M, _STREET_WIDTH_M),
        "round the corner": corner(_BEGIN_M + _FIRST_LEG_M, _SECOND_LEG_M, _STREET_WIDTH_M),
        "straight, long": corridor(_BEGIN_M + _LONG_M, _STREET_WIDTH_M),
    }
    times = np.array([[_time_along(geometry, walking, seed) for seed in seeds] for geometry in ways.values()])
    short, round_, long = times
    return (
        *(number(f"time, {name}", row.tolist(), "s") for name, row in zip(ways, times, strict=True)),
        number("corner less short", (round_ - short).tolist(), "s", low=_MOMENT_S),
        number("long less corner", (long - round_).tolist(), "s", low=_MOMENT_S),
    )


@case(
    "B9",
    "Groups",
    source="ours, after NIST TN 1822, Verif.2.9",
    criterion="groups of 2-4 with speeds 1.25 and 0.6 m/s stay within [3 m] and arrive within [10 s] of each other",
)
def groups(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let groups of two to four walk a corridor, one of them slow or all but one (B9)."""
    geometry = corridor(_PATH_M, _PATH_WIDTH_M)
    spread, apart_s = [], []
    for seed in seeds:
        runs = [_walk_group(geometry, walking, size, slow, seed) for size in _SIZES for slow in {1, size - 1}]
        spread.append(
            max(float(np.nanmax(spreads_m(walked, np.zeros(walked.x_m.shape[1], np.int64)))) for walked in runs)
        )
        arrived = [crossing_times(walked, _PATH_M - 2) for walked in runs]
        apart_s.append(max(float(times.max() - times.min()) for times in arrived))
    return (
        number("furthest from one another", spread, "m", high=3),
        number("arrive within", apart_s, "s", high=10),
    )


def spreads_m(walked: Walked, party_id: np.ndarray) -> Floats:
    """Return the greatest distance of two members of each party in each frame, (frames, parties); NaN once one left."""
    parties = np.unique(party_id)
    widest: Floats = np.zeros((len(walked.x_m), len(parties)))
    for k, party in enumerate(parties):
        members = np.flatnonzero(party_id == party)
        for a, i in enumerate(members):
            for j in members[a + 1 :]:
                dx = walked.x_m[:, i] - walked.x_m[:, j]
                if walked.loop_m:
                    dx = dx - walked.loop_m * np.round(dx / walked.loop_m)
                apart = np.hypot(dx, walked.y_m[:, i] - walked.y_m[:, j])
                widest[:, k] = np.maximum(widest[:, k], apart)
    return widest


_MOMENT_S = 1e-3


def _time_to_empty(walking: Walking, exits: int, seed: int) -> float:
    """Return when the last of 1,000 has left by the nearest exit."""
    north = _EXITS_M if exits == 4 else ()
    geometry = room_with_exits(_ROOM_M, _ROOM_WIDTH_M, south_m=_EXITS_M, north_m=north, exit_m=_EXIT_M)
    streams = Streams(seed)
    x, y = jittered_grid(_CROWD, (0.0, 0.0, _ROOM_M, _ROOM_WIDTH_M), streams=streams)
    doors = geometry.places.reshape(-1, 2, 2).mean(axis=1)
    nearest = np.argmin(np.hypot(x[:, None] - doors[:, 0], y[:, None] - doors[:, 1]), axis=1)
    crowd = crowd_in(geometry, walking, streams=streams)
    crowd.place(
        person_id=np.arange(_CROWD),
        x_m=x,
        y_m=y,
        exit=nearest,
        desired_speed_m_s=desired_speeds(_CROWD, streams=streams),
    )
    return walk(crowd, _PATIENCE_S).all_left_s


def _flow(times: Floats) -> float:
    """Return people a second between the first and the last who pass."""
    passed = np.sort(times[~np.isnan(times)])
    return (len(passed) - 1) / float(passed[-1] - passed[0]) if len(passed) > 1 else np.nan


def _time_along(geometry: Geometry, walking: Walking, seed: int) -> float:
    box = (0.0, 0.0, _BEGIN_M, _STREET_WIDTH_M)
    return send(geometry, walking, [(box, _MANY, 1)], seed=seed).all_left_s


def _walk_group(geometry: Geometry, walking: Walking, size: int, slow: int, seed: int) -> Walked:
    """Let a group walk whose first `slow` members are slow."""
    streams = Streams(seed, size)
    x, y = jittered_grid(size, (2.0, 2.0, 4.0, 4.0), streams=streams)
    crowd = crowd_in(geometry, walking, streams=streams, capacity=8)
    crowd.place(
        person_id=np.arange(size),
        party_id=0,
        x_m=x,
        y_m=y,
        exit=1,
        desired_speed_m_s=np.where(np.arange(size) < slow, _SLOW_M_S, _FAST_M_S),
    )
    return walk(crowd, 300)
