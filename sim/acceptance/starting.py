"""Who stands where when a test begins: jittered grids, desired speeds and ways, all drawn from streams."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams
from sim.street.behaviour import Behaviour, draw_desired_speeds
from sim.street.crowd import Crowd
from sim.street.geometry import Geometry
from sim.street.street_map import Navigation
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.collision_free_speed import CollisionFreeSpeed
from sim.street.walking.models import Walking

__all__ = [
    "Box",
    "Floats",
    "Ints",
    "crowd_in",
    "desired_speeds",
    "hard_share",
    "jittered_grid",
    "laterals",
    "shuffled",
    "straight_laterals",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Box: TypeAlias = tuple[float, float, float, float]
"""Least x and y, greatest x and y, in metres."""

_JITTER_M = 0.03
_PLACES, _JITTER, _LATERAL, _SHUFFLE = range(4)
"""What the generators of a test's streams are for."""


def crowd_in(
    geometry: Geometry,
    walking: Walking,
    *,
    streams: Streams,
    capacity: int = 2048,
    loop_m: float | None = None,
    behaviour: Behaviour | None = None,
) -> Crowd:
    """Return a crowd of nobody yet; with `loop_m`, x is walked in a loop of so many metres from 0."""
    loop = None if loop_m is None else (0.0, loop_m)
    return Crowd(geometry, walking, behaviour or Behaviour(), capacity=capacity, streams=streams, loop_m=loop)


def jittered_grid(n: int, box: Box, *, streams: Streams, which: int = 0) -> tuple[Floats, Floats]:
    """Return x and y of `n` people spread evenly over a box, each a little off their place of the grid.

    Parameters
    ----------
    box
        The grid's cells fill it: the outermost people stand half a spacing inside.
    which
        Tells several grids of one test apart.
    """
    x0, y0, x1, y1 = box
    spacing = np.sqrt((x1 - x0) * (y1 - y0) / n)
    columns = int(np.ceil((x1 - x0) / spacing))
    rows = int(np.ceil(n / columns))
    x, y = np.meshgrid(
        x0 + (np.arange(columns) + 0.5) * (x1 - x0) / columns,
        y0 + (np.arange(rows) + 0.5) * (y1 - y0) / rows,
        indexing="ij",
    )
    taken = streams.generator(Stream.PERSON, _PLACES, which).permutation(columns * rows)[:n]
    off = streams.generator(Stream.PERSON, _JITTER, which).uniform(-_JITTER_M, _JITTER_M, (2, n))
    return x.ravel()[taken] + off[0], y.ravel()[taken] + off[1]


def desired_speeds(n: int, *, streams: Streams) -> Floats:
    """Draw desired speeds as the street does, for people who are alone."""
    return draw_desired_speeds(Behaviour(), np.arange(n), party_size=np.ones(n, np.int64), streams=streams)


def laterals(n: int, *, streams: Streams) -> Floats:
    """Draw where between left and right people like to walk, as arrivals do."""
    return streams.generator(Stream.PERSON, _LATERAL).uniform(0.0, 1.0, n)


def shuffled(values: Ints, *, streams: Streams, which: int = 0) -> Ints:
    """Return values in an order drawn at random."""
    return streams.generator(Stream.PERSON, _SHUFFLE, which).permutation(values)


def straight_laterals(y_m: Floats, heading: Ints, width_m: float) -> Floats:
    """Return the lateral places with which people walk straight on along a street from y = 0 to its width.

    Parameters
    ----------
    heading
        (n,): 1 for people who walk along x, -1 for those who walk against it.
    """
    clearance = Navigation().clearance_m
    from_south = np.clip((y_m - clearance) / (width_m - 2 * clearance), 0.0, 1.0)
    return np.where(heading > 0, 1 - from_south, from_south)


def hard_share(walking: Walking) -> float:
    """Return the share of the sum of two radii nearer than which two never come, by what a model says; 0 if nothing."""
    if isinstance(walking, Anticipating):
        return walking.hard_share * walking.shoulder_share
    return walking.shoulder_share if isinstance(walking, CollisionFreeSpeed) else 0.0
