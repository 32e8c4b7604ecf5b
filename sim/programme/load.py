"""From a file to a programme: streets and policy by name are read and put in their place, then all is checked.

`place` of a street names a shipped place, or a place's file beside the programme's; `policy` at the top names a policy
laid over the programme's own `lfr`, as it would be laid over a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.core.errors import ScenarioError
from sim.programme.schema import Programme
from sim.scenario.changes import noted
from sim.scenario.group_schemes import GROUPS
from sim.scenario.homes import homes_first, with_homes
from sim.scenario.load import document, home_or, name_or, validate, with_names, with_profile, with_values
from sim.scenario.located import Keys, Located, Mark
from sim.scenario.shipped import file_or_shipped
from sim.scenario.vary import overlay, setting_of, with_setting

__all__ = ["POLICY", "load_programme", "programme_schema"]

_THINNED = {"lfr": {"recognition": {"backend": {"kind": "embedding", "mode": "thinned"}}}}
"""What programmes search with unless they say otherwise: the same law, and only the searches that can matter."""

POLICY = "policy"
"""The one key of a file that is not of the schema: a policy, or several laid over each other."""


def load_programme(
    file: str | Path,
    *,
    policies: Sequence[str | Path] = (),
    settings: Sequence[str] = (),
    values: Mapping[str, Any] | None = None,
) -> Programme:
    """Read a programme.

    Parameters
    ----------
    file
        The name of a shipped programme ("roll_out"), or the path of a programme file or of a whole programme as it is
        stored with its results.
    policies
        Names of shipped policies or paths, laid over each other in the place of the file's own `policy`.
    settings
        `key=value` with dots between keys, set last.
    values
        The same as data: `{"months": 6}`.

    Returns
    -------
    Programme
        Frozen, complete and checked.

    Raises
    ------
    ScenarioError
        What is wrong, where (`file:line:column`), and what would be right; `ScenarioErrors` if several things are.
    """
    file = file_or_shipped(file, "programmes")
    located = with_homes(_with_places(document(file, "programme"), file.parent), file.parent, validate)
    if policies:
        own = located.data.get("lfr") if isinstance(located.data, dict) else None
        # what has a name is a policy of its own; anything else changes single settings of one
        below = _without(located, "lfr") if isinstance(own, dict) and "name" in own else located
        located = overlay(below, Located({POLICY: list(map(str, policies))}, {(): Mark("the policies")}))
    located = _with_policies(located, file.parent)
    before, asked = located, [setting_of(setting) for setting in settings]
    given = dict(asked)
    for k in homes_first(asked):
        located = with_names(_with_places(with_setting(located, settings[k]), Path()), asked[k][0], given)
    programme = validate(Programme, located)
    if given:
        programme = noted(programme, before.data, located.data, given, told=given)
    return with_values(programme, values) if values else programme


def programme_schema() -> dict[str, Any]:
    """Return the JSON Schema of a programme file, for editors: names may stand for places, and `policy` for `lfr`."""
    schema = Programme.model_json_schema()
    policy = {"type": "string", "title": "Policy", "description": "The name of a shipped policy, or a policy's file."}
    schema["properties"] = {POLICY: {"anyOf": [policy, {"type": "array", "items": policy}]}, **schema["properties"]}
    schema["properties"][GROUPS] = name_or(schema["properties"][GROUPS])
    street = schema["$defs"]["Street"]["properties"]
    street["place"] = name_or(street["place"])
    for part, named in schema["$defs"].items():
        # a siting rule is called like a place's population
        if part == "Borough" or part.endswith("people__Population"):
            named["properties"] = home_or(named["properties"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "passerby programme"}


def _with_places(located: Located, folder: Path) -> Located:
    streets = located.data.get("streets") if isinstance(located.data, dict) else None
    if not isinstance(streets, dict):
        return located
    for name, street in streets.items():
        keys: Keys = ("streets", name, "place")
        given = street.get("place") if isinstance(street, dict) else None
        if isinstance(given, str):
            place = file_or_shipped(given, "places", folder=folder, where=str(located.value_at(keys)))
            located = overlay(located, with_profile(document(place, "place"), place.parent).under(keys))
    return located


def _with_policies(located: Located, folder: Path) -> Located:
    if not isinstance(located.data, dict):
        return located
    given = located.data.get(POLICY)
    names = given if isinstance(given, list) else [] if given is None else [given]
    own = _without(located, POLICY)
    below = Located({}, {(): located.value_at(())})
    if names or own.data.get("lfr"):
        below = Located(_THINNED, {(): located.value_at(())})
    for name in names:
        where = str(located.value_at((POLICY,)))
        if not isinstance(name, str):
            raise ScenarioError(where, f"`{POLICY}` is of the wrong kind ({name!r})", "it must be the name of a policy")
        policy = file_or_shipped(name, "policies", folder=folder, where=where)
        below = overlay(below, with_profile(document(policy, "policy"), policy.parent))
    return with_profile(overlay(below, own), folder)


def _without(located: Located, key: str) -> Located:
    rest: dict[str, Any] = {name: value for name, value in located.data.items() if name != key}
    return Located(rest, located.values, located.keys)
