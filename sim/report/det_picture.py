"""The DET curve as a picture and as JSON: the same curve in rates and in people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator
from numpy.typing import ArrayLike

from sim.core.documents import json_text
from sim.recognition.accuracy.det import DetCurve
from sim.report.picture_file import write_figure

__all__ = ["det_figure", "det_json", "write_det"]

_COLOURS = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
_DASHES = ("-", (0, (7, 3)), (0, (2, 2)), (0, (9, 2, 2, 2)), (0, (1, 3)), (0, (5, 2, 1, 2, 1, 2)))
_WIDEST, _NARROWEST = 5.0, 1.5
"""Points of the first line and of the last: where curves lie on each other, all of them are seen."""
_APART = 0.015
"""Curves lie on each other where their FNIR at the same FPIR are nowhere further apart: less than a line is wide."""
_SIZE_IN = (8.0, 6.0)
_PEOPLE = 100_000
_EVERY = 0.02
"""Thresholds that are marked."""
_ROOM = 0.35
"""Powers of ten between two marks, at least."""


def det_json(curve: DetCurve, name: str) -> str:
    """Return the curve as one JSON document, with rates by group and what they are in people."""
    return json_text(
        {
            "profile": name,
            "watchlist_size": curve.watchlist_size,
            "thresholds": curve.thresholds.tolist(),
            "overall": _rates(curve.overall_fpir, curve.overall_fnir),
            "groups": {group: _rates(curve.fpir[:, k], curve.fnir[:, k]) for k, group in enumerate(curve.groups)},
        }
    )


def det_figure(curve: DetCurve, name: str) -> Figure:
    """Draw the curve: FNIR against FPIR below and left, people above and right."""
    figure = Figure(figsize=_SIZE_IN, layout="constrained")
    axes = figure.add_subplot()
    axes.plot(curve.overall_fpir, curve.overall_fnir, color="#BBBBBB", linewidth=9, label="all, as mixed", zorder=2)
    widths = np.linspace(_WIDEST, _NARROWEST, max(len(curve.groups), 2))
    for k, group in enumerate(curve.groups):
        axes.plot(
            curve.fpir[:, k],
            curve.fnir[:, k],
            color=_COLOURS[k % len(_COLOURS)],
            linestyle=_DASHES[k % len(_DASHES)],
            linewidth=widths[k],
            dash_capstyle="butt",
            label=group,
            zorder=3 + k / len(curve.groups),
        )
    _mark_thresholds(axes, curve)
    axes.set_xscale("log")
    axes.set_xlim(curve.overall_fpir.max(), curve.overall_fpir.min())
    axes.set_ylim(0, min(1.0, 1.2 * float(curve.fnir.max())))
    axes.set_xlabel(
        f"FPIR: share of searches of people who are not listed that return somebody (N = {curve.watchlist_size:,})"
    )
    axes.set_ylabel("FNIR: share of passages of listed people missed")
    axes.grid(visible=True, color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
    _count_people(axes)
    # dashes as long in the legend as on the curve, and room for the widest line
    legend = axes.legend(title=_title(curve), frameon=False, loc="upper left", handlelength=5, labelspacing=0.7)
    legend.set_alignment("left")
    axes.set_title(
        f"{name}\nEach dot is a threshold; to the right fewer people are returned by mistake", loc="left", fontsize=11
    )
    return figure


def write_det(curve: DetCurve, name: str, file: Path) -> None:
    """Write the picture as PNG.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    write_figure(det_figure(curve, name), file, kind="png")


def _title(curve: DetCurve) -> str:
    """Return the legend's title, which names curves that lie on each other."""
    together = [names for names in _on_each_other(curve) if len(names) > 1]
    return "\n".join(["Group", *(f"(on one line: {', '.join(names)})" for names in together)])


def _on_each_other(curve: DetCurve) -> list[list[str]]:
    """Return the groups, those together whose curves lie on each other."""
    reach = np.log10(np.maximum(curve.fpir, 1e-300))
    found: list[list[int]] = []
    for k in range(len(curve.groups)):
        for those in found:
            # the curves, not the thresholds: misses at the same share of mistakes
            misses = np.interp(reach[::-1, those[0]], reach[::-1, k], curve.fnir[::-1, k])
            inside = (reach[::-1, those[0]] >= reach[-1, k]) & (reach[::-1, those[0]] <= reach[0, k])
            if np.all(np.abs(misses - curve.fnir[::-1, those[0]])[inside] < _APART):
                those.append(k)
                break
        else:
            found.append([k])
    return [[curve.groups[k] for k in those] for those in found]


def _to_hundred(share: ArrayLike) -> np.ndarray:
    return 100 * np.asarray(share, np.float64)


def _from_hundred(people: ArrayLike) -> np.ndarray:
    return np.asarray(people, np.float64) / 100


def _rates(fpir: np.ndarray, fnir: np.ndarray) -> dict[str, list[float]]:
    return {
        "fpir": fpir.tolist(),
        "fnir": fnir.tolist(),
        "returned_by_mistake_per_100000_people": (fpir * _PEOPLE).tolist(),
        "missed_per_100_listed": (fnir * 100).tolist(),
    }


def _mark_thresholds(axes: Axes, curve: DetCurve) -> None:
    """Mark round thresholds on the overall curve, where there is room for their labels."""
    last = np.inf
    for threshold in np.arange(0.0, 1.0, _EVERY):
        if not curve.thresholds[0] <= threshold <= curve.thresholds[-1]:
            continue
        x = float(np.exp(np.interp(threshold, curve.thresholds, np.log(curve.overall_fpir))))
        y = float(np.interp(threshold, curve.thresholds, curve.overall_fnir))
        if np.log10(last / x) < _ROOM:
            continue
        last = x
        axes.plot([x], [y], "o", color="#000000", markersize=4, zorder=5)
        axes.annotate(f"{threshold:.2f}", (x, y), textcoords="offset points", xytext=(0, -14), ha="center", fontsize=8)


def _count_people(axes: Axes) -> None:
    above = axes.secondary_xaxis("top")
    above.set_xlabel("one mistake in so many people who are not listed")
    above.xaxis.set_major_locator(LogLocator(numticks=12))
    above.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{1 / share:,.0f}" if share > 0 else ""))
    above.tick_params(axis="x", labelrotation=20)
    beside = axes.secondary_yaxis("right", functions=(_to_hundred, _from_hundred))
    beside.set_ylabel("missed of 100 passages of listed people")
