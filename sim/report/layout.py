"""Tables that fit a terminal: no column is ever cut, and no number.

The first columns hold words, which may be folded. Columns of numbers are never folded: where they do not fit beside
each other, they stand in further tables below, each with the words again; where not even one fits beside the words,
every row is a list of headings and numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sim.report.console import shown

__all__ = ["print_table", "say"]

_GAP = 2
_FOLDED = 12
"""Words are folded to this width if need be, or that of the longest of them."""


def say(console: Console, text: str) -> None:
    """Print a paragraph as it stands: brackets in it are brackets."""
    console.print(Text(shown(text)))


def print_table(
    console: Console,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    title: str = "",
    words: int = 1,
    always: int = 0,
) -> None:
    """Print a table, in as many parts as the console's width asks for; nothing where there are no rows.

    Parameters
    ----------
    headings
        One a column; a line break in one makes it two lines.
    rows
        Cells as plain text, with line breaks where a cell has several lines. A row of one cell is a heading of those
        below it, and stands across all columns.
    words
        So many columns in front hold words.
    always
        So many columns after those stand in every part.
    """
    if not rows:
        return
    console.print()
    if title:
        console.print(Text(shown(title), style="bold"))
    rows = [[shown(cell) for cell in row] for row in rows]
    cells = [row for row in (headings, *rows) if len(row) > 1]
    columns = [[row[k] for row in cells] for k in range(len(headings))]
    widest = [max(map(_width, column)) for column in columns]
    least = [_least(column) if k < words else widest[k] for k, column in enumerate(columns)]
    parts = list(_parts(least, console.width, words, words + always))
    if not parts:
        _print_listed(console, headings, rows, words)
    for number, part in enumerate(parts):
        if number:
            console.print()
        widths = _widened(least, widest, part, words, console.width)
        lines = [*_lines(_sunk(headings), part, widths, words), _rule(console, part, widths)]
        for row in rows:
            if len(row) > 1:
                lines += _lines(row, part, widths, words)
            else:
                lines += wrap(row[0], console.width)
        for line in lines:
            console.print(Text(line.rstrip()), soft_wrap=True)


def _parts(least: Sequence[int], room: int, words: int, fixed: int) -> Iterator[list[int]]:
    """Yield the columns of each part; nothing if a part with one column of numbers would be too wide."""
    spent = sum(width + _GAP for width in least[:fixed])
    others = range(fixed, len(least))
    if spent + max((least[k] for k in others), default=-_GAP) > room:
        return
    part, used = list(range(fixed)), spent
    for k in others:
        if used + least[k] > room:
            yield part
            part, used = list(range(fixed)), spent
        part.append(k)
        used += least[k] + _GAP
    if len(part) > words or not others:
        yield part


def _widened(least: Sequence[int], widest: Sequence[int], part: Sequence[int], words: int, room: int) -> dict[int, int]:
    """Return the width of each column of a part: words get what room there is left."""
    widths = {k: least[k] for k in part}
    left = room - sum(width + _GAP for width in widths.values()) + _GAP
    for k in range(words):
        more = min(left, widest[k] - widths[k])
        widths[k] += more
        left -= more
    return widths


def _lines(row: Sequence[str], part: Sequence[int], widths: dict[int, int], words: int) -> Iterator[str]:
    cells = [_folded(row[k], widths[k]) if k < words else row[k].split("\n") for k in part]
    for line in zip_longest(*cells, fillvalue=""):
        yield (" " * _GAP).join(
            text + " " * (widths[k] - cell_len(text)) if k < words else " " * (widths[k] - cell_len(text)) + text
            for k, text in zip(part, line, strict=True)
        )


def _sunk(headings: Sequence[str]) -> list[str]:
    """Return headings that end in one line."""
    most = max(heading.count("\n") for heading in headings)
    return ["\n" * (most - heading.count("\n")) + heading for heading in headings]


def _folded(text: str, width: int) -> list[str]:
    indent = " " * (len(text) - len(text.lstrip(" ")))
    return [line for part in text.split("\n") for line in wrap(part, width, subsequent_indent=indent) or [""]]


def _rule(console: Console, part: Sequence[int], widths: dict[int, int]) -> str:
    stroke = "─" if console.encoding.lower().startswith("utf") else "-"
    return stroke * (sum(widths[k] + _GAP for k in part) - _GAP)


def _print_listed(console: Console, headings: Sequence[str], rows: Sequence[Sequence[str]], words: int) -> None:
    for row in rows:
        say(console, " ".join(part for part in row[:words] if part) or "-")
        for heading, cell in zip(headings[words:], row[words:], strict=False):
            if cell:
                say(console, f"  {_on_one_line(heading)}: {_on_one_line(cell)}")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _width(text: str) -> int:
    return max((cell_len(line) for line in text.split("\n")), default=0)


def _least(texts: Sequence[str]) -> int:
    """Return how narrow a column of words may be."""
    longest = max((cell_len(word) for text in texts for word in text.split()), default=0)
    return min(max(longest, _FOLDED), max(map(_width, texts)))
