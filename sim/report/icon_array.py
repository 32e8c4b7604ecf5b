"""A hundred thousand people as dots, with larger marks for those to whom something happens.

The same people are marked as on the page, whose script draws it for any width: scattered places, the same each time, of
which few are the first of many; where there are too many marks to tell them apart, dots from the top on.

Source: A. Appleby, MurmurHash3 (the mixing of 32 bits), 2011.
"""

from __future__ import annotations

from textwrap import wrap

from sim.report.drawing import element, picture, text

__all__ = ["PEOPLE", "icons_svg"]

PEOPLE = 100_000
_BLOCKS, _SIDE = 10, 100
"""Squares, and people along the side of each."""
_GAP = 6.0
_MOST_MARKS = 400
_WIDE = 600
"""Pixels from which five squares stand beside each other, and not two."""
_LINE, _SAYS = 22.0, 15
_LETTER = 0.56
"""How wide a letter is, in its height: as wide as a line of it is taken to be before it is folded."""
_DOT, _MARK, _INK, _PAPER = "#8a9299", "#801650", "#0b0c0c", "#ffffff"
_WORD = 2**32


def icons_svg(middle: int, high: int, *, words: str, title: str, width: int) -> str:
    """Draw people.

    Parameters
    ----------
    middle
        To how many of them it happens.
    high
        To how many it happens at the upper end of the range; as many where there is none.
    words
        What that says, as its text.
    title
        Of the picture.
    width
        In pixels.
    """
    across = 5 if width >= _WIDE else 2
    dot = (width - _GAP * (across - 1)) / across / _SIDE
    side, down = dot * _SIDE, _BLOCKS // across
    said = wrap(words, int(width / (_SAYS * _LETTER)))
    top = _LINE * len(said) + _GAP
    corners = [((k % across) * (side + _GAP), top + (k // across) * (side + _GAP)) for k in range(_BLOCKS)]
    is_many = high > _MOST_MARKS
    parts = [element("defs", _pattern("person", dot, _DOT, 0.5) + _pattern("marked", dot, _MARK, 0.8))]
    parts += [text(0, _LINE * (k + 1) - 4, one, size=_SAYS, colour=_INK) for k, one in enumerate(said)]
    for k, (x, y) in enumerate(corners):
        here = min(max(middle - k * _SIDE**2, 0), _SIDE**2) if is_many else 0
        parts.append(element("g", _block(here, dot), transform=f"translate({x:.2f} {y:.2f})"))
    if not is_many:
        parts += [_mark(at, corners, dot, is_sure=k < middle) for k, at in enumerate(_places(high))]
    height = top + side * down + _GAP * (down - 1)
    return picture(parts, width=width, height=round(height + 1), title=title, description=words)


def _pattern(name: str, dot: float, colour: str, size: float) -> str:
    one = element("rect", width=dot * size, height=dot * size, fill=colour)
    return element("pattern", one, id=name, width=dot, height=dot, patternUnits="userSpaceOnUse")


def _block(marked: int, dot: float) -> str:
    """Return one square, of which so many are marked from its top on."""
    rows, rest = divmod(marked, _SIDE)
    below = rows + (1 if rest else 0)
    spans = (
        ("marked", 0, 0, _SIDE, rows),
        ("marked", 0, rows, rest, 1),
        ("person", rest, rows, _SIDE - rest, 1 if rest else 0),
        ("person", 0, below, _SIDE, _SIDE - below),
    )
    return "".join(
        element("rect", x=left * dot, y=top * dot, width=w * dot, height=h * dot, fill=f"url(#{name})")
        for name, left, top, w, h in spans
        if w > 0 and h > 0
    )


def _mark(at: int, corners: list[tuple[float, float]], dot: float, *, is_sure: bool) -> str:
    block, inside = divmod(at, _SIDE**2)
    x, y = corners[block]
    row, column = divmod(inside, _SIDE)
    cx, cy = x + (column + 0.5) * dot, y + (row + 0.5) * dot
    if is_sure:
        return element("circle", cx=cx, cy=cy, r=5.0, fill=_MARK, stroke=_PAPER, stroke_width=1.5)
    return element("circle", cx=cx, cy=cy, r=4.5, fill=_PAPER, stroke=_MARK, stroke_width=2.0)


def _places(n: int) -> list[int]:
    """Return places of marks among all people, the first of many those of few."""
    found: dict[int, None] = {}
    k = 0
    while len(found) < n:
        k += 1
        found.setdefault(_mixed(k) % PEOPLE)
    return list(found)


def _mixed(k: int) -> int:
    bits = (k ^ (k >> 16)) * 0x85EBCA6B % _WORD
    bits = (bits ^ (bits >> 13)) * 0xC2B2AE35 % _WORD
    return bits ^ (bits >> 16)
