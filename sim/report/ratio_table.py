"""The five points as a table of a report: each group's ratio to everybody else, with the counts of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.report import words
from sim.report.document import Column, Table

__all__ = ["ratio_table"]

_STATUS = {"finding": "finding", "input": "an input, no finding", "expected": "expected"}
_COLUMNS = (
    Column("point", "Point"), Column("measure", "Measure"), Column("group", "Group"), Column("status", "Status"),
    Column("ratio", "Ratio", "number", "The group's share over everybody else's; empty where there are no cases"),
    Column("low", "From", "number", joined="95 % interval"), Column("high", "To", "number"),
    Column("cases", "Group: cases", "number"), Column("of", "Group: of", "number"),
    Column("other_cases", "Others: cases", "number"), Column("other_of", "Others: of", "number"),
)  # fmt: skip


def ratio_table(points: Sequence[Mapping[str, Any]], groups: Mapping[str, str]) -> Table | None:
    """Return the ratios of all groups at all points; None where there are none.

    Parameters
    ----------
    points
        Rows of `sim.programme.five_points.Point`, with the arm where there are several.
    groups
        What each group is called, by name.
    """
    if not points:
        return None
    has_arms = "arm" in points[0]
    rows = tuple(
        (
            *((row["arm"],) if has_arms else ()), row["point"], row["measure"],
            groups.get(row["ethnic_group"], row["ethnic_group"]), _STATUS[row["status"]], row["ratio"], row["low"],
            row["high"], row["numerator"], row["denominator"], row["other_numerator"], row["other_denominator"],
        )
        for row in points
    )  # fmt: skip
    columns = (*((Column("arm", "Arm"),) if has_arms else ()), *_COLUMNS)
    return Table("ratios", words.POINTS, columns, rows, note=words.POINTS_NOTE)
