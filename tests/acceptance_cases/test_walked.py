"""What is read from where people were: made-up ways, with answers that are known."""

import numpy as np
import pytest

from sim.acceptance.evacuation import spreads_m
from sim.acceptance.rooms import corridor
from sim.acceptance.starting import crowd_in
from sim.acceptance.walked import Walked, closest_share, crossing_times, longest_stand_s, progress_m_s, walk
from sim.core.streams import Streams
from sim.street.walking.anticipating import Anticipating

FRAMES_30_S = np.arange(151)[:, None] * 0.2


def going(*speeds_m_s, y_m=0.0, loop_m=0.0):
    x = FRAMES_30_S * np.array(speeds_m_s)
    return Walked(x % loop_m if loop_m else x, np.broadcast_to(y_m, x.shape), loop_m)


@pytest.mark.parametrize("loop_m", [0.0, 10.0])
def test_progress_goes_on_across_the_seam_of_a_loop(loop_m):
    walked = going(1.3, -0.7, loop_m=loop_m)
    assert progress_m_s(walked, np.array([1, -1])) == pytest.approx(1.0)
    assert walked.speeds_m_s == pytest.approx(np.broadcast_to([1.3, 0.7], (150, 2)))


def test_who_creeps_stands_and_who_sways_does_too():
    sways = Walked(0.05 * np.cos(9 * FRAMES_30_S), FRAMES_30_S * 0)
    assert longest_stand_s(going(1.0)) == 0
    assert longest_stand_s(going(1.0, 0.09)) == 30
    assert longest_stand_s(going(1.0, 0.09), np.array([True, False])) == 0
    assert longest_stand_s(sways) == 30


def test_who_has_left_does_not_stand():
    walked = going(0.0, 1.0)
    walked.x_m[50:, 0] = np.nan
    assert longest_stand_s(walked) == 9
    assert walked.all_left_s == np.inf
    walked.x_m[100:] = np.nan
    assert walked.all_left_s == pytest.approx(20)


def test_two_are_near_each_other_across_the_seam():
    walked = Walked(np.array([[0.1, 9.8, 5.0]]), np.zeros((1, 3)), 10.0)
    assert closest_share(walked, np.full(3, 0.2)) == pytest.approx(0.3 / 0.4)
    assert closest_share(Walked(walked.x_m, walked.y_m), np.full(3, 0.2)) == 1


def test_a_line_is_passed_between_frames():
    times = crossing_times(going(1.0, 0.5, 0.01), 3.05)
    assert times[:2] == pytest.approx([3.05, 6.1])
    assert np.isnan(times[2])


def test_the_spread_of_a_party_is_of_its_members_only():
    walked = going(1.0, 1.1, 0.1)
    assert np.nanmax(spreads_m(walked, np.array([7, 7, 8]))) == pytest.approx(3.0)


def test_a_walk_ends_with_nobody_left():
    crowd = crowd_in(corridor(10, 3), Anticipating(), streams=Streams(1), capacity=2)
    crowd.place(person_id=[0, 1], x_m=[2, 2], y_m=[1, 2], exit=1, desired_speed_m_s=[1.0, 1.5])
    walked = walk(crowd, 60)
    assert np.isnan(walked.x_m[-1]).all()
    assert walked.all_left_s == pytest.approx((10 - 0.6 - 0.5 - 2) / 1.0, abs=0.3)
