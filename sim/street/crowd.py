"""Everybody on the street at once: arrays, one row a person, moved a second at a time.

`enter` hands over the people of one second; they come in when there is room for them at their
entrance. `advance` walks everybody through one second in one kernel call (see `sim.street.stepping`).
People are conserved: arrived = waiting + active + left, at any time.
"""

from __future__ import annotations

import hashlib
import math
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.street.behaviour import Behaviour
from sim.street.doors import append, has_fault
from sim.street.geometry import Geometry
from sim.street.rows import (
    ACTIVE,
    ENTERED,
    FRAMES,
    LEFT,
    LEFT_NOW,
    N_COUNTS,
    ROWS,
    WAITING,
    Ground,
    Pace,
    Scratch,
    Waiting,
    Walkers,
)
from sim.street.stepping import advance_one_second
from sim.street.walking_collision_free_speed import FAR, CollisionFreeSpeed

__all__ = ["Crowd"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_NEIGHBOURS_EACH = 32
"""Room for this many listed pairs a row; more are found again at every step, which is only slower."""
_WAITING_AT_FIRST = 256


class Crowd:
    """The people on one street.

    Parameters
    ----------
    geometry
        The street.
    walking
        Settings of the walking model.
    behaviour
        Settings of desired speeds, stops and parties.
    capacity
        Most people on the street at once, 1 or more; others wait outside.

    Attributes
    ----------
    is_active, person_id, party_id, x_m, y_m, heading_x, heading_y, speed_m_s, desired_speed_m_s, radius_m
        Arrays of length `capacity`; a walker keeps their row from entering to leaving. A row that is not
        active keeps the last walker's values until it is used again, at the earliest in the next `advance`.
        Headings are unit vectors of the way the body faces; speeds are means over the last 0.2 s.
    frames
        (5, capacity, 4): x, y, heading_x, heading_y at 0.2, 0.4 .. 1.0 s of the last second; NaN where
        nobody is. Whoever leaves is last seen in the frame in which they reach the mouth.
    """

    def __init__(
        self, geometry: Geometry, walking: CollisionFreeSpeed, behaviour: Behaviour, *, capacity: int = 4096
    ) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be 1 or more, not {capacity}")
        self.geometry = geometry
        self.capacity = capacity
        self._ground = _ground(geometry)
        self._pace = _pace(walking, behaviour)
        self._walkers = _walkers(capacity, behaviour.most_stops)
        self._waiting = _waiting(_WAITING_AT_FIRST, behaviour.most_stops)
        self._scratch = _scratch(geometry, walking, behaviour, capacity)
        self._counts = np.zeros(N_COUNTS, np.int64)
        self._entered = np.zeros(capacity, np.int64)
        self._left = np.zeros(capacity * FRAMES, np.int64)
        self.frames: Floats = np.full((FRAMES, capacity, 4), np.nan)
        self.is_active = self._walkers.is_active
        self.person_id = self._walkers.person_id
        self.party_id = self._walkers.party_id
        self.x_m = self._walkers.x
        self.y_m = self._walkers.y
        self.heading_x = self._walkers.heading_x
        self.heading_y = self._walkers.heading_y
        self.speed_m_s = self._walkers.speed
        self.desired_speed_m_s = self._walkers.desired_speed
        self.radius_m = self._walkers.radius

    @property
    def n_active(self) -> int:
        """People on the street."""
        return int(self._counts[ACTIVE])

    @property
    def n_waiting(self) -> int:
        """People outside for whom there was no room yet."""
        return int(self._counts[WAITING])

    @property
    def n_left(self) -> int:
        """People who have left since the beginning."""
        return int(self._counts[LEFT])

    @property
    def n_rows(self) -> int:
        """1 + the highest row that was active at any time of the last second."""
        return int(self._counts[ROWS])

    @property
    def entered_rows(self) -> Ints:
        """Rows of those who came in during the last second, in the order in which they did (a view)."""
        return self._entered[: self._counts[ENTERED]]

    @property
    def left_rows(self) -> Ints:
        """Rows of those who left during the last second; their ids and places still stand (a view)."""
        return self._left[: self._counts[LEFT_NOW]]

    @property
    def is_standing(self) -> NDArray[np.bool_]:
        """Who stands at a window, (capacity,)."""
        return self.is_active & (self._walkers.standing_s > 0)

    def enter(
        self, *, person_id: ArrayLike, party_id: ArrayLike, entrance: ArrayLike, exit: ArrayLike,  # noqa: A002
        desired_speed_m_s: ArrayLike, stops: ArrayLike, dwell_s: ArrayLike, lateral: ArrayLike,
    ) -> None:
        """Queue people outside their entrances; those for whom there is room come in with the next `advance`.

        Parameters
        ----------
        person_id, party_id
            (n,): integers; the members of a party should come together.
        entrance, exit
            (n,): indices of entrances.
        desired_speed_m_s
            (n,): within the bounds of `Behaviour`.
        stops, dwell_s
            (n, most_stops): shop indices, -1 after the last; seconds at each.
        lateral
            (n,): 0 to 1, where between the left and the right of the way they like to walk.

        Raises
        ------
        ValueError
            If an entrance, exit, shop or lateral place does not exist, or a speed is out of bounds.
        """
        n = np.size(person_id)
        if not n:
            return
        columns = Waiting(
            np.atleast_1d(np.asarray(person_id, np.int64)), np.atleast_1d(np.asarray(party_id, np.int64)),
            np.atleast_1d(np.asarray(entrance, np.int64)), np.atleast_1d(np.asarray(exit, np.int64)),
            np.atleast_2d(np.asarray(stops, np.int32)), np.atleast_2d(np.asarray(dwell_s, np.float64)),
            np.atleast_1d(np.asarray(desired_speed_m_s, np.float64)),
            np.atleast_1d(np.asarray(lateral, np.float64)), np.zeros(n, np.int64))
        geometry, fastest = self.geometry, self._pace.fastest
        if has_fault(columns, geometry.n_entrances, geometry.n_shops, fastest):
            raise ValueError(f"people must have entrances and exits 0 to {geometry.n_entrances - 1}, shops -1 to "
                             f"{geometry.n_shops - 1}, lateral places 0 to 1 and desired speeds above 0 and at most "
                             f"{fastest} m/s, not {columns}")
        first = self.n_waiting
        if first + n > len(self._waiting.person_id):
            self._waiting = _grown(self._waiting, 2 * (first + n))
        append(columns, self._waiting, first)
        self._counts[WAITING] += n

    def advance(self) -> None:
        """Walk everybody through one second."""
        advance_one_second(self._walkers, self._waiting, self._ground, self._pace, self._scratch, self._counts,
                           self.frames, self._entered, self._left)

    def state_hash(self) -> str:
        """Return a hash of everything that the next second depends on: the same for the same past."""
        digest = hashlib.blake2b(self._counts.tobytes(), digest_size=16)
        active = np.flatnonzero(self.is_active)
        digest.update(active.tobytes())
        for column in self._walkers:
            digest.update(np.ascontiguousarray(column[active]).tobytes())
        for column in self._waiting:
            digest.update(np.ascontiguousarray(column[: self.n_waiting]).tobytes())
        return digest.hexdigest()


def _ground(geometry: Geometry) -> Ground:
    routes = geometry.routes
    return Ground(
        x0=routes.origin[0], y0=routes.origin[1], per_cell=1.0 / routes.cell_m, n_across=routes.shape[1],
        cell=routes.cell, segments=routes.segments, towards=routes.towards, to_go=routes.to_go_m,
        following=routes.following, walls=geometry.walls, wall_start=routes.wall_start,
        near_walls=routes.near_walls, window_normal=geometry.window_normal, n_entrances=geometry.n_entrances)


def _pace(walking: CollisionFreeSpeed, behaviour: Behaviour) -> Pace:
    frame_s = 1 / FRAMES
    return Pace(
        steps=round(frame_s / walking.step_s), step_s=walking.step_s, time_gap=walking.time_gap_s,
        radius=walking.radius_m, people_strength=walking.people_strength, people_per_m=1 / walking.people_range_m,
        wall_strength=walking.wall_strength, wall_per_m=1 / walking.wall_range_m, side=walking.side_preference,
        patience=walking.patience_s, shoulders=walking.shoulder_share,
        heading_share=1 - math.exp(-frame_s / walking.heading_time_s), fastest=behaviour.desired_speed_high_m_s,
        party_radius=behaviour.party_radius_m, party_pull=behaviour.party_pull, party_wait=behaviour.party_wait)


def _walkers(capacity: int, most_stops: int) -> Walkers:
    def ints() -> Ints:
        return np.zeros(capacity, np.int64)

    def floats() -> Floats:
        return np.zeros(capacity)

    return Walkers(
        is_active=np.zeros(capacity, bool), person_id=ints(), party_id=ints(), exit=ints(), next_stop=ints(),
        n_stops=ints(), stops=np.full((capacity, most_stops), -1, np.int32), dwell_s=np.zeros((capacity, most_stops)),
        mate=ints(), x=floats(), y=floats(), heading_x=floats(), heading_y=floats(), speed=floats(),
        desired_speed=floats(), radius=floats(), lateral=floats(), standing_s=floats(), nearest_m=floats(),
        stuck_s=ints(), detour=ints())


def _waiting(size: int, most_stops: int) -> Waiting:
    def ints() -> Ints:
        return np.zeros(size, np.int64)

    return Waiting(
        person_id=ints(), party_id=ints(), entrance=ints(), exit=ints(),
        stops=np.full((size, most_stops), -1, np.int32), dwell_s=np.zeros((size, most_stops)),
        desired_speed=np.zeros(size), lateral=np.zeros(size), tries=ints())


def _grown(waiting: Waiting, size: int) -> Waiting:
    larger = _waiting(size, waiting.stops.shape[1])
    append(waiting, larger, 0)
    return larger


def _scratch(geometry: Geometry, walking: CollisionFreeSpeed, behaviour: Behaviour, capacity: int) -> Scratch:
    # whom one must heed in a step, and how far two can close in on each other in a frame
    contact, near = 2 * walking.radius_m, 2 * walking.radius_m + FAR * walking.people_range_m
    fastest = behaviour.desired_speed_high_m_s
    block = max(near, contact + fastest * walking.time_gap_s) + 2 * fastest / FRAMES
    x0, y0, x1, y1 = geometry.bounds
    n_x, n_y = int((x1 - x0) / block) + 1, int((y1 - y0) / block) + 1

    def ints(size: int = capacity) -> NDArray[np.int32]:
        return np.zeros(size, np.int32)

    def floats() -> Floats:
        return np.zeros(capacity)

    return Scratch(
        n_x=n_x, n_y=n_y, per_block=1 / block, near=near, time_gap=walking.time_gap_s, contact=contact,
        start=ints(n_x * n_y + 2), block=ints(), order=ints(), x=floats(), y=floats(), radius=floats(),
        goal_x=floats(), goal_y=floats(), pace=floats(), desired=floats(), way_x=floats(), way_y=floats(),
        left=floats(), free=floats(), wall_m=floats(), by_wall=ints(), cell=ints(),
        one=ints(capacity * (_NEIGHBOURS_EACH + 1)), other=ints(capacity * (_NEIGHBOURS_EACH + 1)))
