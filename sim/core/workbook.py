"""The first sheet of a workbook (XLSX) as texts, with openpyxl, which comes with the extra `spreadsheets`."""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sim.core.errors import ScenarioError

__all__ = ["first_sheet"]

_ZIPPED = b"PK\x03\x04"
_DAMAGED = (
    zlib.error, EOFError, RuntimeError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, OSError,
    SyntaxError,
)  # fmt: skip
"""What a damaged workbook can end in, besides what openpyxl says of it."""
_MOST_ROWS = 2**20
"""Of a sheet, in any spreadsheet."""
_MOST_BYTES = 256 * 2**20
"""Of all parts unpacked: a million rows of three numbers have 130 MB."""
_INSTEAD = "save it as XLSX or CSV"


def first_sheet(file: Path, raw: bytes) -> tuple[str, list[list[str]]]:
    """Return the name of the first sheet of a workbook and its rows, each a list of cells as texts.

    Numbers are written as they are stored, with as many digits as they have; days as YYYY-MM-DD; empty cells are
    empty texts. Of a formula the value is taken that the spreadsheet last worked out.

    Parameters
    ----------
    file, raw
        Its name, for what is said if it is wrong, and its content.

    Raises
    ------
    ScenarioError
        If it is no workbook of this kind, openpyxl is not there, or a cell holds an error.
    """
    if not raw.startswith(_ZIPPED):
        raise ScenarioError(str(file), "is a spreadsheet of an old kind, and not text", _INSTEAD)
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError:
        raise ScenarioError(
            str(file),
            "is a spreadsheet, and openpyxl is not installed, which reads them",
            "install the extra `spreadsheets`, or save it as CSV",
        ) from None
    try:
        with warnings.catch_warnings():
            # of styles and extensions that it leaves out
            warnings.simplefilter("ignore")
            _refuse_large(file, raw)
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            # a sheet says how wide it is, and rows would be filled up to that: one that was formatted whole says 16,384
            sheet.reset_dimensions()
            return str(sheet.title), list(_rows(file, sheet))
    except (InvalidFileException, BadZipFile, *_DAMAGED) as error:
        raise ScenarioError(str(file), f"is no workbook that can be read ({type(error).__name__})", _INSTEAD) from None


def _refuse_large(file: Path, raw: bytes) -> None:
    """Refuse what would be unpacked to more than a sheet of numbers is."""
    with ZipFile(io.BytesIO(raw)) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > _MOST_BYTES:
        raise ScenarioError(str(file), f"unpacks to {size / 2**20:,.0f} MB", f"at most {_MOST_BYTES // 2**20} MB")


def _rows(file: Path, sheet: Any) -> Iterator[list[str]]:
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > _MOST_ROWS:
            raise ScenarioError(str(file), f"the sheet has a row below {_MOST_ROWS}", f"at most {_MOST_ROWS} rows")
        yield [_text(file, sheet.title, cell) for cell in row]


def _text(file: Path, sheet: str, cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        raise ScenarioError(f"{file}:{sheet}!{cell.coordinate}", f"holds an error ({value})", "a value")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
