"""The Months page: programmes as fans over many runs, with their calendar, pauses, meetings and publications."""

from __future__ import annotations

from pathlib import Path

from dash import html

from dashboard.pages.months import words
from dashboard.pages.months.calendar import calendar_section
from dashboard.pages.months.fans import ALL, FAN, MonthsOf, months_of
from dashboard.parts import denominator
from dashboard.parts.aria import aria
from dashboard.parts.chart import Chosen
from dashboard.parts.comparison import choices, comparison_source, link
from dashboard.parts.comparison_rates import rates_of_arm
from dashboard.parts.content import Content
from dashboard.parts.downloads import taken_from
from dashboard.parts.fold import fold
from dashboard.parts.page import Page
from dashboard.parts.still import WIDTHS, still
from dashboard.parts.table import behind, table
from dashboard.parts.view import View
from dashboard.parts.words import listed
from sim.report.library import StoredComparison

__all__ = ["PAGE"]

_PATH = "/months"


def _content(view: View) -> list[Content]:
    shown = view.comparison
    of = [one for one in view.comparisons if one.has_months]
    head = [html.P(words.ABOUT, className="kicker"), html.H1(shown.title), choices(view, path=_PATH, of=of)]
    if not shown.has_months:
        return [html.Section([*head, html.P(words.NOTHING)], className="hero short")]
    chosen = FAN.nearest(shown, view.state)
    arm, group = chosen["arm"], chosen["group"]
    return [
        html.Section(
            [*head, _links(shown, arm, group), html.P(_summary(shown, arm), className="lead")], className="hero short"
        ),
        _fans(shown, arm, group),
        rates_of_arm(shown, arm, group, view.state),
        calendar_section(shown, arm),
    ]


def _links(shown: StoredComparison, arm: str, group: str) -> html.Div:
    """Return the choice of an arm, and of a group of people."""
    groups = {ALL: "All", **shown.document["groups"]}
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
    figures, further, of_cameras = (list[html.Figure]() for _ in range(3))
    none = list[str]()
    for name in FAN.choices(shown)["metric"]:
        chosen = {"metric": name, "arm": arm, "group": group}
        found = months_of(shown, chosen)
        if found is not None and found.is_none:
            none.append(found.label)
        elif found is not None:
            of = of_cameras if name in words.CAMERAS else further if name in words.FURTHER else figures
            of.append(_figure(shown, found, chosen))
    return html.Section(
        [
            html.H2(words.FANS),
            html.P(words.FANS_NOTE, className="measure"),
            html.P(words.TRUST_ASSUMED, className="measure quiet"),
            html.Div(figures, className="fans"),
            html.P(words.none_of(listed(none)), className="measure") if none else None,
            *_folded(words.FURTHER_HEAD, None, further),
            *_folded(words.CAMERAS_HEAD, words.CAMERAS_ABOUT, of_cameras),
            comparison_source(shown),
        ]
    )


def _folded(heading: str, about: str | None, figures: list[html.Figure]) -> list[Content]:
    said = [] if about is None else [html.P(about, className="measure")]
    return [fold(heading, [*said, html.Div(figures, className="fans")])] if figures else []


def _figure(shown: StoredComparison, found: MonthsOf, chosen: Chosen) -> html.Figure:
    """Return one fan, with its table."""
    return html.Figure(
        [
            html.Figcaption(html.H3(found.label)),
            still(FAN, shown.name, label=found.says, chosen=chosen, widths=WIDTHS[:1]),
            behind([table(words.CHART_COLUMNS, found.cells(), caption=found.label), taken_from(shown, FAN, chosen)]),
        ],
        className="fan",
    )


PAGE = Page(
    name="months", path=_PATH, menu=words.MENU, title=words.MENU, content=_content, words=words,
    switches=(denominator.SWITCH,), charts=(FAN,), assets=Path(__file__).parent / "assets",
)  # fmt: skip
