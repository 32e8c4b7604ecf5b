"""A report as one web page: it opens from a file, reads without scripts, and asks nobody for anything.

Light or dark as the reader has set, and black on white on paper.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from html import escape
from importlib.resources import files
from typing import Any

from sim.report import words
from sim.report.breaking import broken
from sim.report.document import Block, Bullets, Document, Facts, Paragraph, Picture, Section, Table, plain, shown_table

__all__ = ["html_page"]

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What the page may load: nothing but what stands in it."""
_ROOMS = ((120, "long"), (40, "middling"))
"""From so many letters on a column of words has more room."""
_MANY = 4
"""From so many sections on there is a list of them."""


def html_page(document: Document) -> str:
    """Return a report as a page of HTML 5 that holds all it needs."""
    style = files("sim.report").joinpath("report.css").read_text(encoding="utf-8")
    title = f"{document.title}: {document.subtitle}"
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header>\n<p class="kicker">{_text(document.subtitle)}</p>\n<h1>{_text(document.title)}</h1>\n</header>\n'
        f"{_contents(document)}<main>\n{_lead(document)}{''.join(_sections(document))}</main>\n"
        f"<footer>\n<p>{_text(document.footer)}</p>\n</footer>\n</body>\n</html>\n"
    )


def _contents(document: Document) -> str:
    if len(document.sections) < _MANY:
        return ""
    links = "".join(
        f'<li><a href="#part-{k}">{_text(section.heading)}</a></li>\n'
        for k, section in enumerate(document.sections, start=1)
    )
    return f'<nav aria-label="{_text(words.CONTENTS)}">\n<ol>\n{links}</ol>\n</nav>\n'


def _lead(document: Document) -> str:
    return "".join(map(_block, document.lead))


def _sections(document: Document) -> list[str]:
    return [_section(section, k) for k, section in enumerate(document.sections, start=1)]


def _section(section: Section, number: int) -> str:
    inside = "".join(map(_block, section.blocks))
    heading = f'<h2 id="part-{number}">{_text(section.heading)}</h2>'
    return f'<section aria-labelledby="part-{number}">\n{heading}\n{inside}</section>\n'


def _block(block: Block) -> str:
    return _WRITERS[type(block)](block)


def _paragraph(block: Paragraph) -> str:
    kind = ' class="quiet"' if block.is_quiet else ""
    return f"<p{kind}>{_text(block.text)}</p>\n"


def _bullets(block: Bullets) -> str:
    return "<ul>\n" + "".join(f"<li>{_text(item)}</li>\n" for item in block.items) + "</ul>\n"


def _facts(block: Facts) -> str:
    rows = "".join(f"<div><dt>{_text(name)}</dt><dd>{_text(value)}</dd></div>\n" for name, value in block.rows)
    return f"<dl>\n{rows}</dl>\n"


def _table(block: Table) -> str:
    found = shown_table(block)
    kinds = [_class(is_number, longest) for is_number, longest in zip(found.is_number, found.longest, strict=True)]
    heads = "".join(
        f'<th scope="col"{kind}>{_text(heading)}</th>' for heading, kind in zip(found.headings, kinds, strict=True)
    )
    rows = "".join(f"<tr>{_row(row, kinds)}</tr>\n" for row in found.rows)
    named = f"table-{block.name}"
    note = f'<p class="quiet">{_text(block.note)}</p>\n' if block.note else ""
    return (
        f'<div class="wide" role="region" tabindex="0" aria-labelledby="{named}">\n<table>\n'
        f'<caption id="{named}">{_text(block.caption)}</caption>\n<thead>\n<tr>{heads}</tr>\n</thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n</div>\n{note}"
    )


def _class(is_number: bool, longest: int) -> str:
    """Return the class of a column: numbers, or words with as much room as their longest cell asks for."""
    if is_number:
        return ' class="number"'
    return next((f' class="{name}"' for least, name in _ROOMS if longest > least), "")


def _row(row: tuple[str, ...], kinds: list[str]) -> str:
    first, *others = row
    cells = "".join(f"<td{kind}>{_cell(cell)}</td>" for cell, kind in zip(others, kinds[1:], strict=True))
    return f'<th scope="row"{kinds[0]}>{_cell(first)}</th>{cells}'


def _cell(text: str) -> str:
    return broken(_text(text), "<wbr>")


def _picture(block: Picture) -> str:
    encoded = b64encode(block.svg.encode()).decode()
    return (
        f'<figure>\n<img src="data:image/svg+xml;base64,{encoded}" alt="{_text(block.alt)}">\n'
        f"<figcaption>{_text(block.caption)}</figcaption>\n</figure>\n"
    )


def _text(text: str) -> str:
    return escape(plain(text))


_WRITERS: Mapping[type, Callable[[Any], str]] = {
    Paragraph: _paragraph,
    Bullets: _bullets,
    Facts: _facts,
    Table: _table,
    Picture: _picture,
}
