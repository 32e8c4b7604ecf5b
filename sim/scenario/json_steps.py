"""JSON as steps with places. The standard library says whether a text is JSON, and this only where its parts stand."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from sim.scenario.steps import Closed, Opened, Single, Step, joined

__all__ = ["json_document"]

_TOKEN = re.compile(r'[ \t\n\r]*(?:([{}\[\],:])|("(?:[^"\\]|\\.)*")|([^\s{}\[\],:"]+))', re.DOTALL)
_MOST_DIGITS = 400
_WORDS = {"null": None, "true": True, "false": False}


def json_document(text: str) -> Iterator[Step] | None:
    """Return the steps of a text that is JSON; None where it is not, whatever else it may be."""
    try:
        json.loads(text, parse_constant=_refused, parse_int=_counted, parse_float=_counted)
    except (ValueError, RecursionError):
        return None
    return _steps(text)


def _refused(word: str) -> Any:
    raise ValueError(word)


def _counted(digits: str) -> None:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(digits)


def _steps(text: str) -> Iterator[Step]:
    lines = [0, *(found.end() for found in re.finditer("\r\n|\r|\n", text))]

    def place(offset: int) -> tuple[int, int]:
        line = bisect_right(lines, offset)
        return line, offset - lines[line - 1] + 1

    key: tuple[str, tuple[int, int]] | None = None
    # whether the next text is a key: after { and, in a mapping, after a comma
    in_mappings: list[bool] = []
    is_key = False
    for found in _TOKEN.finditer(text):
        mark, quoted, word = found.groups()
        if mark in ("{", "["):
            yield Opened(place(found.start(1)), mark == "{", key)
            in_mappings.append(mark == "{")
            key, is_key = None, mark == "{"
        elif mark in ("}", "]"):
            in_mappings.pop()
            yield Closed()
        elif mark == ",":
            is_key = in_mappings[-1]
        elif quoted is not None:
            value = joined(json.loads(quoted)) if "\\" in quoted else quoted[1:-1]
            if is_key:
                key, is_key = (value, place(found.start(2))), False
            else:
                yield Single(place(found.start(2)), value, key)
                key = None
        elif word is not None:
            yield Single(place(found.start(3)), _value(word), key)
            key = None


def _value(word: str) -> Any:
    if word in _WORDS:
        return _WORDS[word]
    return float(word) if any(letter in word for letter in ".eE") else int(word)
