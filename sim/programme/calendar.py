"""When and where deployments are: the given days, and those that siting rules choose.

The deployments of a rule are spread evenly over the days of a month; which street each goes to is the rule's own
(`sim.programme.siting`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sim.core.streams import Stream, Streams
from sim.programme.dates import Pause, month_begins
from sim.programme.schema import Programme, Street
from sim.programme.siting import KnownStreet, SitingRule, Turns, shares_of

__all__ = ["DeploymentPlanner", "Planned", "RecordedCrime"]

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


@dataclass(frozen=True)
class _StreetMonth:
    """What was recorded on a street in a month, and how long officers were there."""

    reported: float
    discovered: float
    officer_hours: float


class RecordedCrime:
    """Crime recorded on each street over the last twelve months, some of which may follow the police."""

    def __init__(self, programme: Programme) -> None:
        self._streets = programme.streets
        self._lfr_effect = programme.feedback.lfr_effect
        usual = programme.feedback.crimes_per_officer_hour
        self._base = {name: street.crimes_per_year / _MONTHS for name, street in programme.streets.items()}
        self._per_officer_hour = {
            name: usual if street.crimes_per_officer_hour is None else street.crimes_per_officer_hour
            for name, street in programme.streets.items()
        }
        before = {name: _StreetMonth(base, 0.0, 0.0) for name, base in self._base.items()}
        self._months = [before] * _MONTHS

    def known(self, places: Sequence[str]) -> list[KnownStreet]:
        """Return what is known of some of the programme's streets, in the order given."""
        return [self._known(name, self._streets[name]) for name in places]

    def latest(self) -> Mapping[str, float]:
        """Return crimes recorded on each street in the last month."""
        return {name: month.reported + month.discovered for name, month in self._months[-1].items()}

    def end_month(self, officer_hours: Mapping[str, float], deployments: Mapping[str, int]) -> None:
        """Record a month, given the hours of officers and the deployments on each street."""
        month = {name: self._month(name, officer_hours.get(name, 0.0), deployments.get(name, 0)) for name in self._base}
        self._months = [*self._months[1:], month]

    def _month(self, name: str, officer_hours: float, deployments: int) -> _StreetMonth:
        changed = 1 + self._lfr_effect * min(deployments * _MONTHS / 52, 1)
        return _StreetMonth(
            max(self._base[name] * changed, 0), self._per_officer_hour[name] * officer_hours, officer_hours
        )

    def _known(self, name: str, street: Street) -> KnownStreet:
        months = [month[name] for month in self._months]
        return KnownStreet(
            reported_crime=sum(month.reported for month in months),
            discovered_crime=sum(month.discovered for month in months),
            officer_hours=sum(month.officer_hours for month in months),
            people_per_day=street.place.footfall.people_per_day,
            residents=street.residents,
            name=name,
        )


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
        first, after = month_begins(programme.begins, month), month_begins(programme.begins, month + 1)
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
        first, after = month_begins(programme.begins, month), month_begins(programme.begins, month + 1)
        places = _places(programme, rule)
        shares = shares_of(rule.weights(crime.known(places)))
        teams = tuple(programme.force.teams)
        chance = self._streams.generator(Stream.CALENDAR, k, month).uniform(size=max(rule.per_month, 1))
        for j, on in enumerate(rule.days(first, after)):
            place = places[rule.choose(shares, self._turns[k], float(chance[j]))]
            yield on, rule.start_h, rule.duration_h, place, teams[j % len(teams)]


def _places(programme: Programme, rule: SitingRule) -> tuple[str, ...]:
    return rule.places or tuple(programme.streets)


def _is_in(pause: Pause, on: date) -> bool:
    return pause.begins <= on and (pause.ends is None or on < pause.ends)
