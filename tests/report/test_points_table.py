"""The five points as text: no ratio without its counts, none that is infinite, and inputs apart from findings."""

from __future__ import annotations

from dataclasses import asdict, replace
from io import StringIO

import polars as pl
import pytest
from rich.console import Console

from sim.metrics.disparity import share_ratio
from sim.programme.five_points import Point
from sim.report.points_table import print_points

LABELS = {"a": "Group A", "b": "[Group B]"}


def point(group, counts, *, status="finding", **changed):
    ratio = share_ratio(*counts)
    made = Point(
        point="who", measure="wanted", estimator="sampled", status=status, ethnic_group=group, ratio=ratio.value,
        low=ratio.low, high=ratio.high, interval=ratio.interval, smallest=ratio.smallest, largest=ratio.largest,
        p=ratio.p, mix_low=None, mix_high=None, numerator=float(counts[0]), denominator=float(counts[1]),
        other_numerator=float(counts[2]), other_denominator=float(counts[3]),
    )  # fmt: skip
    return replace(made, **changed)


def printed(*points):
    out = StringIO()
    print_points(pl.DataFrame([asdict(one) for one in points]), LABELS, Console(file=out, width=120))
    return out.getvalue()


def row(text, label):
    return " ".join(next(line for line in text.splitlines() if line.strip().startswith(label)).split())


def test_a_ratio_stands_with_its_counts_its_interval_and_what_could_have_shown():
    text = printed(point("a", (90, 97, 514, 604)), point("b", (514, 604, 90, 97)))
    assert row(text, "Group A") == "Group A 90 of 97 1.09* 1.004 to 1.15 0.87 / 1.11"
    assert row(text, "[Group B]") == "[Group B] 514 of 604 0.92* 0.87 to 0.996 0.90 / 1.15"
    assert row(text, "all") == "all 604 of 701"
    assert "2 of 2 comparisons" in text
    assert "about 0.1 would by chance alone" in " ".join(text.split())


def test_a_count_of_none_gives_a_bound_and_never_infinity():
    text = printed(point("a", (3, 97, 0, 604)), point("b", (0, 604, 3, 97)))
    assert "others: none" in row(text, "Group A")
    assert "above " in row(text, "Group A")
    assert "0 of 604 0** 0 to" in row(text, "[Group B]")
    assert "inf" not in text


def test_what_nobody_had_is_not_shown_and_a_group_without_cases_says_so():
    assert "wanted" not in printed(point("a", (0, 97, 0, 604)), point("b", (0, 604, 0, 97)))
    assert "no cases" in row(printed(point("a", (0, 0, 4, 9)), point("b", (4, 9, 0, 0))), "Group A")


@pytest.mark.parametrize(("low", "high"), [(3.4, 74.0), (0.5, 0.9)])
def test_an_input_is_marked_and_is_no_finding(low, high):
    text = printed(point("a", (8, 97, 2, 604), status="input", low=low, high=high, mix_low=low / 2, mix_high=2 * high))
    assert " i " in row(text, "Group A")
    assert "*" not in row(text, "Group A")
    assert "Input, no finding" in text
    assert "comparisons" not in text
