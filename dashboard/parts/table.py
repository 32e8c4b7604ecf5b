"""Tables: alone, or closed behind a chart until they are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from dashboard.parts import words
from dashboard.parts.aria import aria
from dashboard.parts.content import Content

__all__ = ["behind", "table"]


def table(
    columns: Sequence[str],
    rows: Sequence[Sequence[Content]],
    *,
    caption: str,
    tops: Sequence[tuple[str, int]] = (),
    is_prose: bool = False,
) -> html.Div:
    """Return a table whose first column names its rows and whose others are numbers.

    Parameters
    ----------
    columns
        The heads, as many as each row has cells.
    rows
        Cells; the first of each is its head.
    caption
        Says what the table holds; also names the box that scrolls when the table is wider than the page.
    tops
        A row of heads above the heads: text and the number of columns that it spans.
    is_prose
        The cells are words rather than numbers, and begin at the left.
    """
    head = [html.Tr([html.Th(text, scope="col") for text in columns])]
    if tops:
        above = [
            html.Th(text, colSpan=span, scope="colgroup") if text else html.Td(colSpan=span) for text, span in tops
        ]
        head.insert(0, html.Tr(above, className="tops"))
    body = [html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]) for row in rows]
    return html.Div(
        html.Table([html.Caption(caption), html.Thead(head), html.Tbody(body)]),
        className="scroll prose" if is_prose else "scroll", role="region", tabIndex=0, **aria(label=caption),
    )  # fmt: skip


def behind(content: Content) -> html.Details:
    """Return the table behind a chart, or several parts in a list, closed until it is asked for."""
    inside = content if isinstance(content, list) else [content]
    return html.Details([html.Summary(words.TABLE_BEHIND), *inside], className="behind")
