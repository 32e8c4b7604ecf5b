"""An SVG of our own as a picture: with its text alternative, and an address of its own."""

from __future__ import annotations

from base64 import b64encode

from dash import html

__all__ = ["picture"]


def picture(svg: str, *, label: str) -> html.Img:
    """Return a drawing of `sim.report.line_charts` as a picture that is as wide as there is room."""
    encoded = b64encode(svg.encode()).decode()
    return html.Img(src=f"data:image/svg+xml;base64,{encoded}", alt=label, className="picture")
