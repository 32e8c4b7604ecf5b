"""Officers on their way among people on tracks: second after second in one compiled loop, until something is due.

It does what `sim.day.response` does in each second by itself: people are where their tracks say, those who were stopped
where they are held; who follows somebody is sent to them anew; everybody who is sent walks. It stops at the end of a
second after which the response has something to decide: somebody may have been reached, or is not there any more, an
officer who went back has got to where they were going, or all who are on the way may be put at their posts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import uncounted
from sim.core.places import Places
from sim.day.custody import Held
from sim.day.tracks import Tracks
from sim.street.among import NO_LISTS, NO_ROOM, WalkersAmong, matters, walk_second
from sim.street.errands import NO_ERRAND, TO_MEET
from sim.street.rows import FRAMES
from sim.street.walking.stepping import NOT_BEGUN

__all__ = ["GOES_BACK", "NOBODY_FOLLOWED", "Ahead", "Followed", "walk_on"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

NOBODY_FOLLOWED, GOES_BACK = -1, -2
"""In place of the row of whom an officer follows: of one who follows nobody, and of one who goes back to the post."""
_SECOND, _DONE, _PEOPLE, _FIRST, _AFTER, _N_PLACES = range(6)
_MARGIN = 1e-9
"""Who is so little out of reach is looked at by the response, which says who is reached."""


@dataclass(frozen=True)
class Ahead:
    """Where everybody will be on a day on which that is known."""

    tracks: Tracks
    row_of: Places
    """The row of each person by their id."""
    longest_s: float
    """Nobody stays so long on the street."""


class Followed(NamedTuple):
    """Whom officers follow, n of them, how near is near enough, and where they go back to."""

    row: Ints
    """(n,): of the tracks; NOBODY_FOLLOWED or GOES_BACK."""
    reach_m: float
    posts: Floats
    """(n, 2)."""
    back_s_per_m: float
    """Who has so much time for the way back to the post may be put there, if nobody else is on the way."""


def walk_on(
    on_foot: WalkersAmong,
    ahead: Ahead,
    held: Held,
    followed: Followed,
    *,
    from_s: float,
    until_s: float,
) -> int:
    """Walk officers for one second or more, as long as nothing is to be decided; return for how many.

    Parameters
    ----------
    from_s
        The first second.
    until_s
        The first second that is not walked, unless it is the first.
    """
    tracks = ahead.tracks
    first, after = tracks.rows_between(from_s - ahead.longest_s, from_s)
    leave_s = tracks.arrive_s[first:after] + tracks.appear_s[first:after] + tracks.stay_s[first:after]
    here = first + np.flatnonzero(leave_s > from_s)
    place = np.array([round(from_s), NOT_BEGUN, 0, after, after])
    on_foot.advance_by(_walk_on, tracks, here, held, followed, place, until_s)
    return int(place[_SECOND]) - round(from_s)


@uncounted
def _walk_on(  # type: ignore[no-untyped-def]
    walkers, waiting, ground, manner, pace, gathered, record, meets, others, radius, heeded_m,
    tracks, here, held, followed, place, until_s,
):  # fmt: skip
    """Walk on from the second in `place`, of which some frames may be done; return 0 when something is due."""
    while True:
        if place[_DONE] == NOT_BEGUN:
            m = _gather(walkers, others, meets, heeded_m, tracks, here, held, place)
            if m < 0:
                return NO_ROOM
            place[_PEOPLE] = m
        place[_DONE] = walk_second(
            walkers, waiting, ground, manner, pace, gathered, record, meets, others, radius,
            place[_SECOND], place[_PEOPLE], place[_DONE],
        )  # fmt: skip
        if place[_DONE] < FRAMES:
            return NO_LISTS
        place[_DONE] = NOT_BEGUN
        place[_SECOND] += 1
        if place[_SECOND] >= until_s or _is_something_due(walkers, tracks, followed, float(place[_SECOND]), until_s):
            return 0
        _send_again(walkers, followed)


@uncounted
def _gather(walkers, others, meets, heeded_m, tracks, here, held, place):  # type: ignore[no-untyped-def]
    """Write those who matter to officers in this second into `others`; return how many, or -1 without room for them.

    They are of those who were `here` at first, and of those who have come since.
    """
    now_s = float(place[_SECOND])
    arrive_s = tracks.arrive_s
    while place[_AFTER] < arrive_s.shape[0] and arrive_s[place[_AFTER]] < now_s + 1.0:
        place[_AFTER] += 1
    n_here = here.shape[0]
    m = 0
    for k in range(n_here + place[_AFTER] - place[_FIRST]):
        row = here[k] if k < n_here else place[_FIRST] + k - n_here
        second = _second_of(tracks, row, now_s)
        if second < 0:
            continue
        at = tracks.start[row] + second
        x, y = _place(tracks, at)
        who = tracks.person_id[row]
        if not matters(who, x, y, walkers.errand, walkers.x, walkers.y, meets, heeded_m):
            continue
        if _is_away(held, who, now_s + 1.0):
            continue
        before = at - 1 if second > 0 else at
        if m == others.x_m.shape[0]:
            return -1
        before_x, before_y = _place(tracks, before)
        _write(others, m, who, x, y, x - before_x, y - before_y)
        m += 1
    for h in range(held.person_id.shape[0]):
        who = held.person_id[h]
        is_here = now_s + 1.0 < held.until_s[h]
        if is_here and matters(who, held.x_m[h], held.y_m[h], walkers.errand, walkers.x, walkers.y, meets, heeded_m):
            if m == others.x_m.shape[0]:
                return -1
            _write(others, m, who, held.x_m[h], held.y_m[h], 0.0, 0.0)
            m += 1
    return m


@uncounted
def _write(others, k, person_id, x, y, dx, dy):  # type: ignore[no-untyped-def]
    others.person_id[k] = person_id
    others.x_m[k] = x
    others.y_m[k] = y
    others.dx_m[k] = dx
    others.dy_m[k] = dy


@uncounted
def _place(tracks, at):  # type: ignore[no-untyped-def]
    return np.float64(tracks.places_m[at, 0]), np.float64(tracks.places_m[at, 1])


@uncounted
def _second_of(tracks, row, now_s):  # type: ignore[no-untyped-def]
    """Return which second of their walk somebody is in, or -1 if they are not on the street."""
    second = np.rint(now_s - tracks.arrive_s[row] - tracks.appear_s[row])
    return int(second) if 0 <= second < tracks.stay_s[row] else -1


@uncounted
def _is_away(held, person_id, t_s):  # type: ignore[no-untyped-def]
    """Return whether somebody is not where their track is, as `sim.day.custody.Custody.as_policed` has it."""
    for h in range(held.person_id.shape[0]):
        if held.person_id[h] == person_id:
            return held.is_arrested[h] or t_s < held.until_s[h]
    return False


@uncounted
def _is_something_due(walkers, tracks, followed, now_s, until_s):  # type: ignore[no-untyped-def]
    """Return whether somebody may have been reached in the second before, is gone now, or nobody need walk on."""
    goes_on = False
    far_m = 0.0
    near = (followed.reach_m + _MARGIN) ** 2
    for k in range(followed.row.shape[0]):
        row = followed.row[k]
        is_sent = walkers.errand[k] != NO_ERRAND
        if row == GOES_BACK:
            if not is_sent:
                return True
            x, y = followed.posts[k, 0], followed.posts[k, 1]
            far_m = max(far_m, np.sqrt((walkers.x[k] - x) ** 2 + (walkers.y[k] - y) ** 2))
        else:
            goes_on = goes_on or is_sent or row >= 0
        if row >= 0:
            second = _second_of(tracks, row, now_s - 1.0)
            at = tracks.start[row] + second
            x, y = _place(tracks, at)
            square = (walkers.x[k] - x) ** 2 + (walkers.y[k] - y) ** 2
            if square <= near or _second_of(tracks, row, now_s) < 0:
                return True
    return not goes_on and now_s + far_m * followed.back_s_per_m < until_s


@uncounted
def _send_again(walkers, followed):  # type: ignore[no-untyped-def]
    """Send those who follow somebody, as `WalkersAmong.meet` does."""
    for k in range(followed.row.shape[0]):
        if followed.row[k] >= 0:
            walkers.errand[k] = TO_MEET
            walkers.standing_s[k] = 0.0
            walkers.point_x[k] = walkers.x[k]
            walkers.point_y[k] = walkers.y[k]
