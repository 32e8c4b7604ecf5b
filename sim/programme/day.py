"""One deployment of a programme, at either fidelity: the events of the day, for the same people.

Both fidelities draw the same parties at the same times, the same people among them, and police them by the same code.
They differ in who walks: `micro` walks everybody; `passage` gives everybody a walk from a table (`sim.day.walk_table`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams
from sim.day.passage_street import PassageStreet
from sim.day.walk_table import Walks, level_of, open_walks
from sim.day.world import Cast, StreetWorld
from sim.events import EventLog
from sim.population.habits import day_factor
from sim.population.people import People, Residents
from sim.programme.borough_state import Coming, Town
from sim.programme.calendar import Planned
from sim.programme.schema import Programme
from sim.scenario.schema import Scenario
from sim.street.arrivals import Arrivals, draw_parties

__all__ = ["DeploymentDay", "chance_of", "scenario_of", "simulate_day"]


@dataclass(frozen=True)
class DeploymentDay:
    """What came of one deployment."""

    log: EventLog
    coming: Coming
    would_arrive_s: NDArray[np.float64]
    """(n,): when those of `coming` would arrive, in seconds after the deployment began."""
    people: People
    """Those who came, in the order of their arrival."""
    arrive_s: NDArray[np.float64]
    """(people,): when, in seconds after the deployment began."""


def scenario_of(programme: Programme, planned: Planned, factor: float = 1.0) -> Scenario:
    """Return the day of a deployment as a scenario of its street, with so many times a mean day's footfall."""
    place = programme.streets[planned.place].place
    day = place.day.model_copy(update={"start_h": planned.start_h, "duration_h": planned.duration_h})
    footfall = place.footfall.model_copy(update={"people_per_day": place.footfall.people_per_day * factor})
    return place.model_copy(
        update={"day": day, "footfall": footfall, "lfr": programme.lfr, "community": programme.community}
    )


def chance_of(streams: Streams, number: int) -> Streams:
    """Return the chance of a deployment by its number: another day with other arrivals, the same in every arm."""
    seed = int(streams.generator(Stream.CALENDAR, number, 1).integers(2**63))
    return Streams(seed, streams.replication)


def simulate_day(
    programme: Programme, planned: Planned, town: Town, *, day: int, root: Path, tables: dict[str, dict[int, Walks]]
) -> DeploymentDay:
    """Simulate one deployment.

    Parameters
    ----------
    day
        Day of the programme, from 0.
    root
        The store, where tables of walks are.
    tables
        Tables that have been opened, by street and level; those that are missing are opened and put there.
    """
    factor = day_factor(programme.habits, planned.on.weekday(), number=planned.number, streams=town.streams)
    scenario = scenario_of(programme, planned, factor)
    streams = chance_of(town.streams, planned.number)
    if programme.fidelity == "micro":
        return _walked(scenario, streams, planned, town, day, factor)
    walks = _tables_for(scenario, root, tables, planned.place)
    return _put_together(scenario, streams, planned, town, day, factor, walks)


def _walked(
    scenario: Scenario, streams: Streams, planned: Planned, town: Town, day: int, factor: float
) -> DeploymentDay:
    parts: list[tuple[Coming, NDArray[np.float64], People]] = []

    def cast(arrivals: Arrivals) -> Cast:
        coming = _coming(scenario, town, arrivals.t_s.size, planned, day, factor)
        people = town.people(scenario, coming.person_id, coming.covers, streams)
        kept = _kept(people, coming.comes)
        parts.append((coming, arrivals.t_s, kept))
        enrolment = None if town.enrolment is None else town.enrolment.on(streams)
        return Cast(_residents(town), kept, town.entry[kept.person_id], enrolment, coming.comes)

    world = StreetWorld(scenario, seed=streams.seed, replication=streams.replication, cast=cast)
    while world.running:
        world.step()
    coming, would_arrive_s, people = parts[0]
    return DeploymentDay(world.log, coming, would_arrive_s, people, would_arrive_s[coming.comes])


def _put_together(
    scenario: Scenario,
    streams: Streams,
    planned: Planned,
    town: Town,
    day: int,
    factor: float,
    walks: dict[int, Walks],
) -> DeploymentDay:
    times = scenario.day
    t_s, party, size = draw_parties(
        scenario.footfall,
        start_h=times.start_h,
        duration_s=times.duration_h * 3600,
        warm_up_s=times.warm_up_s,
        streams=streams,
    )
    coming = _coming(scenario, town, int(size.sum()), planned, day, factor)
    people = _kept(town.people(scenario, coming.person_id, coming.covers, streams), coming.comes)
    would_arrive_s = np.repeat(t_s, size)
    arrive_s, party_id = would_arrive_s[coming.comes], np.repeat(party, size)[coming.comes]
    street = PassageStreet(
        scenario,
        streams,
        arrive_s=arrive_s,
        party_id=party_id,
        people=people,
        covers=coming.covers[coming.comes],
        entry=town.entry[people.person_id],
        enrolment=None if town.enrolment is None else town.enrolment.on(streams),
        walks=walks,
    )
    street.run()
    return DeploymentDay(street.log, coming, would_arrive_s, people, arrive_s)


def _coming(scenario: Scenario, town: Town, n: int, planned: Planned, day: int, factor: float) -> Coming:
    return town.coming(
        planned.place, n, factor=factor, day=day, number=planned.number, is_watched=scenario.lfr is not None
    )


def _tables_for(scenario: Scenario, root: Path, tables: dict[str, dict[int, Walks]], place: str) -> dict[int, Walks]:
    """Return the tables of the levels that the hours of a day need; none without cameras."""
    if scenario.lfr is None:
        return {}
    times, footfall = scenario.day, scenario.footfall
    begins = times.start_h - times.warm_up_s / 3600
    hours = np.unique(np.floor(np.arange(begins, times.start_h + times.duration_h, 0.05)).astype(np.int64)) % 24
    per_hour = footfall.people_per_day * np.array(footfall.hourly_profile)[hours]
    opened = tables.setdefault(place, {})
    needed = np.unique(level_of(per_hour)).tolist()
    for level in needed:
        if level not in opened:
            opened[level] = open_walks(root, scenario, level)
    return {level: opened[level] for level in needed}


def _kept(people: People, comes: NDArray[np.bool_]) -> People:
    return People(**{field.name: getattr(people, field.name)[comes] for field in fields(People)})


def _residents(town: Town) -> Residents:
    populace, n = town.populace, town.populace.n_residents
    return Residents(populace.ethnic_group[:n], populace.sex[:n], populace.age_band[:n])
