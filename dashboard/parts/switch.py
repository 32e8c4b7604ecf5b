"""A choice of one out of a few, each with its panel."""

from __future__ import annotations

from collections.abc import Mapping

import dash_mantine_components as dmc
from dash import html

from dashboard.parts.aria import aria

__all__ = ["switch"]


def switch(identifier: str, *, label: str, options: Mapping[str, str], value: str) -> html.Div:
    """Return a choice of one out of a few; its panels carry the ids "<identifier>-<option>"."""
    return html.Div(
        [
            html.Span(label, className="label", id=f"{identifier}-label"),
            dmc.SegmentedControl(
                id=identifier, value=value, data=[{"value": key, "label": text} for key, text in options.items()],
                size="md", radius=4, transitionDuration=0, **aria(label=label),
            ),
        ],
        className="switch",
    )  # fmt: skip
