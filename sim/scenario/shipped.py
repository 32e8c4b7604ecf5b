"""The scenarios that come with the product, found in a checkout and in an installed package alike."""

from __future__ import annotations

from pathlib import Path

from sim.core.errors import ScenarioError

__all__ = [
    "demo_policies",
    "group_scheme_file",
    "names_of",
    "place_file",
    "policy_file",
    "profile_file",
    "profile_names",
    "programme_file",
]

_PACKAGED = Path(__file__).parents[1] / "scenarios"
_CHECKOUT = Path(__file__).parents[2] / "scenarios"


def place_file(name: str) -> Path:
    """Return the file of a shipped place, such as "north_end"."""
    return _find("places", name)


def policy_file(name: str) -> Path:
    """Return the file of a shipped policy, such as "lfr_fixed_2025"."""
    return _find("policies", name)


def group_scheme_file(name: str) -> Path:
    """Return the file of a shipped scheme of ethnic groups, such as "census_19"."""
    return _find("groups", name)


def profile_file(name: str) -> Path:
    """Return the file of a shipped recognition profile, such as "met_field_064"."""
    return _find("recognition", name)


def programme_file(name: str) -> Path:
    """Return the file of a shipped programme, such as "roll_out"."""
    return _find("programmes", name)


def profile_names() -> tuple[str, ...]:
    """Return the names of all shipped recognition profiles."""
    return names_of("recognition")


def names_of(kind: str) -> tuple[str, ...]:
    """Return the names of what is shipped of a kind: groups, places, policies, programmes or recognition."""
    files = (file for root in (_PACKAGED, _CHECKOUT) for file in (root / kind).glob("*.yaml"))
    return tuple(sorted({file.stem for file in files}))


def demo_policies() -> tuple[tuple[Path, ...], ...]:
    """Return the overlays of each day of the demonstration."""
    return ((policy_file("lfr_fixed_2025"),),)


def _find(kind: str, name: str) -> Path:
    for root in (_PACKAGED, _CHECKOUT):
        file = root / kind / f"{name}.yaml"
        if file.is_file():
            return file
    raise ScenarioError(name, f"no such scenario comes with the product ({kind}/{name}.yaml)")
