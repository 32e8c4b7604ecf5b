"""People who stand are walked round as a group; where they close the street, nobody is stuck for ever."""

import numpy as np
import pytest

from sim.acceptance.rows_of_people import pass_those_who_stand, street_with_a_stall
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.walking.anticipating import Anticipating

STREET = street_with_a_stall(None)
FREE_S = pass_those_who_stand(STREET, Anticipating(), np.empty(0), seed=1).seconds


def walked(stand, *, y=1.5, lateral=0.9, most=300):
    """Let one person walk from (5, y) past people who stand; return where they were after every second."""
    crowd = Crowd(STREET, Anticipating(), Behaviour(), capacity=64)
    n = len(stand)
    for row in crowd.place(person_id=np.arange(n), x_m=stand[:, 0], y_m=stand[:, 1], exit=1, desired_speed_m_s=1.0):
        crowd.stand(int(row), np.inf)
    (row,) = crowd.place(person_id=n, x_m=5, y_m=y, exit=1, desired_speed_m_s=1.34, lateral=lateral)
    places = []
    for _ in range(most):
        crowd.advance()
        if not crowd.is_active[row]:
            break
        places.append((crowd.x_m[row], crowd.y_m[row]))
    return np.array(places)


@pytest.mark.parametrize("spacing", [0.45, 0.6, 0.8])
@pytest.mark.parametrize("low", [0.4, 3.1])
def test_a_row_is_walked_round_at_its_free_end(spacing, low):
    y = np.arange(low, low + 4.51, spacing)
    places = walked(np.column_stack([np.full(len(y), 25.0), y]), lateral=0.5)
    assert len(places) <= 1.3 * FREE_S
    at = places[np.argmin(np.abs(places[:, 0] - 25))]
    assert not y.min() < at[1] < y.max()


def test_a_ring_of_onlookers_is_walked_round():
    angle = 2 * np.pi * np.arange(12) / 12
    places = walked(np.column_stack([25 + 1.6 * np.cos(angle), 4 + 1.6 * np.sin(angle)]), y=4, lateral=0.5)
    assert len(places) <= 1.3 * FREE_S
    assert np.hypot(*(places - (25, 4)).T).min() > 1.6


def test_two_rows_with_free_ends_at_different_sides_are_walked_round_in_a_bow():
    y = np.arange(0.4, 5.0, 0.5)
    stand = np.concatenate([np.column_stack([np.full(len(y), x), side]) for x, side in ((20.0, y), (28.0, 8 - y))])
    places = walked(stand, lateral=0.5)
    assert len(places) <= 1.5 * FREE_S


def test_who_stands_right_across_the_street_keeps_nobody_for_ever():
    y = np.arange(0.35, 7.9, 0.6)
    places = walked(np.column_stack([np.full(len(y), 25.0), y]), lateral=0.5)
    assert len(places) < 300


def test_a_stall_and_those_who_stand_beside_it_are_walked_round_together():
    passed = pass_those_who_stand(
        street_with_a_stall((2.6, 4.4)), Anticipating(), np.arange(0.4, 2.6, 0.5), seed=1, come=20, comes_s=40
    )
    assert passed.through == 0
    assert passed.longest_stand_s <= 5
    assert np.isfinite(passed.seconds)


def test_who_is_in_the_midst_of_a_group_aims_at_no_place_of_their_own():
    crowd = Crowd(STREET, Anticipating(), Behaviour(), capacity=8)
    others = ((25.39, 3.55), (24.61, 3.95), (25.39, 3.95))
    for k, (x, y) in enumerate(others):
        (row,) = crowd.place(person_id=k, x_m=x, y_m=y, exit=1, desired_speed_m_s=1.0)
        crowd.stand(int(row), np.inf)
    (row,) = crowd.place(person_id=9, x_m=25.0, y_m=3.5, exit=1, desired_speed_m_s=1.34)
    crowd.walk_to(int(row), 25.0, 4.2)
    for _ in range(20):
        crowd.advance()
        assert np.isfinite([crowd.x_m[row], crowd.y_m[row]]).all()
