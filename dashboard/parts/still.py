"""A chart on a page as a still picture: small, there without a script, and the same that is downloaded."""

from __future__ import annotations

from itertools import pairwise

from dash import html

from dashboard.parts.chart import Chart

__all__ = ["WIDTHS", "still"]

WIDTHS = (330, 680, 1040)
"""For which widths a chart is drawn, in pixels: letters keep their size, on a telephone too."""


def still(chart: Chart, identifier: str, *, label: str) -> html.Div:
    """Return a chart of stored results, drawn for the width at hand.

    Parameters
    ----------
    identifier
        Of the run, programme or ensemble.
    label
        What is to be read from it; the table beside it holds the numbers.
    """
    address = f"/results/{identifier}/{chart.name}.svg"
    narrower = [
        html.Source(srcSet=f"{address}?width={width}", media=f"(max-width: {following + 63}px)")
        for width, following in pairwise(WIDTHS)
    ]
    picture = html.Img(src=f"{address}?width={WIDTHS[-1]}", alt=label)
    return html.Div(html.Picture([*narrower, picture]), className="chart still")
