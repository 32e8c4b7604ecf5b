"""Attributes with a hyphen, which Dash takes as unpacked keywords."""

from __future__ import annotations

from typing import Any

__all__ = ["aria", "data"]


def aria(**values: str) -> dict[str, Any]:
    """Return `aria-` attributes: aria(label="Pages") is {"aria-label": "Pages"}."""
    return {f"aria-{name}": value for name, value in values.items()}


def data(**values: str) -> dict[str, Any]:
    """Return `data-` attributes."""
    return {f"data-{name}": value for name, value in values.items()}
