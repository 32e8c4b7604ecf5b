"""C1 to C4: cases of our own that no setting was fitted to, with flows that cross and people who stand in the way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.acceptance.evacuation import spreads_m
from sim.acceptance.finding import Number, Numbers, case, number
from sim.acceptance.looping import turn_about
from sim.acceptance.rooms import crossing, looped_street, street_with_doors
from sim.acceptance.starting import (
    Floats,
    Ints,
    crowd_in,
    desired_speeds,
    hard_share,
    jittered_grid,
    shuffled,
    straight_laterals,
)
from sim.acceptance.trips import Trips
from sim.acceptance.walked import STUCK_S, closest_share, longest_stand_s, progress_m_s, walk
from sim.core.streams import Stream, Streams
from sim.street.behaviour import Behaviour, draw_desired_speeds
from sim.street.geometry import Geometry
from sim.street.rows import FRAME_S, FRAMES
from sim.street.walking.models import Walking

__all__ = ["crossing_flows", "doors", "parties", "standing_people"]

_LEAST_EFFICIENCY = {0.1: 0.95, 0.3: 0.90, 0.5: 0.80}
_ARM_M, _ARMS_WIDTH_M = 90.0, 8.0
_CROSSES_S = (10, 60)
"""From when to when both flows cross."""
_NEAR_M = 8.0
"""Whoever is within this distance of the crossing's middle, along both streets, is counted."""
_STREET_M, _WIDTH_M, _DENSITY_PER_M2, _SECONDS = 120.0, 12.0, 0.15, 120
_WITHIN_M = 3.0
_STOPPED = 12
"""Groups of people who stand: two of every three are an officer and who they speak to, the third is of three."""
_DOORS_M, _DOOR_M, _STREET_WITH_DOORS_M = (20.0, 40.0, 60.0, 80.0), 2.0, 100.0
_FLOW_PER_S, _DOOR_FLOW_PER_S, _COMES_S = 2.0, 0.1, 180
_EMPTIES_S = 60
_LEAST_TRIP_S = 2.0
_ROUNDING = 1e-9


@case(
    "C1",
    "Flows that cross at a right angle",
    source="ours; not fitted to",
    criterion="two streets 8 m wide cross, each walked one way: efficiency within 8 m of the middle at least "
    "[.95 .90 .80] at [.1 .3 .5] per m2 of both together; nobody stuck; nobody nearer than the hard distance",
)
def crossing_flows(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let two one-way flows cross at a right angle, as dense together as stated (C1)."""
    numbers: list[Number] = []
    for rho, least in _LEAST_EFFICIENCY.items():
        runs = [_cross(walking, rho, seed) for seed in seeds]
        efficiency, stand, closest = (list(found) for found in zip(*runs, strict=True))
        numbers += [
            number(f"efficiency at {rho:g} per m2", efficiency, low=least),
            number(f"longest stand at {rho:g} per m2", stand, "s", high=STUCK_S - 1),
            number(f"closest at {rho:g} per m2, of the sum of radii", closest, low=hard_share(walking) - _ROUNDING),
        ]
    return tuple(numbers)


@case(
    "C2",
    "Parties on a street",
    source="ours; how parties wait was mended by what it showed",
    criterion="parties of 2-4 on 120 x 12 m, two ways, .15 per m2: members stay within [3 m]; efficiency at least "
    "[.90]; nobody stuck",
)
def parties(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let parties of two to four walk a street in two directions (C2)."""
    efficiency, stand, spread, together = [], [], [], []
    for seed in seeds:
        streams = Streams(seed)
        n, party = _in_parties(round(_DENSITY_PER_M2 * _STREET_M * _WIDTH_M))
        x, y, heading = _places_of_parties(party, streams)
        size = np.bincount(party)[party]
        desired = draw_desired_speeds(Behaviour(), party, party_size=size, streams=streams)
        crowd = crowd_in(looped_street(_STREET_M, _WIDTH_M), walking, streams=streams, loop_m=_STREET_M)
        crowd.place(
            person_id=np.arange(n),
            party_id=party,
            x_m=x % _STREET_M,
            y_m=y,
            exit=(heading > 0).astype(np.int64),
            desired_speed_m_s=desired,
            lateral=straight_laterals(y, heading, _WIDTH_M),
        )
        walked = walk(crowd, _SECONDS, loop_m=_STREET_M)
        efficiency.append(progress_m_s(walked.after(_SECONDS / 2), heading) / float(desired.mean()))
        stand.append(longest_stand_s(walked))
        spreads = spreads_m(walked, party)
        spread.append(float(spreads.max()))
        together.append(float((spreads <= _WITHIN_M).mean()))
    return (
        number("share of the time within 3 m", together),
        number("furthest from one another", spread, "m", high=_WITHIN_M),
        number("efficiency", efficiency, low=0.9),
        number("longest stand", stand, "s", high=STUCK_S - 1),
    )


@case(
    "C3",
    "A street with people who stand",
    source="ours; not fitted to",
    criterion="120 x 12 m, two ways, .15 per m2, twelve groups of two or three who stand: efficiency of the others at "
    "least [.90]; nobody stuck; nobody nearer than the hard distance",
)
def standing_people(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let people walk a street on which officers speak to people, and others look on (C3)."""
    efficiency, stand, closest = [], [], []
    for seed in seeds:
        streams = Streams(seed)
        sx, sy = _who_stands(streams)
        n = round(_DENSITY_PER_M2 * _STREET_M * _WIDTH_M)
        x, y = jittered_grid(n, (0.0, 0.3, _STREET_M, _WIDTH_M - 0.3), streams=streams)
        is_free = (np.hypot(x[:, None] - sx, y[:, None] - sy) > 1.0).all(axis=1)
        x, y = x[is_free] % _STREET_M, y[is_free]
        n, m = len(x), len(sx)
        heading = turn_about(n, streams=streams)
        desired = desired_speeds(n, streams=streams)
        crowd = crowd_in(looped_street(_STREET_M, _WIDTH_M), walking, streams=streams, loop_m=_STREET_M)
        crowd.place(
            person_id=np.arange(n + m),
            x_m=np.concatenate([x, sx]),
            y_m=np.concatenate([y, sy]),
            exit=np.concatenate([heading > 0, np.ones(m)]).astype(np.int64),
            desired_speed_m_s=np.concatenate([desired, np.ones(m)]),
            lateral=np.concatenate([straight_laterals(y, heading, _WIDTH_M), np.full(m, 0.5)]),
        )
        for row in range(n, n + m):
            crowd.stand(row, np.inf)
        walked = walk(crowd, _SECONDS, loop_m=_STREET_M)
        walks = np.arange(n + m) < n
        settled = walked.after(_SECONDS / 2)
        along = settled.steps_x_m[:, :n] * heading
        efficiency.append(float(along.mean()) / FRAME_S / float(desired.mean()))
        stand.append(longest_stand_s(walked, walks))
        closest.append(closest_share(walked, crowd.radius_m[: n + m]))
    return (
        number("efficiency", efficiency, low=0.9),
        number("longest stand", stand, "s", high=STUCK_S - 1),
        number("closest, of the sum of radii", closest, low=hard_share(walking) - _ROUNDING),
    )


@case(
    "C4",
    "Doors off a street",
    source="ours; not fitted to",
    criterion="100 x 12 m, 2 people/s along it both ways, 0.1 /s out of each of eight doors and to a door opposite or "
    "an end: way over time of those who walk along at least [.90] of their desired speed, of those from "
    "doors [.80]; nobody stuck; [nobody] left outside 60 s after the last came",
)
def doors(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let people come out of doors, into a flow along the street, and cross it (C4)."""
    geometry = street_with_doors(_STREET_WITH_DOORS_M, _WIDTH_M, doors_m=_DOORS_M, door_m=_DOOR_M)
    runs = [_walk_with_doors(walking, seed, geometry) for seed in seeds]
    along, across, stand, waiting = (list(found) for found in zip(*runs, strict=True))
    return (
        number("of desired speed, along", along, low=0.9),
        number("of desired speed, from doors", across, low=0.8),
        number("longest stand", stand, "s", high=STUCK_S - 1),
        number("not yet in", waiting, high=0),
    )


def _cross(walking: Walking, density: float, seed: int) -> tuple[float, float, float]:
    """Return efficiency, the longest stand and the least distance of two flows that cross."""
    streams = Streams(seed)
    half, reach = _ARMS_WIDTH_M / 2, _ARM_M + _ARMS_WIDTH_M / 2
    each = round(density / 2 * (_ARM_M - 2) * _ARMS_WIDTH_M)
    along, across = jittered_grid(each, (-reach + 2, -half + 0.3, -half, half - 0.3), streams=streams)
    up, aside = jittered_grid(each, (-reach + 2, -half + 0.3, -half, half - 0.3), streams=streams, which=1)
    n = 2 * each
    goes_east = np.arange(n) < each
    lateral = straight_laterals(np.concatenate([across, -aside]) + half, np.ones(n, np.int64), _ARMS_WIDTH_M)
    desired = desired_speeds(n, streams=streams)
    crowd = crowd_in(crossing(_ARM_M, _ARMS_WIDTH_M), walking, streams=streams)
    crowd.place(
        person_id=np.arange(n),
        x_m=np.concatenate([along, aside]),
        y_m=np.concatenate([across, up]),
        exit=np.where(goes_east, 1, 3),
        desired_speed_m_s=desired,
        lateral=lateral,
    )
    walked = walk(crowd, 150)
    first, last = (second * FRAMES for second in _CROSSES_S)
    progress = np.where(goes_east, walked.steps_x_m, walked.steps_y_m)[first:last]
    x, y = walked.x_m[first:last], walked.y_m[first:last]
    here = (np.abs(x) < _NEAR_M) & (np.abs(y) < _NEAR_M)
    wanted = np.broadcast_to(desired, here.shape)[here].mean() * FRAME_S
    return (
        float(progress[here].mean() / wanted),
        longest_stand_s(walked),
        closest_share(walked, crowd.radius_m[:n]),
    )


def _in_parties(about: int) -> tuple[int, Ints]:
    """Return how many people, and the party of each: parties of two, three and four, in turn."""
    sizes = np.resize([2, 3, 4], about // 3)
    return int(sizes.sum()), np.repeat(np.arange(len(sizes)), sizes)


def _places_of_parties(party: Ints, streams: Streams) -> tuple[Floats, Floats, Ints]:
    """Return x, y and heading of parties who begin abreast of each other, 0.7 m apart."""
    parties = int(party[-1]) + 1
    x, y = jittered_grid(parties, (0.0, 1.4, _STREET_M, _WIDTH_M - 1.4), streams=streams)
    heading = turn_about(parties, streams=streams)
    first = np.searchsorted(party, np.arange(parties))
    rank = np.arange(len(party)) - first[party]
    abreast = 0.7 * (rank - (np.bincount(party)[party] - 1) / 2)
    return x[party], y[party] + abreast, heading[party]


def _who_stands(streams: Streams) -> tuple[Floats, Floats]:
    """Return where people stand: an officer and another, or three in a triangle, 0.8 m apart."""
    x, y = jittered_grid(_STOPPED, (4.0, 2.0, _STREET_M - 4.0, _WIDTH_M - 2.0), streams=streams, which=1)
    places = []
    for k, (at_x, at_y) in enumerate(zip(x, y, strict=True)):
        many = 3 if k % 3 == 2 else 2
        angle = 2 * np.pi * (np.arange(many) / many + k / _STOPPED)
        places.append(np.column_stack([at_x + 0.45 * np.cos(angle), at_y + 0.45 * np.sin(angle)]))
    x_m, y_m = np.concatenate(places).T
    return x_m, y_m


def _walk_with_doors(walking: Walking, seed: int, geometry: Geometry) -> tuple[float, float, float, float]:
    """Return way over time of desired speed, along and from doors; the longest stand; and who did not get in."""
    streams = Streams(seed)
    t, entrance, exit_ = _who_comes(streams)
    n, stops = len(t), Behaviour().most_stops
    desired = desired_speeds(n, streams=streams)
    crowd = crowd_in(geometry, walking, streams=streams)
    trips = Trips(n)
    for second in range(_COMES_S + _EMPTIES_S):
        come = np.flatnonzero((t >= second) & (t < second + 1))
        m = len(come)
        crowd.enter(
            person_id=come,
            party_id=come,
            entrance=entrance[come],
            exit=exit_[come],
            desired_speed_m_s=desired[come],
            stops=np.full((m, stops), -1),
            dwell_s=np.zeros((m, stops)),
            lateral=streams.uniform(Stream.PERSON, come),
        )
        crowd.advance()
        trips.look(crowd)
    share = trips.speeds_m_s / desired
    is_done = trips.seconds > _LEAST_TRIP_S
    return (
        float(share[is_done & (entrance < 2)].mean()),
        float(share[is_done & (entrance >= 2)].mean()),
        trips.longest_stand_s,
        float(crowd.n_waiting),
    )


def _who_comes(streams: Streams) -> tuple[Floats, Ints, Ints]:
    """Return when people come, by which entrance, and by which they leave."""
    draw = streams.generator(Stream.FOOTFALL)
    n_doors = 2 * len(_DOORS_M)
    along, out = round(_FLOW_PER_S * _COMES_S), round(_DOOR_FLOW_PER_S * n_doors * _COMES_S)
    ends = np.arange(along) % 2
    door = np.arange(out) % n_doors
    opposite = (door + len(_DOORS_M)) % n_doors
    goes_across = draw.uniform(size=out) < 0.5
    to = np.where(goes_across, 2 + opposite, shuffled(np.arange(out) % 2, streams=streams))
    return draw.uniform(0, _COMES_S, along + out), np.concatenate([ends, 2 + door]), np.concatenate([1 - ends, to])
