"""Runs and metrics as text: a table for people, or one JSON document for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import polars as pl
from rich.console import Console

from sim.core.documents import json_text
from sim.metrics.catalogue import headlines
from sim.report.console import headed
from sim.report.layout import print_table
from sim.report.numbers import clock_time
from sim.store.runs import StoredRun

__all__ = ["as_json", "print_metrics", "print_runs"]

_WHOLE = 99.5
"""Numbers from here on are given to the unit, others to two digits."""


def as_json(run: StoredRun) -> str:
    """Return a stored run as one JSON document: its manifest and every metric."""
    return json_text({"run": asdict(run.manifest), "path": str(run.path), "metrics": run.metrics.to_dicts()})


def print_metrics(run: StoredRun, console: Console) -> None:
    """Print what a run was of and its main results, with numerator, denominator and interval."""
    about = run.manifest
    start, end = (clock_time(about.start_h, hours * 3600) for hours in (0.0, about.duration_h))
    console.print(
        headed(about.place, f": {about.policy}, {start} to {end}, seed {about.seed}, replication {about.replication}")
    )
    if about.backend == "image":
        console.print(
            "Seen in pixels: rendered heads, found and compared by neural networks. TPIR and FPIR are this pipeline's "
            "own in this run, and no police system's; they say nothing of any group of people."
        )
    if about.given:
        console.print(
            f"Conditioned on {about.given}: a day is expected to have {about.weight:.3g} of them. "
            "What this day counts is what one looks like, and no estimate of how often it happens."
        )
    rows = {(row["name"], row["estimator"]): row for row in run.metrics.filter(pl.col("by") == "all").to_dicts()}
    cells = [
        (name.replace("_", " "), *_sampled(rows[name, "sampled"]), *_expected(rows.get((name, "expected"))))
        for name in _headlines("deployment")
        if (name, "sampled") in rows
    ]
    print_table(console, ("", "this day", "counted", "95 % interval", "expected", "9 in 10 days"), cells)
    for row in (rows[name, "sampled"] for name in _headlines("day") if (name, "sampled") in rows):
        console.print(
            f"{row['name'].replace('_', ' ')}: {_number(row['value'])} {row['unit']}, "
            f"{_number(row['low'])} to {_number(row['high'])} ({row['interval']})"
        )
    console.print(f"run {about.run_id} in {run.path}")


def print_runs(runs: Sequence[StoredRun], console: Console) -> None:
    """List stored runs."""
    if not runs:
        console.print("no stored runs")
        return
    abouts = [run.manifest for run in runs]
    rows = [(one.run_id, one.place, one.policy, str(one.seed), str(one.replication)) for one in abouts]
    print_table(console, ("run", "place", "policy", "seed", "replication"), rows, words=3)


def _headlines(source: str) -> list[str]:
    return [row.name for row in headlines() if row.source == source]


def _sampled(row: dict[str, Any]) -> tuple[str, str, str]:
    is_rate = row["denominator"] != 1
    counted = f"{row['numerator']:,.6g} in {row['denominator']:,.6g}" if is_rate else ""
    return _number(row["value"]), counted, _range(row)


def _expected(row: dict[str, Any] | None) -> tuple[str, str]:
    return ("", "") if row is None else (_number(row["value"]), _range(row))


def _range(row: dict[str, Any]) -> str:
    return "" if row["low"] is None else f"{_number(row['low'])} to {_number(row['high'])}"


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:.2g}"
