from __future__ import annotations

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.events import ETHNIC_GROUPS
from sim.recognition.by_group import as_array
from sim.recognition.profile import Embedding, Profile, calibrate

SETTINGS = Embedding()
FACES, LISTS = as_array(SETTINGS.face_shares), as_array(SETTINGS.list_shares)
EQUAL = dict.fromkeys(ETHNIC_GROUPS, 1.0)


def upper_counts(size: float = SETTINGS.upper.list_size) -> np.ndarray:
    return size * LISTS


def test_fpir_of_each_group_is_met_at_the_upper_point(profile: Profile):
    relative = as_array(SETTINGS.upper.relative_fpir)
    expected = SETTINGS.upper.fpir * relative / (relative @ FACES)
    np.testing.assert_allclose(profile.fpir(0.64, upper_counts()), expected, rtol=1e-6)


def test_overall_fpir_is_met_at_the_lower_point(profile: Profile):
    overall = FACES @ profile.fpir(0.60, SETTINGS.lower.list_size * LISTS)
    assert overall == pytest.approx(SETTINGS.lower.fpir, rel=1e-6)


def test_tpir_of_each_group_is_met_over_the_reference_mix():
    tpir = {"asian": 0.7, "black": 0.6, "mixed": 0.55, "other": 0.8, "white": 0.46}
    settings = Embedding(tpir=tpir, tpir_threshold=0.64)
    system, quality = calibrate(settings), np.array(settings.reference_quality)
    for group, name in enumerate(ETHNIC_GROUPS):
        assert np.mean(system.tpir(0.64, quality, group)) == pytest.approx(tpir[name], abs=1e-9)


def test_the_vendors_scale_runs_through_both_points_and_never_beyond_one(profile: Profile):
    cosine = np.linspace(-1, 1, 2001)
    score = profile.score(cosine)
    assert np.all(np.diff(score) > 0)
    assert score[-1] == 1
    np.testing.assert_allclose(profile.cosine(score), cosine, atol=1e-12)


def test_mated_scores_follow_the_closed_form(profile: Profile):
    z, n = np.random.default_rng(3).standard_normal(40_000), 40_000
    for group, quality, threshold in ((1, 1.0, 0.7), (4, 0.5, 0.64), (3, 0.9, 0.85)):
        cosine = profile.rho[group] + (1 - profile.rho[group]) * profile.similarity(group, quality, z)
        expected = float(profile.tpir(threshold, quality, group))
        error = np.sqrt(expected * (1 - expected) / n)
        assert abs(np.mean(profile.score(cosine) >= threshold) - expected) < 4 * error


def test_a_better_capture_of_the_same_passage_never_scores_lower(profile: Profile):
    quality = np.linspace(0.01, 1, 100)
    assert np.all(np.diff(profile.similarity(2, quality, 0.3)) > 0)
    assert np.all(np.diff(profile.tpir(0.64, quality, 2)) >= 0)


def test_a_higher_threshold_returns_fewer_people_of_either_kind(profile: Profile):
    thresholds = np.arange(0.50, 1.0, 0.02)
    fpir = np.array([profile.fpir(t, upper_counts()) for t in thresholds])
    tpir = np.array([profile.tpir(t, 0.9, np.arange(5)) for t in thresholds])
    assert np.all(np.diff(fpir, axis=0) < 0)
    assert np.all(np.diff(tpir, axis=0) < 0)


def test_a_threshold_of_one_returns_nobody(profile: Profile):
    assert profile.fpir(1.0, upper_counts()).tolist() == [0] * 5
    assert profile.tpir(1.0, 1.0, np.arange(5)).tolist() == [0] * 5


def test_a_capture_of_no_quality_is_not_recognised(profile: Profile):
    assert profile.tpir(0.3, 0.0, 0) == 0


def test_an_empty_list_returns_nobody(profile: Profile):
    assert profile.fpir(0.6, np.zeros(5)).tolist() == [0] * 5


def test_a_list_of_one_group_is_a_risk_to_that_group_above_all(profile: Profile):
    for group in range(5):
        counts = np.zeros(5)
        counts[group] = 10_000
        assert profile.fpir(0.64, counts).argmax() == group


def test_the_length_of_templates_hardly_moves_the_rates():
    middle = calibrate(SETTINGS)
    for dimension in (256, 1024):
        other = calibrate(Embedding(dimension=dimension))
        np.testing.assert_allclose(other.fpir(0.62, upper_counts()), middle.fpir(0.62, upper_counts()), rtol=0.25)
        np.testing.assert_allclose(other.tpir(0.64, 0.9, [0, 1]), middle.tpir(0.64, 0.9, [0, 1]), rtol=0.05)


def test_equal_groups_have_equal_fpir():
    system = calibrate(Embedding(upper={"relative_fpir": EQUAL}))
    np.testing.assert_allclose(system.fpir(0.64, upper_counts()), SETTINGS.upper.fpir, rtol=1e-6)


rates = st.floats(-8, -0.05).map(lambda exponent: 10.0**exponent)
sizes = st.floats(0, 6).map(lambda exponent: int(10**exponent))


@given(lower=rates, upper=rates, size=sizes, black=st.floats(0.01, 100), ungrouped=st.floats(0.1, 0.9))
@hypothesis.settings(max_examples=60, deadline=None)
def test_any_operating_points_are_either_met_or_refused(lower, upper, size, black, ungrouped):
    try:
        settings = Embedding(lower={"fpir": lower}, ungrouped_share=ungrouped, upper={
            "fpir": upper, "list_size": size, "relative_fpir": EQUAL | {"black": black}})
    except ValidationError:
        return
    system = calibrate(settings)
    assert FACES @ system.fpir(0.64, size * LISTS) == pytest.approx(upper, rel=1e-4)
    assert FACES @ system.fpir(0.60, settings.lower.list_size * LISTS) == pytest.approx(lower, rel=1e-4)


@pytest.mark.parametrize(("changed", "message"), [
    ({"lower": {"threshold": 0.66}}, "the lower one must be lower"),
    ({"lower": {"fpir": 1e-7}}, "the lower threshold must have more false matches"),
    ({"lower": {"fpir": 2.1e-6}}, "bring the thresholds together or the rates apart"),
    ({"upper": {"fpir": 0.9}}, "must be below 1"),
    ({"upper": {"relative_fpir": {"black": 2.0}}}, "no value for asian, mixed, other, white"),
    ({"upper": {"list_size": 10, "fpir": 0.5, "relative_fpir": EQUAL}}, "which no list with"),
    ({"tpir": {**EQUAL, "white": 0.5}}, "less than 1"),
    ({"reference_quality": [0.9] * 9}, "one weight for each quality"),
    ({"reference_quality": [0.2] * 2 + [0.9] * 8}, "only 0.8 of the reference mix"),
    ({"tpir_threshold": 0.05}, "any face of"),
    ({"list_shares": {"white": 1.0}}, "nobody of asian, black, mixed, other"),
    ({"face_shares": {"white": 0.9}}, "sum to 0.9"),
    ({"dimensions": 512}, "dimensions"),
])
def test_operating_points_that_cannot_be_met_are_refused(changed, message):
    with pytest.raises(ValidationError, match=message):
        Embedding.model_validate(changed)
