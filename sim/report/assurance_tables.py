"""The assurance statement on the command line."""

from __future__ import annotations

from collections import Counter

from rich.console import Console

from sim.report.console import headed
from sim.report.document import Bullets, Document, Paragraph, Table, shown_table
from sim.report.layout import print_table, say

__all__ = ["print_assurance"]

_COUNTED = ("assumptions", "scenarios")
"""Tables that are counted here: they are in the page and in the document."""
_SHOWN = {"uses": 3}
"""So many columns are shown, and of other tables two: of tests what they show, and how they ended."""


def print_assurance(document: Document, console: Console) -> None:
    """Print a statement: its sentences, and its tables."""
    console.print(headed(document.title, f": {document.subtitle}"))
    for section in document.sections:
        console.print()
        console.print(headed(section.heading))
        for block in section.blocks:
            match block:
                case Paragraph():
                    say(console, block.text)
                case Bullets():
                    for item in block.items:
                        say(console, f"- {item}")
                case Table():
                    _print(block, console)
    say(console, document.footer)


def _print(table: Table, console: Console) -> None:
    if table.name in _COUNTED:
        at = [k for k, column in enumerate(table.columns) if column.name == "risk"]
        of = Counter(str(row[k]) for row in table.rows for k in at)
        risks = "".join(f", {n} of them {risk}" for risk, n in of.most_common())
        say(console, f"{table.caption}: {len(table.rows)}{risks}; --html FILE and --json have all.")
        return
    found = shown_table(table)
    shown = _SHOWN.get(table.name, 2)
    rows = [row[:shown] for row in found.rows]
    print_table(console, found.headings[:shown], rows, title=table.caption, words=shown)
