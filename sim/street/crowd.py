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
    placed_of,
    standing_of,
    waiting_of,
    walkers_of,
    with_room,
)
from sim.street.doors import append, put_down
from sim.street.errands import NO_ERRAND, TO_MEET, TO_POINT
from sim.street.geometry import Geometry
from sim.street.placing import check_places
from sim.street.reach import Reach
from sim.street.rows import ACTIVE, ENTERED, FRAMES, LEFT, LEFT_NOW, N_COUNTS, ROWS, WAITING, Gathered, Record, Waiting
from sim.street.stretch import Stretch, stretch_of, walk_through
from sim.street.walking.models import Walking
from sim.street.walking.stepping import NOT_BEGUN, advance
from sim.street.wishes import check_coming, check_placed, columns_of, each, is_whole, wholes

__all__ = ["Crowd"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_ENTRIES_AT_FIRST = 4096
"""Room in the lists of who is near whom; they grow."""
_WAITING_AT_FIRST = 256
_MOST_ROWS = 1_000_000


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
        if not is_whole(capacity, least=1, most=_MOST_ROWS):
            raise ValueError(f"capacity must be 1 or more, at most {_MOST_ROWS}, and whole, not {capacity!r}")
        if loop_m is not None and not (len(loop_m) == 2 and -np.inf < loop_m[0] < loop_m[1] < np.inf):
            raise ValueError(f"loop_m must be a lesser and a greater x, not {loop_m}")
        self.geometry = geometry
        self.capacity = capacity = int(capacity)
        self._engine = walking.engine(behaviour)
        self._fastest = behaviour.desired_speed_high_m_s
        self._ground = ground_of(geometry, loop_m)
        self._reach = Reach(geometry, self._engine)
        self._manner = manner_of(behaviour, self._engine, streams or Streams(seed=1))
        self._walkers = walkers_of(capacity, behaviour.most_stops)
        self._waiting = waiting_of(_WAITING_AT_FIRST, behaviour.most_stops)
        near = near_of(geometry, self._ground, self._engine, capacity, _ENTRIES_AT_FIRST)
        self._gathered = Gathered(bodies_of(capacity), near, standing_of(capacity))
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
            If columns differ in length, are not of such numbers, if an entrance, exit, shop or lateral place does not
            exist, a speed is out of bounds, or somebody is on the street or waits already.
        """
        coming = self._coming(
            person_id=person_id, party_id=party_id, entrance=entrance, exit=exit, stops=stops, dwell_s=dwell_s,
            desired_speed_m_s=desired_speed_m_s, lateral=lateral)  # fmt: skip
        append(coming, 0, coming.person_id.size, self._waiting, self._counts)

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
        ids = wholes("person_id", person_id)
        n = ids.size
        # who is alone is of no party that anybody else can be of
        party = -1 - ids if party_id is None else wholes("party_id", each("party_id", party_id, n))
        x, y = each("x_m", x_m, n), each("y_m", y_m, n)
        speed, side = each("desired_speed_m_s", desired_speed_m_s, n), each("lateral", lateral, n)
        delay = each("delay_s", delay_s, n)
        radius = each("radius_m", self._engine.radius_m if radius_m is None else radius_m, n)
        leaves_by = wholes("exit", each("exit", exit, n))
        there = np.concatenate([self.person_id[self.is_active], self._waiting.person_id[: self.n_waiting]])
        check_placed(
            ids, x_m=x, y_m=y, leaves_by=leaves_by, speed=speed, side=side, radius=radius, delay=delay,
            last_exit=self.geometry.n_entrances - 1, fastest=self._fastest, there=there)  # fmt: skip
        here = np.flatnonzero(self.is_active)
        check_places(
            self.geometry, self._engine, person_id=ids, x_m=x, y_m=y, radius_m=radius, exit_=leaves_by,
            others_x_m=self.x_m[here], others_y_m=self.y_m[here], others_radius_m=self.radius_m[here])  # fmt: skip
        rows = np.flatnonzero(~self.is_active)[:n]
        if rows.size < n:
            raise RunError(
                "the crowd", f"it is full ({here.size} people and {n} more)", f"at most {self.capacity} at once"
            )
        people = placed_of(ids, party, leaves_by, speed, side, self._waiting.stops.shape[1])
        ends = self.geometry.places[np.maximum(leaves_by, 0)]
        dx, dy = (ends[:, 0] + ends[:, 2]) / 2 - x, (ends[:, 1] + ends[:, 3]) / 2 - y
        far = np.maximum(np.hypot(dx, dy), 1e-9)
        stands_s = np.where(leaves_by < 0, np.inf, delay)
        put_down(self._walkers, people, self._counts, rows, x, y, dx / far, dy / far, radius, stands_s)
        return rows

    def stand(self, row: int, seconds: float) -> None:
        """Let somebody stand where they are: officers in an engagement, those engaged, those who look on.

        Infinite seconds: until told otherwise. 0: they walk on.

        Raises
        ------
        ValueError
            If nobody is in that row, or the seconds are not 0 or more.
        """
        self._check_row(row)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float | np.number) or not seconds >= 0:
            raise ValueError(f"seconds must be 0 or more, not {seconds!r}")
        self._end_what_they_do(row)
        self._walkers.standing_s[row] = seconds

    def intercept(self, row: int, other_row: int) -> None:
        """Send somebody to meet another, by the shortest way; once beside them, or if the other leaves, they stand.

        Raises
        ------
        ValueError
            If nobody is in one of the rows, or they are the same.
        """
        self._check_row(row)
        self._check_row(other_row, "nobody else")
        if row == other_row:
            raise ValueError(f"nobody else is in row {other_row}")
        self._end_what_they_do(row)
        self._walkers.errand[row], self._walkers.meets[row] = TO_MEET, other_row

    def walk_to(self, row: int, x_m: float, y_m: float) -> None:
        """Send somebody to a point, by the shortest way; there, they stand.

        Raises
        ------
        ValueError
            If nobody is in that row.
        RunError
            If they could not stand at the point, or no way leads there.
        """
        self._check_row(row)
        at = float(self.x_m[row]), float(self.y_m[row])
        self._reach.check(at, (float(x_m), float(y_m)), float(self.radius_m[row]))
        self._end_what_they_do(row)
        self._walkers.errand[row] = TO_POINT
        self._walkers.sent_x[row], self._walkers.sent_y[row] = x_m, y_m

    def advance(self, seconds: int = 1) -> None:
        """Walk everybody through so many seconds, 0 or more."""
        if not is_whole(seconds):
            raise ValueError(f"seconds must be a whole number, 0 or more, not {seconds!r}")
        for _ in range(seconds):
            done = NOT_BEGUN
            while done < FRAMES:
                done = advance(
                    self._walkers, self._waiting, self._ground, self._manner, self._engine.pace, self._gathered,
                    self._record, done)  # fmt: skip
                if done < FRAMES:
                    self._make_lists_longer()

    def walk(self, due: Ints, **coming: ArrayLike) -> Stretch:
        """Walk everybody through a stretch of seconds in which people come, and return what was to be seen of it.

        Parameters
        ----------
        due
            (seconds + 1,): those of `coming` from due[s] to due[s + 1] queue before second s; the last is their number.
        coming
            (n, ...): as for `enter`.

        Raises
        ------
        ValueError
            As `enter`.
        """
        people = self._coming(**coming)
        most = min(self.capacity, self.n_rows + self.n_waiting + people.person_id.size)
        stretch = stretch_of(due.size - 1, most)
        second, done = 0, NOT_BEGUN
        while second < due.size - 1:
            second, done = walk_through(
                self._walkers, self._waiting, people, due, self._ground, self._manner, self._engine.pace,
                self._gathered, self._record, stretch, second, done)  # fmt: skip
            if done != NOT_BEGUN:
                self._make_lists_longer()
        return stretch

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

    def _make_lists_longer(self) -> None:
        near = self._gathered.near
        self._gathered = self._gathered._replace(near=with_room(near, 2 * near.other.size))

    def _coming(self, *, person_id: ArrayLike, **columns: ArrayLike) -> Waiting:
        """Return people who come as columns, checked, and make room for them in the queue."""
        people = columns_of(self._waiting.stops.shape[1], person_id=wholes("person_id", person_id), **columns)
        n = self.n_waiting
        check_coming(people, self._walkers, self.n_rows, self._waiting.person_id[:n], self.geometry, self._fastest)
        if n + people.person_id.size > self._waiting.person_id.size:
            larger = waiting_of(2 * (n + people.person_id.size), self._waiting.stops.shape[1])
            counts = np.zeros_like(self._counts)
            append(self._waiting, 0, n, larger, counts)
            self._waiting = larger
        return people

    def _check_row(self, row: int, who: str = "nobody") -> None:
        if not is_whole(row, most=self.capacity - 1) or not self.is_active[row]:
            raise ValueError(f"{who} is in row {row!r}; rows of people on the street are allowed")

    def _end_what_they_do(self, row: int) -> None:
        self._walkers.errand[row], self._walkers.standing_s[row] = NO_ERRAND, 0.0
        self._walkers.point_x[row], self._walkers.point_y[row] = self.x_m[row], self.y_m[row]
        if self._walkers.looks[row]:
            self._walkers.looks[row] = False
            self._walkers.next_stop[row] += 1
