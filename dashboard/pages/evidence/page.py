"""The page Evidence and method: every number with its source and status, how the model works, and its limits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from dash import html
from flask import Response

from dashboard.library import Library
from dashboard.pages.evidence import words
from dashboard.parts.content import Content
from dashboard.parts.page import Page, Route
from dashboard.parts.table import table
from dashboard.parts.view import View
from sim.evidence.register import Entry, entries
from sim.programme.load import load_programme
from sim.report.assumptions import Assumption, assumptions_of
from sim.scenario.shipped import programme_file

__all__ = ["PAGE"]

_ODD = "/evidence/odd.md"
_PROGRAMME = "north_end_year"
"""Has every part of the settings."""


def _content(view: View) -> list[Content]:
    return _made()


@cache
def _made() -> list[Content]:
    register = list(entries().values())
    assumed = list(assumptions_of(load_programme(programme_file(_PROGRAMME))))
    return [
        html.Section([html.H1(words.TITLE), html.P(words.ABOUT, className="measure lead")], className="hero short"),
        _kinds(register, assumed),
        html.Section([html.H2(words.REGISTER), html.P(words.REGISTER_NOTE, className="measure"), *_topics(register)]),
        html.Section([html.H2(words.ASSUMED), html.P(words.ASSUMED_NOTE, className="measure"), *_assumed(assumed)]),
        html.Section(
            [
                html.H2(words.METHOD),
                html.P(words.METHOD_NOTE, className="measure"),
                html.Ul([html.Li(item) for item in words.METHOD_LIST], className="bullets measure"),
                html.P(html.A(words.METHOD_LINK, href=_ODD)),
            ]
        ),
        html.Section(
            [html.H2(words.LIMITS), html.Ul([html.Li(item) for item in words.LIMITS_LIST], className="bullets measure")]
        ),
    ]


def _kinds(register: Sequence[Entry], assumed: Sequence[Assumption]) -> html.Section:
    counts = {kind: sum(one.kind == kind for one in register) for kind in words.KINDS if kind != "assumed"}
    counts["assumed"] = len(assumed)
    rows = [[words.KINDS[kind], str(n)] for kind, n in counts.items()]
    return html.Section([html.H2(words.KIND_HEAD), table(words.KIND_COLUMNS, rows, caption=words.KIND_HEAD)])


def _topics(register: Sequence[Entry]) -> list[html.Details]:
    topics: dict[str, list[Entry]] = defaultdict(list)
    for one in register:
        topics[one.id.split(".")[0]].append(one)
    found = []
    for topic, numbers in topics.items():
        name = words.TOPICS.get(topic, words.of_settings(topic))
        rows = [[one.id, *_cells(one)] for one in numbers]
        summary = html.Summary(f"{name}: {words.count_of(len(numbers))}")
        found.append(
            html.Details([summary, table(words.COLUMNS, rows, caption=name, is_prose=True)], className="behind")
        )
    return found


def _cells(one: Entry) -> list[str]:
    span = "" if one.low is None else f" ({one.low:g} to {one.high:g}, {one.interval})"
    said = f"{one.source}. {one.note}".strip()
    return [f"{_value(one.value)} {one.unit}{span}".strip(), words.KIND_WORDS[one.kind], one.date, said]


def _assumed(assumed: Sequence[Assumption]) -> list[html.Details]:
    parts: dict[str, list[Assumption]] = defaultdict(list)
    for one in assumed:
        parts[one.key.split(".")[0]].append(one)
    found = []
    for part, numbers in parts.items():
        rows = [
            [
                one.key,
                f"{_value(one.value)} {one.unit}".strip(),
                "–" if one.low is None else f"{one.low:g} to {one.high:g}",
                f"{one.meaning} {one.why[:1].upper()}{one.why[1:]}.",
            ]
            for one in numbers
        ]
        name = words.of_settings(part)
        summary = html.Summary(f"{name}: {words.count_of(len(numbers))}")
        found.append(
            html.Details([summary, table(words.ASSUMED_COLUMNS, rows, caption=name, is_prose=True)], className="behind")
        )
    return found


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_value(part) for part in value)
    return str(value)


def _odd(_: Library) -> Response:
    text = files("sim").joinpath("ODD.md").read_text(encoding="utf-8")
    return Response(text, mimetype="text/markdown")


PAGE = Page(
    name="evidence", path="/evidence", menu=words.MENU, title=words.TITLE, content=_content, words=words,
    routes=(Route(_ODD, _odd),),
)  # fmt: skip
