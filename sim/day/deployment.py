"""A deployment on a street that is walked: cameras, search, threshold, operator and officers, second by second.

Everything up to the comparison happens as if nobody were stopped; from the alert on the policy acts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.day.enrolment import Enrolment
from sim.day.response import Response
from sim.day.watchlist_search import WatchlistSearches, search_observed
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.cameras.capture import Watch
from sim.recognition.cameras.captured import Observed
from sim.recognition.cameras.site import Site
from sim.recognition.probes import System
from sim.recognition.watchlist import Watchlist
from sim.scenario.schema import LFR

if TYPE_CHECKING:
    from sim.day.world import StreetWorld

__all__ = ["Deployment"]

_LONGEST_ROUND_S = 10
"""Searches are made in rounds of at most this length; longer ones would not be faster."""


class Deployment:
    """Cameras, search, operator and officers of one LFR deployment.

    Parameters
    ----------
    world
        The street that it stands on; its log takes the events.
    lfr
        The policy.
    sites
        All camera sites of the place; those that the policy names are used.
    enrolment
        The system and its list.
    references
        (people,): where on the list each of those who come is, or NOBODY.
    """

    def __init__(
        self,
        world: StreetWorld,
        lfr: LFR,
        sites: Mapping[str, Site],
        enrolment: Enrolment,
        references: NDArray[np.int64],
    ) -> None:
        self.world = world
        self.lfr = lfr
        used = [sites[name] for name in lfr.sites]
        self.enrolment = enrolment
        self.references = references
        self.watch = Watch(used, lfr.capture, capacity=world.crowd.capacity, streams=world.streams)
        listed = np.flatnonzero(references >= 0)
        self.response = Response(
            world,
            lfr,
            world.settings.community,
            staff=world,
            sites=used,
            watchlist=enrolment.watchlist,
            reference_of=dict(zip(world.people.person_id[listed].tolist(), references[listed].tolist(), strict=True)),
        )
        self._round_s = min(int(lfr.adjudication.review_least_s), _LONGEST_ROUND_S)
        self._searched: WatchlistSearches | None = None

    @property
    def watchlist(self) -> Watchlist:
        """The list that is searched."""
        return self.enrolment.watchlist

    @property
    def recogniser(self) -> System:
        """The system that searches it."""
        return self.enrolment.system

    @property
    def calibration(self) -> Calibration | None:
        """How accurate it is; None where that is its own."""
        return self.enrolment.calibration

    def appear(self, rows: NDArray[np.int64], arrivals: NDArray[np.int64]) -> None:
        """Tell the cameras who has come onto the street: their rows, and which arrivals of the day they are."""
        people = self.world.people
        self.watch.appear(
            rows,
            person_id=people.person_id[arrivals],
            height_m=people.height_m[arrivals],
            is_head_down=people.is_head_down[arrivals],
            is_masked=people.is_masked[arrivals],
            is_hooded=people.is_hooded[arrivals],
        )

    def capture(self) -> None:
        """Watch one second; nothing is watched before the deployment begins."""
        world = self.world
        if world.now_s >= 0:
            self.watch.follow(world.now_s, world.crowd.frames, world.crowd.n_rows)

    def compare(self) -> None:
        """Search the whole watchlist, once, for every track that closed with a usable view.

        Searches are made in rounds, several at a time. No result depends on that: a round is not longer than the
        operator's shortest look, so that no decision falls due before its alert is known.
        """
        self._searched = None
        if (self.world.step_count + 1) % self._round_s == 0:
            self._searched = self._search(self.watch.ended())

    def alert(self) -> None:
        """Raise an alert for every comparison at or above the threshold."""
        if self._searched is not None:
            self.response.alert(self._searched)

    def finish(self) -> None:
        """End the deployment: close what the cameras follow, and give up what is still under way."""
        self._searched = self._search(self.watch.finish())
        self.alert()
        self.response.finish()

    def _search(self, observed: Observed) -> WatchlistSearches | None:
        world = self.world
        arrivals = np.array([world.arrival_of(person) for person in observed.captures.person_id.tolist()], np.int64)
        return search_observed(
            observed,
            group=self.enrolment.face_group[world.people.ethnic_group[arrivals]],
            reference_id=self.references[arrivals],
            system=self.enrolment.system,
            settings=self.lfr.capture,
            names=self.watch,
            log=world.log,
        )
