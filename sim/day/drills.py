"""Drills: what would come of a call to stop somebody, were every officer free at their post.

How many of those who are passed on to officers are reached is a matter of the street, of where officers wait and of how
long operators look. A day's few alerts say little of it, and which officers were busy is luck. So some of the faces
that are searched, whoever they are and whatever their score, are followed on paper: the operator takes their time, then
the nearest officer walks up to them, and reaches them or not before they leave. Nobody is alerted and nothing is
changed. Who is drilled depends on no threshold and no list, so that expectations made with the share that is reached
(`sim.metrics.chances`) do not either.

On paper officers go straight at the person, and the crowd does not slow them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.places import Places
from sim.core.streams import Stream, Streams
from sim.day.tracks import Tracks
from sim.day.watchlist_search import WatchlistSearches
from sim.event_log import EventLog
from sim.events import Drill
from sim.policing.adjudication import look_s
from sim.policing.dispatch.duty import OnDuty, first_sent
from sim.scenario.schema import LFR
from sim.street.among import Recorded

__all__ = ["Drills", "drilled"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_SHARE = 1 / 8
"""Of the faces searched: enough for a share that is known to two in a hundred on a day."""
_FIRST_DRAW = 2**30
"""Draws of drills come after those of stops."""


def drilled(searched: WatchlistSearches, lfr: LFR, streams: Streams) -> tuple[Ints, Floats]:
    """Return which of the searches are drilled, and when the operator would have decided (k,)."""
    draw = _FIRST_DRAW + 2 * searched.passage
    rows = np.flatnonzero(streams.uniform(Stream.ENGAGEMENT, searched.person_id, draw) < _SHARE)
    took = streams.uniform(Stream.ENGAGEMENT, searched.person_id[rows], draw[rows] + 1)
    return rows, searched.t_s[rows] + look_s(lfr.adjudication, took)


class Drills:
    """The drills of a day.

    Parameters
    ----------
    lfr
        The policy.
    posts
        The site and the place of every officer.
    streams, log
        The day's chance; the log takes each drill when it has ended.
    """

    def __init__(
        self, lfr: LFR, posts: Sequence[tuple[str, tuple[float, float]]], *, streams: Streams, log: EventLog
    ) -> None:
        self._lfr, self._streams, self._log = lfr, streams, log
        self._officers = [OnDuty(x_m, y_m, site, "waiting") for site, (x_m, y_m) in posts]
        self._waiting: list[tuple[float, int, int, str]] = []
        self._ids: Ints = np.empty(0, np.int64)
        self._passage: Ints = np.empty(0, np.int64)
        self._decided_s: Floats = np.empty(0)
        self._at: Floats = np.empty((0, 2))

    def begin(self, searched: WatchlistSearches) -> None:
        """Drill some of the searches."""
        rows, decided_s = drilled(searched, self._lfr, self._streams)
        columns = (searched.person_id[rows], searched.passage[rows], searched.site[rows])
        self._waiting += zip(decided_s.tolist(), *(column.tolist() for column in columns), strict=True)
        self._waiting.sort(reverse=True)

    def follow(self, now_s: float, people: Recorded) -> None:
        """Let a second pass, at the end of which the people are there."""
        began = []
        while self._waiting and self._waiting[-1][0] < now_s + 1:
            began.append(self._waiting.pop())
        if not began and not self._ids.size:
            return
        if began:
            self._ids = np.append(self._ids, [one[1] for one in began]).astype(np.int64)
            self._passage = np.append(self._passage, [one[2] for one in began]).astype(np.int64)
            self._decided_s = np.append(self._decided_s, [one[0] for one in began])
        is_them = people.person_id == self._ids[:, None]
        is_there = is_them.any(axis=1)
        goal = np.zeros((self._ids.size, 2))
        if is_there.any():
            row = is_them.argmax(axis=1)
            goal = np.column_stack([people.x_m[row], people.y_m[row]])
        if began:
            posts = self._first_posts(np.array([one[3] for one in began]), goal[-len(began) :])
            self._at = np.concatenate([self._at, posts])
        is_over, is_reached = self._step(goal, is_there)
        self._end(np.flatnonzero(is_over), is_reached, np.full(is_over.size, now_s + 1))

    def follow_alone(self, searched: WatchlistSearches, row_of: Places, tracks: Tracks, until_s: float) -> None:
        """Drill some of the searches on a street where everybody's track is known, until the day ends.

        Parameters
        ----------
        row_of, tracks
            The row of each person by their id, and the tracks.
        """
        rows, decided_s = drilled(searched, self._lfr, self._streams)
        if not rows.size:
            return
        ids, settings = searched.person_id[rows], self._lfr.engagement
        row = row_of.of(ids)
        from_s = np.floor(decided_s)
        posts = self._first_posts(searched.site[rows], tracks.places(row, from_s))
        chase = tracks.chase(
            row,
            from_s,
            posts,
            speed_m_s=settings.walking_speed_m_s,
            reach_m=settings.reach_m,
            until_s=until_s,
        )
        # those that are over first come first
        order = np.argsort(chase.seconds, kind="stable")
        t_s = from_s + chase.seconds
        columns = {
            "t_s": t_s,
            "person_id": ids,
            "passage": searched.passage[rows],
            "is_reached": chase.is_reached,
            "reach_s": t_s - decided_s,
        }
        self._log.add_columns(Drill, {name: column[order] for name, column in columns.items()})

    def finish(self, now_s: float) -> None:
        """End what is still under way: nobody else is reached."""
        self._end(np.arange(self._ids.size), np.zeros(self._ids.size, bool), np.full(self._ids.size, now_s))

    def _step(self, goal: Floats, is_there: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Let every officer walk for a second; return which drills are over, and which have ended in a stop."""
        way = goal - self._at
        far_m = np.hypot(way[:, 0], way[:, 1])
        share = np.minimum(1.0, self._lfr.engagement.walking_speed_m_s / np.maximum(far_m, 1e-9))
        self._at = np.where(is_there[:, None], self._at + way * share[:, None], self._at)
        is_reached = is_there & (far_m * (1 - share) <= self._lfr.engagement.reach_m)
        return is_reached | ~is_there, is_reached

    def _first_posts(self, sites: NDArray[np.str_], at_m: Floats) -> Floats:
        """Return the posts from which the first officers come to people (k, 2)."""
        settings = self._lfr.engagement
        first = first_sent(settings.dispatch, sites, at_m, self._officers, per_stop=settings.officers_per_stop)
        return np.array([(officer.x_m, officer.y_m) for officer in self._officers])[first]

    def _end(self, which: Ints, is_reached: NDArray[np.bool_], t_s: Floats) -> None:
        if not which.size:
            return
        columns = {
            "t_s": t_s[which],
            "person_id": self._ids[which],
            "passage": self._passage[which],
            "is_reached": is_reached[which],
            "reach_s": t_s[which] - self._decided_s[which],
        }
        self._log.add_columns(Drill, columns)
        keep = np.setdiff1d(np.arange(self._ids.size), which)
        self._ids, self._passage = self._ids[keep], self._passage[keep]
        self._decided_s, self._at = self._decided_s[keep], self._at[keep]
