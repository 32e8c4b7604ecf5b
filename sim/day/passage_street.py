"""A street at `passage` fidelity: everybody who comes takes a walk from a table, and the police act on them.

Who comes, when, and in what parties is drawn as it is for a street that is walked. Each then has the walk of a person
of their age class and sex, drawn from the table of the footfall level of that hour: where they are in each second,
which zones they pass, and the best view that cameras get. Comparing, alerting, adjudicating, engaging and being seen
are the code of the walked street. What is lost is that those who walk together are seen, and hidden, together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from functools import lru_cache
from math import inf
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.core.ordering import stable_order
from sim.core.places import Places
from sim.core.streams import Stream, Streams
from sim.day.agents import Staff
from sim.day.drills import Drills
from sim.day.enrolment import Enrolment, entries_of
from sim.day.on_the_way import Ahead
from sim.day.response import Response
from sim.day.tracks import Tracks
from sim.day.walk_table import WalkTable, level_of, strata_of
from sim.day.watchlist_search import WatchlistSearches, search_observed
from sim.event_log import EventLog, Named
from sim.events import AGE_BANDS, SEXES, Arrival
from sim.population.people import People
from sim.recognition.cameras.captured import Captures, Observed, Passages
from sim.recognition.probes import NOBODY
from sim.scenario.schema import Scenario
from sim.street.among import Recorded
from sim.street.geometry import compile_geometry

__all__ = ["PassageStreet"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_STRATA = 3
_STREETS = 16
"""Of so many streets, or levels of one, the places of walks are kept together: most days have those of a day before."""


class PassageStreet:
    """One street on one day, put together from walks.

    Parameters
    ----------
    scenario
        What to simulate.
    streams
        The day's chance.
    arrive_s, party_id
        (n,): when people come, seconds after the deployment begins, ascending; and with whom.
    people
        Who they are, in that order. What they wear is that of the walks that they take.
    covers
        (n,): who covers their face because of the cameras, beyond that.
    entry
        (n,): which of the wanted each is, or NOBODY.
    enrolment
        The system and its list; None for a day without facial recognition.
    walks
        The tables of all levels that the day's footfall needs, and maybe of others; none for a day without facial
        recognition, on which nobody is seen anywhere.
    """

    def __init__(
        self,
        scenario: Scenario,
        streams: Streams,
        *,
        arrive_s: Floats,
        party_id: Ints,
        people: People,
        covers: NDArray[np.bool_],
        entry: Ints,
        enrolment: Enrolment | None,
        walks: Mapping[int, WalkTable],
    ) -> None:
        self.streams = streams
        self.log = EventLog()
        self.geometry = compile_geometry(scenario.street_map)
        self.now_s = 0.0
        self.settings = scenario
        self.arrive_s = arrive_s
        self.people = people
        self.covers = covers
        self.enrolment = enrolment
        self.references = np.full(entry.size, NOBODY) if enrolment is None else enrolment.references(entry)
        self.duration_s = scenario.day.duration_h * 3600
        self._levels = sorted(walks)
        self._tables = [walks[level] for level in self._levels]
        self._table, self._walk = self._drawn_walks()
        self._tracks = self._taken_tracks()
        self._longest_s = float(self._tracks.stay_s.max(initial=0.0)) + 1
        self._row_of = Places(people.person_id)
        self._log_arrivals(party_id)

    def run(self) -> None:
        """Simulate the day."""
        enrolment = self.enrolment
        if enrolment is None:
            return
        lfr, staff = enrolment.lfr, Staff()
        sites = self.settings.all_sites
        response = Response(
            self,
            enrolment,
            self.settings,
            staff=staff,
            sites=[sites[name] for name in lfr.sites],
            reference_of=entries_of(self.people.person_id, self.references),
            ahead=Ahead(self._tracks, self._row_of, self._longest_s),
        )
        observed = self._observed(lfr.capture.mask_factor)
        rows = observed.captures.row
        searched = search_observed(
            observed,
            group=enrolment.face_group[self.people.ethnic_group[rows]],
            reference_id=self.references[rows],
            system=enrolment.system,
            settings=lfr.capture,
            names=self._tables[0],
            logs=[self.log],
        )
        if searched is not None:
            posts = [(officer.site, officer.post) for officer in response.officers]
            Drills(lfr, posts, streams=self.streams, log=self.log).follow_alone(
                searched, self._row_of, self._tracks, self.duration_s
            )
        self._let_police_act(response, searched)
        response.finish()
        # a model of Mesa refers to itself, and would keep the day until the next sweep of garbage
        staff.remove_all_agents()

    def where(self, person_id: int) -> tuple[float, float] | None:
        """Return where a person is, in metres, or None if they are not on the street."""
        return self._tracks.place(self._row_of[person_id], self.now_s)

    def group_of(self, person_id: int) -> str:
        """Return the ethnic group of one who has come."""
        return self.settings.groups.names[int(self.people.ethnic_group[self._row_of[person_id]])]

    def present(self) -> Recorded:
        """Return everybody who is on the street."""
        return self._tracks.present(self.now_s, self._longest_s)

    def _let_police_act(self, response: Response, searched: WatchlistSearches | None) -> None:
        """Go through the seconds in which something happens: alerts, decisions, and officers on their way."""
        alerts = _by_second(searched, response.lfr.threshold)
        times = sorted(alerts, reverse=True)
        while self.now_s < self.duration_s:
            until_s = min(times[-1] if times else inf, self.duration_s)
            response.go_back_unseen(until_s)
            next_s = min(response.idle_until(), until_s)
            if next_s > self.now_s:
                self.now_s = next_s
                continue
            if times and times[-1] <= self.now_s:
                response.alert(alerts[times.pop()])
            response.adjudicate()
            response.engage(until_s=min(times[-1] if times else inf, self.duration_s))
            response.observe()
            self.now_s += 1

    def _drawn_walks(self) -> tuple[Ints, Ints]:
        """Return which table and which of its walks everybody takes (n,)."""
        people, n = self.people, self.arrive_s.size
        if not self._tables:
            return np.full(n, NOBODY), np.full(n, NOBODY)
        footfall = self.settings.footfall
        hour = np.floor(self.settings.day.start_h + self.arrive_s / 3600).astype(np.int64) % 24
        per_hour = footfall.people_per_day * np.array(footfall.hourly_profile)
        table = np.searchsorted(self._levels, level_of(per_hour)[hour])
        stratum = strata_of(people.age_band, people.sex)
        u = self.streams.uniform(Stream.WALK, np.arange(n))
        walk = np.empty(n, np.int64)
        for number, walks in enumerate(self._tables):
            for k in range(_STRATA):
                mine = np.flatnonzero((table == number) & (stratum == k))
                there = np.flatnonzero(walks.stratum == k)
                # a street on which nobody of the kind was walked lends anybody's walk
                there = there if there.size else np.arange(walks.n)
                walk[mine] = there[(u[mine] * there.size).astype(np.int64)]
        return table, walk

    def _taken_tracks(self) -> Tracks:
        """Return the tracks of the walks that people take."""
        n = self.arrive_s.size
        appear, start, stay = np.zeros(n), np.zeros(n, np.int64), np.zeros(n)
        first = 0
        for number, walks in enumerate(self._tables):
            mine = np.flatnonzero(self._table == number)
            of = self._walk[mine]
            appear[mine] = np.nan_to_num(walks.appear_s[of])
            start[mine] = first + walks.track_from[of]
            stay[mine] = walks.track_from[of + 1] - walks.track_from[of]
            first += len(walks.places_m)
        return Tracks(self.people.person_id, self.arrive_s, appear, start, stay, _places_of(tuple(self._tables)))

    def _observed(self, mask_factor: float) -> Observed:
        """Return the passages that begin during the deployment, and the captures that end during it, by time."""
        captures, passages = [], []
        for number, walks in enumerate(self._tables):
            mine = np.flatnonzero(self._table == number)
            captures.append(self._taken(walks.captures, walks.capture_from, mine))
            passages.append(self._taken(walks.passages, walks.passage_from, mine))
        seen = self._in_order(captures)
        covered = np.where(self.covers[seen.row], mask_factor, 1.0)
        return Observed(replace(seen, quality=seen.quality * covered), self._in_order(passages))

    def _taken(self, of_walks: _Columns, starts: Ints, rows: Ints) -> _Columns:
        """Return the captures or passages of the walks of some people, with their rows, ids and times."""
        first, last = starts[self._walk[rows]], starts[self._walk[rows] + 1]
        row = np.repeat(rows, last - first)
        at = np.arange(row.size) - np.repeat(np.cumsum(last - first) - (last - first), last - first)
        at += np.repeat(first, last - first)
        taken = type(of_walks)(**{f.name: getattr(of_walks, f.name)[at] for f in fields(of_walks)})
        return replace(taken, row=row, person_id=self.people.person_id[row], t_s=taken.t_s + self.arrive_s[row])

    def _in_order(self, parts: list[_Columns]) -> _Columns:
        kind = type(parts[0])
        joined = {f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(kind)}
        inside = np.flatnonzero((joined["t_s"] >= 0) & (joined["t_s"] < self.duration_s))
        order = inside[stable_order(joined["t_s"][inside])]
        return kind(**{name: column[order] for name, column in joined.items()})

    def _log_arrivals(self, party_id: Ints) -> None:
        people = self.people
        nowhere = Named(("",), np.zeros(people.person_id.size, np.int8))
        self.log.add_columns(
            Arrival,
            {
                "t_s": self.arrive_s,
                "person_id": people.person_id,
                "party_id": party_id,
                "entrance": nowhere,
                "exit": nowhere,
                "n_stops": np.zeros(people.person_id.size, np.int64),
                "is_resident": people.is_resident,
                "ethnic_group": Named(self.settings.groups.names, people.ethnic_group),
                "sex": Named(SEXES, people.sex),
                "age_band": Named(AGE_BANDS, people.age_band),
                "is_listed": self.references != NOBODY,
                "reference_id": self.references,
            },
        )


@lru_cache(maxsize=_STREETS)
def _places_of(tables: tuple[WalkTable, ...]) -> NDArray[np.float32]:
    """Return the places of all walks of some tables (places, 2), one table after the other."""
    places = [walks.places_m for walks in tables]
    return places[0] if len(places) == 1 else np.concatenate([np.empty((0, 2), np.float32), *places])


_Columns = TypeVar("_Columns", Captures, Passages)


def _by_second(searched: WatchlistSearches | None, threshold: float) -> dict[float, WatchlistSearches]:
    """Return the searches that reach the threshold by the second in which they were made."""
    if searched is None:
        return {}
    hits = searched.take(np.flatnonzero(searched.score >= threshold))
    second = np.floor(hits.t_s)
    return {float(s): hits.take(np.flatnonzero(second == s)) for s in np.unique(second)}
