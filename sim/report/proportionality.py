"""A sheet for proportionality on the command line, and as a document that pages and reports read at once.

The shipped one is `scenarios/verdicts/proportionality.json`, made by `passerby proportionality north_end_year+months=3
--others less_intrusive --pairs 20 --output scenarios/verdicts/proportionality.json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console

from sim.claims.proportionality import Other, SheetLimb, others_of, sheet_of
from sim.core.results_version import RESULTS_VERSION
from sim.ensemble.run import EnsembleResult
from sim.report.claims_tables import counts_words, range_words
from sim.report.layout import print_table, say
from sim.report.numbers import two_digits
from sim.report.versioned import read_versioned
from sim.scenario.shipped import file_of, names_of

__all__ = ["NO_TOTAL", "SHEET_DOCUMENT", "print_sheet", "read_sheet", "sheet_document", "sheet_table", "shipped_sheet"]

NO_TOTAL = (
    "There is no total and no score: what a limb asks is law and judgement, and quantities stand beside it. Ranges are "
    "of draws of what is uncertain, 95 %."
)
SHEET_DOCUMENT = "passerby proportionality"
_SHIPPED = "proportionality"


def sheet_document(result: EnsembleResult, arm: str, others: EnsembleResult | None, command: str) -> dict[str, Any]:
    """Return a sheet as a document.

    Parameters
    ----------
    others
        An ensemble of other means: its first arm is what the others are held against.
    command
        What makes it again.
    """
    settings = next(one.settings for one in result.ensemble.arms if one.name == arm)
    return {
        "document": SHEET_DOCUMENT,
        "results_version": RESULTS_VERSION,
        "created_by_version": version("passerby"),
        "command": command,
        "arm": arm,
        "title": settings.name,
        "no_total": NO_TOTAL,
        "ensemble_id": result.ensemble.ensemble_id,
        "seed": result.ensemble.seed,
        "draws": len(result.ensemble.design.draws),
        "failed": result.count("failed"),
        "limbs": [_limb(limb) for limb in sheet_of(result, arm)],
        "others": [] if others is None else [_other(one) for one in others_of(others)],
        "others_of": "" if others is None else others.ensemble.arms[0].name,
        "others_ensemble_id": "" if others is None else others.ensemble.ensemble_id,
        "others_draws": 0 if others is None else len(others.ensemble.design.draws),
    }


def read_sheet(path: Path) -> dict[str, Any]:
    """Read a document.

    Raises
    ------
    StoreError
        If it is none, or of another version of the results.
    """
    return read_versioned(
        path, SHEET_DOCUMENT, other="no sheet", again="`passerby proportionality SCENARIO --output FILE` makes one"
    )


def shipped_sheet() -> dict[str, Any] | None:
    """Return the shipped sheet; None where none is shipped."""
    return read_sheet(file_of("verdicts", _SHIPPED)) if _SHIPPED in names_of("verdicts") else None


def sheet_table(document: Mapping[str, Any]) -> pl.DataFrame:
    """Return the quantities of a document, one row a limb, quantity and group."""
    columns = ("metric", "label", "group", "value", "low", "high", "unit", "interval", "numerator", "denominator")
    rows = [
        {"limb": limb["name"], **{name: row[name] for name in columns}}
        for limb in document["limbs"]
        for row in limb["rows"]
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def print_sheet(result: EnsembleResult, arm: str, others: EnsembleResult | None, console: Console) -> None:
    """Print a sheet: a table a limb, and below it what no simulation can say."""
    say(console, NO_TOTAL)
    for found in sheet_of(result, arm):
        say(console, f"\n{found.limb.title}. {found.limb.asks}")
        rows = [
            (
                row.metric.label,
                row.finding.group,
                f"{range_words(row.finding)} {row.metric.unit}",
                counts_words(row.finding.numerator, row.finding.denominator),
            )
            for row in found.rows
        ]
        print_table(console, ("quantity", "of", "found (95 %)", "counts"), rows, words=2)
        if found.missing:
            say(console, f"Not in this scenario: {', '.join(found.missing)}.")
        say(console, f"Not for a simulation: {found.limb.not_simulated}")
    if others is not None:
        _print_others(others_of(others), others.ensemble.arms[0].name, console)


def _print_others(found: Sequence[Other], first: str, console: Console) -> None:
    say(
        console,
        f"\nOther means, against {first}: what each has more, paired (nought lies inside where chance may do it).",
    )
    rows = [
        (one.arm, one.metric.label, _apart(one.difference, one.low, one.high), one.metric.unit, one.interval)
        for one in found
    ]
    print_table(console, ("means", "quantity", "more (95 %)", "unit", "interval"), rows, words=2)


def _apart(difference: float | None, low: float | None, high: float | None) -> str:
    if difference is None:
        return "no value"
    ends = "no interval" if low is None or high is None else f"{two_digits(low)} to {two_digits(high)}"
    return f"{two_digits(difference)} ({ends})"


def _limb(found: SheetLimb) -> dict[str, Any]:
    return {
        "name": found.limb.name,
        "title": found.limb.title,
        "asks": found.limb.asks,
        "not_simulated": found.limb.not_simulated,
        "missing": list(found.missing),
        "rows": [{"metric": row.metric.name, "label": row.metric.label, **asdict(row.finding)} for row in found.rows],
    }


def _other(one: Other) -> Mapping[str, Any]:
    return {
        "arm": one.arm,
        "metric": one.metric.name,
        "label": one.metric.label,
        "unit": one.metric.unit,
        "difference": one.difference,
        "low": one.low,
        "high": one.high,
        "interval": one.interval,
    }
