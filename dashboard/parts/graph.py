"""The one way in which a figure comes onto a page: no mode bar, nothing sent anywhere."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
from dash import dcc, html

from dashboard.parts.aria import aria

__all__ = ["graph"]

_CONFIG: Any = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "showEditInChartStudio": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}


def graph(figure: go.Figure, *, label: str) -> html.Div:
    """Return a figure as an image with a text that says what it shows.

    Parameters
    ----------
    figure
        Of `sim.report.figures`.
    label
        What is to be read from it; the table beside it holds the numbers.
    """
    height = figure.layout.height
    chart = dcc.Graph(figure=figure, config=_CONFIG, responsive=True, style={"height": f"{height}px"})
    return html.Div(chart, className="chart", role="img", **aria(label=label))
