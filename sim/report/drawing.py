"""Pictures as SVG text: what the report and the pages draw without a chart library.

Only elements and attributes, no style and no script, so that a picture may stand in any page whatever it forbids.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

__all__ = ["FONT", "element", "line", "picture", "text"]

FONT = "Inter, system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif"


def element(name: str, content: str | None = None, /, **attributes: object) -> str:
    """Return an element; an underscore in the name of an attribute is a hyphen, None leaves it out.

    Parameters
    ----------
    name
        Such as "circle".
    content
        What stands in it, as SVG; None makes it empty.
    attributes
        Numbers are written with two decimals at the most.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}/>" if content is None else f"<{name}{written}>{content}</{name}>"


def line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1.5, dash: str | None = None) -> str:
    """Return a line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, stroke_dasharray=dash)


def text(
    x: float, y: float, words: str, *, size: int = 15, colour: str, anchor: str = "start", bold: bool = False
) -> str:
    """Return a line of text, its foot at `y`."""
    return element(
        "text", escape(words, quote=False), x=x, y=y, font_size=size, fill=colour,
        text_anchor=None if anchor == "start" else anchor, font_weight=600 if bold else None,
    )  # fmt: skip


def picture(parts: Iterable[str], *, width: float, height: float, title: str, description: str) -> str:
    """Return a whole picture on white, with what is to be read from it for who does not see it."""
    inside = [
        element("title", escape(title, quote=False)),
        element("desc", escape(description, quote=False)),
        element("rect", width=width, height=height, fill="#ffffff"),
        *parts,
    ]
    return element(
        "svg", "".join(inside), xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width, height=height, font_family=FONT, role="img",
    )  # fmt: skip


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)
