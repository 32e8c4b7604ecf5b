"""Published deployments: a table with the columns of the Met's deployment records, as a spreadsheet writes it.

Cells may be separated by commas, semicolons or tabs, and headers be in capitals
(`sim.core.columns`). Only place, date and faces have to be there. A deployment without faces (a fault
stopped it) can be neither predicted nor judged: it is kept, and whoever uses it leaves it out and says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.core.errors import ScenarioError
from sim.core.columns import Columns, read_columns

__all__ = ["COLUMNS", "Deployment", "read_deployments"]

COLUMNS = (
    "date",
    "location",
    "duration_min",
    "watchlist_size",
    "threshold",
    "faces_seen_estimate",
    "total_alerts",
    "true_confirmed",
    "true_unconfirmed",
    "false_confirmed",
    "false_unconfirmed",
    "arrests",
)
"""What is read; the first two and `faces_seen_estimate` are needed, and other columns are left alone."""

_NEEDED = ("date", "location", "faces_seen_estimate")
_LONGEST_QUOTED = 60
_DECIMAL_COMMA = re.compile(r"^([+-]?\d*),(\d+)$")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


@dataclass(frozen=True)
class Deployment:
    """One row of the record; None where nothing is published."""

    line: int
    """Of the file, where the row begins."""
    date: date
    location: str
    """As published."""
    hours: float | None
    watchlist_size: int | None
    threshold: float | None
    faces: int | None
    """The published estimate: detections, not people."""
    alerts: int | None
    false_alerts: int | None
    """Confirmed and unconfirmed."""
    arrests: int | None

    @property
    def town(self) -> str:
        """The last part of the location in plain words: what its record's rows of one neighbourhood share."""
        return " ".join(re.sub(r"[^a-z ]", " ", self.location.lower().split(",")[-1]).split())


def read_deployments(file: Path) -> tuple[Deployment, ...]:
    """Read deployments in the order of the file.

    Raises
    ------
    ScenarioError
        If the file cannot be read or has no rows, a column is missing, or a cell is not what its column holds; the
        message names line and column.
    """
    table = read_columns(file, _NEEDED, known=[name for name in COLUMNS if name not in _NEEDED])
    return tuple(_deployment(_Row(table, row)) for row in range(len(table.lines)))


class _Row:
    """The cells of one row by the name of their column."""

    def __init__(self, table: Columns, row: int) -> None:
        self._table, self._row, self.line = table, row, table.lines[row]

    def text(self, column: str) -> str:
        """Return a cell; empty if there is no such column."""
        return self._table.text(column, self._row) or ""

    def needed(self, column: str) -> str:
        """Return a cell that has to be filled."""
        return self.text(column) or self.refuse(column, "it is empty", "a value")

    def refuse(self, column: str, what: str, allowed: str) -> str:
        """Say what is wrong with a cell."""
        raise ScenarioError(f"{self._table.where(self._row)}: {column}", what, allowed)

    def number(self, column: str, is_right: Callable[[float], bool], allowed: str) -> float | None:
        """Return a number, or None where the cell is empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(_DECIMAL_COMMA.sub(r"\1.\2", text))
        except ValueError:
            value = float("nan")
        if not is_right(value):
            self.refuse(column, f"it is not possible ({_quoted(text)})", allowed)
        return value

    def count(self, column: str) -> int | None:
        """Return a whole number of things, or None where the cell is empty."""
        text = self.text(column)
        if _THOUSANDS.fullmatch(text):
            self.refuse(
                column, f"it may be thousands or a fraction ({_quoted(text)})", "a whole number, no mark between digits"
            )
        value = self.number(
            column, lambda x: x >= 0 and x == int(x) if abs(x) < _MOST else False, "a whole number, 0 or more"
        )
        return None if value is None else int(value)


_MOST = 1e12


def _deployment(row: _Row) -> Deployment:
    minutes = row.number("duration_min", lambda x: 0 < x <= _MINUTES_OF_A_DAY, "above 0 and at most 1440 minutes")
    confirmed, unconfirmed = row.count("false_confirmed"), row.count("false_unconfirmed")
    is_known = confirmed is not None or unconfirmed is not None
    alerts, arrests = row.count("total_alerts"), row.count("arrests")
    false_alerts = (confirmed or 0) + (unconfirmed or 0) if is_known else None
    if alerts is not None and false_alerts is not None and false_alerts > alerts:
        row.refuse(
            "total_alerts", f"there are more false alerts than alerts ({false_alerts} of {alerts})", "as many or more"
        )
    if alerts is not None and arrests is not None and arrests > alerts:
        row.refuse("arrests", f"there are more arrests than alerts ({arrests} of {alerts})", "as many or fewer")
    return Deployment(
        line=row.line,
        date=_date(row),
        location=row.needed("location"),
        hours=None if minutes is None else minutes / 60,
        watchlist_size=row.count("watchlist_size"),
        threshold=row.number("threshold", lambda x: 0 < x < 1, "above 0 and below 1"),
        faces=row.count("faces_seen_estimate"),
        alerts=alerts,
        false_alerts=false_alerts,
        arrests=arrests,
    )


_MINUTES_OF_A_DAY = 1440


def _date(row: _Row) -> date:
    text = row.needed("date")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        row.refuse("date", f"it is not a date ({_quoted(text)})", "YYYY-MM-DD, such as 2025-03-22")
    try:
        return date.fromisoformat(text)
    except ValueError:
        row.refuse("date", f"there is no such day ({text})", "YYYY-MM-DD, such as 2025-03-22")
        raise


def _quoted(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTED else text[:_LONGEST_QUOTED] + "..."
