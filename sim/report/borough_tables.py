"""What is published of boroughs as text or as one document: figures with intervals, and ranks that know ties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from sim.compare.published import BoroughFigure
from sim.compare.ranking import BoroughMetric, BoroughRanking, Ranked
from sim.report.layout import print_table, say
from sim.report.numbers import count_text, ratio_text

__all__ = ["figure_text", "print_boroughs", "print_ranking", "ranking_document", "ranks_text", "title_of"]

HOW_TIES = (
    "Boroughs are tied where their intervals overlap; ranks are among all {n} with a figure. That two intervals of "
    "95 % do not overlap is a stricter test than of their difference at 5 %: among all pairs of 32 boroughs some 3 "
    "would be told apart by chance. Intervals hold chance alone: deployments differ by more, and offences and "
    "interviews come in clusters."
)
"""What is said beneath ranks."""
HOW_COUNTS = (
    "As recorded: a decision, of which nothing is sampled; so there is no interval, and equal numbers are tied."
)
NO_TELLING = "All are tied: these figures tell no borough from another."


def ranking_document(ranking: BoroughRanking) -> dict[str, Any]:
    """Return a ranking as a document."""
    metric = ranking.metric
    return {
        "metric": metric.name,
        "title": metric.title,
        "unit": metric.unit,
        "period": metric.period,
        "interval": metric.interval,
        "sources": list(metric.sources),
        "ranked": ranking.n_ranked,
        "tie_groups": [list(group) for group in ranking.groups],
        "all_tied": ranking.is_all_tied,
        "boroughs": [_row_document(row) for row in ranking.rows],
    }


def print_ranking(ranking: BoroughRanking, console: Console) -> None:
    """Print a metric by borough, in order as far as intervals allow."""
    metric = ranking.metric
    rows = [
        (
            row.figure.borough,
            figure_text(row.figure.value, is_count=metric.kind == "count"),
            interval_of(metric, row.figure),
            figure_text(row.figure.numerator, is_count=True),
            figure_text(row.figure.denominator, is_count=True),
            ranks_text(row),
            "-" if row.first is None else str(row.tied_with),
            "-" if not row.groups else _run(row.groups),
        )
        for row in ranking.rows
    ]
    headings = (
        "",
        metric.unit.replace(" per ", "\nper "),
        "95 %",
        "count",
        "of",
        "rank",
        "tied\nwith",
        "groups\nof ties",
    )
    print_table(console, headings, rows, title=title_of(metric))
    console.print()
    if metric.kind == "count":
        say(console, HOW_COUNTS)
    else:
        say(console, f"Intervals: {metric.interval}.")
        say(console, HOW_TIES.format(n=ranking.n_ranked))
    if ranking.is_all_tied:
        say(console, NO_TELLING)
    for source in metric.sources:
        say(console, f"Source: {source}.")


def print_boroughs(rankings: Sequence[BoroughRanking], console: Console) -> None:
    """Print all metrics of the same boroughs, a table each: figures with their intervals, by the names of boroughs."""
    for ranking in rankings:
        metric = ranking.metric
        rows = [
            (
                row.figure.borough,
                figure_text(row.figure.value, is_count=metric.kind == "count"),
                interval_of(metric, row.figure),
                figure_text(row.figure.numerator, is_count=True),
                figure_text(row.figure.denominator, is_count=True),
                ranks_text(row),
            )
            for row in sorted(ranking.rows, key=lambda row: row.figure.borough)
        ]
        title = f"{metric.name}: {title_of(metric)}"
        print_table(console, ("", "", "95 %", "count", "of", "rank"), rows, title=title)
    console.print()
    say(console, HOW_TIES.format(n="boroughs"))
    say(console, "One of them in order, with its ties and sources: passerby boroughs --metric NAME")


def title_of(metric: BoroughMetric) -> str:
    """Write what a metric is, of what and when."""
    what = metric.title if metric.kind == "count" else f"{metric.title}, {metric.unit}"
    return f"{what}, {metric.period}"


def figure_text(value: float | None, *, is_count: bool = False) -> str:
    """Write a figure; "-" where there is none."""
    if value is None:
        return "-"
    return count_text(value) if is_count else ratio_text(value)


def interval_of(metric: BoroughMetric, figure: BoroughFigure) -> str:
    """Write the interval of a figure; "-" where it has none."""
    if metric.kind == "count" or figure.low is None or figure.high is None:
        return "-"
    return f"{ratio_text(figure.low)} to {ratio_text(figure.high)}"


def ranks_text(row: Ranked) -> str:
    """Write the ranks that a borough may have: "3", "3 to 17"; "-" without a figure."""
    if row.first is None:
        return "-"
    return str(row.first) if row.first == row.last else f"{row.first} to {row.last}"


def _row_document(row: Ranked) -> dict[str, Any]:
    figure = row.figure
    return {
        "borough": figure.borough,
        "code": figure.code,
        "value": figure.value,
        "low": figure.low,
        "high": figure.high,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "rank_first": row.first,
        "rank_last": row.last,
        "tied_with": row.tied_with,
        "tie_groups": list(row.groups),
    }


def _run(groups: Sequence[int]) -> str:
    return str(groups[0]) if len(groups) == 1 else f"{groups[0]} to {groups[-1]}"
