"""What the kernels of walking read and write: named tuples of arrays, and the order of the counts.

Rows are stable: a walker keeps theirs from entering to leaving. Only `Scratch` is in another order, that
of the blocks into which people are counted anew for every frame.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ACTIVE", "ENTERED", "FRAMES", "LEFT", "LEFT_NOW", "N_COUNTS", "REACHED_M", "ROWS", "WAITING", "Ground",
    "Pace", "Scratch", "Waiting", "Walkers",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

FRAMES = 5
"""Frames a second, as cameras see it."""
ACTIVE, WAITING, LEFT, ENTERED, LEFT_NOW, ROWS, N_COUNTS = range(7)
"""Places in the array of counts; the last is how many there are."""
REACHED_M = 0.5
"""A mouth is reached within this distance, a window spot within half of it, a gate within twice."""


class Walkers(NamedTuple):
    """Everybody on the street, one place a row; what a row holds after its walker left means nothing."""

    is_active: Bools
    person_id: Ints
    party_id: Ints
    exit: Ints
    next_stop: Ints
    """How many stops are done."""
    n_stops: Ints
    stops: NDArray[np.int32]
    dwell_s: Floats
    mate: Ints
    """Row of the next member of the party on the street, in a ring."""
    x: Floats
    y: Floats
    heading_x: Floats
    heading_y: Floats
    speed: Floats
    desired_speed: Floats
    radius: Floats
    lateral: Floats
    standing_s: Floats
    """Seconds still to stand at a window; 0 for people who walk."""
    nearest_m: Floats
    """Least way to go so far, to the present goal."""
    stuck_s: Ints
    """Seconds since that last fell."""
    detour: Ints
    """Way-point that who is stuck aims at for this second, or -1."""


class Waiting(NamedTuple):
    """People outside the mouths, first come first."""

    person_id: Ints
    party_id: Ints
    entrance: Ints
    exit: Ints
    stops: NDArray[np.int32]
    dwell_s: Floats
    desired_speed: Floats
    lateral: Floats
    tries: Ints


class Ground(NamedTuple):
    """The street: `Geometry` and `Routes` as arrays."""

    x0: float
    y0: float
    per_cell: float
    n_across: int
    cell: NDArray[np.int32]
    segments: Floats
    towards: NDArray[np.int32]
    to_go: Floats
    following: NDArray[np.int16]
    walls: Floats
    wall_start: NDArray[np.int32]
    near_walls: NDArray[np.int32]
    window_normal: Floats
    n_entrances: int


class Pace(NamedTuple):
    """Settings of the walking model and of parties, in the form that the kernel needs."""

    steps: int
    """Steps in a frame."""
    step_s: float
    time_gap: float
    radius: float
    people_strength: float
    people_per_m: float
    wall_strength: float
    wall_per_m: float
    side: float
    patience: int
    shoulders: float
    heading_share: float
    """Share of the way to the new heading that a body turns in a frame."""
    fastest: float
    """No desired speed is higher; neighbour lists are as wide as that asks for."""
    party_radius: float
    party_pull: float
    party_wait: float


class Scratch(NamedTuple):
    """Room to work in, in the order of cells."""

    n_x: int
    n_y: int
    per_block: float
    near: float
    """Distance beyond which nobody repels."""
    time_gap: float
    contact: float
    """Distance at which two bodies touch."""
    start: NDArray[np.int32]
    block: NDArray[np.int32]
    order: NDArray[np.int32]
    x: Floats
    y: Floats
    radius: Floats
    goal_x: Floats
    goal_y: Floats
    pace: Floats
    desired: Floats
    way_x: Floats
    way_y: Floats
    """Which way people turn in this step, and then how far they walk."""
    left: Floats
    """How strongly those ahead push to the left."""
    free: Floats
    """Gap to whoever is in the way."""
    wall_m: Floats
    """Distance to the nearest wall, for those near one."""
    by_wall: NDArray[np.int32]
    """Who walks near a wall."""
    cell: NDArray[np.int32]
    one: NDArray[np.int32]
    other: NDArray[np.int32]
    """Pairs of neighbours for the frame, and at the end room for those of one walker more."""
