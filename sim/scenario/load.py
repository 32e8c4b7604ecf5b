"""From files to a scenario: read, put place and policies together, check, and say what is wrong where.

place file -> its geometry -> policies, one over the other -> single settings -> Scenario
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.core.errors import ScenarioError
from sim.scenario.explain import explained
from sim.scenario.geojson import place_of
from sim.scenario.located import Located, read
from sim.scenario.schema import Scenario
from sim.scenario.vary import overlay, with_setting

__all__ = ["document", "dump", "json_schema", "load", "validate"]

GEOMETRY = "geometry"
"""The one key of a file that is not of the schema: a GeoJSON file, read from beside it."""

_M = TypeVar("_M", bound=BaseModel)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def load(place: Path, *, policies: Sequence[Path] = (), settings: Sequence[str] = ()) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    place
        A place file, or a whole scenario as `dump` writes it.
    policies
        Overlays, laid over the place in this order.
    settings
        `key=value` with dots between keys, set last.

    Raises
    ------
    ScenarioError
        What is wrong, where (`file:line:column`), and what would be right; `ScenarioErrors` if several
        things are.
    """
    located = document(place)
    for policy in policies:
        located = overlay(located, document(policy))
    for setting in settings:
        located = with_setting(located, setting)
    return validate(Scenario, located)


def document(file: Path) -> Located:
    """Read one file of a scenario and, where it names a geometry, put what that says under it.

    What the file itself says of the street or of sites is laid over its geometry.

    Raises
    ------
    ScenarioError
        If the file or its geometry cannot be read, or the file is not a mapping.
    """
    located = read(file)
    if located.data is None:
        raise ScenarioError(str(file), "the file is empty", "a scenario is a mapping (key: value)")
    if not isinstance(located.data, dict) or GEOMETRY not in located.data:
        return located
    name = located.data[GEOMETRY]
    where = str(located.value_at((GEOMETRY,)))
    if not isinstance(name, str) or not name:
        raise ScenarioError(
            where, f"`{GEOMETRY}` is of the wrong kind ({name!r})", "it must be the name of a GeoJSON file"
        )
    beside = file.parent / name
    if not beside.is_file():
        raise ScenarioError(where, f"no such file ({beside})", "`geometry` names a GeoJSON file beside this one")
    return overlay(place_of(read(beside)), _without(located, GEOMETRY))


def validate(model: type[_M], located: Located) -> _M:
    """Check data against a model and make it.

    Numbers must be numbers and texts texts: nothing is converted.

    Raises
    ------
    ScenarioError
        As for `load`.
    """
    try:
        return model.model_validate_json(json.dumps(located.data), strict=True)
    except ValidationError as error:
        raise explained(error, model, located) from None


def dump(scenario: Scenario) -> str:
    """Write a scenario as YAML that needs no other file and loads again to an equal scenario."""
    return "".join(_block(scenario.model_dump(mode="json", by_alias=True), 0))


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file, for editors: `geometry` may stand for street and sites."""
    schema = Scenario.model_json_schema()
    schema["properties"] = {
        GEOMETRY: {
            "type": "string",
            "title": "Geometry",
            "description": "A GeoJSON file beside this one, in local metres, for `street` and `sites`.",
        },
        **schema["properties"],
    }
    schema["required"] = [key for key in schema.get("required", []) if key != "street"]
    schema["anyOf"] = [{"required": [GEOMETRY]}, {"required": ["street"]}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "passerby scenario"}


def _without(located: Located, key: str) -> Located:
    rest = {name: value for name, value in located.data.items() if name != key}
    return Located(rest, located.values, located.keys)


def _block(data: dict[str, Any], depth: int) -> list[str]:
    """Return the lines of a mapping; lists of plain values stay on one line, as JSON."""
    indent = "  " * depth
    lines: list[str] = []
    for key, value in data.items():
        head = f"{indent}{_key(key)}:"
        if isinstance(value, dict) and value:
            lines += [f"{head}\n", *_block(value, depth + 1)]
        elif _is_list_of_mappings(value):
            lines.append(f"{head}\n")
            for item in value:
                first, *others = _block(item, depth + 2)
                lines += [f"{indent}  - {first.lstrip()}", *others]
        else:
            lines.append(f"{head} {_line(value)}\n")
    return lines


def _is_list_of_mappings(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and item for item in value)


def _key(key: str) -> str:
    return key if _PLAIN_KEY.match(key) else _line(key)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
