"""Estimates: what replications and draws say, and whether intervals cover what they say they do."""

import numpy as np
import pytest
from scipy.stats import gamma
from synthetic import counts, frame

from sim.ensemble.estimates import Cells, difference, level, poisson_interval
from sim.ensemble.summary import levels

EXPERIMENTS = 2000
WITHIN = 4 * np.sqrt(0.95 * 0.05 / EXPERIMENTS)


def cells(value, numerator=None, denominator=None, of_events=False):
    value = np.array(value, float)
    numerator = value if numerator is None else np.array(numerator, float)
    denominator = np.ones_like(value) if denominator is None else np.array(denominator, float)
    return Cells(value, numerator, denominator, of_events)


def covered(**design):
    """Return in which share of repeated experiments the true difference is in its interval."""
    inside = 0
    for experiment in range(EXPERIMENTS):
        made, truth = counts(experiment, **design)
        found = difference(*(cells(count, of_events=True) for count in made.values()))
        inside += found.low <= truth <= found.high
    return inside / EXPERIMENTS


@pytest.mark.parametrize(
    "design",
    [
        {"draws": 1, "replications": 10},
        {"draws": 1, "replications": 4, "mean": 400},
        {"draws": 9, "replications": 3},
        {"draws": 17, "replications": 1, "spread": 0.6},
    ],
)
def test_paired_intervals_of_counts_cover_as_stated(design):
    assert covered(**design) == pytest.approx(0.95, abs=WITHIN)


@pytest.mark.parametrize("mean", [0.05, 0.5, 3.0])
@pytest.mark.parametrize("draws", [1, 9])
def test_intervals_of_few_events_cover_at_least_as_stated(mean, draws):
    assert covered(draws=draws, replications=4, mean=mean, ratio=1.5) > 0.95 - WITHIN


def test_the_reduction_of_variance_is_that_of_the_counts():
    shared, ratio, mean = 0.8, 1.1, 400.0
    made, _ = counts(1, draws=1, replications=4000, mean=mean, ratio=ratio, shared=shared)
    found = difference(*(cells(count) for count in made.values()))
    assert found.variance_reduction == pytest.approx((1 + ratio) / (1 + ratio - 2 * shared), rel=0.1)


def test_parameters_are_told_from_chance():
    mean, spread = 400.0, 0.3
    one = levels(frame(3, draws=257, replications=8, mean=mean, spread=spread), ["a"]).row(0, named=True)
    assert one["chance_sd"] == pytest.approx(np.sqrt(mean), rel=0.1)
    assert one["parameter_sd"] == pytest.approx(spread * mean, rel=0.15)
    ends = gamma(1 / spread**2, scale=mean * spread**2).ppf([0.05, 0.95])
    assert [one["draws_low"], one["draws_high"]] == pytest.approx(ends, rel=0.15)


def test_without_parameters_draws_have_no_range_beyond_chance():
    one = levels(frame(5, draws=33, replications=6, spread=0.0), ["a"]).row(0, named=True)
    assert one["parameter_sd"] < one["chance_sd"] / 2
    assert one["draws_high"] - one["draws_low"] < 1.5 * one["chance_sd"]


def test_a_rate_is_the_ratio_of_sums_and_none_without_cases():
    found = level(cells([[0.5, 0.1, np.nan]], [[1, 10, 0]], [[2, 100, 0]]))
    assert found.mean == pytest.approx(11 / 102)
    assert level(cells([[np.nan, np.nan]], [[0, 0]], [[0, 0]])).mean is None


def test_nothing_counted_has_the_exact_upper_end():
    found = level(cells([[0] * 10], of_events=True))
    assert (found.mean, found.low, found.events) == (0, 0, 0)
    assert found.high == pytest.approx(-np.log(0.025) / 10)
    apart = difference(cells([[0] * 10], of_events=True), cells([[0] * 10], of_events=True))
    assert apart.low == -apart.high == pytest.approx(np.log(0.0125) / 10)


def test_a_rate_of_few_events_has_an_exact_interval():
    zero = cells([[0.0, 0.0]], [[0, 0]], [[100, 300]], of_events=True)
    assert level(zero).high == pytest.approx(-np.log(0.025) / 400)
    some = cells([[0.02, 0.01]], [[2, 3]], [[100, 300]], of_events=True)
    found = difference(zero, some)
    assert found.difference == pytest.approx(5 / 400)
    assert found.low < found.difference < found.high


def test_a_rate_without_a_case_in_one_arm_has_no_difference():
    nan = np.nan
    none = cells([[nan, nan], [nan, nan]], numerator=[[0, 0], [0, 0]], denominator=[[0, 0], [0, 0]])
    some = cells([[0.5, 0.25], [0.5, 0.5]], numerator=[[1, 1], [2, 1]], denominator=[[2, 4], [4, 2]])
    for one, other in ((none, some), (some, none), (none, none)):
        found = difference(one, other)
        assert (found.difference, found.low, found.interval, found.pairs) == (None, None, "no pairs", 0)


def test_a_pair_of_which_one_failed_is_left_out():
    one, other = cells([[1.0, 2.0, 3.0]]), cells([[2.0, np.nan, 5.0]])
    found = difference(one, other)
    assert (found.difference, found.pairs) == (1.5, 2)
    assert difference(one, cells([[np.nan] * 3])).pairs == 0


def test_one_replication_has_no_interval():
    found = difference(cells([[1.0]]), cells([[4.0]]))
    assert (found.difference, found.low, found.interval) == (3.0, None, "a single pair")
    assert level(cells([[1.0]])).low is None


@pytest.mark.parametrize(("events", "low", "high"), [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390)])
def test_the_poisson_interval_is_that_of_the_tables(events, low, high):
    assert poisson_interval(events) == pytest.approx((low, high), abs=1e-3)
