"""Where long words, such as names of settings and of files, may be broken: after a dot, an underscore or a slash."""

from __future__ import annotations

import re

__all__ = ["broken"]

_LONGEST = 12
"""Shorter words stay whole."""
_BREAKS = re.compile(r"(?<=[._/,:])(?=\w)")


def broken(text: str, mark: str) -> str:
    """Return a text with a mark wherever a long word of it may be broken."""
    return " ".join(_BREAKS.sub(mark, word) if len(word) > _LONGEST else word for word in text.split(" "))
