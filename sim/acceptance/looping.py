"""People who walk a street in a loop, in one direction or in two: what several tests look at, walked once.

The first half of the time is for the crowd to settle; the second is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import nan

import numpy as np

from sim.acceptance.rooms import looped_street
from sim.acceptance.starting import (
    Floats,
    Ints,
    crowd_in,
    desired_speeds,
    jittered_grid,
    shuffled,
    straight_laterals,
)
from sim.acceptance.walked import closest_share, longest_stand_s, progress_m_s, walk
from sim.core.errors import RunError
from sim.core.streams import Stream, Streams
from sim.evidence.register import entry
from sim.street.rows import FRAMES
from sim.street.walking.models import Walking

__all__ = ["Looped", "Street", "looped", "speeds_of", "turn_about", "weidmann_m_s"]

_SECONDS = 120
_MARGIN_M = 0.3
"""Nobody begins nearer to a wall."""
_LANE_M = 0.6
_LOOKS_S = 5
"""Lanes are looked at every so many seconds."""
_SHUFFLES = 20


@dataclass(frozen=True)
class Street:
    """A street that is walked in a loop."""

    length_m: float
    width_m: float
    is_two_way: bool = False
    """Half of the people walk against the others."""


@dataclass(frozen=True)
class Looped:
    """What was measured on it."""

    speed_m_s: float
    """Mean progress."""
    efficiency: float
    """Mean progress, of the mean desired speed."""
    longest_stand_s: float
    """From the very beginning on."""
    closest_share: float
    lane_order: float
    """Order parameter of lanes less that of the same people shuffled; 0 on a one-way street."""


@cache
def looped(walking: Walking, street: Street, *, density_per_m2: float, seed: int) -> Looped:
    """Walk a street in a loop for two minutes; not-a-number throughout if bodies of the model have no room there."""
    streams = Streams(seed)
    n = round(density_per_m2 * street.length_m * street.width_m)
    heading = turn_about(n, streams=streams) if street.is_two_way else np.ones(n, np.int64)
    box = (0.0, _MARGIN_M, street.length_m, street.width_m - _MARGIN_M)
    x, y = jittered_grid(n, box, streams=streams)
    desired = desired_speeds(n, streams=streams)
    crowd = crowd_in(looped_street(street.length_m, street.width_m), walking, streams=streams, loop_m=street.length_m)
    try:
        crowd.place(
            person_id=np.arange(n),
            x_m=x % street.length_m,
            y_m=y,
            exit=(heading > 0).astype(np.int64),
            desired_speed_m_s=desired,
            lateral=straight_laterals(y, heading, street.width_m),
        )
    except RunError:
        return Looped(nan, nan, nan, nan, nan)
    walked = walk(crowd, _SECONDS, loop_m=street.length_m)
    settled = walked.after(_SECONDS / 2)
    speed = progress_m_s(settled, heading)
    return Looped(
        speed_m_s=speed,
        efficiency=speed / float(desired.mean()),
        longest_stand_s=longest_stand_s(walked),
        closest_share=closest_share(settled, crowd.radius_m[:n]),
        lane_order=_lane_order(settled.y_m, heading, streams=streams) if street.is_two_way else 0.0,
    )


def speeds_of(walking: Walking, street: Street, densities: Sequence[float], seeds: Sequence[int]) -> Floats:
    """Return mean progress in m/s, (densities, seeds)."""
    return np.array(
        [[looped(walking, street, density_per_m2=rho, seed=seed).speed_m_s for seed in seeds] for rho in densities]
    )


def weidmann_m_s(density_per_m2: Floats) -> Floats:
    """Return the speed of people at a density, (n,).

    Source: Weidmann (1993), Transporttechnik der Fussgaenger, IVT, ETH Zuerich.
    """
    free = entry("walking.desired-speed.mean").value
    slope = entry("targets.weidmann-slope").value
    crowding = 1 / np.asarray(density_per_m2) - 1 / entry("walking.fundamental-diagram.jam-density").value
    return np.asarray(free * (1 - np.exp(-slope * crowding)))


def turn_about(n: int, *, streams: Streams) -> Ints:
    """Return 1 for half of the people and -1 for the others, drawn at random."""
    return shuffled(np.where(np.arange(n) < n // 2, -1, 1), streams=streams)


def _lane_order(y_m: Floats, heading: Ints, *, streams: Streams) -> float:
    """Return how far lanes are of one direction, 0 to 1, less what chance alone gives.

    Source: the order parameter of Rex & Loewen (2007), Phys. Rev. E 75, 051402, with lanes of a fixed width.
    """
    draw = streams.generator(Stream.WALKING)
    found = []
    for y in y_m[FRAMES :: _LOOKS_S * FRAMES]:
        lane = (y / _LANE_M).astype(np.int64)
        by_chance = np.mean([_order(lane, draw.permutation(heading)) for _ in range(_SHUFFLES)])
        found.append(_order(lane, heading) - by_chance)
    return float(np.mean(found))


def _order(lane: Ints, heading: Ints) -> float:
    there, back = np.bincount(lane, heading > 0), np.bincount(lane, heading < 0)
    return float(np.mean((((there - back) / np.maximum(there + back, 1)) ** 2)[lane]))
