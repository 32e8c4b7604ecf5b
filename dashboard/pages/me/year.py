"""What a year comes to for somebody with habits, as a picture and as numbers with addresses of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import polars as pl

from dashboard.pages.me import words
from dashboard.pages.me.chances import Habit, Visit, in_a_year, share_watched, visits_of
from dashboard.parts.chart import Chart, Chosen
from dashboard.parts.groups import group_label
from sim.report.icon_array import PEOPLE, icons_svg
from sim.report.numbers import count_text, in_frequencies
from sim.store.runs import StoredRun

__all__ = ["YEAR", "Chances", "chances_of"]

Chances: TypeAlias = tuple[float, float | None, float | None]
"""A chance in a year and its range; None for ends that are not known."""

_FIRST = "wrongful"
_DAYS_A_WEEK = 7
_HABITS = {"k": "per_week", "n": "deployments"}
"""What the page calls them in its address."""


def chances_of(visit: Visit, passes: float) -> dict[str, Chances | None]:
    """Return the chance of each kind of event in a year with so many passes that the cameras watch; see `Visit`."""

    def ranged(count: float) -> Chances:
        chance, known = count / visit.visits, visit.known
        year = in_a_year(min(chance, 1.0), passes)
        if known is None:
            return year, None, None
        low, high = (in_a_year(min(chance * times, 1.0), passes) for times in (known.low, known.high))
        return year, low, high

    share = visit.listed / (visit.visits + visit.listed)
    of_listed = in_a_year(min(visit.listed_stops / visit.listed, 1.0), passes) if visit.listed else 0.0
    wrongful = ranged(visit.false_stops)
    chance, low, high = visit.scan or (0.0, 0.0, 0.0)
    scan = in_a_year(chance, passes), in_a_year(low, passes), in_a_year(high, passes)
    return {
        "scan": None if visit.scan is None else scan,
        "alert": ranged(visit.false_alerts),
        "wrongful": wrongful,
        "stop": (share * of_listed + (1 - share) * wrongful[0], None, None),
    }


def _passes(run: StoredRun, chosen: Chosen) -> float:
    return int(chosen["k"]) * int(chosen["n"]) * share_watched(run) / _DAYS_A_WEEK


def _choices(run: StoredRun) -> Mapping[str, Sequence[str]]:
    groups = [visit.group for visit in visits_of(run) if visit.visits > 0]
    events = [_FIRST, *(name for name in words.EVENTS if name != _FIRST)]
    return {"event": events, "group": groups, **{key: _whole(name) for key, name in _HABITS.items()}}


def _whole(name: str) -> list[str]:
    """Return what a habit may be, with what it is by default first."""
    schema = Habit.model_json_schema()["properties"][name]
    values = range(schema["minimum"], schema["maximum"] + 1)
    return [str(schema["default"]), *(str(value) for value in values if value != schema["default"])]


def _draw(run: StoredRun, width: int, chosen: Chosen) -> str | None:
    """Draw a hundred thousand people with the same habits, and to how many of them it happens."""
    visit = next((one for one in visits_of(run) if one.group == chosen.get("group")), None)
    found = None if visit is None else chances_of(visit, _passes(run, chosen))[chosen["event"]]
    if visit is None or found is None:
        return None
    chance, _, upper = found
    middle = round(chance * PEOPLE)
    high = middle if upper is None else max(round(upper * PEOPLE), middle)
    habits = words.HABITS.format(
        group=group_label(visit.group, run.manifest.groups), per_week=chosen["k"], deployments=chosen["n"]
    )
    event = words.EVENTS[chosen["event"]]
    return icons_svg(middle, high, words=f"{event}: {_counted(found)}", title=f"{event}. {habits}", width=width)


def _counted(found: Chances) -> str:
    chance, low, high = found
    if chance * PEOPLE < 1 and (high is None or high * PEOPLE < 1):
        return words.PICTURE["few"].format(one=in_frequencies(chance))
    if low is None or high is None:
        return words.PICTURE["some_plain"].format(n=_people(chance))
    return words.PICTURE["some"].format(n=_people(chance), low=_people(low), high=_people(high))


def _people(share: float) -> str:
    return count_text(float(f"{share * PEOPLE:.2g}"))


def _numbers(run: StoredRun, chosen: Chosen) -> pl.DataFrame:
    """Return one row a group and kind of event, for the habits that are chosen."""
    passes = _passes(run, chosen) if chosen.get("group") else 0.0
    rows = [
        {
            "group": visit.group,
            "event": event,
            "per_week": int(chosen["k"]),
            "deployments": int(chosen["n"]),
            "watched_passes": passes,
            "chance": found[0],
            "low": found[1],
            "high": found[2],
            **_rests_on(visit, event),
        }
        for visit in visits_of(run)
        if visit.visits > 0
        for event, found in chances_of(visit, passes).items()
        if found is not None
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _rests_on(visit: Visit, event: str) -> dict[str, float]:
    """Return of how many visits how many were, or are expected to be, such an event."""
    of = {
        "scan": (float(visit.scanned or 0), float(visit.scanned_of)),
        "alert": (visit.false_alerts, visit.visits),
        "wrongful": (visit.false_stops, visit.visits),
        "stop": (visit.false_stops + visit.listed_stops, visit.visits + visit.listed),
    }
    return dict(zip(("numerator", "denominator"), of[event], strict=True))


YEAR = Chart("year", words.PICTURE["heading"], _draw, choices=_choices, numbers=_numbers)
