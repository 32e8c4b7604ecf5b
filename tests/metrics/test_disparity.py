"""Ratios between groups: published intervals, and the least ratio that so many cases can show."""

import numpy as np
import pytest
from scipy.stats import binomtest
from scipy.stats import t as student

from sim.core.streams import Stream, Streams
from sim.metrics.disparity import NO_CASES, expected_ratio, mean_ratio, rate_ratio, share_ratio, smallest_shown


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


def test_the_interval_of_shares_covers_whether_they_are_rare_or_not():
    """Which interval is taken depends on the data; what is then said holds as often all the same."""
    chance = Streams(4).generator(Stream.PROFILE)
    for p in (0.004, 0.011, 0.2):
        one, other = chance.binomial(1500, 1.5 * p, 500), chance.binomial(4000, p, 500)
        pairs = [share_ratio(int(i), 1500, int(j), 4000) for i, j in zip(one, other, strict=True)]
        covered = np.mean([pair.low <= 1.5 <= pair.high for pair in pairs])
        assert abs(covered - 0.955) < 4 * np.sqrt(0.05 * 0.95 / 500), p


def test_what_is_compared_decides_the_interval():
    assert share_ratio(90, 97, 514, 604).interval == "95 % score of two shares"
    assert share_ratio(8, 711_000, 2, 2_436_000) == rate_ratio(8, 711_000, 2, 2_436_000)
    assert share_ratio(1, 50, 3, 10_000).interval == "95 % score of two shares"
    with pytest.raises(ValueError, match="more cases than trials"):
        share_ratio(3, 2, 1, 4)


@pytest.mark.parametrize("compare", [rate_ratio, share_ratio])
@pytest.mark.parametrize(
    "counts",
    [(90, 97, 514, 604), (4, 20, 30, 40), (20, 60, 11, 70), (8, 1000, 2, 3000), (0, 40, 9, 44), (12, 30, 0, 25)],
)
def test_the_interval_leaves_out_1_where_the_test_rejects(compare, counts):
    ratio = compare(*counts)
    assert (ratio.p < 0.05) == (ratio.low > 1 or (ratio.high is not None and ratio.high < 1))


def test_what_could_have_shown_above_and_below_1_change_places_with_the_groups():
    for compare in (rate_ratio, share_ratio):
        one, other = compare(40, 97, 300, 604), compare(300, 604, 40, 97)
        assert one.smallest == pytest.approx(1 / other.largest)
        assert one.largest == pytest.approx(1 / other.smallest)
        assert one.largest < 1 < one.smallest


def test_none_against_none_is_no_cases_and_none_against_some_is_a_bound():
    for compare in (rate_ratio, share_ratio):
        none = compare(0, 50, 0, 50)
        assert none[:6] == (None,) * 6
        assert none.interval == NO_CASES
        to_none = compare(3, 50, 0, 50)
        assert (to_none.value, to_none.high) == (None, None)
        assert to_none.low > 0
        of_none = compare(0, 50, 4, 50)
        assert (of_none.value, of_none.low) == (0.0, 0.0)
        assert of_none.high > 0
        assert compare(0, 0, 4, 50).value is None


def test_expectations_have_no_interval():
    ratio = expected_ratio(0.25, 100, 0.1, 100)
    assert (ratio.value, ratio.low, ratio.high) == (pytest.approx(2.5), None, None)
    assert expected_ratio(0.25, 100, 0.0, 100).value is None


def test_averages_are_compared_with_their_spread():
    one, other = np.array([2.0, 4.0, 6.0] * 40), np.array([1.0, 2.0, 3.0] * 40)
    ratio = mean_ratio(one.sum(), (one**2).sum(), one.size, other.sum(), (other**2).sum(), other.size)
    error = np.sqrt(2 * np.var(one, ddof=1) / one.size / 16)
    assert ratio.value == pytest.approx(2)
    assert np.log(ratio.high / ratio.low) == pytest.approx(2 * 1.97 * error, rel=1e-3)
    assert mean_ratio(3.0, 9.0, 1, 4.0, 16.0, 1).low is None
    assert mean_ratio(6.0, 12.0, 3, 4.0, 8.0, 2).low is None


def test_the_interval_of_averages_covers_for_few_too():
    chance, covered = Streams(5).generator(Stream.PROFILE), 0
    for _ in range(1000):
        one, other = np.exp(0.5 * chance.standard_normal(8)) * 1.4, np.exp(0.5 * chance.standard_normal(60))
        ratio = mean_ratio(one.sum(), (one**2).sum(), 8, other.sum(), (other**2).sum(), 60)
        covered += ratio.low <= 1.4 <= ratio.high
    assert 0.92 <= covered / 1000 <= 0.98


def averages(one, other):
    one, other = np.array(one), np.array(other)
    return mean_ratio(one.sum(), (one**2).sum(), one.size, other.sum(), (other**2).sum(), other.size)


@pytest.mark.parametrize(
    ("one", "other"), [([10.0, 20.0], [4.0, 6.0]), ([3.0, 9.0, 30.0], [5.0, 5.5]), ([1.0, 2.0, 4.0, 5.0], [20.0, 90.0])]
)
def test_the_interval_and_the_power_of_two_averages_are_welchs_on_the_logarithm(one, other):
    errors = np.array([np.var(each, ddof=1) / len(each) / np.mean(each) ** 2 for each in (one, other)])
    freedom = errors.sum() ** 2 / (errors**2 / [len(one) - 1, len(other) - 1]).sum()
    law, value, error = student(freedom), np.mean(one) / np.mean(other), np.sqrt(errors.sum())
    found = averages(one, other)
    assert found.value == pytest.approx(value)
    assert (found.low, found.high) == pytest.approx(tuple(value * np.exp(law.ppf([0.025, 0.975]) * error)))
    assert found.p == pytest.approx(2 * law.sf(abs(np.log(value)) / error))
    assert found.smallest == pytest.approx(np.exp((law.ppf(0.975) + law.ppf(0.8)) * error))
    assert found.largest == pytest.approx(1 / found.smallest)


@pytest.mark.parametrize(("one", "other"), [([10.0], [4.0, 6.0]), ([10.0, 20.0], [5.0]), ([0.0, 0.0], [4.0, 6.0])])
def test_averages_of_a_single_case_or_of_nothing_but_0_have_no_interval(one, other):
    found = averages(one, other)
    assert found.value == pytest.approx(np.mean(one) / 5)
    assert (found.low, found.high, found.p, found.interval) == (None, None, None, "not enough cases")


@pytest.mark.parametrize(("one", "other"), [([10.0, 20.0], [0.0, 0.0]), ([10.0, 20.0], []), ([], [10.0, 20.0])])
def test_averages_that_nothing_can_be_divided_by_are_no_cases(one, other):
    found = averages(one, other)
    assert found[:6] == (None,) * 6
    assert found.interval == NO_CASES
