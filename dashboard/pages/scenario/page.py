"""The Scenario page: the server tells what there is to choose, and the scripts in `assets` make the form of it."""

from __future__ import annotations

from pathlib import Path

from dash import html

from dashboard.pages.scenario import words
from dashboard.pages.scenario.form_data import coverage_answer, form_answer
from dashboard.parts.aria import data
from dashboard.parts.content import Content
from dashboard.parts.page import Page, Route
from dashboard.parts.view import View

__all__ = ["PAGE"]


def _content(view: View) -> list[Content]:
    """Return the head of the page, and the place of the form; what is chosen stands in the address as `s`."""
    head = html.Section([html.H1(words.TITLE), html.P(words.INTRO, className="measure")], className="hero short alone")
    said = {"form": "day", "bad-link": words.BAD_LINK, "begin-anew": words.BEGIN_ANEW}
    waiting = html.P(words.WAITING, className="quiet")
    form = html.Div(waiting, id="scenario-form", className="asking", **data(**said))
    return [head, form]


PAGE = Page(
    name="scenario",
    path="/scenario",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    routes=(Route("/scenario/form.json", form_answer), Route("/scenario/coverage.json", coverage_answer)),
    assets=Path(__file__).parent / "assets",
)
