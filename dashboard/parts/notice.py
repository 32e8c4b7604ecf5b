"""A page that has nothing else to show."""

from __future__ import annotations

from dash import html

from dashboard.parts.content import Content

__all__ = ["notice"]


def notice(heading: str, *content: Content) -> html.Section:
    """Return a page that has nothing else to show, and what to do about it."""
    return html.Section([html.H1(heading), *content], className="notice")
