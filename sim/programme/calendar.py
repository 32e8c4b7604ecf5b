"""When and where deployments are: the given days, and those that siting rules choose.

The deployments of a rule are spread evenly over the days of a month; which street each goes to is the rule's own
(`sim.programme.siting`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sim.core.streams import Stream, Streams
from sim.programme.dates import Pause
from sim.programme.schema import Programme
from sim.programme.siting import KnownStreet, SitingRule, Turns, shares_of

__all__ = ["DeploymentPlanner", "Planned", "RecordedCrime", "month_begins"]

_MONTHS = 12


@dataclass(frozen=True)
class Planned:
    """One deployment."""

    number: int
    """Counts the programme's deployments from 0, those that a pause cancels included."""
    place: str
    on: date
    start_h: float
    duration_h: float
    team: str
    is_cancelled: bool
    """It would have been in a pause."""


def month_begins(programme: Programme, month: int) -> date:
    """Return the first day of a month of the programme, which counts from 0; the day is at most the 28th."""
    first = programme.begins
    year, index = divmod(first.month - 1 + month, _MONTHS)
    return date(first.year + year, index + 1, min(first.day, 28))


class RecordedCrime:
    """Recorded crime of each street over the last twelve months, which may follow the police."""

    def __init__(self, programme: Programme) -> None:
        self._feedback = programme.feedback
        self._base = {name: street.crimes_per_year / _MONTHS for name, street in programme.streets.items()}
        self._months: list[dict[str, float]] = [dict(self._base) for _ in range(_MONTHS)]

    def recorded(self) -> Mapping[str, float]:
        """Return crimes recorded on each street in the last twelve months."""
        return {name: sum(month[name] for month in self._months) for name in self._base}

    def latest(self) -> Mapping[str, float]:
        """Return crimes recorded on each street in the last month."""
        return self._months[-1]

    def end_month(self, officer_hours: Mapping[str, float], deployments: Mapping[str, int]) -> None:
        """Record a month, given the hours of officers and the deployments on each street."""
        feedback = self._feedback
        self._months = [
            *self._months[1:],
            {
                name: max(base * (1 + feedback.lfr_effect * min(deployments.get(name, 0) * _MONTHS / 52, 1)), 0)
                + feedback.crimes_per_officer_hour * officer_hours.get(name, 0.0)
                for name, base in self._base.items()
            },
        ]


class DeploymentPlanner:
    """Plans a programme month by month."""

    def __init__(self, programme: Programme, streams: Streams) -> None:
        self._programme = programme
        self._streams = streams
        self._turns = [Turns(len(_places(programme, rule))) for rule in programme.siting]
        self._number = 0

    def month(self, month: int, crime: RecordedCrime) -> list[Planned]:
        """Return the deployments of a month (from 0) in the order of time, cancelled ones included."""
        programme = self._programme
        first, after = month_begins(programme, month), month_begins(programme, month + 1)
        wanted = [
            (entry.on, entry.start_h, entry.duration_h, entry.place, entry.team)
            for entry in programme.calendar
            if first <= entry.on < after
        ]
        for k, rule in enumerate(programme.siting):
            if rule.months is None or rule.months[0] <= month + 1 <= rule.months[1]:
                wanted += self._sited(k, rule, month, crime)
        planned = []
        for on, start_h, duration_h, place, team in sorted(wanted):
            planned.append(
                Planned(
                    self._number,
                    place,
                    on,
                    start_h,
                    duration_h,
                    team,
                    any(_is_in(pause, on) for pause in programme.pauses),
                )
            )
            self._number += 1
        return planned

    def _sited(
        self, k: int, rule: SitingRule, month: int, crime: RecordedCrime
    ) -> Iterator[tuple[date, float, float, str, str]]:
        programme = self._programme
        first, after = month_begins(programme, month), month_begins(programme, month + 1)
        places = _places(programme, rule)
        shares = shares_of(rule.weights(_known(programme, places, crime)))
        teams = tuple(programme.force.teams)
        chance = self._streams.generator(Stream.CALENDAR, k, month).uniform(size=max(rule.per_month, 1))
        for j in range(rule.per_month):
            on = first + timedelta(days=int((j + 0.5) * (after - first).days / rule.per_month))
            place = places[rule.choose(shares, self._turns[k], float(chance[j]))]
            yield on, rule.start_h, rule.duration_h, place, teams[j % len(teams)]


def _places(programme: Programme, rule: SitingRule) -> tuple[str, ...]:
    return rule.places or tuple(programme.streets)


def _known(programme: Programme, places: tuple[str, ...], crime: RecordedCrime) -> list[KnownStreet]:
    recorded = crime.recorded()
    streets = [(name, programme.streets[name]) for name in places]
    return [
        KnownStreet(recorded[name], street.place.footfall.people_per_day, street.residents) for name, street in streets
    ]


def _is_in(pause: Pause, on: date) -> bool:
    return pause.begins <= on and (pause.ends is None or on < pause.ends)
