"""What a run must not be read as: said on every page of it, below its name."""

from __future__ import annotations

from typing import Any

from dash import html

from sim.store.runs import Manifest

__all__ = ["caution"]

_PIXELS = (
    "Seen in pixels: the heads are rendered and nobody's, and how many are recognised is a matter of this run's own "
    "networks. It is no police system's, and says nothing about any group of people."
)


def caution(manifest: Manifest) -> Any:
    """Return the paragraph, or None for an ordinary day."""
    if manifest.backend == "image":
        return html.P(_PIXELS, className="measure caution")
    if manifest.given:
        return html.P(
            f"This day was made to hold {manifest.given}. An ordinary day is expected to have {manifest.weight:.2g} of "
            "them: look at what happens to a person, not at how often.",
            className="measure caution",
        )
    return None
