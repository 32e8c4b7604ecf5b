import numpy as np
import pytest
from scipy.stats import binom, poisson

from sim.metrics.metric import binomial, count, expected_count, rate


@pytest.mark.parametrize("n", [1, 7, 40])
def test_a_count_has_the_exact_poisson_interval(n):
    metric = count("arrests", n, unit="people")
    assert poisson.sf(n - 1, metric.low) == pytest.approx(0.025)
    assert poisson.cdf(n, metric.high) == pytest.approx(0.025)


def test_no_events_leave_the_rule_of_three():
    metric = count("false_stops", 0, unit="people")
    assert (metric.value, metric.low) == (0, 0)
    assert metric.high == pytest.approx(-np.log(0.025))


@pytest.mark.parametrize(("k", "n"), [(1, 10), (8, 10), (962, 2067)])
def test_a_share_has_the_exact_binomial_interval(k, n):
    low, high = binomial(k, n)
    assert binom.sf(k - 1, n, low) == pytest.approx(0.025)
    assert binom.cdf(k, n, high) == pytest.approx(0.025)


def test_a_rate_keeps_its_numerator_and_denominator():
    metric = rate("false_alerts_per_face", 10, 3_147_436, unit="per face seen")
    assert metric.value == pytest.approx(3.177e-6, rel=1e-3)
    assert (metric.numerator, metric.denominator) == (10, 3_147_436)
    assert metric.low < metric.value < metric.high


def test_a_rate_without_cases_has_no_value_and_says_so():
    metric = rate("arrests_per_alert", 0, 0, unit="per alert")
    assert metric.value is None
    assert metric.interval == "no cases"


def test_nine_in_ten_days_lie_in_the_expected_range():
    metric = expected_count("alerts", 16.2, unit="alerts")
    inside = poisson.cdf(metric.high, 16.2) - poisson.cdf(metric.low - 1, 16.2)
    assert 0.90 <= inside < 0.95


def test_nothing_expected_is_nothing():
    assert expected_count("false_alerts", 0.0, unit="alerts").high == 0


@pytest.mark.parametrize("mean", [1e-6, 0.05, 0.0513, 0.7, 3.0, 16.2, 250.0])
def test_the_range_is_that_of_the_poisson_distribution(mean):
    metric = expected_count("alerts", mean, unit="alerts")
    assert (metric.low, metric.high) == (poisson.ppf(0.05, mean), poisson.ppf(0.95, mean))


@pytest.mark.parametrize("chances", [[0.9] * 30, [0.85] * 8 + [1e-4] * 5000, [0.3, 0.5, 0.7] * 9, [1.0] * 12])
def test_likely_events_vary_less_and_their_range_holds_nine_in_ten_days(chances):
    exact = np.ones(1)
    for p in chances:
        exact = np.convolve(exact, [1 - p, p])
    mean, squares = sum(chances), sum(p * p for p in chances)
    metric = expected_count("true_alerts", mean, squares=squares, estimator="expected_given_listed", unit="alerts")
    whole = expected_count("true_alerts", mean, unit="alerts")
    inside = exact[int(metric.low) : int(metric.high) + 1].sum()
    assert inside >= 0.9
    assert metric.high - metric.low < whole.high - whole.low
    # one count less at either end would leave out too many days
    assert exact[int(metric.low) + 1 : int(metric.high) + 1].sum() < 0.95
    assert exact[int(metric.low) : int(metric.high)].sum() < 0.95


def test_chances_that_are_all_rare_stay_poisson():
    assert expected_count("false_alerts", 0.05, squares=1e-9, unit="n") == expected_count(
        "false_alerts", 0.05, unit="n"
    )


@pytest.mark.parametrize(("n", "p"), [(7, 0.3), (30, 0.9), (12, 0.02), (400, 0.5)])
def test_the_range_of_equal_chances_is_that_of_the_binomial_distribution(n, p):
    metric = expected_count("true_alerts", n * p, squares=n * p * p, unit="alerts")
    assert (metric.low, metric.high) == (binom.ppf(0.05, n, p), binom.ppf(0.95, n, p))


def test_a_result_is_of_everybody_where_no_group_is_named():
    made = (count("arrests", 3, unit="n"), rate("precision", 1, 2, unit="n"), expected_count("alerts", 1.0, unit="n"))
    assert {(one.by, one.group) for one in made} == {("all", "all")}


def test_a_rate_that_can_pass_1_has_the_interval_of_its_count():
    metric, whole = rate("alerts_per_arrest", 12, 5, unit="n"), count("alerts", 12, unit="n")
    assert metric.value == 12 / 5
    assert (metric.low, metric.high, metric.interval) == (whole.low / 5, whole.high / 5, whole.interval)
