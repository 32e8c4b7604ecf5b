"""Rows of intervals as a picture: each with its name and its numbers above a ruler, as `figures` draws counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from sim.report.drawing import element, line, picture, text
from sim.report.figures import PALETTE

__all__ = ["IntervalRow", "intervals_svg"]

_INK, _QUIET, _RULE, _BAR = "#0b0c0c", "#484f55", "#aeb5bb", "#6f88a3"
_EDGE, _GAP = 12.0, 16.0
_NAME, _SAYS = 15, 14
_LINE = 20.0
_LETTER = 0.56
"""How wide a letter is, in its height: as wide as a line of it is taken to be before it is folded."""


@dataclass(frozen=True)
class IntervalRow:
    """One interval."""

    label: str
    text: str
    """What it says in words and numbers."""
    at: tuple[float, float, float] | None
    """Where its low end, its value and its high end are, from 0 to 1; None where there are not enough cases."""
    note: str = ""


def intervals_svg(
    rows: Sequence[IntervalRow], *, ends: tuple[str, str, str], title: str, width: int, zero: float = 0.5
) -> str:
    """Draw intervals below each other, with a line where there is no difference.

    Parameters
    ----------
    rows
        From the top down; at least one.
    ends
        What the left end, the line and the right end stand for.
    title
        Of the picture.
    width
        In pixels; letters keep their size.
    zero
        Where the line is, from 0 to 1.
    """
    room = width - 2 * _EDGE
    left, middle, right = ends
    parts = [
        text(_EDGE, _LINE, left, size=_SAYS, colour=_QUIET),
        text(_EDGE + zero * room, _LINE, middle, size=_SAYS, colour=_QUIET, anchor="middle"),
        text(width - _EDGE, _LINE, right, size=_SAYS, colour=_QUIET, anchor="end"),
    ]
    y = _LINE + _GAP
    for row in rows:
        drawn, y = _row(row, y, room, zero)
        parts += drawn
    said = "; ".join(f"{row.label}: {row.text}" for row in rows)
    return picture(parts, width=width, height=round(y + 4), title=title, description=f"{said}.")


def _row(row: IntervalRow, top: float, room: float, zero: float) -> tuple[list[str], float]:
    """Return what is drawn of a row, and where the next one begins."""
    parts, y = [], top
    for words, size, colour in ((row.label, _NAME, _INK), (row.text, _SAYS, _INK), (row.note, _SAYS, _QUIET)):
        for part in wrap(words, int(room / (size * _LETTER))):
            y += _LINE
            parts.append(text(_EDGE, y, part, size=size, colour=colour, bold=size == _NAME))
    y += _GAP
    parts += [line(_EDGE, y, _EDGE + room, y, _RULE), line(_at(zero, room), y - 11, _at(zero, room), y + 11, _INK)]
    if row.at is not None:
        low, value, high = (_at(place, room) for place in row.at)
        parts.append(line(low, y, max(high, low + 2), y, _BAR, 7))
        parts.append(element("circle", cx=value, cy=y, r=7.0, fill=PALETTE["blue"], stroke="#ffffff", stroke_width=2))
    return parts, y + _GAP


def _at(place: float, room: float) -> float:
    return _EDGE + place * room
