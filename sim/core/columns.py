"""Columns of a text file, however a spreadsheet wrote it: numbers and names, and the line of what is wrong.

Cells are separated by commas, semicolons, tabs or upright bars, numbers have a decimal point or (where it separates
no cells) a decimal comma, and the text is UTF-8 or UTF-16. Names of columns go by their letters alone: case, spaces
and hyphens do not matter. Blank lines are passed over, and lines are counted as an editor counts them.
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

__all__ = ["Columns", "read_columns"]

_SEPARATORS = (",", ";", "\t", "|")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPREADSHEET = b"PK\x03\x04"
_DECIMAL_COMMA = r"^([+-]?\d*),(\d+(?:[eE][+-]?\d+)?)$"
_THOUSANDS = r"^\d{1,3}(?:[.,]\d{3})+$"
_ROW = "row of the file"
_QUOTED = 100
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

    def __contains__(self, column: str) -> bool:
        return column in self.frame.columns

    def where(self, row: int) -> str:
        """Return `file:line` of a row, the first of them 0."""
        return f"{self.file}:{self.lines[row]}"

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The line of the file in which each row begins."""
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
            If a cell is not a finite number, or is empty and not optional.
        """
        cells = self.frame[column]
        pointed = cells.str.replace(_DECIMAL_COMMA, "${1}.${2}")
        numbers = pointed.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
        bad = ~np.isfinite(numbers)
        if optional:
            bad &= cells.is_not_null().to_numpy()
        for row in np.flatnonzero(bad)[:1]:
            said = "is empty" if cells[int(row)] is None else f"is not a number ({_short(cells[int(row)])})"
            raise ScenarioError(self.where(int(row)), f"`{column}` {said}", "finite numbers only")
        return np.asarray(numbers, np.float64)

    def counts(self, column: str, *, optional: bool = False) -> NDArray[np.float64]:
        """Return a column of whole numbers of at least 1; NaN where an optional cell is empty.

        Raises
        ------
        ScenarioError
            As for `numbers`, and if one is not whole, is below 1, or may have a separator of thousands.
        """
        cells, numbers = self.frame[column], self.numbers(column, optional=optional)
        mixed = cells.str.contains(_THOUSANDS).fill_null(False).to_numpy()
        for row in np.flatnonzero(mixed)[:1]:
            raise ScenarioError(
                self.where(int(row)),
                f"`{column}` may be thousands or a fraction ({_short(cells[int(row)])})",
                "a whole number, without a mark between its digits",
            )
        for row in np.flatnonzero((numbers < 1) | (numbers != np.round(numbers)) & np.isfinite(numbers))[:1]:
            raise ScenarioError(
                self.where(int(row)), f"`{column}` is {_short(cells[int(row)])}", "a whole number, 1 or more"
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
            raise ScenarioError(self.where(int(row)), f"`{column}` is empty", f"the name of a {column}")
        return np.array(names.to_list(), np.str_)


def read_columns(file: Path, needed: Sequence[str], *, known: Sequence[str] = ()) -> Columns:
    """Read a text file with a header.

    Parameters
    ----------
    needed, known
        Columns that must be there, and that may be; others are passed over.

    Raises
    ------
    ScenarioError
        If the file cannot be read, lacks a column, has one twice, has no rows, or a row with more cells than columns.
    """
    text = _decoded(file, needed)
    try:
        separator, names, lines = _header(file, text, needed)
        for name in (*needed, *known):
            if names.count(name) > 1:
                raise ScenarioError(str(file), f"the column {name} is there {names.count(name)} times", "each once")
        body = text.split("\n", lines)[lines] if text.count("\n") >= lines else ""
        _refuse_ragged(file, body, lines + 1, separator, len(names))
    except csv.Error as error:
        raise ScenarioError(str(file), f"cannot be read as CSV ({error})", _wanted(needed)) from None
    numbered = [f"{number}" for number in range(len(names))]
    try:
        frame = pl.read_csv(
            f"{separator.join(numbered)}\n{body}".encode(),
            separator=separator,
            infer_schema=False,
            truncate_ragged_lines=True,
        ).with_row_index(_ROW)
    except pl.exceptions.PolarsError as error:
        raise ScenarioError(
            str(file), f"cannot be read as CSV ({_short(str(error).splitlines()[0])})", _wanted(needed)
        ) from None
    stripped = [pl.col(number).str.strip_chars().replace("", None) for number in numbered]
    used = {names.index(name): name for name in (*needed, *known) if name in names}
    frame = frame.filter(pl.any_horizontal(cell.is_not_null() for cell in stripped))
    frame = frame.select(_ROW, *(stripped[number].alias(name) for number, name in used.items()))
    if frame.is_empty():
        raise ScenarioError(str(file), "there are no rows below the header", "at least one")
    return Columns(file, frame, body, lines + 1, separator)


def _decoded(file: Path, needed: Sequence[str]) -> str:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise ScenarioError(str(file), "no such file") from None
    except OSError as error:
        raise ScenarioError(str(file), f"cannot be read ({error.strerror})", _wanted(needed)) from None
    if raw.startswith(_SPREADSHEET):
        raise ScenarioError(str(file), "is a spreadsheet, not text", "save it as CSV")
    encoding = next((name for mark, name in _BOMS if raw.startswith(mark)), None) or _unmarked(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
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
        names = [re.sub(r"[\s\-_]+", "_", cell.strip().lower()) for cell in cells]
        found = sum(name in names for name in needed)
        if best is None or found > best[0]:
            best = (found, separator, names, after)
    assert best is not None
    found, separator, names, after = best
    if found < len(needed):
        absent = [name for name in needed if name not in names]
        raise ScenarioError(
            str(file), f"no column {', '.join(absent)} (columns are {_short(', '.join(names))})", _wanted(needed)
        )
    return separator, names, after


def _spans(text: str, separator: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the lines before each row, the lines up to its end, and its cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before = 0
    for cells in reader:
        yield before, reader.line_num, cells
        before = reader.line_num


def _refuse_ragged(file: Path, body: str, first_line: int, separator: str, columns: int) -> None:
    for before, _, cells in _spans(body, separator):
        if len(cells) > columns and any(cell.strip() for cell in cells[columns:]):
            comma = "; a decimal comma needs other marks between the cells" if separator == "," else ""
            raise ScenarioError(
                f"{file}:{first_line + before}", f"{len(cells)} cells in {columns} columns", f"one for each{comma}"
            )


def _short(said: str) -> str:
    """Return what a file says as an error can quote it: in one line of what can be printed."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in said[:_QUOTED])
    return shown if len(said) <= _QUOTED else f"{shown} ..."


def _wanted(needed: Sequence[str]) -> str:
    return f"it needs {', '.join(needed)}, separated by commas, semicolons, tabs or upright bars"
