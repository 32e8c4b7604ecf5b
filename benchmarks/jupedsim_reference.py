"""Make the reference trajectories of test A8 with JuPedSim 1.4.2, once.

    .venv-peers/bin/python benchmarks/jupedsim_reference.py [--output tests/verification/jupedsim_reference.npz]

`make bench-peers` sets up .venv-peers. A corridor of 400 x 18 m, half of the people walking each way, everybody to
one fixed point: the middle of our mouth at that end, 0.6 m inside it. For N = 100, 1,000 and 5,000 and for the
collision-free speed and the social force model the file holds where people are after 100 steps of 0.01 s. All
parameters but desired speeds are JuPedSim's defaults; the file states them. Everybody starts from rest.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.metadata
import json
from pathlib import Path

import jupedsim
import numpy as np
from numpy.typing import NDArray

LENGTH_M, WIDTH_M = 400.0, 18.0
TARGETS_M = np.array([[0.6, 9.0], [399.4, 9.0]])
"""Where people walk to who leave in the west (exit 0) and in the east (exit 1)."""
STRETCH_M = {100: 5.0, 1000: 55.0, 5000: 390.0}
"""Length in the middle of the corridor over which so many people start. The few stand close, or they would not meet;
the many stay 5 m from its ends, where nobody arrives and end walls are out of reach."""
STEP_S, STEPS = 0.01, 100
SIDES_M = 0.35
"""Nobody starts nearer to a side wall."""
APART_M = 0.65
"""Nobody starts nearer to anybody else; bodies of the social force model are 0.6 m wide."""
GRAIN = 1024.0
"""Starts and desired speeds are whole multiples of 1 / 1024, which are exact in binary and pack well."""
SEED = 14
VERSION = "1.4.2"

MODELS = {
    "collision_free_speed": (jupedsim.CollisionFreeSpeedModel, jupedsim.CollisionFreeSpeedModelAgentParameters),
    "social_force": (jupedsim.SocialForceModel, jupedsim.SocialForceModelAgentParameters),
}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--output", type=Path, default=Path("tests/verification/jupedsim_reference.npz"))
    output = arguments.parse_args().output
    installed = importlib.metadata.version("jupedsim")
    if installed != VERSION:
        raise SystemExit(f"the reference is JuPedSim {VERSION}, and this is {installed}")
    arrays = {"about": np.array(json.dumps(about())), "targets_m": TARGETS_M}
    for people in STRETCH_M:
        start_m, speed_m_s, exits = starts(people)
        arrays |= {f"start_m_{people}": start_m, f"desired_speed_m_s_{people}": speed_m_s, f"exit_{people}": exits}
        for model in MODELS:
            end_m = walk(model, start_m, speed_m_s, exits)
            arrays[f"end_m_{model}_{people}"] = end_m
            print(f"{model}, {people} people: walked {np.mean(np.hypot(*(end_m - start_m).T)):.3f} m on average")
    np.savez_compressed(output, **arrays)
    print(f"{output}: {output.stat().st_size / 1000:.0f} kB")


def about() -> dict[str, object]:
    """Return what the numbers are, in a form that a reader of the file can check."""
    return {
        "engine": f"JuPedSim {VERSION}",
        "corridor_m": [LENGTH_M, WIDTH_M],
        "step_s": STEP_S,
        "steps": STEPS,
        "seed": SEED,
        "exits": "0 is targets_m[0], in the west; 1 is targets_m[1], in the east",
        "parameters": {name: settings(model()) | settings(agent()) for name, (model, agent) in MODELS.items()},
    }


def settings(parameters: object) -> dict[str, float]:
    """Return a JuPedSim parameter object's numbers, without those of the single agent."""
    single = {"position", "orientation", "velocity", "journey_id", "stage_id", "desired_speed"}
    fields = [field.name for field in dataclasses.fields(parameters) if field.name not in single]
    return {name: getattr(parameters, name) for name in fields}


def starts(people: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]]:
    """Return starts (people, 2), desired speeds and exits: a grid that is jittered but never closer than APART_M."""
    draw = np.random.default_rng([SEED, people])  # noqa: TID251 - the peers' environment has no sim.core.streams
    length, width = STRETCH_M[people], WIDTH_M - 2 * SIDES_M + APART_M
    rows = round(np.sqrt(people * width / length))
    columns = -(-people // rows)
    cells = draw.permutation(rows * columns)[:people]
    cell_m = np.array([length / columns, width / rows])
    room = (cell_m - APART_M) / 2
    corner_m = np.array([LENGTH_M - length, WIDTH_M - width]) / 2
    middle = corner_m + (np.column_stack([cells // rows, cells % rows]) + 0.5) * cell_m
    start_m = middle + draw.uniform(-1, 1, (people, 2)) * (room - 2 / GRAIN)
    speed_m_s = np.clip(draw.normal(1.34, 0.26, people), 0.5, 2.2)
    exits = draw.permutation(np.arange(people) % 2).astype(np.int8)
    return np.floor(start_m * GRAIN) / GRAIN, np.floor(speed_m_s * GRAIN) / GRAIN, exits


def walk(
    model: str, start_m: NDArray[np.float64], speed_m_s: NDArray[np.float64], exits: NDArray[np.int8]
) -> NDArray[np.float64]:
    """Return where JuPedSim's model takes everybody, (people, 2)."""
    kind, agent = MODELS[model]
    corridor = [(0, 0), (LENGTH_M, 0), (LENGTH_M, WIDTH_M), (0, WIDTH_M)]
    simulation = jupedsim.Simulation(model=kind(), geometry=corridor, dt=STEP_S)
    stages = [simulation.add_waypoint_stage(tuple(target), 0.01) for target in TARGETS_M]
    journeys = [simulation.add_journey(jupedsim.JourneyDescription([stage])) for stage in stages]
    ids = [
        simulation.add_agent(
            agent(position=tuple(position), desired_speed=float(speed), journey_id=journeys[way], stage_id=stages[way])
        )
        for position, speed, way in zip(start_m, speed_m_s, exits, strict=True)
    ]
    simulation.iterate(STEPS)
    at = {agent.id: agent.position for agent in simulation.agents()}
    return np.array([at[identifier] for identifier in ids])


if __name__ == "__main__":
    main()
