"""A table of walks: how people go along one street at one footfall, and what its cameras see of them.

A street is walked once at a footfall level, with its cameras on and nobody compared or stopped. What is kept of
each person is where they were in every second, which passages they made, and the best view of each. A day at
`passage` fidelity gives everybody who comes one of these walks, of somebody of their own age class and sex, so that
heights, pace, dwelling, crowding and hidden faces are those of the walked street.

A table depends on the place, the cameras and the footfall, and on no list, threshold or police. It holds the chance
of its own making: 6,000 walks leave a share of a half with a standard error of 0.6 percentage points.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.core.content_id import content_id
from sim.core.errors import RunError
from sim.core.results_version import RESULTS_VERSION
from sim.core.streams import Streams
from sim.events import AGE_BANDS
from sim.population.people import People, draw_people, draw_residents
from sim.recognition.cameras.capture import Watch
from sim.recognition.cameras.captured import Captures, Passages
from sim.scenario.schema import LFR, Scenario
from sim.street.arrivals import Arrivals, draw_arrivals
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry

__all__ = [
    "Provenance",
    "WalkTable",
    "at_level",
    "level_of",
    "make_walks",
    "starts",
    "strata_of",
    "table_id_of",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

WALKS = 6000
_STEP = 1.5
"""Levels of footfall are this far apart, so that no hour is further than a fifth from the level that stands for it."""
_WARM_UP_S = 600
_LONGEST_S = 3600
_CAPACITY = 4096
_SEED = 1
"""Tables are a property of the place; their chance is not that of any experiment."""


@dataclass(frozen=True)
class Provenance:
    """What a table was made from."""

    table_id: str
    place: str
    sites: list[str]
    people_per_hour: float
    walks: int
    people_at_once: float
    results_version: int


@dataclass(frozen=True, eq=False)
class WalkTable:
    """The walks of a street, w of them, and their captures and passages; one that is read twice is two.

    Captures and passages are sorted by walk; `row` and `person_id` in them are the number of the walk, and times count
    from the arrival of its person.
    """

    provenance: Provenance
    site_ids: tuple[str, ...]
    camera_ids: tuple[str, ...]
    stratum: Ints
    """(w,): see `strata_of`."""
    appear_s: Floats
    """(w,): from the arrival to the first second on the street; below 0 where that second had begun."""
    track_from: Ints
    """(w + 1,): where a walk's places begin; there is one for each second."""
    places_m: NDArray[np.float32]
    """(places, 2)."""
    captures: Captures
    capture_from: Ints
    """(w + 1,)."""
    passages: Passages
    passage_from: Ints
    """(w + 1,)."""

    @property
    def n(self) -> int:
        """Number of walks."""
        return self.stratum.size


def strata_of(age_band: NDArray[np.integer], sex: NDArray[np.integer]) -> Ints:
    """Return who may stand for whom: children, or adults of one sex (n,): 0, 1 or 2."""
    return np.where(age_band == AGE_BANDS.index("under_18"), 0, 1 + sex.astype(np.int64))


def level_of(people_per_hour: Floats) -> Ints:
    """Return the number of the level nearest to each footfall; level k is 1.5 ** k people an hour."""
    return np.asarray(np.round(np.log(np.maximum(people_per_hour, 1.0)) / np.log(_STEP)), np.int64)


def make_walks(scenario: Scenario, table_id: str = "") -> WalkTable:
    """Walk a street at the footfall of its scenario and keep `WALKS` walks, or those of an hour if they are fewer."""
    lfr = _lfr_of(scenario)
    streams = Streams(_SEED)
    geometry = compile_geometry(scenario.street_map)
    duration_s = float(_LONGEST_S)
    arrivals = draw_arrivals(
        scenario.footfall,
        scenario.behaviour,
        geometry,
        start_h=12.0,
        duration_s=2 * duration_s,
        warm_up_s=_WARM_UP_S,
        streams=streams,
    )
    groups = scenario.groups.names
    population = scenario.population.model_copy(update={"resident_share_of_street": 0.0, "residents": 100})
    people = draw_people(population, groups, draw_residents(population, groups, streams), arrivals.t_s.size, streams)
    watch = Watch(list(scenario.used_sites.values()), lfr.capture, capacity=_CAPACITY, streams=streams)
    crowd = Crowd(geometry, scenario.walking, scenario.behaviour, capacity=_CAPACITY, streams=streams)
    first = int(np.searchsorted(arrivals.t_s, 0.0))
    last = min(first + WALKS, int(np.searchsorted(arrivals.t_s, duration_s)))
    return _Recorder(arrivals, people, watch, crowd, first, last).record(scenario, table_id)


class _Recorder:
    """Walks the street and notes where those of whom a walk is kept are, until the last of them has left."""

    def __init__(self, arrivals: Arrivals, people: People, watch: Watch, crowd: Crowd, first: int, last: int) -> None:
        self.arrivals, self.people, self.watch, self.crowd = arrivals, people, watch, crowd
        self.first, self.last = first, last
        self.captures: list[Captures] = []
        self.passages: list[Passages] = []
        self.seconds: list[Ints] = []
        self.who: list[Ints] = []
        self.places: list[NDArray[np.float32]] = []

    def record(self, scenario: Scenario, table_id: str) -> WalkTable:
        first, last = self.first, self.last
        here, left, second, on_the_street = 0, 0, -_WARM_UP_S, 0
        ends = float(self.arrivals.t_s[-1]) if self.arrivals.t_s.size else 0.0
        while left < last - first and second < ends:
            here = self._second(second)
            gone = self.crowd.person_id[self.crowd.left_rows]
            left += int(np.count_nonzero((gone >= first) & (gone < last)))
            on_the_street += here if second >= 0 else 0
            second += 1
        if last == first or left == 0:
            raise RunError(
                "footfall.people_per_day",
                f"nobody goes through {scenario.name!r} at {_per_hour(scenario):.0f} people an hour",
                "a footfall at which people come and leave",
            )
        rest = self.watch.finish()
        self._keep(rest.captures, rest.passages)
        provenance = Provenance(
            table_id,
            scenario.name,
            list(_lfr_of(scenario).sites),
            _per_hour(scenario),
            last - first,
            on_the_street / max(second, 1),
            RESULTS_VERSION,
        )
        return self._walks(provenance)

    def _second(self, second: int) -> int:
        arrivals, people, crowd = self.arrivals, self.people, self.crowd
        rows = arrivals.during(second, second + 1)
        if rows.stop > rows.start:
            crowd.enter(
                person_id=arrivals.person_id[rows],
                party_id=arrivals.party_id[rows],
                entrance=arrivals.entrance[rows],
                exit=arrivals.exit[rows],
                desired_speed_m_s=arrivals.desired_speed_m_s[rows],
                stops=arrivals.stops[rows],
                dwell_s=arrivals.dwell_s[rows],
                lateral=arrivals.lateral[rows],
            )
        crowd.advance()
        entered = crowd.entered_rows
        if entered.size:
            who = crowd.person_id[entered]
            self.watch.appear(
                entered,
                person_id=who,
                height_m=people.height_m[who],
                is_head_down=people.is_head_down[who],
                is_masked=people.is_masked[who],
                is_hooded=people.is_hooded[who],
            )
        self.watch.follow(float(second), crowd.frames, crowd.n_rows)
        ended = self.watch.ended()
        self._keep(ended.captures, ended.passages)
        active = np.flatnonzero(crowd.is_active)
        if second >= 0:
            person = crowd.person_id[active]
            kept = (person >= self.first) & (person < self.last)
            rows_kept = active[kept]
            self.who.append(person[kept] - self.first)
            self.seconds.append(np.full(rows_kept.size, second))
            self.places.append(np.column_stack([crowd.x_m[rows_kept], crowd.y_m[rows_kept]]).astype(np.float32))
        return int(active.size)

    def _keep(self, captures: Captures, passages: Passages) -> None:
        self.captures.append(captures)
        self.passages.append(passages)

    def _walks(self, provenance: Provenance) -> WalkTable:
        n, arrive_s = self.last - self.first, self.arrivals.t_s[self.first : self.last]
        who, second = np.concatenate(self.who), np.concatenate(self.seconds)
        places = np.concatenate(self.places)
        order = np.argsort(who, kind="stable")
        track_from = starts(who, n)
        first_second = np.full(n, np.nan)
        seen = np.flatnonzero(np.diff(track_from))
        first_second[seen] = second[order][track_from[:-1][seen]]
        captures = _of_walks(self.captures, self.first, self.last, arrive_s)
        passages = _of_walks(self.passages, self.first, self.last, arrive_s)
        people = slice(self.first, self.last)
        return WalkTable(
            provenance=provenance,
            site_ids=self.watch.site_ids,
            camera_ids=self.watch.camera_ids,
            stratum=strata_of(self.people.age_band[people], self.people.sex[people]),
            appear_s=first_second - arrive_s,
            track_from=track_from,
            places_m=places[order],
            captures=captures,
            capture_from=starts(captures.row, n),
            passages=passages,
            passage_from=starts(passages.row, n),
        )


_Columns = TypeVar("_Columns", Captures, Passages)


def _of_walks(parts: list[_Columns], first: int, last: int, arrive_s: Floats) -> _Columns:
    """Put together what belongs to the walks that are kept, sorted by walk, with times from the arrival."""
    kind = type(parts[0])
    joined = kind(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(kind)})
    kept = np.flatnonzero((joined.person_id >= first) & (joined.person_id < last))
    kept = kept[np.argsort(joined.person_id[kept], kind="stable")]
    taken = kind(**{f.name: getattr(joined, f.name)[kept] for f in fields(kind)})
    walk = taken.person_id - first
    return replace(taken, row=walk, person_id=walk, t_s=taken.t_s - arrive_s[walk])


def starts(walk: NDArray[np.integer], n: int) -> Ints:
    """Return where the rows of each of n walks begin (n + 1,), given the walk of each row, in that order."""
    return np.concatenate([[0], np.cumsum(np.bincount(walk, minlength=n))]).astype(np.int64)


def _lfr_of(scenario: Scenario) -> LFR:
    if scenario.lfr is None:
        raise ValueError("a table of walks needs cameras: a scenario with `lfr`")
    return scenario.lfr


def _per_hour(scenario: Scenario) -> float:
    return scenario.footfall.people_per_day / 24


def at_level(scenario: Scenario, level: int) -> Scenario:
    """Return the scenario with the footfall of a level in every hour."""
    flat = {"people_per_day": 24 * _STEP**level, "hourly_profile": (1 / 24,) * 24}
    return scenario.model_copy(update={"footfall": scenario.footfall.model_copy(update=flat)})


def table_id_of(scenario: Scenario, level: int) -> str:
    """Return the id of a table: a hash of all that it depends on, alike for places where people walk alike."""
    scenario = at_level(scenario, level)
    lfr, population = _lfr_of(scenario), scenario.population
    body = {
        name: getattr(population, name)
        for name in (
            "age_shares",
            "female_share",
            "head_down_share",
            "mask_share",
            "hood_share",
            "adult_height_m",
            "child_height_m",
            "height_spread_m",
        )
    }
    return content_id(
        scenario.street_map.model_dump(mode="json"),
        scenario.footfall.model_dump(mode="json", exclude={"from_faces"}),
        scenario.behaviour.model_dump(mode="json"),
        scenario.walking.model_dump(mode="json"),
        body,
        [site.model_dump(mode="json") for site in scenario.used_sites.values()],
        lfr.capture.model_dump(mode="json"),
        WALKS,
        _SEED,
        RESULTS_VERSION,
    )
