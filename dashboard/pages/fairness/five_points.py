"""The five points for one group as intervals: what the page draws, and the same with an address of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.pages.fairness import words
from dashboard.parts.chart import Chart, Chosen
from dashboard.parts.interval_rows import on_log_axis
from sim.report.interval_picture import IntervalRow, intervals_svg
from sim.report.library import StoredComparison
from sim.report.numbers import ratio_text

__all__ = ["FIVE_POINTS", "arms_and_groups", "points_of", "text_of"]

_MOST = 30.0
"""The end of the axis: bars that reach it go on beyond it."""


def points_of(rows: Sequence[Mapping[str, Any]], group: str) -> list[IntervalRow]:
    """Return every measure of one group, in the order of the points."""
    return [
        _interval(row, f"{words.heading(row['point'])}: {row['measure']}")
        for row in rows
        if row["ethnic_group"] == group
    ]


def text_of(ratio: float) -> str:
    """Write a ratio with three digits, since 1.04 is not 1."""
    return f"{ratio:.3g}" if ratio < 100 else ratio_text(ratio)


def arms_and_groups(comparison: StoredComparison) -> Mapping[str, Sequence[str]]:
    """Return what can be chosen of a chart of one group of an arm."""
    return {"arm": comparison.arms, "group": list(comparison.document["groups"])}


def _interval(row: Mapping[str, Any], label: str) -> IntervalRow:
    notes = [words.INPUT] if row["status"] == "input" else []
    if row["ratio"] is None or row["low"] is None or row["high"] is None:
        return IntervalRow(label, words.NOT_ENOUGH, None, ", ".join(notes))
    if row["smallest"] is not None:
        notes.append(words.SMALLEST.format(ratio=text_of(row["smallest"])))
    says = words.ratio(*(text_of(row[key]) for key in ("ratio", "low", "high")))
    return IntervalRow(label, says, on_log_axis(row["low"], row["ratio"], row["high"], most=_MOST), "; ".join(notes))


def _draw(comparison: StoredComparison, width: int, chosen: Chosen) -> str | None:
    rows = points_of(comparison.rows("points", arm=chosen["arm"]), chosen["group"])
    if not rows:
        return None
    group = comparison.document["groups"][chosen["group"]]
    return intervals_svg(rows, ends=words.ENDS, title=f"{words.POINTS}: {group}, {chosen['arm']}", width=width)


FIVE_POINTS = Chart("five-points", words.POINTS, _draw, "comparison", arms_and_groups, "points")
