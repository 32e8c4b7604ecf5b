"""The line that streets are laid along: where places on it lie, and what is free beside them."""

import numpy as np
import pytest

from sim.street.centreline import Centreline, Corridor, spread

CORNER = Centreline(100.0, ((40.0, 90.0),))
GENTLE = Centreline(100.0, ((40.0, 60.0), (70.0, -30.0)))


@pytest.mark.parametrize(
    ("s_m", "left_m", "point"),
    [(0, 0, (0, 0)), (30, 5, (30, 5)), (40, 5, (35, 0)), (60, 0, (40, 20)), (100, -5, (45, 60))],
)
def test_a_place_along_and_across_the_line_is_a_point(s_m, left_m, point):
    assert CORNER.at(s_m, left_m) == pytest.approx(point)


def test_a_corner_lies_on_both_fronts():
    assert CORNER.corner(0, 5.0) == pytest.approx((35, 5))
    assert CORNER.corner(0, -5.0) == pytest.approx((45, -5))


def test_the_line_is_as_long_as_it_says():
    points = np.array([GENTLE.at(s_m) for s_m in np.linspace(0, 100, 1001)])
    assert np.hypot(*np.diff(points, axis=0).T).sum() == pytest.approx(100, abs=1e-9)
    assert GENTLE.heading_deg(99) == 30


def test_an_inner_corner_takes_as_much_of_the_line_as_it_is_shifted_along():
    taken = GENTLE.taken_m(0, 6.0)
    assert GENTLE.corner(0, 6.0) == pytest.approx(Centreline(100.0).at(40.0 - taken, 6.0))


def test_what_is_free_is_off_ends_bends_and_whatever_is_there():
    corridor = Corridor(CORNER, 10.0, 1.0)
    assert np.allclose(corridor.free_m(2.0), [(3, 32), (48, 97)])
    assert np.allclose(corridor.free_m(2.0, [(60.0, 6.0)]), [(3, 32), (48, 54), (66, 97)])
    assert corridor.free_m(60.0) == []


def test_things_are_spread_evenly_over_what_is_free():
    assert spread([(0, 10), (20, 30)], 4, np.zeros(4)) == pytest.approx([2.5, 7.5, 22.5, 27.5])
    assert spread([(0, 10), (20, 30)], 2, np.array([-0.5, 0.5])) == pytest.approx([0, 30])
    assert spread([], 2, np.zeros(2)) == spread([(0, 10)], 0, np.zeros(0)) == []
