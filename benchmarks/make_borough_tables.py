"""Make the tables of London's authorities in sim/evidence/tables/ from a folder of gathered public figures.

    python benchmarks/make_borough_tables.py SOURCE_DIR [--output sim/evidence/tables]

SOURCE_DIR holds `boroughs/boroughs.csv`, `boroughs/wards_croydon.csv` and the Metropolitan Police's deployment records,
`met_lfr_deployments_2020_2025.csv`. Columns are copied and renamed; an empty cell stays empty: not published, never
nought. Two things are worked out: how many faces an hour the deployments at a borough's site saw, from those since
August 2024 (before, faces were counted otherwise) whose length is published; and what deployments came to after the
last of the record, those of a borough since August 2024 less those of the record there. The same source gives the same
bytes.
"""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path
from typing import Any

from sim.calibration.neighbourhoods import whereabouts

GROUPS = ("white", "asian", "black", "mixed", "other")
AGES = (*(f"{low}_{low + 4}" for low in range(0, 85, 5)), "85_plus")
LFR = ("deployments", "faces", "alerts", "false_alerts", "arrests")
PERIODS = {"2020-01/2025-09": "2020_to_2025_09_10", "2024-08/2025-09": "2024_08_to_2025_09_10"}
RECENT = "2024-08/2025-09"
AFTER = "2025-05-11/2025-09"
"""After the last deployment of the record, which fits are of."""
COUNTED_SINCE = "2024-08-01"
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
    lfr = [one for row in boroughs for one in (*(lfr_of(row, period) for period in PERIODS), lfr_after(row, record))]
    write(given.output / "lfr_by_borough.csv", lfr)
    write(given.output / "lfr_sites.csv", [site_of(row, record) for row in boroughs if row["lfr_site_name"]])
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


def crime_of(row: Row) -> Row:
    """Return the offences that were recorded in a borough in a year."""
    return area(row) | {
        "recorded_offences": row["crime_total_fy2024_25"],
        "violence_with_injury": row["crime_violence_with_injury_fy2024_25"],
    }


def lfr_of(row: Row, period: str) -> Row:
    """Return what deployments in a borough came to."""
    return area(row) | {"period": period} | {name: row[f"lfr_{name}_{PERIODS[period]}"] for name in LFR}


def lfr_after(row: Row, record: list[Row]) -> Row:
    """Return what deployments in a borough came to after the last of the record."""
    whole = lfr_of(row, RECENT)
    here = [
        one for one in record if one["date"] >= COUNTED_SINCE and borough_of(one["location"]) == row["borough_name"]
    ]
    before = {
        name: sum(int(one[column] or 0) for one in here for column in columns) for name, columns in OF_RECORD.items()
    } | {"deployments": len(here)}
    return whole | {"period": AFTER} | {name: int(whole[name]) - before[name] for name in LFR}


def borough_of(location: str) -> str | None:
    """Return the borough that a published location is in."""
    return ALSO_CALLED.get(location) or whereabouts(location).borough


def site_of(row: Row, record: list[Row]) -> Row:
    """Return a borough's site, and how many faces an hour were seen there."""
    pattern = SITES.get(row["borough_name"])
    timed = [
        (float(one["faces_seen_estimate"]), float(one["duration_min"]) / 60)
        for one in record
        if pattern is not None
        and re.match(pattern, one["location"])
        and one["date"] >= COUNTED_SINCE
        and one["duration_min"]
        and one["faces_seen_estimate"]
    ]
    rates = [round(faces / hours) for faces, hours in timed]
    return area(row) | {
        "site": row["lfr_site_name"],
        "deployments": row["lfr_site_deployments_to_2025_09_10"],
        "longitude": row["lfr_site_lon"],
        "latitude": row["lfr_site_lat"],
        "timed": len(timed),
        "hours": round(sum(hours for _, hours in timed), 2) if timed else "",
        "faces": round(sum(faces for faces, _ in timed)) if timed else "",
        "least_faces_per_h": min(rates, default=""),
        "most_faces_per_h": max(rates, default=""),
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
