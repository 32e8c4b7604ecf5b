"""Two programmes beside each other: what each came to, and the difference, paired where both share their chance.

Programmes with the same borough, seed and replication share people, days and chance, so that a deployment of both
differs by what was done differently and not by luck. The difference of a count is then judged by the differences of
deployments that both had, and by the whole counts of those that only one had:

    variance = n s^2 + sum of the counts of the others,    s the spread of the n paired differences.

Programmes that do not share their chance are compared as two counts, with the variance of both together. Intervals are
the difference and 1.96 standard errors to either side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl
from rich.console import Console

from sim.metrics.catalogue import CATALOGUE, Row
from sim.programme.schema import Programme
from sim.report.layout import print_table, say
from sim.report.numbers import count_text, two_digits
from sim.store.programmes import StoredProgramme

__all__ = ["Difference", "difference_document", "differences", "print_difference", "why_not_paired"]

_Z = 1.959963984540054
_SHARED = ("begins", "months", "groups", "borough", "network", "habits", "listing", "streets")
"""What two programmes must have alike for their people and days to be the same."""
_TRUST = {
    "treat_fairly_change": "fair, beyond the trend, points",
    "good_job_change": "good job, beyond the trend, points",
    "support_change": "support the cameras, points",
}


@dataclass(frozen=True)
class Difference:
    """One metric of two programmes; the difference is the second less the first."""

    name: str
    label: str
    first: float
    second: float
    difference: float
    low: float | None
    high: float | None
    """The 95 % interval of the difference; None where there is no chance in it, or none that is known."""
    expected: float | None
    """The difference of the expected numbers, where there are any."""


def why_not_paired(first: StoredProgramme, second: StoredProgramme) -> str:
    """Say why two programmes do not share their chance; empty where they do."""
    for what in ("seed", "replication"):
        if first.manifest[what] != second.manifest[what]:
            return f"they have another {what} each ({first.manifest[what]} and {second.manifest[what]})"
    one, other = first.programme, second.programme
    unlike = [name for name in _SHARED if not _is_alike(one, other, name)]
    return f"they differ in {', '.join(unlike)}" if unlike else ""


def differences(first: StoredProgramme, second: StoredProgramme) -> list[Difference]:
    """Return the differences of what is counted in both, and of trust beyond the trend."""
    is_paired = not why_not_paired(first, second)
    return [*_counts(first, second, is_paired=is_paired), *_trust(first, second)]


def difference_document(first: StoredProgramme, second: StoredProgramme) -> dict[str, Any]:
    """Return the comparison as part of a document."""
    why = why_not_paired(first, second)
    return {"is_paired": not why, "why_not": why or None, "rows": [asdict(one) for one in differences(first, second)]}


def print_difference(first: StoredProgramme, second: StoredProgramme, console: Console) -> None:
    """Print the difference of two programmes."""
    rows = [
        (
            one.label,
            _said(one, one.first),
            _said(one, one.second),
            _said(one, one.difference, is_change=True),
            "" if one.low is None or one.high is None else f"{_change(one.low)} to {_change(one.high)}",
            "" if one.expected is None else _change(one.expected),
        )
        for one in differences(first, second)
    ]
    console.print()
    say(console, f"A: {first.manifest['programme']}")
    say(console, f"B: {second.manifest['programme']}")
    print_table(console, ("", "A", "B", "B less A", "95 % interval", "expected"), rows, title="Difference")
    why = why_not_paired(first, second)
    if why:
        say(console, f"Not paired: {why}. What is chance in one is not in the other, and intervals are of two counts.")
    else:
        say(console, "Paired: the same people, days and chance. Intervals are by what deployments of both differ in.")


def _is_alike(one: Programme, other: Programme, name: str) -> bool:
    return bool(getattr(one, name) == getattr(other, name))


def _counts(first: StoredProgramme, second: StoredProgramme, *, is_paired: bool) -> Iterator[Difference]:
    one, other = (stored.table("deployments").filter(pl.col("ethnic_group") == "all") for stored in (first, second))
    yield Difference(
        "deployments", "deployments", one.height, other.height, other.height - one.height, None, None, None
    )
    for row in _shown(one, other):
        a, b = float(one[row.name].sum() or 0), float(other[row.name].sum() or 0)
        error = (_paired_variance(one, other, row.name) if is_paired else a + b) ** 0.5
        expected = f"expected_{row.name}"
        known = expected in one.columns and one[expected].null_count() == other[expected].null_count() == 0
        yield Difference(
            row.name,
            row.label.lower(),
            a,
            b,
            b - a,
            b - a - _Z * error if row.shape == "count" or row.shape == "made" else None,
            b - a + _Z * error if row.shape == "count" or row.shape == "made" else None,
            float(other[expected].sum() or 0) - float(one[expected].sum() or 0) if known else None,
        )


def _shown(one: pl.DataFrame, other: pl.DataFrame) -> Iterator[Row]:
    for row in CATALOGUE:
        is_there = row.in_months is not None and all(row.name in table.columns for table in (one, other))
        if is_there and any(float(table[row.name].sum() or 0) for table in (one, other)):
            yield row


def _paired_variance(one: pl.DataFrame, other: pl.DataFrame, name: str) -> float:
    keys = ["deployment", "date", "place"]
    both = one.select(*keys, pl.col(name).cast(pl.Float64)).join(
        other.select(*keys, pl.col(name).cast(pl.Float64)), on=keys, how="full", suffix="_other", coalesce=True
    )
    paired = both.drop_nulls()
    apart = paired[f"{name}_other"] - paired[name]
    spread = float(apart.var() or 0.0) if paired.height > 1 else 0.0  # type: ignore[arg-type]
    alone = both.filter(pl.col(name).is_null() | pl.col(f"{name}_other").is_null())
    return paired.height * spread + float(alone.select(pl.sum_horizontal(name, f"{name}_other")).sum().item() or 0.0)


def _trust(first: StoredProgramme, second: StoredProgramme) -> Iterator[Difference]:
    tables = [stored.table("metrics").filter(pl.col("by") == "all") for stored in (first, second)]
    for name, label in _TRUST.items():
        values = [table.filter(pl.col("name") == name)["value"].to_list() for table in tables]
        if all(value and value[0] is not None for value in values):
            a, b = (float(value[0]) for value in values)
            yield Difference(name, label, a, b, b - a, None, None, None)


def _said(one: Difference, value: float, *, is_change: bool = False) -> str:
    if one.name in _TRUST or is_change:
        return _change(value)
    return count_text(round(value))


def _change(value: float) -> str:
    text = two_digits(abs(value)) if abs(value) < 100 else f"{abs(value):,.0f}"
    return text if text == "0" else f"{'+' if value > 0 else '-'}{text}"
