"""The scenarios that come with the product, found in a checkout and in an installed package alike."""

from __future__ import annotations

from pathlib import Path

from sim.core.errors import ScenarioError

__all__ = ["demo_policies", "place_file", "policy_file"]

_PACKAGED = Path(__file__).parent / "scenarios"
_CHECKOUT = Path(__file__).parent.parent / "scenarios"


def place_file(name: str) -> Path:
    """Return the file of a shipped place, such as "north_end"."""
    return _find("places", name)


def policy_file(name: str) -> Path:
    """Return the file of a shipped policy, such as "lfr_fixed_2025"."""
    return _find("policies", name)


def demo_policies() -> tuple[tuple[Path, ...], ...]:
    """Return the overlays of each day of the demonstration."""
    return ((policy_file("lfr_fixed_2025"),),)


def _find(kind: str, name: str) -> Path:
    for root in (_PACKAGED, _CHECKOUT):
        file = root / kind / f"{name}.yaml"
        if file.is_file():
            return file
    raise ScenarioError(name, f"no such scenario comes with the product ({kind}/{name}.yaml)")
