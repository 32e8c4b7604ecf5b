"""Calibration: the laws of the scores of a system, and the vendor's scale."""

from __future__ import annotations

import numpy as np
import pytest

from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.score_law import Calibration, over
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names


@pytest.fixture
def counts(profile: Profile) -> np.ndarray:
    return 15_861 * profile.lists


@pytest.mark.parametrize("group", range(5))
def test_the_vendors_scale_runs_through_both_points_and_never_beyond_one(group, calibration: Calibration):
    cosine = np.linspace(-1, 1, 2001)
    score = calibration.score(cosine, group)
    assert np.all(np.diff(score) > 0)
    assert score[-1] == 1
    slack = 1e-12 + 4 * np.finfo(float).eps * (1 - cosine) / np.maximum(1 - score, 1e-16)  # digits a score near 1 keeps
    assert np.all(np.abs(calibration.cosine(score, group) - cosine) <= slack)
    knots = 1 - np.exp(calibration.knots[group, 0])
    np.testing.assert_allclose(calibration.score(knots, group), [0.64, 0.60], atol=1e-12)
    np.testing.assert_allclose(calibration.cosine([0.64, 0.60], group), knots, atol=1e-12)
    assert calibration.cosines(0.64)[group] == pytest.approx(knots[0], abs=1e-12)


def test_groups_share_one_scale_where_only_one_threshold_has_rates_by_group(calibration: Calibration):
    np.testing.assert_allclose(calibration.score(0.3, np.arange(5)), calibration.score(0.3, 0), rtol=1e-12)


def test_scores_and_groups_are_broadcast(calibration: Calibration):
    cosine = np.array([[0.1], [0.3]])
    assert calibration.score(cosine, np.arange(5)).shape == (2, 5)
    np.testing.assert_array_equal(calibration.score(cosine, np.arange(5))[1], calibration.score(0.3, np.arange(5)))


def test_mated_scores_follow_the_closed_form(calibration: Calibration):
    z, n = np.random.default_rng(3).standard_normal(40_000), 40_000
    for group, quality, threshold in ((1, 1.0, 0.7), (4, 0.5, 0.64), (3, 0.9, 0.85)):
        cosine = calibration.rho[group] + (1 - calibration.rho[group]) * calibration.similarity(group, quality, z)
        expected = float(calibration.tpir(threshold, quality, group))
        error = np.sqrt(expected * (1 - expected) / n)
        assert abs(np.mean(calibration.score(cosine, group) >= threshold) - expected) < 4 * error


def test_a_better_capture_of_the_same_passage_never_scores_lower(calibration: Calibration):
    quality = np.linspace(0.01, 1, 100)
    assert np.all(np.diff(calibration.similarity(2, quality, 0.3)) > 0)
    assert np.all(np.diff(calibration.tpir(0.64, quality, 2)) >= 0)


def test_a_higher_threshold_returns_fewer_people_of_either_kind(calibration: Calibration, counts):
    thresholds = np.arange(0.50, 1.0, 0.02)
    fpir = np.array([calibration.fpir(t, counts) for t in thresholds])
    tpir = np.array([calibration.tpir(t, 0.9, np.arange(5)) for t in thresholds])
    assert np.all(np.diff(fpir, axis=0) < 0)
    assert np.all(np.diff(tpir, axis=0) < 0)


def test_a_threshold_of_one_returns_nobody(calibration: Calibration, counts):
    assert calibration.fpir(1.0, counts).tolist() == [0] * 5
    assert calibration.tpir(1.0, 1.0, np.arange(5)).tolist() == [0] * 5


def test_a_capture_of_no_quality_is_not_recognised(calibration: Calibration):
    assert calibration.tpir(0.3, 0.0, 0) == 0
    assert over(0.3, [0.0, 0.5]).tolist() == [np.inf, 0.6]


def test_an_empty_list_returns_nobody(calibration: Calibration):
    assert calibration.fpir(0.6, np.zeros(5)).tolist() == [0] * 5


def test_a_list_of_one_group_is_a_risk_to_that_group_above_all(calibration: Calibration):
    for group in range(5):
        counts = np.zeros(5)
        counts[group] = 10_000
        assert calibration.fpir(0.64, counts).argmax() == group


def test_small_rates_are_linear_in_the_length_of_the_list(calibration: Calibration, profile: Profile):
    one = calibration.fpir(0.62, 1_000 * profile.lists)
    for times in (3, 10, 100):
        many = calibration.fpir(0.62, times * 1_000 * profile.lists)
        np.testing.assert_allclose(many, times * one, rtol=1.01 * many.max() / 2)


def test_a_selection_of_groups_in_any_order_is_the_same_system(calibration: Calibration):
    some = calibration.select(("white", "black"))
    every, both = calibration.fmr(0.6), some.fmr(0.6)
    np.testing.assert_array_equal(both, every[np.ix_([4, 1], [4, 1])])
    np.testing.assert_array_equal(some.tpir(0.64, 0.9, [0, 1]), calibration.tpir(0.64, 0.9, [4, 1]))
    assert (some.groups, some.free, some.dimension) == (("white", "black"), calibration.free, calibration.free + 2)


def test_a_selection_of_a_group_without_a_point_is_refused(calibration: Calibration):
    with pytest.raises(ValueError, match=f"no operating point for martian; the profile has {', '.join(GROUPS)}"):
        calibration.select(("black", "martian"))


def test_a_relative_is_taken_for_the_listed_person_the_more_the_nearer_and_the_better_the_capture(
    calibration: Calibration,
):
    by_kinship = [float(calibration.kin_fpir(0.60, 0.9, 1, k)) for k in (0.0, 0.2, 0.4, 0.6, 0.8, 0.95)]
    by_quality = calibration.kin_fpir(0.60, [0.3, 0.5, 0.7, 0.9, 1.0], 1, 0.5)
    assert np.all(np.diff(by_kinship) > 0)
    assert np.all(np.diff(by_quality) > 0)


def test_a_relative_who_is_all_but_the_same_is_recognised_as_often_as_the_listed_person(calibration: Calibration):
    for threshold in (0.60, 0.64, 0.70):
        twin = calibration.kin_fpir(threshold, 0.9, np.arange(5), 1 - 1e-9)
        np.testing.assert_allclose(twin, calibration.tpir(threshold, 0.9, np.arange(5)), atol=0.02)


def test_the_chance_of_a_relative_is_that_of_vectors_drawn_one_by_one(calibration: Calibration):
    rng, n, free, kinship = np.random.default_rng(7), 20_000, calibration.free, 0.6
    c = calibration.similarity(1, 0.9, rng.standard_normal(n))
    u = rng.standard_normal((n, free - 1))
    t = u[:, 0] / np.linalg.norm(u, axis=1)
    product = kinship * c + np.sqrt((1 - kinship**2) * (1 - c**2)) * t
    for threshold in (0.50, 0.56, 0.60):
        expected = float(calibration.kin_fpir(threshold, 0.9, 1, kinship))
        error = np.sqrt(expected * (1 - expected) / n)
        assert 0.005 < expected < 0.995
        assert abs(np.mean(product >= calibration.needed(threshold)[1]) - expected) < 4 * error
