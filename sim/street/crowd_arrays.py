"""The arrays that a crowd lives in: made once, or again with more room."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Streams
from sim.street.behaviour import Behaviour
from sim.street.detours import GRID
from sim.street.exponential import share_after
from sim.street.geometry import Geometry
from sim.street.neighbours import AROUND
from sim.street.rows import FRAME_S, Bodies, Ground, Manner, Near, Standing, Waiting, Walkers
from sim.street.walking.engine import Engine

__all__ = [
    "bodies_of",
    "ground_of",
    "manner_of",
    "near_of",
    "placed_of",
    "standing_of",
    "waiting_of",
    "walkers_of",
    "with_room",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_ANGLES = 16
_MOST_BLOCKS = 4_000_000


def ground_of(geometry: Geometry, loop_m: tuple[float, float] | None) -> Ground:
    """Return the street as kernels read it; x begins again from the second of `loop_m` at the first."""
    routes = geometry.routes
    begin, end = loop_m or (0.0, 0.0)
    return Ground(
        x0=routes.origin[0],
        y0=routes.origin[1],
        per_cell=1.0 / routes.cell_m,
        n_across=routes.shape[1],
        cell=routes.cell,
        segments=routes.segments,
        towards=routes.towards,
        to_go=routes.to_go_m,
        between=routes.between_m,
        following=routes.following,
        walls=geometry.walls,
        wall_start=routes.touched.start,
        near_walls=routes.touched.which,
        solid=routes.solid,
        view_start=routes.seen.start,
        view_walls=routes.seen.which,
        posts=routes.posts,
        post_start=routes.seen_posts.start,
        view_posts=routes.seen_posts.which,
        corner_width=geometry.corner_width_m,
        window_normal=geometry.window_normal,
        n_entrances=geometry.n_entrances,
        loop_from=begin,
        loop_m=end - begin,
        per_loop=1 / (end - begin) if loop_m else 0.0,
    )


def manner_of(behaviour: Behaviour, engine: Engine, streams: Streams) -> Manner:
    """Return how people use the street as kernels read it."""
    return Manner(
        facing_share=share_after(FRAME_S, behaviour.facing_time_s),
        radius=engine.radius_m,
        party_radius=behaviour.party_radius_m,
        party_pull=behaviour.party_pull,
        party_gap=behaviour.party_gap_m,
        party_hurry=behaviour.party_hurry,
        party_least=behaviour.party_least_share,
        lost_s=behaviour.lost_s,
        fastest=behaviour.desired_speed_high_m_s,
        seed=np.uint64(streams.seed),
        replication=np.uint32(streams.replication),
    )


def walkers_of(capacity: int, most_stops: int) -> Walkers:
    """Return room for so many people."""
    ints: dict[str, Any] = {
        name: np.zeros(capacity, np.int64)
        for name in (
            "person_id",
            "party_id",
            "exit",
            "next_stop",
            "n_stops",
            "mate",
            "stuck_s",
            "detour",
            "errand",
            "meets",
        )
    }
    floats: dict[str, Any] = {
        name: np.zeros(capacity)
        for name in (
            "x",
            "y",
            "velocity_x",
            "velocity_y",
            "way_x",
            "way_y",
            "heading_x",
            "heading_y",
            "speed",
            "desired_speed",
            "radius",
            "lateral",
            "standing_s",
            "pressed",
            "nearest_m",
            "sent_x",
            "sent_y",
            "point_x",
            "point_y",
            "round_x",
            "round_y",
        )
    }
    return Walkers(
        is_active=np.zeros(capacity, bool),
        looks=np.zeros(capacity, bool),
        stops_there=np.zeros(capacity, bool),
        is_on_the_way=np.zeros(capacity, bool),
        goes_round=np.zeros(capacity, bool),
        dwell_s=np.zeros((capacity, most_stops)),
        stops=np.full((capacity, most_stops), -1, np.int32),
        **ints,
        **floats,
    )


def placed_of(
    person_id: Ints, party_id: Ints, leaves_by: Ints, speed: Floats, lateral: Floats, most_stops: int
) -> Waiting:
    """Return columns of people who are put where they are, each (n,): they stop at no shop."""
    n = person_id.size
    stops, dwell_s = np.full((n, most_stops), -1, np.int32), np.zeros((n, most_stops))
    return Waiting(person_id, party_id, leaves_by, leaves_by, stops, dwell_s, speed, lateral, np.zeros(n, np.int64))


def waiting_of(size: int, most_stops: int) -> Waiting:
    """Return room for so many people outside."""
    ints = {name: np.zeros(size, np.int64) for name in ("person_id", "party_id", "entrance", "exit", "tries")}
    return Waiting(
        stops=np.full((size, most_stops), -1, np.int32),
        dwell_s=np.zeros((size, most_stops)),
        desired_speed=np.zeros(size),
        lateral=np.zeros(size),
        **ints,
    )


def bodies_of(capacity: int) -> Bodies:
    """Return room for so many people in the order of blocks."""
    shorts: dict[str, Any] = {
        name: np.zeros(capacity, np.int32) for name in ("row", "cell", "towards", "hold", "by_wall")
    }
    ints: dict[str, Any] = {name: np.zeros(capacity, np.int64) for name in ("person_id", "party", "stuck_s")}
    floats: dict[str, Any] = {name: np.zeros(capacity) for name in set(Bodies._fields) - {*shorts, *ints}}
    return Bodies(**shorts, **ints, **floats)


def near_of(geometry: Geometry, ground: Ground, engine: Engine, capacity: int, room: int) -> Near:
    """Return blocks as wide as anybody looks, and room for so many entries of the lists."""
    block = engine.reach_m / AROUND
    x0, y0, x1, y1 = geometry.bounds
    if ground.loop_m:
        x0, x1 = ground.loop_from, ground.loop_from + ground.loop_m
    # a little wider, so that a whole number fits: a loop needs that
    n_x, n_y = max(1, int((x1 - x0) / block)), max(1, int((y1 - y0) / block))
    if n_x * n_y > _MOST_BLOCKS:
        raise ValueError(
            f"the street is too large for people who look {engine.reach_m:g} m far ({n_x} times {n_y} blocks)"
        )
    if ground.loop_m and n_x < 2 * AROUND + 1:
        raise ValueError(f"a loop must be {(2 * AROUND + 1) * block:g} m long or longer, not {ground.loop_m:g} m")
    times = np.zeros(_ANGLES, np.float32)
    return with_room(
        Near(
            x0=x0,
            y0=y0,
            n_x=n_x,
            n_y=n_y,
            per_x=n_x / (x1 - x0),
            per_y=n_y / (y1 - y0),
            block=np.zeros(capacity, np.int32),
            start=np.zeros(n_x * n_y + 2, np.int32),
            first=np.zeros(capacity + 1, np.int32),
            tile=np.zeros(capacity + 1, np.int32),
            seen=np.zeros(capacity, np.int32),
            times=times,
            order=times.view(np.int32),
            owner=_NO_SHORTS,
            other=_NO_SHORTS,
            **dict.fromkeys(_ENTRIES, _NO_FLOATS),
        ),
        room,
    )


def standing_of(capacity: int) -> Standing:
    """Return room for those who stand, and for the grid about one who looks for a way round them."""
    cells = GRID * GRID
    return Standing(
        is_by_wall=np.zeros(capacity, bool),
        stamp=np.zeros(1, np.int32),
        cost=np.zeros(cells),
        heap=np.zeros(4 * cells, np.int32),
        key=np.zeros(4 * cells),
        **{name: np.zeros(capacity, np.int32) for name in ("row", "group", "size")},
        **{name: np.zeros(cells, np.int32) for name in ("known", "state", "before")},
    )


def with_room(near: Near, room: int) -> Near:
    """Return the same with room for so many entries; what was in the lists is lost."""
    floats: dict[str, Any] = {name: np.zeros(room) for name in _ENTRIES}
    return near._replace(owner=np.zeros(room, np.int32), other=np.zeros(room, np.int32), **floats)


_ENTRIES = ("contact", "give", "swath", "stop", "drift_x", "drift_y", "dx", "dy", "gap", "across", "room")
_NO_SHORTS = np.zeros(0, np.int32)
_NO_FLOATS: Any = np.zeros(0)
