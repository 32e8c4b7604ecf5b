"""Everybody on the street at once: arrays, one row a person, moved a second at a time.

`enter` hands over the people of one second; they come in when there is room for them at their
entrance. `place` puts people down where they are. `advance` walks everybody through one second in one
kernel call (see `sim.street.walking.stepping`). People are conserved: arrived = waiting + active + left, at any time.
"""

from __future__ import annotations

import hashlib
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.core.errors import RunError
from sim.core.streams import Streams
from sim.street.behaviour import Behaviour
from sim.street.crowd_arrays import (
    bodies_of,
    ground_of,
    manner_of,
    near_of,
    standing_of,
    waiting_of,
    walkers_of,
    with_room,
)
from sim.street.doors import append, has_fault, put_down
from sim.street.errands import NO_ERRAND, TO_MEET, TO_POINT
from sim.street.geometry import Geometry
from sim.street.placing import check_places
from sim.street.rows import ACTIVE, ENTERED, FRAMES, LEFT, LEFT_NOW, N_COUNTS, ROWS, WAITING, Gathered, Record, Waiting
from sim.street.walking.models import Walking
from sim.street.walking.stepping import NOT_BEGUN, advance

__all__ = ["Crowd"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_ENTRIES_AT_FIRST = 4096
"""Room in the lists of who is near whom; they grow."""
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
    streams
        Chance: what people do who can get nowhere.
    loop_m
        Where x begins again, and from where (metres): who walks past the second comes in at the first, and people
        see each other across it. For corridors without ends, drawn longer than that at both.

    Attributes
    ----------
    is_active, person_id, party_id, x_m, y_m, heading_x, heading_y, velocity_x_m_s, velocity_y_m_s, speed_m_s,
    desired_speed_m_s, radius_m
        Arrays of length `capacity`; a walker keeps their row from entering to leaving. A row that is not
        active keeps the last walker's values until it is used again, at the earliest in the next `advance`.
        Headings are unit vectors of the way the body faces; velocities are those of the last step, speeds means over
        the last 0.2 s.
    frames
        (5, capacity, 4): x, y, heading_x, heading_y at 0.2, 0.4 .. 1.0 s of the last second; NaN where
        nobody is. Whoever leaves is last seen in the frame in which they reach the mouth.
    """

    def __init__(
        self,
        geometry: Geometry,
        walking: Walking,
        behaviour: Behaviour,
        *,
        capacity: int = 4096,
        streams: Streams | None = None,
        loop_m: tuple[float, float] | None = None,
    ) -> None:
        if capacity < 1:
            raise ValueError(f"capacity must be 1 or more, not {capacity}")
        if loop_m is not None and not loop_m[0] < loop_m[1]:
            raise ValueError(f"loop_m must be a lesser and a greater x, not {loop_m}")
        self.geometry = geometry
        self.capacity = capacity
        self._engine = walking.engine(behaviour)
        self._fastest = behaviour.desired_speed_high_m_s
        self._ground = ground_of(geometry, loop_m)
        self._manner = manner_of(behaviour, self._engine, streams or Streams(seed=1))
        self._walkers = walkers_of(capacity, behaviour.most_stops)
        self._waiting = waiting_of(_WAITING_AT_FIRST, behaviour.most_stops)
        self._near = near_of(geometry, self._ground, self._engine, capacity, _ENTRIES_AT_FIRST)
        self._bodies = bodies_of(capacity)
        self._standing = standing_of(capacity)
        self._counts = np.zeros(N_COUNTS, np.int64)
        self._entered = np.zeros(capacity, np.int64)
        self._left = np.zeros(capacity * FRAMES, np.int64)
        self.frames: Floats = np.full((FRAMES, capacity, 4), np.nan)
        self._record = Record(self._counts, self.frames, self._entered, self._left)
        self.is_active = self._walkers.is_active
        self.person_id = self._walkers.person_id
        self.party_id = self._walkers.party_id
        self.x_m = self._walkers.x
        self.y_m = self._walkers.y
        self.heading_x = self._walkers.heading_x
        self.heading_y = self._walkers.heading_y
        self.velocity_x_m_s = self._walkers.velocity_x
        self.velocity_y_m_s = self._walkers.velocity_y
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
        """Who stands: at a window, or because they were told to; (capacity,)."""
        return self.is_active & (self._walkers.standing_s > 0)

    def enter(
        self,
        *,
        person_id: ArrayLike,
        party_id: ArrayLike,
        entrance: ArrayLike,
        exit: ArrayLike,  # noqa: A002
        desired_speed_m_s: ArrayLike,
        stops: ArrayLike,
        dwell_s: ArrayLike,
        lateral: ArrayLike,
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
            np.atleast_1d(np.asarray(person_id, np.int64)),
            np.atleast_1d(np.asarray(party_id, np.int64)),
            np.atleast_1d(np.asarray(entrance, np.int64)),
            np.atleast_1d(np.asarray(exit, np.int64)),
            np.atleast_2d(np.asarray(stops, np.int32)),
            np.atleast_2d(np.asarray(dwell_s, np.float64)),
            np.atleast_1d(np.asarray(desired_speed_m_s, np.float64)),
            np.atleast_1d(np.asarray(lateral, np.float64)),
            np.zeros(n, np.int64),
        )
        geometry, fastest = self.geometry, self._fastest
        if has_fault(columns, geometry.n_entrances, geometry.n_shops, fastest):
            raise ValueError(
                f"people must have entrances and exits 0 to {geometry.n_entrances - 1}, shops -1 to "
                f"{geometry.n_shops - 1}, lateral places 0 to 1 and desired speeds above 0 and at most "
                f"{fastest} m/s, not {columns}"
            )
        first = self.n_waiting
        if first + n > len(self._waiting.person_id):
            larger = waiting_of(2 * (first + n), self._waiting.stops.shape[1])
            append(self._waiting, larger, 0)
            self._waiting = larger
        append(columns, self._waiting, first)
        self._counts[WAITING] += n

    def place(
        self,
        *,
        person_id: ArrayLike,
        x_m: ArrayLike,
        y_m: ArrayLike,
        exit: ArrayLike,  # noqa: A002
        desired_speed_m_s: ArrayLike,
        party_id: ArrayLike | None = None,
        lateral: ArrayLike = 0.5,
        radius_m: ArrayLike | None = None,
        delay_s: ArrayLike = 0.0,
    ) -> Ints:
        """Put people on the street where they are, and return their rows.

        Parameters
        ----------
        person_id
            (n,): integers. The others are (n,) or one number for all.
        x_m, y_m
            Where.
        exit
            Index of the entrance by which they leave; -1 for who stays until sent away: officers at their posts.
        desired_speed_m_s
            Above 0 and at most the fastest of `Behaviour`.
        party_id
            The members of a party have one number; None for people who are all alone.
        lateral
            0 to 1, where between the left and the right of the way they like to walk.
        radius_m
            Radius of the body; None for the walking model's.
        delay_s
            Seconds for which they stand before they set off.

        Raises
        ------
        RunError
            If somebody cannot stand there or cannot get away: see `sim.street.placing`. Nobody is then placed.
        """
        ids = np.atleast_1d(np.asarray(person_id, np.int64))
        n = ids.size
        party = ids if party_id is None else _each(party_id, n).astype(np.int64)
        x, y, speed, side, delay = (_each(given, n) for given in (x_m, y_m, desired_speed_m_s, lateral, delay_s))
        radius = _each(self._engine.radius_m if radius_m is None else radius_m, n)
        leaves_by = _each(exit, n).astype(np.int64)
        self._check_wishes(ids, leaves_by, speed, side, radius, delay)
        here = np.flatnonzero(self.is_active)
        check_places(
            self.geometry,
            self._engine,
            person_id=ids,
            x_m=x,
            y_m=y,
            radius_m=radius,
            exit_=leaves_by,
            others_x_m=self.x_m[here],
            others_y_m=self.y_m[here],
            others_radius_m=self.radius_m[here],
        )
        rows = np.flatnonzero(~self.is_active)[:n]
        if rows.size < n:
            raise RunError(
                "the crowd", f"it is full ({here.size} people and {n} more)", f"at most {self.capacity} at once"
            )
        stops = self._waiting.stops.shape[1]
        people = Waiting(
            ids,
            party,
            leaves_by,
            leaves_by,
            np.full((n, stops), -1, np.int32),
            np.zeros((n, stops)),
            speed,
            side,
            np.zeros(n, np.int64),
        )
        ends = self.geometry.places[np.maximum(leaves_by, 0)]
        dx, dy = (ends[:, 0] + ends[:, 2]) / 2 - x, (ends[:, 1] + ends[:, 3]) / 2 - y
        far = np.maximum(np.hypot(dx, dy), 1e-9)
        put_down(
            self._walkers,
            people,
            self._counts,
            rows,
            x,
            y,
            dx / far,
            dy / far,
            radius,
            np.where(leaves_by < 0, np.inf, delay),
        )
        return rows

    def stand(self, row: int, seconds: float) -> None:
        """Let somebody stand where they are: officers in an engagement, those engaged, those who look on.

        Infinite seconds: until told otherwise. None: they walk on.
        """
        if not seconds >= 0:
            raise ValueError(f"seconds must be 0 or more, not {seconds}")
        self._end_what_they_do(row)
        self._walkers.standing_s[row] = seconds

    def intercept(self, row: int, other_row: int) -> None:
        """Send somebody to meet another, by the shortest way; once beside them, or if the other leaves, they stand."""
        if not self.is_active[other_row] or row == other_row:
            raise ValueError(f"nobody else is in row {other_row}")
        self._end_what_they_do(row)
        self._walkers.errand[row], self._walkers.meets[row] = TO_MEET, other_row

    def walk_to(self, row: int, x_m: float, y_m: float) -> None:
        """Send somebody to a point, by the shortest way; there, they stand."""
        if not self.geometry.contains(np.array([x_m]), np.array([y_m]))[0]:
            raise ValueError(f"the point ({x_m:g}, {y_m:g}) is outside the walkable area")
        self._end_what_they_do(row)
        self._walkers.errand[row] = TO_POINT
        self._walkers.sent_x[row], self._walkers.sent_y[row] = x_m, y_m

    def advance(self, seconds: int = 1) -> None:
        """Walk everybody through so many seconds."""
        for _ in range(seconds):
            done = NOT_BEGUN
            while done < FRAMES:
                done = advance(
                    self._walkers,
                    self._waiting,
                    self._ground,
                    self._manner,
                    self._engine.pace,
                    Gathered(self._bodies, self._near, self._standing),
                    self._record,
                    done,
                )
                if done < FRAMES:
                    self._near = with_room(self._near, 2 * self._near.other.size)

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

    def _end_what_they_do(self, row: int) -> None:
        if not self.is_active[row]:
            raise ValueError(f"nobody is in row {row}")
        self._walkers.errand[row], self._walkers.standing_s[row] = NO_ERRAND, 0.0
        self._walkers.point_x[row], self._walkers.point_y[row] = self.x_m[row], self.y_m[row]
        if self._walkers.looks[row]:
            self._walkers.looks[row] = False
            self._walkers.next_stop[row] += 1

    def _check_wishes(
        self, ids: Ints, leaves_by: Ints, speed: Floats, side: Floats, radius: Floats, delay: Floats
    ) -> None:
        last = self.geometry.n_entrances - 1
        for name, given, is_right, allowed in (
            ("exit", leaves_by, (leaves_by >= -1) & (leaves_by <= last), f"0 to {last}, or -1 for nowhere"),
            (
                "desired_speed_m_s",
                speed,
                (speed > 0) & (speed <= self._fastest),
                f"above 0 and at most {self._fastest:g}",
            ),
            ("lateral", side, (side >= 0) & (side <= 1), "0 to 1"),
            ("radius_m", radius, (radius >= 0.1) & (radius <= 0.5), "0.1 to 0.5"),
            ("delay_s", delay, (delay >= 0) & np.isfinite(delay), "0 or more"),
        ):
            if not is_right.all():
                k = int(np.argmin(is_right))
                raise RunError(
                    f"{name} of person {ids[k]}", f"it is not possible ({given[k]:g})", f"allowed: {allowed}"
                )


def _each(given: ArrayLike, n: int) -> Floats:
    return np.ascontiguousarray(np.broadcast_to(np.asarray(given, np.float64), n))
