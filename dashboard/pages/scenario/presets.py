"""Presets of the form of a day: single settings that people ask about, each with its source or as an assumption."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.pages.scenario.words import PRESETS
from sim.scenario.schema import LFR, Scenario

__all__ = ["presets_of"]

_VAN, _FIXED = ("van",), ("south", "north")


def presets_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the presets that a scenario can have: what each is called, what it sets, and where that is from.

    A scenario without facial recognition has none.
    """
    lfr = scenario.lfr
    if lfr is None:
        return []
    return [
        {"value": name, "label": label, "basis": basis, "because": because, "settings": settings}
        for name, (label, basis, because) in PRESETS.items()
        if (settings := _SETTINGS[name](scenario, lfr))
    ]


def _sites(wanted: tuple[str, ...]) -> Callable[[Scenario, LFR], Mapping[str, Any]]:
    """Return the cameras of a policy, where the place has them."""
    return lambda scenario, _: {"lfr.sites": list(wanted)} if set(wanted) <= set(scenario.all_sites) else {}


_SETTINGS: dict[str, Callable[[Scenario, LFR], Mapping[str, Any]]] = {
    "threshold_060": lambda *_: {"lfr.threshold": "0.6"},
    "threshold_064": lambda *_: {"lfr.threshold": "0.64"},
    "half_list": lambda _, lfr: {"lfr.watchlist.size": str(lfr.watchlist.size // 2)},
    "serious": lambda *_: {"lfr.watchlist.scope": "serious"},
    "local": lambda *_: {"lfr.watchlist.scope": "local"},
    "van": _sites(_VAN),
    "fixed": _sites(_FIXED),
    "evening": lambda *_: {"day.start_h": "18", "day.duration_h": "4", "lfr.capture.light": "0.3"},
}
