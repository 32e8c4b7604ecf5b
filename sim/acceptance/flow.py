"""B1 to B5: speed, flow and order of crowds, held against the fundamental diagram and the literature."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.acceptance.finding import Number, Numbers, case, number
from sim.acceptance.looping import Street, looped, speeds_of, weidmann_m_s
from sim.acceptance.rooms import bottleneck, joined_rooms
from sim.acceptance.starting import Box, Floats, crowd_in, desired_speeds, jittered_grid, laterals
from sim.acceptance.walked import STUCK_S, Walked, crossing_times, walk
from sim.core.streams import Streams
from sim.street.geometry import Geometry
from sim.street.walking.models import Walking

__all__ = [
    "CORRIDOR",
    "COUNTER_CORRIDOR",
    "DENSEST_TWO_WAYS",
    "DENSITIES",
    "bottleneck_flow",
    "busy_street",
    "counterflow",
    "fundamental_diagram",
    "lanes",
    "send",
]

CORRIDOR = Street(50.0, 5.0)
COUNTER_CORRIDOR = Street(50.0, 5.0, is_two_way=True)
DENSEST_TWO_WAYS = 1.5
"""Two ways are walked up to this density, at which they begin to jam."""
DENSITIES = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0)
_STREET = Street(160.0, 18.0, is_two_way=True)
_LANE_DENSITIES = (0.25, 0.5, 0.75, 1.0)
_LEAST_EFFICIENCY = {0.05: 0.97, 0.15: 0.95, 0.3: 0.92, 0.5: 0.85}
_AGAINST = (0, 10, 50, 100)
_OPENINGS_M = (0.9, 1.0, 1.2, 1.6, 2.0, 2.4)
_COUNTED = (20, 120)
"""Flow is measured from the 20th to the 120th who passes an opening."""
_PATIENCE_S = 600
"""Whoever has not arrived by then does not arrive."""


@case(
    "B1",
    "Measurement of the fundamental diagram",
    source="RiMEA 4; Weidmann (1993)",
    criterion="periodic 50 x 5 m, rho .25 .5 1 1.5 2 3, five seeds: within [15 %] of Weidmann to rho 2, [30 %] at 3; "
    "decreasing; peak flow 1.0-1.8 /(m s)",
)
def fundamental_diagram(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Walk one way round a loop of 50 by 5 m at six densities, and hold speeds against Weidmann's curve (B1)."""
    speeds = speeds_of(walking, CORRIDOR, DENSITIES, seeds)
    shares = speeds / weidmann_m_s(np.array(DENSITIES))[:, None]
    numbers = [
        number(
            f"speed of Weidmann's at {rho:g} per m2",
            share.tolist(),
            low=0.85 if rho <= 2 else 0.7,
            high=1.15 if rho <= 2 else 1.3,
        )
        for rho, share in zip(DENSITIES, shares, strict=True)
    ]
    rises = (np.diff(speeds, axis=0) >= 0).sum(axis=0)
    flow = (np.array(DENSITIES)[:, None] * speeds).max(axis=0)
    return (
        *numbers,
        number("densities at which speed does not fall", rises.tolist(), high=0),
        number("peak flow", flow.tolist(), "/(m s)", low=1.0, high=1.8),
    )


@case(
    "B2",
    "The street",
    source="ours",
    criterion="160 x 18 m, 50/50: efficiency at least [.97 .95 .92 .85] at [.05 .15 .3 .5] per m2; nobody stuck "
    "(under 0.1 m/s for 10 s)",
)
def busy_street(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Walk a street of 160 by 18 m in two directions (B2)."""
    numbers: list[Number] = []
    for rho, least in _LEAST_EFFICIENCY.items():
        runs = [looped(walking, _STREET, density_per_m2=rho, seed=seed) for seed in seeds]
        numbers += [
            number(f"efficiency at {rho:g} per m2", [run.efficiency for run in runs], low=least),
            number(f"longest stand at {rho:g} per m2", [run.longest_stand_s for run in runs], "s", high=STUCK_S - 1),
        ]
    return tuple(numbers)


@case(
    "B3",
    "Counterflow: two rooms connected by a corridor",
    source="IMO MSC.1/Circ.1533, test 8; NIST TN 1822, Verif.2.8",
    criterion="two rooms 10 x 10 m joined by 10 x 2 m; 100 people against 0/10/50/100: time rises with the number "
    "against; all arrive",
)
def counterflow(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Send 100 people through a corridor between two rooms against 0, 10, 50 and 100 (B3)."""
    geometry = joined_rooms(10.0, joint_m=10.0, width_m=2.0)
    seconds = np.empty((len(_AGAINST), len(seeds)))
    missing = np.empty_like(seconds)
    for k, against in enumerate(_AGAINST):
        for s, seed in enumerate(seeds):
            boxes = [((0.3, 0.3, 9.7, 9.7), 100, 1), ((20.3, 0.3, 29.7, 9.7), against, 0)]
            walked = send(geometry, walking, boxes, seed=seed)
            arrived = crossing_times(walked, 20.0)[:100]
            seconds[k, s] = np.nanmax(arrived) if (~np.isnan(arrived)).any() else np.nan
            missing[k, s] = (~np.isnan(walked.x_m[-1])).sum()
    rises = (np.diff(seconds, axis=0) > 0).sum(axis=0)
    return (
        *(number(f"time against {n}", row.tolist(), "s") for n, row in zip(_AGAINST, seconds, strict=True)),
        number("times that time rises, of 3", rises.tolist(), low=len(_AGAINST) - 1),
        *(number(f"inside against {n}", row.tolist(), high=0) for n, row in zip(_AGAINST, missing, strict=True)),
    )


@case(
    "B4",
    "Lanes",
    source="ours; the order parameter of Rex & Loewen (2007)",
    criterion="periodic 50 x 5 m, rho .25-1: order parameter of 0.6 m lanes, less its shuffled baseline [>= .6] in "
    "the last 60 of 120 s",
)
def lanes(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Walk both ways round a loop of 50 by 5 m and look for lanes (B4)."""
    numbers = []
    for rho in _LANE_DENSITIES:
        orders = [looped(walking, COUNTER_CORRIDOR, density_per_m2=rho, seed=seed).lane_order for seed in seeds]
        numbers.append(number(f"order at {rho:g} per m2", orders, low=0.6))
    return tuple(numbers)


@case(
    "B5",
    "Flow through a bottleneck",
    source="linear in the width: Seyfried et al. (2009), Transportation Science 43(3); the bounds are ours",
    criterion="room 6 m wide, 150 people, opening .9-2.4 m: flow linear in width [R2 >= .97], [1.2-2.2] /(m s)",
)
def bottleneck_flow(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Send 150 people through an opening that is made wider and wider (B5)."""
    flows = np.array([[_flow_through(walking, width, seed) for seed in seeds] for width in _OPENINGS_M])
    widths = np.array(_OPENINGS_M)
    return (
        number("R2", [_linearity(widths, flow) for flow in flows.T], low=0.97),
        *(
            number(f"flow through {width:g} m", (flow / width).tolist(), "/(m s)", low=1.2, high=2.2)
            for width, flow in zip(_OPENINGS_M, flows, strict=True)
        ),
    )


def send(
    geometry: Geometry, walking: Walking, boxes: Sequence[tuple[Box, int, int]], *, seed: int, most_s: int = _PATIENCE_S
) -> Walked:
    """Put people on grids in boxes, each box with how many and their exit, and walk them till they have left."""
    streams = Streams(seed)
    grids = [jittered_grid(n, box, streams=streams, which=k) for k, (box, n, _) in enumerate(boxes) if n]
    exits = np.concatenate([np.full(n, exit_) for _, n, exit_ in boxes])
    n = len(exits)
    crowd = crowd_in(geometry, walking, streams=streams)
    crowd.place(
        person_id=np.arange(n),
        x_m=np.concatenate([x for x, _ in grids]),
        y_m=np.concatenate([y for _, y in grids]),
        exit=exits,
        desired_speed_m_s=desired_speeds(n, streams=streams),
        lateral=laterals(n, streams=streams),
    )
    return walk(crowd, most_s)


def _flow_through(walking: Walking, opening_m: float, seed: int) -> float:
    """Return people a second through an opening; not-a-number if too few got through."""
    geometry = bottleneck(10.0, 6.0, opening_m=opening_m, wall_m=0.6, beyond_m=9.0)
    walked = send(geometry, walking, [((0.2, 0.2, 9.6, 5.8), 150, 1)], seed=seed, most_s=300)
    times = np.sort(crossing_times(walked, 10.3))
    first, last = _COUNTED
    return (last - first) / float(times[last - 1] - times[first - 1])


def _linearity(widths: Floats, flows: Floats) -> float:
    """Return R2 of a straight line through flows over widths."""
    line = np.polyval(np.polyfit(widths, flows, 1), widths) if np.isfinite(flows).all() else np.full(len(flows), np.nan)
    return 1 - float(np.sum((flows - line) ** 2) / np.sum((flows - flows.mean()) ** 2))
