"""Variants of a scenario: overlays (a policy on a place) and single settings, before they are checked.

An overlay is a document of the same shape as a scenario that says only what is different. Mappings are
merged key by key; anything else, lists included, takes the place of what was there; null clears it.
Everything keeps the line and column of the file that it came from.
"""

from __future__ import annotations

from typing import Any

from sim.core.errors import ScenarioError
from sim.scenario.located import Keys, Located, Mark, parse

__all__ = ["overlay", "setting_of", "with_setting", "with_value"]


def overlay(base: Located, top: Located) -> Located:
    """Lay one document over another.

    Parameters
    ----------
    base
        What stands below; unchanged.
    top
        What is different; an empty document changes nothing.
    """
    if top.data is None:
        return base
    values, keys = dict(base.values), dict(base.keys)
    data = _merged(base.data, top.data, (), top, values, keys)
    return Located(data, values, keys)


def with_setting(base: Located, setting: str) -> Located:
    """Set one value, given as `a.b.c=value` with the value written as in YAML.

    A part of the name that is a number counts a list from 0; mappings that are not there are made.

    Raises
    ------
    ScenarioError
        If the setting has no `=`, its name is not possible in `base`, or its value is not YAML.
    """
    name, value = setting_of(setting)
    return with_value(base, name, value, where=f"--set {setting}")


def setting_of(setting: str) -> tuple[str, Any]:
    """Return the name and the value of `a.b.c=value`.

    Raises
    ------
    ScenarioError
        If the setting has no `=`, or its value is not YAML.
    """
    where = f"--set {setting}"
    name, equals, text = setting.partition("=")
    if not equals or not all(name.strip().split(".")):
        raise ScenarioError(where, "not a setting", "write it as name=value, like lfr.threshold=0.62")
    return name.strip(), _value(text, where)


def with_value(base: Located, name: str, value: Any, *, where: str) -> Located:
    """Set one value by its name, `a.b.c`, as `with_setting` does.

    Parameters
    ----------
    where
        What mistakes are said to be in.

    Raises
    ------
    ScenarioError
        If the name is not possible in `base`.
    """
    parts = name.split(".")
    if not all(parts):
        raise ScenarioError(where, "not the name of a setting", "write it as keys with dots, like lfr.threshold")
    mark = Mark(where)
    path = _path(base.data, parts, where)
    values, keys = dict(base.values), dict(base.keys)
    _forget(path, values, keys)
    data = _replaced(base.data, path, value)
    for length in range(len(path) + 1):
        if path[:length] not in values:
            values[path[:length]] = mark
            keys[path[:length]] = mark
    return Located(data, values, keys)


def _merged(below: Any, above: Any, at: Keys, top: Located, values: dict[Keys, Mark], keys: dict[Keys, Mark]) -> Any:
    if not (isinstance(below, dict) and isinstance(above, dict)):
        _forget(at, values, keys)
        _take_marks(at, top, values, keys)
        return above
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _merged(below.get(key), value, (*at, key), top, values, keys)
    return merged


def _take_marks(at: Keys, top: Located, values: dict[Keys, Mark], keys: dict[Keys, Mark]) -> None:
    values |= {path: mark for path, mark in top.values.items() if path[: len(at)] == at}
    keys |= {path: mark for path, mark in top.keys.items() if path[: len(at)] == at}


def _forget(at: Keys, values: dict[Keys, Mark], keys: dict[Keys, Mark]) -> None:
    for marks in (values, keys):
        for path in [path for path in marks if path[: len(at)] == at]:
            del marks[path]


def _value(text: str, where: str) -> Any:
    try:
        return parse(text, file=where).data
    except ScenarioError as error:
        raise ScenarioError(where, error.what, error.allowed) from None


def _path(data: Any, parts: list[str], where: str) -> Keys:
    path: Keys = ()
    for part in parts:
        if isinstance(data, list):
            if not part.isdecimal() or int(part) >= len(data):
                raise ScenarioError(where, f"no item {part} in {_dotted(path)}", f"it has items 0 to {len(data) - 1}")
            path, data = (*path, int(part)), data[int(part)]
        elif isinstance(data, dict) or data is None:
            path, data = (*path, part), (data or {}).get(part)
        else:
            raise ScenarioError(where, f"{_dotted(path)} is a single value ({data!r}) and has no {part!r}")
    return path


def _dotted(path: Keys) -> str:
    return ".".join(map(str, path)) or "the scenario"


def _replaced(data: Any, path: Keys, value: Any) -> Any:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(data, list):
        return [_replaced(item, rest, value) if index == head else item for index, item in enumerate(data)]
    return {**(data or {}), head: _replaced((data or {}).get(head), rest, value)}
