"""The attribute table of a map: which of its columns a place reads, whatever else a GIS writes for every feature.

A GIS gives all features of a layer the same columns, so most are null for most features: a null is as good as no
column. Notes for readers (`status`, `source`, `note`, `kind`) and columns that mean nothing to a feature of its role
(`fid`, a camera's heading at an entrance) are left out, and which is said; but a name that is nearly one that is read,
and would be missed, is refused. Letters may be capital; numbers may stand where a name belongs, as in a column `id`.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sim.core.errors import ScenarioError
from sim.recognition.cameras.site import Camera, Site
from sim.street.middle import Middle
from sim.street.street_map import Entrance, Shop

__all__ = ["Columns", "Row", "row_of"]

_OF_SHAPE = frozenset({"mouth", "at", "line", "zone", "cameras", "x_m", "y_m"})
_READ: Mapping[str, tuple[str, ...]] = {
    role: tuple(key for key in model.model_fields if key not in _OF_SHAPE)
    for role, model in (
        ("entrance", Entrance),
        ("shop", Shop),
        ("middle", Middle),
        ("zone", Site),
        ("camera", Camera),
    )
}
"""The columns of each role that are read."""
_ALWAYS = frozenset({"role", "site"})
_FOR_READERS = frozenset({"status", "source", "note", "kind"})
_ARE_NAMES = frozenset({"id", "name", "site"})
_KNOWN = _ALWAYS | _FOR_READERS | {key for keys in _READ.values() for key in keys}
_ARTICLES = {"entrance": "an"}
_CUT = 10
"""Letters of a column's name that a shapefile keeps."""
_SHOWN = 12
_LIKE = 0.81
"""How like names are that are taken for each other: with one of five letters changed they are other words, as `shape`
is, which a GIS writes, and `share`."""


class Row(NamedTuple):
    """The properties of a feature that are not null."""

    values: Mapping[str, Any]
    """By the names that a place knows, whatever the case of their letters, and all others as they are written."""
    written: Mapping[str, str]
    """How the name of each is written."""


def row_of(properties: Mapping[str, Any], where: Callable[[str], str]) -> Row:
    """Return the row of a feature.

    Parameters
    ----------
    where
        Says where a column is written.

    Raises
    ------
    ScenarioError
        If two columns are one that is read, in capital letters and small.
    """
    given = {key: value for key, value in properties.items() if value is not None}
    written: dict[str, str] = {}
    for key in given:
        name = _folded(key, given)
        if name in written:
            what = f"two columns are both `{name}` (`{written[name]}` and `{key}`)"
            raise ScenarioError(where(key), what, "one of them, or null in one")
        written[name] = key
    return Row({name: _named(name, given[key]) for name, key in written.items()}, written)


def _folded(key: str, given: Mapping[str, Any]) -> str:
    is_known = key.lower() in _KNOWN and key.lower() not in given
    return key.lower() if is_known else key


def _named(key: str, value: Any) -> Any:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if key in _ARE_NAMES and is_number else value


class Columns:
    """What of the attribute table is read, and a memory of what is not."""

    def __init__(self) -> None:
        self._left: dict[str, set[str]] = defaultdict(set)

    def of(self, row: Row, where: Callable[[str], str]) -> dict[str, tuple[str, Any]]:
        """Return the columns of a feature that are read, each with the name that it is written under and its value.

        Parameters
        ----------
        row
            Of a feature with a known role.
        where
            Says where a column is written.

        Raises
        ------
        ScenarioError
            If a column is nearly one that is read and not there.
        """
        role = row.values["role"]
        known = _READ.get(role, ())
        read = {}
        for key, value in row.values.items():
            if key in known:
                read[key] = (row.written[key], value)
            elif key not in _ALWAYS and key not in _FOR_READERS:
                missed = [one for one in known if one not in row.values and _is_nearly(key, one)]
                if missed:
                    raise ScenarioError(
                        where(key),
                        f"unknown column `{key}` of {_ARTICLES.get(role, 'a')} {role}",
                        f"did you mean `{missed[0]}`?",
                    )
                self._left[key].add(role)
        return read

    def note(self) -> str:
        """Return which columns were left out; nothing where none was."""
        if not self._left:
            return ""
        named = [_with_roles(key, roles) for key, roles in self._left.items()]
        more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
        return f"Columns of its features that nothing reads: {', '.join(named[:_SHOWN])}{more}."


def _is_nearly(key: str, known: str) -> bool:
    name = key.lower()
    if len(name) >= _CUT and known.startswith(name[:_CUT]):
        return True
    is_long = min(len(name), len(known)) >= 4
    return is_long and bool(difflib.get_close_matches(name, [known], cutoff=_LIKE))


def _with_roles(key: str, roles: set[str]) -> str:
    is_of_another = any(key in keys for keys in _READ.values()) or key in _OF_SHAPE
    return f"{key} (of {', '.join(sorted(roles))})" if is_of_another else key
