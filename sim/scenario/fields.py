"""Walk the settings that a model has: which keys are possible where, and what each field says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.located import Keys

__all__ = ["SchemaField", "choices_at", "every_field", "keys_at"]


class SchemaField(NamedTuple):
    """One field of the schema, where it can stand, and the class that declares it."""

    path: tuple[str, ...]
    """Keys from the top; a list's items and a mapping's values add nothing."""
    owner: type[BaseModel]
    name: str
    info: FieldInfo


def every_field(model: type[BaseModel]) -> Iterator[SchemaField]:
    """Yield every field that can be reached from `model`, each class once, outermost first."""
    yield from _fields(model, (), set())


def keys_at(model: type[BaseModel], path: Keys) -> tuple[str, ...]:
    """Return the keys that the mapping at `path` may have; nothing where any key will do or none."""
    return tuple(
        dict.fromkeys(
            key
            for annotation in _annotations_at([model], path)
            for found in _models(annotation)
            for key in _by_key(found)
        )
    )


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


def _annotations_at(annotations: list[Any], path: Keys) -> list[Any]:
    for key in path:
        annotations = [
            inner for annotation in annotations for part in _alternatives(annotation) for inner in _step(part, key)
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
