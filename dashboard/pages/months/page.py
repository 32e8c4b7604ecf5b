"""The Months page: programmes as fans over many runs, with their calendar, pauses, meetings and publications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from dash import html

from dashboard.pages.months import words
from dashboard.pages.months.calendar import calendar_section
from dashboard.parts.aria import aria
from dashboard.parts.comparison import choices, comparison_source, link
from dashboard.parts.content import Content
from dashboard.parts.page import Page
from dashboard.parts.picture import picture
from dashboard.parts.table import behind, table
from dashboard.parts.view import View
from dashboard.parts.words import listed
from sim.report.library import StoredComparison
from sim.report.line_charts import Fan, fan_svg
from sim.report.numbers import signed, two_digits

__all__ = ["PAGE"]

_PATH = "/months"
_ALL = "all"


def _content(view: View) -> list[Content]:
    shown = view.comparison
    of = [one for one in view.comparisons if one.has_months]
    head = [html.P(words.ABOUT, className="kicker"), html.H1(shown.title), choices(view, path=_PATH, of=of)]
    if not shown.has_months:
        return [html.Section([*head, html.P(words.NOTHING)], className="hero short")]
    arm = view.state.get("arm", "")
    arm = arm if arm in shown.arms else shown.arms[-1]
    group = view.state.get("group", _ALL)
    group = group if group in shown.document["groups"] else _ALL
    return [
        html.Section(
            [*head, _links(shown, arm, group), html.P(_summary(shown, arm), className="lead")], className="hero short"
        ),
        _fans(shown, arm, group),
        calendar_section(shown, arm),
    ]


def _links(shown: StoredComparison, arm: str, group: str) -> html.Div:
    """Return the choice of an arm, and of a group of people."""
    groups = {_ALL: "All", **shown.document["groups"]}
    rows = (
        ("arm", words.ARM, arm, {name: name for name in shown.arms}),
        ("group", words.GROUP, group, groups),
    )
    navs = []
    for key, label, current, texts in rows:
        items = [
            html.Li(
                html.A(
                    text,
                    href=link(_PATH, **{"comparison": shown.name, "arm": arm, "group": group, key: name}),
                    **(aria(current="true") if name == current else {}),
                )
            )
            for name, text in texts.items()
        ]
        navs.append(
            html.Nav([html.Span(label, className="label"), html.Ul(items, className="choices")], **aria(label=label))
        )
    return html.Div(navs, className="months-choice")


def _summary(shown: StoredComparison, arm: str) -> str:
    deployments = shown.rows("calendar", arm=arm)
    places = [name.replace("_", " ").title() for name in dict.fromkeys(row["place"] for row in deployments)]
    months = max(row["month"] for row in shown.rows("months", arm=arm))
    return words.summary(len(deployments), months, listed(places) if places else "no street")


def _fans(shown: StoredComparison, arm: str, group: str) -> html.Section:
    rows = shown.rows("months", arm=arm, ethnic_group=group)
    ends = _month_names(shown, arm, rows)
    figures, none = [], []
    for name, label in {**words.CHARTS, **words.TRUST}.items():
        of = sorted((row for row in rows if row["name"] == name), key=lambda row: row["month"])
        if of and not any(row["low_90"] or row["high_90"] for row in of):
            none.append(label)
        elif of:
            others = shown.rows("months", name=name, ethnic_group=group)
            figures.append(_figure(of, others, ends, label, _pauses(shown, arm, of), is_change=name in words.TRUST))
    return html.Section(
        [
            html.H2(words.FANS),
            html.P(words.FANS_NOTE, className="measure"),
            html.P(words.TRUST_ASSUMED, className="measure quiet"),
            html.Div(figures, className="fans"),
            html.P(words.none_of(listed(none)), className="measure") if none else None,
            comparison_source(shown),
        ]
    )


def _figure(
    rows: Sequence[Mapping[str, Any]],
    of_all_arms: Sequence[Mapping[str, Any]],
    ends: Mapping[int, str],
    label: str,
    pauses: list[tuple[float, float]],
    *,
    is_change: bool,
) -> html.Figure:
    """Return one fan, on an axis that all arms share, with its table."""
    write = signed if is_change else two_digits
    fan = Fan(
        [ends[row["month"]][:1] for row in rows],
        [row["median"] for row in rows],
        [(row["low_50"], row["high_50"]) for row in rows],
        [(row["low_90"], row["high_90"]) for row in rows],
        pauses,
    )
    first, last = rows[0], rows[-1]
    says = words.alternative(
        label, write(first["median"]), write(last["median"]), write(last["low_90"]), write(last["high_90"])
    )
    low, high = (pick(row[end] for row in of_all_arms) for pick, end in ((min, "low_90"), (max, "high_90")))
    cells = [
        [
            ends[row["month"]],
            write(row["median"]),
            f"{write(row['low_50'])} to {write(row['high_50'])}",
            f"{write(row['low_90'])} to {write(row['high_90'])}",
        ]
        for row in rows
    ]
    return html.Figure(
        [
            html.Figcaption(html.H3(label)),
            picture(fan_svg(fan, label=says, low=low, high=high), label=says),
            behind(table(words.CHART_COLUMNS, cells, caption=label)),
        ],
        className="fan",
    )


def _month_names(shown: StoredComparison, arm: str, rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Return what each month of a programme is called, from 0, the day before it."""
    begins = date.fromisoformat(shown.document["begins"][arm])
    months = {row["month"] for row in rows}
    return {month: _month(begins, month) for month in months}


def _month(begins: date, month: int) -> str:
    if month == 0:
        return "Before"
    k = begins.year * 12 + begins.month - 1 + month - 1
    return date(k // 12, k % 12 + 1, 1).strftime("%B %Y")


def _pauses(shown: StoredComparison, arm: str, rows: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """Return where the pauses of an arm are, in places along the months that are drawn."""
    begins, first = date.fromisoformat(shown.document["begins"][arm]), rows[0]["month"]
    found = []
    for event in shown.document["events"][arm]:
        if event["kind"] == "pause":
            until = _place(begins, event["until"]) if event["until"] else float(rows[-1]["month"] + 1)
            found.append((_place(begins, event["on"]) - first + 1, until - first + 1))
    return found


def _place(begins: date, on: str) -> float:
    """Return how many months after the beginning a day is."""
    day = date.fromisoformat(on)
    return (day.year - begins.year) * 12 + day.month - begins.month + (day.day - begins.day) / 30.4


PAGE = Page(
    name="months", path=_PATH, menu=words.MENU, title=words.MENU, content=_content, words=words,
    assets=Path(__file__).parent / "assets",
)  # fmt: skip
