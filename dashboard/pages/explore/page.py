"""The Explore page: an emulator behind sliders, evaluated in the browser by the scripts in `assets`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dash import html

from dashboard.pages.explore import words
from dashboard.pages.explore.bars import FORMS, address_of, bars_file, cited
from dashboard.pages.explore.documents import document_file, exact_settings
from dashboard.parts.aria import data
from dashboard.parts.content import Content
from dashboard.parts.emulators import emulators
from dashboard.parts.fold import fold
from dashboard.parts.job_words import JOB
from dashboard.parts.notice import notice
from dashboard.parts.page import Page, Route
from dashboard.parts.table import table
from dashboard.parts.view import View
from sim.emulator.document import Emulator
from sim.report.numbers import percent, two_digits

__all__ = ["PAGE"]


def _content(view: View) -> list[Content]:
    """Return the page of one emulator; the element with `data-explore` is filled by its script."""
    shipped = emulators()
    if not shipped:
        return [notice(words.NO_DOCUMENT, html.P(words.NO_DOCUMENT_HINT))]
    name = view.state.get("emulator", "")
    name = name if name in shipped else next(iter(shipped))
    emulator = shipped[name]
    asked: dict[str, Any] = {
        "emulator": name,
        "others": {other: one.name for other, one in shipped.items()},
        "sections": words.SECTIONS,
        "other": words.OTHER,
        "levels": words.LEVELS,
        "units": words.UNITS,
        "as_share": words.AS_SHARE,
        "columns": words.RANGES,
        "words": {**JOB, **words.SETTINGS, "document": words.DOCUMENT},
    }
    head = [
        html.H1(words.EXPLORE),
        html.P(words.LEAD, className="measure"),
        html.P([html.Strong(f"{words.WHERE}: "), emulator.name, "."], className="measure"),
    ]
    return [
        html.Section(head, className="hero short alone"),
        html.Div(id="explore", className="explore", **data(explore=json.dumps(asked))),
        _taken_away(emulator, name, view),
        _tried(emulator, name),
        fold(words.LIMITS, [_points(words.LIMITS_LIST)], is_wide=True),
        html.Section([html.P(html.A(words.OTHER_STREET, href=view.path("boroughs")))]),
    ]


def _taken_away(emulator: Emulator, name: str, view: View) -> html.Section:
    """Return what is taken away of the settings in the address; the script keeps it with those that are set."""
    known = [*(one.name for one in emulator.sliders), *(one.name for one in emulator.choices)]
    given = {key: value for key, value in view.state.items() if key in known}
    links = [html.Li(html.A(text, href=address_of(name, form, given))) for form, text in words.BARS_FILES.items()]
    inside = [
        html.P(words.BARS_NOTE, className="measure"),
        html.Ul(links, className="files"),
        html.P(cited(emulator, name, given), className="citation"),
    ]
    return html.Section([html.Details([html.Summary(words.BARS), *inside], className="behind takeaway")])


def _points(points: tuple[str, ...]) -> html.Ul:
    return html.Ul([html.Li(one) for one in points], className="measure points")


def _tried(emulator: Emulator, name: str) -> html.Section:
    rows = [
        [
            one.label,
            one.unit,
            two_digits(one.held_out.rms_value),
            percent(one.held_out.explained),
            percent(one.in_range),
        ]
        for one in emulator.headlines
    ]
    source = words.source(
        name, emulator.ensemble_id, len(emulator.set_rows), emulator.seed, emulator.created_by_version,
        emulator.results_version,
    )  # fmt: skip
    held = emulator.headlines[0].held_out.runs
    return html.Section(
        [
            html.H2(words.TRIED),
            html.P(words.TRIED_NOTE.format(held=held), className="measure"),
            table(words.TRIED_COLUMNS, rows, caption=words.TRIED),
            html.P(source, className="source"),
        ]
    )


PAGE = Page(
    name="explore",
    path="/explore",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    routes=(
        Route("/emulators/<name>.json", document_file),
        Route("/emulators/<name>/exact.json", exact_settings),
        Route(f"/emulators/<name>/bars.<any({','.join(FORMS)}):form>", bars_file),
    ),
    assets=Path(__file__).parent / "assets",
)
