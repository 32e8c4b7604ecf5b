"""Mutations that know the grammar of what they change: keys, values and parts of documents, and letters of texts."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

ODD: list[Any] = [
    None, True, False, 0, -1, 1, 2**63, -(2**70), 1e308, -0.0, 1e-320, float("inf"), float("nan"), "", " ", "0.6",
    "1,5", "12:30", "2025-13-01", "9999-12-31", "0001-01-01", "\x00", "\x85", "\u2028", "\ufeff", "\ud7ff", "[/bold]",
    "é" * 300, "a" * 5000, "../../etc", "none", "north_end", "NaN", [], [None], {}, {"": None},
    {"a": {"a": {"a": []}}}, [[0, 0], [0, 0]], [1e9, 1e9], list(range(300)),
]  # fmt: skip
"""Values that somebody, or some program, has written where another was meant."""
MARKS = [
    "\x00", "\ufeff", "\r", "\t", "\n", '"', "'", ":", "{", "}", "[", "]", ",", ";", "-", "&a ", "*a",
    "!!python/object ", "<<: ", "#", "|", ">", "%", "@", "\\", "\x85", "\u2028", "\u202e", "\U0001f600", "9" * 400,
    "1e999", "?",
]  # fmt: skip
"""Letters that mean something to some reader."""
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252")


@st.composite
def changed(draw: st.DrawFn, document: Any) -> Any:
    """Return a document of mappings and sequences in which some parts are others."""
    made = deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        made = _change(draw, made)
    return made


@st.composite
def scrambled(draw: st.DrawFn, text: str) -> bytes:
    """Return a text in which some letters and lines are others, in some encoding."""
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(text) - 1, 0)))
        how = draw(st.sampled_from(("insert", "remove", "double", "cut", "value")))
        if how == "insert":
            text = text[:at] + draw(st.sampled_from(MARKS)) + text[at:]
        elif how == "remove":
            text = text[:at] + text[at + draw(st.integers(1, 20)) :]
        elif how == "double":
            text = text[:at] + text[at : at + draw(st.integers(1, 200))] * 2 + text[at:]
        elif how == "cut":
            text = text[:at]
        else:
            text = text[:at] + json.dumps(draw(st.sampled_from(ODD))) + text[at:]
    return text.encode(draw(st.sampled_from(_ENCODINGS)), errors="replace")


@st.composite
def flipped(draw: st.DrawFn, data: bytes) -> bytes:
    """Return bytes some of which are others, or which are cut off."""
    made = bytearray(data)
    for _ in range(draw(st.integers(1, 4))):
        if made:
            made[draw(st.integers(0, len(made) - 1))] = draw(st.integers(0, 255))
    return bytes(made[: draw(st.integers(0, len(made)))]) if draw(st.booleans()) else bytes(made)


def _change(draw: st.DrawFn, document: Any) -> Any:
    places = list(_places(document))
    if not places:
        return deepcopy(draw(st.sampled_from(ODD)))
    holder, key = draw(st.sampled_from(places))
    value = holder[key]
    how = draw(st.sampled_from(("odd", "odd", "remove", "rename", "nest", "swap", "scale", "text")))
    if how == "odd":
        holder[key] = deepcopy(draw(st.sampled_from(ODD)))
    elif how == "remove":
        del holder[key]
    elif how == "rename" and isinstance(holder, dict):
        holder[draw(st.sampled_from((f"{key}s", str(key).upper(), str(key)[1:], f" {key}", "kind", "")))] = holder.pop(
            key
        )
    elif how == "nest":
        holder[key] = draw(st.sampled_from(([value], {"value": value}, [value, deepcopy(value)])))
    elif how == "swap":
        other, at = draw(st.sampled_from(places))
        holder[key] = deepcopy(other[at]) if other is not holder else value
    elif how == "scale" and isinstance(value, int | float) and not isinstance(value, bool):
        holder[key] = value * draw(st.sampled_from((-1, 0, 1e-9, 0.5, 2, 1000, 1e6, 1e12)))
    else:
        holder[key] = str(value)
    return document


def _places(document: Any) -> Any:
    keys = document.keys() if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    for key in keys:
        yield document, key
        yield from _places(document[key])
