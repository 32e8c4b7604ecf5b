"""Prejudice enters where it is put in: with everything alike nothing shows, and one difference at its own point."""

import numpy as np
import pytest
from even import EVEN, SHARES, profile

from sim.programme.five_points import five_points
from sim.programme.run import run_programme
from tests.programme.conftest import programme

POINTS = {
    "where": "residents scanned at least once",
    "who": "wanted people among those scanned",
    "algorithm": "searches of people not wanted that reached the threshold",
    "engagement": "alerts that led to a stop",
    "manner": "minutes of a stop",
}
MORE = "{asian: 0.15, black: 0.4, mixed: 0.15, other: 0.15, white: 0.15}"
DIFFERENCES = {
    "where": f"streets.north_end.place.population.street_shares={MORE}",
    "who": f"lfr.watchlist.group_shares={MORE}",
    "algorithm": profile(black=3.0),
    "engagement": "lfr.adjudication.group_log_odds={black: 2.0}",
    "manner": "lfr.engagement.group_length={black: 2.0}",
}


def ratios(root, *settings):
    """Return by point how Black people fare against all others: the ratio, and its distance from 1 in errors."""
    result = run_programme(
        programme(*EVEN, "months=5", "siting=[{rule: fixed, per_month: 15, duration_h: 1.0}]", *settings),
        seed=3,
        replication=0,
        root=root,
        observe=lambda _: None,
    )
    found = {}
    for point in five_points(result):
        if point.ethnic_group == "black" and POINTS[point.point] == point.measure:
            assert point.ratio is not None
            assert point.low is not None
            error = np.log(point.high / point.low) / (2 * 1.96)
            found[point.point] = (point.ratio, np.log(point.ratio) / error)
    return found


@pytest.fixture(scope="module")
def even(root):
    return ratios(root)


def test_with_everything_alike_no_disparity_shows_beyond_chance(even):
    assert set(even) == set(POINTS)
    assert all(abs(distance) < 3.5 for _, distance in even.values()), even


@pytest.mark.parametrize("switched", DIFFERENCES)
def test_one_difference_shows_at_its_own_point_and_not_before(root, switched):
    """Later points may follow: more of a group on the list are more to be mistaken for, and false stops are short."""
    found = ratios(root, DIFFERENCES[switched])
    ratio, distance = found[switched]
    assert ratio > 1.2
    assert distance > 4
    before = [found[point][1] for point in list(POINTS)[: list(POINTS).index(switched)]]
    assert all(abs(distance) < 3.5 for distance in before), found


def test_more_of_a_group_on_the_list_makes_more_of_it_be_mistaken(root, even):
    found = ratios(root, DIFFERENCES["who"])
    assert found["algorithm"][0] > 1.5 > 1.2 > even["algorithm"][0]


def test_shares_are_even():
    assert SHARES.count("0.2") == 5
