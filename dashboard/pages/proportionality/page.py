"""The Proportionality page, from the document of a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from dashboard.pages.proportionality import words
from dashboard.pages.proportionality.frontier import FRONTIER
from dashboard.parts.content import Content
from dashboard.parts.downloads import downloads
from dashboard.parts.fold import fold
from dashboard.parts.notice import notice
from dashboard.parts.page import Page
from dashboard.parts.shipped import shipped
from dashboard.parts.still import still
from dashboard.parts.table import table
from dashboard.parts.view import View
from sim.report.numbers import two_digits
from sim.report.of_proportionality import BURDENS, SHEET
from sim.report.proportionality import shipped_sheet

__all__ = ["PAGE"]


def _content(view: View) -> list[Content]:
    document = shipped(shipped_sheet)
    if document is None:
        return [notice(words.NONE, html.P(words.NONE_HINT))]
    head = [
        html.P(words.kicker(document["title"], document["arm"]), className="kicker"),
        html.H1(words.MENU),
        html.P(words.ABOUT, className="measure lead"),
        downloads(SHEET, f"{words.MENU}: {document['title']}", version=document["created_by_version"]),
    ]
    version = document["created_by_version"], document["results_version"]
    said = words.source(document["ensemble_id"], document["draws"], document["seed"], *version)
    return [
        html.Section(head, className="hero short"),
        *(_limb(limb, is_open=k == 0) for k, limb in enumerate(document["limbs"])),
        *_others(document),
        html.Section(
            [
                html.H2(words.COMMAND),
                html.Pre(html.Code(document["command"]), tabIndex=0),
                html.P(said, className="source"),
            ]
        ),
    ]


def _limb(limb: Mapping[str, Any], *, is_open: bool) -> Content:
    rows = [
        [
            row["label"],
            "everybody" if row["group"] == "all" else row["group"],
            "–" if row["value"] is None else two_digits(row["value"]),
            _range(row),
            row["unit"],
            words.counted(_count(row["numerator"]), _count(row["denominator"])),
        ]
        for row in limb["rows"]
    ]
    notes = dict.fromkeys(row["why_none"] for row in limb["rows"] if row["why_none"])
    content: list[Content] = [html.P(limb["asks"], className="measure")]
    if rows:
        content.append(table(words.COLUMNS, rows, caption=words.caption(limb["title"])))
    content += [html.P(text, className="measure quiet") for text in notes]
    if limb["missing"]:
        content.append(html.P(words.missing(", ".join(limb["missing"])), className="measure quiet"))
    content.append(html.P([html.Strong(f"{words.NOT_SIMULATED}: "), limb["not_simulated"]], className="measure"))
    return fold(limb["title"], content, is_open=is_open)


def _others(document: Mapping[str, Any]) -> list[Content]:
    found: Sequence[Mapping[str, Any]] = document["others"]
    if not found:
        return []
    version = document["created_by_version"], document["results_version"]
    said = words.source(document["others_ensemble_id"], document["others_draws"], document["seed"], *version)
    pictures: list[Content] = []
    for burden, title in BURDENS.items():
        chosen = {"burden": burden}
        pictures += [
            html.H3(words.against(title), className="measure-name"),
            still(FRONTIER, SHEET, label=words.picture_of(title), chosen=chosen),
            downloads(SHEET, words.against(title), version=version[0], chart=FRONTIER, chosen=chosen),
        ]
    tables = []
    for arm in dict.fromkeys(row["arm"] for row in found):
        rows = [
            [row["label"], _apart(row["difference"]), _range(row), row["unit"]] for row in found if row["arm"] == arm
        ]
        tables.append(table(words.OTHERS_COLUMNS, rows, caption=words.others_of(arm, document["others_of"])))
    return [
        fold(
            words.OTHERS,
            [
                html.P(words.OTHERS_NOTE, className="measure"),
                html.P(words.FRONTIER_NOTE, className="measure"),
                *pictures,
                *tables,
                html.P(said, className="source"),
            ],
        )
    ]


def _range(row: Mapping[str, Any]) -> str:
    if row["low"] is None or row["high"] is None:
        return words.NO_INTERVAL
    return f"{_apart(row['low'])} to {_apart(row['high'])}"


def _apart(value: float | None) -> str:
    """Write a number that may be below nought, with a true minus."""
    if value is None:
        return "–"
    return f"−{two_digits(-value)}" if value < 0 else two_digits(value)


def _count(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else two_digits(value)


PAGE = Page(
    name="proportionality",
    path="/proportionality",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    charts=(FRONTIER,),
)
