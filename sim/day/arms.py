"""One day of several arms: where the same people walk the same ways, they are walked once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.day.run import RunResult, result_of
from sim.day.world import AHEAD_S, StreetWorld
from sim.scenario.schema import Scenario

__all__ = ["run_arms"]

_MOST = 4
"""So many arms are walked together: more would take more memory, and hardly less time each."""


def run_arms(scenarios: Sequence[Scenario], *, seed: int, replication: int = 0) -> Iterator[tuple[int, RunResult]]:
    """Simulate the same day under several scenarios, and yield the number of each and its result.

    Each result is that of `sim.day.run.run`, to the byte. Those that share a walk come together; what has been yielded
    is not kept.

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
    waiting = dict(enumerate(scenarios))
    while waiting:
        ways = _ways(next(iter(waiting.values())))
        numbers = [number for number, scenario in waiting.items() if _ways(scenario) == ways][:_MOST]
        some = [waiting.pop(number) for number in numbers]
        worlds = [StreetWorld(scenario, seed=seed, replication=replication, ahead_s=AHEAD_S) for scenario in some]
        worlds[0].walk_with(worlds[1:])
        while worlds[0].running:
            for world in worlds:
                world.step()
        while numbers:
            yield numbers.pop(), result_of(worlds.pop())


def _ways(scenario: Scenario) -> tuple[object, ...]:
    """Return the settings by which people come and walk."""
    return scenario.street_map, scenario.footfall, scenario.walking, scenario.behaviour, scenario.day
