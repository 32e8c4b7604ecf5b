"""A section of a page that is closed behind its heading until it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.parts.content import Content

__all__ = ["fold"]


def fold(heading: str, content: Sequence[Content], *, is_open: bool = False, is_wide: bool = False) -> html.Section:
    """Return a section with its heading, which opens it.

    Parameters
    ----------
    is_open
        Whether it is open from the beginning: the address asks for something in it.
    is_wide
        Whether it is closed on a narrow screen alone: the script of folds opens it where there is room.
    """
    name = "fold wide" if is_wide else "fold"
    details = html.Details([html.Summary(html.H2(heading)), *content], className=name, open=is_open)
    return html.Section(details, className="folded")
