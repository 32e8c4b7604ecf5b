"""A deployment on a street that is walked: cameras, search, threshold, operator and officers, second by second.

Everything up to the comparison happens as if nobody were stopped, and nobody's way depends on what the police do. So
what the cameras saw is gathered over many seconds and searched together (`sim.day.watching`), which is faster, and the
police then act in those seconds, one after another, on a street that has been recorded. No result depends on how many
seconds that is, nor on whether it is its own cameras that have watched or those of another arm that sees alike.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.day.drills import Drills
from sim.day.enrolment import entries_of
from sim.day.response import Response
from sim.day.street_day import RecordedStreet, StreetDay
from sim.day.watching import Batch, Watched, Watching
from sim.day.watchlist_search import WatchlistSearches
from sim.scenario.schema import Scenario

__all__ = ["Deployment"]


class Deployment:
    """Cameras, search, operator and officers of one LFR deployment.

    Parameters
    ----------
    street
        The clock, the chance and the log of the day; the log takes the events.
    watching
        Its cameras and search.
    scenario
        The place, and how people walk there.
    staff
        The Mesa model that officers and operators are agents of.
    tell
        Is called after each second in which the police have acted.
    """

    def __init__(
        self, street: StreetDay, watching: Watching, scenario: Scenario, *, staff: Any, tell: Callable[[], None]
    ) -> None:
        self.street = street
        self.watching = watching
        self.enrolment = enrolment = watching.enrolment
        self.references = watching.references
        self.policed = RecordedStreet(
            street.streams, street.log, street.geometry, street.group_of, street.now_s, street.present()
        )
        self.response = Response(
            self.policed,
            enrolment,
            scenario,
            staff=staff,
            sites=watching.sites,
            reference_of=entries_of(watching.people.person_id, watching.references),
        )
        self._tell = tell
        posts = [(officer.site, officer.post) for officer in self.response.officers]
        self.drills = Drills(enrolment.lfr, posts, streams=street.streams, log=street.log)
        self._hits: WatchlistSearches | None = None

    def read(self, other: Deployment) -> None:
        """Read what another deployment's cameras and system find, in place of watching: one that sees as this does.

        The other's step comes first in each second.

        Raises
        ------
        ValueError
            If it does not.
        """
        if not self.watching.sees_as(other.watching):
            raise ValueError("the other deployment does not see and find the same")
        self.watching = other.watching
        self.watching.logs.append(self.street.log)

    @property
    def _watches(self) -> bool:
        """Whether its cameras are its own: not where it reads another arm's."""
        return self.watching.street is self.street

    def capture(self) -> None:
        """Watch one second, and who has come onto the street in it; nothing is seen before the deployment begins."""
        if self._watches:
            self.watching.capture()

    def compare(self) -> None:
        """Search the whole watchlist, once, for every track that closed with a usable view: now, or with later ones."""
        if self._watches:
            self.watching.compare()

    def act(self) -> None:
        """Let the police act in the seconds that have been searched, one after another."""
        for batch in self.watching.batches:
            self._act_in(batch)

    def alert(self) -> None:
        """Raise an alert for every comparison at or above the threshold."""
        if self._hits is not None:
            self.response.alert(self._hits)

    def adjudicate(self) -> None:
        """Take the operator's decisions of this second."""
        self.response.adjudicate()

    def engage(self) -> None:
        """Send officers, let them walk, and begin the stops of those reached."""
        self.response.engage()

    def observe(self) -> None:
        """Let those engaged in this second, and those who see it, be moved by the engagement."""
        self.response.observe()

    def finish(self) -> None:
        """End the deployment: close what the cameras follow, and give up what is still under way."""
        if self._watches:
            self.watching.finish()
        gathered, last = self.watching.last
        self._act_in(gathered)
        self._hits = last.found
        self.alert()
        self.response.finish()
        self.drills.finish(self.policed.now_s + 1)

    def _act_in(self, batch: Batch) -> None:
        if batch.found is not None:
            self.drills.begin(batch.found)
        for second, hits in self._hits_of(batch):
            self.policed.now_s, self.policed.people = second.now_s, second.people
            self._hits = hits
            if self._hits is not None or self.response.idle_until() <= second.now_s:
                self.alert()
                self.adjudicate()
                self.engage()
                self.observe()
            self.drills.follow(second.now_s, second.people)
            self._tell()

    def _hits_of(self, batch: Batch) -> list[tuple[Watched, WatchlistSearches | None]]:
        """Return each second with what reached the threshold by searches of tracks that closed in it."""
        found, captures = batch.found, batch.observed.captures
        rows_of: dict[int, list[int]] = {}
        if found is not None:
            n_captures = [second.n_captures for second in batch.seconds]
            for row in np.flatnonzero(found.score >= self.enrolment.lfr.threshold).tolist():
                of_person = captures.person_id == found.person_id[row]
                capture = np.flatnonzero(of_person & (captures.passage == found.passage[row]))[0]
                rows_of.setdefault(int(np.searchsorted(n_captures, capture, side="right")), []).append(row)
        return [
            (second, None if found is None or number not in rows_of else found.take(np.array(rows_of[number])))
            for number, second in enumerate(batch.seconds)
        ]
