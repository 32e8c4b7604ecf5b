"""Settings with some values changed, part by part: each part that holds a value is made anew, and checks itself.

So a value is refused that a file could not say either, without reading a map or asking cameras again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from sim.core.errors import ScenarioError, SettingsConflict
from sim.scenario.explain import plainly

__all__ = ["Value", "changed"]

Value: TypeAlias = Any
"""A number, a text, or a list of mappings."""
_M = TypeVar("_M", bound=BaseModel)
_Inner: TypeAlias = Mapping[tuple[str, ...], Value]


def changed(settings: _M, values: Mapping[str, Value], *, whole: tuple[type[BaseModel], ...]) -> _M:
    """Return settings with some values changed, of which those that they do not have are passed over.

    Parameters
    ----------
    values
        By name, with dots between keys.
    whole
        Models whose fields are checked one by one, and not what they make together: that takes maps and cameras.

    Raises
    ------
    ScenarioError
        If values contradict each other, or one is out of bounds.
    """
    found: _M = _changed(settings, {tuple(key.split(".")): value for key, value in values.items()}, (), whole)
    return found


def _changed(part: Any, values: _Inner, at: tuple[str, ...], whole: tuple[type[BaseModel], ...]) -> Any:
    if () in values:
        return values[()]
    inner: dict[str, dict[tuple[str, ...], Value]] = defaultdict(dict)
    for path, value in values.items():
        inner[path[0]][path[1:]] = value
    if isinstance(part, dict):
        return {k: _changed(one, inner[k], (*at, k), whole) if k in inner else one for k, one in part.items()}
    if isinstance(part, tuple):
        return tuple(
            _changed(one, inner[f"{k}"], (*at, f"{k}"), whole) if f"{k}" in inner else one for k, one in enumerate(part)
        )
    if not isinstance(part, BaseModel):
        return part
    names = {info.alias or name: name for name, info in type(part).model_fields.items()}
    made = {
        key: _changed(getattr(part, names[key]), of, (*at, key), whole) for key, of in inner.items() if key in names
    }
    try:
        if isinstance(part, whole):
            own = {key: _checked(type(part).model_fields[names[key]], key, one) for key, one in made.items()}
            return part.model_copy(update={names[key]: one for key, one in own.items()})
        return type(part).model_validate({key: made.get(key, getattr(part, name)) for key, name in names.items()})
    except (ValidationError, SettingsConflict) as error:
        given = ", ".join(f"{'.'.join((*at, *path))} {_written(value)}" for path, value in sorted(values.items()))
        told, allowed = plainly(error)
        raise ScenarioError(".".join(at), f"{told} ({given})", allowed) from None


def _checked(info: FieldInfo, key: str, value: Any) -> Any:
    """Return the value of one field, checked by its type and bounds alone."""
    if isinstance(value, BaseModel | dict | tuple):
        return value
    try:
        kind: Any = Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise SettingsConflict((key,), "; ".join(filter(None, plainly(error)))) from None


def _written(value: Value) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)
