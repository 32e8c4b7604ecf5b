"""Published deployments: a CSV file with the columns of the Met's deployment records, read line by line.

Only place, date and faces have to be there. A deployment without faces (a fault stopped it) can be neither predicted
nor judged: it is kept, and whoever uses it leaves it out and says so.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sim.core.errors import ScenarioError

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
    deployments = tuple(_read(file))
    if not deployments:
        raise ScenarioError(str(file), "there are no rows below the header", "at least one")
    return deployments


def _read(file: Path) -> Iterator[Deployment]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.reader(lines, strict=True)
            header = [name.strip() for name in next(rows, [])]
            _check_header(file, header)
            last = rows.line_num
            for cells in rows:
                line, last = last + 1, rows.line_num
                if any(cell.strip() for cell in cells):
                    yield _deployment(_Row(file, line, header, cells))
    except FileNotFoundError:
        raise ScenarioError(str(file), "no such file") from None
    except UnicodeDecodeError:
        raise ScenarioError(str(file), "is not text in UTF-8", "save it as CSV in UTF-8") from None
    except (OSError, csv.Error) as error:
        raise ScenarioError(str(file), f"cannot be read as CSV ({error})", "a table with commas") from None


def _check_header(file: Path, header: Sequence[str]) -> None:
    absent = [name for name in _NEEDED if name not in header]
    if absent:
        known = ", ".join(_quoted(name) for name in header) or "none"
        raise ScenarioError(
            f"{file}:1", f"no column {', '.join(absent)} (columns are {known})", f"it needs {', '.join(_NEEDED)}"
        )
    twice = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if twice:
        raise ScenarioError(f"{file}:1", f"the column {', '.join(twice)} stands there more than once", "once")


class _Row:
    """The cells of one row by the name of their column."""

    def __init__(self, file: Path, line: int, header: Sequence[str], cells: Sequence[str]) -> None:
        self.file, self.line = file, line
        if len(cells) != len(header):
            raise ScenarioError(
                f"{file}:{line}", f"there are {len(cells)} cells under {len(header)} columns", "one cell a column"
            )
        self._cells = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}

    def text(self, column: str) -> str:
        """Return a cell; empty if there is no such column."""
        return self._cells.get(column, "")

    def needed(self, column: str) -> str:
        """Return a cell that has to be filled."""
        return self.text(column) or self.refuse(column, "it is empty", "a value")

    def refuse(self, column: str, what: str, allowed: str) -> str:
        """Say what is wrong with a cell."""
        raise ScenarioError(f"{self.file}:{self.line}: {column}", what, allowed)

    def number(self, column: str, is_right: Callable[[float], bool], allowed: str) -> float | None:
        """Return a number, or None where the cell is empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not is_right(value):
            self.refuse(column, f"it is not possible ({_quoted(text)})", allowed)
        return value

    def count(self, column: str) -> int | None:
        """Return a whole number of things, or None where the cell is empty."""
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
