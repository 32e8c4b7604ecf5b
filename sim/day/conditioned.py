"""Days on which a false alert happens: conditioned on it, with the weight that takes the condition back.

At field rates most days have no false alert, so that what one does to a person can hardly be looked at. A
scenario may ask for a day on which somebody of a group who is not listed is alerted. One of that group's searches
is chosen, each as likely as its FPIR, which is the same for all; its probe is drawn inside the caps of the list
(`sim.recognition.vector.caps`), and everything else of the day is as it would have been. The weight is the number of
false alerts of that group that such a day is expected to have.

Which searches there are is known from the street alone, so the day is walked once before, without policing.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from sim.core.errors import RunError
from sim.core.streams import Stream, Streams
from sim.day.enrolment import enrolment_of, wanted_by
from sim.day.run import Observer, RunResult, run
from sim.day.world import AHEAD_S, StreetWorld, draw_passers_by
from sim.events import Arrival, Capture
from sim.recognition.vector.recogniser import Embedding, Given, Recogniser
from sim.scenario.schema import LFR, Scenario

__all__ = ["choose_given", "is_conditioned", "run_day"]


def run_day(
    scenario: Scenario, *, seed: int = 1, replication: int = 0, observers: Sequence[Observer] = ()
) -> RunResult:
    """Simulate one day, conditioned on a false alert where the scenario asks for one.

    Nothing is stored or printed. A day of North End takes some 15 seconds of one core, after half a minute of
    compiling the first time on a machine.

    Parameters
    ----------
    scenario
        What to simulate; see `sim.load_scenario`.
    seed, replication
        The experiment, and which repetition of it: the same two numbers give the same result, to the byte, and
        scenarios that differ only in their policy share people, ways and chance.
    observers
        Called in turn with the world after each simulated second; they read it and must not change it.

    Returns
    -------
    RunResult
        The log of all events (`log.table(kind)` is a polars table), and what `sim.measure` needs.

    Raises
    ------
    RunError
        If the scenario asks for what cannot be had.
    """
    given = choose_given(scenario, seed=seed, replication=replication)
    return run(scenario, seed=seed, replication=replication, observers=observers, given=given)


def is_conditioned(scenario: Scenario) -> bool:
    """Return whether a scenario asks for a day with a false alert."""
    return scenario.lfr is not None and scenario.lfr.recognition.given_false_alert is not None


def choose_given(
    scenario: Scenario, *, seed: int, replication: int, observers: Sequence[Observer] = ()
) -> Given | None:
    """Choose the search that ends in a false alert, or None where the scenario asks for none.

    Parameters
    ----------
    seed, replication, observers
        As for `sim.day.run.run`.

    Raises
    ------
    RunError
        If nobody of the group who is not listed is searched on this day.
    """
    lfr = scenario.lfr
    if lfr is None or not is_conditioned(scenario):
        return None
    wanted = lfr.recognition.given_false_alert
    streams = Streams(seed, replication)
    local_share = wanted_by(lfr).share_in(scenario.population)
    enrolment = enrolment_of(_without_searches(lfr), scenario.groups, local_share=local_share, streams=streams)
    system = enrolment.system
    if not isinstance(system, Recogniser):
        raise RunError(
            "lfr.recognition.backend.kind",
            "a false alert can be given only where searches have stated rates",
            "kind: embedding",
        )
    world = StreetWorld(
        scenario,
        seed=seed,
        replication=replication,
        passers_by=lambda arrivals: draw_passers_by(scenario, arrivals.t_s.size, enrolment, streams),
        ahead_s=AHEAD_S,
    )
    while world.running:
        world.step()
        for observe in observers:
            observe(world)
    people = world.log.table(Arrival).filter((pl.col("ethnic_group") == wanted) & ~pl.col("is_listed"))
    searched = world.log.table(Capture).filter(pl.col("is_usable")).join(people.select("person_id"), on="person_id")
    if searched.is_empty():
        raise RunError(
            "lfr.recognition.given_false_alert",
            f"nobody of the group {wanted} who is not listed is searched",
            "another group, or a longer day",
        )
    row = int(float(streams.uniform(Stream.GIVEN, 0)) * searched.height)
    person_id, passage = searched.select("person_id", "passage").sort("person_id", "passage").row(row)
    goes_as = enrolment.face_group[scenario.groups.names.index(wanted)]
    fpir = float(system.calibration.fpir(lfr.threshold, enrolment.watchlist.counts)[goes_as])
    return Given(int(person_id), int(passage), lfr.threshold, fpir * searched.height)


def _without_searches(lfr: LFR) -> LFR:
    """Return the same policy with hardly a search: who is captured does not depend on them."""
    idle = lfr.recognition.model_copy(update={"given_false_alert": None, "backend": Embedding(mode="thinned")})
    return lfr.model_copy(update={"recognition": idle, "threshold": 1.0})
