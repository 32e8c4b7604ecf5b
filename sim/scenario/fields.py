"""Walk the settings that a model has: which keys are possible where, and what each field says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, TypeAlias, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.core.config import Config
from sim.scenario.located import Keys

__all__ = ["SchemaField", "choices_at", "every_field", "keys_at", "paths_to"]


class SchemaField(NamedTuple):
    """One field of the schema, where it can stand, and the class that declares it."""

    path: tuple[str, ...]
    """Keys from the top; a list's items and a mapping's values add nothing."""
    owner: type[BaseModel]
    name: str
    info: FieldInfo

    @property
    def meaning(self) -> str:
        """What it is for."""
        return self.owner.meaning(self.name) if issubclass(self.owner, Config) else ""


def every_field(model: type[BaseModel]) -> Iterator[SchemaField]:
    """Yield every field that can be reached from `model`, each class once, outermost first."""
    yield from _fields(model, (), set())


def keys_at(model: type[BaseModel], path: Keys, data: Any = None) -> tuple[str, ...]:
    """Return the keys that the mapping at `path` may have; nothing where any key will do or none.

    Parameters
    ----------
    data
        The document: where a mapping in it says its kind, only keys of this kind are returned; None for all.
    """
    return tuple(
        dict.fromkeys(
            key
            for annotation in _annotations_at([model], path, data)
            for found in _models(annotation)
            if _is_of_kind(found, _value_at(data, path))
            for key in _by_key(found)
        )
    )


def paths_to(model: type[BaseModel], key: str, data: Any) -> list[Keys]:
    """Return where a key would be accepted in a document: the paths to it, those first of which most is there.

    Parameters
    ----------
    data
        The document; of its mappings by names of a user's own, and of its lists, the first item is looked into.
    """

    def distance(one: _Steps) -> tuple[int, int, int]:
        keys = tuple(step for _, step in one)
        absent = sum(_value_at(data, keys[:depth]) is None for depth in range(1, len(keys)))
        return absent, sum(is_own for is_own, _ in one), len(one)

    return [tuple(step for _, step in one) for one in sorted(_paths(model, key, data, (), ()), key=distance)]


_Steps: TypeAlias = tuple[tuple[bool, str | int], ...]
"""Keys, each with whether it is the name of an item of a user's own."""


def _paths(
    model: type[BaseModel], key: str, data: Any, path: _Steps, seen: tuple[type[BaseModel], ...]
) -> Iterator[_Steps]:
    if model in seen or not _is_of_kind(model, data):
        return
    for name, info in _by_key(model).items():
        here = (*path, (False, name))
        if name == key:
            yield here
        for inner, further, value in _models_below(info.annotation, data.get(name) if isinstance(data, dict) else None):
            yield from _paths(inner, key, value, (*here, *further), (*seen, model))


def _models_below(annotation: Any, data: Any) -> Iterator[tuple[type[BaseModel], _Steps, Any]]:
    """Yield the models of an annotation, with the steps through lists and mappings to them, and what is there."""
    for part in _alternatives(annotation):
        if _is_model(part):
            yield part, (), data
            continue
        of = [one for one in get_args(part) if one is not Ellipsis]
        if get_origin(part) is Literal or not data:
            continue
        if isinstance(data, dict):
            name, value = next(iter(data.items()))
            inside = [(inner, name, value) for inner in of[1:2]]
        else:
            inside = [(inner, 0, data[0]) for inner in of[:1]] if isinstance(data, list) else []
        for inner, name, value in inside:
            for model, further, below in _models_below(inner, value):
                yield model, ((True, name), *further), below


def _is_of_kind(model: type[BaseModel], data: Any) -> bool:
    """Return whether data that say their kind say that of a model; those that do not may be of any."""
    if not isinstance(data, dict):
        return True
    for name, info in _by_key(model).items():
        if get_origin(info.annotation) is Literal and name in data:
            kinds = get_args(info.annotation)
            if len(kinds) == 1 and data[name] not in kinds:
                return False
    return True


def _value_at(data: Any, path: Keys) -> Any:
    for key in path:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def choices_at(model: type[BaseModel], path: Keys) -> tuple[Any, ...]:
    """Return the values that a choice at `path` may take; nothing where it is not a choice."""
    return tuple(
        dict.fromkeys(
            value
            for annotation in _annotations_at([model], path)
            for part in _alternatives(annotation)
            if get_origin(part) is Literal
            for value in get_args(part)
        )
    )


def _fields(model: type[BaseModel], path: tuple[str, ...], seen: set[type[BaseModel]]) -> Iterator[SchemaField]:
    if model in seen:
        return
    seen.add(model)
    for name, info in model.model_fields.items():
        yield SchemaField((*path, info.alias or name), model, name, info)
        for inner in _models_inside(info.annotation):
            yield from _fields(inner, (*path, info.alias or name), seen)


def _annotations_at(annotations: list[Any], path: Keys, data: Any = None) -> list[Any]:
    for depth, key in enumerate(path):
        here = _value_at(data, path[:depth])
        annotations = [
            inner
            for annotation in annotations
            for part in _alternatives(annotation)
            if not _is_model(part) or _is_of_kind(part, here)
            for inner in _step(part, key)
        ]
    return annotations


def _step(part: Any, key: str | int) -> list[Any]:
    if _is_model(part):
        by_key = _by_key(part)
        return [by_key[key].annotation] if isinstance(key, str) and key in by_key else []
    arguments = [argument for argument in get_args(part) if argument is not Ellipsis]
    if isinstance(key, int):
        return arguments[key : key + 1] if get_origin(part) is tuple and len(arguments) > key else arguments[-1:]
    return arguments[1:2]


def _by_key(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _models(annotation: Any) -> list[type[BaseModel]]:
    return [part for part in _alternatives(annotation) if _is_model(part)]


def _models_inside(annotation: Any) -> list[type[BaseModel]]:
    if _is_model(annotation):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_inside(argument)]


def _alternatives(annotation: Any) -> list[Any]:
    """Return the members of a union, without what only annotates them."""
    annotation = getattr(annotation, "__value__", annotation)
    if hasattr(annotation, "__metadata__"):
        return _alternatives(annotation.__origin__)
    if _is_union(annotation):
        return [part for member in get_args(annotation) for part in _alternatives(member)]
    return [annotation]


def _is_union(annotation: Any) -> bool:
    return getattr(get_origin(annotation), "__name__", "") in ("Union", "UnionType")


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
