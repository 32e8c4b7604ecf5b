"""The five points as text: every ratio with its counts, its interval, and what the data could have shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from rich.console import Console

from sim.metrics.disparity import NO_CASES
from sim.recognition.accuracy.group_ratio import MixOfFaces
from sim.report.layout import print_table, say
from sim.report.numbers import count_text, ratio_text, two_digits

__all__ = ["print_points", "said_of"]

_LEVEL = 0.05
_HEADINGS = ("", "cases", "ratio", "95 % interval", "could show,\nbelow / above 1")


def print_points(points: pl.DataFrame, labels: dict[str, str], console: Console) -> None:
    """Print each group against everybody else, measure by measure.

    Parameters
    ----------
    points
        Rows of `sim.programme.five_points.Point`.
    labels
        What ethnic groups are called, by their names.
    """
    rows = list(_rows(points, labels))
    if not rows:
        return
    print_table(console, _HEADINGS, rows, title="Five points: each group against everybody else")
    console.print()
    for line in said_of(points):
        say(console, line)


def said_of(points: pl.DataFrame) -> Iterator[str]:
    """Yield what has to be known of the ratios: how many there are, what chance alone does, and what went in."""
    judged = points.filter((pl.col("status") == "finding") & pl.col("p").is_not_null())
    n, found = judged.height, judged.filter(pl.col("p") < _LEVEL).height
    strict = judged.filter(pl.col("p") < _LEVEL / max(n, 1)).height
    if n:
        yield (
            f"* The 95 % interval leaves out 1: {found} of {n} comparisons. Were no group treated otherwise than "
            f"another, about {count_text(_LEVEL * n)} would by chance alone. ** It would still with all {n} taken "
            f"together (Bonferroni, 5 % for the table): {strict}."
        )
    yield (
        "Could show: the least ratio above 1 and the greatest below it that such data show four times in five; "
        "a ratio between them says little. Intervals: by the score for shares, exact for rare events, by the delta "
        "method for averages; --json says which. No cases: nothing to compare."
    )
    if points.filter(pl.col("status") == "input").height:
        yield (
            "i Input, no finding: a setting states this by group (the recognition profile, whom officers search), and "
            "it comes out as it went in. The interval of what a profile's false alerts are expected to be is the "
            "posterior of its counts at the mix of faces it assumes; "
            f"in brackets, if a group's odds among the faces were {ratio_text(1 / MixOfFaces().odds_factor)} to "
            f"{ratio_text(MixOfFaces().odds_factor)} times those."
        )
    yield (
        "Ratios of where and who follow from the mix of people on each street and the make-up of the list, which "
        "nobody publishes and this programme assumes."
    )


def _rows(points: pl.DataFrame, labels: dict[str, str]) -> Iterator[tuple[str, ...]]:
    judged = points.filter((pl.col("status") == "finding") & pl.col("p").is_not_null()).height
    keys = ("point", "measure", "estimator")
    for (point, measure, estimator), rows in points.group_by(*keys, maintain_order=True):
        if not (rows["numerator"] + rows["other_numerator"]).sum():
            continue
        kind = ", expected" if estimator != "sampled" else ""
        cases = _mean if point == "manner" else _cases
        yield (f"{point}: {measure}{kind}",)
        first = rows.row(0, named=True)
        above, below = (first[f"{part}"] + first[f"other_{part}"] for part in ("numerator", "denominator"))
        yield ("  all", cases(above, below), "", "", "")
        for row in rows.iter_rows(named=True):
            yield (
                f"  {labels.get(row['ethnic_group'], row['ethnic_group'])}",
                cases(row["numerator"], row["denominator"]),
                _ratio(row, judged),
                _interval(row),
                _could_show(row),
            )


def _cases(above: float, below: float) -> str:
    return f"{count_text(above)} of {count_text(below)}"


def _mean(total: float, n: float) -> str:
    return f"{two_digits(total / n)}, mean of {count_text(n)}" if n else ""


def _size(ratio: float) -> str:
    """Write a ratio: two decimals about 1, three where two would make it 1, two digits elsewhere."""
    if f"{ratio:.2f}" == "1.00" and ratio != 1:
        return f"{ratio:.3f}"
    return f"{ratio:.2f}" if 0.1 <= ratio < 2 else two_digits(ratio)


def _ratio(row: dict[str, Any], judged: int) -> str:
    mark = " i" if row["status"] == "input" else ""
    if row["ratio"] is None:
        return f"{NO_CASES if not row['numerator'] else 'others: none'}{mark}"
    if row["status"] == "finding" and row["p"] is not None and row["p"] < _LEVEL:
        mark = "**" if row["p"] < _LEVEL / judged else "*"
    return f"{_size(row['ratio'])}{mark}"


def _interval(row: dict[str, Any]) -> str:
    if row["low"] is None:
        return ""
    if row["high"] is None:
        return f"above {_size(row['low'])}"
    text = f"{_size(row['low'])} to {_size(row['high'])}"
    if row["mix_low"] is None or (row["mix_low"], row["mix_high"]) == (row["low"], row["high"]):
        return text
    return f"{text}\n({_size(row['mix_low'])} to {_size(row['mix_high'])})"


def _could_show(row: dict[str, Any]) -> str:
    if row["smallest"] is None and row["largest"] is None:
        return "none" if row["p"] is not None else ""
    return " / ".join("-" if row[end] is None else _size(row[end]) for end in ("largest", "smallest"))
