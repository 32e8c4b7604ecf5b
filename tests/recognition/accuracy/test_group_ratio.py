"""How well a ratio of false alerts is known that went in with a profile."""

import numpy as np
import pytest
from profile_files import point, profile_from

from sim.recognition.accuracy.group_ratio import MixOfFaces, false_alert_ratio, tells_groups_apart
from sim.recognition.accuracy.posterior import ratio_of
from sim.scenario.load import load_profile

FIELD = "met_field_064"


def of(name, one, *, threshold=0.64, ratio=13.7, mix=None):
    profile = load_profile(name)
    others = np.array([1000.0 * (group != one) for group in profile.groups])
    return false_alert_ratio(profile, threshold=threshold, ratio=ratio, one=one, others=others, mix=mix)


def test_eight_of_ten_false_alerts_leave_3_4_to_74_at_the_profiles_mix_and_more_over_mixes():
    found = of(FIELD, "black")
    assert [f"{end:.2g}" for end in (*found.at_mix, *found.over_mixes)] == ["3.4", "74", "1.7", "1.5e+02"]


def test_of_two_cells_it_is_the_beta_prime_law():
    profile = load_profile(FIELD)
    at = profile.anchor
    assert of(FIELD, "black").at_mix == pytest.approx(ratio_of(profile, at, *at.fpir)[1], rel=0.005)


def test_groups_counted_together_are_known_alike_and_less_than_everybody_else():
    one, other = of(FIELD, "asian").at_mix, of(FIELD, "white").at_mix
    assert one == other
    assert one.high < 1


def test_without_doubt_about_the_mix_the_counts_are_all():
    found = of(FIELD, "black", mix=MixOfFaces(odds_factor=1.0))
    assert found.over_mixes == found.at_mix


def test_counts_with_searches_of_their_own_do_not_depend_on_the_mix():
    cells = [{"groups": ["a"], "count": 8, "of": 900}, {"groups": ["b"], "count": 4, "of": 900}]
    profile = profile_from(point(0.6, fpir=cells, tpir=0.9))
    found = false_alert_ratio(profile, threshold=0.6, ratio=2.0, one="a", others=np.array([0.0, 5.0]))
    assert found.over_mixes == found.at_mix
    assert found.at_mix.low < 2 < found.at_mix.high


def test_between_points_the_interval_lies_about_the_ratio_that_came_out():
    at, beside = of(FIELD, "black"), of(FIELD, "black", threshold=0.62, ratio=13.7 / 2)
    assert beside.at_mix == pytest.approx([end / 2 for end in at.at_mix], rel=0.02)


def test_a_profile_that_tells_no_groups_apart_or_has_no_counts_knows_no_ratio():
    assert not tells_groups_apart(load_profile("perfect"))
    assert of("perfect", "black") is None
    cells = [{"groups": ["a"], "rate": 1e-3}, {"groups": ["b"], "rate": 1e-4}]
    profile = profile_from(point(0.6, fpir=cells, tpir=0.9))
    assert tells_groups_apart(profile)
    assert false_alert_ratio(profile, threshold=0.6, ratio=10.0, one="a", others=np.array([0.0, 5.0])) is None
