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
        worlds: dict[int, StreetWorld] = {}
        for number, scenario in waiting.items():
            if worlds and _ways(scenario) != _ways(next(iter(worlds.values())).settings):
                continue
            world = StreetWorld(scenario, seed=seed, replication=replication, ahead_s=AHEAD_S)
            # who comes may differ by who lives there
            if not worlds or world.walks_as(next(iter(worlds.values()))):
                worlds[number] = world
            if len(worlds) == _MOST:
                break
        waiting = {number: scenario for number, scenario in waiting.items() if number not in worlds}
        first, *others = worlds.values()
        first.walk_with(others)
        while first.running:
            for world in (first, *others):
                world.step()
        del first, others, world
        while worlds:
            number, done = worlds.popitem()
            yield number, result_of(done)
            del done


def _ways(scenario: Scenario) -> tuple[object, ...]:
    """Return the settings without which people do not come and walk alike."""
    return scenario.street_map, scenario.footfall, scenario.walking, scenario.behaviour, scenario.day
