"""The plans that walking is tested in, and who stands where in them."""

import numpy as np
import pytest

from sim.acceptance import rooms
from sim.acceptance.starting import desired_speeds, hard_share, jittered_grid, shuffled, straight_laterals
from sim.core.streams import Streams
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.social_force import SocialForce


@pytest.mark.parametrize(
    ("plan", "area_m2", "mouths"),
    [
        (rooms.corridor(40, 2), 80, 2),
        (rooms.corridor(40, 2, turn=0.7), 80, 2),
        (rooms.corner(12, 10, 2), 44, 2),
        (rooms.room_with_exit(8, 5, exit_m=1), 42, 2),
        (rooms.room_with_exits(30, 20, south_m=(5, 25), north_m=(5, 25), exit_m=1), 608, 4),
        (rooms.room_with_exits(30, 20, south_m=(5, 25), north_m=(), exit_m=1), 604, 2),
        (rooms.bottleneck(10, 6, opening_m=1, wall_m=0.6, beyond_m=9), 114.6, 2),
        (rooms.joined_rooms(10, joint_m=10, width_m=2), 220, 2),
        (rooms.narrowing_street(18, 6, lengths_m=(40, 30, 40)), 1620, 2),
        (rooms.crossing(25, 10), 1100, 4),
        (rooms.street_with_doors(100, 12, doors_m=(20, 40), door_m=2), 1200, 6),
    ],
)
def test_a_plan_has_its_area_and_its_mouths(plan, area_m2, mouths):
    assert plan.area_m2 == pytest.approx(area_m2)
    assert plan.n_entrances == mouths


def test_a_grid_fills_its_box_evenly_and_keeps_people_apart():
    x, y = jittered_grid(750, (0, 0.3, 50, 4.7), streams=Streams(3))
    assert (x > 0).all()
    assert (x < 50).all()
    assert (np.abs(y - 2.5) < 2.2).all()
    apart = np.hypot(x[:, None] - x, y[:, None] - y) + 9 * np.eye(750)
    assert apart.min() > 0.4
    assert np.histogram(x, 5, (0, 50))[0] == pytest.approx(150, abs=25)


def test_starts_are_those_of_their_seed():
    one, again, other = (jittered_grid(20, (0, 0, 9, 9), streams=Streams(seed)) for seed in (1, 1, 2))
    assert (np.array(one) == again).all()
    assert (np.array(one) != other).any()
    assert (desired_speeds(9, streams=Streams(1)) == desired_speeds(20, streams=Streams(1))[:9]).all()
    assert sorted(shuffled(np.arange(9), streams=Streams(1))) == list(range(9))


def test_desired_speeds_are_those_of_the_street():
    speeds = desired_speeds(4000, streams=Streams(5))
    assert speeds.mean() == pytest.approx(1.34, abs=4 * 0.26 / np.sqrt(4000))
    assert speeds.min() >= 0.5
    assert speeds.max() <= 2.2


@pytest.mark.parametrize(("heading", "lateral"), [(1, [1, 0.5, 0]), (-1, [0, 0.5, 1])])
def test_who_walks_straight_on_keeps_to_their_side(heading, lateral):
    y = np.array([0.35, 3.0, 5.65])
    assert straight_laterals(y, np.full(3, heading), 6.0) == pytest.approx(lateral)


def test_a_hard_distance_is_a_models_own():
    assert hard_share(Anticipating()) == pytest.approx(0.6)
    assert hard_share(SocialForce()) == 0
