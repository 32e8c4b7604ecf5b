"""The peers' side of `benchmarks/peers.py`: walk JuPedSim's and Mesa's crowds on request.

    .venv-peers/bin/python benchmarks/peers_worker.py

Reads one JSON object a line and answers each with one. It begins with the versions it has. `{"engine": ...,
"people": ...}` sets up a corridor with these people in it; `{"steps": k}` walks k steps and answers with the
processor time they took.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from time import process_time
from typing import Any

import jupedsim
import mesa
import numpy as np
from mesa.experimental.continuous_space import ContinuousSpace, ContinuousSpaceAgent

PEOPLE_RANGE_M, PEOPLE_STRENGTH, TIME_GAP_S, RADIUS_M, SIGHT_M = 0.1, 8.0, 1.0, 0.2, 3.0
"""The walkers in Mesa follow the collision-free speed model with JuPedSim's defaults, without its walls."""
JUPEDSIM = {
    "collision_free_speed": (jupedsim.CollisionFreeSpeedModel, jupedsim.CollisionFreeSpeedModelAgentParameters, {}),
    "social_force": (jupedsim.SocialForceModel, jupedsim.SocialForceModelAgentParameters, {}),
    "anticipation_velocity": (
        jupedsim.AnticipationVelocityModel,
        jupedsim.AnticipationVelocityModelAgentParameters,
        {"rng_seed": 1},
    ),
}

Walk = Callable[[int], int]
"""Walks so many steps and returns how many people are there."""


def main() -> None:
    answer({name: version(name) for name in ("jupedsim", "mesa")})
    walk: Walk | None = None
    for request in requests():
        if "steps" in request:
            assert walk is not None
            begun = process_time()
            people = walk(request["steps"])
            answer({"cpu_s": process_time() - begun, "people": people})
        else:
            walk = mesa_crowd(request) if request["engine"] == "mesa" else jupedsim_crowd(request)
            answer({"ready": True})


def requests() -> Iterator[dict[str, Any]]:
    for line in sys.stdin:
        yield json.loads(line)


def answer(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)


def jupedsim_crowd(request: dict[str, Any]) -> Walk:
    """Put people into a corridor of JuPedSim's."""
    model, agent, settings = JUPEDSIM[request["engine"]]
    length, width = request["corridor_m"]
    corridor = [(0, 0), (length, 0), (length, width), (0, width)]
    simulation = jupedsim.Simulation(model=model(**settings), geometry=corridor, dt=request["step_s"])
    stages = [simulation.add_waypoint_stage(tuple(target), 0.01) for target in request["targets_m"]]
    journeys = [simulation.add_journey(jupedsim.JourneyDescription([stage])) for stage in stages]
    for x_m, y_m, speed, way in request["people"]:
        simulation.add_agent(
            agent(position=(x_m, y_m), desired_speed=speed, journey_id=journeys[way], stage_id=stages[way])
        )

    def walk(steps: int) -> int:
        simulation.iterate(steps)
        return int(simulation.agent_count())

    return walk


def mesa_crowd(request: dict[str, Any]) -> Walk:
    """Put people into a continuous space of Mesa's."""
    model = mesa.Model(seed=1)
    length, width = request["corridor_m"]
    people = request["people"]
    space = ContinuousSpace([[0, length], [0, width]], random=model.random, n_agents=len(people))
    for x_m, y_m, speed, way in people:
        Walker(space, model, (x_m, y_m), speed, request["targets_m"][way], request["step_s"])

    def walk(steps: int) -> int:
        for _ in range(steps):
            model.agents.do("step")
        return len(model.agents)

    return walk


class Walker(ContinuousSpaceAgent):
    """Somebody who is driven to a target and pushed away by others, written as Mesa's own flocking example is."""

    def __init__(
        self,
        space: ContinuousSpace,
        model: mesa.Model,
        position: tuple[float, float],
        speed: float,
        target: tuple[float, float],
        step_s: float,
    ) -> None:
        super().__init__(space, model)
        self.position = position
        self.speed = speed
        self.target = np.array(target)
        self.step_s = step_s

    def step(self) -> None:
        position = self.position
        way = self.target - position
        way /= np.linalg.norm(way)
        speed = self.speed
        neighbours, distances = self.get_neighbors_in_radius(SIGHT_M)
        if neighbours:
            delta = self.space.calculate_difference_vector(position, agents=neighbours)
            gaps = distances - 2 * RADIUS_M
            push = PEOPLE_STRENGTH * np.exp(-gaps / PEOPLE_RANGE_M) / distances
            way -= push @ delta
            way /= np.linalg.norm(way)
            across = np.abs(way[0] * delta[:, 1] - way[1] * delta[:, 0])
            is_ahead = (delta @ way >= 0) & (across <= 2 * RADIUS_M)
            if is_ahead.any():
                speed = min(speed, max(0.0, gaps[is_ahead].min() / TIME_GAP_S))
        aim = position + way * speed * self.step_s
        self.position = np.clip(aim, self.space.dimensions[:, 0], self.space.dimensions[:, 1])


if __name__ == "__main__":
    main()
