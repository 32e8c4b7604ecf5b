"""What a request costs before it is run: processor time, from how many people walk for how long, and whom they meet.

A day costs for each second that somebody is on the street, by the step of the walking model, and for each face that is
searched, by how many references it is compared with. Rates are those of one core, from a fast one that is idle to an
older one that is shared; `benchmarks/README.md` says how they were measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.core.errors import RunError
from sim.programme.schema import Programme
from sim.programme.siting import SitingRule
from sim.scenario.schema import Scenario
from sim.store.requests import Request
from sim.street.arrivals import expected_density
from sim.street.geometry import compile_geometry

__all__ = ["MOST_S", "Cost", "check_cost", "cost_of", "cost_of_programmes"]

MOST_S = 3600.0
"""Seconds of a core, at the slower rates, that a request from a page may take."""

_USUAL_STEP_S = 0.05
_RATES = ((1.0, 1.7e-6, 3.6e-9), (4.0, 7.0e-6, 1.5e-8))
"""Fast and slow: seconds for each day, for each person and second, and for each search, reference and 100 numbers."""
_PROGRAMME_RATES = ((1.6, 0.11, 25.0), (6.0, 0.5, 150.0))
"""Fast and slow: seconds for each 100,000 residents, for each deployment, and for each street that is walked first."""
_BY_NUMBERS = 100.0


@dataclass(frozen=True)
class Cost:
    """What a request is expected to cost."""

    low_s: float
    """Seconds of a core, a fast one that is idle."""
    high_s: float
    """Seconds of a core, an older one that is shared."""
    people: float
    """People who come in the hours of one day; 0 for a programme."""
    steps: int
    """Days, or runs of a programme."""


def cost_of(request: Request) -> Cost:
    """Return what a request is expected to cost."""
    steps = len(request.pairs)
    low, high = (_day_s(request.settings, *rates) for rates in _RATES)
    return Cost(steps * low, steps * high, _people(request.settings), steps)


def cost_of_programmes(programmes: Sequence[Programme], *, draws: int, replications: int) -> Cost:
    """Return what runs of programmes are expected to cost that share their draws.

    A street is walked once for all programmes with the same cameras; what is drawn leaves how people walk as it is.
    """
    steps = draws * replications
    streets = {(name, one.lfr.sites) for one in programmes if one.lfr is not None for name in one.streets}
    low, high = (
        walking * len(streets) + steps * sum(_programme_s(one, *rates) for one in programmes)
        for *rates, walking in _PROGRAMME_RATES
    )
    return Cost(low, high, 0.0, steps * len(programmes))


def check_cost(cost: Cost) -> Cost:
    """Return what a request is expected to cost.

    Raises
    ------
    RunError
        If that is more than a page may ask for.
    """
    if cost.high_s > MOST_S:
        raise RunError(
            "cost",
            f"too dear to be run from here (up to {cost.high_s / 60:,.0f} minutes of a core)",
            f"up to {MOST_S / 60:.0f} minutes: fewer days, draws or months, shorter hours or fewer people, or the "
            "command line",
        )
    return cost


def _people(scenario: Scenario) -> float:
    """Return how many people are expected to come in the hours of the day."""
    day, footfall = scenario.day, scenario.footfall
    passed = np.concatenate([[0.0], np.cumsum(footfall.hourly_profile)])
    ends = np.interp([day.start_h, day.start_h + day.duration_h], np.arange(passed.size), passed)
    return float(footfall.people_per_day * (ends[1] - ends[0]))


def _day_s(scenario: Scenario, fixed_s: float, walking_s: float, search_s: float) -> float:
    day, lfr = scenario.day, scenario.lfr
    duration_s = 3600 * day.duration_h
    geometry = compile_geometry(scenario.street_map)
    density = expected_density(
        scenario.footfall, scenario.behaviour, geometry, start_h=day.start_h, duration_s=duration_s
    )
    finer = _USUAL_STEP_S / getattr(scenario.walking, "step_s", _USUAL_STEP_S)
    seconds = fixed_s + walking_s * finer * density * geometry.area_m2 * (duration_s + day.warm_up_s)
    if lfr is None:
        return seconds
    numbers = getattr(lfr.recognition.backend, "dimension", _BY_NUMBERS) / _BY_NUMBERS
    return seconds + search_s * _people(scenario) * lfr.watchlist.size * numbers


def _programme_s(programme: Programme, borough_s: float, deployment_s: float) -> float:
    planned = sum(_planned(rule, programme.months) for rule in programme.siting) + len(programme.calendar)
    return borough_s * programme.borough.residents / 100_000 + deployment_s * planned


def _planned(rule: SitingRule, months: int) -> int:
    first, last = rule.months or (1, months)
    return rule.per_month * max(min(last, months) - first + 1, 0)
