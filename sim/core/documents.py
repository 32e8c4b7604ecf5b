"""JSON as the standard has it: the one way in which documents are written.

JSON has no word for infinity or not-a-number, and Python's own writer makes some up that other readers refuse. Here
they become null: where a number can be missing, the field beside it says why.

Source: RFC 8259, section 6.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

__all__ = ["json_text"]


def json_text(document: Any, *, is_packed: bool = False) -> str:
    """Return a document as JSON, indented by two or packed on one line; what is not a finite number becomes null.

    Parameters
    ----------
    document
        Of mappings, sequences, strings, numbers, booleans and None.
    """
    layout: dict[str, Any] = {"separators": (",", ":")} if is_packed else {"indent": 2}
    return json.dumps(_finite(document), allow_nan=False, **layout)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return value
