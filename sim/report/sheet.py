"""A report as a workbook for Excel and its like, after the guidance of the government's Analysis Function.

A cover, then notes, then one table a sheet: its title above it, named, its headings in one row that stays in view, no
cells merged, none empty without saying so, and no text that is taken for a formula or an address.

Source: Analysis Function, Releasing statistics in spreadsheets (Government Statistical Service, 2021).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from sim.report import words
from sim.report.document import Bullets, Cell, Column, Document, Facts, Paragraph, Picture, Section, Table, plain

__all__ = ["MISSING", "sheet_file"]

MISSING = "[x]"
"""Stands where there is no number; the notes say so."""
_MADE = datetime(2000, 1, 1)  # noqa: DTZ001 a workbook has no zones; a fixed day, so that the same report has the same bytes
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_LONGEST_NAME, _MOST_LETTERS = 31, 32_767
"""What the form allows in the name of a sheet, and in a cell."""
_NARROWEST, _WIDEST, _OF_TEXT = 10, 60, 100
_TITLE_ROW, _NOTE_ROW, _HEAD_ROW = 0, 1, 2


def sheet_file(document: Document) -> bytes:
    """Return a report as a workbook of Office Open XML."""
    made = BytesIO()
    book = Workbook(made, _PLAIN)
    book.set_properties({"title": plain(document.title), "subject": plain(document.subtitle), "created": _MADE})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"})
    _write_lines(book.add_worksheet(words.COVER), _cover(document), bold, wrapped)
    _write_lines(book.add_worksheet(words.NOTES), _notes(document), bold, wrapped)
    for table in document.tables:
        _write_table(book.add_worksheet(_sheet_name(table)), table, bold, wrapped)
    book.close()
    return made.getvalue()


def _cover(document: Document) -> Iterator[tuple[str, bool]]:
    yield document.title, True
    yield document.subtitle, False
    yield document.footer, False
    yield words.until_sentence(document.valid_until), False
    yield words.SHEETS, True
    yield f"{words.NOTES}: {words.NOTES_ABOUT}", False
    for table in document.tables:
        yield f"{_sheet_name(table)}: {table.caption}", False


def _notes(document: Document) -> Iterator[tuple[str, bool]]:
    yield words.NOTES, True
    yield words.MISSING_NOTE.format(mark=MISSING), False
    yield from _lines_of(Section(words.SAID, document.lead))
    for section in document.sections:
        yield from _lines_of(section)


def _lines_of(section: Section) -> Iterator[tuple[str, bool]]:
    """Yield what of a section is no table, as lines."""
    lines = []
    for block in section.blocks:
        match block:
            case Paragraph():
                lines.append(block.text)
            case Bullets():
                lines += block.items
            case Facts():
                lines += [f"{name}: {value}" for name, value in block.rows]
            case Picture():
                lines.append(block.alt)
            case Table():
                lines.append(f"{block.caption}: {words.IN_SHEET.format(sheet=_sheet_name(block))}")
    if lines:
        yield section.heading, True
        yield from ((line, False) for line in lines)


def _write_lines(sheet: Worksheet, lines: Iterator[tuple[str, bool]], bold: Any, wrapped: Any) -> None:
    sheet.set_column(0, 0, _OF_TEXT)
    for row, (line, is_heading) in enumerate(lines):
        sheet.write_string(row, 0, _text(line), bold if is_heading else wrapped)


def _write_table(sheet: Worksheet, table: Table, bold: Any, wrapped: Any) -> None:
    """Write a table below its title and what is to be known of it; an empty one has a row that says so."""
    rows = table.rows or ((words.NO_ROWS, *[None] * (len(table.columns) - 1)),)
    sheet.write_string(_TITLE_ROW, 0, _text(table.caption), bold)
    sheet.write_string(_NOTE_ROW, 0, _text(table.note or words.ONE_TABLE), wrapped)
    headings = [{"header": heading, "header_format": wrapped} for heading in _headings(table.columns)]
    last = _HEAD_ROW + len(rows)
    about = {"name": f"table_{table.name}", "columns": headings, "autofilter": False, "style": None}
    sheet.add_table(_HEAD_ROW, 0, last, len(table.columns) - 1, about)
    for k, column in enumerate(table.columns):
        sheet.set_column(k, k, _width(column, [row[k] for row in rows]))
        for number, row in enumerate(rows, start=_HEAD_ROW + 1):
            _write_cell(sheet, number, k, row[k], wrapped)
    sheet.freeze_panes(_HEAD_ROW + 1, 1)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, wrapped: Any) -> None:
    if isinstance(cell, str) or cell is None:
        sheet.write_string(row, column, _text(cell or "") or MISSING, wrapped)
    else:
        sheet.write_number(row, column, cell, wrapped)


def _headings(columns: tuple[Column, ...]) -> list[str]:
    """Return headings of which each says what it is alone, and no two are alike."""
    found: list[str] = []
    joined = ""
    for column in columns:
        if column.joined:
            joined = column.joined
        is_end = column.joined or (found and joined and column.heading.lower().startswith("to"))
        heading = f"{joined}: {column.heading.lower()}" if is_end and ":" not in column.heading else column.heading
        if not column.joined:
            joined = ""
        heading = plain(heading)
        found.append(heading if heading not in found else f"{heading} ({column.name})")
    return found


def _width(column: Column, cells: list[Cell]) -> int:
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return min(_WIDEST, max(_NARROWEST, len(column.heading), longest))


def _sheet_name(table: Table) -> str:
    return table.name.replace("_", " ").capitalize()[:_LONGEST_NAME]


def _text(text: str) -> str:
    return plain(text)[:_MOST_LETTERS]
