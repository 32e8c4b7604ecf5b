"""The Compare page: what policies, programmes and streets differ in, pair by pair, and what each comes to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from dashboard.pages.compare import words
from dashboard.pages.compare.differences import (
    DIFFERENCES,
    interval,
    is_shown,
    plain_text,
    rows_between,
    signed_text,
)
from dashboard.parts import denominator
from dashboard.parts.comparison import choices, comparison_source, link
from dashboard.parts.comparison_rates import rates_of_arms
from dashboard.parts.content import Content
from dashboard.parts.downloads import taken_from
from dashboard.parts.fold import fold
from dashboard.parts.interval_rows import centred, interval_rows
from dashboard.parts.page import Page
from dashboard.parts.table import behind, table
from dashboard.parts.view import View
from sim.metrics.catalogue import metric
from sim.report.interval_picture import IntervalRow
from sim.report.library import StoredComparison
from sim.report.numbers import two_digits

__all__ = ["PAGE"]

_PATH = "/compare"
_GROUPED = ("arrests", "false_stops")


def _content(view: View) -> list[Content]:
    shown = view.comparison
    first, *others = shown.arms
    head = html.Section(
        [
            html.P(words.ABOUT, className="kicker"),
            html.H1(shown.title),
            choices(view, path=_PATH),
            html.P(shown.document["about"], className="measure lead"),
        ],
        className="hero short",
    )
    months = link(view.path("months"), comparison=shown.name) if shown.has_months else None
    pairs = [
        section for k, other in enumerate(others) for section in _pair(shown, first, other, months, is_first=k == 0)
    ]
    return [head, *pairs, rates_of_arms(shown, view.state), _levels(shown), _inputs(shown), _own(view)]


def _pair(shown: StoredComparison, first: str, second: str, months: str | None, *, is_first: bool) -> list[Content]:
    """Return what a further arm has more than the first; of several all but one are closed until they are asked for."""
    rows = rows_between(shown, first, second)
    names, chosen = [name for name in words.HEADLINES if name in rows], {"arm": second}
    why = next(iter(shown.rows("not_paired", first=first, second=second)), None)
    heading = words.heading(second, first)
    content: list[Content] = [
        html.P(words.PAIRED if why is None else words.NOT_PAIRED.format(why=why["why"]), className="measure"),
        html.P(words.NOTE, className="measure quiet"),
        interval_rows([interval(rows[name]) for name in names], label=heading, ends=words.ENDS),
        comparison_source(shown),
        behind(table(words.DIFFERENCE_COLUMNS, [_row(rows[name]) for name in names], caption=heading)),
        taken_from(shown, DIFFERENCES, chosen),
        None if months is None else html.P(html.A(words.OPEN, href=months, className="action")),
    ]
    by_group = _by_group(shown, first, second)
    if is_first:
        return [html.Section([html.H2(heading), *content]), by_group]
    return [fold(heading, [*content, by_group])]


def _row(row: Mapping[str, Any]) -> list[str]:
    known = row["low"] is not None and row["high"] is not None
    factor = row["variance_reduction"]
    return [
        metric(row["name"]).label,
        words.NONE if row["difference"] is None else signed_text(row["difference"]),
        f"{signed_text(row['low'])} to {signed_text(row['high'])}" if known else "–",
        f"{row['pairs']} pairs",
        "–" if factor is None else words.VARIANCE.format(factor=two_digits(factor)),
    ]


def _by_group(shown: StoredComparison, first: str, second: str) -> html.Section:
    where = {"first": first, "second": second, "by": "ethnic_group", "estimator": "expected"}
    content: list[Content] = []
    for name in _GROUPED:
        rows = shown.rows("differences", name=name, **where)
        label = words.HEADLINES[name]
        known = [row for row in rows if row["low"] is not None and row["high"] is not None]
        most = max((max(abs(row["low"]), abs(row["high"])) for row in known), default=0.0) or 1.0
        intervals = [
            IntervalRow(
                shown.document["groups"].get(row["group"], row["group"]),
                words.difference_text(*(signed_text(row[key]) for key in ("difference", "low", "high"))),
                centred(row["low"], row["difference"], row["high"], most=most),
            )
            for row in known
        ]
        content += [html.H3(label), interval_rows(intervals, label=f"{words.BY_GROUP}: {label}", ends=words.ENDS)]
    return html.Section(
        [
            html.Details(
                [
                    html.Summary(words.BY_GROUP),
                    html.H2(words.BY_GROUP),
                    html.P(words.BY_GROUP_NOTE, className="measure"),
                    *content,
                ],
                className="behind",
            )
        ],
        className="close",
    )


def _levels(shown: StoredComparison) -> html.Section:
    tables: list[Content] = []
    for arm in shown.arms:
        rows = {row["name"]: row for row in shown.rows("levels", arm=arm, by="all") if is_shown(row)}
        cells = [_level(rows[name]) for name in words.HEADLINES if name in rows]
        tables.append(table(words.LEVEL_COLUMNS, cells, caption=arm))
    return fold(words.LEVELS, [html.P(words.LEVEL_NOTE, className="measure"), *tables])


def _level(row: Mapping[str, Any]) -> list[str]:
    known = row["draws_low"] is not None and row["draws_high"] is not None
    write = signed_text if row["name"].endswith("_change") else plain_text
    return [
        metric(row["name"]).label,
        "–" if row["as_given"] is None else write(row["as_given"]),
        f"{write(row['draws_low'])} to {write(row['draws_high'])}" if known else "–",
        f"{row['cases']} runs",
    ]


def _inputs(shown: StoredComparison) -> html.Section:
    rows = [
        [
            row["key"],
            "–" if row["given"] is None else f"{row['given']:g}",
            "–" if row["low"] is None else f"{row['low']:g} to {row['high']:g}",
            row["unit"] or "–",
            row["held"] or row["basis"] or "–",
        ]
        for row in shown.document["inputs"]
    ]
    found = table(words.INPUT_COLUMNS, rows, caption=words.INPUTS, is_prose=True)
    return html.Section(html.Details([html.Summary(words.INPUTS), found], className="behind"), className="close")


def _own(view: View) -> html.Section:
    form = html.A(words.OWN_FORM, href=link(view.path("scenario"), of="programmes"), className="action")
    command = html.Pre(html.Code(words.OWN_COMMAND), tabIndex=0)
    other = html.P(html.A(words.OTHER_STREET, href=view.path("boroughs")))
    said = html.P(words.OWN, className="measure")
    return html.Section([html.H2(words.OWN_HEAD), said, command, html.P(form), other])


PAGE = Page(
    name="compare", path=_PATH, menu=words.MENU, title=words.MENU, content=_content, words=words,
    switches=(denominator.SWITCH,), charts=(DIFFERENCES,),
)  # fmt: skip
