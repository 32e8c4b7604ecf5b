"""A report as a tagged PDF, by Typst, asked to keep to PDF/UA-1: title, language, structure, alternative texts.

Words go to the typesetter as data and never as markup, so that nothing in them means anything to it. Fonts are those
that come with matplotlib, whatever the machine has; there is no date in the file, so that the same report has the same
bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from math import sqrt
from pathlib import Path
from typing import Any, Literal

import matplotlib
import typst

from sim.core.documents import json_text
from sim.report.breaking import broken
from sim.report.document import Block, Bullets, Document, Facts, Paragraph, Picture, Table, plain, shown_table

__all__ = ["STANDARD", "pdf_file"]

STANDARD: Literal["ua-1"] = "ua-1"
"""What the typesetter keeps to, and refuses to write a file otherwise. A reader's own check goes further."""
_WIDE = 8
"""A table of more columns turns the pages."""
_NARROW, _LONG = 3.5, 400
"""Columns of text have room by the root of their longest cell, up to so many letters, and at least so much."""
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8)
"""How large letters are; a sheet of one page is set with the first at which it is one."""
_ZERO_WIDTH = "\u200b"


def pdf_file(document: Document) -> bytes:
    """Return a report as a PDF file; what is laid out for one page gets smaller letters where it takes more."""
    template = files("sim.report").joinpath("report.typ").read_bytes()
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(Path(matplotlib.get_data_path()) / "fonts" / "ttf")]
    )
    data = _data(document)
    for scale in _SCALES:
        given = {"document": json_text({**data, "scale": scale}, is_packed=True)}
        if not document.is_one_page or _pages(template, fonts, given) == 1:
            break
    made: bytes = typst.compile(template, font_paths=fonts, sys_inputs=given, pdf_standards=STANDARD, format="pdf")
    return made


def _pages(template: bytes, fonts: typst.Fonts, given: dict[str, str]) -> int:
    return int(typst.query(template, "<pages>", field="value", one=True, font_paths=fonts, sys_inputs=given))


def _data(document: Document) -> dict[str, Any]:
    return {
        "title": plain(document.title),
        "subtitle": plain(document.subtitle),
        "footer": plain(document.footer),
        "is_one_page": document.is_one_page,
        "is_wide": not document.is_one_page
        and any(len(shown_table(table).headings) > _WIDE for table in document.tables),
        "lead": [_block(block) for block in document.lead],
        "sections": [
            {"heading": plain(section.heading), "blocks": [_block(block) for block in section.blocks]}
            for section in document.sections
        ],
    }


def _block(block: Block) -> Mapping[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": plain(block.text), "is_quiet": block.is_quiet}
        case Bullets():
            return {"kind": "bullets", "items": [plain(item) for item in block.items]}
        case Facts():
            return {"kind": "facts", "rows": [[plain(name), plain(value)] for name, value in block.rows]}
        case Picture():
            return {"kind": "picture", "svg": block.svg, "alt": plain(block.alt), "caption": plain(block.caption)}
        case Table():
            return _table(block)


def _table(block: Table) -> dict[str, Any]:
    found = shown_table(block)
    columns = [
        {"heading": plain(heading), "is_number": is_number, "weight": round(max(sqrt(min(length, _LONG)), _NARROW), 2)}
        for heading, is_number, length in zip(found.headings, found.is_number, found.longest, strict=True)
    ]
    rows = [[broken(cell, _ZERO_WIDTH) for cell in row] for row in found.rows]
    return {
        "kind": "table",
        "caption": plain(block.caption),
        "note": plain(block.note),
        "columns": columns,
        "rows": rows,
    }
