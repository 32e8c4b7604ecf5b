"""Rows of ranges, each on an axis of its own: what is expected now above what was expected unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from sim.report.drawing import element, line, picture, text

__all__ = ["BarRow", "bars_svg"]

_RANGE, _UNCHANGED, _INK, _QUIET, _RULE, _PAPER = "#12436d", "#8a9299", "#0b0c0c", "#484f55", "#c9ced3", "#ffffff"
_EDGE, _LINE, _GAP = 12.0, 20.0, 14.0
_NAME, _SAYS, _MARK = 15, 14, 13
_LETTER = 0.56
"""How wide a letter is, in its height: as wide as a line of it is taken to be before it is folded."""
_LEAST = 2.0
"""Pixels of a range that has no width."""


@dataclass(frozen=True)
class BarRow:
    """One range; places are from 0, the left end of its axis, to 1."""

    label: str
    text: str
    """What it says in words and numbers."""
    ticks: Sequence[tuple[float, str]]
    now: tuple[float, float, float] | None
    """Low end, middle and high end; None where there is no answer."""
    error: tuple[float, float] | None
    """Between where the middle lies, as far as is known."""
    unchanged: tuple[float, float, float] | None


def bars_svg(rows: Sequence[BarRow], *, key: str, title: str, width: int) -> str:
    """Draw ranges below each other.

    Parameters
    ----------
    key
        What the colours and marks stand for.
    width
        In pixels; letters keep their size.
    """
    room, y = width - 2 * _EDGE, 0.0
    parts: list[str] = []
    for row in rows:
        drawn, y = _row(row, y, room)
        parts += drawn
    drawn, y = _lines([key], y + _GAP, room, colour=_QUIET)
    said = " ".join(f"{row.label}: {row.text}" for row in rows)
    return picture([*parts, *drawn], width=width, height=round(y + _GAP), title=title, description=said)


def _lines(words: Sequence[str], y: float, room: float, *, colour: str, bold: bool = False) -> tuple[list[str], float]:
    parts = []
    for part in (one for said in words for one in wrap(said, int(room / (_NAME * _LETTER)))):
        y += _LINE
        parts.append(text(_EDGE, y, part, size=_NAME if bold else _SAYS, colour=colour, bold=bold))
    return parts, y


def _row(row: BarRow, top: float, room: float) -> tuple[list[str], float]:
    """Return what is drawn of a row, and where the next one begins."""

    def at(place: float) -> float:
        return _EDGE + place * room

    def bar(low: float, high: float, y: float, height: float, colour: str) -> str:
        return element("rect", x=at(low), width=max(at(high) - at(low), _LEAST), y=y, height=height, fill=colour)

    named, y = _lines([row.label], top + _GAP, room, colour=_INK, bold=True)
    said, y = _lines([row.text], y, room, colour=_INK)
    y += _GAP / 2
    parts = [*named, *said]
    for place, name in row.ticks:
        anchor = "end" if place > 0.92 else "start" if place < 0.04 else "middle"
        parts += [
            line(at(place), y, at(place), y + 36, _RULE),
            text(at(place), y + 50, name, size=_MARK, colour=_QUIET, anchor=anchor),
        ]
    if row.unchanged is not None:
        low, middle, high = row.unchanged
        parts += [bar(low, high, y + 26, 6, _UNCHANGED), line(at(middle), y + 23, at(middle), y + 35, _INK, 2)]
    if row.now is not None:
        low, middle, high = row.now
        parts.append(bar(low, high, y + 4, 14, _RANGE))
        if row.error is not None:
            parts.append(line(at(row.error[0]), y + 11, at(row.error[1]), y + 11, _PAPER, 3))
        parts.append(element("circle", cx=at(middle), cy=y + 11, r=5.0, fill=_PAPER, stroke=_INK, stroke_width=2))
    return parts, y + 54
