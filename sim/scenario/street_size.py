"""How long and how wide what is imported may be, so that it is a part of a high street."""

from __future__ import annotations

import math
from pathlib import Path

from sim.core.errors import ScenarioError

__all__ = ["LEAST_M", "MOST_M", "check_length", "check_width"]

LEAST_M, MOST_M = 50.0, 1000.0
"""From end to end."""
_MOST_WIDTH_M = 40.0


def check_length(length: float, kind: str, file: Path) -> None:
    """Refuse what is no part of a street by its length in metres.

    Raises
    ------
    ScenarioError
        With how long it is.
    """
    if not LEAST_M <= length <= MOST_M:
        raise ScenarioError(
            str(file),
            f"the {kind} is {length:,.0f} m long",
            f"{LEAST_M:g} to {MOST_M:,.0f} m: the part where people are watched, or --feature for another",
        )


def check_width(width: float, what: str, file: Path) -> None:
    """Refuse what is no street by its width in metres; `what` says where that is read.

    Raises
    ------
    ScenarioError
        With how wide it is.
    """
    if not 0 < width <= _MOST_WIDTH_M or not math.isfinite(width):
        raise ScenarioError(str(file), f"no width of a street ({what}: {width:g} m)", f"up to {_MOST_WIDTH_M:g} m")
