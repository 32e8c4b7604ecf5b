"""Counts of all runs of one arm of a comparison together, so that one law of rates serves a day and a year alike."""

from __future__ import annotations

from typing import Any

import polars as pl

from sim.report.library import StoredComparison
from sim.report.results import Results

__all__ = ["pooled", "runs_of"]

_SCANNED = "where"
"""The point whose denominators are the residents of a group."""
_MONTHS = 12


def pooled(comparison: StoredComparison, arm: str) -> Results:
    """Return what happened, and what was expected, in all runs of an arm together, of everybody and each ethnic group.

    Beside what the runs counted there are `resident_years`: residents times the years that were simulated, where the
    arm is a programme and its five points say how many residents there are.
    """
    rows = [_count(row) for row in comparison.rows("levels", arm=arm) if row["events"] is not None]
    rows = [row for row in rows if row["by"] in ("all", "ethnic_group")]
    rows += _resident_years(comparison, arm)
    schema = {"value": pl.Float64, "numerator": pl.Float64, "denominator": pl.Float64, "low": pl.Float64,
              "high": pl.Float64}  # fmt: skip
    return Results(pl.DataFrame(rows, infer_schema_length=None, schema_overrides=schema))


def runs_of(comparison: StoredComparison, arm: str) -> int:
    """Return how many runs an arm's counts are of."""
    return max((int(row["cases"]) for row in comparison.rows("levels", arm=arm)), default=0)


def _count(row: dict[str, Any]) -> dict[str, Any]:
    return _row(row["name"], row["estimator"], row["by"], row["group"], float(row["events"]))


def _resident_years(comparison: StoredComparison, arm: str) -> list[dict[str, Any]]:
    months = [row["month"] for row in comparison.rows("months", arm=arm)]
    years = max(months, default=0) / _MONTHS * runs_of(comparison, arm)
    groups: dict[str, float] = {}
    for row in comparison.rows("points", arm=arm, point=_SCANNED):
        groups.setdefault(row["ethnic_group"], row["denominator"])
        groups.setdefault("all", row["denominator"] + row["other_denominator"])
    return [
        _row("resident_years", how, "all" if group == "all" else "ethnic_group", group, residents * years)
        for group, residents in groups.items()
        for how in ("sampled", "expected")
        if years
    ]


def _row(name: str, estimator: str, by: str, group: str, n: float) -> dict[str, Any]:
    return {
        "name": name, "estimator": estimator, "by": by, "group": group, "value": n, "numerator": n, "denominator": 1.0,
        "low": None, "high": None, "interval": "", "unit": "",
    }  # fmt: skip
