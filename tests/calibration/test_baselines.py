"""The statistics that a simulation has to beat recover what made their data."""

import numpy as np
import pytest
from scipy.stats import nbinom

from sim.calibration.baselines import BASELINES, Cases, constant_rate, regression, regression_with_levels
from sim.calibration.scoring import scores

PLACES = 30
VISITS = 10
K = 200


def record(seed, *, slope=0.5, spread=0.4, size=20.0):
    """Return cases and counts whose log mean is 2.5 + slope log(faces / 10,000) + the level of the place."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(PLACES), VISITS)
    faces = np.exp(rng.normal(9, 0.7, place.size))
    level = rng.normal(0, spread, PLACES)
    mean = np.exp(2.5 + slope * np.log(faces / 1e4) + level[place])
    count = rng.negative_binomial(size, size / (size + mean))
    return Cases(faces, np.array([f"place {k}" for k in place])), count, mean


def mean_of(fitted, cases):
    return fitted.predict(cases, K) @ np.arange(K)


@pytest.mark.parametrize("fit", BASELINES.values(), ids=BASELINES)
def test_predictions_add_up_to_one_for_known_and_new_places(fit):
    cases, count, _ = record(1)
    others = Cases(np.array([500.0, 2e4]), np.array(["place 3", "elsewhere"]))
    assert fit(cases, count).predict(others, K).sum(axis=1) == pytest.approx(1.0, abs=1e-6)


def test_a_constant_rate_is_that_of_all_faces():
    cases = Cases(np.array([1000.0, 3000.0]), np.array(["a", "b"]))
    assert mean_of(constant_rate(cases, np.array([2, 2])), cases) == pytest.approx([1.0, 3.0], rel=1e-4)


def test_levels_are_found_and_beat_what_knows_no_places():
    cases, count, mean = record(2)
    found = mean_of(regression_with_levels(cases, count), cases)
    assert np.corrcoef(np.log(found), np.log(mean))[0, 1] > 0.95
    better, worse = (scores(fit(cases, count).predict(cases, K), count) for fit in (regression_with_levels, regression))
    assert better.log_score > worse.log_score + 0.05
    assert better.crps < worse.crps


def test_a_new_place_is_predicted_as_widely_as_places_differ():
    cases, count, _ = record(3, spread=0.6, size=1e4)
    new = regression_with_levels(cases, count).predict(Cases(np.array([1e4]), np.array(["elsewhere"])), K)[0]
    mean = new @ np.arange(K)
    spread = np.sqrt(new @ np.arange(K) ** 2 - mean**2)
    assert spread / mean == pytest.approx(np.sqrt(np.exp(0.6**2) - 1 + 1 / mean), rel=0.25)


def test_without_places_that_differ_the_levels_add_nothing():
    cases, count, _ = record(4, spread=0.0)
    with_levels, without = (mean_of(fit(cases, count), cases) for fit in (regression_with_levels, regression))
    assert with_levels == pytest.approx(without, rel=0.1)


def test_a_regression_finds_the_law_that_made_the_counts():
    cases, count, _ = record(5, spread=0.0, size=5.0)
    at = Cases(np.array([1e4]), np.array(["place 1"]))
    mean = np.exp(2.5)
    assert regression(cases, count).predict(at, K)[0] == pytest.approx(
        nbinom.pmf(np.arange(K), 5.0, 5.0 / (5.0 + mean)), abs=0.01
    )


@pytest.mark.parametrize("fit", BASELINES.values(), ids=BASELINES)
def test_counts_that_are_all_nought_predict_next_to_nothing(fit):
    cases = Cases(np.full(6, 1e4), np.array(list("aabbcc")))
    fitted = fit(cases, np.zeros(6, np.int64))
    assert fitted.predict(cases, K)[:, 0].min() > 0.8
