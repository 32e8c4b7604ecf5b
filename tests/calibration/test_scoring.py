"""Scores of counts, beside scoringrules and by what they are."""

import numpy as np
import pytest
import scoringrules
from scipy.stats import nbinom, poisson

from sim.calibration.scoring import central_interval, crps, log_score, pit_histogram, scores

K = np.arange(400)
OBSERVED = np.array([0, 1, 3, 7, 12, 40])


@pytest.mark.parametrize("mean", [0.3, 2.5, 11.0, 60.0])
def test_scores_of_poisson_laws_are_those_of_scoringrules(mean):
    probability = np.tile(poisson.pmf(K, mean), (OBSERVED.size, 1))
    assert crps(probability, OBSERVED) == pytest.approx(scoringrules.crps_poisson(OBSERVED, mean), rel=1e-9)
    assert log_score(probability, OBSERVED) == pytest.approx(-scoringrules.logs_poisson(OBSERVED, mean), rel=1e-9)


@pytest.mark.parametrize(("size", "p"), [(0.8, 0.2), (4.0, 0.4), (40.0, 0.7)])
def test_scores_of_negative_binomial_laws_are_those_of_scoringrules(size, p):
    probability = np.tile(nbinom.pmf(K, size, p), (OBSERVED.size, 1))
    assert crps(probability, OBSERVED) == pytest.approx(scoringrules.crps_negbinom(OBSERVED, size, p), rel=1e-7)


def test_a_count_that_was_held_to_be_impossible_scores_worst_and_a_sure_one_best():
    sure = np.eye(5)[[2, 2]]
    assert log_score(sure, np.array([2, 3])).tolist() == [0.0, -np.inf]
    assert crps(sure, np.array([2, 3])).tolist() == [0.0, 1.0]


def test_a_count_beyond_the_columns_is_as_far_away_as_it_is():
    assert crps(np.eye(5)[[2]], np.array([9])) == pytest.approx(7.0)
    assert log_score(np.eye(5)[[2]], np.array([9])) == -np.inf


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_a_central_interval_is_between_the_quantiles(level):
    low, high = central_interval(poisson.pmf(K, 11.0)[None], level)
    assert [low[0], high[0]] == poisson.ppf([(1 - level) / 2, (1 + level) / 2], 11.0).tolist()


def test_calibrated_predictions_have_a_flat_transform_and_cover_at_least_their_level():
    rng = np.random.default_rng(5)
    mean = np.exp(rng.normal(2, 0.6, 4000))
    observed = rng.poisson(mean)
    probability = poisson.pmf(K, mean[:, None])
    assert pit_histogram(probability, observed) == pytest.approx(0.1, abs=0.015)
    found = scores(probability, observed)
    assert 0.5 <= found.in_50 < 0.7
    assert 0.9 <= found.in_90 < 0.97
    assert found.observed == pytest.approx(found.predicted, rel=0.02)


@pytest.mark.parametrize(("size", "is_hump"), [(20.0, False), (0.8, True)])
def test_intervals_that_are_too_narrow_or_too_wide_show_in_the_transform(size, is_hump):
    rng = np.random.default_rng(6)
    observed = rng.negative_binomial(4, 4 / (4 + 20.0), 3000)
    share = pit_histogram(np.tile(nbinom.pmf(K, size, size / (size + 20.0)), (observed.size, 1)), observed)
    ends, middle = share[[0, -1]].mean(), share[4:6].mean()
    assert share.sum() == pytest.approx(1.0)
    assert (middle > ends) == is_hump


def test_shapes_that_do_not_belong_together_are_refused():
    with pytest.raises(ValueError, match=r"need n outcomes, not shapes \(2, 5\) and \(3,\)"):
        scores(np.ones((2, 5)) / 5, np.array([1, 2, 3]))
    with pytest.raises(ValueError, match="0 or more, not -1"):
        crps(np.ones((1, 5)) / 5, np.array([-1]))
