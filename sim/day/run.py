"""One run: a scenario, a seed and a replication give the events of one day, and always the same ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sim.day.enrolment import Enrolment
from sim.day.moment import Watcher
from sim.day.world import AHEAD_S, StreetWorld
from sim.event_log import EventLog
from sim.population.people import Residents
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.vector.recogniser import Given
from sim.recognition.watchlist import Watchlist
from sim.scenario.schema import Scenario

__all__ = ["Conservation", "Observer", "RunResult", "result_of", "run"]

Observer = Callable[[StreetWorld], None]
"""Called after every simulated second; reads the world, but for its crowd, which is further on, and changes nothing."""


@dataclass(frozen=True)
class Conservation:
    """Where everybody who arrived was at the end; `arrived` is the sum of the others."""

    arrived: int
    waiting: int
    on_the_street: int
    left: int


@dataclass(frozen=True)
class RunResult:
    """All that a run leaves behind."""

    scenario: Scenario
    seed: int
    replication: int
    log: EventLog
    residents: Residents
    people: Conservation
    given: Given | None
    """The false alert on which this day is conditioned, if it is."""
    enrolment: Enrolment | None
    """The policy, the system and its list; None without facial recognition."""

    @property
    def calibration(self) -> Calibration | None:
        """The calibrated accuracy of the system; None without, and for a back end whose accuracy is its own."""
        return None if self.enrolment is None else self.enrolment.calibration

    @property
    def watchlist(self) -> Watchlist | None:
        """The enrolled list; None without facial recognition."""
        return None if self.enrolment is None else self.enrolment.watchlist


def run(
    scenario: Scenario,
    *,
    seed: int,
    replication: int = 0,
    observers: Sequence[Observer] = (),
    watchers: Sequence[Watcher] = (),
    given: Given | None = None,
) -> RunResult:
    """Simulate one day.

    Parameters
    ----------
    seed, replication
        See `sim.core.streams.Streams`; the same two numbers give the same result, to the byte.
    observers
        Called in turn after each second that has been walked, for progress.
    watchers
        Called in turn with each second of the deployment once the police have acted in it, for the replay.
    given
        A search that is to end in a false alert, as `sim.day.conditioned.choose_given` finds it, if any is.
    """
    world = StreetWorld(scenario, seed=seed, replication=replication, given=given, ahead_s=AHEAD_S)
    world.watchers.extend(watchers)
    while world.running:
        world.step()
        for observe in observers:
            observe(world)
    return result_of(world, given=given)


def result_of(world: StreetWorld, *, given: Given | None = None) -> RunResult:
    """Return what a world has come to so far; whole when it no longer runs."""
    return RunResult(
        scenario=world.settings,
        seed=world.streams.seed,
        replication=world.streams.replication,
        given=given,
        log=world.log,
        residents=world.residents,
        people=Conservation(
            arrived=world.n_arrived, waiting=world.n_waiting, on_the_street=world.n_active, left=world.n_left
        ),
        enrolment=None if world.deployment is None else world.deployment.enrolment,
    )
