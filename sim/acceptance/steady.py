"""C9: flows that cross and meet while people keep coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.acceptance.finding import Number, Numbers, case, number
from sim.acceptance.rooms import corridor, streets_crossing
from sim.acceptance.starting import Floats, Ints, crowd_in, desired_speeds
from sim.acceptance.trips import Trips
from sim.core.streams import Stream, Streams
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import Geometry
from sim.street.walking.models import Walking

__all__ = ["Inflow", "most_per_m2", "steady_flows", "walk_in"]

_WIDTH_M, _ARM_M, _TWO_WAYS_M = 5.0, 20.0, 50.0
_ANGLES_DEG = (60.0, 90.0, 120.0)
_FLOWS_PER_M_S = (0.4, 0.5)
_COMES_S, _COUNTED_S = 300, 200
_MOST_STAND_S, _MOST_PER_M2, _LEAST_OUT = 30.0, 5.4, 0.95
_MOST_TWO_WAYS_PER_M2 = 4.0
_SIDES_M = (1.0, 2.0)


@dataclass(frozen=True)
class Inflow:
    """What came of people who kept coming."""

    longest_stand_s: float
    most_per_m2: float
    """Most people in any square of a grid of 1 m, at the end of any second."""
    most_per_m2_over_4: float
    """The same of a grid of 2 m."""
    out_share: float
    """Of those who came in during the first 200 s, how many are out at the end."""


def walk_in(
    geometry: Geometry,
    walking: Walking,
    flows: Sequence[tuple[int, int, float]],
    *,
    seed: int,
    comes_s: int = _COMES_S,
    counted_s: int = _COUNTED_S,
) -> Inflow:
    """Let people come in at random times, and walk.

    Parameters
    ----------
    flows
        Entrance, exit and people a second of each flow.
    comes_s
        For how long they come, and are watched.
    counted_s
        Those who have come in by then should be out at the end.
    """
    streams = Streams(seed)
    t, entrance, exit_ = _who_comes(flows, comes_s, streams)
    n, stops = len(t), Behaviour().most_stops
    desired = desired_speeds(n, streams=streams)
    lateral = streams.uniform(Stream.PERSON, np.arange(n))
    crowd = crowd_in(geometry, walking, streams=streams)
    trips = Trips(n)
    most = np.zeros(2)
    for second in range(comes_s):
        come = np.flatnonzero((t >= second) & (t < second + 1))
        crowd.enter(
            person_id=come,
            party_id=come,
            entrance=entrance[come],
            exit=exit_[come],
            desired_speed_m_s=desired[come],
            stops=np.full((len(come), stops), -1),
            dwell_s=np.zeros((len(come), stops)),
            lateral=lateral[come],
        )
        crowd.advance()
        trips.look(crowd)
        here = np.flatnonzero(crowd.is_active)
        most = np.maximum(most, [most_per_m2(crowd.x_m[here], crowd.y_m[here], side) for side in _SIDES_M])
        if second + 1 == counted_s:
            have_come = trips.has_come
    is_out = have_come & ~_is_in(crowd, n)
    return Inflow(trips.longest_stand_s, float(most[0]), float(most[1]), float(is_out.sum() / have_come.sum()))


@case(
    "C9",
    "Flows that cross and meet while people keep coming",
    source="ours",
    criterion="two streets 5 m wide cross at 60, 90 and 120 degrees, each walked one way by .4 and by .5 /(m s): in "
    "300 s nobody stands for more than [30 s], there are never more than [5.4] in any square of a grid of 1 m, and "
    "[.95] of those who came in the first 200 s are out; two ways in one street at .5 + .5: below [4] per m2 in any "
    "4 m2",
)
def steady_flows(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Let people come steadily into two streets that cross, and into both ends of one (C9)."""
    numbers: list[Number] = []
    for angle in _ANGLES_DEG:
        geometry = streets_crossing(_ARM_M, _WIDTH_M, angle_deg=angle)
        for flow in _FLOWS_PER_M_S:
            per_s = flow * _WIDTH_M
            runs = [walk_in(geometry, walking, [(0, 1, per_s), (2, 3, per_s)], seed=seed) for seed in seeds]
            name = f"{flow:g} + {flow:g} at {angle:g} degrees"
            most = [run.most_per_m2 for run in runs]
            numbers += [*_numbers(name, runs), number(f"most people, {name}", most, "/m2", high=_MOST_PER_M2)]
    per_s = _FLOWS_PER_M_S[-1] * _WIDTH_M
    street = corridor(_TWO_WAYS_M, _WIDTH_M)
    runs = [walk_in(street, walking, [(0, 1, per_s), (1, 0, per_s)], seed=seed) for seed in seeds]
    most = [run.most_per_m2_over_4 for run in runs]
    return (
        *numbers,
        *_numbers("two ways", runs),
        number("most people, two ways", most, "/m2", high=_MOST_TWO_WAYS_PER_M2),
    )


def _numbers(name: str, runs: Sequence[Inflow]) -> Numbers:
    return (
        number(f"longest stand, {name}", [run.longest_stand_s for run in runs], "s", high=_MOST_STAND_S),
        number(f"out, {name}", [run.out_share for run in runs], low=_LEAST_OUT),
    )


def most_per_m2(x_m: Floats, y_m: Floats, side_m: float) -> float:
    """Return the most people a square metre in any square of a grid with this side."""
    if not len(x_m):
        return 0.0
    squares = np.floor(np.column_stack([x_m, y_m]) / side_m)
    return float(np.unique(squares, axis=0, return_counts=True)[1].max()) / side_m**2


def _is_in(crowd: Crowd, n: int) -> NDArray[np.bool_]:
    inside = np.zeros(n, bool)
    inside[crowd.person_id[crowd.is_active]] = True
    return inside


def _who_comes(flows: Sequence[tuple[int, int, float]], comes_s: int, streams: Streams) -> tuple[Floats, Ints, Ints]:
    draw = streams.generator(Stream.FOOTFALL)
    counts = [round(per_s * comes_s) for _, _, per_s in flows]
    t = draw.uniform(0, comes_s, sum(counts))
    entrance, exit_ = (np.repeat([flow[q] for flow in flows], counts) for q in (0, 1))
    return t, entrance, exit_
