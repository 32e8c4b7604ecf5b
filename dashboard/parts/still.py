"""A chart on a page as a still picture: small, there without a script, and the same that is downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dash import html

from dashboard.parts.chart import Chart, Chosen

__all__ = ["WIDTHS", "still"]

WIDTHS = (330, 680, 1040)
"""For which widths a chart is drawn, in pixels: letters keep their size, on a telephone too."""


def still(
    chart: Chart, identifier: str, *, label: str, chosen: Chosen | None = None, widths: Sequence[int] = WIDTHS
) -> html.Div:
    """Return a chart of stored results, drawn for the width at hand.

    Parameters
    ----------
    identifier
        Of the run, programme or ensemble.
    label
        What is to be read from it; the table beside it holds the numbers.
    chosen
        What of the result it shows.
    widths
        Those of WIDTHS that it is drawn for, from the narrowest; one alone for a chart that stands beside others.
    """
    narrower = [
        html.Source(srcSet=chart.address(identifier, chosen, width=width), media=f"(max-width: {following + 63}px)")
        for width, following in pairwise(widths)
    ]
    picture = html.Img(src=chart.address(identifier, chosen, width=widths[-1]), alt=label)
    return html.Div(html.Picture([*narrower, picture]), className="chart still")
