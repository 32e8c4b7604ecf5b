from __future__ import annotations

import numpy as np
import pytest

from sim.recognition.accuracy.sphere import cap_share, cap_threshold, false_match_rates, search_rates


def test_on_an_ordinary_sphere_a_cap_has_the_share_that_archimedes_gave_it():
    cosine = np.linspace(-1, 1, 41)
    np.testing.assert_allclose(cap_share(cosine, 3), (1 - cosine) / 2, rtol=0, atol=1e-15)


@pytest.mark.parametrize("dimension", [64, 507])
def test_the_share_of_a_cap_is_how_often_random_directions_fall_into_it(dimension):
    rng = np.random.default_rng(1)
    points = rng.standard_normal((40_000, dimension))
    cosine = points[:, 0] / np.linalg.norm(points, axis=1)
    for threshold in (-0.1, 0.0, 0.05, 0.1):
        share = float(cap_share(threshold, dimension))
        error = np.sqrt(share * (1 - share) / cosine.size)
        assert abs(np.mean(cosine >= threshold) - share) < 4 * error


@pytest.mark.parametrize("share", [1e-300, 1e-10, 1e-3, 0.5, 0.9])
def test_the_threshold_of_a_cap_is_the_inverse_of_its_share(share):
    assert float(cap_share(cap_threshold(share, 507), 507)) == pytest.approx(share, rel=1e-8)


def test_beyond_the_sphere_nothing_matches_and_below_it_everything_does():
    assert cap_share([1.0, 1.5], 507).tolist() == [0, 0]
    assert cap_share([-1.0, -1.5], 507).tolist() == [1, 1]


def test_groups_that_are_more_alike_match_more_often_within_and_less_between():
    plain = false_match_rates(0.2, np.zeros(2), 507)
    alike = false_match_rates(0.2, np.array([0.03, 0.0]), 507)
    assert alike[0, 0] > plain[0, 0]
    assert alike[0, 1] < plain[0, 1]
    assert alike[1, 1] == plain[1, 1]


def test_a_search_of_two_groups_misses_only_if_both_miss():
    rates = search_rates(np.array([[0.1, 0.2], [0.0, 1.0]]), np.array([1.0, 2.0]))
    np.testing.assert_allclose(rates, [1 - 0.9 * 0.8**2, 1.0], rtol=1e-12)
