"""A report before it has a form: headings, paragraphs, tables and pictures, which web page, PDF and workbook render.

It is made once from a result. All its text is plain: whatever a name holds is shown letter by letter, and each renderer
escapes what its form would read as something else. Numbers stay numbers until they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from sim.report.console import shown
from sim.report.numbers import count_text, true_minus

__all__ = [
    "Block",
    "Bullets",
    "Cell",
    "Column",
    "Document",
    "Facts",
    "Paragraph",
    "Picture",
    "Section",
    "ShownTable",
    "Table",
    "plain",
    "shown_range",
    "shown_table",
    "written",
]

Cell: TypeAlias = str | int | float | None
_MINUS = "\u2212"
_NOTHING = "\u2013"


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    name: str
    """What a machine calls it: lower-case letters and underscores."""
    heading: str
    kind: Literal["text", "number", "change"] = "text"
    """A change is written with its sign."""
    about: str = ""
    """What it means, where the heading does not say it."""
    joined: str = ""
    """What this column and the next are called where they stand in one, "2 to 11"; empty where they never do."""


@dataclass(frozen=True)
class Table:
    """Rows under headings."""

    name: str
    """What a machine calls it; once in a document."""
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Some sentences."""

    text: str
    is_quiet: bool = False
    """It says something about what stands around it."""


@dataclass(frozen=True)
class Bullets:
    """Sentences of a kind, one below the other."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """What something is, name by name."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A drawing, with what is to be read from it for who does not see it."""

    svg: str
    alt: str
    caption: str


Block: TypeAlias = Paragraph | Bullets | Facts | Table | Picture


@dataclass(frozen=True)
class Section:
    """What stands under a heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A report."""

    title: str
    subtitle: str
    """What kind of report it is, and of what."""
    identifier: str
    """Of the result."""
    lead: tuple[Block, ...]
    """What stands before the first heading."""
    sections: tuple[Section, ...]
    valid_until: date
    """Until when what it rests on should be used."""
    footer: str
    """Which program made it."""
    is_one_page: bool = False
    """It is laid out to fit one page of paper."""

    @property
    def blocks(self) -> Iterator[Block]:
        """Everything in it, in order."""
        yield from self.lead
        for section in self.sections:
            yield from section.blocks

    @property
    def tables(self) -> list[Table]:
        """Its tables, in order."""
        return [block for block in self.blocks if isinstance(block, Table)]


@dataclass(frozen=True)
class ShownTable:
    """A table as it is read: every cell is text, and ranges stand in one column."""

    headings: tuple[str, ...]
    is_number: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    longest: tuple[int, ...]
    """Of each column, the letters of its longest cell."""


def plain(text: str) -> str:
    """Return a text on one line, with control characters written out."""
    return " ".join(shown(text).split())


def written(cell: Cell, column: Column) -> str:
    """Write a cell as people read it: two digits of small numbers, all of whole ones, changes with their sign."""
    if cell is None or cell == "":
        return _NOTHING
    if isinstance(cell, str):
        return true_minus(plain(cell))
    text = count_text(abs(cell))
    if cell < 0 and text != "0":
        return _MINUS + text
    return f"+{text}" if column.kind == "change" and text != "0" else text


def shown_range(low: Cell, high: Cell, *, kind: Literal["text", "number", "change"] = "number") -> str:
    """Write a range as people read it: "2 to 11", "up to 3" where it has no lower end, "3" where it is one number."""
    column = Column("", "", kind)
    if low is None and high is None:
        return _NOTHING
    if low is None:
        return f"up to {written(high, column)}"
    if high is None:
        return f"{written(low, column)} or more"
    return written(low, column) if low == high else f"{written(low, column)} to {written(high, column)}"


def shown_table(table: Table) -> ShownTable:
    """Return a table with ranges joined and every cell as text."""
    columns = table.columns
    joined = [k for k, column in enumerate(columns) if column.joined]
    left = [k for k in range(len(columns)) if k - 1 not in joined]
    rows = tuple(tuple(_cell(row, columns, k) for k in left) for row in table.rows)
    headings = tuple(columns[k].joined or columns[k].heading for k in left)
    longest = tuple(max(map(len, column)) for column in zip(headings, *rows, strict=True))
    return ShownTable(headings, tuple(columns[k].kind != "text" for k in left), rows, longest)


def _cell(row: tuple[Cell, ...], columns: tuple[Column, ...], k: int) -> str:
    if not columns[k].joined:
        return written(row[k], columns[k])
    low, high = row[k], row[k + 1]
    return shown_range(low, high, kind=columns[k].kind)
