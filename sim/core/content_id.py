"""Ids by content: the same input has the same id, whoever runs it and whenever."""

from __future__ import annotations

import hashlib
import json
from typing import Any

__all__ = ["content_id", "content_sha256"]

_DIGITS = 16


def content_id(*parts: Any) -> str:
    """Return the id of something made from `parts`, which JSON can write: 16 hexadecimal digits."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:_DIGITS]


def content_sha256(content: Any) -> str:
    """Return the SHA-256 of `content`, which JSON can write, in 64 hexadecimal digits."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
