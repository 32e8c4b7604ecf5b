"""A9 and A10: the same past gives the same future, and an hour of a busy street breaks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from scipy.spatial import cKDTree

from sim.acceptance.finding import Numbers, case, number
from sim.acceptance.rooms import corridor
from sim.acceptance.starting import crowd_in, desired_speeds, hard_share, jittered_grid, laterals
from sim.core.interrupts import DEAF
from sim.core.streams import Streams
from sim.street.arrivals import Footfall, draw_arrivals
from sim.street.behaviour import Behaviour
from sim.street.walking.models import Walking

__all__ = ["determinism", "hour_on_the_street"]

_SECONDS = 60
_CHUNKS = ((1,) * _SECONDS, (7,) * 8 + (4,), (_SECONDS,))
_WORKERS = 2
_LENGTH_M, _WIDTH_M, _SHOPS_EVERY_M = 400.0, 18.0, 20.0
_FILLS_S, _HOUR_S = 400, 3600
_PEOPLE_PER_DAY = 92_000.0
_ABOUT = 1000
_ROUNDING = 1e-9


@case(
    "A9",
    "Determinism",
    source="ours",
    criterion="equal state hash for any chunking of steps, one worker or two",
)
def determinism(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Walk the same crowd in seconds, in pieces and at once; here, and in two other processes (A9)."""
    here = {_hash_of(walking, chunks, seeds[0]) for chunks in _CHUNKS}
    with ProcessPoolExecutor(_WORKERS, mp_context=DEAF) as pool:
        pieces = [_CHUNKS[0]] * _WORKERS
        there = set(pool.map(_hash_of, [walking] * _WORKERS, pieces, [seeds[0]] * _WORKERS))
    return (
        number("different states, by pieces", len(here), high=1),
        number("different states, in two workers and here", len(here | there), high=1),
    )


@case(
    "A10",
    "An hour on the street",
    source="ours",
    criterion="an hour at N about 1,000: no NaN, nobody outside the walkable area, in = out + inside, no two people "
    "nearer than the model's stated hard distance (0.64 l in the anticipating model: shoulders turn)",
)
def hour_on_the_street(walking: Walking, seeds: Sequence[int]) -> Numbers:
    """Fill a street with people who come, stop at windows and go, and look at them every second (A10)."""
    behaviour = Behaviour()
    beside = np.arange(_SHOPS_EVERY_M / 2, _LENGTH_M, _SHOPS_EVERY_M)
    shops = [(x, 1.0 if k % 2 else _WIDTH_M - 1.0) for k, x in enumerate(beside.tolist())]
    geometry = corridor(_LENGTH_M, _WIDTH_M, shops=shops)
    streams = Streams(seeds[0])
    footfall = Footfall(
        people_per_day=_PEOPLE_PER_DAY, entrance_shares=dict.fromkeys(geometry.entrance_ids, 1 / geometry.n_entrances)
    )
    seconds = _FILLS_S + _HOUR_S
    arrivals = draw_arrivals(
        footfall, behaviour, geometry, start_h=12, duration_s=seconds, warm_up_s=0, streams=streams
    )
    crowd = crowd_in(geometry, walking, streams=streams, capacity=4096)
    people, lost, outside, unknown, closest = [], 0, 0, 0, 1.0
    for second in range(seconds):
        rows = arrivals.during(second, second + 1)
        crowd.enter(
            person_id=arrivals.person_id[rows],
            party_id=arrivals.party_id[rows],
            entrance=arrivals.entrance[rows],
            exit=arrivals.exit[rows],
            desired_speed_m_s=arrivals.desired_speed_m_s[rows],
            stops=arrivals.stops[rows],
            dwell_s=arrivals.dwell_s[rows],
            lateral=arrivals.lateral[rows],
        )
        crowd.advance()
        here = np.flatnonzero(crowd.is_active)
        x, y, radius = crowd.x_m[here], crowd.y_m[here], crowd.radius_m[here]
        unknown += int((~np.isfinite(crowd.frames[-1, here])).sum())
        outside += int((~geometry.contains(x, y)).sum())
        lost += abs(rows.stop - crowd.n_active - crowd.n_waiting - crowd.n_left)
        if len(here) > 1:
            i, j = cKDTree(np.column_stack([x, y])).query_pairs(2 * float(radius.max()), output_type="ndarray").T
            shares = np.hypot(x[i] - x[j], y[i] - y[j]) / (radius[i] + radius[j])
            closest = min(closest, float(shares.min(initial=1.0)))
        if second >= _FILLS_S:
            people.append(crowd.n_active)
    return (
        number("people on the street", float(np.mean(people)), low=0.8 * _ABOUT, high=1.2 * _ABOUT),
        number("places that are no number", unknown, high=0),
        number("people outside", outside, high=0),
        number("people lost or found", lost, high=0),
        number("closest, of the sum of radii", closest, low=hard_share(walking) - _ROUNDING),
    )


def _hash_of(walking: Walking, chunks: Sequence[int], seed: int) -> str:
    """Return the hash of a crowd after a minute: some in the way of each other, some still outside."""
    streams = Streams(seed)
    n, stops = 150, Behaviour().most_stops
    x, y = jittered_grid(n, (2.0, 0.3, 38.0, 5.7), streams=streams)
    crowd = crowd_in(corridor(40.0, 6.0), walking, streams=streams)
    wishes = {
        "person_id": np.arange(n),
        "exit": np.arange(n) % 2,
        "desired_speed_m_s": desired_speeds(n, streams=streams),
        "lateral": laterals(n, streams=streams),
    }
    crowd.place(x_m=x, y_m=y, delay_s=np.arange(n) % 10, **wishes)
    crowd.enter(
        entrance=1 - np.arange(n) % 2,
        party_id=n + np.arange(n) // 2,
        stops=np.full((n, stops), -1),
        dwell_s=np.zeros((n, stops)),
        **{**wishes, "person_id": n + np.arange(n)},
    )
    for seconds in chunks:
        crowd.advance(seconds)
    return crowd.state_hash()
