"""Columns of a table, however a spreadsheet wrote it: numbers and names, and the line and column of what is wrong.

Cells are separated by commas, semicolons, tabs or upright bars, numbers have a decimal point or (where it separates
no cells) a decimal comma, and the text is UTF-8 or UTF-16. Names of columns go by their letters alone: case, spaces
and hyphens do not matter. Blank lines are passed over, and lines and columns are counted as an editor counts them. Of a
workbook (XLSX) the first sheet is read, with `sim.core.workbook`, and cells are named as it names them.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.core.errors import ScenarioError
from sim.core.workbook import first_sheet

__all__ = ["Columns", "read_columns", "short"]

_SEPARATORS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DECIMAL_COMMA = r"^([+-]?\d*),(\d+(?:[eE][+-]?\d+)?)$"
_THOUSANDS = r"^[+-]?\d{1,3}(?:[.,]\d{3})+$"
_GROUPED = r"^[+-]?[1-9]\d{0,2}(?:%s\d{3})+$"
_OTHER_MARK = {",": r"\d\.\d|^[+-]?\.\d", ".": r"\d,\d|^[+-]?,\d"}
"""What looks like thousands by each mark, and numbers that have the other one."""
_MOST = 1e15
"""Whole numbers above are not exact in every spreadsheet, nor here."""
_ROW = "row of the file"
_QUOTED = 60
"""Letters of the file that an error quotes."""


@dataclass(frozen=True)
class Columns:
    """The rows of a file that are not blank; cells are stripped, and None where they are empty."""

    file: Path
    frame: pl.DataFrame
    body: str
    """What stands below the header."""
    first_line: int
    """The line of the file that the body begins in."""
    separator: str
    header: tuple[str, ...] = ()
    """The names of all columns, as they stand."""
    sheet: str = ""
    """The name of the sheet of a workbook; nothing of a text."""

    def __contains__(self, column: str) -> bool:
        return column in self.frame.columns

    def where(self, row: int, column: str = "") -> str:
        """Return `file:line:column` of a row (the first is 0), or of a cell of it; of a workbook `file:sheet!B5`."""
        at = self.header.index(column) if column in self.header else 0
        if self.sheet:
            return f"{self.file}:{self.sheet}!{_letters(at)}{self.lines[row]}"
        line, place = _place_of(self.body, self.lines[row] - self.first_line, at, self.separator)
        return f"{self.file}:{self.first_line + line}:{place}"

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The line of the file in which each row begins."""
        if self.sheet:
            return tuple(self.first_line + row for row in self.frame[_ROW].to_list())
        begins = [self.first_line + before for before, *_ in _spans(self.body, self.separator)]
        return tuple(begins[row] for row in self.frame[_ROW].to_list())

    def text(self, column: str, row: int) -> str | None:
        """Return a cell; None if it is empty or there is no such column."""
        return self.frame[column][row] if column in self else None

    def numbers(self, column: str, *, optional: bool = False) -> NDArray[np.float64]:
        """Return a column as numbers; NaN where an optional cell is empty.

        Raises
        ------
        ScenarioError
            If a cell is not a finite number, is empty and not optional, or may have a mark of thousands.
        """
        cells = self.frame[column]
        self._refuse_thousands(column)
        pointed = cells.str.replace(_DECIMAL_COMMA, "${1}.${2}")
        numbers = pointed.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
        bad = ~np.isfinite(numbers)
        if optional:
            bad &= cells.is_not_null().to_numpy()
        for row in np.flatnonzero(bad)[:1]:
            said = "is empty" if cells[int(row)] is None else f"is not a number ({short(cells[int(row)])})"
            raise ScenarioError(self.where(int(row), column), f"`{column}` {said}", "finite numbers only")
        return np.asarray(numbers, np.float64)

    def _refuse_thousands(self, column: str) -> None:
        """Refuse numbers such as 1,234 beside one with the other mark, or between commas, where no decimal comma is."""
        cells = self.frame[column]
        for mark, others in _OTHER_MARK.items():
            grouped = cells.str.contains(_GROUPED % re.escape(mark)).fill_null(False).to_numpy()
            is_mixed = bool(cells.str.contains(others).any())
            if not grouped.any() or not (is_mixed or mark == self.separator):
                continue
            row = int(np.flatnonzero(grouped)[0])
            why = f"other numbers have a {'point' if mark == ',' else 'comma'}" if is_mixed else "commas part the cells"
            raise ScenarioError(
                self.where(row, column),
                f"`{column}` may be thousands, since {why} ({short(cells[row])})",
                "one decimal mark in a column, and no mark of thousands",
            )

    def counts(self, column: str, *, optional: bool = False, least: int = 1) -> NDArray[np.float64]:
        """Return a column of whole numbers of at least `least`; NaN where an optional cell is empty.

        Raises
        ------
        ScenarioError
            As for `numbers`, and if one is not whole, is below that, or may have a separator of thousands.
        """
        cells = self.frame[column]
        mixed = cells.str.contains(_THOUSANDS).fill_null(False).to_numpy()
        for row in np.flatnonzero(mixed)[:1]:
            raise ScenarioError(
                self.where(int(row), column),
                f"`{column}` may be thousands or a fraction ({short(cells[int(row)])})",
                "a whole number, without a mark between its digits",
            )
        numbers = self.numbers(column, optional=optional)
        is_wrong = (numbers < least) | (numbers > _MOST) | (numbers != np.round(numbers)) & np.isfinite(numbers)
        for row in np.flatnonzero(is_wrong)[:1]:
            raise ScenarioError(
                self.where(int(row), column),
                f"`{column}` is {short(cells[int(row)])}",
                f"a whole number, {least} or more" + (f" and at most {_MOST:g}" if numbers[row] > _MOST else ""),
            )
        return numbers

    def names(self, column: str) -> NDArray[np.str_]:
        """Return a column of names.

        Raises
        ------
        ScenarioError
            If one is empty.
        """
        names = self.frame[column]
        for row in np.flatnonzero(names.is_null().to_numpy())[:1]:
            raise ScenarioError(self.where(int(row), column), f"`{column}` is empty", f"the name of a {column}")
        return np.array(names.to_list(), np.str_)


def read_columns(file: Path, needed: Sequence[str], *, known: Sequence[str] = ()) -> Columns:
    """Read a text file with a header, or the first sheet of a workbook.

    Parameters
    ----------
    needed, known
        Columns that must be there, and that may be; others are passed over.

    Raises
    ------
    ScenarioError
        If the file cannot be read, lacks a column, has one twice, has no rows, or a row with more cells than columns.
    """
    raw = _raw(file, needed)
    if raw.startswith(_SPREADSHEETS):
        return _of_workbook(file, raw, needed, known)
    text = _decoded(file, raw)
    try:
        separator, names, lines = _header(file, text, needed)
        _refuse_repeated(file, names, (*needed, *known))
        body = text.split("\n", lines)[lines] if text.count("\n") >= lines else ""
        rows = list(_rows(file, body, lines + 1, separator, len(names)))
    except csv.Error as error:
        raise ScenarioError(str(file), f"cannot be read as CSV ({error})", _wanted(needed)) from None
    numbered = [f"{number}" for number in range(len(names))]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(numbered, pl.String), orient="row").with_row_index(_ROW)
    stripped = [pl.col(number).str.strip_chars().replace("", None) for number in numbered]
    used = {names.index(name): name for name in (*needed, *known) if name in names}
    frame = frame.filter(pl.any_horizontal(cell.is_not_null() for cell in stripped))
    frame = frame.select(_ROW, *(stripped[number].alias(name) for number, name in used.items()))
    if frame.is_empty():
        raise ScenarioError(str(file), "there are no rows below the header", "at least one")
    return Columns(file, frame, body, lines + 1, separator, tuple(names))


def _of_workbook(file: Path, raw: bytes, needed: Sequence[str], known: Sequence[str]) -> Columns:
    """Return the columns of the first sheet of a workbook, whose header is the first row that has something in it."""
    sheet, rows = first_sheet(file, raw)
    filled = [number for number, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        raise ScenarioError(str(file), f"the sheet {short(sheet)} is empty", _needs(needed))
    top = filled[0]
    names = [_name(cell) for cell in rows[top]]
    _refuse_absent(file, names, needed, _needs(needed))
    _refuse_repeated(file, names, (*needed, *known))
    used = {names.index(name): name for name in (*needed, *known) if name in names}
    body = filled[1:]
    if not body:
        raise ScenarioError(str(file), "there are no rows below the header", "at least one")
    cells = {
        name: [(rows[k][at].strip() or None) if at < len(rows[k]) else None for k in body] for at, name in used.items()
    }
    schema = {_ROW: pl.Int64, **dict.fromkeys(cells, pl.String)}
    frame = pl.DataFrame({_ROW: body, **cells}, schema=schema)
    return Columns(file, frame, "", 1, "", tuple(names), sheet)


def _refuse_repeated(file: Path, names: Sequence[str], used: Sequence[str]) -> None:
    for name in used:
        if names.count(name) > 1:
            raise ScenarioError(str(file), f"the column {name} is there {names.count(name)} times", "each once")


def _refuse_absent(file: Path, names: Sequence[str], needed: Sequence[str], allowed: str) -> None:
    absent = [name for name in needed if name not in names]
    if absent:
        what = f"no column {', '.join(absent)} (columns are {short(', '.join(names))})"
        raise ScenarioError(str(file), what, allowed)


def _raw(file: Path, needed: Sequence[str]) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise ScenarioError(str(file), "no such file") from None
    except OSError as error:
        raise ScenarioError(str(file), f"cannot be read ({error.strerror})", _wanted(needed)) from None


def _decoded(file: Path, raw: bytes) -> str:
    encoding = next((name for mark, name in _BOMS if raw.startswith(mark)), None) or _unmarked(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        before = raw[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line = before.count(b"\n") + 1
        raise ScenarioError(
            f"{file}:{line}",
            f"is not {encoding.upper().removesuffix('-SIG')} text (byte 0x{raw[error.start]:02x})",
            "a file saved as UTF-8 or UTF-16",
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unmarked(raw: bytes) -> str:
    """Return the encoding of text without a mark: every other byte of Latin text in UTF-16 is 0."""
    sample = np.frombuffer(raw[: 2 * (min(len(raw), 4096) // 2)], np.uint8).reshape(-1, 2) == 0
    first, second = sample.mean(axis=0) if sample.size else (0.0, 0.0)
    if max(first, second) < 0.5:
        return "utf-8"
    return "utf-16-le" if second > first else "utf-16-be"


def _header(file: Path, text: str, needed: Sequence[str]) -> tuple[str, list[str], int]:
    """Return the separator, the names in the header, and how many lines it ends after."""
    if not text.strip():
        raise ScenarioError(str(file), "the file is empty", _wanted(needed))
    # a spreadsheet's own way to say how cells are separated
    said = re.match(r"\s*sep=(.?)[ \t]*\n", text)
    best: tuple[int, str, list[str], int] | None = None
    for separator in (said[1],) if said and said[1].strip() else _SEPARATORS:
        filled = ((cells, after) for _, after, cells in _spans(text, separator) if any(cell.strip() for cell in cells))
        if said:
            next(filled)
        cells, after = next(filled, ([""], 0))
        names = [_name(cell) for cell in cells]
        found = sum(name in names for name in needed)
        if best is None or found > best[0]:
            best = (found, separator, names, after)
    assert best is not None
    _, separator, names, after = best
    _refuse_absent(file, names, needed, _wanted(needed))
    return separator, names, after


def _name(cell: str) -> str:
    """Return the name of a column by its letters alone."""
    return re.sub(r"[\s\-_]+", "_", cell.strip().lower())


def _letters(column: int) -> str:
    """Return what a spreadsheet calls a column, the first of them 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _place_of(body: str, line: int, cell: int, separator: str) -> tuple[int, int]:
    """Return the line, from 0, and the column, from 1, of a cell of the row that begins in a line."""
    text = body.split("\n", line)[line]
    column, is_quoted = 1, False
    for letter in text:
        if not cell and not (letter == " " and not is_quoted):
            break
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == "\n":
            if not is_quoted:
                break
            line, column = line + 1, 0
        elif letter == separator and not is_quoted:
            cell -= 1
        column += 1
    return line, column


def _spans(text: str, separator: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the lines before each row, the lines up to its end, and its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = 0
    for cells in reader:
        yield before, reader.line_num, cells
        before = reader.line_num


def _rows(file: Path, body: str, first_line: int, separator: str, columns: int) -> Iterator[list[str | None]]:
    """Yield the cells of each row, as many as there are columns.

    Raises
    ------
    ScenarioError
        If a row has more, or a quotation mark is not closed and would hold all that follows.
    """
    before = 0
    for before, _, cells in _spans(body, separator):
        if len(cells) > columns and any(cell.strip() for cell in cells[columns:]):
            comma = "; a decimal comma needs other marks between the cells" if separator == "," else ""
            line, place = _place_of(body, before, columns, separator)
            raise ScenarioError(
                f"{file}:{first_line + line}:{place}",
                f"{len(cells)} cells in {columns} columns",
                f"one for each{comma}",
            )
        yield [*cells, *[None] * columns][:columns]
    _refuse_unclosed(file, body.split("\n", before)[before], first_line + before, separator)


def _refuse_unclosed(file: Path, last: str, line: int, separator: str) -> None:
    """Refuse a last row that ends within quotation marks; marks that stand oddly otherwise are letters."""
    try:
        list(csv.reader(io.StringIO(last, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            what = "a quotation mark is not closed"
            raise ScenarioError(f"{file}:{line}", what, "quotation marks in pairs") from None


def short(said: str) -> str:
    """Return what a file says as an error can quote it: in one line of what can be printed."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in said[:_QUOTED])
    return shown if len(said) <= _QUOTED else f"{shown} ..."


def _wanted(needed: Sequence[str]) -> str:
    return f"{_needs(needed)}, separated by commas, semicolons, tabs or upright bars"


def _needs(needed: Sequence[str]) -> str:
    return f"it needs {', '.join(needed)}"
