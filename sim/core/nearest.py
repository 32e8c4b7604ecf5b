"""Names that somebody may have meant: only those that are near, since a far one sends its reader astray."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["did_you_mean", "nearest"]

_LIKE = 0.7
"""How like a short name is: `blak` is like `black`, and `martian` is not like `asian`."""


def nearest(given: str, known: Iterable[str], n: int = 1) -> list[str]:
    """Return at most `n` of the known names that are near to what was given, the nearest first."""
    return get_close_matches(given, list(known), n=n, cutoff=_LIKE)


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """Return a question with the nearest known name, and a space; nothing where none is near."""
    return "".join(f"did you mean {name}? " for name in nearest(given, known))
