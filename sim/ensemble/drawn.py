"""A scenario or a programme with the values of a draw: checked part by part, as if a file had said them.

The parts in which a value stands are made anew and check themselves and each other; the place as a whole, whose map and
cameras no draw changes, is not checked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from sim.core.config import value_of
from sim.core.errors import RunError, ScenarioError
from sim.ensemble.inputs import FITTED, POSTERIOR, Input
from sim.programme.schema import Programme, Street
from sim.scenario.changed import Value, changed
from sim.scenario.schema import Scenario

__all__ = ["WHOLE", "check_ends", "with_draw"]

_S = TypeVar("_S", bound=Scenario | Programme)
WHOLE = (Scenario, Programme, Street)
"""Whose fields are checked one by one: together they take maps and cameras, which no draw changes."""


def with_draw(settings: _S, values: Mapping[str, Value]) -> _S:
    """Return settings with the values of a draw, of which those that they do not have are passed over.

    Raises
    ------
    ScenarioError
        If values contradict each other, or one is out of bounds.
    """
    if not values:
        return settings
    try:
        return changed(settings, values, whole=WHOLE)
    except ScenarioError as error:
        raise ScenarioError(error.where, f"a draw is not possible: {error.what}", error.allowed) from None


def check_ends(arms: Mapping[str, Scenario | Programme], inputs: Sequence[Input]) -> None:
    """Refuse inputs whose range reaches to what a setting cannot be, before anything is drawn.

    Parameters
    ----------
    inputs
        Of any arm; each end is laid into the arms that have it, with all else as given.

    Raises
    ------
    RunError
        Which end is not possible, in which arm, and what is.
    """
    for one in inputs:
        if one.key == POSTERIOR or one.low is None or one.high is None:
            continue
        for name, settings in arms.items():
            if value_of(settings, one.key) is not None:
                for end in (one.low, one.high):
                    _check_end(name, settings, one, end)


def _check_end(name: str, settings: Scenario | Programme, one: Input, end: float) -> None:
    is_whole = one.law == "whole numbers, alike"
    try:
        changed(settings, {one.key: int(end) if is_whole else end}, whole=WHOLE)
    except ScenarioError as error:
        of = "what the fit has of it" if one.law == FITTED else f"its {one.basis} range"
        raise RunError(
            one.key,
            f"{of}, {one.low:g} to {one.high:g}, reaches to what {name} cannot have ({end:g}): {error.what}",
            f"{error.allowed or 'values that go together'}; a range of your own under `ranges`, or --hold {one.key}",
        ) from None
