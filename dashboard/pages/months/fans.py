"""What each month of a programme came to over many runs, as fans with an address of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.pages.months import words
from dashboard.parts.chart import Chart, Chosen
from sim.report.library import StoredComparison
from sim.report.line_charts import Fan, fan_svg
from sim.report.numbers import signed, two_digits

__all__ = ["ALL", "FAN", "MonthsOf", "months_of"]

ALL = "all"
_LABELS = {**words.CHARTS, **words.TRUST, **words.CAMERAS}
_LETTERS, _SHORT = 1, 3
_WIDE = 480
"""From this width in pixels on, months have three letters."""


@dataclass(frozen=True)
class MonthsOf:
    """The months of one arm, group and metric."""

    label: str
    rows: Sequence[Mapping[str, Any]]
    """By month."""
    names: Sequence[str]
    """What each month is called."""
    is_change: bool
    """It is of trust, with a sign."""

    def write(self, value: float) -> str:
        """Write one of its values."""
        return signed(value) if self.is_change else two_digits(value)

    @property
    def is_none(self) -> bool:
        """Whether there was none in any month of 9 in 10 runs."""
        return not any(row["low_90"] or row["high_90"] for row in self.rows)

    @property
    def says(self) -> str:
        """Say it in words."""
        first, last = self.rows[0], self.rows[-1]
        values = (first["median"], last["median"], last["low_90"], last["high_90"])
        return words.alternative(self.label, *(self.write(value) for value in values))

    def cells(self) -> list[list[str]]:
        """Return the rows of its table."""
        write = self.write
        return [
            [
                name,
                write(row["median"]),
                f"{write(row['low_50'])} to {write(row['high_50'])}",
                f"{write(row['low_90'])} to {write(row['high_90'])}",
            ]
            for name, row in zip(self.names, self.rows, strict=True)
        ]


def months_of(comparison: StoredComparison, chosen: Chosen) -> MonthsOf | None:
    """Return the months of what is chosen of FAN; None where there are none."""
    where = {"arm": chosen["arm"], "ethnic_group": chosen["group"], "name": chosen["metric"]}
    rows = sorted(comparison.rows("months", **where), key=lambda row: int(row["month"]))
    if not rows:
        return None
    begins = date.fromisoformat(comparison.document["begins"][chosen["arm"]])
    names = [_month(begins, row["month"]) for row in rows]
    return MonthsOf(_LABELS[chosen["metric"]], rows, names, chosen["metric"] not in words.CHARTS)


def _choices(comparison: StoredComparison) -> Mapping[str, Sequence[str]]:
    if not comparison.has_months:
        return {"metric": (), "arm": (), "group": ()}
    known = {row["name"] for row in comparison.rows("months")}
    return {
        "metric": [name for name in _LABELS if name in known],
        "arm": comparison.arms[::-1],
        "group": [ALL, *comparison.document["groups"]],
    }


def _draw(comparison: StoredComparison, width: int, chosen: Chosen) -> str | None:
    """Draw one fan, on an axis that all arms share."""
    found = months_of(comparison, chosen) if chosen else None
    if found is None:
        return None
    all_arms = comparison.rows("months", name=chosen["metric"], ethnic_group=chosen["group"])
    low, high = (pick(row[end] for row in all_arms) for pick, end in ((min, "low_90"), (max, "high_90")))
    letters = _SHORT if width >= _WIDE else _LETTERS
    fan = Fan(
        [name[:letters] for name in found.names],
        [row["median"] for row in found.rows],
        [(row["low_50"], row["high_50"]) for row in found.rows],
        [(row["low_90"], row["high_90"]) for row in found.rows],
        _pauses(comparison, chosen["arm"], found.rows),
    )
    return fan_svg(fan, label=found.says, low=low, high=high, width=width, title=found.label)


FAN = Chart("fan", words.FANS, _draw, "comparison", _choices, "months")


def _month(begins: date, month: int) -> str:
    """Return what a month of a programme is called, from 0, the day before it."""
    if month == 0:
        return words.BEFORE
    k = begins.year * 12 + begins.month - 1 + month - 1
    return date(k // 12, k % 12 + 1, 1).strftime("%B %Y")


def _pauses(comparison: StoredComparison, arm: str, rows: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """Return where the pauses of an arm are, in places along the months that are drawn."""
    begins, first = date.fromisoformat(comparison.document["begins"][arm]), rows[0]["month"]
    found = []
    for event in comparison.document["events"][arm]:
        if event["kind"] == "pause":
            until = _place(begins, event["until"]) if event["until"] else float(rows[-1]["month"] + 1)
            found.append((_place(begins, event["on"]) - first + 1, until - first + 1))
    return found


def _place(begins: date, on: str) -> float:
    """Return how many months after the beginning a day is."""
    day = date.fromisoformat(on)
    return (day.year - begins.year) * 12 + day.month - begins.month + (day.day - begins.day) / 30.4
