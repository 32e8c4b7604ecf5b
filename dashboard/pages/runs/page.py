"""The Runs page: the server tells what is stored and asked for, and the script in `assets` lists it."""

from __future__ import annotations

from pathlib import Path

from dash import html

from dashboard.pages.runs import words
from dashboard.pages.runs.stored_list import list_answer
from dashboard.parts.aria import data
from dashboard.parts.content import Content
from dashboard.parts.page import Page, Route
from dashboard.parts.view import View

__all__ = ["PAGE"]


def _content(view: View) -> list[Content]:
    """Return the head of the page, and the place of the lists."""
    head = html.Section([html.H1(words.TITLE), html.P(words.INTRO, className="measure")], className="hero short alone")
    lists = html.Div(
        html.P(words.WAITING, className="quiet"), id="runs-list", className="jobs-list", **data(form="runs")
    )
    return [head, lists]


PAGE = Page(
    name="runs",
    path="/runs",
    menu=words.MENU,
    title=words.MENU,
    content=_content,
    words=words,
    routes=(Route("/runs/list.json", list_answer),),
    assets=Path(__file__).parent / "assets",
)
