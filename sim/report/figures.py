"""Figures as pictures: a count ladder on a log axis, and changes of trust by group.

Labels stand above their marks rather than beside them, so that a figure is as legible at 320 px as at
1,000. Zero has a place of its own on the log axis, left of a broken line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sim.report.drawing import element, line, picture, text
from sim.report.numbers import count_text, digits_for, signed

__all__ = ["PALETTE", "Change", "Rung", "ladder", "scale_marks", "trust_changes"]

PALETTE = {
    "blue": "#12436D", "teal": "#28A197", "plum": "#801650",
    "orange": "#F46A25", "grey": "#3D3D3D", "lilac": "#A285D1",
}  # fmt: skip
"""Government Analysis Function categorical colours."""

_INK, _QUIET, _RULE = "#0b0c0c", "#484f55", "#aeb5bb"
_ZERO = -0.6
"""Where zero stands on the log axis, in powers of ten."""
_EDGE = 12.0
_ROW, _FOOT = 58.0, 54.0
_GLYPHS = ("●", "◆")
_COLOURS = (PALETTE["blue"], PALETTE["plum"])
_RANGES = ("#a0b4c5", "#cca2b9")


@dataclass(frozen=True)
class Rung:
    """One count of a ladder."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    """The range that is drawn; none where the run gives none."""


@dataclass(frozen=True)
class Change:
    """A change of one scale in one group, in percentage points."""

    group: str
    scale: str
    value: float
    low: float | None = None
    high: float | None = None


def ladder(rungs: Sequence[Rung], *, axis: str, title: str, width: int) -> str:
    """Draw counts from tens of thousands to none, each with its range on a ruler of its own.

    Parameters
    ----------
    rungs
        From the top down; at least one.
    axis, title
        The title of the axis, and of the picture.
    width
        In pixels; letters keep their size.
    """
    top = max(max(rung.value, rung.high or 0) for rung in rungs)
    end = max(1.0, math.log10(max(top, 1)) + 0.15)
    powers = range(math.floor(end) + 1)

    def at(x: float) -> float:
        return _EDGE + (x - _ZERO) / (end - _ZERO) * (width - 2 * _EDGE)

    parts = []
    for row, rung in enumerate(rungs):
        y = row * _ROW + 38
        parts += [line(at(0), y, at(end), y, _RULE), line(at(_ZERO), y, at(0), y, _RULE, dash="2 4")]
        parts += [line(at(x), y - 6, at(x), y + 6, _RULE) for x in (_ZERO, *powers)]
        if rung.low is not None and rung.high is not None:
            low, high = at(_log(rung.low)), at(_log(rung.high))
            parts.append(line(low, y, max(high, low + 1), y, _RANGES[0], 7))
        parts += [_disc(at(_log(rung.value)), y, PALETTE["blue"]), _rung_label(rung, y - 16)]
    foot = len(rungs) * _ROW + 10
    labels = [("0", at(_ZERO)), *((f"{10**power:,}", at(power)) for power in powers)]
    shown = labels if width >= 480 else [one for k, one in enumerate(labels) if k == 0 or (k - 1) % 2 == 0]
    parts += [text(x, foot + 6, label, size=14, colour=_INK, anchor="middle") for label, x in shown]
    parts.append(text(width / 2, foot + 32, axis, size=14, colour=_QUIET, anchor="middle"))
    said = "; ".join(_spoken(rung) for rung in rungs)
    return picture(parts, width=width, height=foot + _FOOT - 10, title=title, description=f"{said}.")


def trust_changes(changes: Sequence[Change], labels: Mapping[str, str], *, axis: str, title: str, width: int) -> str:
    """Draw how many more or fewer residents of each group agree after the day, on two scales.

    Parameters
    ----------
    changes
        One for each group and scale; the first scale is drawn as discs, the second as diamonds.
    labels
        The words for groups and scales.
    axis, title, width
        As for `ladder`.
    """
    groups = list(dict.fromkeys(change.group for change in changes))
    scales = list(dict.fromkeys(change.scale for change in changes))
    digits = digits_for(max(abs(change.value) for change in changes))
    edges = [edge for one in changes for edge in (one.value, one.low, one.high) if edge is not None]
    step = _round_up(max(map(abs, edges)) or 0.01)

    def at(x: float) -> float:
        return width / 2 + x / (1.15 * step) * (width / 2 - _EDGE)

    parts, row_px = [], 80.0
    for row, group in enumerate(groups):
        top = row * row_px
        parts.append(text(2, top + 18, labels[group], colour=_INK, bold=True))
        parts += [line(at(x), top + 28, at(x), top + 66, _QUIET if x == 0 else _RULE) for x in (-step, 0.0, step)]
        for change in (one for one in changes if one.group == group):
            which = scales.index(change.scale)
            parts += _change(change, at, top + 38 + 18 * which, which)
            parts.append(_change_label(change, which, width, top + 18, digits))
    foot = len(groups) * row_px + 4
    ticks = [(signed(x, digits_for(step)) if x else "0", at(x)) for x in (-step, 0.0, step)]
    parts += [text(x, foot + 8, label, size=14, colour=_INK, anchor="middle") for label, x in ticks]
    parts.append(text(width / 2, foot + 32, axis, size=14, colour=_QUIET, anchor="middle"))
    said = "; ".join(f"{labels[c.group]}, {labels[c.scale]} {signed(c.value, digits)}" for c in changes)
    return picture(parts, width=width, height=foot + 44, title=title, description=f"{said}.")


def scale_marks() -> list[tuple[str, str]]:
    """Return the glyph and the colour of the first and the second scale of `trust_changes`."""
    return list(zip(_GLYPHS, _COLOURS, strict=True))


def _change(change: Change, at: Callable[[float], float], y: float, which: int) -> list[str]:
    colour, parts = _COLOURS[which], []
    if change.low is not None and change.high is not None:
        parts.append(line(at(change.low), y, at(change.high), y, _RANGES[which], 3))
    x = at(change.value)
    parts.append(_disc(x, y, colour) if which == 0 else _diamond(x, y, colour))
    return parts


def _change_label(change: Change, which: int, width: int, y: float, digits: int) -> str:
    mark = f"{_GLYPHS[which]} {signed(change.value, digits)}"
    return text(width - 2 - 84 * (1 - which), y, mark, colour=_COLOURS[which], anchor="end")


def _rung_label(rung: Rung, y: float) -> str:
    name = element("tspan", f"{rung.label}  {count_text(rung.value)}", font_weight=600)
    span = ""
    if rung.low is not None and rung.high is not None:
        words = f"{count_text(rung.low)} to {count_text(rung.high)}"
        span = element("tspan", words, dx=12, fill=_QUIET)
    return element("text", name + span, x=2, y=y, font_size=15, fill=_INK)


def _spoken(rung: Rung) -> str:
    said = f"{rung.label} {count_text(rung.value)}"
    if rung.low is None or rung.high is None:
        return said
    return f"{said} ({count_text(rung.low)} to {count_text(rung.high)})"


def _disc(x: float, y: float, colour: str) -> str:
    return element("circle", cx=x, cy=y, r=6.5, fill=colour, stroke="#ffffff", stroke_width=1.5)


def _diamond(x: float, y: float, colour: str) -> str:
    points = " ".join(f"{x + dx:.2f},{y + dy:.2f}" for dx, dy in ((0, -8), (8, 0), (0, 8), (-8, 0)))
    return element("polygon", points=points, fill=colour, stroke="#ffffff", stroke_width=1.5)


def _log(value: float) -> float:
    return math.log10(value) if value >= 1 else _ZERO


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value - 1e-12)
