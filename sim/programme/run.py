"""A programme, day by day: deployments, what they do to people, and how trust goes on.

On each day in this order: those become wanted who are due; the day's deployments are simulated and counted; the
people of the borough who were stopped, or saw it, or hear of it, are moved; news, publications and meetings of the day
reach whom they reach; and trust goes on by one day. At the end of each month recorded crime is counted, and the next
month is planned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.community.meetings import attend
from sim.community.memory import EFFECTIVENESS, FAIRNESS
from sim.community.news import Change, news_of, publication_of
from sim.community.survey import ITEMS, agreeing_to, share_of
from sim.community.trust import effect
from sim.core.streams import Streams
from sim.day.walk_table import Provenance, WalkTable
from sim.events import AGE_BANDS, ETHNIC_GROUPS, Comparison, Engagement, Exposure, Outcome
from sim.metrics.tally import Basis, Tally, tally_of
from sim.policing.stop_and_search import SEARCH_OUTCOMES, StopSearches, draw_searches
from sim.programme.borough_state import BoroughState
from sim.programme.calendar import DeploymentPlanner, Planned, RecordedCrime, month_begins
from sim.programme.counting import faces_published
from sim.programme.day import DeploymentDay, chance_of, simulate_day
from sim.programme.schema import Programme

__all__ = ["DeploymentResult", "Month", "ProgrammeResult", "Progress", "StopSearchTotals", "run_programme"]


@dataclass(frozen=True)
class StopSearchTotals:
    """Stops and searches of one deployment, by ethnic group (G,)."""

    searches: NDArray[np.float64]
    arrests: NDArray[np.float64]
    other_disposals: NDArray[np.float64]
    minutes: NDArray[np.float64]
    minutes_squared: NDArray[np.float64]
    manner: NDArray[np.float64]
    manner_squared: NDArray[np.float64]


@dataclass(frozen=True)
class DeploymentResult:
    """One deployment and what it came to."""

    planned: Planned
    month: int
    tally: Tally
    faces_published: float
    """Faces as a force would count and publish them (`sim.programme.counting`)."""
    avoided: NDArray[np.float64]
    """(G,): people who kept away."""
    displaced: dict[str, float]
    """Of those who went elsewhere, how many are expected on each other street."""
    searching: StopSearchTotals | None


@dataclass(frozen=True)
class Month:
    """How things stand at the end of a month."""

    month: int
    """From 1; 0 stands for the day before the programme."""
    ends: date
    agree: dict[str, NDArray[np.float64]]
    """Of each survey item: residents who agree, of all and of each ethnic group (1 + G,), as sums of chances."""
    without_trend: dict[str, NDArray[np.float64]]
    """The same, had there been no trend in the background."""
    deviation: NDArray[np.float64]
    """(2, 1 + G): mean change of fairness and effectiveness, in standard deviations."""
    crime: dict[str, float]
    """Crimes recorded on each street in the month."""
    attenders: int
    """People who came to meetings in the month."""


@dataclass
class ProgrammeResult:
    """All that a programme leaves behind."""

    programme: Programme
    seed: int
    replication: int
    residents: NDArray[np.int64]
    """(1 + G,): residents, all and by ethnic group."""
    ethnic_group: NDArray[np.int8]
    """(residents,)."""
    times_scanned: NDArray[np.int32]
    """(residents,): searches of each resident."""
    times_stopped: NDArray[np.int16]
    """(residents,): how often each resident was stopped."""
    before: Month
    """The day before."""
    tables: list[Provenance] = field(default_factory=list)
    """The tables of walks that days were put together from."""
    deployed: list[DeploymentResult] = field(default_factory=list)
    cancelled: list[Planned] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)


@dataclass(frozen=True)
class Progress:
    """How far a programme has come."""

    month: int
    months: int
    what: str


def run_programme(
    programme: Programme, *, seed: int, replication: int = 0, root: Path, observe: Callable[[Progress], None]
) -> ProgrammeResult:
    """Simulate a programme.

    Parameters
    ----------
    seed, replication
        See `sim.core.streams.Streams`; the same two numbers give the same result, to the byte.
    root
        The store, where tables of walks are kept.
    observe
        Called after every deployment and every month, for progress.
    """
    return _Run(programme, Streams(seed, replication), root, observe).result


class _Run:
    def __init__(self, programme: Programme, streams: Streams, root: Path, observe: Callable[[Progress], None]) -> None:
        self.programme, self.streams, self.root, self.observe = programme, streams, root, observe
        observe(Progress(0, programme.months, "the borough and its network"))
        self.borough = BoroughState(programme, streams)
        populace = self.borough.populace
        n = populace.n_residents
        self.n = n
        self.groups = populace.ethnic_group[:n]
        self.is_adult = populace.age_band[:n] != AGE_BANDS.index("under_18")
        self.fairness, self.effectiveness = (
            getattr(self.borough.latent, scale).astype(np.float64) for scale in ("fairness", "effectiveness")
        )
        self.tables: dict[str, dict[int, WalkTable]] = {}
        self.crime = RecordedCrime(programme)
        self.planner = DeploymentPlanner(programme, streams)
        self.published = 0
        self.met = 0
        residents = np.array([n, *np.bincount(self.groups, minlength=len(ETHNIC_GROUPS))])
        self.result = ProgrammeResult(
            programme,
            streams.seed,
            streams.replication,
            residents,
            self.groups,
            np.zeros(n, np.int32),
            np.zeros(n, np.int16),
            self._standing(0, programme.begins, 0),
        )
        for month in range(programme.months):
            self._month(month)
        self.result.tables = [
            walks.provenance for levels in self.tables.values() for _, walks in sorted(levels.items())
        ]

    def _month(self, month: int) -> None:
        programme = self.programme
        first, after = month_begins(programme, month), month_begins(programme, month + 1)
        by_day: dict[date, list[Planned]] = defaultdict(list)
        for planned in self.planner.month(month, self.crime):
            if planned.is_cancelled:
                self.result.cancelled.append(planned)
            else:
                by_day[planned.on].append(planned)
        hours: dict[str, float] = defaultdict(float)
        times: dict[str, int] = defaultdict(int)
        attenders = 0
        for offset in range((after - first).days):
            on = first + timedelta(days=offset)
            day = (on - programme.begins).days
            self.borough.begin_day(day)
            for planned in by_day[on]:
                self.observe(Progress(month, programme.months, f"{planned.place}, {on}"))
                self._deploy(planned, month, day)
                hours[planned.place] += planned.duration_h * programme.force.teams[planned.team]
                times[planned.place] += 1
            attenders += self._in_public(on)
            self.borough.trust_state.end_day()
        self.crime.end_month(hours, times)
        self.result.months.append(self._standing(month + 1, after, attenders))
        self.observe(Progress(month + 1, programme.months, f"month {month + 1} of {programme.months}"))

    def _deploy(self, planned: Planned, month: int, day: int) -> None:
        programme, borough = self.programme, self.borough
        happened = simulate_day(programme, planned, borough, day=day, root=self.root, tables=self.tables)
        turnout = happened.turnout
        basis = None
        if programme.lfr is not None and borough.enrolment is not None and turnout.prior is not None:
            basis = Basis(programme.lfr, borough.enrolment, turnout.prior)
        tally = tally_of(happened.log, groups=ETHNIC_GROUPS, basis=basis)
        searches = self._search(planned, happened)
        is_during = happened.would_arrive_s >= 0
        avoided = turnout.person_id[turnout.avoids & is_during]
        groups = np.bincount(borough.populace.ethnic_group[avoided], minlength=len(ETHNIC_GROUPS)).astype(np.float64)
        self.result.deployed.append(
            DeploymentResult(
                planned,
                month,
                tally,
                faces_published(
                    programme.counting,
                    float(tally.count("faces_seen").sum()),
                    number=planned.number,
                    streams=self.streams,
                ),
                groups,
                self._displaced(planned.place, turnout.person_id[turnout.goes_elsewhere & is_during]),
                None if searches is None else _by_group(searches),
            )
        )
        self._live_through(happened, day)
        if searches is not None:
            self._live_through_searches(searches, day)
        arrests = int(tally.count("arrests").sum())
        if searches is not None:
            arrests += int(np.count_nonzero(searches.outcome == SEARCH_OUTCOMES.index("arrest")))
        for change in news_of(
            programme.trust.news,
            n=self.n,
            number=planned.number,
            arrests=arrests,
            false_stops=int(tally.count("false_stops").sum()),
            streams=self.streams,
        ):
            self._move_alike(change)

    def _search(self, planned: Planned, happened: DeploymentDay) -> StopSearches | None:
        settings = self.programme.stop_and_search
        if settings is None:
            return None
        here = happened.arrive_s >= 0
        return draw_searches(
            settings,
            duration_s=planned.duration_h * 3600,
            t_s=happened.arrive_s[here],
            person_id=happened.people.person_id[here],
            group=happened.people.ethnic_group[here].astype(np.int64),
            streams=chance_of(self.streams, planned.number),
        )

    def _live_through(self, happened: DeploymentDay, day: int) -> None:
        """Move those who were stopped, saw a stop, or hear of one from those they know; and take the arrested away."""
        borough, log = self.borough, happened.log
        exposed = log.table(Exposure)
        ids = exposed["person_id"].to_numpy()
        fairness, effectiveness = (exposed[f"{scale}_change"].to_numpy() for scale in ("fairness", "effectiveness"))
        mine = ids < self.n
        borough.trust_state.move(ids[mine], fairness[mine], effectiveness[mine])
        direct = mine & (exposed["kind"] == "direct").to_numpy()
        borough.trust_state.tell(ids[direct], fairness[direct], effectiveness[direct])
        stopped = log.table(Engagement)["person_id"].to_numpy()
        np.add.at(borough.stopped, stopped, 1)
        np.add.at(self.result.times_stopped, stopped[stopped < self.n], 1)
        borough.arrest(log.table(Outcome).filter(pl.col("outcome") == "arrest")["person_id"].to_numpy(), day)
        searched = log.table(Comparison)["person_id"].to_numpy()
        np.add.at(self.result.times_scanned, searched[searched < self.n], 1)

    def _live_through_searches(self, searches: StopSearches, day: int) -> None:
        """Move those who were searched, and those who hear of it; and take the arrested away.

        Who sees a search is not simulated: where people are is known only where cameras are.
        """
        is_arrest = searches.outcome == SEARCH_OUTCOMES.index("arrest")
        fairness, effectiveness = effect(self.programme.community.trust, manner=searches.manner, is_arrest=is_arrest)
        mine = searches.person_id < self.n
        who = searches.person_id[mine]
        self.borough.trust_state.move(who, fairness[mine], effectiveness[mine])
        self.borough.trust_state.tell(who, fairness[mine], effectiveness[mine])
        np.add.at(self.borough.stopped, searches.person_id, 1)
        np.add.at(self.result.times_stopped, who, 1)
        self.borough.arrest(searches.person_id[is_arrest], day)

    def _displaced(self, place: str, elsewhere: NDArray[np.int64]) -> dict[str, float]:
        """Return how many of those who go elsewhere are expected on each other street, by how often they go there.

        Whoever goes to no other street of the programme is nowhere in it.
        """
        others = [name for name in self.programme.streets if name != place]
        if not others or not elsewhere.size:
            return dict.fromkeys(others, 0.0)
        rates = np.array([self.borough.rates(name)[elsewhere] for name in others], np.float64)
        total = rates.sum(axis=0)
        shares = np.divide(rates, total, out=np.zeros_like(rates), where=total > 0)
        return dict(zip(others, shares.sum(axis=1).tolist(), strict=True))

    def _in_public(self, on: date) -> int:
        """Let publications and meetings of a day have their effect; return how many came to meetings."""
        programme, trust_state = self.programme, self.borough.trust_state
        if on in programme.publications:
            self._move_alike(
                publication_of(programme.trust.news, n=self.n, number=self.published, streams=self.streams)
            )
            self.published += 1
        attenders = 0
        for _ in (meeting for meeting in programme.meetings if meeting.on == on):
            settings = programme.trust.meetings
            here = attend(
                settings,
                self.fairness + trust_state.held[:, FAIRNESS],
                self.is_adult,
                meeting=self.met,
                streams=self.streams,
            )
            self._move_alike(Change(here, settings.fairness_sd, settings.effectiveness_sd))
            self.met += 1
            attenders += here.size
        return attenders

    def _move_alike(self, change: Change) -> None:
        n = change.person_id.size
        self.borough.trust_state.move(change.person_id, np.full(n, change.fairness), np.full(n, change.effectiveness))

    def _standing(self, month: int, ends: date, attenders: int) -> Month:
        memory, held = self.programme.trust.memory, self.borough.trust_state.held
        fairness, effectiveness = self.fairness + held[:, FAIRNESS], self.effectiveness + held[:, EFFECTIVENESS]
        agree, without_trend = {}, {}
        for name, item in ITEMS.items():
            now, then = share_of(item, memory, month / 12), share_of(item, memory, 0.0)
            without_trend[name] = self._sums(agreeing_to(item, then, fairness, effectiveness))
            agree[name] = (
                without_trend[name] if now == then else self._sums(agreeing_to(item, now, fairness, effectiveness))
            )
        means = np.array([self._sums(held[:, scale]) for scale in (FAIRNESS, EFFECTIVENESS)])
        counts = np.maximum(self._sums(np.ones(self.n)), 1)
        return Month(month, ends, agree, without_trend, means / counts, dict(self.crime.latest()), attenders)

    def _sums(self, of_residents: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the sum over all residents, and over those of each ethnic group (1 + G,)."""
        by_group = np.bincount(self.groups, weights=of_residents, minlength=len(ETHNIC_GROUPS))
        return np.array([float(by_group.sum()), *by_group])


def _by_group(searches: StopSearches) -> StopSearchTotals:
    def sums(weight: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.bincount(searches.group, weights=weight, minlength=len(ETHNIC_GROUPS)).astype(np.float64)

    arrest, other = (searches.outcome == SEARCH_OUTCOMES.index(name) for name in ("arrest", "other_disposal"))
    minutes = searches.duration_s / 60
    return StopSearchTotals(
        sums(np.ones(searches.group.size)),
        sums(arrest),
        sums(other),
        sums(minutes),
        sums(minutes**2),
        sums(searches.manner),
        sums(searches.manner**2),
    )
