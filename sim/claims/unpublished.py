"""A claim that could be counted and was not, by anybody who has published it: undetermined until somebody does.

It is no matter of judgement, and so not out of scope: what would have to be published is known, and is said.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.claims.finding import Finding
from sim.claims.hypothesis import Hypothesis

__all__ = ["Unpublished"]


class Unpublished(Hypothesis):
    """Something that no count is published of, and that nothing simulated stands for."""

    kind: Literal["unpublished"]
    of: str = Field(min_length=1, max_length=80)
    """What would be counted, in a few words: `arrests`."""
    lacks: str = Field(min_length=1, max_length=600)
    """What would have to be published, and why nothing simulated can stand for it."""
    source: str = Field(min_length=1, max_length=1000)
    """Where one would look, and what is there instead."""

    @property
    def sources(self) -> list[str]:
        """Where one would look."""
        return [self.source]

    def findings(self) -> tuple[Finding, ...]:
        """Return that there is no value and no interval, and why."""
        return (Finding(self.of, None, None, None, self.margin.unit, "", 0.0, None, 0, why_none=self.lacks),)
