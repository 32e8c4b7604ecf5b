"""Tables to figures: a count ladder on a log axis, and changes of trust by group.

Labels stand above their marks rather than beside them, so that a figure is as legible at 320 px as at
1,000. Zero has a place of its own on the log axis, left of a broken line.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from sim.report.numbers import count_text, digits_for, signed

__all__ = ["PALETTE", "Change", "Rung", "ladder", "scale_marks", "trust_changes"]

PALETTE = {
    "blue": "#12436D", "teal": "#28A197", "plum": "#801650",
    "orange": "#F46A25", "grey": "#3D3D3D", "lilac": "#A285D1",
}  # fmt: skip
"""Government Analysis Function categorical colours."""

_INK, _QUIET, _RULE = "#0b0c0c", "#484f55", "#d5d8dc"
_FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"
_ZERO = -0.6
"""Where zero stands on the log axis, in powers of ten."""
_TICK = 0.11
"""Half the height of a tick of a ruler, in rows."""
_ROW_PX = 58
_EDGE = {"width": 1.5, "color": "white"}
_FOOT_PX = 60


@dataclass(frozen=True)
class _Mark:
    """How one of two scales is drawn: told apart by shape, place and colour."""

    symbol: str
    glyph: str
    colour: str
    lift: float


_SCALE_MARKS = (_Mark("circle", "●", PALETTE["blue"], 0.02), _Mark("diamond", "◆", PALETTE["plum"], -0.18))


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


def ladder(rungs: Sequence[Rung], *, axis: str) -> go.Figure:
    """Draw counts that run from tens of thousands to none, each with its range on a ruler of its own.

    Parameters
    ----------
    rungs
        From the top down; at least one.
    axis
        The title of the axis.
    """
    top = max(max(rung.value, rung.high or 0) for rung in rungs)
    end = max(1.0, math.log10(max(top, 1)) + 0.15)
    powers = range(math.floor(end) + 1)
    figure = go.Figure()
    for row, rung in enumerate(rungs):
        y = len(rungs) - 1 - row
        _draw_ruler(figure, y, powers, end)
        if rung.low is not None and rung.high is not None:
            figure.add_trace(_range(_log(rung.low), _log(rung.high), y))
        figure.add_trace(_dot(_log(rung.value), y, f"{rung.label}: {count_text(rung.value)}"))
        figure.add_annotation(_row_label(_rung_text(rung), y))
    figure.update_xaxes(
        range=[_ZERO - 0.12, end],
        tickvals=[_ZERO, *powers],
        ticktext=["0", *(f"{10**power:,}" for power in powers)],
        showgrid=False,
        zeroline=False,
        title=axis,
    )
    return _styled(figure, len(rungs), row_px=_ROW_PX)


def trust_changes(changes: Sequence[Change], labels: Mapping[str, str], *, axis: str) -> go.Figure:
    """Draw how many more or fewer residents of each group agree after the day, on two scales.

    Parameters
    ----------
    changes
        One for each group and scale; the first scale is drawn as discs, the second as diamonds
        (see `scale_marks` for a key).
    labels
        The words for groups and scales.
    axis
        The title of the axis.
    """
    groups = list(dict.fromkeys(change.group for change in changes))
    scales = list(dict.fromkeys(change.scale for change in changes))
    digits = digits_for(max(abs(change.value) for change in changes))
    edges = [edge for change in changes for edge in (change.value, change.low, change.high) if edge is not None]
    step = _round_up(max(abs(edge) for edge in edges) or 0.01)
    figure = go.Figure()
    for row, group in enumerate(groups):
        y = len(groups) - 1 - row
        for x in (-step, 0.0, step):
            figure.add_shape(type="line", x0=x, x1=x, y0=y - 0.34, y1=y + 0.16, layer="below",
                             line={"color": _RULE if x else _QUIET, "width": 1.5})  # fmt: skip
        texts = [f"<b>{labels[group]}</b>"]
        for change in (change for change in changes if change.group == group):
            mark = _SCALE_MARKS[scales.index(change.scale)]
            _draw_change(figure, change, y + mark.lift, mark, labels[change.scale], digits)
            texts.append(f"<span style='color:{mark.colour}'>{mark.glyph}</span> {signed(change.value, digits)}")
        figure.add_annotation(_row_label("   ".join(texts), y, 24))
    figure.update_xaxes(
        range=[-1.15 * step, 1.15 * step],
        tickvals=[-step, 0, step],
        ticktext=[signed(-step, digits_for(step)), "0", signed(step, digits_for(step))],
        showgrid=False,
        zeroline=False,
        title=axis,
    )
    return _styled(figure, len(groups), row_px=76)


def scale_marks() -> list[tuple[str, str]]:
    """Return the glyph and the colour of the first and the second scale of `trust_changes`."""
    return [(mark.glyph, mark.colour) for mark in _SCALE_MARKS]


def _draw_change(figure: go.Figure, change: Change, y: float, mark: _Mark, scale: str, digits: int) -> None:
    if change.low is not None and change.high is not None:
        figure.add_trace(_range(change.low, change.high, y, mark.colour, 3))
    text = f"{scale}: {signed(change.value, digits)}"
    figure.add_trace(_dot(change.value, y, text, mark.colour, mark.symbol))


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value - 1e-12)


def _draw_ruler(figure: go.Figure, y: float, powers: Sequence[int], end: float) -> None:
    thin = {"color": _RULE, "width": 1.5}
    lines = [(0.0, end, y, y, "solid"), (_ZERO, 0.0, y, y, "2px,4px")]
    lines += [(x, x, y - _TICK, y + _TICK, "solid") for x in (_ZERO, *map(float, powers))]
    for x0, x1, y0, y1, dash in lines:
        figure.add_shape(type="line", x0=x0, x1=x1, y0=y0, y1=y1, line={**thin, "dash": dash}, layer="below")


def _log(value: float) -> float:
    return math.log10(value) if value >= 1 else _ZERO


def _rung_text(rung: Rung) -> str:
    text = f"<b>{rung.label}  {count_text(rung.value)}</b>"
    if rung.low is None or rung.high is None:
        return text
    span = f"{count_text(rung.low)} to {count_text(rung.high)}"
    return f"{text}   <span style='color:{_QUIET}'>{span}</span>"


def _row_label(text: str, y: float, lift: int = 20) -> dict[str, object]:
    return {
        "text": text, "x": 0, "xref": "paper", "xanchor": "left", "y": y, "yshift": lift, "showarrow": False,
        "align": "left", "font": {"size": 15, "color": _INK}, "borderpad": 0,
    }  # fmt: skip


def _range(low: float, high: float, y: float, colour: str = PALETTE["blue"], width: int = 6) -> go.Scatter:
    return go.Scatter(
        x=[low, high], y=[y, y], mode="lines", hoverinfo="skip", showlegend=False, opacity=0.4,
        line={"color": colour, "width": width},
    )  # fmt: skip


def _dot(x: float, y: float, text: str, colour: str = PALETTE["blue"], symbol: str = "circle") -> go.Scatter:
    return go.Scatter(
        x=[x], y=[y], mode="markers", showlegend=False, text=[text], hovertemplate="%{text}<extra></extra>",
        marker={"symbol": symbol, "size": 13, "color": colour, "line": _EDGE},
    )  # fmt: skip


def _styled(figure: go.Figure, n_rows: int, *, row_px: int) -> go.Figure:
    figure.update_xaxes(
        ticks="", fixedrange=True, tickfont={"size": 14, "color": _INK}, title_font={"size": 14, "color": _QUIET}
    )
    figure.update_yaxes(visible=False, range=[-0.45, n_rows - 0.35], fixedrange=True)
    return figure.update_layout(
        template="none",
        height=n_rows * row_px + _FOOT_PX,
        margin={"l": 2, "r": 10, "t": 0, "b": _FOOT_PX},
        font={"family": _FONT, "size": 14, "color": _INK},
        showlegend=False,
        paper_bgcolor="white",
        plot_bgcolor="white",
        hoverlabel={"font": {"family": _FONT, "size": 14}, "bgcolor": "white"},
    )
