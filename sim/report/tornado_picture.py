"""A tornado as a picture: a bar for each input, from what its low end does to what its high end does."""

from __future__ import annotations

import os
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.core.errors import RunError
from sim.report.console import shown
from sim.report.picture_file import write_figure
from sim.sensitivity.tornado import Bar, Tornado

__all__ = ["FORMATS", "check_picture", "tornado_figure", "write_tornado"]

FORMATS = ("svg", "png")
"""What a picture may be written as, by the end of its file's name."""
_LOW, _HIGH, _INK = "#F46A25", "#12436D", "#3D3D3D"
_MOST = 25
"""So many bars are drawn, the widest."""
_WIDTH_IN, _ROW_IN, _AROUND_IN = 10.0, 0.34, 1.6


def tornado_figure(found: Tornado, label: str, unit: str) -> Figure:
    """Draw the bars, the widest on top, with 95 % intervals of paired differences as lines on their ends."""
    bars = found.bars[:_MOST]
    figure = Figure(figsize=(_WIDTH_IN, _AROUND_IN + _ROW_IN * len(bars)), layout="constrained")
    axes = figure.subplots()
    for row, bar in enumerate(bars):
        for end, colour, up in ((bar.to_low, _LOW, -0.2), (bar.to_high, _HIGH, 0.2)):
            if end.difference is None:
                continue
            axes.barh(row + up, end.difference, height=0.38, color=colour)
            if end.low is not None and end.high is not None:
                axes.plot([end.low, end.high], [row + up] * 2, color=_INK, linewidth=1.2)
    axes.axvline(0, color=_INK, linewidth=1)
    axes.set_yticks(range(len(bars)), [shown(_name(bar)) for bar in bars], fontsize=8, parse_math=False)
    axes.invert_yaxis()
    as_given = "" if found.as_given is None else f" ({found.as_given:.4g} {unit})"
    axes.set_xlabel(f"difference from as given{as_given}, {unit}", fontsize=9)
    left_over = len(found.bars) - len(bars)
    more = f", the {len(bars)} widest of {len(found.bars)}" if left_over else ""
    axes.set_title(shown(f"{label}: each input from end to end of its range{more}"), loc="left", fontsize=11)
    keys = [Patch(color=_LOW, label="low end"), Patch(color=_HIGH, label="high end")]
    figure.legend(handles=keys, loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    return figure


def check_picture(file: Path) -> None:
    """Refuse a picture that could not be written, before anything is run.

    Raises
    ------
    RunError
        If its name ends in no known format, or its folder is not there.
    """
    if file.suffix.lower().lstrip(".") not in FORMATS:
        raise RunError("--picture", f"not a kind of picture ({file})", f"a name that ends in .{' or .'.join(FORMATS)}")
    if not os.path.isdir(file.parent):
        raise RunError("--picture", f"no such folder ({file.parent})", "one that is there")


def write_tornado(found: Tornado, label: str, unit: str, file: Path) -> None:
    """Write the picture; the same results give the same bytes.

    Raises
    ------
    RunError
        If its name ends in no known format, or its folder is not there.
    StoreError
        If it cannot be written.
    """
    check_picture(file)
    write_figure(tornado_figure(found, label, unit), file, kind=file.suffix.lower().lstrip("."))


def _name(bar: Bar) -> str:
    unit = f" {bar.unit}" if bar.unit else ""
    return f"{bar.key}  [{bar.low:g} to {bar.high:g}{unit}]"
