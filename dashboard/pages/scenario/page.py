"""The Scenario page: the server tells what there is to choose, and the scripts in `assets` make the form of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from dash import html

from dashboard.jobs.share import unpacked
from dashboard.pages.scenario import words
from dashboard.pages.scenario.form_data import coverage_answer, form_answer
from dashboard.pages.scenario.programme_data import programmes_answer
from dashboard.parts.aria import aria, data
from dashboard.parts.content import Content
from dashboard.parts.page import Page, Route
from dashboard.parts.view import View
from sim.core.errors import SimError

__all__ = ["PAGE"]

_PATH = "/scenario"
_DAYS, _PROGRAMMES = "days", "programmes"


def _content(view: View) -> list[Content]:
    """Return the head of the page, and the place of the form; what is chosen stands in the address as `s`."""
    of = _kind(view)
    title, intro = (words.TITLE, words.INTRO) if of == _DAYS else (words.PROGRAMMES_TITLE, words.PROGRAMMES_INTRO)
    head = html.Section([html.H1(title), html.P(intro, className="measure"), _kinds(of)], className="hero short alone")
    said = {"form": of, "bad-link": words.BAD_LINK, "begin-anew": words.BEGIN_ANEW}
    waiting = html.P(words.WAITING, className="quiet")
    form = html.Div(waiting, id="scenario-form", className="asking", **data(**said))
    return [head, form]


def _kind(view: View) -> str:
    """Return what the address asks for: what its link holds, or else what it names."""
    with suppress(SimError):
        if (packed := view.state.get("s")) is not None:
            return _PROGRAMMES if unpacked(packed).arms else _DAYS
    return _PROGRAMMES if view.state.get("of") == _PROGRAMMES else _DAYS


def _kinds(of: str) -> html.Nav:
    addresses = {_DAYS: _PATH, _PROGRAMMES: f"{_PATH}?of={_PROGRAMMES}"}
    items = [
        html.Li(html.A(text, href=addresses[kind], **(aria(current="page") if kind == of else {})))
        for kind, text in words.KINDS.items()
    ]
    return html.Nav(html.Ul(items, className="choices"), **aria(label=words.MENU))


PAGE = Page(
    name="scenario",
    path=_PATH,
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    routes=(
        Route("/scenario/form.json", form_answer),
        Route("/scenario/programmes.json", programmes_answer),
        Route("/scenario/coverage.json", coverage_answer),
    ),
    assets=Path(__file__).parent / "assets",
)
