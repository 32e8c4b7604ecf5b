"""A programme, day by day: deployments, what they do to people, and how trust goes on.

On each day in this order: those become wanted who are due; the day's deployments are simulated and counted; the
people of the borough who were stopped, or saw it, or hear of it, are moved; news, publications, meetings and open days
reach whom they reach; and trust goes on by one day. At the end of each month recorded crime is counted, and the next
month is planned.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from sim.core.streams import Streams
from sim.day.walk_table import WalkTable
from sim.programme.aftermath import PublicLife, live_through
from sim.programme.borough_state import BoroughState
from sim.programme.calendar import DeploymentPlanner, Planned, RecordedCrime
from sim.programme.dates import month_begins
from sim.programme.deploying import deploy
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
    today
        The day that the next step simulates; after the last step, the first day after the programme.
    due
        The deployments of that day.
    result
        All that there is so far; whole when the programme is over.
    """

    def __init__(self, programme: Programme, *, seed: int = 1, replication: int = 0, root: Path = OUTPUTS) -> None:
        streams = Streams(seed, replication)
        self.programme = programme
        self.borough = BoroughState(programme, streams)
        self.today = month_begins(programme.begins, 0)
        self._root = root
        self._tables: dict[str, dict[int, WalkTable]] = {}
        self._crime = RecordedCrime(programme)
        self._planner = DeploymentPlanner(programme, streams)
        self._ends = month_begins(programme.begins, programme.months)
        self._month = 0
        self.result = self._nothing_yet(streams)
        self._public_life = PublicLife(programme, self.borough, self.result)
        self._plan_month()

    @property
    def running(self) -> bool:
        """Whether there is a day left."""
        return self.today < self._ends

    @property
    def due(self) -> list[Planned]:
        """The deployments of the day that comes next."""
        return self._plan[self.today]

    @property
    def progress(self) -> Progress:
        """How far the programme has come, and what comes next."""
        return Progress(
            self._month, self.programme.months, ", ".join([*(planned.place for planned in self.due), f"{self.today}"])
        )

    def step(self) -> None:
        """Simulate one day.

        Raises
        ------
        ValueError
            If the programme is over.
        """
        if not self.running:
            raise ValueError(f"the programme is over: it ended before {self.today}")
        day = (self.today - self.programme.begins).days
        self.borough.begin_day(day)
        for planned in self.due:
            self._deploy(planned, day)
        self._attenders += self._public_life.day(self.today, is_deployed=bool(self.due))
        self.borough.trust_state.end_day()
        self.today += timedelta(days=1)
        if self.today == month_begins(self.programme.begins, self._month + 1):
            self._end_month()

    def _deploy(self, planned: Planned, day: int) -> None:
        programme, borough, result = self.programme, self.borough, self.result
        deployed = deploy(programme, planned, borough, month=self._month, day=day, root=self._root, tables=self._tables)
        result.deployed.append(deployed.result)
        live_through(deployed, borough, result, day)
        self._hours[planned.place] += planned.duration_h * programme.force.teams[planned.team]
        self._times[planned.place] += 1

    def _plan_month(self) -> None:
        self._plan: dict[date, list[Planned]] = defaultdict(list)
        self._hours: dict[str, float] = defaultdict(float)
        self._times: Counter[str] = Counter()
        self._attenders = 0
        for planned in self._planner.month(self._month, self._crime):
            if planned.is_cancelled:
                self.result.cancelled.append(planned)
            else:
                self._plan[planned.on].append(planned)

    def _end_month(self) -> None:
        self._crime.end_month(self._hours, self._times)
        self._month += 1
        self.borough.trust_state.settle()
        self.result.months.append(self._survey())
        self.result.tables = [
            walks.provenance for levels in self._tables.values() for _, walks in sorted(levels.items())
        ]
        if self.running:
            self._plan_month()

    def _survey(self) -> Month:
        return survey(
            self.borough, month=self._month, ends=self.today, attenders=self._attenders, crime=self._crime.latest()
        )

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
            before=survey(self.borough, month=0, ends=self.programme.begins, attenders=0, crime=self._crime.latest()),
        )
