"""The axes of a margin: what they hold, and where numbers lie on them."""

import pytest

from dashboard.pages.claims.axis import axis_of


def test_numbers_above_nought_stand_by_factors_and_reach_beyond():
    axis = axis_of([0.0, 0.01, 1.0], beyond=10)
    assert (axis.scale, axis.low, axis.high) == ("log", 0.001, 10.0)
    assert [axis.place(x, if_none=0.5) for x in (0.001, 0.1, 10.0)] == pytest.approx([0, 0.5, 1])


@pytest.mark.parametrize("numbers", [[-2.0, 1.0], [-3.0], [0.0, 0.0], []])
def test_others_stand_evenly_about_nought(numbers):
    axis = axis_of(numbers, beyond=2)
    assert axis.scale == "linear"
    assert axis.low == -axis.high < 0
    assert axis.place(0.0, if_none=0.9) == pytest.approx(0.5)


def test_what_is_beyond_stands_at_the_end_and_what_is_not_known_where_it_is_told():
    axis = axis_of([0.01, 1.0], beyond=1)
    assert [axis.place(x, if_none=0.3) for x in (0.0, 1e9, None, float("inf"))] == [0, 1, 0.3, 1]


def test_an_endless_end_does_not_stretch_the_axis():
    assert axis_of([0.5, float("inf")], beyond=2) == axis_of([0.5], beyond=2)
