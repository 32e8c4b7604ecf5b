"""Boroughs by name: files in `scenarios/boroughs`, or a user's own, that say who lives where a street is.

A file of a borough stands under what names it: the key `home` of a place's `population`, or of a programme's
`borough`. What those say themselves takes the place of what the file says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.core.errors import ScenarioError
from sim.population.home import HomeBorough
from sim.population.surveyed import HomeAnswers
from sim.scenario.located import Keys, Located, Mark, read
from sim.scenario.shipped import file_or_shipped
from sim.scenario.vary import overlay

__all__ = ["HOME", "home_keys", "with_homes"]

HOME = "home"
"""The key that names a borough; it is not of the schema."""
_OFFENCES = "violence_with_injury"
"""What part of a list lives in a borough is read from it: without it there is nothing to go by."""

_KEYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "population": {
        "name": ("borough",),
        "residents": ("residents",),
        "resident_shares": ("resident_shares", "street_shares", "listed_shares"),
        "age_shares": ("age_shares",),
        "female_share": ("female_share",),
        "violence_with_injury": ("violence_with_injury",),
    },
    "borough": {
        "name": ("name",),
        "residents": ("residents",),
        "resident_shares": ("resident_shares", "visitor_shares"),
        "age_shares": ("age_shares",),
        "female_share": ("female_share",),
        "violence_with_injury": ("violence_with_injury",),
        "surveyed": ("surveyed",),
        "areas": ("areas",),
    },
}
"""Which settings each figure of a borough sets, of a place's population and of a programme's borough."""


_IN_PARTS = {"surveyed"}
"""Settings of which a document may say a part by itself: the file of the borough says the rest."""


def home_keys(part: str) -> tuple[str, ...]:
    """Return the settings that a home sets of a part: "population" of a place, or "borough" of a programme."""
    return tuple(key for keys in _KEYS[part].values() for key in keys)


def with_homes(
    located: Located, folder: Path, check: Callable[[type[BaseModel], Located], Any], *, is_set: bool = False
) -> Located:
    """Put the files of boroughs where their names stand, in a place, or in a programme and the places of its streets.

    Parameters
    ----------
    folder
        What file names are relative to.
    check
        How a document is checked against a model.
    is_set
        Whether the name is a setting of its own: then what the file says takes the place of what was there.

    Raises
    ------
    ScenarioError
        If there is neither such a file nor such a shipped borough, the file is not right, or it has no recorded
        offences and nobody says how many there were.
    """
    streets = located.data.get("streets") if isinstance(located.data, dict) else None
    names = streets if isinstance(streets, dict) else {}
    places: list[Keys] = [("streets", name, "place", "population") for name in names]
    for keys in (("population",), ("borough",), *places):
        located = _with_home(located, folder, check, keys, is_set=is_set)
    return located


def _with_home(
    located: Located, folder: Path, check: Callable[[type[BaseModel], Located], Any], keys: Keys, *, is_set: bool
) -> Located:
    own: Any = located.data
    for key in keys:
        own = own.get(key) if isinstance(own, dict) else None
    if not isinstance(own, dict) or HOME not in own:
        return located
    where, name = str(located.value_at((*keys, HOME))), own[HOME]
    if not isinstance(name, str):
        raise ScenarioError(where, f"`{HOME}` is of the wrong kind ({name!r})", "it must be the name of a borough")
    file = read(file_or_shipped(name, "boroughs", folder=folder, where=where))
    check(HomeBorough, file)
    said = _as_settings(file, str(keys[-1]))
    if _OFFENCES not in said.data and (is_set or _OFFENCES not in own):
        raise ScenarioError(
            where,
            f"no recorded offences of {file.data['name']} are known (`{_OFFENCES}` is not in {file.value_at(()).file})",
            f"`{_OFFENCES}` in a borough's file or beside `{HOME}` in a place's, or another borough",
        )
    if is_set:
        return overlay(_without(located, keys, {HOME, *said.data}), said.under(keys))
    return overlay(_only(said, (set(said.data) - set(own)) | _IN_PARTS).under(keys), _without(located, keys, {HOME}))


def _as_settings(file: Located, part: str) -> Located:
    """Return what a borough's file says, under the names of the settings that it sets."""
    data: dict[str, Any] = {}
    values: dict[Keys, Mark] = {(): file.value_at(())}
    marks: dict[Keys, Mark] = {}
    for key, settings in _KEYS[part].items():
        if file.data.get(key) is None:
            if key == "areas":
                data["areas"] = [{"name": file.data["name"], "share": 1.0}]
            elif key == "surveyed":
                data["surveyed"] = dict.fromkeys(HomeAnswers.model_fields, 0.0)
            continue
        for setting in settings:
            data[setting] = file.data[key]
            values |= {(setting, *path[1:]): mark for path, mark in file.values.items() if path[:1] == (key,)}
            marks |= {(setting, *path[1:]): mark for path, mark in file.keys.items() if path[:1] == (key,)}
    return Located(data, values, marks)


def _only(located: Located, kept: set[str]) -> Located:
    return Located(
        {key: value for key, value in located.data.items() if key in kept},
        {path: mark for path, mark in located.values.items() if not path or path[0] in kept},
        {path: mark for path, mark in located.keys.items() if path[0] in kept},
    )


def _without(located: Located, keys: Keys, dropped: set[str]) -> Located:
    """Return a document without some keys of the mapping at `keys`."""

    def data(here: Any, rest: Keys) -> Any:
        if rest:
            return {**here, rest[0]: data(here[rest[0]], rest[1:])}
        return {key: value for key, value in here.items() if key not in dropped}

    def is_kept(path: Keys) -> bool:
        return path[: len(keys)] != keys or len(path) == len(keys) or path[len(keys)] not in dropped

    return Located(
        data(located.data, keys),
        {path: mark for path, mark in located.values.items() if is_kept(path)},
        {path: mark for path, mark in located.keys.items() if is_kept(path)},
    )
