"""A8: our collision-free speed and social force models walk as JuPedSim 1.4.2's do, step for step.

The reference, its corridor and JuPedSim's parameters are made by `benchmarks/jupedsim_reference.py`.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap
from sim.street.walking.collision_free_speed import CollisionFreeSpeed
from sim.street.walking.social_force import SocialForce

REFERENCE = Path(__file__).parent / "jupedsim_reference.npz"
MODELS = {
    "collision_free_speed": CollisionFreeSpeed(step_s=0.01, side_preference=0, patience_s=60),
    "social_force": SocialForce(step_s=0.01),
}


@pytest.fixture(scope="module")
def reference():
    with np.load(REFERENCE) as stored:
        return dict(stored)


@pytest.fixture(scope="module")
def corridor():
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (400, 0), (400, 18), (0, 18)],
                "entrances": [
                    {"id": "west", "name": "", "mouth": ((0, 0), (0, 18))},
                    {"id": "east", "name": "", "mouth": ((400, 0), (400, 18))},
                ],
            }
        )
    )


def test_a8_the_corridor_is_the_one_of_the_reference(reference, corridor):
    about = json.loads(str(reference["about"]))
    assert about["engine"] == "JuPedSim 1.4.2"
    assert corridor.bounds == (0, 0, *about["corridor_m"])
    assert about["steps"] * about["step_s"] == 1
    middles = (corridor.places[:, :2] + corridor.places[:, 2:]) / 2
    assert middles == pytest.approx(reference["targets_m"], abs=1e-12)


@pytest.mark.parametrize("people", [100, 1000, 5000])
@pytest.mark.parametrize("model", MODELS)
def test_a8_people_are_where_jupedsim_puts_them_after_100_steps(reference, corridor, model, people):
    about = json.loads(str(reference["about"]))
    x_m, y_m = reference[f"start_m_{people}"].T
    crowd = Crowd(corridor, MODELS[model], Behaviour(), capacity=people, streams=Streams(seed=1))
    crowd.place(
        person_id=np.arange(people),
        x_m=x_m,
        y_m=y_m,
        exit=reference[f"exit_{people}"],
        lateral=0.5,
        desired_speed_m_s=reference[f"desired_speed_m_s_{people}"],
        radius_m=about["parameters"][model]["radius"],
    )
    crowd.advance(1)
    row = np.argsort(crowd.person_id[:people])
    apart_m = np.hypot(*(np.stack([crowd.x_m[row], crowd.y_m[row]]) - reference[f"end_m_{model}_{people}"].T))
    assert crowd.n_active == people
    assert np.max(apart_m) < 1e-9
