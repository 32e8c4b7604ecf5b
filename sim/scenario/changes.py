"""What was changed from what: single settings laid over files, kept with the scenario and said in every name of it.

A change is kept with the value that was there before, from the file or by default, so that a result can say both.
Setting a value to what it was is no change, and setting it back ends one.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, Field
from pydantic_core import to_jsonable_python

from sim.core.config import Config
from sim.core.errors import NoEffect
from sim.scenario.homes import HOME

__all__ = ["THRESHOLD", "Change", "changes_text", "leaves", "named_by_threshold", "noted"]

THRESHOLD = "lfr.threshold"
_LONGEST = 60
_MISSING = object()
_STATED = re.compile(r"\bthreshold(?:\s+of)?\s*[:=]?\s*[0-9]*\.?[0-9]+", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]*\.?[0-9]+")


class Change(Config):
    """One setting that differs from what the files say."""

    setting: str = Field(min_length=1)
    """Its name, with dots between keys."""
    was: Any
    """What the files say, or what it is by default; null for nothing. Of a large part only its name is kept."""
    value: Any
    """What it was set to."""

    def __str__(self) -> str:
        """Return `lfr.threshold 0.6 (was 0.64)`."""
        return f"{self.setting} {_written(self.value)} (was {_written(self.was)})"


_M = TypeVar("_M", bound=BaseModel)


def noted(settings: _M, before: Any, after: Any, given: Mapping[str, Any], *, told: Collection[str] = ()) -> _M:
    """Return a scenario or a programme that knows what was changed in it.

    Parameters
    ----------
    settings
        As it is now, with a field `changes`.
    before
        Its data before the changes, as the files have it.
    after
        The same with the changes; what neither says is as it is by default.
    given
        What was set, by name with dots between keys, the last value of each.
    told
        Names of which it is said (`NoEffect`) if they were set to what they are anyway.
    """
    changes: dict[str, Change] = {change.setting: change for change in getattr(settings, "changes", ())}
    for name, value in given.items():
        path = name.split(".")
        was, now = _before(before, path, settings), _dumped(_follow(settings, path))
        earlier = changes.pop(name, None)
        shown_was = _brief(was) if earlier is None else earlier.was
        is_back = was in (now, _follow(after, path)) if earlier is None else _brief(now) == earlier.was
        # the name of a borough stands for other settings, and is none itself
        if is_back and earlier is None and name in told and path[-1] != HOME:
            warnings.warn(f"setting {name} to {_written(_brief(value))} changes nothing", NoEffect, stacklevel=2)
        elif name in told and (why := _idle(settings, path)):
            what = f"setting {name} to {_written(_brief(value))} has no effect while {why}"
            warnings.warn(what, NoEffect, stacklevel=2)
        if not is_back:
            changes[name] = Change(setting=name, was=shown_was, value=_brief(value))
    return settings.model_copy(update={"changes": tuple(changes.values())})


def leaves(data: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every single value of a document, by its name; lists count as one."""
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from leaves(value, f"{name}.{key}" if name else key)
    elif name:
        yield name, data


def changes_text(changes: Sequence[Change], *, without: str = "") -> str:
    """Return `, with day.duration_h 1 (was 5.6), ...`, or nothing if nothing was changed but `without`."""
    told = [str(change) for change in changes if change.setting != without]
    return f", with {', '.join(told)}" if told else ""


def named_by_threshold(name: str, threshold: float, changes: Sequence[Change]) -> str:
    """Return the name of a deployment with the threshold that it has: in the place of one that the name states."""
    was = next((change.was for change in changes if change.setting == THRESHOLD), None)
    text = f"threshold {threshold:g}" + ("" if was is None else f" (was {_written(was)})")
    if _STATED.search(name):
        return _STATED.sub(text, name, count=1)
    has_it = was is None and any(float(number) == threshold for number in _NUMBER.findall(name))
    return name if has_it else f"{name}, {text}"


def _idle(settings: BaseModel, path: Sequence[str]) -> str:
    """Return why a setting does nothing as things are; nothing where it may do something."""
    part = _follow(settings, path[:-1])
    return part.idle.get(path[-1], "") if isinstance(part, Config) else ""


def _before(data: Any, path: Sequence[str], settings: BaseModel) -> Any:
    """Return what stood at `path`: in the data, or by default where the data says nothing."""
    for depth, key in enumerate(path):
        inner = _step(data, key)
        if inner is _MISSING:
            return None if data is None else _by_default(settings, path, depth)
        data = inner
    return data


def _by_default(settings: BaseModel, path: Sequence[str], depth: int) -> Any:
    """Return the default of a setting of which `path[:depth]` was given and no more."""
    if path[depth] == "kind" and depth:
        # of several kinds, the one that stands for none being named
        depth -= 1
        path = path[: depth + 2]
    holder = _follow(settings, path[:depth])
    info = _fields(holder).get(path[depth]) if isinstance(holder, BaseModel) else None
    if info is None or info.is_required():
        return None
    found = _dumped(info.get_default(call_default_factory=True))
    for key in path[depth + 1 :]:
        found = _step(found, key)
    return None if found is _MISSING else found


def _follow(settings: Any, path: Sequence[str]) -> Any:
    for key in path:
        settings = (
            getattr(settings, _attribute(settings, key), None)
            if isinstance(settings, BaseModel)
            else _step(settings, key)
        )
    return None if settings is _MISSING else settings


def _fields(model: BaseModel) -> dict[str, Any]:
    return {info.alias or name: info for name, info in type(model).model_fields.items()}


def _attribute(model: BaseModel, key: str) -> str:
    return next((name for name, info in type(model).model_fields.items() if (info.alias or name) == key), key)


def _step(data: Any, key: str) -> Any:
    if isinstance(data, dict):
        return data.get(key, _MISSING)
    if isinstance(data, list | tuple) and key.isdecimal() and int(key) < len(data):
        return data[int(key)]
    return _MISSING


def _dumped(value: Any) -> Any:
    return to_jsonable_python(value, by_alias=True)


def _brief(value: Any) -> Any:
    """Return a value that is short enough to be told: a large part by its name."""
    value = _dumped(value)
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return value["name"]
    if isinstance(value, dict | list) and len(json.dumps(value)) > _LONGEST:
        return f"{'a mapping' if isinstance(value, dict) else 'a list'} of {len(value)}"
    return value


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
