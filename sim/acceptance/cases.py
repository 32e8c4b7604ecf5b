"""Every test of walking by its id, and which of them are known not to be met.

Bounds in square brackets are ours, where the guideline gives none. A8 (two models against trajectories of JuPedSim) is
not here: it needs a file of reference that only the repository has, and is a test of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.acceptance.crossing import crossing_flows, doors, parties, standing_people
from sim.acceptance.evacuation import bottlenecks, crowd_round_a_corner, groups, public_space
from sim.acceptance.finding import Case, Finding
from sim.acceptance.flow import bottleneck_flow, busy_street, counterflow, fundamental_diagram, lanes
from sim.acceptance.rows_of_people import people_in_a_row
from sim.acceptance.soundness import determinism, hour_on_the_street
from sim.acceptance.steady import steady_flows
from sim.acceptance.variety import mixed_bodies, narrowing, no_shivering, two_ways_against_one
from sim.acceptance.verification import (
    corridor_speed,
    demographics,
    exits_assigned,
    premovement,
    round_a_corner,
    standing_person,
    turned_corridor,
)
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.models import Walking

__all__ = ["CASES", "KNOWN_UNMET", "SEEDS", "examine"]

SEEDS = (1, 2, 3, 4, 5)
"""Seeds that criteria are judged on: every one of them must keep the bounds."""

CASES: dict[str, Case] = {
    case.test: case
    for case in (
        corridor_speed,
        turned_corridor,
        premovement,
        round_a_corner,
        demographics,
        standing_person,
        exits_assigned,
        determinism,
        hour_on_the_street,
        fundamental_diagram,
        busy_street,
        counterflow,
        lanes,
        bottleneck_flow,
        public_space,
        bottlenecks,
        crowd_round_a_corner,
        groups,
        crossing_flows,
        parties,
        standing_people,
        doors,
        mixed_bodies,
        narrowing,
        two_ways_against_one,
        no_shivering,
        steady_flows,
        people_in_a_row,
    )
}
"""A: verification; B: validation; C: cases of our own, that no setting was fitted to but for parties (C2)."""

KNOWN_UNMET: dict[str, str] = {}
"""Tests that the anticipating model with its own settings does not meet, and the physical reason."""


def examine(test: str, walking: Walking, seeds: Sequence[int] = SEEDS) -> Finding:
    """Return what a test finds of a walking model.

    Parameters
    ----------
    test
        A key of `CASES`.
    seeds
        One or more; tests without chance use the first.
    """
    finding = CASES[test](walking, seeds)
    is_known = walking == Anticipating() and not finding.passed
    return replace(finding, reason=KNOWN_UNMET.get(test, "")) if is_known else finding
