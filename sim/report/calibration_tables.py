"""A fit as text: what was learned from which record, beside what was known before; or one document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rich.console import Console

from sim.calibration.checks import Pattern
from sim.calibration.fit_file import FitFile
from sim.report.layout import print_table, say

__all__ = ["fit_document", "print_comparison", "print_fit", "print_patterns"]


def fit_document(fit: FitFile, evidence: dict[str, float], patterns: Sequence[Pattern]) -> dict[str, Any]:
    """Return a fit, the logarithm of the evidence of each mechanism, and patterns as one document."""
    return {
        "fit": fit.model_dump(mode="json"),
        "log_evidence": evidence,
        "patterns": [pattern._asdict() for pattern in patterns],
    }


def print_fit(fit: FitFile, console: Console) -> None:
    """Print what was learned from, the unknowns before and after, and how boroughs differ."""
    record = fit.record
    say(console, f"{record.name}: {record.deployments} deployments, {record.first_day} to {record.last_day}")
    for left_out in record.left_out:
        say(console, f"left out: {len(left_out.lines)} rows, {left_out.why}")
    rows = [
        (
            one.name.replace("_", " "),
            one.unit,
            f"{_short(one.prior_low)} to {_short(one.prior_high)}",
            _short(one.median),
            f"{_short(one.low)} to {_short(one.high)}",
        )
        for one in fit.unknowns
    ]
    headings = ("", "unit", "before,\n95 %", "after,\nmedian", "after,\n95 %")
    print_table(console, headings, rows, title=f"Unknowns ({fit.mechanism})", words=2)
    levels = sorted(fit.boroughs.items(), key=lambda item: -item[1].mean)
    boroughs = [
        (name, f"{np.exp(one.mean):.2f}", f"{np.exp(-one.deviation):.2f} to {np.exp(one.deviation):.2f}")
        for name, one in levels
    ]
    print_table(
        console,
        ("", "true alerts\nagainst others", "times, one\nstandard deviation"),
        boroughs,
        title="Boroughs, for the same faces and hours",
    )


def print_patterns(patterns: Sequence[Pattern], console: Console) -> None:
    """Print patterns of the record beside those of records that the fit makes."""
    rows = [
        (one.name, f"{one.observed:.2f}", f"{one.low:.2f} to {one.high:.2f}", f"{one.p_below:.2f}") for one in patterns
    ]
    headings = ("", "record", "nine in ten\nof the fit's", "share of\nthem below")
    print_table(console, headings, rows, title="Patterns of the record, and of records that the fit makes")


def print_comparison(evidence: dict[str, float], console: Console) -> None:
    """Print how much likelier the record is under each mechanism than under the least likely."""
    best = max(evidence.values())
    rows = [
        (name, f"{value:.1f}", _short(float(np.exp(value - best))))
        for name, value in sorted(evidence.items(), key=lambda item: -item[1])
    ]
    headings = ("", "log\nevidence", "against\nthe best")
    print_table(console, headings, rows, title="Why alerts grow less than faces")
    console.print()
    say(console, "Mechanisms within a factor of 10 of the best cannot be told apart by this record.")


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"
