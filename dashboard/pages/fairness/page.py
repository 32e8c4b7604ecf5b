"""The Fairness page: the five points where a disparity can enter, and how a ratio hangs on who is on the street."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.pages.fairness import words
from dashboard.pages.fairness.curve import CURVE, mix_of
from dashboard.pages.fairness.five_points import FIVE_POINTS, points_of, text_of
from dashboard.parts import denominator
from dashboard.parts.aria import aria
from dashboard.parts.chart import Chosen
from dashboard.parts.comparison import choices, comparison_source, link
from dashboard.parts.comparison_rates import rates_of_groups
from dashboard.parts.content import Content
from dashboard.parts.downloads import taken_from
from dashboard.parts.interval_rows import interval_rows
from dashboard.parts.page import Page
from dashboard.parts.still import WIDTHS, still
from dashboard.parts.table import behind, table
from dashboard.parts.view import View
from sim.report.library import StoredComparison
from sim.report.numbers import count_text, percent, ratio_text

__all__ = ["PAGE"]

_PATH = "/fairness"
_LEVEL = 0.05


def _content(view: View) -> list[Content]:
    shown = view.comparison
    of = [one for one in view.comparisons if one.document["points"]]
    chosen = FIVE_POINTS.nearest(shown, view.state)
    arm, group = chosen["arm"], chosen["group"]
    rows = shown.rows("points", arm=arm)
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
                interval_rows(points_of(rows, group), label=words.POINTS, ends=words.ENDS),
                comparison_source(shown),
                taken_from(shown, FIVE_POINTS, chosen),
                html.Details([html.Summary(words.ALL_GROUPS), *_points(shown, rows)], className="behind"),
            ]
        ),
        _curve(shown, chosen),
        rates_of_groups(shown, arm, view.state),
        html.P(html.A(words.BETWEEN_ARMS, href=link(view.path("compare"), comparison=shown.name), className="action")),
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


def _row(shown: StoredComparison, row: Mapping[str, Any]) -> list[str]:
    known = row["low"] is not None and row["high"] is not None
    return [
        shown.document["groups"].get(row["ethnic_group"], row["ethnic_group"]),
        words.NOT_ENOUGH if row["ratio"] is None else text_of(row["ratio"]),
        f"{text_of(row['low'])} to {text_of(row['high'])}" if known else "–",
        words.cases(count_text(row["numerator"]), count_text(row["denominator"])),
        words.cases(count_text(row["other_numerator"]), count_text(row["other_denominator"])),
        "–" if row["smallest"] is None else text_of(row["smallest"]),
        row["interval"],
    ]


def _curve(shown: StoredComparison, chosen: Chosen) -> html.Section:
    """Return how the ratio of stops for each who passes moves with the share of those who pass that a group is."""
    mix = mix_of(shown, chosen)
    if mix is None:
        return html.Section([html.H2(words.CURVE), html.P(words.CURVE_UNKNOWN)])
    cells = [[percent(share), ratio_text(value)] for share, value in mix.table()]
    figure = [
        html.Figcaption(words.curve_of(mix.label)),
        still(CURVE, shown.name, label=mix.says, chosen=chosen, widths=WIDTHS[:2]),
    ]
    return html.Section(
        [
            html.H2(words.CURVE),
            html.P(mix.note, className="measure"),
            html.Figure(figure, className="curve"),
            comparison_source(shown),
            behind(table(words.CURVE_COLUMNS, cells, caption=words.curve_of(mix.label))),
            taken_from(shown, CURVE, chosen),
        ]
    )


PAGE = Page(
    name="fairness", path=_PATH, menu=words.MENU, title=words.MENU, content=_content, words=words,
    switches=(denominator.SWITCH,), charts=(FIVE_POINTS, CURVE),
)  # fmt: skip
