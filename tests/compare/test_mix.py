"""A ratio of a group's stops over the share of who passes that it is: by hand, and of simulated boroughs."""

from math import inf

import numpy as np
import pytest

from sim.compare.borough_draws import COUNTS, PARTS
from sim.compare.borough_mix import mix_of_borough
from sim.compare.mix import curve_over_mix, ratio_at, share_with_odds
from sim.compare.simulated import SimulatedBorough


def borough(**by_group):
    """Return a borough with (faces, stops) of each group, the same in every draw, or draw by draw."""
    counts = {name: np.broadcast_to(np.array(pairs, float), (19, 2)) for name, pairs in by_group.items()}
    nothing = dict.fromkeys(PARTS, np.zeros((19, len(COUNTS))))
    return SimulatedBorough(
        "here", "Here", "E", 1000, dict.fromkeys(by_group, 0.25), dict.fromkeys(PARTS, 4), nothing, (12,), counts
    )


def test_the_curve_is_the_ratio_of_rates_at_each_share():
    curve = curve_over_mix(6.0, 10.0, given=0.25)
    assert len(curve.points) == 51
    for share, ratio in curve.points:
        # of 1,000 who pass
        assert ratio == pytest.approx((6 / (1000 * share)) / (4 / (1000 * (1 - share))))
    low, high = curve.band
    assert (low / (1 - low), high / (1 - high)) == pytest.approx((1 / 6, 2 / 3))
    assert curve.points[0][0] < low < 0.25 < high < curve.points[-1][0]


@pytest.mark.parametrize(("stops", "all_stops", "given"), [(0, 5, 0.2), (5, 5, 0.2), (1, 5, 0.0), (1, 5, 1.0)])
def test_there_is_no_curve_without_both(stops, all_stops, given):
    assert curve_over_mix(stops, all_stops, given=given) is None


def test_a_share_of_the_stops_is_where_the_group_is_stopped_as_often():
    assert ratio_at(6.0, 10.0, 0.6) == pytest.approx(1)
    assert share_with_odds(share_with_odds(0.3, 2), 0.5) == pytest.approx(0.3)


def test_a_borough_has_its_ratio_at_three_shares_with_the_range_of_its_draws():
    stops = np.column_stack([np.full(19, 250.0), np.linspace(2.0, 4.0, 19)])
    mix = mix_of_borough(borough(black=stops, white=(750.0, 3.0)), "black")
    assert (mix.area, mix.resident_share, mix.as_often_at) == ("Here", 0.25, pytest.approx(0.5))
    assert (mix.stops, mix.all_stops, mix.faces, mix.all_faces) == pytest.approx((3, 6, 250, 1000))
    few, given, many = mix.at
    assert (few.share, given.share, many.share) == pytest.approx((1 / 7, 0.25, 0.4))
    assert given.ratio == pytest.approx(3.0)
    assert (given.low, given.high) == pytest.approx((2.0, 4.0))
    assert few.ratio == pytest.approx(6.0)
    assert few.ratio / many.ratio == pytest.approx(4.0), "the odds are four times as large"


def test_a_borough_without_stops_of_others_has_none_and_an_end_stays_open_where_draws_have_none():
    assert mix_of_borough(borough(black=(250.0, 3.0), white=(750.0, 0.0)), "black") is None
    few = np.column_stack([np.full(19, 750.0), np.repeat([0.0, 1.0], (2, 17))])
    mix = mix_of_borough(borough(black=(250.0, 3.0), white=few), "black")
    assert mix.at[1].high is None
    assert mix.at[1].low < inf
    with pytest.raises(KeyError):
        mix_of_borough(borough(black=(250.0, 3.0)), "asian")
