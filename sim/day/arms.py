"""One day of several arms: where the same people walk the same ways, they are walked once."""

from __future__ import annotations

from collections.abc import Sequence

from sim.day.run import RunResult, result_of
from sim.day.world import AHEAD_S, StreetWorld
from sim.scenario.schema import Scenario

__all__ = ["run_arms"]


def run_arms(scenarios: Sequence[Scenario], *, seed: int, replication: int = 0) -> list[RunResult]:
    """Simulate the same day under several scenarios; each result is that of `sim.day.run.run`, to the byte.

    Parameters
    ----------
    scenarios
        The arms; none asks for a day conditioned on a false alert.
    seed, replication
        See `sim.core.streams.Streams`.

    Raises
    ------
    RunError
        If one of them asks for what cannot be had.
    """
    worlds = [StreetWorld(scenario, seed=seed, replication=replication, ahead_s=AHEAD_S) for scenario in scenarios]
    for together in _walked_alike(worlds):
        first, *others = together
        first.walk_with(others)
        while first.running:
            for world in together:
                world.step()
    return [result_of(world) for world in worlds]


def _walked_alike(worlds: Sequence[StreetWorld]) -> list[list[StreetWorld]]:
    """Return the worlds, those together in which the same people walk the same ways."""
    groups: list[list[StreetWorld]] = []
    for world in worlds:
        group = next((group for group in groups if world.walks_as(group[0])), None)
        if group is None:
            groups.append([world])
        else:
            group.append(world)
    return groups
