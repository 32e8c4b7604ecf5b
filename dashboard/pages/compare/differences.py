"""Paired differences of two arms as intervals: what the page draws, and the same with an address of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.pages.compare import words
from dashboard.parts.chart import Chart, Chosen
from dashboard.parts.interval_rows import centred
from sim.metrics.catalogue import metric
from sim.report.interval_picture import IntervalRow, intervals_svg
from sim.report.library import StoredComparison
from sim.report.numbers import count_text, signed, two_digits

__all__ = ["DIFFERENCES", "interval", "is_shown", "plain_text", "rows_between", "signed_text"]

_EXPECTED = ("arrests", "false_stops", "alerts", "false_alerts", "engagements")
_FRACTIONS = 1000


def rows_between(comparison: StoredComparison, first: str, second: str) -> dict[str, Mapping[str, Any]]:
    """Return the differences of everybody between two arms, by the name of what is counted."""
    rows = comparison.rows("differences", first=first, second=second, by="all")
    return {row["name"]: row for row in rows if is_shown(row)}


def is_shown(row: Mapping[str, Any]) -> bool:
    """Return whether a page shows a row: of what has an expectation, that, since it has no luck in it."""
    return bool(row["estimator"] == ("expected" if _is_expected(row["name"]) else "sampled"))


def interval(row: Mapping[str, Any], label: str | None = None) -> IntervalRow:
    """Return a difference on a scale of its own, with no difference in the middle."""
    about = metric(row["name"])
    name = label or words.HEADLINES.get(row["name"], about.label)
    value, low, high = row["difference"], row["low"], row["high"]
    if value is None or low is None or high is None:
        return IntervalRow(name, words.NONE, None)
    if not low and not value and not high:
        return IntervalRow(name, words.NO_DIFFERENCE, centred(0.0, 0.0, 0.0), about.unit)
    text = words.difference_text(signed_text(value), signed_text(low), signed_text(high))
    return IntervalRow(name, text, centred(low, value, high), about.unit)


def signed_text(value: float) -> str:
    """Write a difference with its sign and the digits that it can bear."""
    text = plain_text(abs(value))
    return signed(0.0) if text == "0" else ("+" if value > 0 else "\u2212") + text


def plain_text(value: float) -> str:
    """Write a level with the digits that it can bear."""
    return count_text(value) if abs(value) >= _FRACTIONS else two_digits(value)


def _is_expected(name: str) -> bool:
    return name in _EXPECTED or name.endswith(("_change", "_per_face", "_per_alert"))


def _others(comparison: StoredComparison) -> Mapping[str, Sequence[str]]:
    return {"arm": comparison.arms[1:]}


def _draw(comparison: StoredComparison, width: int, chosen: Chosen) -> str:
    first, second = comparison.arms[0], chosen["arm"]
    rows = rows_between(comparison, first, second)
    title = f"{comparison.title}: {words.heading(second, first)}"
    of = [interval(rows[name]) for name in words.HEADLINES if name in rows]
    return intervals_svg(of, ends=words.ENDS, title=title, width=width)


DIFFERENCES = Chart("differences", words.DIFFERENCES, _draw, "comparison", _others, "differences")
