"""A chart with an address of its own: drawn once as SVG, for the page, for a download and for other people's pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Chart"]


@dataclass(frozen=True)
class Chart:
    """A chart of stored results, named by its page.

    It is at `/results/<id>/<name>.svg`, and in a frame for other sites at `/embed/<id>/<name>`.
    """

    name: str
    """Stands in its address: small letters and hyphens."""
    title: str
    """What it shows, as a heading says it."""
    draw: Callable[[Any, int], str | None]
    """Takes what is stored and the width in pixels, gives an SVG; None where there is nothing to draw."""
    kind: str = "run"
    """Of what: a kind of `dashboard.kinds`."""
