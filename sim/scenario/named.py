"""A scenario by name: a place and policies that are shipped, or files, whichever is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.scenario.load import load, with_values
from sim.scenario.schema import Scenario
from sim.scenario.shipped import file_or_shipped

__all__ = ["load_scenario"]


def load_scenario(
    place: str | Path, *, policies: str | Path | Sequence[str | Path] = (), values: Mapping[str, Any] | None = None
) -> Scenario:
    """Read a scenario: a place, and policies laid over it.

    Parameters
    ----------
    place
        The name of a shipped place ("north_end"), or the path of a place's file or of a whole scenario.
    policies
        Names of shipped policies ("lfr_fixed_2025") or paths, one or several, laid over the place in this order; none
        means no facial recognition unless the place's own file has it.
    values
        Single settings, set last: `{"lfr.threshold": 0.6}`.

    Returns
    -------
    Scenario
        Frozen, complete and checked; `sim.with_values` makes variants of it.

    Raises
    ------
    ScenarioError
        What is wrong, where (`file:line:column`), and what would be right.
    """
    several = [policies] if isinstance(policies, str | Path) else policies
    overlays = [file_or_shipped(policy, "policies") for policy in several]
    scenario = load(file_or_shipped(place, "places"), policies=overlays)
    return with_values(scenario, values) if values else scenario
