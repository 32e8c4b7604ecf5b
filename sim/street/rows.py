"""What the kernels of walking read and write: named tuples of arrays, and the order of the counts.

Rows are stable: a walker keeps theirs from entering to leaving. `Bodies` and `Near` are in another order,
that of the blocks into which people are counted anew for every frame.

Kernels that take these are `uncounted`: they hand the tuples on, and take arrays out of them, at no cost.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ACTIVE",
    "ENTERED",
    "FRAMES",
    "FRAME_S",
    "LEFT",
    "LEFT_NOW",
    "N_COUNTS",
    "REACHED_M",
    "ROWS",
    "WAITING",
    "WALKED",
    "Bodies",
    "Gathered",
    "Ground",
    "Manner",
    "Near",
    "Record",
    "Standing",
    "Waiting",
    "Walkers",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Shorts: TypeAlias = NDArray[np.int32]
Bools: TypeAlias = NDArray[np.bool_]

FRAMES = 5
"""Frames a second, as cameras see it."""
FRAME_S = 0.2
"""Length of a frame; steps of every walking model divide it."""
ACTIVE, WAITING, LEFT, ENTERED, LEFT_NOW, ROWS, WALKED, N_COUNTS = range(8)
"""Places in the array of counts; WALKED counts the frames since the beginning, the last is how many there are."""
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
    stops: Shorts
    dwell_s: Floats
    mate: Ints
    """Row of the next member of the party on the street, in a ring."""
    x: Floats
    y: Floats
    velocity_x: Floats
    velocity_y: Floats
    way_x: Floats
    way_y: Floats
    """The way they are walking, a unit vector; models that turn people gradually keep it from step to step."""
    heading_x: Floats
    heading_y: Floats
    """The way the body faces."""
    speed: Floats
    desired_speed: Floats
    radius: Floats
    lateral: Floats
    standing_s: Floats
    """Seconds still to stand; 0 for people who walk."""
    looks: Bools
    """Who stands because they look at a window."""
    pressed: Floats
    """0 to 1: for how much of the last half second they could not walk."""
    nearest_m: Floats
    """Least way to go so far, to the present goal."""
    stuck_s: Ints
    """Seconds since that last fell."""
    detour: Ints
    """Way-point that who is stuck aims at for this second, or -1."""
    errand: Ints
    """What they have been sent to do: NO_ERRAND, TO_MEET, TO_POINT or AS_RECORDED of `sim.street.errands`."""
    meets: Ints
    """Row of whom they have been sent to meet."""
    sent_x: Floats
    sent_y: Floats
    """Where they have been sent."""
    point_x: Floats
    point_y: Floats
    """What they walk to: a place of theirs in a gate, mouth or window on the way, or where they have been sent."""
    stops_there: Bools
    """Whether they mean to stop at that point."""
    is_on_the_way: Bools
    """Whether that point is a gate or corner that they pass, and not where they go."""
    goes_round: Bools
    """Whether people who stand are in the way to it, so that they walk to the next two first."""
    round_x: Floats
    round_y: Floats


class Waiting(NamedTuple):
    """People outside the mouths, first come first."""

    person_id: Ints
    party_id: Ints
    entrance: Ints
    exit: Ints
    stops: Shorts
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
    cell: Shorts
    segments: Floats
    towards: Shorts
    to_go: Floats
    between: Floats
    following: NDArray[np.int16]
    walls: Floats
    wall_start: Shorts
    near_walls: Shorts
    solid: Floats
    view_start: Shorts
    view_walls: Shorts
    """Walls without the mouths, and which of them are in view of a cell."""
    posts: Floats
    post_start: Shorts
    view_posts: Shorts
    """Corners that stick out, and which of them are in view of a cell."""
    corner_width: float
    window_normal: Floats
    n_entrances: int
    loop_from: float
    loop_m: float
    per_loop: float
    """Where x begins again, after how many metres, and one over that; zeros on a street with ends."""


class Manner(NamedTuple):
    """How people use the street, in the form that kernels need, and whose chance it is."""

    facing_share: float
    """Share of the way to a new heading that a body turns in a frame."""
    radius: float
    """Radius of those who come in."""
    party_radius: float
    party_pull: float
    party_gap: float
    party_hurry: float
    party_least: float
    lost_s: int
    fastest: float
    seed: np.uint64
    replication: np.uint32


class Bodies(NamedTuple):
    """Everybody in the order of blocks, as one frame needs them."""

    row: Shorts
    person_id: Ints
    cell: Shorts
    towards: Shorts
    """What the path table says of those who go to a place, read once a second."""
    x: Floats
    y: Floats
    velocity_x: Floats
    velocity_y: Floats
    way_x: Floats
    way_y: Floats
    party: Ints
    radius: Floats
    pressed: Floats
    stuck_s: Ints
    wanted: Floats
    """Speed that they would walk at if nobody were in the way; 0 for who stands."""
    aim_x: Floats
    aim_y: Floats
    """The point they walk to."""
    goal_x: Floats
    goal_y: Floats
    """The direction of it, a unit vector; 0 for who stands."""
    goal_m: Floats
    """How far it is if they mean to stop there, else infinite."""
    hold: Shorts
    """Steps of this frame for which they still stand; below 0, they walk on as recorded whatever is in the way."""
    turn_x: Floats
    turn_y: Floats
    """Direction chosen, and within a step whatever the model makes of it."""
    allowed: Floats
    """Speed at which they walk toward what is ahead, were nobody in the way: less before a place that is full."""
    free: Floats
    """Gap to whoever is in the way."""
    push: Floats
    by_wall: Shorts
    """Who walks near a wall."""


class Near(NamedTuple):
    """Blocks of the street, and who is near whom for a frame."""

    x0: float
    y0: float
    n_x: int
    n_y: int
    per_x: float
    per_y: float
    block: Shorts
    start: Shorts
    first: Shorts
    """Entries of body k are first[k] to first[k + 1]."""
    tile: Shorts
    """Those of tile t belong to bodies tile[t] to tile[t + 1]: what is worked on at a time."""
    owner: Shorts
    other: Shorts
    contact: Floats
    """Distance at which the two touch, shoulders turned for who comes towards one."""
    give: Floats
    """Share of that which one who is pressed can do without."""
    swath: Floats
    """Half-width of what the other is in the way of; -1 for who lets one pass first."""
    stop: Floats
    """Distance from the other, straight ahead, at which one would stand."""
    drift_x: Floats
    drift_y: Floats
    """How far the other walks while one walks a metre."""
    dx: Floats
    dy: Floats
    gap: Floats
    across: Floats
    room: Floats
    """Room to work in, one place an entry: the way to the other, and what the model makes of it."""
    seen: Shorts
    times: NDArray[np.float32]
    order: Shorts
    """The bits of `times`, which order positive numbers as whole numbers do."""


class Standing(NamedTuple):
    """Who stands, and a grid about one who looks for a way round them."""

    row: Shorts
    group: Shorts
    """A member of the same group with a lower number, or their own."""
    size: Shorts
    is_by_wall: Bools
    """Of a group, in the place of its first member; a wall counts as one more."""
    stamp: Shorts
    """(1,): what `known` says of cells that have been looked at."""
    known: Shorts
    state: Shorts
    before: Shorts
    cost: Floats
    heap: Shorts
    key: Floats


class Gathered(NamedTuple):
    """Everybody on the street, gathered into blocks anew for every frame."""

    bodies: Bodies
    near: Near
    standing: Standing


class Record(NamedTuple):
    """What is told of a second, and counted over all."""

    counts: Ints
    frames: Floats
    """(frames, rows, 4): see `sim.street.crowd`."""
    entered: Ints
    left: Ints
    """Rows of those who came in and left in this second, as many as `counts` says."""
