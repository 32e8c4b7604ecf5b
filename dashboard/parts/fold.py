"""A section of a page that is closed behind its heading until it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.parts.content import Content

__all__ = ["fold"]


def fold(heading: str, content: Sequence[Content], *, is_open: bool = False) -> html.Section:
    """Return a section with its heading, which opens it.

    Parameters
    ----------
    is_open
        Whether it is open from the beginning: the address asks for something in it.
    """
    return html.Section(
        html.Details([html.Summary(html.H2(heading)), *content], className="fold", open=is_open), className="folded"
    )
