"""What the Boroughs page shows of a figure: as published, as simulated, or simulated like for like."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Literal, TypeAlias

from sim.compare.published import METRICS
from sim.compare.ranking import BoroughRanking, rank_boroughs
from sim.compare.same import Same
from sim.compare.simulated import SIMULATED
from sim.report.simulated_boroughs import SimulatedBoroughs, simulated_boroughs

__all__ = ["ALIKE", "SHOWN", "Shown", "ranking_of", "shipped"]

Shown: TypeAlias = Literal["published", "simulated", "alike"]
SHOWN: Mapping[str, tuple[str, ...]] = {
    "published": tuple(METRICS),
    "simulated": tuple(SIMULATED),
    "alike": tuple(SIMULATED),
}
"""Which figures there are of each."""
ALIKE: tuple[Same, ...] = ("hours", "list", "footfall")
"""In what boroughs are alike where they are."""


@cache
def shipped() -> SimulatedBoroughs:
    """Return the boroughs that were simulated, as they are shipped."""
    return simulated_boroughs()


def ranking_of(shown: Shown, metric: str) -> BoroughRanking:
    """Return boroughs in order of a figure."""
    if shown == "published":
        return rank_boroughs(metric)
    return shipped().ranking(metric, same=ALIKE if shown == "alike" else ())
