"""Three short guides: the questions of a policymaker, a council and a campaigner, and the pages that answer them."""

from __future__ import annotations

from dash import html

from dashboard.pages.start import words
from dashboard.parts.fold import fold
from dashboard.parts.view import View

__all__ = ["guides_section"]


def guides_section(view: View) -> html.Section:
    """Return a column for each reader: their questions, each a link, and what cannot be answered."""
    columns = []
    for reader, (questions, cannot) in words.GUIDES.items():
        items = [html.Li(html.A(text, href=view.path(page) + query)) for text, page, query in questions]
        columns.append(html.Div([html.H3(reader), html.Ul(items), html.P(cannot, className="quiet")]))
    return fold(words.GUIDES_HEAD, [html.Div(columns, className="guides")], is_wide=True)
