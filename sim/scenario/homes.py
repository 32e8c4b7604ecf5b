"""Boroughs by name: files in `scenarios/boroughs`, or a user's own, that say who lives where a street is.

A file of a borough stands under what names it: the key `home` of a place's `population`, or of a programme's
`borough`. What those say themselves takes the place of what the file says, and so does what is set beside a home that
is set, in whatever order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from sim.core.errors import ScenarioError
from sim.population.home import HomeBorough
from sim.population.surveyed import HomeAnswers
from sim.scenario.located import Keys, Located, Mark, read
from sim.scenario.shipped import file_or_shipped
from sim.scenario.vary import overlay

__all__ = ["HOME", "home_keys", "homes_first", "with_homes"]

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


def homes_first(given: Sequence[tuple[str, Any]]) -> list[int]:
    """Return in which order settings are made: what names a home comes before what is set beside it.

    Parameters
    ----------
    given
        Names with dots between keys, and values, as they were given; otherwise the order stays.
    """
    order: list[int] = []
    for number, (name, value) in enumerate(given):
        part, names = _part_named(name, value), [given[k][0] for k in order]
        # nothing moves before a setting that replaces the whole part
        first = max((k + 1 for k, one in enumerate(names) if f"{part}.".startswith(f"{one}.")), default=0)
        beside = (k for k in range(first, len(order)) if names[k].startswith(f"{part}.") and names[k] != name)
        order.insert(len(order) if part is None else next(beside, len(order)), number)
    return order


def with_homes(
    located: Located,
    folder: Path,
    check: Callable[[type[BaseModel], Located], Any],
    *,
    by: str = "",
    given: Mapping[str, Any] | None = None,
) -> Located:
    """Put the files of boroughs where their names stand, in a place, or in a programme and the places of its streets.

    Parameters
    ----------
    folder
        What file names are relative to.
    check
        How a document is checked against a model.
    by
        The setting that was made last, if it was one. Where it is the name itself, what the borough's file says takes
        the place of what was there.
    given
        All settings that are made, by name: these stay, and what they say need not be in a borough's file.

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
        located = _with_home(located, folder, check, keys, by=by, given=given or {})
    return located


def _with_home(
    located: Located,
    folder: Path,
    check: Callable[[type[BaseModel], Located], Any],
    keys: Keys,
    *,
    by: str,
    given: Mapping[str, Any],
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
    said, part = _as_settings(file, str(keys[-1])), ".".join(map(str, keys))
    is_set = by == f"{part}.{HOME}"
    kept = _keys_of(given.get(part)) if is_set else set(own)
    if _OFFENCES not in {*said.data, *kept} and f"{part}.{_OFFENCES}" not in given:
        beside = f"set beside it, as `{part}.{_OFFENCES}`" if is_set else f"beside `{HOME}` in a place's"
        raise ScenarioError(
            where,
            f"no recorded offences of {file.data['name']} are known (`{_OFFENCES}` is not in {file.value_at(()).file})",
            f"`{_OFFENCES}` in a borough's file or {beside}, or another borough",
        )
    taken = set(said.data) - kept
    return overlay(_only(said, taken | _IN_PARTS).under(keys), _without(located, keys, {HOME, *taken}))


def _part_named(name: str, value: Any) -> str | None:
    """Return the part of which a setting names the home, as one of its keys or in a mapping; None if it does not."""
    part, _, last = name.rpartition(".")
    if last == HOME and part.rpartition(".")[2] in _KEYS:
        return part
    return name if last in _KEYS and HOME in _keys_of(value) else None


def _keys_of(value: Any) -> set[str]:
    return set(value) if isinstance(value, Mapping) else set()


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
