"""Programmes as text: tables for people, or one document for programs."""

from __future__ import annotations

from typing import Any

import polars as pl
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from sim.store.programmes import TABLES, StoredProgramme

__all__ = ["as_document", "print_programme"]

_GROUPS = ("all", "asian", "black", "mixed", "other", "white")


def as_document(stored: StoredProgramme) -> dict[str, Any]:
    """Return a stored programme as one document: its manifest and every table."""
    tables = {name: stored.table(name).to_dicts() for name in TABLES}
    return {"manifest": stored.manifest, "path": str(stored.path), **tables}


def print_programme(stored: StoredProgramme, console: Console) -> None:
    """Print a programme month by month, street by street and by ethnic group."""
    manifest = stored.manifest
    console.print(
        f"[bold]{manifest['programme']}[/bold]  seed {manifest['seed']}, {manifest['deployments']} "
        f"deployments, {len(manifest['cancelled'])} cancelled; {stored.path}"
    )
    tables = (
        _month_table(stored),
        _street_table(stored),
        _group_table(stored),
        _passer_table(stored),
        _point_table(stored),
    )
    for table in tables:
        if table.row_count:
            console.print()
            console.print(table)
    console.print()
    console.print(
        "* False alerts are expected numbers; found are arrests after searches. Fair and job: per cent of "
        "residents who would agree that the police treat everyone fairly and do a good job, the trend in the "
        "background included; how far events move them is assumed. Every figure, with its counts and its "
        "interval, is in the files there, and in --json."
    )


def _table(*headings: str, title: str, words: int = 1) -> Table:
    """Return a table whose first columns hold words, and all others numbers."""
    table = Table(box=SIMPLE, title=title, title_justify="left", pad_edge=False, show_edge=False, collapse_padding=True)
    for number, heading in enumerate(headings):
        table.add_column(
            heading,
            justify="left" if number < words else "right",
            no_wrap=number >= words,
            min_width=0 if number else 6,
        )
    return table


def _month_table(stored: StoredProgramme) -> Table:
    deployments = stored.table("deployments").filter(pl.col("ethnic_group") == "all")
    months = stored.table("months").filter(pl.col("ethnic_group") == "all")
    counted = _counted(deployments)
    table = _table("month", *counted, "fair %", "job %", title="Month by month")
    for row in months.iter_rows(named=True):
        cells = [""] * len(counted)
        if row["month"]:
            cells = _cells(deployments.filter(pl.col("month") == row["month"]), counted)
        table.add_row(
            "before" if row["month"] == 0 else f"{row['month']}",
            *cells,
            f"{row['treat_fairly']:.2f}",
            f"{row['good_job']:.2f}",
        )
    return table


def _street_table(stored: StoredProgramme) -> Table:
    deployments = stored.table("deployments").filter(pl.col("ethnic_group") == "all")
    counted = _counted(deployments)
    table = _table("street", *counted, title="Street by street")
    for (place,), rows in deployments.group_by("place", maintain_order=True):
        table.add_row(str(place).replace("_", " "), *_cells(rows, counted))
    return table


_COUNTED = {
    "days": "",
    "faces": "faces_seen",
    "alerts": "alerts",
    "false*": "expected_false_alerts",
    "stops": "engagements",
    "arrests": "arrests",
    "h held": "minutes_held",
}
_SEARCHED = {"searches": "stop_searches", "found": "search_arrests"}


def _counted(deployments: pl.DataFrame) -> dict[str, str]:
    """Return the columns that a programme has something in: heading and name."""
    is_watched = not deployments.is_empty() and float(deployments["faces_seen"].sum()) > 0
    is_searched = not deployments.is_empty() and deployments["stop_searches"].null_count() < deployments.height
    of_cameras = _COUNTED if is_watched or not is_searched else {"days": ""}
    return of_cameras | (_SEARCHED if is_searched else {})


def _cells(rows: pl.DataFrame, counted: dict[str, str]) -> list[str]:
    """Return the sums of some deployments; the first is how many there were."""
    sums = {heading: float(rows[name].sum() or 0) for heading, name in counted.items() if name}
    sums |= {"h held": sums["h held"] / 60} if "h held" in sums else {}
    forms = {"false*": "{:.2f}", "h held": "{:.1f}"}
    return [f"{rows.height}", *(forms.get(heading, "{:,.0f}").format(value) for heading, value in sums.items())]


def _group_table(stored: StoredProgramme) -> Table:
    metrics = stored.table("metrics")
    table = _table("", *_GROUPS, title="By ethnic group")
    of_cameras = (
        ("scans per resident", "scans_per_resident", "sampled", "{:.2f}"),
        ("people stopped", "engagements", "sampled", "{:.0f}"),
        ("false stops, expected", "false_stops", "expected", "{:.3f}"),
        ("arrests", "arrests", "sampled", "{:.0f}"),
        ("minutes of a stop, mean", "minutes_held_mean", "sampled", "{:.1f}"),
        ("footfall avoided, %", "footfall_avoided", "sampled", "{:.2%}"),
    )
    of_searches = (
        ("people searched by officers", "stop_searches", "sampled", "{:.0f}"),
        ("arrests after searches", "search_arrests", "sampled", "{:.0f}"),
    )
    of_people = (
        ("fair, beyond the trend", "treat_fairly_change", "expected", "{:+.3f}"),
        ("job, beyond the trend", "good_job_change", "expected", "{:+.3f}"),
    )
    is_watched = stored.manifest["policy"] is not None
    for title, name, estimator, form in (*(of_cameras if is_watched else ()), *of_searches, *of_people):
        rows = metrics.filter(
            (pl.col("name") == name) & (pl.col("estimator") == estimator) & pl.col("by").is_in(["all", "ethnic_group"])
        )
        values = dict(zip(rows["group"].to_list(), rows["value"].to_list(), strict=True))
        if values:
            table.add_row(title, *(_formatted(form, values.get(group)) for group in _GROUPS))
    return table


def _passer_table(stored: StoredProgramme) -> Table:
    table = _table("1 in", *_GROUPS[1:], title="Chance of being stopped by mistake in a year of passing once a week")
    watched = stored.table("passers").filter((pl.col("per_week") == 1) & (pl.col("denominator") > 0))
    for (place,), rows in watched.group_by("place", maintain_order=True):
        chance = dict(zip(rows["ethnic_group"].to_list(), rows["wrongful_stop"].to_list(), strict=True))
        if any(chance.values()):
            table.add_row(
                str(place).replace("_", " "),
                *(f"{1 / chance[group]:,.0f}" if chance.get(group) else "" for group in _GROUPS[1:]),
            )
    return table


def _formatted(form: str, value: float | None) -> str:
    return "" if value is None else form.format(value)


def _point_table(stored: StoredProgramme) -> Table:
    table = _table(
        "point",
        "measure",
        *_GROUPS[1:],
        "could show",
        words=2,
        title="Five points: a group against everybody else (* its 95 % interval leaves out 1)",
    )
    points = stored.table("disparity")
    for (point, measure, estimator), rows in points.group_by("point", "measure", "estimator", maintain_order=True):
        cells = [_ratio(row) for row in rows.iter_rows(named=True)]
        if any(cells):
            least = rows["smallest"].drop_nulls()
            ends = [f"{value:.1f}" for value in (least.sort().head(1).to_list() + least.sort().tail(1).to_list())]
            shown = "" if estimator == "expected" else "-".join(ends)
            table.add_row(str(point), str(measure), *cells, shown)
    return table


def _ratio(row: dict[str, Any]) -> str:
    if row["ratio"] is None:
        return ""
    is_known = row["low"] is not None and not row["low"] <= 1 <= row["high"]
    return f"{row['ratio']:.2f}{'*' if is_known else ''}"
