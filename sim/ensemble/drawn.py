"""A scenario or a programme with the values of a draw: checked part by part, as if a file had said them.

The parts in which a value stands are made anew and check themselves and each other; the place as a whole, whose map and
cameras no draw changes, is not checked again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.core.errors import ScenarioError, SettingsConflict
from sim.programme.schema import Programme, Street
from sim.scenario.schema import Scenario

__all__ = ["with_draw"]

_S = TypeVar("_S", bound=Scenario | Programme)
_WHOLE = (Scenario, Programme, Street)


def with_draw(settings: _S, values: Mapping[str, float | int | str]) -> _S:
    """Return settings with the values of a draw, of which those that they do not have are passed over.

    Raises
    ------
    ScenarioError
        If values contradict each other, or one is out of bounds.
    """
    if not values:
        return settings
    return _changed(settings, {tuple(key.split(".")): value for key, value in values.items()}, ())  # type: ignore[no-any-return]


def _changed(part: Any, values: Mapping[tuple[str, ...], float | int | str], at: tuple[str, ...]) -> Any:
    if () in values:
        return values[()]
    inner: dict[str, dict[tuple[str, ...], float | int | str]] = defaultdict(dict)
    for path, value in values.items():
        inner[path[0]][path[1:]] = value
    if isinstance(part, dict):
        return {key: _changed(one, inner[key], (*at, key)) if key in inner else one for key, one in part.items()}
    if isinstance(part, tuple):
        return tuple(
            _changed(one, inner[f"{k}"], (*at, f"{k}")) if f"{k}" in inner else one for k, one in enumerate(part)
        )
    if not isinstance(part, BaseModel):
        return part
    names = {info.alias or name: name for name, info in type(part).model_fields.items()}
    known = {key: of for key, of in inner.items() if key in names}
    changed = {names[key]: _changed(getattr(part, names[key]), of, (*at, key)) for key, of in known.items()}
    if isinstance(part, _WHOLE):
        return part.model_copy(update=changed)
    whole = {key: changed.get(name, getattr(part, name)) for key, name in names.items()}
    try:
        return type(part).model_validate(whole)
    except (ValidationError, SettingsConflict) as error:
        told = error.errors()[0]["msg"] if isinstance(error, ValidationError) else str(error)
        given = ", ".join(f"{'.'.join((*at, *path))} {_written(value)}" for path, value in sorted(values.items()))
        raise ScenarioError(".".join(at), f"a draw is not possible: {told} ({given})") from None


def _written(value: float | int | str) -> str:
    return value if isinstance(value, str) else f"{value:g}"
