"""What an emulator was asked for, as settings of its scenario: the command, and the forms that ask for the run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sim.core.documents import json_text
from sim.core.errors import RunError
from sim.emulator.answer import asked_of
from sim.emulator.document import Emulator
from sim.emulator.sliders import SLIDERS
from sim.ensemble.arms import arm_of
from sim.ensemble.inputs import Settings
from sim.programme.schema import Programme
from sim.scenario.load import document
from sim.scenario.shipped import names_of, programme_file
from sim.store.ensembles import sha256_of

__all__ = ["CHANGED", "DRAWS", "UNCHANGED", "exactly"]

UNCHANGED, CHANGED = "unchanged", "your settings"
"""The arms of the run that a click asks for."""
DRAWS = 4
"""Of the uncertain inputs, the first as given."""
_DRAWS = 32
_DIGITS = 10
_CHANGED = re.compile(r"(?:, with|,) ([a-z][\w.]*) (\S+) \(was [^)]*\)")
_CHOICES = {"profile": "lfr.recognition.profile", "cameras": "lfr.sites", "scope": "lfr.watchlist.scope"}
_SLIDERS = {slider.name: slider for slider in SLIDERS}
_OF_PLACE = re.compile(r"streets\.\w+\.place\.(.+)")
_OF_HOURS = re.compile(r"(?:siting|calendar)\.\d+\.(duration_h)")
_OF_FORCE = "force."
_OF_PROFILE = "lfr.recognition.profile."
_SHARES = re.compile(r"(.+\.(?:group_shares|street_shares))\.(\w+)")


def exactly(emulator: Emulator, given: Mapping[str, str]) -> dict[str, Any]:
    """Return how to simulate what an emulator was asked for.

    Parameters
    ----------
    given
        Inputs by name; what is not given is as in the scenario. Names of no input are left out.

    Returns
    -------
    dict[str, Any]
        `command` for the command line, `settings` of it as "key=value", and what `dashboard.jobs.form` takes: `form`
        of the same, or None where its scenario is no shipped one, and `day` of one day of it, or None where it is of
        several streets.

    Raises
    ------
    RunError
        If a value was not run, or the scenario of the emulator is not that of the shipped files any more.
    """
    names = [*(one.name for one in emulator.sliders), *(one.name for one in emulator.choices)]
    known = {name: value for name, value in given.items() if name in names}
    asked = asked_of(emulator, known)
    for name in known:
        if name not in _CHOICES and name not in _SLIDERS:
            raise RunError(name, "stands for no setting of the scenario", f"inputs are {', '.join(names)}")
    base, of_base = _base_of(emulator)
    chosen = [
        f"{_CHOICES[name]}={_level(name, asked.choices[name])}"
        for name in _CHOICES
        if name in known and name in asked.choices
    ]
    there = arm_of(emulator.asked, settings=[*of_base, *chosen]) if "profile" in known else base
    changed: dict[str, Any] = {}
    for name, slider in _SLIDERS.items():
        if name in known:
            changed |= slider.change(there, asked.sliders[name])
    settings = [*chosen, *(f"{key}={_written(value)}" for key, value in changed.items())]
    command = ["passerby", "ensemble", emulator.asked, "--draws", str(_DRAWS), "--replications", "1"]
    for one in (*of_base, *settings):
        command += ["--set", one]
    return {
        "command": shlex.join(command),
        "settings": [*of_base, *settings],
        "form": _form(emulator.asked, base, of_base, settings),
        "day": _day(emulator.asked, base, of_base, settings),
    }


@lru_cache(maxsize=8)
def _base_of_text(asked: str, name: str, sha256: str) -> tuple[Settings, tuple[str, ...]]:
    """Return the scenario of an emulator, and what was set in it: read off its name, and held against its digest."""
    settings = tuple(f"{key}={value}" for key, value in _CHANGED.findall(name))
    base = arm_of(asked, settings=settings)
    if sha256_of(base) != sha256:
        raise RunError(asked, "the scenario of the emulator is not that of this product's files", "make it again")
    return base, settings


def _base_of(emulator: Emulator) -> tuple[Settings, tuple[str, ...]]:
    return _base_of_text(emulator.asked, emulator.name, emulator.settings_sha256)


def _level(name: str, level: str) -> str:
    return f"[{', '.join(level.split('+'))}]" if name == "cameras" else level


def _written(value: float | int | str) -> str:
    return f"{value:.{_DIGITS}g}" if isinstance(value, float) else str(value)


def _form(asked: str, base: Settings, of_base: Sequence[str], settings: Sequence[str]) -> dict[str, Any] | None:
    """Return the form of the programme itself, unchanged and with the settings, which share their draws."""
    if not isinstance(base, Programme) or asked not in names_of("programmes"):
        return None
    unchanged = {"name": UNCHANGED, "programme": asked, "changed": list(of_base)}
    changed = {"name": CHANGED, "programme": asked, "changed": [*of_base, *settings]}
    return {"v": 1, "arms": [unchanged, changed] if settings else [unchanged], "draws": DRAWS}


def _day(asked: str, base: Settings, of_base: Sequence[str], settings: Sequence[str]) -> dict[str, Any] | None:
    """Return the form of one day of it: a place, a policy and settings of them."""
    if not isinstance(base, Programme):
        place, *policies = asked.split("+")
        if len(policies) != 1:
            return None
        return {"v": 1, "place": place, "policy": policies[0], **_filled_in(asked, of_base, settings, settings)}
    if asked not in names_of("programmes") or len(base.streets) != 1:
        return None
    data: Any = document(programme_file(asked)).data
    street = next(iter(data["streets"].values()))
    own = list(dict.fromkeys(_of_day(settings)))
    return {"v": 1, "place": street["place"], "policy": data["policy"], **_filled_in(asked, of_base, settings, own)}


def _filled_in(
    asked: str, of_base: Sequence[str], settings: Sequence[str], shown: Sequence[str]
) -> dict[str, dict[str, Any]]:
    """Return settings as a form has them: shares by group as one map, a changed profile as one of one's own."""
    given: dict[str, Any] = {}
    shares: dict[str, dict[str, float]] = {}
    for one in shown:
        key, _, value = one.partition("=")
        of_shares = _SHARES.fullmatch(key)
        if of_shares:
            shares.setdefault(of_shares[1], {})[of_shares[2]] = float(value)
        elif not key.startswith(_OF_PROFILE):
            given[key] = value
    given |= {key: json_text(found, is_packed=True) for key, found in shares.items()}
    if not any(one.startswith(_OF_PROFILE) for one in settings):
        return {"settings": given}
    changed = arm_of(asked, settings=[*of_base, *settings])
    assert changed.lfr is not None, "a profile is part of it"
    given.pop(_CHOICES["profile"], None)
    return {"settings": given, "profile": changed.lfr.recognition.profile.model_dump(mode="json", by_alias=True)}


def _of_day(settings: Sequence[str]) -> list[str]:
    """Return settings of a programme as those of one of its days; what a day has not is left out."""
    found = []
    for one in settings:
        key, _, value = one.partition("=")
        of_place, of_hours = _OF_PLACE.fullmatch(key), _OF_HOURS.fullmatch(key)
        if key.startswith(_OF_FORCE):
            continue
        if of_hours:
            key = f"day.{of_hours[1]}"
        found.append(f"{of_place[1] if of_place else key}={value}")
    return found
