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
from sim.day.stored_walks import open_walks
from sim.day.walk_table import WalkTable, level_of, table_id_of
from sim.day.world import AHEAD_S, PassersBy, StreetWorld
from sim.event_log import EventLog
from sim.population.habits import day_factor
from sim.population.people import People, Residents
from sim.programme.borough_state import BoroughState, Turnout
from sim.programme.calendar import Planned
from sim.programme.origins import areas_apart
from sim.programme.schema import Programme
from sim.scenario.schema import Scenario
from sim.street.arrivals import Arrivals, draw_parties

__all__ = ["DeploymentDay", "chance_of", "open_tables", "scenario_of", "simulate_day"]


@dataclass(frozen=True)
class DeploymentDay:
    """What came of one deployment."""

    log: EventLog
    turnout: Turnout
    would_arrive_s: NDArray[np.float64]
    """(n,): when those of `turnout` would arrive, in seconds after the deployment began."""
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
    programme: Programme,
    planned: Planned,
    borough: BoroughState,
    *,
    day: int,
    root: Path,
    tables: dict[str, dict[int, WalkTable]],
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
    factor = day_factor(programme.habits, planned.on.weekday(), number=planned.number, streams=borough.streams)
    scenario = scenario_of(programme, planned, factor)
    streams = chance_of(borough.streams, planned.number)
    if programme.fidelity == "micro":
        return _walked(scenario, streams, planned, borough, day, factor)
    walks = open_tables(programme, scenario, root, tables, planned.place)
    return _put_together(scenario, streams, planned, borough, day, factor, walks)


def _walked(
    scenario: Scenario, streams: Streams, planned: Planned, borough: BoroughState, day: int, factor: float
) -> DeploymentDay:
    parts: list[tuple[Turnout, NDArray[np.float64], People]] = []

    def passers_by(arrivals: Arrivals) -> PassersBy:
        turnout = _turnout(scenario, borough, arrivals.t_s.size, planned, day, factor)
        people = borough.people(scenario, turnout.person_id, turnout.covers, streams)
        kept = _kept(people, turnout.comes)
        parts.append((turnout, arrivals.t_s, kept))
        enrolment = None if borough.enrolment is None else borough.enrolment.on(streams)
        return PassersBy(_residents(borough), kept, borough.entry_known(kept.person_id, day), enrolment, turnout.comes)

    world = StreetWorld(
        scenario, seed=streams.seed, replication=streams.replication, passers_by=passers_by, ahead_s=AHEAD_S
    )
    while world.running:
        world.step()
    turnout, would_arrive_s, people = parts[0]
    return DeploymentDay(world.log, turnout, would_arrive_s, people, would_arrive_s[turnout.comes])


def _put_together(
    scenario: Scenario,
    streams: Streams,
    planned: Planned,
    borough: BoroughState,
    day: int,
    factor: float,
    walks: dict[int, WalkTable],
) -> DeploymentDay:
    times = scenario.day
    t_s, party, size = draw_parties(
        scenario.footfall,
        start_h=times.start_h,
        duration_s=times.duration_h * 3600,
        warm_up_s=times.warm_up_s,
        streams=streams,
    )
    turnout = _turnout(scenario, borough, int(size.sum()), planned, day, factor)
    people = _kept(borough.people(scenario, turnout.person_id, turnout.covers, streams), turnout.comes)
    would_arrive_s = np.repeat(t_s, size)
    arrive_s, party_id = would_arrive_s[turnout.comes], np.repeat(party, size)[turnout.comes]
    street = PassageStreet(
        scenario,
        streams,
        arrive_s=arrive_s,
        party_id=party_id,
        people=people,
        covers=turnout.covers[turnout.comes],
        entry=borough.entry_known(people.person_id, day),
        enrolment=None if borough.enrolment is None else borough.enrolment.on(streams),
        walks=walks,
    )
    street.run()
    return DeploymentDay(street.log, turnout, would_arrive_s, people, arrive_s)


def _turnout(scenario: Scenario, borough: BoroughState, n: int, planned: Planned, day: int, factor: float) -> Turnout:
    return borough.turnout(
        planned.place, n, factor=factor, day=day, number=planned.number, is_watched=scenario.lfr is not None
    )


def _as_walked(programme: Programme, scenario: Scenario) -> Scenario:
    """Return a street as tables of its walks are made: with the ages and sexes of its place's own population.

    In a city of boroughs those of the city stand in, so that streets of one shape share their tables. A walk is then
    given to somebody of its walker's age class and sex, so that the mix moves nothing but who is in whose way.
    """
    if not areas_apart(programme):
        return scenario
    ages = {"age_shares": programme.borough.age_shares, "female_share": programme.borough.female_share}
    return scenario.model_copy(update={"population": scenario.population.model_copy(update=ages)})


def open_tables(
    programme: Programme, scenario: Scenario, root: Path, tables: dict[str, dict[int, WalkTable]], place: str
) -> dict[int, WalkTable]:
    """Return the tables of walks of a street, of the levels that the hours of a day need and of those opened before.

    Without cameras there are none.

    Parameters
    ----------
    scenario
        The day, as `scenario_of` has it.
    root
        The store, where tables are made that it lacks.
    tables, place
        Tables that have been opened, by street and level, and which of the streets it is; they are added to.
    """
    if scenario.lfr is None:
        return {}
    scenario = _as_walked(programme, scenario)
    times, footfall = scenario.day, scenario.footfall
    begins = times.start_h - times.warm_up_s / 3600
    hours = np.unique(np.floor(np.arange(begins, times.start_h + times.duration_h, 0.05)).astype(np.int64)) % 24
    per_hour = footfall.people_per_day * np.array(footfall.hourly_profile)[hours]
    opened = tables.setdefault(place, {})
    needed = np.unique(level_of(per_hour)).tolist()
    for level in needed:
        if level not in opened:
            of_others = {walks.provenance.table_id: walks for levels in tables.values() for walks in levels.values()}
            same = of_others.get(table_id_of(scenario, level))
            opened[level] = open_walks(root, scenario, level) if same is None else same
    return opened


def _kept(people: People, comes: NDArray[np.bool_]) -> People:
    return People(**{field.name: getattr(people, field.name)[comes] for field in fields(People)})


def _residents(borough: BoroughState) -> Residents:
    populace, n = borough.populace, borough.populace.n_residents
    return Residents(populace.ethnic_group[:n], populace.sex[:n], populace.age_band[:n])
