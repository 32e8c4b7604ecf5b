"""Dispatch, the default: the free officers nearest to the person go, whatever site they are posted at.

How officers are sent is not published; this is the simplest rule that makes good use of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sim.core.config import Config
from sim.policing.dispatch.duty import Call, OnDuty, nearest_free

__all__ = ["Nearest"]


class Nearest(Config):
    """The nearest free officers of the deployment go."""

    kind: Literal["nearest"] = "nearest"
    """Which rule of dispatch."""

    def send(self, call: Call, officers: Sequence[OnDuty]) -> tuple[int, ...]:
        """Return the nearest free officers; nobody if too few are free."""
        return nearest_free(call, officers, self.among(call.site, officers))

    def among(self, site: str, officers: Sequence[OnDuty]) -> Sequence[int]:
        """Return everybody."""
        return range(len(officers))

    def least_officers(self, sites: int) -> int:
        """Return 1: anybody answers any call."""
        return 1
