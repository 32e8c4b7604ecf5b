"""The metrics of one run or programme as tables and sentences of a report: headlines, by group, and every one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from sim.metrics.catalogue import labels, metric, nouns
from sim.report import words
from sim.report.document import Cell, Column, Picture, Table
from sim.report.figures import Rung, ladder
from sim.report.numbers import count_text, digits_for, signed

__all__ = ["HEADLINES", "every_metric", "group_table", "headline_table", "ladder_picture", "sentences_of"]

HEADLINES = (
    "arrests", "false_stops", "alerts", "false_alerts", "engagements", "faces_seen", "people", "false_alerts_per_face",
    "arrests_per_alert", "stop_searches", "search_arrests", "officer_hours", "cost", "trust_fairness_change",
    "trust_effectiveness_change", "treat_fairly_change", "good_job_change", "support_change", "less_safe_change",
)  # fmt: skip
"""The metrics that reports name first, in this order, those of which a result has any."""
_GROUPED = ("faces_seen", "alerts", "engagements", "false_stops", "arrests")
_SAID = ("arrests", "false_stops", "false_alerts", "engagements")
_TRUST = ("trust_fairness_change", "treat_fairly_change")
_LADDER = ("people", "faces_seen", "alerts", "engagements", "arrests", "false_stops")
_WIDTH = 680

_Rows = Mapping[tuple[str, str, str, str], Mapping[str, Any]]

_WHAT = Column("what", "What")
_COUNTED = Column("counted", "Counted", "number", "What happened in the simulated run")
_OUT_OF = Column("out_of", "Out of", "number", "What it is divided by; empty for a count")
_VALUE = Column("value", "Value", "number", "Counted over out of")
_EXPECTED = Column("expected", "Expected", "number", "The mean of a great many such runs")
_UNIT = Column("unit", "Unit")
_RANGE = (Column("low", "From", "number", joined="Range"), Column("high", "To", "number"))
_OF_RANGE = Column("range", "What the range is")


def headline_table(metrics: pl.DataFrame, *, times: str) -> Table:
    """Return the main figures of everybody.

    Parameters
    ----------
    metrics
        One row a metric; the columns are the fields of `sim.metrics.metric.Metric`.
    times
        Of what there are many such: "days".
    """
    rows = _by_key(metrics)
    found = [pair for name in HEADLINES if (pair := _headline(rows, name)) is not None]
    columns = (_WHAT, _COUNTED, _OUT_OF, _EXPECTED, *_RANGE, _UNIT, _OF_RANGE)
    return Table("headlines", words.COUNTS, columns, tuple((*row, _of_range(row, how, times)) for row, how in found))


def group_table(metrics: pl.DataFrame, groups: Mapping[str, str], *, times: str) -> Table | None:
    """Return what each ethnic group has of the main counts; None where nothing is told apart.

    Parameters
    ----------
    groups
        What each group is called, by name.
    times
        See `headline_table`.
    """
    rows = _by_key(metrics)
    found = [
        (labels()[name], label, *_counted_and_expected(rows, name, "ethnic_group", group))
        for name in _GROUPED
        for group, label in groups.items()
        if (name, "sampled", "ethnic_group", group) in rows
    ]
    if not found:
        return None
    columns = (_WHAT, Column("group", "Group"), _COUNTED, _EXPECTED, *_range_columns(times))
    return Table("by_group", words.OF_GROUPS, columns, tuple(found))


def every_metric(metrics: pl.DataFrame, groups: Mapping[str, str]) -> Table:
    """Return every metric of everybody and of each ethnic group, with numerator, denominator and interval."""
    columns = (
        _WHAT, Column("estimator", "How"), Column("group", "Group"), Column("numerator", "Counted", "number"),
        Column("denominator", "Out of", "number"), _VALUE, Column("low", "From", "number", joined="Interval"),
        Column("high", "To", "number"), Column("interval", "What the interval is"), _UNIT,
    )  # fmt: skip
    kept = metrics.filter(pl.col("by").is_in(["all", "ethnic_group"]))
    rows = tuple(
        (
            metric(row["name"]).label, row["estimator"].replace("_", " "),
            "everybody" if row["by"] == "all" else groups.get(row["group"], row["group"]), row["numerator"],
            row["denominator"], row["value"], row["low"], row["high"], row["interval"], row["unit"],
        )
        for row in kept.iter_rows(named=True)
    )  # fmt: skip
    return Table("every_metric", words.OF_ALL, columns, rows)


def sentences_of(metrics: pl.DataFrame, *, times: str) -> Iterator[str]:
    """Yield the main counts in words, each with the range that 9 in 10 have, and the change of trust with its own."""
    rows = _by_key(metrics)
    for name in _SAID:
        row = rows.get((name, "expected", "all", "all"))
        if row is not None and row["low"] is not None:
            yield words.expected_sentence(times, nouns()[name], row["value"], row["low"], row["high"])
    for name in _TRUST:
        row = rows.get((name, metric(name).estimators[0], "all", "all"))
        if row is not None and row["low"] is not None and row["high"] is not None:
            digits = digits_for(max(abs(row["low"]), abs(row["high"])))
            low, high = signed(row["low"], digits), signed(row["high"], digits)
            yield words.change_sentence(metric(name).label, low, high, row["unit"])


def ladder_picture(metrics: pl.DataFrame, *, title: str, axis: str) -> Picture | None:
    """Draw the counts from the people on the street to false stops; None where nothing is counted."""
    rows = _by_key(metrics)
    rungs = [rung for name in _LADDER if (rung := _rung(rows, name)) is not None]
    if not rungs:
        return None
    said = "; ".join(f"{rung.label} {count_text(rung.value)}{_of_rung(rung)}" for rung in rungs)
    svg = ladder(rungs, axis=axis, title=title, width=_WIDTH)
    return Picture(svg, f"{title}. {said}.", f"{title}. {words.COUNTS_NOTE}")


def _by_key(metrics: pl.DataFrame) -> _Rows:
    return {(row["name"], row["estimator"], row["by"], row["group"]): row for row in metrics.iter_rows(named=True)}


def _headline(rows: _Rows, name: str) -> tuple[tuple[Cell, ...], str] | None:
    """Return the cells of a metric, and what its range is: that of the expected count, or of what was counted."""
    counted, expected = rows.get((name, "sampled", "all", "all")), rows.get((name, "expected", "all", "all"))
    shown = counted or expected
    if shown is None or (shown["value"] is None and expected is None):
        return None
    about = metric(name)
    ranged = expected if about.shape == "count" and expected is not None else shown
    is_over = about.shape == "rate" and counted is not None
    cells: tuple[Cell, ...] = (
        about.label,
        None if counted is None else counted["numerator"] if is_over else counted["value"],
        shown["denominator"] if is_over else None,
        None if expected is None else expected["value"],
        ranged["low"],
        ranged["high"],
        about.unit,
    )
    return cells, ranged["interval"] if ranged["low"] is not None else ""


def _of_range(row: tuple[Cell, ...], how: str, times: str) -> str:
    """Say what the range of a row is: most are of such days or programmes, others are intervals of what was counted."""
    if how.startswith("90 % of"):
        return f"9 in 10 {times}"
    return f"{how}, of counted over out of" if how and row[2] is not None else how


def _counted_and_expected(rows: _Rows, name: str, by: str, group: str) -> Sequence[Cell]:
    counted, expected = rows[name, "sampled", by, group], rows.get((name, "expected", by, group))
    if expected is None:
        return (counted["value"], None, None, None)
    return (counted["value"], expected["value"], expected["low"], expected["high"])


def _range_columns(times: str) -> tuple[Column, Column]:
    said = f"9 in 10 {times}"
    return Column("low", f"{said}: from", "number", joined=said), Column("high", f"{said}: to", "number")


def _rung(rows: _Rows, name: str) -> Rung | None:
    counted, expected = rows.get((name, "sampled", "all", "all")), rows.get((name, "expected", "all", "all"))
    if counted is None or counted["value"] is None:
        return None
    if expected is None:
        return Rung(metric(name).label, counted["value"])
    return Rung(metric(name).label, counted["value"], expected["low"], expected["high"])


def _of_rung(rung: Rung) -> str:
    if rung.low is None or rung.high is None:
        return ""
    return f" ({count_text(rung.low)} to {count_text(rung.high)})"
