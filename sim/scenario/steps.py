"""A document as a sequence of steps: lists and mappings that open and close, and single values, each with its place."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

__all__ = ["Closed", "Opened", "Place", "Single", "Step", "joined"]

Place: TypeAlias = tuple[int, int]
"""Line and column, from 1."""


class Opened(NamedTuple):
    """A list or a mapping begins."""

    at: Place
    is_mapping: bool
    key: tuple[str, Place] | None
    """In a mapping the key that it stands under, and where that is written; None in a list and on top."""


class Single(NamedTuple):
    """A text, a number, a truth or nothing."""

    at: Place
    value: Any
    key: tuple[str, Place] | None
    """As of `Opened`."""


class Closed(NamedTuple):
    """The innermost list or mapping ends."""


Step: TypeAlias = Opened | Single | Closed


def joined(text: str) -> str:
    """Join the surrogate pairs that JSON escapes characters beyond U+FFFF with."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
