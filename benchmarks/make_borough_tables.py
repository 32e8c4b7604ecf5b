"""Make the tables of London's authorities in sim/evidence/tables/ from a folder of gathered public figures.

    python benchmarks/make_borough_tables.py SOURCE_DIR [--output sim/evidence/tables]

SOURCE_DIR holds `boroughs/boroughs.csv`, `boroughs/wards_croydon.csv` and the Metropolitan Police's deployment records,
`met_lfr_deployments_2020_2025.csv`. Columns are copied and renamed; an empty cell stays empty: not published, never
nought. Two things are worked out: how many faces an hour the deployments at a borough's site saw, from those since
August 2024 (before, faces were counted otherwise) whose length is published, at the level of 2025; and what deployments
came to in the published year and after the last of the record, those of a borough since August 2024 less those of the
record there. How much that level is above the one of late 2024, within locations, and how many faces an hour London's
deployments saw at it, are printed: the register has them. The same source gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import stdtrit

from sim.calibration.neighbourhoods import whereabouts
from sim.evidence.register import entry

GROUPS = ("white", "asian", "black", "mixed", "other")
AGES = (*(f"{low}_{low + 4}" for low in range(0, 85, 5)), "85_plus")
LFR = ("deployments", "faces", "alerts", "false_alerts", "arrests")
PERIODS = {"2020-01/2025-09": "2020_to_2025_09_10", "2024-08/2025-09": "2024_08_to_2025_09_10"}
RECENT = "2024-08/2025-09"
AFTER = "2025-05-11/2025-09"
"""After the last deployment of the record, which fits are of."""
YEAR, YEAR_BEGINS = "2024-09-11/2025-09", "2024-09-11"
"""The year to 10 September 2025, of which totals are published."""
COUNTED_SINCE, LEVEL_OF = "2024-08-01", "2025-01-01"
OF_RECORD = {
    "deployments": (),
    "faces": ("faces_seen_estimate",),
    "alerts": ("total_alerts",),
    "false_alerts": ("false_confirmed", "false_unconfirmed"),
    "arrests": ("arrests",),
}
"""What columns of the record each count is the sum of; deployments are its rows."""
ALSO_CALLED = {"Belvedere": "Lambeth"}
"""Locations that name no borough's place: Belvedere Road, by the South Bank, as the gathered figures have it."""

SITES = {
    "Barking and Dagenham": r"(Stn Parade, )?Barking$",
    "Bexley": r"Bexleyheath$",
    "Brent": r"Wembley Central$",
    "Bromley": r"High St, Bromley$",
    "Camden": r"High St, Camden$|Camden High Rd$",
    "Croydon": r"North End,? Croydon$",
    "Ealing": r"Ealing B",
    "Enfield": r"Edmonton Green$",
    "Greenwich": r"Powis St|Woolwich$",
    "Hackney": r"Dalston Kingsland$|Kingsland High St$",
    "Hammersmith and Fulham": r"Shepherds Bush Green$",
    "Haringey": r"(High Rd, )?Wood Green$",
    "Harrow": r"St Ann.s, Harrow$",
    "Havering": r"South St, Romford$",
    "Hillingdon": r"High St, Uxbridge$",
    "Hounslow": r"High St, Hounslow$",
    "Kensington and Chelsea": r"Earls C(our)?t",
    "Kingston upon Thames": r"Clarence St, Kingston$",
    "Lewisham": r"High St, Lewisham$|Lewisham High St$|Lewisham$",
    "Merton": r"Wimbledon Bridge$",
    "Newham": r"Broadway, Stratford$|Stratford B.way$|Stratford$",
    "Redbridge": r"(High St(reet)?,? )?Ilford$",
    "Southwark": r"Rye Lane, Peckham$",
    "Sutton": r"High St, Sutton$",
    "Tower Hamlets": r"Bethnal Green Rd$",
    "Waltham Forest": r"Town Sq, Walthamstow$|Walthamstow( Central)?$",
    "Wandsworth": r"Tooting B",
    "Westminster": r"Oxford Circus$",
}
"""What records call the site of a borough; boroughs that are not here had no deployment there whose length is known."""

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="SOURCE_DIR")
    parser.add_argument("--output", type=Path, default=Path("sim/evidence/tables"))
    given = parser.parse_args()
    boroughs = rows_of(given.source / "boroughs/boroughs.csv")
    wards = rows_of(given.source / "boroughs/wards_croydon.csv")
    record = rows_of(given.source / "met_lfr_deployments_2020_2025.csv")
    write(given.output / "census_by_borough.csv", [census_of(row) for row in boroughs])
    write(given.output / "recorded_crime_by_borough.csv", [crime_of(row) for row in boroughs])
    begun = [one for one in record if one["date"] < YEAR_BEGINS]
    lfr = [
        one
        for row in boroughs
        for one in (
            *(lfr_of(row, period) for period in PERIODS),
            lfr_less(row, record, AFTER),
            lfr_less(row, begun, YEAR),
        )
    ]
    write(given.output / "lfr_by_borough.csv", lfr)
    write(given.output / "lfr_sites.csv", [site_of(row, record) for row in boroughs if row["lfr_site_name"]])
    write(given.output / "borough_places.csv", [place_of(row) for row in boroughs])
    print("boroughs.faces-2025-against-2024 (low, middle, high):", *(f"{value:.2f}" for value in grown(record)))
    rates = [at_2025(*one[1:]) for one in timed_of(record)]
    print("boroughs.faces-per-hour:", *(round(value) for value in np.quantile(rates, [0.1, 0.5, 0.9])))
    write(given.output / "census_by_croydon_ward.csv", [ward_of(row) for row in wards if row["area_type"] == "ward"])


def rows_of(file: Path) -> list[Row]:
    """Return the rows of a table by the names of its columns."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write(file: Path, rows: list[Row]) -> None:
    """Write rows of the same columns."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def census_of(row: Row) -> Row:
    """Return who lived in an authority in 2021, by ethnic group, by sex and by age."""
    groups = {name: row[f"{name}_2021"] for name in ("residents", *GROUPS, "female", "male")}
    return area(row) | groups | {f"age_{band}": row[f"age_{band}_2021"] for band in AGES}


def place_of(row: Row) -> Row:
    """Return where the middle of an authority lies."""
    return area(row) | {"longitude": row["centroid_lon"], "latitude": row["centroid_lat"]}


def crime_of(row: Row) -> Row:
    """Return the offences that were recorded in a borough in a year."""
    return area(row) | {
        "recorded_offences": row["crime_total_fy2024_25"],
        "violence_with_injury": row["crime_violence_with_injury_fy2024_25"],
    }


def lfr_of(row: Row, period: str) -> Row:
    """Return what deployments in a borough came to."""
    return area(row) | {"period": period} | {name: row[f"lfr_{name}_{PERIODS[period]}"] for name in LFR}


def lfr_less(row: Row, record: list[Row], period: str) -> Row:
    """Return what deployments in a borough since August 2024 came to but those of a record: those of another period."""
    whole = lfr_of(row, RECENT)
    here = [
        one for one in record if one["date"] >= COUNTED_SINCE and borough_of(one["location"]) == row["borough_name"]
    ]
    before = {
        name: sum(int(one[column] or 0) for one in here for column in columns) for name, columns in OF_RECORD.items()
    } | {"deployments": len(here)}
    return whole | {"period": period} | {name: int(whole[name]) - before[name] for name in LFR}


def timed_of(record: list[Row], pattern: str = "") -> list[tuple[str, bool, float, float]]:
    """Return location, whether in 2025, faces and hours of deployments whose length is known, counted as today."""
    return [
        (one["location"], one["date"] >= LEVEL_OF, float(one["faces_seen_estimate"]), float(one["duration_min"]) / 60)
        for one in record
        if re.match(pattern, one["location"])
        and one["date"] >= COUNTED_SINCE
        and one["duration_min"]
        and float(one["faces_seen_estimate"] or 0) > 0
    ]


def grown(record: list[Row]) -> tuple[float, float, float]:
    """Return how many times as many faces an hour were seen in 2025 as in 2024 at one location, and 95 % ends.

    By least squares of logarithms, with a level for each location and a step between the years.
    """
    timed = timed_of(record)
    places, at = np.unique([location for location, *_ in timed], return_inverse=True)
    columns = np.column_stack([np.eye(len(places))[at], [float(is_2025) for _, is_2025, *_ in timed]])
    y = np.log([faces / hours for *_, faces, hours in timed])
    found, _, rank, _ = np.linalg.lstsq(columns, y)
    rest = y - columns @ found
    error = np.sqrt(rest @ rest / (len(y) - rank) * np.linalg.pinv(columns.T @ columns)[-1, -1])
    low, middle, high = np.exp(found[-1] + error * stdtrit(len(y) - rank, [0.025, 0.5, 0.975]))
    return float(low), float(middle), float(high)


def at_2025(is_2025: bool, faces: float, hours: float) -> float:
    """Return the faces an hour of a deployment as they would have been in 2025."""
    return faces / hours * (1.0 if is_2025 else entry("boroughs.faces-2025-against-2024").value)


def borough_of(location: str) -> str | None:
    """Return the borough that a published location is in."""
    return ALSO_CALLED.get(location) or whereabouts(location).borough


def site_of(row: Row, record: list[Row]) -> Row:
    """Return a borough's site, and how many faces an hour were seen there."""
    pattern = SITES.get(row["borough_name"])
    timed = [] if pattern is None else [one[1:] for one in timed_of(record, pattern)]
    hours_of = [hours for *_, hours in timed]
    rates = [at_2025(*one) for one in timed]
    return area(row) | {
        "site": row["lfr_site_name"],
        "deployments": row["lfr_site_deployments_to_2025_09_10"],
        "longitude": row["lfr_site_lon"],
        "latitude": row["lfr_site_lat"],
        "timed": len(timed),
        "hours": round(sum(hours_of), 2) if timed else "",
        "faces": round(sum(faces for _, faces, _ in timed)) if timed else "",
        "faces_per_h_2025": round(np.average(rates, weights=hours_of)) if timed else "",
        "least_per_h_2025": round(min(rates)) if timed else "",
        "most_per_h_2025": round(max(rates)) if timed else "",
    }


def ward_of(row: Row) -> Row:
    """Return who lived in a ward of Croydon in 2021, by ethnic group."""
    names = {"area": row["area_name"], "code": row["area_code"]}
    return names | {name: row[f"{name}_2021"] for name in ("residents", *GROUPS)}


def area(row: Row) -> Row:
    """Return the name and the code of an authority."""
    return {"area": row["borough_name"], "code": row["borough_code"]}


if __name__ == "__main__":
    main()
