"""A map without a place's file: what there is to see of it before anybody walks there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.scenario.geojson import place_of
from sim.scenario.load import validate
from sim.scenario.located import Located, read
from sim.scenario.schema import Scenario

__all__ = ["is_map", "map_alone"]


def is_map(file: Path) -> bool:
    """Return whether a file is a GeoJSON map, by what is in it.

    Raises
    ------
    ScenarioError
        If the file cannot be read.
    """
    data = read(file).data
    return isinstance(data, dict) and data.get("type") in ("FeatureCollection", "Feature")


def map_alone(file: Path) -> Scenario:
    """Return a scenario that has the street and the sites of a map, and one person a day so that it has a footfall.

    Raises
    ------
    ScenarioError
        As for `sim.scenario.load.load`; whether cameras get usable faces is not asked.
    """
    located = place_of(read(file))
    others: dict[str, Any] = {
        "name": file.stem[:200] or "map",
        "footfall": {"people_per_day": 1.0, "entrance_shares": _even_shares(located.data["street"])},
    }
    return validate(Scenario, Located(others | located.data, located.values, located.keys), asks_views=False)


def _even_shares(street: dict[str, Any]) -> dict[str, float] | None:
    """Return as many people for each entrance; None where entrances are wrong, so that it is said of them alone."""
    names = [one.get("id") for one in street.get("entrances", [])]
    shares = {name: 1 / len(names) for name in names if isinstance(name, str)}
    return shares if len(shares) == len(names) > 1 else None
