"""Plain data from YAML or JSON that remembers the line and column of everything in it.

Scalars follow the core schema of YAML 1.2 and nothing more: `no`, `off`, `12:30` and `2025-10-01` are
texts, `1_000` is not a number, and keys are always texts. JSON is YAML, so GeoJSON is read by the same
reader. Anchors, aliases, tags and keys that occur twice are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.reader import ReaderError

from sim.core.errors import ScenarioError

__all__ = ["Keys", "Located", "Mark", "parse", "read"]

Keys: TypeAlias = tuple[str | int, ...]
"""The keys and list indices that lead from the top of a document to a value in it."""

MAX_BYTES = 2_000_000

_NULL = re.compile(r"(?:|~|null|Null|NULL)\Z")
_TRUE = re.compile(r"(?:true|True|TRUE)\Z")
_FALSE = re.compile(r"(?:false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z")
_NAN = re.compile(r"\.(?:nan|NaN|NAN)\Z")
_FOLD = "\a"
_MAX_DIGITS = 400
_DEEP = re.compile(r"(?:[\[{]\s*){64}")
"""Brackets that only open: the reader would take seconds to find that they nest too deeply."""
_TOO_DEEP = "lists or mappings nested too deeply"
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "map", "seq")
)


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
    if _DEEP.search(text):
        raise ScenarioError(file, _TOO_DEEP)
    try:
        root = YAML(typ="rt", pure=True).compose(text)
        values: dict[Keys, Mark] = {(): Mark(file, 1, 1)}
        keys: dict[Keys, Mark] = {}
        data = None if root is None else _plain(root, (), file, values, keys)
    except MarkedYAMLError as error:
        raise ScenarioError(_mark_of_error(file, error), _sentence(error)) from None
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        column = error.position - text.rfind("\n", 0, error.position)
        raise ScenarioError(
            f"{file}:{line}:{column}", f"a character that text cannot hold (U+{error.character:04X})"
        ) from None
    except RecursionError:
        raise ScenarioError(file, _TOO_DEEP) from None
    return Located(data, values, keys)


def _plain(node: Node, at: Keys, file: str, values: dict[Keys, Mark], keys: dict[Keys, Mark]) -> Any:
    mark = values[at] = _mark(file, node)
    _refuse_specials(node, mark)
    if isinstance(node, MappingNode):
        return _mapping(node, at, file, values, keys)
    if isinstance(node, ScalarNode):
        return _scalar(node, mark)
    return [_plain(item, (*at, index), file, values, keys) for index, item in enumerate(node.value)]


def _mapping(
    node: MappingNode, at: Keys, file: str, values: dict[Keys, Mark], keys: dict[Keys, Mark]
) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        mark = _mark(file, key_node)
        if not isinstance(key_node, ScalarNode):
            raise ScenarioError(str(mark), "a list or mapping used as a key", "keys are plain texts")
        _refuse_specials(key_node, mark)
        key = _text(key_node.value)
        if key in data:
            raise ScenarioError(
                str(mark),
                f"the key {key!r} occurs twice (first in line {keys[(*at, key)].line})",
                "a key is given once",
            )
        keys[(*at, key)] = mark
        data[key] = _plain(value_node, (*at, key), file, values, keys)
    return data


def _refuse_specials(node: Node, mark: Mark) -> None:
    if node.anchor is not None:
        raise ScenarioError(str(mark), f"an anchor (&{node.anchor})", "write the value out wherever it is needed")
    if str(node.tag) not in _PLAIN_TAGS:
        raise ScenarioError(str(mark), f"a tag ({node.tag})", "texts, numbers, lists and mappings are read")


def _scalar(node: ScalarNode, mark: Mark) -> Any:
    text = str(node.value)
    if node.style == ">":
        # the reader marks where a folded text had its lines, with a character that YAML text cannot hold
        text = text.replace(_FOLD, "")
    if node.style is not None:
        return _text(text)
    if len(text) > _MAX_DIGITS and (_INT.match(text) or _FLOAT.match(text)):
        raise ScenarioError(str(mark), f"a number of {len(text)} digits", f"at most {_MAX_DIGITS}")
    return _resolved(text)


def _resolved(text: str) -> Any:
    if _NULL.match(text):
        return None
    if _TRUE.match(text) or _FALSE.match(text):
        return text[0] in "tT"
    if _INT.match(text):
        return int(text)
    if _OCTAL.match(text) or _HEX.match(text):
        return int(text, 0)
    if _FLOAT.match(text):
        return float(text)
    if _INFINITE.match(text) or _NAN.match(text):
        return float(text.replace(".", "", 1))
    return _text(text)


def _text(text: str) -> str:
    """Join the surrogate pairs that JSON escapes characters beyond U+FFFF with."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _mark(file: str, node: Node) -> Mark:
    return Mark(file, node.start_mark.line + 1, node.start_mark.column + 1)


def _mark_of_error(file: str, error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return str(Mark(file, mark.line + 1, mark.column + 1)) if mark else file


def _sentence(error: MarkedYAMLError) -> str:
    parts = (error.context, error.problem)
    return "not readable as YAML (" + ": ".join(str(part).strip() for part in parts if part) + ")"
