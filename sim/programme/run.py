"""A programme, day by day: deployments, what they do to people, and how trust goes on.

On each day in this order: its deployments take place (`sim.programme.deployments`); the people of the borough who were
stopped, or saw it, or hear of it, are moved; news, publications, meetings and open days reach whom they reach; and
trust goes on by one day. At the end of each month residents are asked how they stand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from sim.core.streams import Streams
from sim.programme.aftermath import PublicLife, live_through
from sim.programme.calendar import Planned
from sim.programme.deployments import Deployments
from sim.programme.results import Month, ProgrammeResult, Progress
from sim.programme.schema import Programme
from sim.programme.survey import survey

__all__ = ["OUTPUTS", "ProgrammeRun", "run_programme"]

OUTPUTS = Path("outputs")
"""Where results and tables of walks are stored unless somebody says otherwise."""


def run_programme(
    programme: Programme,
    *,
    seed: int = 1,
    replication: int = 0,
    root: Path = OUTPUTS,
    observe: Callable[[Progress], None] = lambda _: None,
) -> ProgrammeResult:
    """Simulate a programme; nothing is printed.

    Parameters
    ----------
    seed, replication
        See `sim.core.streams.Streams`; the same two numbers give the same result, to the byte.
    root
        The store, where tables of walks are kept: the first run on a street walks it, for some seconds.
    observe
        Called before every day and at the end, for progress.

    Raises
    ------
    RunError
        If the programme asks for what cannot be had: more people on a street than there are, for one.
    StoreError
        If `root` cannot be written.
    """
    observe(Progress(0, programme.months, "the borough and its network"))
    run = ProgrammeRun(programme, seed=seed, replication=replication, root=root)
    while run.running:
        observe(run.progress)
        run.step()
    observe(run.progress)
    return run.result


class ProgrammeRun:
    """A programme under way: one step is one day.

    Parameters
    ----------
    programme
        What to simulate.
    seed, replication, root
        As for `run_programme`.

    Attributes
    ----------
    borough
        The people, who of them is wanted, and how residents stand.
    result
        All that there is so far; whole when the programme is over.
    """

    def __init__(self, programme: Programme, *, seed: int = 1, replication: int = 0, root: Path = OUTPUTS) -> None:
        streams = Streams(seed, replication)
        self.programme = programme
        self._deployments = Deployments(programme, streams, root)
        self.borough = self._deployments.borough
        self._attenders = 0
        self.result = self._nothing_yet(streams)
        self._public_life = PublicLife(programme, self.borough, self.result)

    @property
    def today(self) -> date:
        """The day that the next step simulates; after the last step, the first day after the programme."""
        return self._deployments.today

    @property
    def running(self) -> bool:
        """Whether there is a day left."""
        return self._deployments.running

    @property
    def due(self) -> list[Planned]:
        """The deployments of the day that comes next."""
        return self._deployments.due

    @property
    def progress(self) -> Progress:
        """How far the programme has come, and what comes next."""
        return Progress(
            self._deployments.month,
            self.programme.months,
            ", ".join([*(planned.place for planned in self.due), f"{self.today}"]),
        )

    def step(self) -> None:
        """Simulate one day.

        Raises
        ------
        ValueError
            If the programme is over.
        """
        today, month = self.today, self._deployments.month
        deployed = self._deployments.step()
        for one in deployed:
            self.result.deployed.append(one.result)
            live_through(one, self.borough, self.result, (today - self.programme.begins).days)
        self._attenders += self._public_life.day(today, is_deployed=bool(deployed))
        self.borough.trust_state.end_day()
        if self._deployments.month > month:
            self._end_month()

    def _end_month(self) -> None:
        self.borough.trust_state.settle()
        self.result.months.append(self._survey(self._deployments.month))
        self.result.tables = self._deployments.tables
        self._attenders = 0

    def _survey(self, month: int) -> Month:
        crime = self._deployments.crime.latest()
        return survey(self.borough, month=month, ends=self.today, attenders=self._attenders, crime=crime)

    def _nothing_yet(self, streams: Streams) -> ProgrammeResult:
        n = self.borough.populace.n_residents
        groups = self.borough.populace.ethnic_group[:n]
        return ProgrammeResult(
            programme=self.programme,
            seed=streams.seed,
            replication=streams.replication,
            residents=np.array([n, *np.bincount(groups, minlength=len(self.programme.groups.names))]),
            ethnic_group=groups,
            times_scanned=np.zeros(n, np.int32),
            times_stopped=np.zeros(n, np.int16),
            before=self._survey(0),
            cancelled=self._deployments.cancelled,
        )
