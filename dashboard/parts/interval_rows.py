"""Rows of intervals beside their names and numbers, drawn in HTML: they read alike at any width and in print."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from dash import html

from dashboard.parts.aria import aria
from dashboard.parts.content import Content
from sim.report.interval_picture import IntervalRow

__all__ = ["centred", "interval_rows", "on_log_axis"]


def interval_rows(
    rows: Sequence[IntervalRow], *, label: str, zero: float | tuple[float, ...] = 0.5, ends: tuple[str, str, str]
) -> html.Div:
    """Return rows of intervals below each other, with a line where there is no difference.

    Parameters
    ----------
    label
        What the rows are of, for who does not see them.
    zero
        Where the line is, from 0 to 1; several for as many lines.
    ends
        What the left end, the line and the right end stand for.
    """
    left, middle, right = ends
    lines = zero if isinstance(zero, tuple) else (zero,)
    axis = html.Div(
        [html.Span(left), html.Span(middle), html.Span(right)], className="interval-axis", **aria(hidden="true")
    )
    return html.Div(
        [axis, html.Ul([html.Li(_row(row, lines)) for row in rows], className="intervals")],
        className="interval-chart",
        role="group",
        **aria(label=label),
    )


def centred(low: float, value: float, high: float, *, most: float | None = None) -> tuple[float, float, float]:
    """Return places on an axis of the row's own, with zero in its middle."""
    span = 1.08 * (most if most is not None else max(abs(low), abs(value), abs(high))) or 1.0
    return (_within(0.5 + low / span / 2), _within(0.5 + value / span / 2), _within(0.5 + high / span / 2))


def on_log_axis(low: float, value: float, high: float, *, most: float) -> tuple[float, float, float]:
    """Return places of ratios on a log axis from 1 / most to most; what lies beyond it is at its end."""

    def place(ratio: float) -> float:
        return _within(0.5 + log(max(ratio, 1e-12)) / log(most) / 2)

    return place(low), place(value), place(high)


def _within(place: float) -> float:
    return min(1.0, max(0.0, place))


def _row(row: IntervalRow, lines: tuple[float, ...]) -> list[Content]:
    marks: list[Content] = [html.Span(className="zero", style={"left": _percent(place)}) for place in lines]
    if row.at is not None:
        low, value, high = row.at
        marks += [
            html.Span(className="bar", style={"left": _percent(low), "width": _percent(max(high - low, 0.002))}),
            html.Span(className="dot", style={"left": _percent(value)}),
        ]
    note = [html.Span(row.note, className="quiet note")] if row.note else []
    return [
        html.Span(row.label, className="interval-name"),
        html.Span(marks, className="track", **aria(hidden="true")),
        html.Span([row.text, *note], className="interval-text"),
    ]


def _percent(place: float) -> str:
    return f"{100 * place:.2f}%"
