"""When and where deployments are: the given days, and those that siting rules choose.

A rule spreads its deployments of a month evenly over its days and gives each to the street that is furthest behind
its share, so that over time streets get deployments in proportion to their weights: alike (`fixed`), to recorded
crime, to recorded crime per person who comes by, or to residents. `random` draws a street for each, all alike.
Weights are looked at anew each month: where recorded crime follows the police, so do the deployments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.core.streams import Stream, Streams
from sim.programme.schema import Pause, Programme, Siting

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
        self._given = [dict.fromkeys(programme.streets, 0.0) for _ in programme.siting]
        self._due = [dict.fromkeys(programme.streets, 0.0) for _ in programme.siting]
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
        for k, siting in enumerate(programme.siting):
            if siting.months is None or siting.months[0] <= month + 1 <= siting.months[1]:
                wanted += self._sited(k, siting, month, crime)
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
        self, k: int, siting: Siting, month: int, crime: RecordedCrime
    ) -> Iterator[tuple[date, float, float, str, str]]:
        programme = self._programme
        first, after = month_begins(programme, month), month_begins(programme, month + 1)
        places = siting.places or tuple(programme.streets)
        weights = _weights(programme, siting, places, crime)
        teams = tuple(programme.force.teams)
        chance = self._streams.generator(Stream.CALENDAR, k, month).uniform(size=max(siting.per_month, 1))
        for j in range(siting.per_month):
            on = first + timedelta(days=int((j + 0.5) * (after - first).days / siting.per_month))
            if siting.rule == "random":
                place = places[int(chance[j] * len(places))]
            else:
                for name, weight in weights.items():
                    self._due[k][name] += weight
                place = max(places, key=lambda name: self._due[k][name] - self._given[k][name])
                self._given[k][place] += 1
            yield on, siting.start_h, siting.duration_h, place, teams[j % len(teams)]


def _weights(programme: Programme, siting: Siting, places: tuple[str, ...], crime: RecordedCrime) -> dict[str, float]:
    """Return the share of each street in the rule's deployments; alike where all weights are 0."""
    streets, recorded = programme.streets, crime.recorded()
    values = np.array(
        [
            {
                "recorded_crime": recorded[name],
                "crime_per_footfall": recorded[name] / streets[name].place.footfall.people_per_day,
                "population": streets[name].residents,
            }.get(siting.rule, 1.0)
            for name in places
        ]
    )
    shares = values / values.sum() if values.sum() > 0 else np.full(values.size, 1 / values.size)
    return dict(zip(places, shares.tolist(), strict=True))


def _is_in(pause: Pause, on: date) -> bool:
    return pause.begins <= on and (pause.ends is None or on < pause.ends)
