"""The deployments of a programme, day by day, and who is stopped and arrested at them; not what residents make of it.

On each day those become wanted who are due, the day's deployments are simulated and counted, and the arrested are
taken away. At the end of each month recorded crime is counted, and the next month is planned. Nothing that residents
think of the police changes who comes, who is stopped or who is arrested, so that this can be gone through by itself:
who knows whom is then not worked out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

from sim.core.streams import Streams
from sim.day.walk_table import Provenance, WalkTable
from sim.programme.borough_state import BoroughState
from sim.programme.calendar import DeploymentPlanner, Planned, RecordedCrime
from sim.programme.dates import month_begins
from sim.programme.deploying import Deployed, deploy
from sim.programme.schema import Programme

__all__ = ["Deployments"]


class Deployments:
    """The deployments of a programme under way: one step is one day.

    Parameters
    ----------
    programme
        What to simulate.
    streams
        The programme's chance.
    root
        The store, where tables of walks are kept.

    Attributes
    ----------
    borough
        The people, and who of them is wanted.
    crime
        Crime as the police record it.
    today
        The day that the next step simulates; after the last step, the first day after the programme.
    month
        Months that are over.
    cancelled
        Deployments of the months planned so far that do not take place.
    """

    def __init__(self, programme: Programme, streams: Streams, root: Path) -> None:
        self.programme = programme
        self.borough = BoroughState(programme, streams)
        self.crime = RecordedCrime(programme)
        self.today = month_begins(programme.begins, 0)
        self.month = 0
        self.cancelled: list[Planned] = []
        self._root = root
        self._tables: dict[str, dict[int, WalkTable]] = {}
        self._planner = DeploymentPlanner(programme, streams)
        self._ends = month_begins(programme.begins, programme.months)
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
    def tables(self) -> list[Provenance]:
        """The tables of walks that days were put together from, so far."""
        return [walks.provenance for levels in self._tables.values() for _, walks in sorted(levels.items())]

    def step(self) -> list[Deployed]:
        """Simulate one day; return its deployments.

        Raises
        ------
        ValueError
            If the programme is over.
        """
        if not self.running:
            raise ValueError(f"the programme is over: it ended before {self.today}")
        day = (self.today - self.programme.begins).days
        self.borough.begin_day(day)
        deployed = [self._deploy(planned, day) for planned in self.due]
        self.today += timedelta(days=1)
        if self.today == month_begins(self.programme.begins, self.month + 1):
            self.crime.end_month(self._hours, self._times)
            self.month += 1
            if self.running:
                self._plan_month()
        return deployed

    def _deploy(self, planned: Planned, day: int) -> Deployed:
        programme = self.programme
        deployed = deploy(
            programme, planned, self.borough, month=self.month, day=day, root=self._root, tables=self._tables
        )
        self.borough.police(deployed.stopped, deployed.arrested, day)
        self._hours[planned.place] += planned.duration_h * programme.force.teams[planned.team]
        self._times[planned.place] += 1
        return deployed

    def _plan_month(self) -> None:
        self._plan: dict[date, list[Planned]] = defaultdict(list)
        self._hours: dict[str, float] = defaultdict(float)
        self._times: Counter[str] = Counter()
        for planned in self._planner.month(self.month, self.crime):
            if planned.is_cancelled:
                self.cancelled.append(planned)
            else:
                self._plan[planned.on].append(planned)
