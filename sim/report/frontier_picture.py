"""Other means as a picture: what each would lose against what it would spare, and which no other means beats in both.

Each means is a point at its differences from the first, with its intervals as a cross. The frontier goes through those
that no other has both more of what is wanted and less of what is not, by their middle values. Nothing is weighed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sim.report.drawing import element, line, picture, text
from sim.report.figures import PALETTE
from sim.report.numbers import count_text

__all__ = ["Means", "frontier", "frontier_picture"]

_LEFT, _TOP, _FOOT, _LABELS = 16.0, 40.0, 58.0, 124.0
_HIGH, _LINE = 240.0, 19.0
_INK, _QUIET, _RULE = "#0b0c0c", "#484f55", "#aeb5bb"
_ROOM = 0.06
_LETTERS = 14
"""So long a name has room beside the picture; whoever reads it aloud hears all of it."""


@dataclass(frozen=True)
class Means:
    """One means: how much more it burdens and how much more it yields than the first, each with its interval."""

    label: str
    burden: float
    burden_low: float
    burden_high: float
    gain: float
    gain_low: float
    gain_high: float


def frontier(means: Sequence[Means]) -> list[bool]:
    """Return which means no other beats: none has at least as much gain at no more burden, and more of one."""
    return [not any(_beats(other, one) for other in means) for one in means]


def _beats(other: Means, one: Means) -> bool:
    is_no_worse = other.gain >= one.gain and other.burden <= one.burden
    return is_no_worse and (other.gain > one.gain or other.burden < one.burden)


def frontier_picture(means: Sequence[Means], *, burden: str, gain: str, first: str, width: int) -> str:
    """Draw means, as SVG.

    Parameters
    ----------
    means
        The first, at nought, among them; at least two.
    burden, gain
        What is along the picture, and what is up it: "faces searched", "arrests".
    first
        What the differences are from.
    width
        In pixels; letters keep their size.
    """
    across = _Scale([end for one in means for end in (one.burden_low, one.burden_high)], _LEFT, width - _LABELS)
    upward = _Scale([end for one in means for end in (one.gain_low, one.gain_high)], _TOP + _HIGH, _TOP)
    best = frontier(means)
    at = [(across(one.burden), upward(one.gain)) for one in means]
    parts = [
        text(_LEFT, 20, f"{gain.capitalize()}, against {first}", colour=_INK, bold=True),
        *_axis_lines(across, upward, width - _LABELS),
        *_steps([spot for spot, is_best in zip(at, best, strict=True) if is_best]),
    ]
    for one, (x, y), is_best in zip(means, at, best, strict=True):
        parts += [
            line(across(one.burden_low), y, across(one.burden_high), y, "#a0b4c5", 3),
            line(x, upward(one.gain_low), x, upward(one.gain_high), "#a0b4c5", 3),
            element("circle", cx=x, cy=y, r=6, fill=PALETTE["blue"] if is_best else "#ffffff",
                    stroke=PALETTE["blue"], stroke_width=2),
        ]  # fmt: skip
    parts += _labels(means, at, best, width - _LABELS)
    parts.append(text(_LEFT, _TOP + _HIGH + 46, f"{burden.capitalize()}, against {first}", colour=_INK, bold=True))
    said = "; ".join(
        f"{one.label}: {burden} {_signed(one.burden)}, {gain} {_signed(one.gain)}"
        f"{', which no other means beats in both' if is_best else ''}"
        for one, is_best in zip(means, best, strict=True)
    )
    return picture(
        parts, width=width, height=_TOP + _HIGH + _FOOT, title=f"{gain.capitalize()} against {burden}",
        description=f"{said}.",
    )  # fmt: skip


class _Scale:
    """Where numbers are in a picture: all of some, and nought."""

    def __init__(self, numbers: Sequence[float], start: float, end: float) -> None:
        least, most = min(0.0, *numbers), max(0.0, *numbers)
        room = _ROOM * (most - least) or 1.0
        self.least, self.most = least, most
        self._low, self._span = least - room, most - least + 2 * room
        self._start, self._end = start, end

    def __call__(self, number: float) -> float:
        return self._start + (number - self._low) / self._span * (self._end - self._start)


def _axis_lines(across: _Scale, upward: _Scale, right: float) -> list[str]:
    foot = _TOP + _HIGH
    ends = [
        text(across(number), foot + 20, _signed(number), size=14, colour=_QUIET, anchor=anchor)
        for number, anchor in ((across.least, "start"), (across.most, "end"))
        if number and not (number == across.most and -across.least > 20 * across.most)
    ]
    heights = [
        text(across(0) - 8, upward(number) + 5, _signed(number), size=14, colour=_QUIET, anchor="end")
        for number in (upward.least, upward.most)
        if number and across(0) > _LEFT + 60
    ]
    zero = text(across(0), foot + 20, "0", size=14, colour=_QUIET, anchor="middle")
    return [
        line(across(0), _TOP, across(0), foot, _RULE),
        line(_LEFT, upward(0), right, upward(0), _RULE),
        line(_LEFT, foot, right, foot, _QUIET),
        *ends,
        *heights,
        zero,
    ]


def _steps(spots: Sequence[tuple[float, float]]) -> list[str]:
    """Return the frontier: from one point to the next, first up or along, never beyond what some means reaches."""
    ordered = sorted(spots)
    return [
        part
        for (x, y), (next_x, next_y) in pairwise(ordered)
        for part in (
            line(x, y, next_x, y, PALETTE["blue"], 1.5, "4 3"),
            line(next_x, y, next_x, next_y, PALETTE["blue"], 1.5, "4 3"),
        )
    ]


def _labels(means: Sequence[Means], at: Sequence[tuple[float, float]], best: Sequence[bool], left: float) -> list[str]:
    """Return the names in a column beside the picture, none over another, each with a line to its point."""
    order = sorted(range(len(means)), key=lambda k: at[k][1])
    heights: list[float] = []
    for k in order:
        heights.append(max(at[k][1], heights[-1] + _LINE) if heights else at[k][1])
    beyond = heights[-1] - (_TOP + _HIGH)
    if beyond > 0:
        heights = [height - beyond for height in heights]
    parts = []
    for k, height in zip(order, heights, strict=True):
        x, y = at[k]
        parts += [
            line(x + 7, y, left + 4, height, _RULE, 1),
            text(left + 8, height + 5, _short(means[k].label), size=14, colour=_INK, bold=best[k]),
        ]
    return parts


def _short(label: str) -> str:
    return label if len(label) <= _LETTERS else f"{label[: _LETTERS - 1]}…"


def _signed(value: float) -> str:
    written = count_text(abs(value))
    return written if written == "0" else ("+" if value > 0 else "\u2212") + written
