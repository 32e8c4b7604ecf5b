"""Make scenarios/boroughs/ and scenarios/streets/ from the tables of London's authorities in the register of evidence.

    python benchmarks/make_boroughs.py [--output scenarios]

A borough is who lives there and what is recorded there; its street is a generic one at the site where live facial
recognition was used. Croydon's file is not made: it is older, and results rest on it. It differs from the table:
390,719 residents as the census published them (the table sums perturbed groups to 390,724), ages of mid-2024 instead
of 2021, and the share of women to two digits. `croydon_wards` is of the table, with 28 wards. Croydon and Lewisham have
streets on maps (scenarios/places/), and so none here. London as a whole is made by `make_london.py`. The same tables
give the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from textwrap import fill, indent
from typing import Any

import numpy as np

from sim.compare.borough_programmes import ON_A_MAP
from sim.evidence.age_bands import age_bands
from sim.evidence.register import entry, range_of
from sim.evidence.tables import table
from sim.street.arrivals import Footfall
from sim.street.generic import GenericStreet

GROUPS = ("asian", "black", "mixed", "other", "white")
KEPT = ("croydon", "london")
WIDTH = 110
DAY_H = (11.0, 16.6)
PASSING = 0.72
ENOUGH = 2
"""From so many deployments of known length footfall is worked out of a street's own faces."""
AT_LEAST_A_THIRD = 1 / 3
"""How far the range of footfall reaches at least, to either side; assumed."""
QUARTERS = ("2024-04-01", "2024-07-01", "2024-10-01", "2025-01-01")
"""Of what people say of the police: the year whose offences are taken; a quarter is but some hundred interviews."""
QUARTERS_BEFORE, YEARS_BETWEEN = ("2016-04-01", "2016-07-01", "2016-10-01", "2017-01-01"), 8
"""Of what they said before: the year since which London's own trend is taken."""
LENGTH_M = (200, 450)
"""How long the part of a street is that people walk past a van; assumed, from the lengths of the shipped maps."""
WIDTH_M, RANGE_M = GenericStreet.model_fields["width_m"].default, range_of(GenericStreet, "width_m")

Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=Path("scenarios"))
    given = parser.parse_args()
    for folder, files in (("boroughs", borough_files()), ("streets", street_files())):
        (given.output / folder).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (given.output / folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def borough_files() -> dict[str, str]:
    """Return the text of every file of a borough, by its name."""
    crime = {row["code"]: row for row in table("boroughs.recorded-crime").to_dicts()}
    rows = {name_of(row): row for row in table("boroughs.census").to_dicts()}
    files = {name: borough(row, crime[row["code"]]) for name, row in rows.items() if name not in KEPT}
    croydon = rows["croydon"]
    files["croydon_wards"] = borough(croydon, crime[croydon["code"]], wards())
    return files


def street_files() -> dict[str, str]:
    """Return the text of every street, by the name of its borough."""
    rows = table("boroughs.lfr-sites").to_dicts()
    return {name_of(row): street(row) for row in rows if row["area"] not in ON_A_MAP}


def name_of(row: Row) -> str:
    """Return what the files of an authority are called."""
    return str(row["area"]).lower().replace(" ", "_")


def borough(row: Row, crime: Row, areas: str = "") -> str:
    """Return the file of an authority."""
    offences = crime["violence_with_injury"]
    police = (
        "Recorded offences: Metropolitan Police, April 2024 to March 2025 (London Datastore)."
        if offences is not None
        else "No recorded offences: it has a police force of its own, of which no figures were at hand."
    )
    source = (
        "Residents, sexes, ethnic groups (TS021) and ages (TS007A): Census 2021 (Office for National Statistics, Open "
        f"Government Licence v3). {police}"
    )
    title = f"{row['area']}, ward by ward" if areas else row["area"]
    lines = [
        f"# {title}: what is published of who lives there.",
        "# Made by benchmarks/make_boroughs.py of the tables boroughs.* of the register of evidence.",
        "",
        f"name: {row['area']}",
        f"code: {row['code']}",
        "source: >-",
        indent(fill(source, WIDTH), "  "),
        f"residents: {row['residents']}",
        f"resident_shares: {mapping(shares({name: row[name] for name in GROUPS}))}",
        "# From five-year bands, three fifths of those of 15 to 19 as under 18.",
        f"age_shares: {mapping(shares(age_bands(row)))}",
        f"female_share: {row['female'] / (row['female'] + row['male']):.4f}",
    ]
    if offences is None:
        lines.append("# violence_with_injury is not published here: who names this borough says how many there were.")
    else:
        lines.append(f"violence_with_injury: {offences}")
    lines.append(answers(row["area"]))
    lines.append(areas or "# One area: programmes do not tell its parts apart.")
    return "\n".join(lines) + "\n"


def answers(area: str) -> str:
    """Return how the residents of an authority answer the survey of London's police, against the mean of all."""
    given = surveyed(area)
    if given is None:
        return "# The survey of London's police is not made here: its residents are taken to answer as Londoners do."
    return f"""\
# Percentage points above the mean of 32 boroughs (MOPAC, tables.trust-by-borough), four quarters from April 2024; of
# the trends a year, since those from April 2016. Uncertain by some 5 points, and 0.9 a year.
surveyed: {mapping(given)}"""


def surveyed(area: str) -> dict[str, float] | None:
    """Return what `HomeAnswers` has of an authority, to a tenth of a point; None where it is not surveyed."""
    rows = {(row["item"], row["area"]): row for row in table("tables.trust-by-borough").to_dicts()}
    if ("treat_fairly", area) not in rows:
        return None

    def above(item: str, of: Callable[[Row], float]) -> float:
        everywhere = [of(row) for (asked, _), row in rows.items() if asked == item]
        return round(of(rows[item, area]) - float(np.mean(everywhere)), 1) + 0.0

    def now(row: Row) -> float:
        return float(np.mean([row[quarter] for quarter in QUARTERS]))

    def trend(row: Row) -> float:
        return (now(row) - float(np.mean([row[quarter] for quarter in QUARTERS_BEFORE]))) / YEARS_BETWEEN

    return {
        "treat_fairly": above("treat_fairly", now),
        "good_job": above("good_job_local", now),
        "trust_met": above("trust_mps", now),
        "treat_fairly_trend": above("treat_fairly", trend),
        "good_job_trend": above("good_job_local", trend),
    }


def wards() -> str:
    """Return Croydon's wards as areas of a borough."""
    rows = table("boroughs.census-croydon-wards").to_dicts()
    places = {row["area"]: row for row in table("boroughs.croydon-ward-places").to_dicts()}
    of_all = shares({row["area"]: row["residents"] for row in rows})
    where = "where their middles lie is from memory, to within a kilometre"
    lines = ["", f"# Its 28 wards (Census 2021, TS021); {where}.", "areas:"]
    for row in rows:
        at = places[row["area"]]
        lines += [
            f'  - name: "{row["area"]}"',
            f"    share: {of_all[row['area']]}",
            f"    x_km: {at['east_km']}",
            f"    y_km: {at['north_km']}",
            f"    ethnic_shares: {mapping(shares({name: row[name] for name in GROUPS}))}",
        ]
    return "\n".join(lines)


def street(row: Row) -> str:
    """Return the file of a borough's street."""
    site, name = row["site"], name_of(row)
    known = row["longitude"] is not None
    at = f"{row['latitude']:.4f} N, {row['longitude']:.4f} E, to within 600 m" if known else "not at hand"
    times = f"{row['deployments']} time{'s' if row['deployments'] != 1 else ''}"
    footfall, ends, why = footfall_of(row)
    about = (
        f"{site} ({row['area']}), where the Metropolitan Police used live facial recognition {times} to 10 September "
        "2025, as a generic street: nothing of it is surveyed. Its length, width, side streets, shops and cameras are "
        "assumed."
    )
    comment = fill(why, WIDTH, initial_indent="  # ", subsequent_indent="  # ")
    title = site if row["area"].split()[0] in site else f"{site}, {row['area']}"
    return f"""\
# {title}: a generic street that stands for it until there is a map.
# Made by benchmarks/make_boroughs.py of boroughs.lfr-sites. Where it is: {at}.
#
# Surveyed: nothing. Inferred: how many people come, from published counts of faces.
# Assumed, because no source gives it: everything else, from its length to where cameras stand.
# Do not measure the real street by this. A map takes the place of `street`: `geometry: FILE`, and nothing else changes.

name: "{title}"
about: >-
{indent(fill(about, WIDTH), "  ")}

# What is not said has its usual value and range: passerby schema (GenericStreet, CameraPlan)
street:
  kind: generic
  length_m: 300      # assumed, see `ranges`
  # width_m: {WIDTH_M:g}      # assumed, {RANGE_M[0]:g} to {RANGE_M[1]:g} m

day:
  start_h: {DAY_H[0]}      # the hours of a deployment: your choice
  duration_h: {DAY_H[1] - DAY_H[0]:.1f}    # mean of the deployments of January to May 2025 (police records)

# Assumed: how uncertain the length is, and the count below.
ranges:
  street.length_m: [{LENGTH_M[0]}, {LENGTH_M[1]}]
  footfall.people_per_day: [{ends[0]}, {ends[1]}]

footfall:
{comment}
  people_per_day: {footfall}
  passing_share: {PASSING}
  from_faces: {"true" if row["timed"] >= ENOUGH else "false"}

population:
  # Who walks here is published nowhere: the borough's residents stand in; and the listed are as on the street, so
  # that no group is listed more often than another until you say so.
  home: {name}
  # Of the borough's residents: assumed as on North End.
  resident_share_of_street: 0.7

lfr: null
"""


def footfall_of(row: Row) -> tuple[int, tuple[int, int], str]:
    """Return how many people come in a day, the range of it, and what both rest on."""
    an_hour = hour_share()
    per_face = entry("recognition.faces-per-passage").value * PASSING * an_hour
    how = (
        f"over {entry('recognition.faces-per-passage').value:g} faces for each passage, the {PASSING} of all who pass "
        f"the van, and the {an_hour:.3f} of a day's people who come in an hour of a deployment."
    )
    if row["timed"] < ENOUGH:
        low, middle, high = entry("boroughs.faces-per-hour").value
        few = "none" if not row["timed"] else "one"
        why = (
            f"Assumed as elsewhere: of {few} of the deployments here until May 2025 the length is known. Worked out "
            f"from {middle:,} faces an hour, the median of 151 deployments in London at the level of 2025 "
            f"(boroughs.faces-per-hour), {how} "
            "The range is that of four in five of those deployments."
        )
        return people(middle / per_face), (people(low / per_face), people(high / per_face)), why
    rate, least, most = row["faces_per_h_2025"], row["least_per_h_2025"], row["most_per_h_2025"]
    low, high = min(least, rate * (1 - AT_LEAST_A_THIRD)), max(most, rate * (1 + AT_LEAST_A_THIRD))
    why = (
        f"No count is published. Worked out from {rate:,} faces an hour of {row['timed']} deployments here, August "
        f"2024 to May 2025, those of 2024 at the level of 2025 (boroughs.lfr-sites), {how} Assumed: that it is as "
        f"uncertain as single days differ ({least:,} to {most:,} faces an hour), and by a third at least."
    )
    return people(rate / per_face), (people(low / per_face), people(high / per_face)), why


def hour_share() -> float:
    """Return which part of a day's people come in an hour of a deployment."""
    profile = np.array(Footfall.model_fields["hourly_profile"].default)
    hours = np.floor(np.arange(*DAY_H, 0.1)).astype(np.int64)
    return float(np.mean(profile[hours]))


def people(number: float) -> int:
    """Return a number of people that claims no more than is known."""
    return int(round(number, -2))


def shares(counts: dict[str, float], parts: int = 10_000) -> dict[str, float]:
    """Return shares in so many parts of one that sum to it: the largest remainders are rounded up."""
    total = sum(counts.values())
    exact = {name: parts * count / total for name, count in counts.items()}
    floors = {name: int(value) for name, value in exact.items()}
    left = parts - sum(floors.values())
    for name in sorted(exact, key=lambda name: floors[name] - exact[name])[:left]:
        floors[name] += 1
    return {name: value / parts for name, value in floors.items()}


def mapping(found: dict[str, float]) -> str:
    """Return a mapping on one line of YAML."""
    return "{" + ", ".join(f"{name}: {value:g}" for name, value in found.items()) + "}"


if __name__ == "__main__":
    main()
