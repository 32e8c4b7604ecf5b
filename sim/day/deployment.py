"""A deployment on a street that is walked: cameras, search, threshold, operator and officers, second by second.

Everything up to the comparison happens as if nobody were stopped; from the alert on the policy acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.day.enrolment import Enrolment, entries_of
from sim.day.response import Response
from sim.day.street_day import StreetDay
from sim.day.watchlist_search import WatchlistSearches, search_observed
from sim.population.people import People
from sim.recognition.cameras.capture import Watch
from sim.recognition.cameras.captured import Observed
from sim.recognition.cameras.site import Site
from sim.scenario.schema import Community
from sim.street.crowd import Crowd

__all__ = ["Deployment"]

_LONGEST_ROUND_S = 10
"""Searches are made in rounds of at most this length; longer ones would not be faster."""


class Deployment:
    """Cameras, search, operator and officers of one LFR deployment.

    Parameters
    ----------
    street
        The clock, the chance and the log of the day; the log takes the events.
    enrolment
        The policy, the system and its list.
    crowd
        Everybody on the street, as the cameras see them.
    people
        Who comes, in the order of their arrival.
    row_of
        Which row of `people` each person is, by their id.
    references
        (people,): where on the list each of those who come is, or NOBODY.
    sites
        All camera sites of the place; those that the policy names are used.
    community
        Who notices a stop.
    staff
        The Mesa model that officers and operators are agents of.
    """

    def __init__(
        self,
        street: StreetDay,
        enrolment: Enrolment,
        *,
        crowd: Crowd,
        people: People,
        row_of: Mapping[int, int],
        references: NDArray[np.int64],
        sites: Mapping[str, Site],
        community: Community,
        staff: Any,
    ) -> None:
        lfr = enrolment.lfr
        used = [sites[name] for name in lfr.sites]
        self.street = street
        self.enrolment = enrolment
        self.crowd = crowd
        self.people = people
        self.references = references
        self.watch = Watch(used, lfr.capture, capacity=crowd.capacity, streams=street.streams)
        self.response = Response(
            street,
            enrolment,
            community,
            staff=staff,
            sites=used,
            reference_of=entries_of(people.person_id, references),
        )
        self._row_of = row_of
        self._round_s = min(int(lfr.adjudication.review_least_s), _LONGEST_ROUND_S)
        self._seconds = 0
        self._searched: WatchlistSearches | None = None

    def capture(self) -> None:
        """Watch one second, and who has come onto the street in it; nothing is seen before the deployment begins."""
        self._appear(self.crowd.entered_rows)
        if self.street.now_s >= 0:
            self.watch.follow(self.street.now_s, self.crowd.frames, self.crowd.n_rows)

    def compare(self) -> None:
        """Search the whole watchlist, once, for every track that closed with a usable view.

        Searches are made in rounds, several at a time. No result depends on that: a round is not longer than the
        operator's shortest look, so that no decision falls due before its alert is known.
        """
        self._searched = None
        self._seconds += 1
        if self._seconds % self._round_s == 0:
            self._searched = self._search(self.watch.ended())

    def alert(self) -> None:
        """Raise an alert for every comparison at or above the threshold."""
        if self._searched is not None:
            self.response.alert(self._searched)

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
        self._searched = self._search(self.watch.finish())
        self.alert()
        self.response.finish()

    def _appear(self, entered: NDArray[np.int64]) -> None:
        if not entered.size:
            return
        people, rows = self.people, self._rows(self.crowd.person_id[entered])
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
