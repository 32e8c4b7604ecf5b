"""The settings of a scenario as the fields of a form: value, bounds, unit, meaning, and where each is from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from sim.core.config import Config
from sim.recognition.accuracy.profile import Profile
from sim.scenario.fields import choices_at
from sim.scenario.schema import Scenario
from sim.scenario.shipped import names_of

__all__ = ["PROFILE", "SITES", "Basis", "FormField", "form_fields"]

PROFILE, SITES = "lfr.recognition.profile", "lfr.sites"
_WHOLE = (
    "name", "about", "attribution", "map_notes", "groups", "street", "sites", "camera_plan", "ranges", "changes",
)  # fmt: skip
"""Settings of a scenario that no field of a form holds: texts, maps, and what is kept with it."""
_KIND = "kind"

Basis: TypeAlias = Literal["source", "assumption", "choice"]
"""Where the default of a setting is from."""
Kind: TypeAlias = Literal["number", "whole", "truth", "choice", "choices", "data"]


@dataclass(frozen=True)
class FormField:
    """One field."""

    key: str
    """The name of the setting, with dots."""
    kind: Kind
    """What it takes: a number, a whole number, a truth, one or several of `choices`, or data as YAML writes them."""
    value: Any
    """What it has, as JSON can write it."""
    choices: tuple[str, ...]
    unit: str
    about: str
    least: float | None
    most: float | None
    """The bounds, where there are any."""
    is_open: tuple[bool, bool]
    """Whether it must be more than the least, and less than the most."""
    is_optional: bool
    """Whether it may be null."""
    basis: Basis | None
    because: str
    """The source, or why it is assumed."""
    low: float | None
    high: float | None
    """Within what an ensemble varies it, where that is stated."""


def form_fields(scenario: Scenario) -> list[FormField]:
    """Return the settings of a scenario that single values can change, in the order of the schema.

    Maps, texts, the choice between models, and what has a file of its own are left out; of a profile its name is one.
    """
    return [
        field
        for name, info in Scenario.model_fields.items()
        if name not in _WHOLE
        for field in _of_value(scenario, (info.alias or name,), Scenario, name, getattr(scenario, name))
    ]


def _of_value(
    scenario: Scenario, path: tuple[str, ...], owner: type[Config], field: str, value: Any
) -> Iterator[FormField]:
    key, info = ".".join(path), owner.model_fields[field]
    if isinstance(value, Profile):
        known = names_of("recognition")
        yield _field(key, "choice", value.name, owner, field, choices=known)
    elif key == SITES:
        yield _field(key, "choices", list(value), owner, field, choices=tuple(scenario.all_sites))
    elif isinstance(value, Config):
        for name, inner in type(value).model_fields.items():
            if name not in (_KIND, "name"):
                yield from _of_value(scenario, (*path, inner.alias or name), type(value), name, getattr(value, name))
    elif (kind := _kind_of(path, info, value)) is not None:
        choices = tuple(str(one) for one in choices_at(Scenario, path) if one is not None)
        yield _field(key, kind, to_jsonable_python(value, by_alias=True), owner, field, choices=choices)


def _kind_of(path: tuple[str, ...], info: FieldInfo, value: Any) -> Kind | None:
    said = str(info.annotation)
    if isinstance(value, bool):
        return "truth"
    if choices_at(Scenario, path):
        return "choice"
    if isinstance(value, int) or (value is None and "int" in said):
        return "whole" if "float" not in said else "number"
    if isinstance(value, float) or (value is None and "float" in said and "dict" not in said):
        return "number"
    if isinstance(value, (tuple, list)):
        return None if any(isinstance(one, Config) for one in value) else "data"
    if isinstance(value, Mapping):
        return None if any(isinstance(one, Config) for one in value.values()) else "data"
    return None


def _field(key: str, kind: Kind, value: Any, owner: type[Config], field: str, *, choices: tuple[str, ...]) -> FormField:
    info = owner.model_fields[field]
    extra = info.json_schema_extra
    about: Mapping[str, Any] = extra if isinstance(extra, dict) else {}
    ge, gt = _bound(info, Ge, "ge"), _bound(info, Gt, "gt")
    le, lt = _bound(info, Le, "le"), _bound(info, Lt, "lt")
    basis: Basis | None = None
    if "source" in about:
        basis = "source"
    elif "assumption" in about:
        basis = "assumption"
    elif "choice" in about:
        basis = "choice"
    return FormField(
        key=key,
        kind=kind,
        value=value,
        choices=choices,
        unit=str(about.get("unit", "")),
        about=" ".join(owner.meaning(field).split()),
        least=ge if gt is None else gt,
        most=le if lt is None else lt,
        is_open=(gt is not None, lt is not None),
        is_optional="None" in str(info.annotation),
        basis=basis,
        because=str(about.get("source") or about.get("assumption") or ""),
        low=about.get("low"),
        high=about.get("high"),
    )


def _bound(info: FieldInfo, kind: type, name: str) -> float | None:
    return next((float(getattr(one, name)) for one in info.metadata if isinstance(one, kind)), None)
