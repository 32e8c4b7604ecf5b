"""Make all of London as a borough of 33 areas, and a year of deployments over it, from the register's tables.

    python benchmarks/make_london.py [--output scenarios]

`boroughs/london.yaml` has an area for each authority; `programmes/london_2025.yaml` a street for each borough where
live facial recognition was used, and as many deployments as were published of the year to 10 September 2025.
Kilometres are east and north of the mean of the authorities' middles, weighted by residents; the earth is taken to be
round and, over a city, flat. The same tables give the same bytes.
"""

from __future__ import annotations

import argparse
from functools import cache
from math import cos, radians
from pathlib import Path
from textwrap import fill, indent

import numpy as np
from make_boroughs import GROUPS, WIDTH, Row, mapping, name_of, shares

from sim.compare.borough_programmes import ON_A_MAP
from sim.evidence.age_bands import age_bands
from sim.evidence.register import entry, range_of
from sim.evidence.tables import table
from sim.population.habits import Habits

CODE = "E12000007"
EARTH_KM = 6371.0
"""The earth's mean radius."""
YEAR = "2024-09-11/2025-09"
BEGINS = "2024-09-11"
MONTHS = ((1, 9, 17), (10, 12, 18))
"""First month, last month, deployments a month: 207 in all."""
DAYS = ("tuesday", "wednesday", "thursday", "friday")
MILLION = 1_000_000
"""Shares of areas are to six digits: to within five people."""
DISTANCE_KM = range_of(Habits, "distance_km")[1]

Place = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("scenarios"))
    given = parser.parse_args()
    (given.output / "boroughs/london.yaml").write_text(city(), encoding="utf-8")
    (given.output / "programmes/london_2025.yaml").write_text(programme(), encoding="utf-8")


def city() -> str:
    """Return the file of London."""
    rows, at = table("boroughs.census").to_dicts(), middles()
    counts = {name: sum(row[name] for row in rows) for name in rows[0] if name not in ("area", "code")}
    of_all = shares({row["area"]: row["residents"] for row in rows}, MILLION)
    source = (
        "Residents, sexes, ethnic groups (TS021) and ages (TS007A): Census 2021 (Office for National Statistics, Open "
        "Government Licence v3), summed over its 33 authorities. Recorded offences: Metropolitan Police, April 2024 to "
        "March 2025 (London Datastore), without the City of London's. Places: boundaries of the Office for National "
        "Statistics."
    )
    lines = [
        "# London, borough by borough: what is published of who lives there.",
        "# Made by benchmarks/make_london.py of the tables boroughs.* of the register of evidence.",
        "",
        "name: London",
        f"code: {CODE}",
        "source: >-",
        indent(fill(source, WIDTH), "  "),
        "# As published; its tables by authority sum to eight more, since the census perturbs their cells.",
        f"residents: {entry('population.london-residents').value}",
        f"resident_shares: {mapping(shares({name: counts[name] for name in GROUPS}))}",
        "# From five-year bands, three fifths of those of 15 to 19 as under 18; an area's are London's.",
        f"age_shares: {mapping(shares(age_bands(counts)))}",
        f"female_share: {counts['female'] / (counts['female'] + counts['male']):.4f}",
        f"violence_with_injury: {entry('population.london-violence-with-injury').value}",
        "",
        "# Its 33 authorities. A programme whose streets are in them by name tells them apart: who lives where, how",
        "# many of the list do, and who crosses from one to another.",
        "areas:",
    ]
    for row in rows:
        x_km, y_km = at[row["area"]]
        lines += [
            f'  - name: "{row["area"]}"',
            f"    share: {of_all[row['area']]:g}",
            f"    x_km: {x_km}",
            f"    y_km: {y_km}",
            f"    ethnic_shares: {mapping(shares({name: row[name] for name in GROUPS}))}",
        ]
    return "\n".join(lines) + "\n"


def programme() -> str:
    """Return the file of a year over London."""
    census = {row["area"]: row for row in table("boroughs.census").to_dicts()}
    crime = {row["area"]: row["recorded_offences"] for row in table("boroughs.recorded-crime").to_dicts()}
    year = {row["area"]: row["deployments"] for row in table("boroughs.lfr").filter(period=YEAR).to_dicts()}
    sites, at = table("boroughs.lfr-sites").to_dicts(), middles()
    total, with_street = sum(year.values()), {row["area"] for row in sites}
    streets = [
        f"  {name_of(row)}: {{place: {ON_A_MAP.get(row['area'], name_of(row))}, "
        f"x_km: {site_at(row, at)[0]}, y_km: {site_at(row, at)[1]}, "
        f"crimes_per_year: {crime[row['area']]}, residents: {census[row['area']]['residents']}}}"
        for row in sites
    ]
    to = mapping({name_of(row): year[row["area"]] for row in sites if year[row["area"]]})
    numbers = fill(to, WIDTH, initial_indent="      ", subsequent_indent="      ", break_on_hyphens=False)
    rules = [
        f"""\
  - rule: in_proportion
    months: [{first}, {last}]
    per_month: {per_month}
    weekdays: [{", ".join(DAYS)}]
    to:
{numbers}"""
        for first, last, per_month in MONTHS
    ]
    unknown = ", ".join(row["area"] for row in sites if row["longitude"] is None)
    left_out = ", ".join(f"{area} ({n})" for area, n in year.items() if n and area not in with_street)
    return f"""\
# A year of deployments over all of London, where they were published to be: 11 September 2024 to 10 September 2025.
# Made by benchmarks/make_london.py of boroughs.* of the register of evidence.
#
# From published records: the policy, deployments of each borough in the year (boroughs.lfr: {total}), days of the week
# (147 of 151 deployments with a date were from Tuesday to Friday), recorded offences of each borough
# (boroughs.recorded-crime), who lives where (boroughs.census).
# Assumed: that one street of each borough, the one of boroughs.lfr-sites, stands for all where deployments were; that
# all last as long as those of January to May 2025 did on average; when in the year each borough's were; and over what
# distance people go to another borough's street (distance_km: the upper end of its range, since areas are boroughs).
# Without a street, and so left out: {left_out}. Their number is made up by the others.
#
# Kilometres are east and north of the mean of the boroughs' middles, weighted by residents (boroughs.places,
# boroughs.census), of the points of boroughs.lfr-sites, up to 600 m off. Not at hand, and so the borough's middle:
# {unknown}.
#
# 204 deployments by another rule, recorded_crime, crime_per_footfall, population, random or fixed (in turn), are one
# setting: passerby programme run london_2025 --set 'siting=[{{rule: recorded_crime, per_month: 17}}]'

name: London, the published year to September 2025
about: >-
  {total} deployments by van in the year to 10 September 2025, over a street in each of {len(sites)} boroughs, as many
  in each as were published. Followed are all of London's residents, who go to streets of other boroughs as well.

begins: "{BEGINS}"
months: 12
policy: lfr_van_2025

borough: {{home: london}}

habits:
  distance_km: {DISTANCE_KM}

streets:
{chr(10).join(streets)}

siting:
{chr(10).join(rules)}
"""


def middles() -> dict[str, Place]:
    """Return the middle of each authority, in km east and north."""
    return {row["area"]: km(row) for row in table("boroughs.places").to_dicts()}


def site_at(row: Row, at: dict[str, Place]) -> Place:
    """Return where a street is, in km east and north: its borough's middle where no point is known."""
    return at[row["area"]] if row["longitude"] is None else km(row)


def km(row: Row) -> Place:
    """Return where a point is, in km east and north of the mean of the authorities' middles."""
    longitude, latitude = origin()
    east = EARTH_KM * cos(radians(latitude)) * radians(row["longitude"] - longitude)
    return round(east, 1), round(EARTH_KM * radians(row["latitude"] - latitude), 1)


@cache
def origin() -> Place:
    """Return the mean of the authorities' middles, weighted by residents: longitude and latitude."""
    rows = table("boroughs.places").join(table("boroughs.census"), on="code")
    names = "longitude", "latitude"
    longitude, latitude = (float(np.average(rows[name], weights=rows["residents"])) for name in names)
    return longitude, latitude


if __name__ == "__main__":
    main()
