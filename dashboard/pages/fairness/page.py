"""The Fairness page: the five points where a disparity can enter, and how a ratio hangs on who is on the street."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.pages.fairness import words
from dashboard.parts.aria import aria
from dashboard.parts.comparison import choices, comparison_source, link
from dashboard.parts.content import Content
from dashboard.parts.interval_rows import IntervalRow, interval_rows, on_log_axis
from dashboard.parts.page import Page
from dashboard.parts.picture import picture
from dashboard.parts.table import behind, table
from dashboard.parts.view import View
from sim.recognition.accuracy.group_ratio import MixOfFaces
from sim.report.library import StoredComparison
from sim.report.line_charts import curve_svg
from sim.report.numbers import count_text, percent, ratio_text

__all__ = ["PAGE"]

_PATH = "/fairness"
_MOST = 30.0
_LEVEL = 0.05
_PLACES = 51
"""Points of the curve."""


def _content(view: View) -> list[Content]:
    shown = view.comparison
    of = [one for one in view.comparisons if one.document["points"]]
    arm = view.state.get("arm", "")
    arm = arm if arm in shown.arms else shown.arms[0]
    rows = shown.rows("points", arm=arm)
    group = view.state.get("group", "")
    group = group if group in shown.document["groups"] else next(iter(shown.document["groups"]))
    head = [html.P(shown.title, className="kicker"), html.H1(words.MENU), html.P(words.ABOUT, className="measure lead")]
    head += [
        choices(view, path=_PATH, of=of),
        _links(shown, words.ARM, "arm", arm, {name: name for name in shown.arms}),
    ]
    if not rows:
        return [html.Section([*head, html.P(words.NO_POINTS)], className="hero short")]
    return [
        html.Section([*head, html.P(_chance(rows), className="measure")], className="hero short"),
        html.Section(
            [
                html.H2(words.POINTS),
                _links(shown, words.GROUP, "group", group, shown.document["groups"], arm=arm),
                html.P(words.FOREST_NOTE, className="measure quiet"),
                html.P(words.INPUT_NOTE, className="measure quiet"),
                _forest(rows, group),
                comparison_source(shown),
                html.Details([html.Summary(words.ALL_GROUPS), *_points(shown, rows)], className="behind"),
            ]
        ),
        _curve(shown, arm, group),
    ]


def _links(
    shown: StoredComparison, label: str, key: str, current: str, texts: Mapping[str, str], **state: str
) -> html.Nav:
    items = [
        html.Li(
            html.A(
                text,
                href=link(_PATH, **{"comparison": shown.name, **state, key: name}),
                **(aria(current="true") if name == current else {}),
            )
        )
        for name, text in texts.items()
    ]
    return html.Nav(html.Ul(items, className="choices"), **aria(label=label))


def _chance(rows: Sequence[Mapping[str, Any]]) -> str:
    judged = [row for row in rows if row["status"] == "finding" and row["p"] is not None]
    found = sum(row["p"] < _LEVEL for row in judged)
    return words.chance_text(len(judged), found, count_text(_LEVEL * len(judged)))


def _forest(rows: Sequence[Mapping[str, Any]], group: str) -> html.Div:
    """Return every measure of one group, in the order of the points."""
    of = [_interval(row, f"{words.heading(row['point'])}: {row['measure']}") for row in rows if _is_of(row, group)]
    return interval_rows(of, label=words.POINTS, ends=words.ENDS)


def _is_of(row: Mapping[str, Any], group: str) -> bool:
    return bool(row["ethnic_group"] == group)


def _points(shown: StoredComparison, rows: Sequence[Mapping[str, Any]]) -> list[Content]:
    """Return a heading for each point, and the table of each of its measures."""
    content: list[Content] = []
    for point in words.POINT_NAMES:
        measures = dict.fromkeys(row["measure"] for row in rows if row["point"] == point)
        if measures:
            content += [html.H3(words.heading(point)), html.P(words.POINT_ABOUT[point], className="measure")]
        for measure in measures:
            of = [row for row in rows if row["point"] == point and row["measure"] == measure]
            says = measure[:1].upper() + measure[1:]
            content.append(table(words.COLUMNS, [_row(shown, row) for row in of], caption=says))
    return content


def _interval(row: Mapping[str, Any], label: str) -> IntervalRow:
    notes = [words.INPUT] if row["status"] == "input" else []
    if row["ratio"] is None or row["low"] is None or row["high"] is None:
        return IntervalRow(label, words.NOT_ENOUGH, None, ", ".join(notes))
    if row["smallest"] is not None:
        notes.append(words.SMALLEST.format(ratio=_text(row["smallest"])))
    says = words.ratio(*(_text(row[key]) for key in ("ratio", "low", "high")))
    return IntervalRow(label, says, on_log_axis(row["low"], row["ratio"], row["high"], most=_MOST), "; ".join(notes))


def _text(ratio: float) -> str:
    """Write a ratio with three digits, since 1.04 is not 1."""
    return f"{ratio:.3g}" if ratio < 100 else ratio_text(ratio)


def _row(shown: StoredComparison, row: Mapping[str, Any]) -> list[str]:
    known = row["low"] is not None and row["high"] is not None
    return [
        shown.document["groups"].get(row["ethnic_group"], row["ethnic_group"]),
        words.NOT_ENOUGH if row["ratio"] is None else _text(row["ratio"]),
        f"{_text(row['low'])} to {_text(row['high'])}" if known else "–",
        words.cases(count_text(row["numerator"]), count_text(row["denominator"])),
        words.cases(count_text(row["other_numerator"]), count_text(row["other_denominator"])),
        "–" if row["smallest"] is None else _text(row["smallest"]),
        row["interval"],
    ]


def _curve(shown: StoredComparison, arm: str, group: str) -> html.Section:
    """Return how the ratio of stops for each who passes moves with the share of those who pass that a group is."""
    stops, people = (
        _means(shown, arm, name, how) for name, how in (("engagements", "expected"), ("people", "sampled"))
    )
    theirs, everybody = stops.get(group, 0.0), stops.get("all", 0.0)
    if not (0 < theirs < everybody and 0 < people.get(group, 0.0) < people["all"]):
        return html.Section([html.H2(words.CURVE), html.P(words.CURVE_UNKNOWN)])
    given, factor = people[group] / people["all"], MixOfFaces().odds_factor
    low, high = (_share(given, times) for times in (1 / factor, factor))
    ends = _share(given, 1 / factor**2), _share(given, factor**2)
    shares = [ends[0] + (ends[1] - ends[0]) * k / (_PLACES - 1) for k in range(_PLACES)]
    points = [(share, theirs / share / ((everybody - theirs) / (1 - share))) for share in shares]
    label = shown.document["groups"][group]
    says = words.curve_alternative(
        label, percent(ends[0]), ratio_text(points[0][1]), percent(ends[1]), ratio_text(points[-1][1])
    )
    note = words.curve_note(percent(given), percent(low), percent(high), ratio_text(factor))
    marks = [(share, percent(share)) for share in (low, given, high)]
    drawn = curve_svg(points, label=says, marks=marks, band=(low, high), line_at=1.0)
    cells = [[percent(share), ratio_text(value)] for share, value in points[:: (_PLACES - 1) // 10]]
    return html.Section(
        [
            html.H2(words.CURVE),
            html.P(note, className="measure"),
            html.Figure([html.Figcaption(words.curve_of(label)), picture(drawn, label=says)], className="curve"),
            comparison_source(shown),
            behind(table(words.CURVE_COLUMNS, cells, caption=words.curve_of(label))),
        ]
    )


def _means(shown: StoredComparison, arm: str, name: str, estimator: str) -> dict[str, float]:
    """Return the mean of a count over runs, of all and of each ethnic group."""
    rows = shown.rows("levels", arm=arm, name=name, estimator=estimator)
    return {row["group"]: row["mean"] for row in rows if row["mean"] is not None}


def _share(given: float, times: float) -> float:
    """Return a share with so many times the odds."""
    odds = times * given / (1 - given)
    return odds / (1 + odds)


PAGE = Page(name="fairness", path=_PATH, menu=words.MENU, title=words.MENU, content=_content, words=words)
