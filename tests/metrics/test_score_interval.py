"""The score interval of a ratio of two shares: what it covers, its ends at counts of none and all, and its power."""

import numpy as np
import pytest
from scipy.special import bdtr

from sim.metrics.score_interval import least_shown, score, score_interval

Z = 1.959963984540054


def binomial(n, p):
    return np.diff(bdtr(np.arange(n + 1), n, p), prepend=0.0)


def coverage(n, p, other_n, other_p):
    """Return how often the interval holds the true ratio: over every pair of counts that is at all likely."""
    one, other, covered, ratio = binomial(n, p), binomial(other_n, other_p), 0.0, p / other_p
    for i, j in np.argwhere(np.outer(one, other) > 1e-7):
        if i + j:
            low, high = score_interval(int(i), n, int(j), other_n, z=Z)
            is_covered = low <= ratio and (high is None or ratio <= high)
            covered += is_covered * one[i] * other[j]
    return covered


@pytest.mark.parametrize(
    ("n", "p", "other_n", "other_p"),
    [(20, 0.9, 60, 0.8), (20, 0.3, 50, 0.3), (10, 0.5, 15, 0.5), (9, 0.9, 80, 0.85), (40, 0.05, 90, 0.1)],
)
def test_the_interval_covers_as_often_as_it_says(n, p, other_n, other_p):
    assert 0.94 <= coverage(n, p, other_n, other_p) <= 0.985


def test_common_events_are_told_apart_closely():
    """514 of 604 and 90 of 97: 1.00 to 1.15. As rates of rare events they would be 0.86 to 1.37."""
    assert score_interval(90, 97, 514, 604, z=Z) == pytest.approx((1.0039, 1.1522), abs=1e-4)


def test_the_ends_are_where_the_score_is_as_far_as_it_may_be():
    for counts in ((90, 97, 514, 604), (3, 12, 800, 4000), (97, 97, 600, 604), (1, 5000, 40, 900)):
        low, high = score_interval(*counts, z=Z)
        assert score(low, *counts) == pytest.approx(Z, abs=1e-6)
        assert score(high, *counts) == pytest.approx(-Z, abs=1e-6)


def test_a_group_and_the_others_change_places():
    low, high = score_interval(30, 80, 12, 50, z=Z)
    assert score_interval(12, 50, 30, 80, z=Z) == pytest.approx((1 / high, 1 / low))


def test_a_count_of_none_leaves_one_end_open_and_all_of_both_leave_none():
    low, high = score_interval(0, 97, 30, 604, z=Z)
    assert low == 0
    assert 0.5 < high < 1
    low, high = score_interval(30, 604, 0, 97, z=Z)
    assert low > 1
    assert high is None
    low, high = score_interval(97, 97, 604, 604, z=Z)
    assert 0.9 < low < 1 < high < 1.02
    for counts in ((1, 1, 1, 1), (9, 9, 1, 10**9), (1, 10**9, 9, 9), (1, 10**6, 10**6, 10**6)):
        low, high = score_interval(*counts, z=Z)
        assert low < counts[0] / counts[1] / (counts[2] / counts[3]) < high


def test_the_least_ratio_is_found_four_times_in_five_and_not_a_smaller_one():
    cases, n, other_n = 604, 97, 604
    found = least_shown(cases, n, other_n, z=Z, power=0.8)
    for ratio, low, high in ((found, 0.798, 0.802), (found - 0.01, 0.6, 0.79)):
        other_p = cases / (n * ratio + other_n)
        chances = np.outer(binomial(n, ratio * other_p), binomial(other_n, other_p))
        shown = sum(
            chances[i, j] for i, j in np.argwhere(chances > 1e-6) if score(1.0, int(i), n, int(j), other_n) >= Z
        )
        assert low < shown < high


def test_power_by_counting_and_by_the_normal_law_meet():
    by_counting = least_shown(400, 300, 800, z=Z, power=0.8)
    by_normal = least_shown(401, 301, 829, z=Z, power=0.8)
    assert by_counting == pytest.approx(by_normal, rel=0.02)


def test_no_ratio_shows_where_none_is_large_enough():
    assert least_shown(60, 9, 120, z=Z, power=0.8) is not None
    assert least_shown(125, 9, 120, z=Z, power=0.8) is None
    assert least_shown(129, 9, 120, z=Z, power=0.8) is None
    assert least_shown(1, 5, 5, z=Z, power=0.8) is None
