"""Documents that are shipped with their results: read once, and missed by a page without taking it down."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sim.core.errors import SimError

__all__ = ["shipped"]


@cache
def shipped(read: Callable[[], dict[str, Any] | None]) -> dict[str, Any] | None:
    """Return what `read` reads; None where nothing is shipped, or what is cannot be read."""
    try:
        return read()
    except SimError:
        return None
