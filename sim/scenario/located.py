"""Plain data from YAML or JSON that remembers the line and column of everything in it.

Scalars follow the core schema of YAML 1.2 and nothing more: `no`, `off`, `12:30` and `2025-10-01` are
texts, `1_000` is not a number, and keys are always texts. JSON is YAML, and read by a reader of its own
(`sim.scenario.json_steps`), since maps are large. Anchors, aliases, tags and keys that occur twice are refused.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from sim.core.errors import ScenarioError
from sim.scenario.json_steps import json_document
from sim.scenario.steps import Opened, Place, Single
from sim.scenario.yaml_steps import yaml_document

__all__ = ["Keys", "Located", "Mark", "parse", "quoted", "read"]

Keys: TypeAlias = tuple[str | int, ...]
"""The keys and list indices that lead from the top of a document to a value in it."""

MAX_BYTES = 2_000_000
_QUOTED = 60

_MOST_DEPTH = 64


class Mark(NamedTuple):
    """Where something stands; line and column count from 1, and are 0 where there are none."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `file:line:column`, or what stands for the file alone."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Located:
    """A document's data, and where each value and each key of it stands."""

    data: Any
    values: Mapping[Keys, Mark]
    keys: Mapping[Keys, Mark] = field(default_factory=dict)

    def value_at(self, keys: Keys) -> Mark:
        """Return where the value at `keys` stands, or the nearest one round it that is known."""
        while keys and keys not in self.values:
            keys = keys[:-1]
        return self.values[keys]

    def under(self, keys: Keys) -> Located:
        """Return a document that has this one at `keys`, and nothing else."""
        data = self.data
        for key in reversed(keys):
            data = {key: data}
        top = self.value_at(())
        above = {keys[:length]: top for length in range(len(keys))}
        return Located(
            data,
            above | {keys + path: mark for path, mark in self.values.items()},
            {keys + path: mark for path, mark in self.keys.items()},
        )

    def setting_in(self, keys: Keys) -> Mark | None:
        """Return the last single setting (a place without a line) inside the mapping or list at `keys`."""
        inside = [mark for path, mark in self.values.items() if path[: len(keys)] == keys and not mark.line]
        return inside[-1] if inside else None

    def key_at(self, keys: Keys) -> Mark:
        """Return where the last of `keys` is written, or where its value stands if it is a list's."""
        return self.keys.get(keys) or self.value_at(keys)


def quoted(value: Any) -> str:
    """Return a value as its writer would have written it, in one line of at most 60 letters; of a list its length."""
    if isinstance(value, dict | list):
        return f"{'a mapping' if isinstance(value, dict) else 'a list'} of {len(value)}"
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value:+}".replace("+", "").replace("inf", ".inf").replace("nan", ".nan")
    text = json.dumps(value, ensure_ascii=False, default=str)
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…"


def read(file: Path) -> Located:
    """Read a YAML or JSON file.

    Raises
    ------
    ScenarioError
        If there is no such file, it is too long, not UTF-8, or not YAML as described above.
    """
    try:
        if file.stat().st_size > MAX_BYTES:
            raise ScenarioError(
                str(file),
                f"the file is too long ({file.stat().st_size:,} bytes)",
                f"at most {MAX_BYTES:,} bytes are read",
            )
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError(str(file), "no such file") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ScenarioError(
            f"{file}:{line}:1",
            f"not UTF-8 text (byte 0x{error.object[error.start]:02x})",
            "save the file as UTF-8",
        ) from None
    except OSError as error:
        raise ScenarioError(str(file), f"cannot be read ({error.strerror})") from None
    return parse(text, file=str(file))


def parse(text: str, *, file: str) -> Located:
    """Read YAML or JSON from `text`; `file` is what its places are reported under.

    An empty document is None.

    Raises
    ------
    ScenarioError
        If the text is not YAML as described above.
    """
    found = json_document(text) if text.lstrip(" \t\r\n")[:1] in ("{", "[", '"') else None
    document = yaml_document(text, file) if found is None else found
    values: dict[Keys, Mark] = {(): Mark(file, 1, 1)}
    keys: dict[Keys, Mark] = {}
    data = None
    above: list[tuple[Keys, Any]] = []
    for step in document:
        match step:
            case Opened(at, is_mapping, key):
                part: Any = {} if is_mapping else []
                path = _put(above, part, key, at, file, values, keys)
                if len(above) >= _MOST_DEPTH:
                    raise ScenarioError(str(Mark(file, *at)), "lists or mappings nested too deeply", "64 in each other")
                data = part if not above else data
                above.append((path, part))
            case Single(at, value, key):
                _put(above, value, key, at, file, values, keys)
                data = value if not above else data
            case _:
                above.pop()
    return Located(data, values, keys)


def _put(
    above: list[tuple[Keys, Any]],
    value: Any,
    key: tuple[str, Place] | None,
    at: Place,
    file: str,
    values: dict[Keys, Mark],
    keys: dict[Keys, Mark],
) -> Keys:
    """Put a value into the innermost list or mapping, with its places, and return the path to it."""
    if not above:
        values[()] = Mark(file, *at)
        return ()
    path, inside = above[-1]
    if key is None:
        own: Keys = (*path, len(inside))
        inside.append(value)
    else:
        name, written = key
        own = (*path, name)
        if name in inside:
            raise ScenarioError(
                str(Mark(file, *written)),
                f"the key {name!r} occurs twice (first in line {keys[own].line})",
                "a key is given once",
            )
        keys[own] = Mark(file, *written)
        inside[name] = value
    values[own] = Mark(file, *at)
    return own
