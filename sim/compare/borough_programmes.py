"""Programmes of single boroughs that can be set beside what is published of them, and beside each other.

A borough has one street here: the one of its site (`boroughs.lfr-sites`), generic but in Croydon and Lewisham. As it
is, it has as many deployments as were published of the borough after the last that the shipped fit has seen, 11 May to
10 September 2025, and whole fours of them: one in seven days, on Tuesdays to Fridays as published ones are, each with
the van, the threshold and the mean list of 2025, and of the mean length of 2025. Published ones were at several sites
of a borough; the street stands for them all. Who walks in front of whom is drawn with London's ages and sexes on every
street, so that generic ones share their tables of walks; who comes is of the borough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from sim.compare.published import AFTER_FIT, borough_named, boroughs_known, published_counts
from sim.core.errors import RunError
from sim.evidence.age_bands import age_bands
from sim.evidence.tables import table
from sim.programme.load import load_programme
from sim.programme.schema import Programme

__all__ = ["ALIKE", "ON_A_MAP", "Simulable", "programme_of", "simulable", "simulable_named"]

ALIKE = 4
"""How many deployments there are in four weeks, and of every borough where hours are alike."""
_STREET = "street"
_PEOPLE = f"streets.{_STREET}.place.population"
_BEGINS = date(2024, 8, 1)
_DAY_OF_WEEK = (0, 5, 1, 6)
"""After the weekday on which it begins: Thursday, Tuesday, Friday, Wednesday, and so on. Of 151 deployments of August
2024 to May 2025 147 were on these days, as many on the first two as 44 each, and on the others as 29 and 30."""
_VISITORS = 100_000
"""The lowest of its range: strangers to draw from, of whom a few deployments see few twice."""
ON_A_MAP = {"Croydon": "north_end", "Lewisham": "lewisham"}
"""Boroughs whose street has a map, and the place that it is."""
_BASE, _POLICY = "north_end_year", "lfr_van_2025"


class Simulable(NamedTuple):
    """A borough with a street, and how many deployments are published of it."""

    name: str
    """As files of boroughs are called."""
    area: str
    """As tables call it."""
    code: str
    place: str
    """The place of its street."""
    later: int
    """Deployments that were published of it after the last that the shipped fit has seen."""


def simulable() -> dict[str, Simulable]:
    """Return every borough that has a street, by its name."""
    published = published_counts(AFTER_FIT)
    names = {borough_named(name): name for name in boroughs_known()}
    rows = table("boroughs.lfr-sites").to_dicts()
    return {
        names[row["area"]]: Simulable(
            names[row["area"]],
            row["area"],
            row["code"],
            ON_A_MAP.get(row["area"], names[row["area"]]),
            int(published[row["area"]]["deployments"]),
        )
        for row in rows
    }


def simulable_named(text: str) -> Simulable:
    """Return a borough that has a street.

    Raises
    ------
    ScenarioError
        If there is no such borough.
    RunError
        If it has no street, since no deployment of it is published with a site.
    """
    area, known = borough_named(text), simulable()
    found = next((one for one in known.values() if one.area == area), None)
    if found is None:
        raise RunError(text, f"{area} has no street to be simulated", f"one of {', '.join(known)}, or a place of yours")
    return found


def programme_of(borough: Simulable, *, settings: Sequence[str] = ()) -> Programme:
    """Return the programme of a borough: fours of deployments, as many as hold those that were published.

    Parameters
    ----------
    settings
        `key=value`, set last, of every borough's programme; its street is called "street".

    Raises
    ------
    ScenarioError
        If a setting is wrong.
    """
    months = max(-(-borough.later // ALIKE), 1)
    return load_programme(
        _BASE,
        policies=[_POLICY],
        settings=[
            f"name={borough.area}",
            "about=The published deployments of a borough on one street of it.",
            f"begins={_BEGINS}",
            f"months={months}",
            "siting=[]",
            f"calendar=[{', '.join(_deployments(ALIKE * months))}]",
            f"borough.home={borough.name}",
            f"streets={{{_STREET}: {{place: {borough.place}}}}}",
            f"borough.visitors={_VISITORS}",
            f"{_PEOPLE}.age_shares={{{_mapping(_ages())}}}",
            f"{_PEOPLE}.female_share={_female():.4f}",
            *settings,
        ],
    )


def _deployments(n: int) -> Iterator[str]:
    """Yield n deployments: one in each seven days of four weeks, of which none is longer than a month."""
    for k in range(n):
        on = _BEGINS + timedelta(days=7 * k + _DAY_OF_WEEK[k % len(_DAY_OF_WEEK)])
        yield f"{{place: {_STREET}, on: {on}}}"


@cache
def _ages() -> dict[str, float]:
    """Return the age bands of all of London, as shares."""
    census = table("boroughs.census")
    people = age_bands({name: float(census[name].sum()) for name in census.columns if name.startswith("age_")})
    ages = {name: round(people[name] / sum(people.values()), 4) for name in ("under_18", "65_and_over")}
    return ages | {"18_to_64": round(1 - sum(ages.values()), 4)}


def _female() -> float:
    women, men = (float(table("boroughs.census")[name].sum()) for name in ("female", "male"))
    return women / (women + men)


def _mapping(shares: dict[str, float]) -> str:
    return ", ".join(f"{name}: {share}" for name, share in shares.items())
