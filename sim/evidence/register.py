"""The register of evidence: every number from the world that the product uses, and where it is from.

Each topic is one YAML file beside this one: a list of entries. A config field takes its default from
an entry with `cited`, or admits with `assumed` that nobody has published it. A test walks the schema
and refuses a number that does neither.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import yaml
from pydantic import BaseModel, Field

from sim.core.errors import EvidenceError

__all__ = ["Entry", "assumed", "chosen", "cited", "entries", "entry", "range_of", "stated"]


@dataclass(frozen=True)
class Entry:
    """One number (or one small table of numbers) from the world."""

    id: str
    value: Any
    unit: str
    source: str
    date: str
    """When it was measured or published."""
    kind: Literal["measured", "derived", "stated", "recalled"]
    """Published as a measurement; worked out here from such; somebody's statement; quoted from memory."""
    note: str = ""
    low: float | None = None
    high: float | None = None
    interval: str = ""
    """What low to high is: a 95 % interval, a range over sites, ..."""


@cache
def entries() -> dict[str, Entry]:
    """Return the whole register by id.

    Raises
    ------
    EvidenceError
        If a file is not a list of complete entries, or an id occurs twice.
    """
    register: dict[str, Entry] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".yaml"):
            continue
        for raw in yaml.load(file.read_bytes(), yaml.CSafeLoader):
            item = _entry(file.name, raw)
            if item.id in register:
                raise EvidenceError(file.name, f"the id {item.id!r} occurs twice", "an id is used once")
            register[item.id] = item
    return register


def entry(identifier: str) -> Entry:
    """Return one entry.

    Raises
    ------
    EvidenceError
        If there is none with this id.
    """
    try:
        return entries()[identifier]
    except KeyError:
        raise EvidenceError("evidence register", f"no entry {identifier!r}") from None


def cited(identifier: str, *, description: str | None = None, **bounds: Any) -> Any:
    """Return a config field whose default, unit and source are those of a register entry.

    Parameters
    ----------
    identifier
        The id of the entry; a list in it becomes a tuple.
    description
        What the field means, where its docstring does not say it.
    bounds
        Those of `pydantic.Field`: gt, ge, lt, le, min_length, ...
    """
    source = entry(identifier)
    about: dict[str, Any] = {
        "evidence": identifier,
        "unit": source.unit,
        "source": source.source,
        "kind": source.kind,
    }
    if source.low is not None and source.high is not None:
        about |= {"low": source.low, "high": source.high}
    default = tuple(source.value) if isinstance(source.value, list) else source.value
    return Field(default=default, description=description, json_schema_extra=about, **bounds)


def assumed(
    value: Any,
    why: str,
    *,
    unit: str,
    low: float | None = None,
    high: float | None = None,
    description: str | None = None,
    **bounds: Any,
) -> Any:
    """Return a config field whose default is an admitted assumption.

    Parameters
    ----------
    value
        The default.
    why
        Why there is no published number and what this one rests on.
    unit
        The unit, or "" for a pure number.
    low, high
        The range that a sensitivity analysis should cover.
    bounds
        Those of `pydantic.Field`.
    """
    about: dict[str, Any] = {"assumption": why, "unit": unit}
    if low is not None and high is not None:
        about |= {"low": low, "high": high}
    return Field(default=value, description=description, json_schema_extra=about, **bounds)


def chosen(value: Any, *, unit: str, description: str | None = None, **bounds: Any) -> Any:
    """Return a config field that is the user's own choice, such as an hour or a threshold.

    Parameters
    ----------
    value
        The default.
    unit
        The unit, or "" for a pure number.
    bounds
        Those of `pydantic.Field`.
    """
    about: dict[str, Any] = {"choice": True, "unit": unit}
    return Field(default=value, description=description, json_schema_extra=about, **bounds)


def stated(*, unit: str, description: str | None = None, **bounds: Any) -> Any:
    """Return a config field that a file must give itself, and says there where it is from.

    Parameters
    ----------
    unit
        The unit, or "" for a pure number.
    bounds
        Those of `pydantic.Field`; a `default` where the number may be left out.
    """
    return Field(description=description, json_schema_extra={"choice": True, "unit": unit}, **bounds)


def range_of(settings: type[BaseModel], name: str) -> tuple[float, float]:
    """Return the range of a field that is `cited` or `assumed` with one, from low to high."""
    about = cast(dict[str, float], settings.model_fields[name].json_schema_extra)
    return about["low"], about["high"]


def _entry(file: str, raw: Any) -> Entry:
    known = {field.name for field in fields(Entry)}
    needed = {"id", "value", "unit", "source", "date", "kind"}
    if not isinstance(raw, dict) or not needed <= set(raw) <= known:
        raise EvidenceError(file, f"not a complete entry ({raw!r})", f"needs {sorted(needed)}")
    return Entry(**{**raw, "date": str(raw["date"])})
