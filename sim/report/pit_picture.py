"""How well predictions were calibrated, as a picture: histograms of the probability integral transform."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.report.picture_file import write_figure

__all__ = ["pit_figure", "write_pit"]

_OWN, _OTHER, _EVEN = "#12436D", "#BBBBBB", "#801650"
_TITLES = {"alerts": "Alerts", "false_alerts": "False alerts", "arrests": "Arrests"}
_SIZE_IN = (3.1, 2.4)
"""Of each histogram."""


def pit_figure(shares: dict[str, dict[str, NDArray[np.float64]]]) -> Figure:
    """Draw a histogram for each count (row) and predictor (column); flat at the line is calibrated.

    Parameters
    ----------
    shares
        By count, then by predictor: shares of equal parts of 0 to 1.
    """
    counts = [count for count in _TITLES if count in shares]
    names = list(dict.fromkeys(name for count in counts for name in shares[count]))
    figure = Figure(figsize=(_SIZE_IN[0] * len(names), 0.6 + _SIZE_IN[1] * len(counts)), layout="constrained")
    grid = figure.subplots(len(counts), len(names), squeeze=False, sharex=True, sharey="row")
    for row, count in enumerate(counts):
        for column, name in enumerate(names):
            if name in shares[count]:
                _draw(grid[row, column], shares[count][name], f"{_TITLES[count]}: {name}", is_own=column == 0)
    figure.suptitle(
        "In which tenth of its prediction each deployment was: flat where predictions are right, a hump where they are "
        "too wide,\na hollow where they are too narrow, a slope where they are too low (to the right) or too high",
        x=0.01,
        ha="left",
        fontsize=9,
    )
    return figure


def write_pit(shares: dict[str, dict[str, NDArray[np.float64]]], file: Path) -> None:
    """Write the picture as SVG, the same bytes for the same shares.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    write_figure(pit_figure(shares), file, kind="svg")


def _draw(axes: Axes, share: NDArray[np.float64], title: str, *, is_own: bool) -> None:
    edges = np.linspace(0, 1, share.size + 1)
    axes.bar(edges[:-1], share, np.diff(edges), align="edge", color=_OWN if is_own else _OTHER, edgecolor="white")
    axes.axhline(1 / share.size, color=_EVEN, linewidth=1.2, linestyle=(0, (5, 3)))
    axes.set_title(title, loc="left", fontsize=8)
    axes.set_xlim(0, 1)
    axes.tick_params(labelsize=7)
    axes.set_ylabel("share", fontsize=7)
