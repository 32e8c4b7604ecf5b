"""A report as tables of comma-separated values with their metadata, which says what every column is.

Text that a spreadsheet would take for a formula has an apostrophe before it. Source: W3C, Model for Tabular Data and
Metadata on the Web, and Metadata Vocabulary for Tabular Data, 2015; RFC 4180.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from sim.core.documents import json_text
from sim.report import words
from sim.report.document import Cell, Column, Document, Table, plain

__all__ = ["METADATA", "csvw_files"]

METADATA = "metadata.json"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}]


def csvw_files(document: Document) -> dict[str, bytes]:
    """Return the tables of a report as files, by name, and one with the metadata of all."""
    files = {f"{table.name}.csv": _csv(table).encode() for table in document.tables}
    return {**files, METADATA: f"{json_text(_metadata(document))}\n".encode()}


def _csv(table: Table) -> str:
    made = StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return made.getvalue()


def _cell(cell: Cell) -> str:
    """Return a cell as it is written: numbers with all their digits."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = plain(cell)
        return f"'{text}" if text.startswith(_FORMULA) else text
    return repr(cell)


def _metadata(document: Document) -> dict[str, Any]:
    return {
        "@context": _CONTEXT,
        "@type": "TableGroup",
        "dc:title": f"{plain(document.title)}: {plain(document.subtitle)}",
        "dc:description": f"{plain(document.footer)} {words.CSV_NOTE}",
        "dc:identifier": document.identifier,
        "dc:valid": document.valid_until.isoformat(),
        "tables": [_of_table(table) for table in document.tables],
    }


def _of_table(table: Table) -> dict[str, Any]:
    return {
        "url": f"{table.name}.csv",
        "dc:title": plain(table.caption),
        "dc:description": plain(table.note),
        "tableSchema": {"columns": [_of_column(column) for column in table.columns]},
    }


def _of_column(column: Column) -> dict[str, Any]:
    heading = f"{column.joined}: {column.heading}" if column.joined and ":" not in column.heading else column.heading
    return {
        "name": column.name,
        "titles": [column.name],
        "dc:title": heading,
        "dc:description": column.about,
        "datatype": "string" if column.kind == "text" else "number",
        "null": "",
    }
