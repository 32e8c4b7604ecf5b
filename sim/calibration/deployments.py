"""Published deployments: a table with the columns of the Met's deployment records, as a spreadsheet writes it.

However cells are separated, and of a workbook too (`sim.core.columns`). Only place, date and faces have to be there. A
deployment without faces (a fault stopped it) can be neither predicted nor judged: it is kept, and whoever uses it
leaves it out and says so.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.columns import Columns, read_columns
from sim.core.dates import read_dates
from sim.core.errors import NoEffect, ScenarioError

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
"""What is read; the first two and `faces_seen_estimate` are needed; of others it is said that they are passed over."""

_NEEDED = ("date", "location", "faces_seen_estimate")
Floats: TypeAlias = NDArray[np.float64]


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
    """Read deployments in the order of the file, a text or a workbook.

    Of columns that nothing reads it is said (`NoEffect`), with the name that each may have been meant by.

    Raises
    ------
    ScenarioError
        If the file cannot be read or has no rows, a column is missing, or a cell is not what its column holds; the
        message names line and column.
    """
    table = read_columns(file, _NEEDED, known=[name for name in COLUMNS if name not in _NEEDED])
    if unused := _unused(table):
        warnings.warn(f"{file}: not used: {', '.join(unused)}", NoEffect, stacklevel=2)
    cells = {name: _numbers(table, name) for name in COLUMNS if name not in ("date", "location")}
    return tuple(
        _deployment(table, row, day, {name: _known(column[row]) for name, column in cells.items()})
        for row, day in enumerate(read_dates(table, "date"))
    )


def _unused(table: Columns) -> list[str]:
    """Return the columns that nothing reads, each with the name that it may have been meant by."""
    absent = [name for name in COLUMNS if name not in table]
    near = {name: get_close_matches(name, absent, n=1) for name in table.header if name and name not in COLUMNS}
    return [
        f"the column {name}" + (f" ({meant[0]} is read, and is not there)" if meant else "")
        for name, meant in near.items()
    ]


def _numbers(table: Columns, name: str) -> Floats:
    """Return a column of numbers; NaN where a cell is empty, or all of it where there is no such column."""
    if name not in table:
        return np.full(len(table.lines), np.nan)
    if name not in _BOUNDED:
        return table.counts(name, optional=True, least=0)
    is_right, allowed = _BOUNDED[name]
    numbers = table.numbers(name, optional=True)
    for row, value in enumerate(numbers.tolist()):
        if not (np.isnan(value) or is_right(value)):
            raise ScenarioError(table.where(row, name), f"`{name}` is {value:g}", allowed)
    return numbers


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _deployment(table: Columns, row: int, day: date, of: Mapping[str, float | None]) -> Deployment:
    def count(name: str) -> int | None:
        return None if (value := of[name]) is None else int(value)

    confirmed, unconfirmed = count("false_confirmed"), count("false_unconfirmed")
    is_known = confirmed is not None or unconfirmed is not None
    alerts, arrests, minutes = count("total_alerts"), count("arrests"), of["duration_min"]
    false_alerts = (confirmed or 0) + (unconfirmed or 0) if is_known else None
    if alerts is not None and false_alerts is not None and false_alerts > alerts:
        raise ScenarioError(
            table.where(row, "total_alerts"),
            f"there are more false alerts than alerts ({false_alerts} of {alerts})",
            "as many or more",
        )
    if alerts is not None and arrests is not None and arrests > alerts:
        raise ScenarioError(
            table.where(row, "arrests"),
            f"there are more arrests than alerts ({arrests} of {alerts})",
            "as many or fewer",
        )
    return Deployment(
        line=table.lines[row],
        date=day,
        location=_needed(table, row, "location"),
        hours=None if minutes is None else minutes / 60,
        watchlist_size=count("watchlist_size"),
        threshold=of["threshold"],
        faces=count("faces_seen_estimate"),
        alerts=alerts,
        false_alerts=false_alerts,
        arrests=arrests,
    )


_MINUTES_OF_A_DAY = 1440
_BOUNDED: Mapping[str, tuple[Callable[[float], bool], str]] = {
    "duration_min": (lambda x: 0 < x <= _MINUTES_OF_A_DAY, "above 0 and at most 1440 minutes"),
    "threshold": (lambda x: 0 < x < 1, "above 0 and below 1"),
}


def _needed(table: Columns, row: int, column: str) -> str:
    text = table.text(column, row)
    if text is None:
        raise ScenarioError(table.where(row, column), f"`{column}` is empty", "a value")
    return text
