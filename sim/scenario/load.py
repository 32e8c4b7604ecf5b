"""From files to a scenario: read, put place and policies together, check, and say what is wrong where.

place file -> its geometry -> policies, one over the other -> single settings -> Scenario

Where a recognition profile is named, the file of that name is read and put in its place.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError

from sim.core.errors import ScenarioError, SettingsConflict
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.vector.recogniser import Embedding
from sim.scenario.changes import leaves, noted
from sim.scenario.explain import explained
from sim.scenario.geojson import place_of
from sim.scenario.group_schemes import GROUPS, with_groups
from sim.scenario.homes import HOME, homes_first, with_homes
from sim.scenario.located import Keys, Located, Mark, read
from sim.scenario.schema import LFR, VIEWS_UNASKED, Scenario
from sim.scenario.shipped import file_or_shipped
from sim.scenario.vary import overlay, setting_of, with_setting, with_value

__all__ = [
    "calibrated",
    "document",
    "dump",
    "home_or",
    "json_schema",
    "load",
    "load_profile",
    "name_or",
    "profile_of",
    "validate",
    "with_names",
    "with_profile",
    "with_values",
]

GEOMETRY = "geometry"
"""The one key of a file that is not of the schema: a GeoJSON file, read from beside it."""

_PROFILE: Keys = ("lfr", "recognition", "profile")
"""Where a profile may be named instead of written out."""

_M = TypeVar("_M", bound=BaseModel)
_LONGEST = 80
_OF_PROFILE = "recognition profile"
_UNREADABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
"""What a YAML reader refuses or folds unless it is escaped."""
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def load(
    place: Path, *, policies: Sequence[Path] = (), settings: Sequence[str] = (), asks_views: bool = True
) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    place
        A place file, or a whole scenario as `dump` writes it.
    policies
        Overlays, laid over the place in this order.
    settings
        `key=value` with dots between keys, set last.
    asks_views
        Whether a camera that gets no usable face is refused.

    Raises
    ------
    ScenarioError
        What is wrong, where (`file:line:column`), and what would be right; `ScenarioErrors` if several
        things are.
    """
    located = with_profile(document(place, "place"), place.parent)
    before, given = located, dict[str, Any]()
    for policy in policies:
        top = document(policy, "policy")
        is_named = _is_named(located, top)
        located = with_profile(overlay(located, top), policy.parent)
        if is_named:
            before, given = located, {}
        else:
            given |= leaves(top.data)
    asked = [(_whole_name(name), value) for name, value in map(setting_of, settings)]
    told = [name for name, _ in asked]
    given |= dict(asked)
    for k in homes_first(asked):
        located = with_names(with_setting(located, _whole_name(settings[k])), told[k], dict(asked))
    scenario = validate(Scenario, located, asks_views=asks_views)
    return noted(scenario, before.data, located.data, given, told=told) if given else scenario


def with_values(settings: _M, values: Mapping[str, Any]) -> _M:
    """Return a scenario, or a programme, with some values changed, checked as if a file had said them.

    Parameters
    ----------
    values
        By name, with dots between keys: `{"lfr.threshold": 0.6}`; in a scenario `lfr.` may be left out. Values are
        what YAML would hold: numbers, texts, truths, lists, mappings, None.

    Raises
    ------
    ScenarioError
        What is wrong with which value, and what would be right.
    """
    if not values:
        return settings
    before = settings.model_dump(mode="json", by_alias=True)
    located, given, shown = Located(before, {(): Mark("the settings")}), dict[str, Any](), dict[str, str]()
    for name, value in values.items():
        if not isinstance(name, str):
            raise ScenarioError(f"{name!r}", "not the name of a setting", "a text such as lfr.threshold")
        whole = _whole_name(name) if isinstance(settings, Scenario) else name
        given[whole] = _plain(value, name)
        shown[whole] = _shortened(f"{name}={value!r}")
    asked = list(given.items())
    for k in homes_first(asked):
        whole, plain = asked[k]
        located = with_names(with_value(located, whole, plain, where=shown[whole]), whole, given)
    return noted(validate(type(settings), located), before, located.data, given)


def _is_named(below: Located, top: Located) -> bool:
    """Return whether an overlay is a policy of its own; otherwise it changes single settings of the one below."""
    has_policy = isinstance(below.data, dict) and isinstance(below.data.get("lfr"), dict)
    own = top.data.get("lfr", {}) if isinstance(top.data, dict) else {}
    return not has_policy or not isinstance(own, dict) or "name" in own


def _plain(value: Any, name: str) -> Any:
    """Return a value as YAML would hold it: numbers and arrays of NumPy as numbers and lists."""
    try:
        return json.loads(json.dumps(value, default=_of_numpy))
    except TypeError:
        what = f"not a value of a setting ({_shortened(repr(value))})"
        raise ScenarioError(name, what, "a number, text, truth, list, mapping or None") from None


def _of_numpy(value: Any) -> Any:
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise TypeError


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def load_profile(name: str) -> Profile:
    """Read a recognition profile: a file, or the name of a shipped one.

    Raises
    ------
    ScenarioError
        As for `load`.
    """
    located = document(_profile_file(name), _OF_PROFILE)
    return validate(Profile, located)


def calibrated(profile: Profile, where: str) -> Calibration:
    """Return the system that meets a profile, in the usual geometry.

    Raises
    ------
    ScenarioError
        If no geometry meets it; `where` says whose profile it is.
    """
    backend = Embedding()
    try:
        return calibrate(profile, dimension=backend.dimension, ungrouped_share=backend.ungrouped_share)
    except SettingsConflict as misfit:
        what, _, allowed = str(misfit).partition("; ")
        raise ScenarioError(where, f"`{'.'.join(map(str, misfit.path))}`: {what}", allowed) from None


def profile_of(data: dict[str, Any], *, where: str) -> Profile:
    """Make a profile of data that no file holds.

    Raises
    ------
    ScenarioError
        As for `load`; `where` stands for the file.
    """
    return validate(Profile, Located(data, {(): Mark(where)}))


def document(file: Path, of: str = "scenario") -> Located:
    """Read one file of a scenario, and put what a geometry, groups or a borough that it names say in their places.

    What the file itself says of the street or of sites is laid over its geometry.

    Parameters
    ----------
    of
        What the file is of, for what is said if it is empty.

    Raises
    ------
    ScenarioError
        If the file or its geometry cannot be read, or the file is not a mapping.
    """
    located = read(file)
    if located.data is None:
        raise ScenarioError(str(file), "the file is empty", f"a {of} is a mapping (key: value)")
    located = with_homes(with_groups(located, file.parent), file.parent, validate)
    if not isinstance(located.data, dict) or GEOMETRY not in located.data:
        return located
    name = located.data[GEOMETRY]
    where = str(located.value_at((GEOMETRY,)))
    if not isinstance(name, str) or not name:
        raise ScenarioError(
            where, f"`{GEOMETRY}` is of the wrong kind ({name!r})", "it must be the name of a GeoJSON file"
        )
    if _is_without_map(located):
        raise ScenarioError(where, "a street without a map has a map (`geometry`)", "leave out one of the two")
    beside = file.parent / name
    if not os.path.isfile(beside):
        raise ScenarioError(where, f"no such file ({beside})", "`geometry` names a GeoJSON file beside this one")
    return overlay(place_of(read(beside)), _without(located, GEOMETRY))


def validate(model: type[_M], located: Located, *, asks_views: bool = True) -> _M:
    """Check data against a model and make it.

    Numbers must be numbers and texts texts: nothing is converted. Of a scenario it may be left unasked whether its
    cameras get usable faces; of a programme's places its policy says what they need.

    Raises
    ------
    ScenarioError
        As for `load`.
    """
    try:
        context = {VIEWS_UNASKED: model is not Scenario or not asks_views}
        return model.model_validate_json(json.dumps(located.data), strict=True, context=context)
    except ValidationError as error:
        raise explained(error, model, located) from None


def dump(settings: BaseModel) -> str:
    """Write a scenario or a profile as YAML that needs no other file and loads again to an equal one."""
    return "".join(_block(settings.model_dump(mode="json", by_alias=True), 0))


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
    schema["properties"][GROUPS] = name_or(schema["properties"][GROUPS])
    fields = schema["$defs"]["Recognition"]["properties"]
    fields["profile"] = name_or(fields["profile"])
    schema["$defs"]["Population"]["properties"] = home_or(schema["$defs"]["Population"]["properties"])
    schema["required"] = [key for key in schema.get("required", []) if key != "street"]
    schema["anyOf"] = [{"required": [GEOMETRY]}, {"required": ["street"]}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "passerby scenario"}


def name_or(field: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a field whose value may also be the name of what is shipped, or of a file."""
    return {"anyOf": [{"type": "string"}, {"$ref": field["$ref"]}], "description": field.get("description", "")}


def home_or(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of settings that a borough may be named for."""
    about = "The name of a shipped borough, or a borough's file: what it says stands where these settings do not."
    return {HOME: {"type": "string", "title": "Home", "description": about}, **properties}


def with_profile(located: Located, folder: Path) -> Located:
    """Put the file of a recognition profile where its name stands; file names are relative to `folder`."""
    here: Any = located.data
    for key in _PROFILE:
        here = here.get(key) if isinstance(here, dict) else None
    if not isinstance(here, str):
        return located
    profile = document(_profile_file(here, folder, str(located.value_at(_PROFILE))), _OF_PROFILE)
    return overlay(located, profile.under(_PROFILE))


def with_names(located: Located, by: str, given: Mapping[str, Any]) -> Located:
    """Put the files of what a setting names in their places: a profile, a scheme of groups, a borough.

    Parameters
    ----------
    by
        The name of the setting, which is made already.
    given
        All settings that are made, by name.
    """
    return with_homes(with_groups(with_profile(located, Path()), Path()), Path(), validate, by=by, given=given)


def _profile_file(name: str, folder: Path = Path(), where: str = "") -> Path:
    return file_or_shipped(name, "recognition", folder=folder, where=where)


def _whole_name(setting: str) -> str:
    """Add the `lfr.` that may be left out of settings of the deployment."""
    first = setting.split("=")[0].split(".")[0].strip()
    is_short = first not in Scenario.model_fields and first in LFR.model_fields
    return f"lfr.{setting.strip()}" if is_short else setting


def _is_without_map(located: Located) -> bool:
    street = located.data.get("street")
    return isinstance(street, dict) and street.get("kind", "map") != "map"


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
    return _UNREADABLE.sub(_escaped, json.dumps(value, ensure_ascii=False, allow_nan=False))


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]
