"""Programmes as text: tables for people, or one document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from sim.metrics.catalogue import CATALOGUE, Shown
from sim.report.console import headed
from sim.store.programmes import TABLES, StoredProgramme

__all__ = ["as_document", "print_programme"]

_WIDTH = 45
"""So many characters the names of ethnic groups may take beside each other in a table."""


def as_document(stored: StoredProgramme) -> dict[str, Any]:
    """Return a stored programme as one document: its manifest and every table."""
    tables = {name: stored.table(name).to_dicts() for name in TABLES}
    return {"manifest": stored.manifest, "path": str(stored.path), **tables}


def print_programme(stored: StoredProgramme, console: Console) -> None:
    """Print a programme month by month, street by street and by ethnic group."""
    manifest = stored.manifest
    console.print(
        headed(
            manifest["programme"],
            f"  seed {manifest['seed']}, {manifest['deployments']} deployments, {len(manifest['cancelled'])} "
            f"cancelled; {stored.path}",
        )
    )
    tables = (
        _month_table(stored),
        _street_table(stored),
        *(_group_table(stored, groups) for groups in _parts(stored)),
        *(_passer_table(stored, groups) for groups in _parts(stored)),
        *(_point_table(stored, groups) for groups in _parts(stored)),
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


def _parts(stored: StoredProgramme) -> Iterator[list[str]]:
    """Yield the ethnic groups of each table: as many beside each other as there is room for."""
    part: list[str] = []
    for name in stored.manifest["groups"]:
        if part and sum(len(one) + 2 for one in (*part, name)) > _WIDTH:
            yield part
            part = []
        part.append(name)
    if part:
        yield part


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
    headings = [how.heading for how in counted.values()]
    table = _table("month", "days", *headings, "fair %", "job %", title="Month by month")
    for row in months.iter_rows(named=True):
        cells = [""] * (1 + len(counted))
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
    table = _table("street", "days", *(how.heading for how in counted.values()), title="Street by street")
    for (place,), rows in deployments.group_by("place", maintain_order=True):
        table.add_row(str(place).replace("_", " "), *_cells(rows, counted))
    return table


def _counted(deployments: pl.DataFrame) -> dict[str, Shown]:
    """Return the columns that a programme has something in: name and how it stands."""
    is_watched = not deployments.is_empty() and float(deployments["faces_seen"].sum()) > 0
    is_searched = not deployments.is_empty() and deployments["stop_searches"].null_count() < deployments.height
    of = {"watched": is_watched or not is_searched, "searched": is_searched, "always": True}
    shown = [(row.name, row.in_months) for row in CATALOGUE if row.in_months is not None and of[row.in_months.when]]
    return {name if how.estimator == "sampled" else f"{how.estimator}_{name}": how for name, how in shown}


def _cells(rows: pl.DataFrame, counted: dict[str, Shown]) -> list[str]:
    """Return how many deployments there were, and the sums of what is shown of them."""
    sums = ((how, float(rows[name].sum() or 0)) for name, how in counted.items())
    return [f"{rows.height}", *(how.form.format(how.scale * value) for how, value in sums)]


def _group_table(stored: StoredProgramme, groups: Sequence[str]) -> Table:
    metrics = stored.table("metrics")
    table = _table("", "all", *groups, title="By ethnic group")
    is_watched = stored.manifest["policy"] is not None
    for row in CATALOGUE:
        how = row.in_groups
        if how is None or (how.when == "watched" and not is_watched):
            continue
        found = metrics.filter(
            (pl.col("name") == row.name)
            & (pl.col("estimator") == how.estimator)
            & pl.col("by").is_in(["all", "ethnic_group"])
        )
        values = dict(zip(found["group"].to_list(), found["value"].to_list(), strict=True))
        if values:
            table.add_row(how.heading, *(_formatted(how.form, values.get(group)) for group in ("all", *groups)))
    return table


def _passer_table(stored: StoredProgramme, groups: Sequence[str]) -> Table:
    table = _table("1 in", *groups, title="Chance of being stopped by mistake in a year of passing once a week")
    watched = stored.table("passers").filter((pl.col("per_week") == 1) & (pl.col("denominator") > 0))
    for (place,), rows in watched.group_by("place", maintain_order=True):
        chance = dict(zip(rows["ethnic_group"].to_list(), rows["wrongful_stop"].to_list(), strict=True))
        if any(chance.get(group) for group in groups):
            table.add_row(
                str(place).replace("_", " "),
                *(f"{1 / chance[group]:,.0f}" if chance.get(group) else "" for group in groups),
            )
    return table


def _formatted(form: str, value: float | None) -> str:
    return "" if value is None else form.format(value)


def _point_table(stored: StoredProgramme, groups: Sequence[str]) -> Table:
    table = _table(
        "point",
        "measure",
        *groups,
        "could show",
        words=2,
        title="Five points: a group against everybody else (* its 95 % interval leaves out 1)",
    )
    points = stored.table("disparity").filter(pl.col("ethnic_group").is_in(groups))
    for (point, measure, estimator), rows in points.group_by("point", "measure", "estimator", maintain_order=True):
        cells = [_ratio(row) for row in rows.iter_rows(named=True)]
        if any(cells):
            least = rows["smallest"].drop_nulls()
            ends = [f"{value:.1f}" for value in (least.sort().head(1).to_list() + least.sort().tail(1).to_list())]
            shown = "-".join(ends) if estimator == "sampled" else ""
            table.add_row(str(point), str(measure), *cells, shown)
    return table


def _ratio(row: dict[str, Any]) -> str:
    if row["ratio"] is None:
        return ""
    is_known = row["low"] is not None and not row["low"] <= 1 <= row["high"]
    return f"{row['ratio']:.2f}{'*' if is_known else ''}"
