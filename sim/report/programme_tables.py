"""Programmes as text: what was run, month by month, street by street and by ethnic group; or one document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from rich.console import Console

from sim.community.support import READ_OUTS
from sim.metrics.catalogue import CATALOGUE, Row
from sim.metrics.metric import count, expected_count
from sim.programme.face_counting import counted_at
from sim.programme.schema import Programme
from sim.programme.unreached import unreached
from sim.report.layout import print_table, say
from sim.report.numbers import count_text, two_digits
from sim.report.points_table import print_points
from sim.store.programmes import TABLES, StoredProgramme

__all__ = ["as_document", "counted_rows", "month_names", "print_programme"]

_SHOWN = 4
_FEW = 5.0
"""Below so many expected, the expected number is printed beside a count, and no range."""
_TRUST = {"treat_fairly": "treat everyone fairly", "good_job": "do a good job"}
_NOTE = (
    "Counts stand with the range that 9 in 10 such months, streets or programmes would have, were others of those who "
    "came listed (Poisson about what is expected; every assumption stays); where fewer than 5 are expected, with what "
    "is expected. Searches, found: stops and searches by officers, and arrests after them, with the exact 95 % "
    "interval of the count in square brackets. Every figure, with its counts and its interval, is in the files "
    "there, and in --json."
)


def as_document(stored: StoredProgramme) -> dict[str, Any]:
    """Return a stored programme as one document: its manifest and every table."""
    tables = {name: stored.table(name).to_dicts() for name in TABLES}
    notes = list(unreached(stored.programme))
    factors = {"faces_counted_at": _counted_at(stored)}
    return {"manifest": stored.manifest, "path": str(stored.path), "notes": notes, **factors, **tables}


def print_programme(stored: StoredProgramme, console: Console) -> None:
    """Print a programme: what was run, what it did to trust, months, streets, and ethnic groups."""
    programme = stored.programme
    for line in _about(stored, programme):
        say(console, line)
    deployments = stored.table("deployments").filter(pl.col("ethnic_group") == "all")
    _print_trust(stored, console)
    _print_months(stored, deployments, console)
    _print_streets(deployments, console)
    _print_groups(stored, console)
    _print_passers(stored, console)
    print_points(stored.table("disparity"), stored.manifest["groups"], console)
    console.print()
    if programme.groups.how_divided:
        say(console, programme.groups.how_divided)
    say(console, _NOTE)


def month_names(stored: StoredProgramme) -> dict[int, str]:
    """Return what each month of a programme is called: "Oct 2025", or from which day where it begins within one."""
    months = stored.table("months").filter(pl.col("ethnic_group") == "all").sort("month")
    ends = [date.fromisoformat(text) for text in months["ends"]]
    begins = dict(zip(months["month"].to_list()[1:], ends, strict=False))
    is_whole = all(day.day == 1 for day in begins.values())
    return {month: f"{day:%b %Y}" if is_whole else f"from {_day(day)}" for month, day in begins.items()}


def _about(stored: StoredProgramme, programme: Programme) -> Iterator[str]:
    manifest, lfr = stored.manifest, programme.lfr
    last = stored.table("months")["ends"].max()
    ends = programme.begins if last is None else date.fromisoformat(str(last)) - timedelta(days=1)
    yield str(manifest["programme"])
    if lfr is None:
        yield "policy: no facial recognition" + (", stop and search" if programme.stop_and_search else "")
    else:
        profile = lfr.recognition.profile
        drawn = "" if lfr.recognition.draw is None else f", draw {lfr.recognition.draw} of what its counts leave open"
        yield f"policy: {lfr.name}"
        yield f"threshold {lfr.threshold:g}; a list of {lfr.watchlist.size:,} references"
        yield f"profile: {profile.name} ({profile.regime}{drawn})"
    cancelled = len(manifest["cancelled"])
    yield (
        f"{_day(programme.begins)} to {_day(ends)}: {manifest['deployments']} deployments"
        f"{f', {cancelled} more cancelled' if cancelled else ''}; seed {manifest['seed']}, "
        f"replication {manifest['replication']}"
    )
    held, asked = manifest["open_days"], len(programme.open_days)
    if asked:
        yield f"open days: {', '.join(_day(date.fromisoformat(day)) for day in held) or 'none held'}"
    if len(held) < asked:
        yield f"{asked - len(held)} of {asked} open days had no effect: no deployment on the day or later"
    yield f"stored in {stored.path}"
    factors = _counted_at(stored)
    if factors and lfr is not None:
        shown = ", ".join(f"{name} {factor:.2f}" for name, factor in list(factors.items())[:_SHOWN])
        more = f", and {len(factors) - _SHOWN} more in --json" if len(factors) > _SHOWN else ""
        yield (
            f"faces are counted at a street by a factor of its own, drawn from its name and the seed (standard "
            f"deviation {100 * lfr.counting.place_spread:g} %, `lfr.counting.place_spread`): {shown}{more}"
        )
    yield from unreached(programme)


def _counted_at(stored: StoredProgramme) -> dict[str, float]:
    about = stored.manifest
    return counted_at(stored.programme, seed=about["seed"], replication=about["replication"])


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _print_trust(stored: StoredProgramme, console: Console) -> None:
    metrics = stored.table("metrics").filter(pl.col("by") == "all")
    of = {row["name"]: row for row in metrics.iter_rows(named=True)}
    rows = []
    for item, said in _TRUST.items():
        change = of.get(f"{item}_change")
        if change is None or change["value"] is None:
            continue
        before, after = (of[f"{item}_{when}"]["value"] for when in ("before", "after"))
        rows.append((f"the police {said}", _points(change["value"]), _span(change), f"{before:.2f}", f"{after:.2f}"))
    headings = (
        "residents who would agree that",
        "change beyond\nthe trend, points",
        "if assumptions lie\nelsewhere",
        "before,\n%",
        "after, with\nthe trend, %",
    )
    print_table(console, headings, rows, title="Trust: what the programme did, beside what goes on anyway")
    if rows:
        say(
            console,
            "How far a stop, news or a meeting moves anybody is assumed: nobody has measured it. The range is of all "
            "such assumptions together, each anywhere in its own range, for the mean of all residents.",
        )
    print_table(
        console,
        ("residents who", "change,\npoints", "if assumptions lie\nelsewhere"),
        [
            (one.title, _points(found["value"]), _span(found))
            for name, one in READ_OUTS.items()
            if (found := of.get(f"{name}_change")) is not None and found["value"] is not None
        ],
        title="The cameras: what people think of them, which is no trust in the police",
    )


def _span(change: Mapping[str, Any]) -> str:
    return "" if change["low"] is None else f"{_points(change['low'])} to {_points(change['high'])}"


def _points(change: float) -> str:
    """Write a change in percentage points with two digits: "-0.0013", "+0.11"."""
    if not change:
        return "0"
    digits = 0 if abs(change) >= 10 else max(1, 1 - int(np.floor(np.log10(abs(change)))))
    return f"{change:+.{digits}f}"


def counted_rows(deployments: pl.DataFrame) -> list[tuple[Row, str]]:
    """Return the rows of the catalogue that a programme's months have something in, and their column."""
    is_watched = not deployments.is_empty() and float(deployments["faces_seen"].sum()) > 0
    is_searched = not deployments.is_empty() and deployments["stop_searches"].null_count() < deployments.height
    of = {"watched": is_watched or not is_searched, "searched": is_searched, "always": True}
    return [(row, row.name) for row in CATALOGUE if row.in_months is not None and of[row.in_months.when]]


def _print_months(stored: StoredProgramme, deployments: pl.DataFrame, console: Console) -> None:
    rows = []
    for month, name in month_names(stored).items():
        rows.append((name, *_cells(deployments.filter(pl.col("month") == month), deployments)))
    if len(rows) > 1:
        rows.append(("all", *_cells(deployments, deployments)))
    print_table(console, ("", *_headings(deployments)), rows, title="Month by month")
    months = stored.table("months").filter(pl.col("ethnic_group") == "all").sort("month")
    before = months.row(0, named=True)
    trust = [
        (
            "before" if not row["month"] else month_names(stored)[row["month"]],
            *(
                cell
                for item in _TRUST
                for cell in (
                    "" if not row["month"] else _points(row[f"{item}_without_trend"] - before[item]),
                    f"{row[item]:.2f}",
                )
            ),
        )
        for row in months.iter_rows(named=True)
    ]
    headings = ("", "fair, beyond\nthe trend", "with it,\n%", "good job, beyond\nthe trend", "with it,\n%")
    print_table(console, headings, trust, title="Who would agree, at the end of each month")


def _print_streets(deployments: pl.DataFrame, console: Console) -> None:
    rows = [
        (str(place).replace("_", " "), *_cells(of_place, deployments))
        for (place,), of_place in deployments.group_by("place", maintain_order=True)
    ]
    print_table(console, ("", *_headings(deployments)), rows, title="Street by street")


def _headings(deployments: pl.DataFrame) -> list[str]:
    shown = [row.in_months.heading for row, _ in counted_rows(deployments) if row.in_months is not None]
    return ["deploy-\nments", *shown]


def _cells(rows: pl.DataFrame, everything: pl.DataFrame) -> list[str]:
    """Return how many deployments there were, and the sums of what is shown of them, with what is expected."""
    cells = [f"{rows.height}"]
    for row, column in counted_rows(everything):
        how = row.in_months
        assert how is not None
        value = how.scale * float(rows[column].sum() or 0)
        text = how.form.format(value)
        expected = f"expected_{column}"
        if expected in rows.columns and rows[expected].null_count() < max(rows.height, 1):
            text = _with_range(text, float(rows[expected].sum() or 0), rows.height)
        elif how.when == "searched" and rows.height:
            counted = count("", round(value), unit="")
            text = f"{text} [{counted.low:.0f}-{counted.high:.0f}]"
        cells.append(text)
    return cells


def _with_range(text: str, mean: float, n: int) -> str:
    if not n:
        return text
    if mean < _FEW:
        return f"{text} ({two_digits(mean)})"
    about = expected_count("", mean, unit="")
    return f"{text} ({about.low:,.0f}-{about.high:,.0f})"


def _print_groups(stored: StoredProgramme, console: Console) -> None:
    metrics, groups = stored.table("metrics"), stored.manifest["groups"]
    is_watched = stored.manifest["policy"] is not None
    rows = []
    for row in CATALOGUE:
        how = row.in_groups
        if how is None or (how.when == "watched" and not is_watched):
            continue
        found = metrics.filter((pl.col("name") == row.name) & pl.col("by").is_in(["all", "ethnic_group"]))
        of: dict[tuple[str, str], dict[str, Any]] = {
            (one["estimator"], one["group"]): one for one in found.iter_rows(named=True)
        }
        if any(estimator == how.estimator for estimator, _ in of):
            values = [of.get((how.estimator, group)) for group in ("all", *groups)]
            rows.append((how.heading, *(_formatted(how.form, None if one is None else one["value"]) for one in values)))
            given = [of.get(("expected", group)) for group in ("all", *groups)]
            if how.estimator == "sampled" and row.shape == "count" and any(given):
                rows.append(("  expected", *("" if one is None else two_digits(one["value"]) for one in given)))
                rows.append(("  9 in 10 programmes", *("" if one is None else _range(one) for one in given)))
    headings = ("", "all", *groups.values())
    print_table(console, headings, rows, title="By ethnic group", always=1)


def _range(one: Mapping[str, Any]) -> str:
    return f"{one['low']:,.0f}-{one['high']:,.0f}"


def _formatted(form: str, value: float | None) -> str:
    return "" if value is None else form.format(value)


def _print_passers(stored: StoredProgramme, console: Console) -> None:
    groups = stored.manifest["groups"]
    watched = stored.table("passers").filter((pl.col("per_week") == 1) & (pl.col("denominator") > 0))
    rows = []
    for (place,), of_place in watched.group_by("place", maintain_order=True):
        by_group = {one["ethnic_group"]: one for one in of_place.iter_rows(named=True)}
        everybody = _everybody(of_place)
        if everybody["numerator"] > 0:
            cells = [everybody, *(by_group.get(group) for group in groups)]
            rows.append((str(place).replace("_", " "), *(_chance(one) for one in cells)))
    title = "Chance of being stopped by mistake in a year of passing once a week, for who is not wanted"
    print_table(console, ("", "all", *groups.values()), rows, title=title, always=1)
    if rows:
        say(console, "In brackets, how many false stops such a chance rests on: those expected in this programme.")


def _everybody(rows: pl.DataFrame) -> dict[str, float]:
    """Return the chance of anybody: of all visits together, at the passes that fall into a deployment."""
    stops, visits = float(rows["numerator"].sum()), float(rows["denominator"].sum())
    first = rows.row(0, named=True)
    passes = 365.25 / 7 * first["per_week"] * first["passes_watched"]
    return {"wrongful_stop": float(-np.expm1(passes * np.log1p(-stops / visits))), "numerator": stops}


def _chance(one: Mapping[str, Any] | None) -> str:
    if one is None or not one["wrongful_stop"]:
        return ""
    cases = float(one["numerator"])
    rests_on = f"fewer than {max(1, int(np.ceil(cases)))}" if cases < _FEW else count_text(round(cases))
    return f"1 in {two_digits(1 / one['wrongful_stop'])}\n({rests_on})"
