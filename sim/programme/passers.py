"""What a year is like for somebody who passes along a street so many times a week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.programme.dates import month_begins
from sim.programme.measures import total_of
from sim.programme.results import ProgrammeResult

__all__ = ["Passer", "passers", "share_of_day"]

_PER_WEEK = (1, 2, 5)
_WEEK_D = 7.0
_YEAR_D = 365.25


@dataclass(frozen=True)
class Passer:
    """What it is for somebody who is not wanted to pass along a street so many times a week for a year."""

    place: str
    ethnic_group: str
    per_week: int
    scans: float
    """Searches of their face that are expected in a year."""
    wrongful_stop: float
    """Chance of being stopped at least once in a year because of a false alert."""
    numerator: float
    """Expected false stops of people of the group at the deployments on this street, given who is wanted."""
    denominator: float
    """Visits of people of the group, who are not wanted, to those deployments."""
    passes_watched: float
    """Share of passes that fall into a deployment."""


def passers(result: ProgrammeResult) -> list[Passer]:
    """Return what a year is like for those who pass 1, 2 and 5 times a week, by street and ethnic group.

    Passes fall over a week as the street's own footfall does over a day, on all days alike. The chance of one watched
    pass is that of those who came; k passes a week are independent. Of a system whose accuracy is its own and not known
    nothing can be said.
    """
    found = []
    programme = result.programme
    days = (month_begins(programme.begins, programme.months) - programme.begins).days
    for place, street in programme.streets.items():
        here = [one for one in result.deployed if one.planned.place == place]
        profile = np.array(street.place.footfall.hourly_profile)
        watched = sum(share_of_day(profile, one.planned.start_h, one.planned.duration_h) for one in here) / days
        total = total_of(here, result.programme.groups.names)
        if total.expected is None:
            continue
        for k, group in enumerate(result.programme.groups.names):
            visits = float((total.count("people") - total.count("listed_people"))[k].sum())
            stops = float(total.expect("false_stops", "expected_given_listed")[k].sum())
            searched = float(total.count("other_searches")[k].sum())
            for per_week in _PER_WEEK:
                passes = per_week * _YEAR_D / _WEEK_D * watched
                found.append(
                    Passer(
                        place,
                        group,
                        per_week,
                        passes * searched / visits if visits else 0.0,
                        float(-np.expm1(passes * np.log1p(-stops / visits))) if visits else 0.0,
                        stops,
                        visits,
                        watched,
                    )
                )
    return found


def share_of_day(profile: NDArray[np.float64], start_h: float, duration_h: float) -> float:
    """Return which share of a day's passes falls into hours of it.

    Parameters
    ----------
    profile
        (24,): share of the passes of a day in each hour.
    """
    passed = np.concatenate([[0.0], np.cumsum(profile)])
    ends = np.interp([start_h, start_h + duration_h], np.arange(25), passed)
    return float(ends[1] - ends[0])
