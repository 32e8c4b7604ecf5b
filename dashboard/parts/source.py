"""The line under a chart that says which run it shows."""

from __future__ import annotations

from dash import html

from dashboard.parts import words
from sim.store.runs import Manifest

__all__ = ["source"]


def source(manifest: Manifest) -> html.P:
    """Return the line under a chart that says which run it shows."""
    return html.P(words.source(manifest), className="source")
