"""A deployment on a street that is walked: cameras, search, threshold, operator and officers, second by second.

Everything up to the comparison happens as if nobody were stopped, and nobody's way depends on what the police do. So
what the cameras saw is gathered over many seconds and searched together, which is faster, and the police then act in
those seconds, one after another, on a street that has been recorded. No result depends on how many seconds that is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.day.drills import Drills
from sim.day.enrolment import Enrolment, entries_of
from sim.day.response import Response
from sim.day.street_day import RecordedStreet, StreetDay
from sim.day.watchlist_search import WatchlistSearches, search_observed
from sim.population.people import People
from sim.recognition.cameras.capture import Watch
from sim.recognition.cameras.captured import Observed
from sim.scenario.schema import Scenario
from sim.street.among import Recorded
from sim.street.stretch import Second

__all__ = ["GATHER_S", "Deployment"]

GATHER_S = 120
"""Searches are made after at most so many seconds."""
_WATCHED_FROM_S = -1
"""The second that ends as the deployment begins is the first that is shown."""
_ENOUGH = 128
"""They are made when so many faces are there: more at a time would not be faster."""


class _Watched(NamedTuple):
    """A second that has been walked and watched."""

    now_s: float
    people: Recorded
    n_captures: int
    """Tracks that have closed since the last search, at its end."""


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
        self.people = people
        self.references = references
        self.watch = Watch(used, lfr.capture, capacity=capacity, streams=street.streams)
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
        self._second = second
        posts = [(officer.site, officer.post) for officer in self.response.officers]
        self.drills = Drills(lfr, posts, streams=street.streams, log=street.log)
        self._row_of = row_of
        self._gather_s = gather_s
        self._gathered: list[_Watched] = []
        self._searched: list[tuple[_Watched, WatchlistSearches | None]] = []
        self._hits: WatchlistSearches | None = None

    def capture(self) -> None:
        """Watch one second, and who has come onto the street in it; nothing is seen before the deployment begins."""
        second = self._second()
        self._appear(second.entered, second.entered_id)
        if self.street.now_s >= 0:
            self.watch.follow(self.street.now_s, second.frames, second.n_rows)

    def compare(self) -> None:
        """Search the whole watchlist, once, for every track that closed with a usable view: now, or with later ones."""
        if self.street.now_s < _WATCHED_FROM_S:
            return
        self._gathered.append(_Watched(self.street.now_s, self.street.present(), self.watch.n_captures))
        if self.watch.n_captures >= _ENOUGH or len(self._gathered) >= self._gather_s:
            self._search_gathered()

    def act(self) -> None:
        """Let the police act in the seconds that have been searched, one after another."""
        seconds, self._searched = self._searched, []
        for second, hits in seconds:
            self.policed.now_s, self.policed.people = second.now_s, second.people
            self._hits = hits
            if self._hits is not None or self.response.idle_until() <= second.now_s:
                self.alert()
                self.adjudicate()
                self.engage()
                self.observe()
            self.drills.follow(second.now_s, second.people)
            self._tell()

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
        self._search_gathered()
        self.act()
        self._hits = self._search(self.watch.finish())
        self.alert()
        self.response.finish()
        self.drills.finish(self.policed.now_s + 1)

    def _search_gathered(self) -> None:
        """Search what has been gathered, and sort what is found by the second in which its track closed."""
        seconds, self._gathered = self._gathered, []
        observed = self.watch.ended()
        found = self._search(observed)
        if found is not None:
            self.drills.begin(found)
        hits_of: dict[int, list[int]] = {}
        if found is not None:
            n_captures = [second.n_captures for second in seconds]
            for row in np.flatnonzero(found.score >= self.enrolment.lfr.threshold).tolist():
                of_person = observed.captures.person_id == found.person_id[row]
                capture = np.flatnonzero(of_person & (observed.captures.passage == found.passage[row]))[0]
                hits_of.setdefault(int(np.searchsorted(n_captures, capture, side="right")), []).append(row)
        for number, second in enumerate(seconds):
            rows = hits_of.get(number)
            hits = None if found is None or rows is None else found.take(np.array(rows, np.int64))
            self._searched.append((second, hits))

    def _appear(self, entered: NDArray[np.int64], person_id: NDArray[np.int64]) -> None:
        if not entered.size:
            return
        people, rows = self.people, self._rows(person_id)
        self.watch.appear(
            entered,
            person_id=people.person_id[rows],
            height_m=people.height_m[rows],
            is_head_down=people.is_head_down[rows],
            is_masked=people.is_masked[rows],
            is_hooded=people.is_hooded[rows],
        )

    def _search(self, observed: Observed) -> WatchlistSearches | None:
        rows = self._rows(observed.captures.person_id)
        return search_observed(
            observed,
            group=self.enrolment.face_group[self.people.ethnic_group[rows]],
            reference_id=self.references[rows],
            system=self.enrolment.system,
            settings=self.enrolment.lfr.capture,
            names=self.watch,
            log=self.street.log,
        )

    def _rows(self, person_id: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.array([self._row_of[person] for person in person_id.tolist()], np.int64)
