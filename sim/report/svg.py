"""Small charts as SVG of our own: they need no script, print, and say in words what they show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10

__all__ = ["Fan", "curve_svg", "fan_svg", "ticks"]

_W, _H = 340, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 8, 12, 26
_FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
_INK, _QUIET, _RULE = "#0b0c0c", "#484f55", "#d5d8dc"
_BLUE, _PLUM = "#12436D", "#801650"


@dataclass(frozen=True)
class Fan:
    """What something came to in each month over many runs, and the spans that are marked on it."""

    x: Sequence[str]
    """What each place on the axis is called; empty where it is not written."""
    median: Sequence[float]
    half: Sequence[tuple[float, float]]
    """Where half of the runs are."""
    most: Sequence[tuple[float, float]]
    """Where 9 in 10 runs are."""
    marked: Sequence[tuple[float, float]] = ()
    """Spans along the axis, in places from 0, such as a pause."""


def fan_svg(fan: Fan, *, label: str, low: float | None = None, high: float | None = None, colour: str = _BLUE) -> str:
    """Draw a fan.

    Parameters
    ----------
    label
        Says in words what is drawn: the text alternative.
    low, high
        The ends of the axis, so that several charts share one; by default those of the fan, and zero.
    """
    edges = [value for span in fan.most for value in span]
    bottom, top = _ends(edges if low is None else [low], edges if high is None else [high])
    n = len(fan.median)

    def x(place: float) -> float:
        return _LEFT + (_W - _LEFT - _RIGHT) * (place + 0.5) / n

    def y(value: float) -> float:
        return _TOP + (_H - _TOP - _BOTTOM) * (1 - (value - bottom) / (top - bottom))

    parts = [_rect(x(one - 0.5), _TOP, x(other - 0.5), _H - _BOTTOM, "#e8eff5") for one, other in fan.marked]
    parts += _grid(ticks(bottom, top), y)
    for spans, opacity in ((fan.most, 0.22), (fan.half, 0.4)):
        upper = [f"{x(k):.1f},{y(span[1]):.1f}" for k, span in enumerate(spans)]
        lower = [f"{x(k):.1f},{y(span[0]):.1f}" for k, span in reversed(list(enumerate(spans)))]
        parts.append(f'<polygon points="{" ".join([*upper, *lower])}" fill="{colour}" fill-opacity="{opacity}"/>')
    middle = " ".join(f"{x(k):.1f},{y(value):.1f}" for k, value in enumerate(fan.median))
    parts.append(f'<polyline points="{middle}" fill="none" stroke="{colour}" stroke-width="2.5"/>')
    parts += [_text(x(k), _H - 8, name, "middle") for k, name in enumerate(fan.x) if name]
    return _svg(parts, label)


def curve_svg(
    points: Sequence[tuple[float, float]],
    *,
    label: str,
    marks: Iterable[tuple[float, str]],
    band: tuple[float, float] | None = None,
    line_at: float | None = None,
) -> str:
    """Draw a curve.

    Parameters
    ----------
    points
        (x, y), in the order of x.
    label
        The text alternative.
    marks
        Where the axis is marked, and with what.
    band
        A span of x that is shaded: where the truth is thought to be.
    line_at
        Where a line is drawn across, such as at a ratio of 1.
    """
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    bottom, top = _ends(ys, ys)

    def x(value: float) -> float:
        return _LEFT + (_W - _LEFT - _RIGHT) * (value - xs[0]) / (xs[-1] - xs[0])

    def y(value: float) -> float:
        return _TOP + (_H - _TOP - _BOTTOM) * (1 - (value - bottom) / (top - bottom))

    parts = [] if band is None else [_rect(x(band[0]), _TOP, x(band[1]), _H - _BOTTOM, "#e8eff5")]
    parts += _grid(ticks(bottom, top), y)
    if line_at is not None and bottom <= line_at <= top:
        at = f"{y(line_at):.1f}"
        parts.append(f'<line x1="{_LEFT}" x2="{_W - _RIGHT}" y1="{at}" y2="{at}" stroke="{_INK}" stroke-width="1.2"/>')
    line = " ".join(f"{x(a):.1f},{y(b):.1f}" for a, b in points)
    parts.append(f'<polyline points="{line}" fill="none" stroke="{_PLUM}" stroke-width="2.5"/>')
    parts += [_text(x(value), _H - 8, name, "middle") for value, name in marks]
    return _svg(parts, label)


def ticks(low: float, high: float) -> list[float]:
    """Return three to six round numbers between two."""
    step = 10.0 ** floor(log10(max(high - low, 1e-12)))
    for share in (1.0, 0.5, 0.2):
        inside = range(int(-(-low // (step * share))), int(high // (step * share)) + 1)
        if len(inside) >= 3:
            return [round(k * step * share, 12) for k in inside]
    return [low, high]


def _ends(lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float]:
    low, high = min(0.0, *lows), max(0.0, *highs)
    return (low, high) if high > low else (low, low + 1.0)


def _grid(marks: Sequence[float], y: object) -> list[str]:
    place = y if callable(y) else float
    lines = []
    for mark in marks:
        at = f"{place(mark):.1f}"
        stroke = _INK if mark == 0 else _RULE
        lines.append(f'<line x1="{_LEFT}" x2="{_W - _RIGHT}" y1="{at}" y2="{at}" stroke="{stroke}" stroke-width="1"/>')
        lines.append(_text(_LEFT - 6, float(at) + 4, _tick_text(mark), "end"))
    return lines


def _tick_text(value: float) -> str:
    if abs(value) >= 10_000:
        return f"{value / 1000:,.0f}k"
    return f"{value:,.6g}".replace("-", "\u2212")


def _rect(left: float, top: float, right: float, bottom: float, fill: str) -> str:
    return f'<rect x="{left:.1f}" y="{top}" width="{right - left:.1f}" height="{bottom - top}" fill="{fill}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{_QUIET}">{escape(text)}</text>'


def _svg(parts: Sequence[str], label: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_W} {_H}" role="img" font-size="12" '
        f'font-family="{_FONT}"><title>{escape(label)}</title>{"".join(parts)}</svg>'
    )
