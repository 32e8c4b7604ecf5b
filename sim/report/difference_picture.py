"""Differences between two arms as a picture: each with its interval on a scale of its own, zero in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.report.drawing import element, line, picture, text
from sim.report.figures import PALETTE
from sim.report.numbers import count_text

__all__ = ["Span", "difference_picture"]

_ROW, _TOP, _FOOT, _EDGE = 52.0, 34.0, 12.0, 14.0
_INK, _QUIET, _RULE = "#0b0c0c", "#484f55", "#aeb5bb"
_ROOM = 1.1
"""The scale of a row ends so much beyond the farther end of its interval."""


@dataclass(frozen=True)
class Span:
    """One difference."""

    label: str
    value: float
    low: float
    high: float

    @property
    def said(self) -> str:
        """Return it with its interval, in words."""
        return f"{self.label} {_signed(self.value)} ({_signed(self.low)} to {_signed(self.high)})"


def difference_picture(spans: Sequence[Span], *, title: str, width: int) -> str:
    """Draw differences below each other, as SVG.

    Parameters
    ----------
    spans
        From the top down; at least one.
    title
        Which arm less which.
    width
        In pixels; letters keep their size.
    """
    middle = width / 2
    parts = [
        text(_EDGE, 18, "less", size=14, colour=_QUIET),
        text(middle, 18, "no difference", size=14, colour=_QUIET, anchor="middle"),
        text(width - _EDGE, 18, "more", size=14, colour=_QUIET, anchor="end"),
    ]
    for row, span in enumerate(spans):
        y = _TOP + row * _ROW + 30
        most = _ROOM * max(abs(span.low), abs(span.high), abs(span.value)) or 1.0
        low, value, high = (middle + x / most * (middle - _EDGE) for x in (span.low, span.value, span.high))
        parts += [
            element("text", f"{element('tspan', _escaped(span.said), font_weight=600)}", x=_EDGE, y=y - 13,
                    font_size=15, fill=_INK),
            line(_EDGE, y, width - _EDGE, y, _RULE),
            line(middle, y - 7, middle, y + 7, _QUIET),
            line(low, y, max(high, low + 1), y, "#a0b4c5", 7),
            element("circle", cx=value, cy=y, r=6, fill=PALETTE["blue"], stroke="#ffffff", stroke_width=1.5),
        ]  # fmt: skip
    height = _TOP + len(spans) * _ROW + _FOOT
    said = "; ".join(span.said for span in spans)
    return picture(parts, width=width, height=height, title=title, description=f"{said}.")


def _signed(value: float) -> str:
    written = count_text(abs(value))
    return written if written == "0" else ("+" if value > 0 else "\u2212") + written


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
