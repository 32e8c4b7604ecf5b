"""Trade-offs on the command line: the objectives of each setting, and what dominates it."""

from __future__ import annotations

import polars as pl
from rich.console import Console

from sim.compare.pareto import OBJECTIVES
from sim.ensemble.run import EnsembleResult
from sim.metrics.catalogue import metric
from sim.report.layout import print_table, say
from sim.report.numbers import two_digits

__all__ = ["print_pareto"]


def print_pareto(result: EnsembleResult, table: pl.DataFrame, console: Console) -> None:
    """Print one row a setting; those that nothing dominates first."""
    say(console, f"{result.ensemble.arms[0].settings.name}: {table.height} settings of the same people and chance")
    say(console, f"{result.count('done')} done, {result.count('failed')} failed, {result.count('missing')} missing")
    numbers = {arm: f"{k + 1}" for k, arm in enumerate(table["arm"])}
    known = [one for one in OBJECTIVES if one.name in table.columns]
    rows = [
        (
            f"{numbers[row['arm']]} {_settings(row['arm'])}",
            *(_number(row[one.name]) for one in known),
            ", ".join(numbers[other] for other in row["dominated_by"]) or "none",
        )
        for row in sorted(table.iter_rows(named=True), key=lambda row: bool(row["dominated_by"]))
    ]
    heads = [f"{metric(one.name).label.split(',')[0]}\n({'more' if one.more else 'less'} is better)" for one in known]
    print_table(console, ("", *heads, "dominated by"), rows)
    say(console, "A setting is dominated if another is worse in none of these, and better in one beyond chance.")


def _settings(arm: str) -> str:
    return " ".join(arm.split("+")[1:])


def _number(value: float) -> str:
    text = f"{abs(value):,.0f}" if abs(value) >= 100 else two_digits(abs(value))
    return text if value >= 0 or text == "0" else f"-{text}"
