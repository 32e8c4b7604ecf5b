"""The social force model against a plain NumPy twin, and that it lets nobody out of a packed room."""

import numpy as np

from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap
from sim.street.walking.social_force import SocialForce

MODEL = SocialForce()


def room(width, exit_m):
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (width, 0), (width, 20), (0, 20)],
                "entrances": [
                    {"id": "w", "name": "", "mouth": [(0, 10 - exit_m / 2), (0, 10 + exit_m / 2)]},
                    {"id": "e", "name": "", "mouth": [(width, 10 - exit_m / 2), (width, 10 + exit_m / 2)]},
                ],
            }
        )
    )


def test_two_who_touch_and_a_third_move_by_the_equations():
    geometry = room(60, 18)
    # two of them overlap once they are made wider than they may begin
    x, aim = np.array([[30.0, 10.0], [30.61, 10.2], [29.0, 11.0]]), np.array([59.4, 10.0])
    crowd = Crowd(geometry, MODEL, Behaviour(), capacity=3)
    crowd.place(person_id=[0, 1, 2], x_m=x[:, 0], y_m=x[:, 1], exit=1, desired_speed_m_s=[1.3, 0.8, 2.0])
    crowd.radius_m[:3] = radius = 0.33
    crowd.advance()
    v, wanted = np.zeros((3, 2)), np.array([1.3, 0.8, 2.0])
    for _ in range(20):
        force = np.zeros((3, 2))
        for i in range(3):
            for j in range(3):
                if i == j:
                    continue
                d = np.hypot(*(x[i] - x[j]))
                n = (x[i] - x[j]) / d
                turned, overlap = np.array([-n[1], n[0]]), max(2 * radius - d, 0)
                push = MODEL.strength_n * np.exp((2 * radius - d) / MODEL.range_m) + MODEL.spring_n_m * overlap
                drag = MODEL.friction_kg_m_s * overlap * ((v[j] - v[i]) @ turned)
                force[i] += push * n + drag * turned
        goal = (aim - x) / np.hypot(*(aim - x).T)[:, None]
        v = v + 0.01 * ((wanted[:, None] * goal - v) / MODEL.reaction_time_s + force / MODEL.mass_kg)
        x = x + 0.01 * v
    np.testing.assert_allclose(crowd.frames[0, :, :2], x, rtol=0, atol=1e-10)


def test_nobody_is_pushed_out_of_a_packed_room():
    geometry = room(25, 1.0)
    grid = np.stack(np.meshgrid(0.7 + 0.66 * np.arange(30), 0.7 + 0.66 * np.arange(28)), axis=-1).reshape(-1, 2)
    crowd = Crowd(geometry, MODEL, Behaviour(), capacity=1000)
    crowd.place(person_id=np.arange(len(grid)), x_m=grid[:, 0], y_m=grid[:, 1], exit=1, desired_speed_m_s=2.0)
    for _ in range(15):
        crowd.advance()
        here = crowd.is_active
        assert np.isfinite(crowd.x_m[here]).all()
        assert geometry.contains(crowd.x_m[here], crowd.y_m[here]).all()
