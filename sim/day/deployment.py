"""A deployment on a street that is walked: cameras, search, threshold, operator and officers, second by second.

Everything up to the comparison happens as if nobody were stopped, and nobody's way depends on what the police do. So
what the cameras saw is gathered over many seconds and searched together (`sim.day.watching`), which is faster, and the
police then act in those seconds, one after another, on a street that has been recorded. No result depends on how many
seconds that is, nor on whether it is its own cameras that have watched or those of another arm that sees alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.day.drills import Drills
from sim.day.enrolment import Enrolment, entries_of
from sim.day.response import Response
from sim.day.street_day import RecordedStreet, StreetDay
from sim.day.watching import GATHER_S, Batch, Watched, Watching
from sim.day.watchlist_search import WatchlistSearches
from sim.population.people import People
from sim.scenario.schema import Scenario
from sim.street.stretch import Second

__all__ = ["Deployment"]


class Deployment:
    """Cameras, search, operator and officers of one LFR deployment.

    Parameters
    ----------
    street
        The clock, the chance and the log of the day; the log takes the events.
    enrolment
        The policy, the system and its list.
    second
        Returns the second that has been walked last.
    capacity
        Rows that the crowd can have.
    people
        Who comes, in the order of their arrival.
    row_of
        Which row of `people` each person is, by their id.
    references
        (people,): where on the list each of those who come is, or NOBODY.
    scenario
        The place: its camera sites, of which those that the policy names are used, and how people walk there.
    staff
        The Mesa model that officers and operators are agents of.
    tell
        Is called after each second in which the police have acted.
    gather_s
        Seconds over which searches are gathered at most, 1 or more; with 1 the police keep abreast of the street.
    """

    def __init__(
        self,
        street: StreetDay,
        enrolment: Enrolment,
        *,
        second: Callable[[], Second],
        capacity: int,
        people: People,
        row_of: Mapping[int, int],
        references: NDArray[np.int64],
        scenario: Scenario,
        staff: Any,
        tell: Callable[[], None],
        gather_s: int = GATHER_S,
    ) -> None:
        lfr = enrolment.lfr
        sites = scenario.all_sites
        used = [sites[name] for name in lfr.sites]
        self.street = street
        self.enrolment = enrolment
        self.references = references
        self.watching = Watching(
            street,
            enrolment,
            sites=used,
            groups=scenario.groups,
            second=second,
            capacity=capacity,
            people=people,
            row_of=row_of,
            references=references,
            gather_s=gather_s,
        )
        self._is_watched_by_other = False
        self.policed = RecordedStreet(
            street.streams, street.log, street.geometry, street.group_of, street.now_s, street.present()
        )
        self.response = Response(
            self.policed,
            enrolment,
            scenario,
            staff=staff,
            sites=used,
            reference_of=entries_of(people.person_id, references),
        )
        self._tell = tell
        posts = [(officer.site, officer.post) for officer in self.response.officers]
        self.drills = Drills(lfr, posts, streams=street.streams, log=street.log)
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
        self.watching, self._is_watched_by_other = other.watching, True
        self.watching.logs.append(self.street.log)

    def capture(self) -> None:
        """Watch one second, and who has come onto the street in it; nothing is seen before the deployment begins."""
        if not self._is_watched_by_other:
            self.watching.capture()

    def compare(self) -> None:
        """Search the whole watchlist, once, for every track that closed with a usable view: now, or with later ones."""
        if not self._is_watched_by_other:
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
        if not self._is_watched_by_other:
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
