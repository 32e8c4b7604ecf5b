"""Days as people write them in tables: 2025-03-22, or 22/03/2025 where the column shows which number is the month."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import numpy as np

from sim.core.columns import Columns, short
from sim.core.errors import ScenarioError

__all__ = ["read_dates"]

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_ALLOWED = "YYYY-MM-DD, such as 2025-03-22"
_MONTHS = 12


def read_dates(table: Columns, column: str) -> tuple[date, ...]:
    """Return a column of days.

    Where the year stands last, one number above 12 tells of all rows whether days or months stand first; days that no
    row tells of are refused, since one reading would be as good as the other. So are texts of that kind beside days of
    a workbook: a spreadsheet that expects months first has made days of those that it could read so, 3 December of
    12/03/2025, and has left the others.

    Raises
    ------
    ScenarioError
        If a cell is empty, no day, one that there is not, or may be two days.
    """
    cells = [_filled(table, column, row) for row in range(len(table.lines))]
    firsts = [(int(found[1]), int(found[3])) for cell in cells if (found := _YEAR_LAST.fullmatch(cell))]
    numbers = np.array(firsts, np.int64).reshape(-1, 2) > _MONTHS
    _refuse_half_read(table, column, cells)
    is_day_first, is_month_first = bool(numbers[:, 0].any()), bool(numbers[:, 1].any())
    return tuple(_day(table, column, row, cell, is_day_first, is_month_first) for row, cell in enumerate(cells))


def _filled(table: Columns, column: str, row: int) -> str:
    text = table.text(column, row)
    if text is None:
        raise ScenarioError(table.where(row, column), f"`{column}` is empty", "a value")
    return text


def _refuse_half_read(table: Columns, column: str, cells: Sequence[str]) -> None:
    """Refuse a column of a workbook of which some cells are days, and others texts with the year last."""
    texts = [row for row, cell in enumerate(cells) if _YEAR_LAST.fullmatch(cell)]
    if table.sheet and texts and any(_YEAR_FIRST.fullmatch(cell) for cell in cells):
        raise ScenarioError(
            table.where(texts[0], column),
            f"`{column}` is text here and a day in other rows ({cells[texts[0]]}): the spreadsheet may have "
            "exchanged day and month of those",
            f"days in all rows, or texts in all, best as {_ALLOWED}",
        )


def _day(table: Columns, column: str, row: int, cell: str, is_day_first: bool, is_month_first: bool) -> date:
    where = table.where(row, column)
    if found := _YEAR_FIRST.fullmatch(cell):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := _YEAR_LAST.fullmatch(cell):
        if is_day_first == is_month_first:
            why = "other rows have days first, and others months" if is_day_first else "no row tells which is the day"
            raise ScenarioError(where, f"`{column}` may be two days ({cell}): {why}", _ALLOWED)
        year, month, day = int(found[4]), int(found[3]), int(found[1])
        if is_month_first:
            month, day = day, month
    else:
        raise ScenarioError(where, f"`{column}` is not a date ({short(cell)})", _ALLOWED)
    try:
        return date(year, month, day)
    except ValueError:
        raise ScenarioError(where, f"there is no such day ({cell})", _ALLOWED) from None
