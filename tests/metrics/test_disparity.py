"""Ratios between groups: published intervals, and the least ratio that so many cases can show."""

import numpy as np
import pytest
from scipy.stats import binomtest

from sim.core.streams import Stream, Streams
from sim.metrics.disparity import mean_ratio, rate_ratio, smallest_shown


@pytest.mark.parametrize(
    ("q", "value", "low", "high"),
    [
        (0.135, 25.6, 5.1, 247.7),
        (0.226, 13.7, 2.7, 132.4),
        (0.4, 6.0, 1.2, 58.0),
        (0.5, 4.0, 0.8, 38.7),
    ],
)
def test_eight_of_ten_false_alerts_against_the_share_of_faces(q, value, low, high):
    """What 8 of 10 false alerts say depends on the share of the faces that are Black, which nobody publishes."""
    ratio = rate_ratio(8, q, 2, 1 - q)
    assert ratio.value == pytest.approx(value, rel=0.01)
    assert (ratio.low, ratio.high) == pytest.approx((low, high), rel=0.02)


def test_ten_false_alerts_show_a_ratio_of_seven_to_nine_and_two_takes_a_hundred():
    assert all(7 <= smallest_shown(10, q) <= 9 for q in (0.135, 0.226, 0.4))
    assert smallest_shown(88, 0.226) == pytest.approx(2, rel=0.05)
    assert smallest_shown(125, 0.135) == pytest.approx(2, rel=0.05)
    assert smallest_shown(72, 0.4) == pytest.approx(2, rel=0.05)


def test_the_least_ratio_is_found_four_times_in_five():
    q, n = 0.3, 40
    ratio = smallest_shown(n, q)
    p = ratio * q / (ratio * q + 1 - q)
    draws = Streams(1).generator(Stream.PROFILE).binomial(n, p, 4000)
    found = [binomtest(int(k), n, q, alternative="greater").pvalue <= 0.025 for k in draws]
    assert np.mean(found) == pytest.approx(0.8, abs=0.03)


def test_few_cases_show_nothing():
    assert smallest_shown(0, 0.3) is None
    assert smallest_shown(1, 0.5) is None


def test_exact_and_approximate_power_meet():
    assert smallest_shown(2000, 0.3) == pytest.approx(smallest_shown(2001, 0.3), rel=0.01)


def test_the_interval_covers():
    chance = Streams(2).generator(Stream.PROFILE)
    covered = 0
    for one, other in zip(chance.poisson(9.0, 1500), chance.poisson(10.0, 1500), strict=True):
        ratio = rate_ratio(int(one), 1.0, int(other), 2.0)
        covered += ratio.low is not None and ratio.low <= 1.8 <= ratio.high
    assert 0.94 <= covered / 1500 <= 0.995


def test_no_case_among_the_others_gives_no_end():
    ratio = rate_ratio(3, 1.0, 0, 1.0)
    assert (ratio.value, ratio.high) == (np.inf, np.inf)
    assert rate_ratio(0, 1.0, 0, 1.0).value is None
    assert rate_ratio(0, 1.0, 4, 1.0)[:2] == (0.0, 0.0)
    assert rate_ratio(1, 0.0, 4, 1.0).value is None


def test_expectations_have_no_interval():
    ratio = rate_ratio(0.25, 100, 0.1, 100)
    assert (ratio.value, ratio.low, ratio.high) == (pytest.approx(2.5), None, None)


def test_averages_are_compared_with_their_spread():
    one, other = np.array([2.0, 4.0, 6.0] * 40), np.array([1.0, 2.0, 3.0] * 40)
    ratio = mean_ratio(one.sum(), (one**2).sum(), one.size, other.sum(), (other**2).sum(), other.size)
    error = np.sqrt(2 * np.var(one, ddof=1) / one.size / 16)
    assert ratio.value == pytest.approx(2)
    assert np.log(ratio.high / ratio.low) == pytest.approx(2 * 1.96 * error, rel=1e-3)
    assert mean_ratio(3.0, 9.0, 1, 4.0, 16.0, 1).low is None
