"""Runs and metrics as text: a table for people, or one JSON document for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import polars as pl
from rich.console import Console
from rich.table import Table

from sim.progress import clock_time
from sim.store import StoredRun

__all__ = ["as_json", "print_metrics", "print_runs"]

_HEADLINES = (
    "people", "faces_seen", "searches", "alerts", "true_alerts", "false_alerts", "dismissed", "lost", "engagements",
    "false_stops", "arrests", "tpir", "false_alerts_per_face", "arrests_per_alert", "arrests_per_face",
    "trust_fairness_change", "trust_effectiveness_change",
)


def as_json(run: StoredRun) -> str:
    """Return a stored run as one JSON document: its manifest and every metric."""
    return json.dumps({"run": asdict(run.manifest), "path": str(run.path), "metrics": run.metrics.to_dicts()}, indent=2)


def print_metrics(run: StoredRun, console: Console) -> None:
    """Print what a run was of and its main results, with numerator, denominator and interval."""
    about = run.manifest
    start, end = (clock_time(about.start_h, hours * 3600) for hours in (0.0, about.duration_h))
    console.print(f"[bold]{about.place}[/bold]: {about.policy}, {start} to {end}, seed {about.seed}, "
                  f"replication {about.replication}")
    table = Table("", "value", "low", "high", "from", "interval", box=None, pad_edge=False)
    chosen = run.metrics.filter(pl.col("by") == "all")
    for name in _HEADLINES:
        for row in chosen.filter(pl.col("name") == name).iter_rows(named=True):
            is_rate = row["denominator"] != 1
            given = f"{row['numerator']:,.6g} in {row['denominator']:,.6g}" if is_rate else ""
            label = name.replace("_", " ") + (" (expected)" if row["estimator"] == "expected" else "")
            table.add_row(label, _number(row["value"]), _number(row["low"]), _number(row["high"]), given, row["interval"])
    console.print(table)
    console.print(f"run {about.run_id} in {run.path}")


def print_runs(runs: Sequence[StoredRun], console: Console) -> None:
    """List stored runs."""
    if not runs:
        console.print("no stored runs")
        return
    table = Table("run", "place", "policy", "seed", "replication", box=None, pad_edge=False)
    for run in runs:
        about = run.manifest
        table.add_row(about.run_id, about.place, about.policy, str(about.seed), str(about.replication))
    console.print(table)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    if value != 0 and abs(value) < 1e-3:
        return f"{value:.2g}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
