"""Flows that cross, merge and meet while people keep coming, for a shorter time than test C9 walks them."""

import numpy as np
import pytest

from sim.acceptance.rooms import corridor, streets_crossing
from sim.acceptance.steady import most_per_m2, walk_in
from sim.street.walking.anticipating import Anticipating

PER_S = 0.5 * 5.0


@pytest.mark.parametrize(
    ("angle", "second"), [(60, (2, 3)), (90, (2, 3)), (120, (2, 3)), (90, (2, 1))], ids=["60", "90", "120", "merging"]
)
def test_flows_that_cross_or_merge_do_not_lock(angle, second):
    per_s = PER_S if second[1] == 3 else 0.4 * 5.0
    flows = [(0, 1, per_s), (*second, per_s)]
    came = walk_in(
        streets_crossing(15.0, 5.0, angle_deg=angle), Anticipating(), flows, seed=1, comes_s=120, counted_s=60
    )
    assert came.longest_stand_s <= 30
    assert came.most_per_m2 <= 8
    assert came.out_share >= 0.95


def test_two_ways_in_one_street_stay_below_4_per_m2():
    flows = [(0, 1, PER_S), (1, 0, PER_S)]
    came = walk_in(corridor(50.0, 5.0), Anticipating(), flows, seed=1, comes_s=120, counted_s=50)
    assert came.longest_stand_s <= 30
    assert came.most_per_m2_over_4 < 4
    assert came.out_share >= 0.95


def test_people_are_counted_by_squares_of_a_grid():
    x, y = np.array([0.1, 0.9, 1.1, -0.1]), np.array([0.1, 0.9, 0.5, 0.5])
    assert most_per_m2(x, y, 1.0) == 2
    assert most_per_m2(x, y, 2.0) == 3 / 4
    assert most_per_m2(x[:0], y[:0], 1.0) == 0
