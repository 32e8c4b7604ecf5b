"""How far an assumption could be from what is so: a rule over the range that it states, the same for all of them.

It says how open a number is, and not how much any result moves with it: that is what `passerby sensitivity` is for.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["RISKS", "Risk", "risk_of"]

Risk = Literal["open", "wide", "medium", "narrow"]
RISKS: dict[Risk, str] = {
    "open": "no range is stated",
    "wide": "its range reaches zero, changes sign, or spans more than ten times its lower end",
    "medium": "its range spans more than twice its lower end",
    "narrow": "its range spans at most twice its lower end",
}
_WIDE, _MEDIUM = 10.0, 2.0
"""The first is where ensembles begin to draw in the logarithm (`sim.ensemble.inputs`)."""


def risk_of(low: float | None, high: float | None) -> Risk:
    """Return how open a number is, by the ends of its range; None for those that are not stated."""
    if low is None or high is None:
        return "open"
    near, far = sorted((abs(low), abs(high)))
    if low * high <= 0 or far > _WIDE * near:
        return "wide"
    return "medium" if far > _MEDIUM * near else "narrow"
