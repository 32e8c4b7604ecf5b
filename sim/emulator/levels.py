"""What is chosen among kinds: the recognition profile, the cameras and the scope of the list, each with its levels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any, get_args

from sim.ensemble.inputs import Settings
from sim.programme.schema import Programme
from sim.recognition.accuracy.profile import Profile
from sim.recognition.vector.recogniser import Embedding
from sim.recognition.watchlist import Scope
from sim.scenario.load import document, validate, with_values
from sim.scenario.schema import LFR
from sim.scenario.shipped import profile_file

__all__ = ["Factor", "arms_of", "factors_of"]

_PROFILES = ("met_field_064", "neoface_npl_2023", "essex_2026")
"""The field, the laboratory, and a system that recognises groups unequally; bounds that no system reaches are none."""
_OWN = "as_given"
_VAN = "van"


@dataclass(frozen=True)
class Factor:
    """A choice among levels."""

    name: str
    label: str
    levels: tuple[str, ...]
    given: str
    """The level that the scenario has."""


def factors_of(base: Settings) -> tuple[Factor, ...]:
    """Return the choices of a scenario with facial recognition: profile, cameras and scope, in this order."""
    lfr = _lfr(base)
    profile = _given_profile(base)
    shipped = _PROFILES if isinstance(lfr.recognition.backend, Embedding) else ()
    profiles = shipped if profile in shipped else (profile, *shipped)
    given = _cameras(lfr.sites)
    cameras = (given, *(_cameras(sites) for sites in _other_sites(base) if _cameras(sites) != given))
    return (
        Factor("profile", "Recognition profile", profiles, profile),
        Factor("cameras", "Cameras", cameras, given),
        Factor("scope", "Whom of those wanted the list holds", get_args(Scope), lfr.watchlist.scope),
    )


def arms_of(base: Settings, factors: tuple[Factor, ...]) -> dict[tuple[str, str], Settings]:
    """Return the scenario at each level of profile and cameras, whole and checked.

    Raises
    ------
    ScenarioError
        If a level is not possible in it.
    """
    profiles, cameras, _ = factors
    found = {}
    for profile, sites in product(profiles.levels, cameras.levels):
        values: dict[str, Any] = {} if profile == profiles.given else {"lfr.recognition.profile": profile}
        if sites != cameras.given:
            values["lfr.sites"] = sites.split("+")
        found[profile, sites] = with_values(base, values) if values else base
    return found


def _given_profile(base: Settings) -> str:
    own = _lfr(base).recognition.profile
    for name in _PROFILES:
        if own == validate(Profile, document(profile_file(name))):
            return name
    return _OWN


def _other_sites(base: Settings) -> list[tuple[str, ...]]:
    """Return other cameras that every street has: a van, and all fixed ones together."""
    streets = [street.place for street in base.streets.values()] if isinstance(base, Programme) else [base]
    first, *others = (tuple(place.sites) for place in streets)
    fixed = tuple(name for name in first if name != _VAN)
    found = [fixed] if fixed and all(set(fixed) == set(sites) - {_VAN} for sites in others) else []
    return [*found, (_VAN,)] if all(_VAN in sites for sites in (first, *others)) else found


def _cameras(sites: tuple[str, ...]) -> str:
    return "+".join(sorted(sites))


def _lfr(base: Settings) -> LFR:
    if base.lfr is None:
        raise ValueError("a scenario without facial recognition has no levels")
    return base.lfr
