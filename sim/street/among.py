"""A few walkers among people whose ways are known: officers on a street that has been walked.

They find their way, keep off walls and walk by the street's own model, among everybody who is near them. The coupling
is one way: every fifth of a second the people are put where the record says, whoever stands there, so that what a few
walkers do changes nothing for the people. The price: who stands in the way of recorded people is walked through.

Within that time recorded people walk on from where they were to where they will be, so that the walking model sees
who walks, how fast and where to, and who stands; they heed nobody, since where they will be is known.
"""

from __future__ import annotations

from math import sqrt
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import Kernel, kernel, uncounted
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
from sim.street.doors import put_down
from sim.street.errands import AS_RECORDED, NO_ERRAND, TO_MEET, TO_POINT
from sim.street.geometry import Geometry
from sim.street.placing import check_places
from sim.street.reach import Reach
from sim.street.rows import ACTIVE, FRAME_S, FRAMES, N_COUNTS, ROWS, WALKED, Gathered, Record, Waiting
from sim.street.walking.models import Walking
from sim.street.walking.stepping import NOT_BEGUN, close_frame, open_frame, open_second, walk_frame

__all__ = ["NO_LISTS", "NO_ROOM", "Recorded", "WalkersAmong", "matters", "walk_second"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_ENTRIES_AT_FIRST = 1024
_ROOM_AT_FIRST = 128
_LAST_ID = 2**32 - 1
_STANDS_M_S = 0.05
"""Who moves less is taken to stand."""
_NOBODY = -1
NO_ROOM, NO_LISTS = -1, -2
"""What a kernel of `WalkersAmong.advance_by` returns when there are more people than it has room for, or when lists of
who is near whom are full: it is called again with more, and goes on from where it was."""


class Recorded(NamedTuple):
    """Everybody on the street at the end of a second, each array (n,)."""

    person_id: Ints
    x_m: Floats
    y_m: Floats
    dx_m: Floats
    """How far they have come along the street in that second."""
    dy_m: Floats

    def take(self, rows: Ints) -> Recorded:
        """Return some of them."""
        return Recorded(self.person_id[rows], self.x_m[rows], self.y_m[rows], self.dx_m[rows], self.dy_m[rows])


class WalkersAmong:
    """A few walkers on a street, and the people whom they walk among.

    Parameters
    ----------
    geometry, walking, behaviour
        As for `sim.street.crowd.Crowd`; the walkers may be faster than people of the behaviour are.
    x_m, y_m
        (n,): where they stand at first.
    speed_m_s
        The speed at which they walk where nobody is in the way, above 0.
    streams
        Chance: what they do who can get nowhere.

    Raises
    ------
    RunError
        If one of them cannot stand there: see `sim.street.placing`.
    """

    def __init__(
        self,
        geometry: Geometry,
        walking: Walking,
        behaviour: Behaviour,
        *,
        x_m: Floats,
        y_m: Floats,
        speed_m_s: float,
        streams: Streams,
    ) -> None:
        n = x_m.size
        fastest = max(speed_m_s, behaviour.desired_speed_high_m_s)
        behaviour = behaviour.model_copy(update={"desired_speed_high_m_s": fastest})
        self.n = n
        self._geometry, self._engine = geometry, walking.engine(behaviour)
        self._ground = ground_of(geometry, None)
        self._reach = Reach(geometry, self._engine)
        self._manner = manner_of(behaviour, self._engine, streams)
        # who is further off at the end of a second was not heeded during it
        self._heeded_m = self._engine.reach_m + 2 * fastest
        self._waiting = waiting_of(1, behaviour.most_stops)
        self._meets = np.full(n, _NOBODY)
        self._counts = np.zeros(N_COUNTS, np.int64)
        self._walkers = walkers_of(n + _ROOM_AT_FIRST, behaviour.most_stops)
        self._others = _recorded_of(_ROOM_AT_FIRST)
        self._room = self._room_for(n + _ROOM_AT_FIRST)
        ids = _LAST_ID - np.arange(n)
        radius, exit_ = np.full(n, self._engine.radius_m), np.full(n, -1)
        check_places(
            geometry, self._engine, person_id=ids, x_m=x_m, y_m=y_m, radius_m=radius, exit_=exit_,
            others_x_m=np.empty(0), others_y_m=np.empty(0), others_radius_m=np.empty(0))  # fmt: skip
        who = Waiting(
            ids, ids, exit_, exit_, np.full((n, behaviour.most_stops), -1, np.int32),
            np.zeros((n, behaviour.most_stops)), np.full(n, speed_m_s), np.full(n, 0.5), np.zeros(n, np.int64),
        )  # fmt: skip
        ahead = np.ones(n), np.zeros(n)
        put_down(self._walkers, who, self._counts, np.arange(n), x_m, y_m, *ahead, radius, np.full(n, np.inf))

    @property
    def x_m(self) -> Floats:
        """Where they are along the street, (n,); a view."""
        return self._walkers.x[: self.n]

    @property
    def y_m(self) -> Floats:
        """Where they are across it, (n,); a view."""
        return self._walkers.y[: self.n]

    @property
    def is_sent(self) -> NDArray[np.bool_]:
        """Who is on their way to somebody or to a point, (n,)."""
        return np.asarray(self._walkers.errand[: self.n] != NO_ERRAND)

    def meet(self, walker: int, person_id: int) -> None:
        """Send one to meet somebody of the people; beside them, or once they have left, they stand."""
        self._meets[walker] = person_id
        self._send(walker, TO_MEET)

    def walk_to(self, walker: int, x_m: float, y_m: float) -> None:
        """Send one to a point; there, they stand.

        Raises
        ------
        RunError
            If no way leads there.
        """
        at = float(self.x_m[walker]), float(self.y_m[walker])
        self._reach.check(at, (x_m, y_m), float(self._walkers.radius[walker]))
        self._walkers.sent_x[walker], self._walkers.sent_y[walker] = x_m, y_m
        self._send(walker, TO_POINT)

    def stand(self, walker: int) -> None:
        """Let one stand where they are until they are sent."""
        self._walkers.errand[walker] = NO_ERRAND
        self._walkers.standing_s[walker] = np.inf

    def put(self, walker: int, x_m: float, y_m: float) -> None:
        """Let one stand at a point without having walked there."""
        walkers = self._walkers
        walkers.x[walker], walkers.y[walker] = x_m, y_m
        walkers.velocity_x[walker] = walkers.velocity_y[walker] = 0.0
        self.stand(walker)

    def advance(self, second: int, people: Recorded) -> None:
        """Walk those who are sent through a second.

        Parameters
        ----------
        second
            Its number; what they do who can get nowhere is drawn by it.
        people
            Everybody as they are at its end.
        """
        if not self.is_sent.any():
            return
        others = people.take(self._near_to_those_sent(people))
        m = others.person_id.size
        if self.n + m > self._walkers.x.size:
            self._make_room(2 * (self.n + m))
        done = NOT_BEGUN
        while done < FRAMES:
            gathered, record = self._room
            done = walk_second(
                self._walkers, self._waiting, self._ground, self._manner, self._engine.pace, gathered, record,
                self._meets, others, self._engine.radius_m, second, m, done)  # fmt: skip
            if done < FRAMES:
                self._make_lists_longer()

    def advance_by(self, walk_on: Kernel, *given: Any) -> int:
        """Walk those who are sent by a kernel that goes through seconds by itself, and return what it returns.

        Parameters
        ----------
        walk_on
            It is called with what `walk_second` takes first, with room for people of the record, with how near people
            matter, and with what is `given`. It returns `NO_ROOM` or `NO_LISTS` to be called again, else 0 or more.
        """
        done = NO_ROOM
        while True:
            gathered, record = self._room
            done = walk_on(
                self._walkers, self._waiting, self._ground, self._manner, self._engine.pace, gathered, record,
                self._meets, self._others, self._engine.radius_m, self._heeded_m, *given)  # fmt: skip
            if done >= 0:
                return int(done)
            if done == NO_LISTS:
                self._make_lists_longer()
            else:
                self._make_room(2 * self._walkers.x.size)

    def _send(self, walker: int, errand: int) -> None:
        walkers = self._walkers
        walkers.errand[walker], walkers.standing_s[walker] = errand, 0.0
        # a point that is here is looked up at once
        walkers.point_x[walker], walkers.point_y[walker] = walkers.x[walker], walkers.y[walker]

    def _near_to_those_sent(self, people: Recorded) -> NDArray[np.int64]:
        """Return who of the people may matter to those who walk: those near them, and whom they are to meet."""
        walkers, n = self._walkers, self.n
        return np.asarray(
            _who_matters(
                people.person_id, people.x_m, people.y_m,
                walkers.errand[:n], walkers.x[:n], walkers.y[:n], self._meets, self._heeded_m)
        )  # fmt: skip

    def _room_for(self, capacity: int) -> tuple[Gathered, Record]:
        """Return the arrays that so many people are walked in, and told of."""
        frames = np.full((FRAMES, capacity, 4), np.nan)
        record = Record(self._counts, frames, np.zeros(capacity, np.int64), np.zeros(capacity * FRAMES, np.int64))
        near = near_of(self._geometry, self._ground, self._engine, capacity, _ENTRIES_AT_FIRST)
        return Gathered(bodies_of(capacity), near, standing_of(capacity)), record

    def _make_room(self, capacity: int) -> None:
        """Make room for so many; the walkers stay who and where they are."""
        walkers = walkers_of(capacity, self._walkers.stops.shape[1])
        columns: Any = zip(self._walkers, walkers, strict=True)
        for old, new in columns:
            new[: self.n] = old[: self.n]
        self._walkers, self._room, self._others = walkers, self._room_for(capacity), _recorded_of(capacity - self.n)

    def _make_lists_longer(self) -> None:
        gathered, record = self._room
        self._room = gathered._replace(near=with_room(gathered.near, 2 * gathered.near.other.size)), record


def _recorded_of(capacity: int) -> Recorded:
    """Return room for so many people."""
    return Recorded(np.zeros(capacity, np.int64), *np.zeros((4, capacity)))


@kernel
def _who_matters(person_id, x, y, errand, at_x, at_y, meets, heeded_m):  # type: ignore[no-untyped-def]
    """Return the rows of those who are near to somebody who is sent, or whom somebody is to meet."""
    rows = np.empty(person_id.shape[0], np.int64)
    n = 0
    for row in range(person_id.shape[0]):
        if matters(person_id[row], x[row], y[row], errand, at_x, at_y, meets, heeded_m):
            rows[n] = row
            n += 1
    return rows[:n]


@uncounted
def matters(person_id, x, y, errand, at_x, at_y, meets, heeded_m):  # type: ignore[no-untyped-def]
    """Return whether a person is near to somebody who is sent, or whom somebody is to meet; `meets` has all who are."""
    for k in range(meets.shape[0]):
        if errand[k] != NO_ERRAND:
            if (x - at_x[k]) ** 2 + (y - at_y[k]) ** 2 < heeded_m * heeded_m:
                return True
            if errand[k] == TO_MEET and person_id == meets[k]:
                return True
    return False


@uncounted
def _meet_among(walkers, meets, others, m):  # type: ignore[no-untyped-def]
    """Point each errand to the row of its person among the first `m` others; who is to meet one who has left stands."""
    n = meets.shape[0]
    for k in range(n):
        if walkers.errand[k] != TO_MEET:
            continue
        is_there = False
        for other in range(m):
            if others.person_id[other] == meets[k]:
                walkers.meets[k] = n + other
                is_there = True
                break
        if not is_there:
            walkers.errand[k] = NO_ERRAND
            walkers.standing_s[k] = np.inf


@uncounted
def walk_second(  # type: ignore[no-untyped-def]
    walkers, waiting, ground, manner, pace, gathered, record, meets, others, radius, second, m, done
):
    """Walk those of `meets` through a second, as `sim.street.walking.stepping.advance` does, among `m` of the record.

    Of the second, `done` frames are done, or it is `NOT_BEGUN`. Returns how many are done now: fewer than all of them
    where lists need more room.
    """
    n = meets.shape[0]
    x = others.x_m
    y = others.y_m
    dx = others.dx_m
    dy = others.dy_m
    if done == NOT_BEGUN:
        _meet_among(walkers, meets, others, m)
        for k in range(m):
            walkers.person_id[n + k] = others.person_id[k]
            _enter(walkers, n + k, x[k], y[k], dx[k], dy[k], radius)
        record.counts[ROWS] = n + m
        record.counts[ACTIVE] = n + m
        record.counts[WALKED] = FRAMES * second
        open_second(walkers, waiting, ground, manner, record)
    for f in range(max(done, 0), FRAMES):
        for k in range(m):
            share = 1.0 - f * FRAME_S
            _put(walkers, n + k, x[k] - share * dx[k], y[k] - share * dy[k], dx[k], dy[k])
        bodies_n = open_frame(walkers, ground, manner, gathered, record, pace.steps, f == 0)
        if bodies_n < 0:
            return f
        walk_frame(pace, gathered.bodies, gathered.near, ground, manner, bodies_n, record.counts[WALKED])  # type: ignore[no-untyped-call]
        close_frame(walkers, ground, manner, gathered.bodies, record, f, bodies_n)
    for k in range(m):
        walkers.is_active[n + k] = False
    return FRAMES


@uncounted
def _enter(walkers, i, x, y, dx, dy, radius):  # type: ignore[no-untyped-def]
    """Let somebody of the record be in a row for this second, on their way to where they are at its end."""
    speed = sqrt(dx * dx + dy * dy)
    walkers.is_active[i] = True
    walkers.mate[i] = i
    walkers.exit[i] = -1
    walkers.next_stop[i] = 0
    walkers.n_stops[i] = 0
    walkers.looks[i] = False
    walkers.radius[i] = radius
    walkers.desired_speed[i] = max(speed, _STANDS_M_S)
    walkers.sent_x[i] = x
    walkers.sent_y[i] = y
    walkers.way_x[i] = dx / speed if speed > _STANDS_M_S else 1.0
    walkers.way_y[i] = dy / speed if speed > _STANDS_M_S else 0.0
    walkers.heading_x[i] = walkers.way_x[i]
    walkers.heading_y[i] = walkers.way_y[i]


@uncounted
def _put(walkers, i, x, y, dx, dy):  # type: ignore[no-untyped-def]
    """Put somebody of the record where they are, walking on as they do."""
    stands = dx * dx + dy * dy <= _STANDS_M_S * _STANDS_M_S
    walkers.x[i] = x
    walkers.y[i] = y
    walkers.velocity_x[i] = 0.0 if stands else dx
    walkers.velocity_y[i] = 0.0 if stands else dy
    walkers.pressed[i] = 0.0
    walkers.stuck_s[i] = 0
    walkers.errand[i] = NO_ERRAND if stands else AS_RECORDED
    walkers.standing_s[i] = np.inf if stands else 0.0
    walkers.point_x[i] = x
    walkers.point_y[i] = y
