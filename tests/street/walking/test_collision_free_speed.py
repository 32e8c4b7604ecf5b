"""The laws of the model, and the compiled crowd against a plain NumPy twin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.exponential import exp_of
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap
from sim.street.walking.collision_free_speed import FAR_M, CollisionFreeSpeed, gap_to, repulsion, speed_for

SQUARE = compile_geometry(
    StreetMap.model_validate(
        {
            "walkable": [(0, 0), (40, 0), (40, 40), (0, 40)],
            "entrances": [
                {"id": "w", "name": "", "mouth": [(0, 1), (0, 39)]},
                {"id": "e", "name": "", "mouth": [(40, 1), (40, 39)]},
            ],
        }
    )
)
MODEL = CollisionFreeSpeed()


@pytest.mark.parametrize("z", [-43.9, -20.0, -1.5, -1e-9, 0.0, 0.3, 5.0, 40.0])
def test_the_exponential_is_exact_to_rounding(z):
    assert exp_of(z) == pytest.approx(np.exp(z), rel=1e-15)
    assert exp_of(-45.0) == 0


def test_a_person_in_the_way_limits_the_gap():
    assert gap_to(4.0, 1.6, 0.4, 2.0) == pytest.approx(1.6)
    assert gap_to(4.0, 1.6, 0.4, -2.0) == np.inf
    assert gap_to(4.0 + 0.41**2, 1.6, 0.4, 2.0) == np.inf
    assert gap_to(0.0, -0.4, 0.4, 0.0) == np.inf


def test_a_pedestrian_stops_when_the_gap_is_closed():
    assert speed_for(-0.1, 1.3, 1.0) == 0
    assert speed_for(0.5, 1.3, 1.0) == pytest.approx(0.5)
    assert speed_for(5.0, 1.3, 1.0) == pytest.approx(1.3)


def test_repulsion_falls_by_e_over_its_range():
    assert repulsion(0.0, 8.0, 10.0) == pytest.approx(8)
    assert repulsion(0.1, 8.0, 10.0) == pytest.approx(8 / np.e)


def test_a_step_that_does_not_divide_a_frame_is_refused():
    with pytest.raises(ValidationError, match=r"does not divide 0.2 s \(0.03\)"):
        CollisionFreeSpeed(step_s=0.03)


def scattered(n, seed, spread):
    """Put n people who want to go east or west into the middle of a square, apart from each other."""
    rng = np.random.default_rng(seed)
    crowd = Crowd(SQUARE, MODEL, Behaviour(), capacity=64)
    x, y = 20 + spread * rng.uniform(-1, 1, (2, n))
    apart = np.hypot(x[:, None] - x, y[:, None] - y) + np.triu(np.full((n, n), 9.0))
    kept = np.flatnonzero((apart > 0.45).all(axis=1))
    rows = crowd.place(
        person_id=kept,
        x_m=x[kept],
        y_m=y[kept],
        exit=rng.integers(0, 2, n)[kept],
        desired_speed_m_s=rng.uniform(0.6, 2, n)[kept],
        lateral=rng.uniform(0, 1, n)[kept],
    )
    return crowd, rows


def twin_after_a_frame(crowd, rows):
    """Walk 0.2 s by the equations, with arrays and no cells."""
    x = np.column_stack([crowd.x_m[rows], crowd.y_m[rows]])
    place = SQUARE.places[crowd._walkers.exit[rows]].reshape(-1, 2, 2)
    aim = place[:, 0] + (1 - crowd._walkers.lateral[rows])[:, None] * (place[:, 1] - place[:, 0])
    wanted, contact = crowd.desired_speed_m_s[rows], 2 * MODEL.radius_m
    for _ in range(round(0.2 / MODEL.step_s)):
        goal = (aim - x) / np.hypot(*(aim - x).T)[:, None]
        to = x[None, :, :] - x[:, None, :]
        s = np.hypot(to[..., 0], to[..., 1]) + 1e9 * np.eye(len(x))
        r = MODEL.people_strength * np.exp((contact - s) / MODEL.people_range_m) * (s <= FAR_M)
        e = to / s[..., None]
        ahead = (to * goal[:, None, :]).sum(axis=-1)
        offset = goal[:, None, 0] * to[..., 1] - goal[:, None, 1] * to[..., 0]
        left = (r * np.where(offset <= 0.02, 1, -1) * (ahead > 0)).sum(axis=1) * MODEL.side_preference
        way = goal - (r[..., None] * e).sum(axis=1) + left[:, None] * np.column_stack([-goal[:, 1], goal[:, 0]])
        way /= np.hypot(*way.T)[:, None]
        ahead = (to * way[:, None, :]).sum(axis=-1)
        offset = np.abs(way[:, None, 0] * to[..., 1] - way[:, None, 1] * to[..., 0])
        gap = np.where((ahead >= 0) & (offset <= contact) & (s < 1e8), s - contact, np.inf).min(axis=1)
        x = x + way * np.clip(gap / MODEL.time_gap_s, 0, wanted)[:, None] * MODEL.step_s
    return x


@settings(max_examples=30, deadline=None)
@given(n=st.integers(1, 40), seed=st.integers(0, 2**32 - 1), spread=st.floats(2, 15))
def test_the_kernel_and_its_numpy_twin_agree(n, seed, spread):
    crowd, rows = scattered(n, seed, spread)
    expected = twin_after_a_frame(crowd, rows)
    crowd.advance()
    np.testing.assert_allclose(crowd.frames[0, rows, :2], expected, rtol=0, atol=1e-12)
