from __future__ import annotations

import pytest
from scipy.stats import binomtest
from stored_day import metric_table

from sim.report.rates import PER, rates_per
from sim.report.results import Results


@pytest.fixture(scope="module")
def results() -> Results:
    return Results(metric_table())


def one(results, per, name):
    return next(rate for rate in rates_per(results, per) if rate.name == name)


def test_a_rate_carries_its_counts_and_the_exact_interval(results):
    rate = one(results, "alert", "arrests").sampled
    exact = binomtest(6, 14).proportion_ci(0.95, method="exact")
    assert (rate.numerator, rate.denominator, rate.value) == (6, 14, 6 / 14)
    assert (rate.low, rate.high) == (pytest.approx(exact.low), pytest.approx(exact.high))


def test_the_same_counts_agree_over_two_denominators(results):
    faces_per_arrest = one(results, "arrest", "faces_seen").sampled
    arrests_per_face = one(results, "face", "arrests").sampled
    assert faces_per_arrest.value == pytest.approx(1 / arrests_per_face.value)
    assert faces_per_arrest.low == pytest.approx(1 / arrests_per_face.high)


def test_a_day_without_a_false_alert_still_has_an_upper_end_and_an_expected_rate(results):
    rate = one(results, "face", "false_alerts")
    assert (rate.sampled.value, rate.sampled.low) == (0, 0)
    assert rate.sampled.high == pytest.approx(3.689 / 19_423, rel=0.01)
    assert rate.expected.value == pytest.approx(0.0672 / 19_423)


def test_shares_lie_between_zero_and_one_and_their_interval_around_them(results):
    for per in PER:
        for rate in rates_per(results, per):
            sampled = rate.sampled
            assert sampled.low <= sampled.value <= sampled.high
            assert not rate.is_share or sampled.high <= 1


def test_a_day_without_faces_divides_by_nothing():
    for rate in rates_per(Results(metric_table(is_on=False)), "face"):
        assert (rate.sampled.value, rate.sampled.low, rate.expected) == (None, None, None)
