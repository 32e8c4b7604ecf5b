"""What the cameras of a deployment see and its system finds, gathered over seconds; no police have a part in it.

Everything up to the comparison happens as if nobody were stopped. So it is the same in every arm that has the same
people, cameras, list and system: one deployment watches, and the others read what it has found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.day.enrolment import Enrolment
from sim.day.street_day import StreetDay
from sim.day.watchlist_search import WatchlistSearches, search_observed
from sim.population.people import People
from sim.recognition.cameras.capture import Watch
from sim.recognition.cameras.captured import Observed
from sim.scenario.schema import Scenario
from sim.street.among import Recorded
from sim.street.stretch import Second

__all__ = ["GATHER_S", "Batch", "Watched", "Watching"]

GATHER_S = 120
"""Searches are made after at most so many seconds."""
_WATCHED_FROM_S = -1
"""The second that ends as the deployment begins is the first that is shown."""
_ENOUGH = 128
"""They are made when so many faces are there: more at a time would not be faster."""


class Watched(NamedTuple):
    """A second that has been walked and watched."""

    now_s: float
    people: Recorded
    n_captures: int
    """Tracks that have closed since the last search, at its end."""


class Batch(NamedTuple):
    """Seconds that have been searched together."""

    seconds: Sequence[Watched]
    observed: Observed
    found: WatchlistSearches | None


class Watching:
    """Cameras and search of one LFR deployment.

    Parameters
    ----------
    street
        The clock, the chance and the log of the day.
    enrolment
        The policy, the system and its list.
    scenario
        The place: its camera sites, of which those that the policy names are used, and its ethnic groups.
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
    gather_s
        Seconds over which searches are gathered at most, 1 or more; with 1 the police keep abreast of the street.

    Attributes
    ----------
    logs
        Take the events: passages, captures and comparisons.
    batches
        What has been searched in the last step.
    last
        What was at the end: of the seconds that had not been searched, and of what the cameras still followed then,
        of no seconds.
    """

    def __init__(
        self,
        street: StreetDay,
        enrolment: Enrolment,
        scenario: Scenario,
        *,
        second: Callable[[], Second],
        capacity: int,
        people: People,
        row_of: Mapping[int, int],
        references: NDArray[np.int64],
        gather_s: int = GATHER_S,
    ) -> None:
        self.street = street
        self.enrolment = enrolment
        self.sites = [scenario.all_sites[name] for name in enrolment.lfr.sites]
        self.groups = scenario.groups
        self.people = people
        self.references = references
        self.logs = [street.log]
        self.batches: list[Batch] = []
        self.last: list[Batch] = []
        self._watch = Watch(self.sites, enrolment.lfr.capture, capacity=capacity, streams=street.streams)
        self._second = second
        self._row_of = row_of
        self._gather_s = gather_s
        self._gathered: list[Watched] = []

    def sees_as(self, other: Watching) -> bool:
        """Return whether another one on the same street, with the same people on it, sees and finds the same."""
        mine, its = self.enrolment, other.enrolment
        policies = [(lfr.capture, lfr.recognition) for lfr in (mine.lfr, its.lfr)]
        return (
            policies[0] == policies[1]
            and (self.sites, self.groups) == (other.sites, other.groups)
            and _are_alike(mine.watchlist, its.watchlist)
            and _are_alike(self.people, other.people)
            and np.array_equal(self.references, other.references)
        )

    def capture(self) -> None:
        """Watch one second, and who has come onto the street in it; nothing is seen before the deployment begins."""
        second, now_s = self._second(), self.street.now_s
        self._appear(second.entered, second.entered_id)
        if now_s >= 0:
            self._watch.follow(now_s, second.frames, second.n_rows)

    def compare(self) -> None:
        """Search the whole watchlist, once, for every track that closed with a usable view: now, or with later ones."""
        self.batches = []
        if self.street.now_s < _WATCHED_FROM_S:
            return
        self._gathered.append(Watched(self.street.now_s, self.street.present(), self._watch.n_captures))
        if self._watch.n_captures >= _ENOUGH or len(self._gathered) >= self._gather_s:
            self.batches = [self._search_gathered()]

    def finish(self) -> None:
        """Search what has been gathered, then what the cameras still follow."""
        gathered = self._search_gathered()
        observed = self._watch.finish()
        self.last = [gathered, Batch((), observed, self._search(observed))]

    def _search_gathered(self) -> Batch:
        seconds, self._gathered = self._gathered, []
        observed = self._watch.ended()
        return Batch(seconds, observed, self._search(observed))

    def _appear(self, entered: NDArray[np.int64], person_id: NDArray[np.int64]) -> None:
        if not entered.size:
            return
        people, rows = self.people, self._rows(person_id)
        self._watch.appear(
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
            names=self._watch,
            logs=self.logs,
        )

    def _rows(self, person_id: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.array([self._row_of[person] for person in person_id.tolist()], np.int64)


def _are_alike(first: Any, other: Any) -> bool:
    """Return whether all columns of two tables are the same."""
    return all(np.array_equal(column, vars(other)[name]) for name, column in vars(first).items())
