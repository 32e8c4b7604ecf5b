"""Line charts as small pictures: what months came to as a fan over many runs, and a curve with a shaded span."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

from sim.report.drawing import element, line, picture, text
from sim.report.figures import PALETTE

__all__ = ["Fan", "curve_svg", "fan_svg", "ticks"]

_WIDTH = 340
_HEIGHT, _HEIGHT_SHARE = 100.0, 0.27
"""So high is a chart, and so much higher for each pixel of its width: a wide one is flatter than a narrow one."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 8.0, 12.0, 26.0
_INK, _QUIET, _RULE, _GROUND = "#0b0c0c", "#484f55", "#d5d8dc", "#e8eff5"
_FAN, _CURVE = PALETTE["blue"], PALETTE["plum"]


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


@dataclass(frozen=True)
class _Frame:
    """The room within the axes of a chart."""

    width: float

    @property
    def height(self) -> float:
        return round(_HEIGHT + _HEIGHT_SHARE * self.width)

    def x(self, share: float) -> float:
        """Where a place along is, from 0 to 1."""
        return _LEFT + (self.width - _LEFT - _RIGHT) * share

    def y(self, share: float) -> float:
        """Where a height is, from 0 to 1."""
        return _TOP + (self.height - _TOP - _BOTTOM) * (1 - share)


def fan_svg(
    fan: Fan, *, label: str, low: float | None = None, high: float | None = None, width: int = _WIDTH, title: str = ""
) -> str:
    """Draw a fan.

    Parameters
    ----------
    label
        Says in words what is drawn: the text alternative.
    low, high
        The ends of the axis, so that several charts share one; by default those of the fan, and zero.
    width
        In pixels; letters keep their size.
    title
        What the picture is called; by default what it says.
    """
    frame = _Frame(width)
    edges = [value for span in fan.most for value in span]
    bottom, top = _ends(edges if low is None else [low], edges if high is None else [high])
    n = len(fan.median)

    def x(place: float) -> float:
        return frame.x((place + 0.5) / n)

    def y(value: float) -> float:
        return frame.y((value - bottom) / (top - bottom))

    parts = [_ground(frame, x(one - 0.5), x(other - 0.5)) for one, other in fan.marked]
    parts += _grid(frame, ticks(bottom, top), y)
    for spans, opacity in ((fan.most, 0.22), (fan.half, 0.4)):
        upper = [(x(k), y(span[1])) for k, span in enumerate(spans)]
        lower = [(x(k), y(span[0])) for k, span in enumerate(spans)]
        around = _points([*upper, *reversed(lower)])
        parts.append(element("polygon", points=around, fill=_FAN, fill_opacity=opacity))
    parts.append(_line_through([(x(k), y(value)) for k, value in enumerate(fan.median)], _FAN))
    parts += [_below(frame, x(k), name) for k, name in enumerate(fan.x) if name]
    return _picture(frame, parts, title or label, label)


def curve_svg(
    points: Sequence[tuple[float, float]],
    *,
    label: str,
    marks: Iterable[tuple[float, str]],
    band: tuple[float, float] | None = None,
    line_at: float | None = None,
    width: int = _WIDTH,
    title: str = "",
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
    width, title
        As for `fan_svg`.
    """
    frame = _Frame(width)
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    bottom, top = _ends(ys, ys)

    def x(value: float) -> float:
        return frame.x((value - xs[0]) / (xs[-1] - xs[0]))

    def y(value: float) -> float:
        return frame.y((value - bottom) / (top - bottom))

    parts = [] if band is None else [_ground(frame, x(max(band[0], xs[0])), x(min(band[1], xs[-1])))]
    parts += _grid(frame, ticks(bottom, top), y)
    if line_at is not None and bottom <= line_at <= top:
        parts.append(line(frame.x(0), y(line_at), frame.x(1), y(line_at), _INK, 1.2))
    parts.append(_line_through([(x(a), y(b)) for a, b in points], _CURVE))
    parts += [_below(frame, x(value), name) for value, name in marks]
    return _picture(frame, parts, title or label, label)


def ticks(low: float, high: float) -> list[float]:
    """Return three to six round numbers between two."""
    step = 10.0 ** floor(log10(max(high - low, 1e-12)))
    for share in (5.0, 2.0, 1.0, 0.5, 0.2):
        inside = range(int(-(-low // (step * share))), int(high // (step * share)) + 1)
        if len(inside) >= 3:
            return [round(k * step * share, 12) for k in inside]
    return [low, high]


def _ends(lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float]:
    low, high = min(0.0, *lows), max(0.0, *highs)
    return (low, high) if high > low else (low, low + 1.0)


def _grid(frame: _Frame, marks: Sequence[float], y: Callable[[float], float]) -> list[str]:
    lines = []
    for mark in marks:
        at = y(mark)
        lines.append(line(frame.x(0), at, frame.x(1), at, _INK if mark == 0 else _RULE, 1))
        lines.append(text(_LEFT - 6, at + 4, _tick_text(mark), size=12, colour=_QUIET, anchor="end"))
    return lines


def _tick_text(value: float) -> str:
    if abs(value) >= 10_000:
        return f"{value / 1000:,.0f}k"
    return f"{value:,.6g}".replace("-", "\u2212")


def _ground(frame: _Frame, left: float, right: float) -> str:
    top = frame.y(1)
    return element("rect", x=left, y=top, width=right - left, height=frame.y(0) - top, fill=_GROUND)


def _line_through(points: Sequence[tuple[float, float]], colour: str) -> str:
    return element("polyline", points=_points(points), fill="none", stroke=colour, stroke_width=2.5)


def _points(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _below(frame: _Frame, x: float, name: str) -> str:
    return text(x, frame.height - 8, name, size=12, colour=_QUIET, anchor="middle")


def _picture(frame: _Frame, parts: Sequence[str], title: str, label: str) -> str:
    return picture(parts, width=frame.width, height=frame.height, title=title, description=label)
