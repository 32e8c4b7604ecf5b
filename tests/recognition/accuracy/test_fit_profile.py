"""Calibrate: a system meets the operating points of its profile, or the profile is refused."""

from __future__ import annotations

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profile_files import by_group, point, profile_from, random_shares
from pydantic import ValidationError

from sim.core.errors import SettingsConflict
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.profile import OperatingPoint, Profile
from sim.recognition.accuracy.score_law import Calibration
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import load_profile
from sim.scenario.shipped import profile_names

GROUPS = default_groups().names


def made(profile: Profile, *, dimension: int = 512, ungrouped_share: float = 0.5) -> Calibration:
    return calibrate(profile, dimension=dimension, ungrouped_share=ungrouped_share)


def fpir_at(system: Calibration, profile: Profile, point: OperatingPoint) -> np.ndarray:
    return system.fpir(point.threshold, point.watchlist_size * profile.lists)


def tpir_at(system: Calibration, profile: Profile, threshold: float) -> np.ndarray:
    """Return TPIR (G,) over the profile's mix of captures."""
    weights = [capture.weight for capture in profile.captures]
    quality = np.array([capture.quality for capture in profile.captures])
    chance = system.tpir(threshold, quality[:, None], np.arange(system.n_groups))
    return np.average(chance, axis=0, weights=weights)


def assert_met(system: Calibration, profile: Profile) -> None:
    """Assert that the rates of the longest list at each threshold are met.

    FPIR overall, and by group where it is stated so; TPIR by group at the ends.
    """
    for measured in profile.heard("fpir"):
        found, wanted = fpir_at(system, profile, measured), profile.fpir_by_group(measured)
        assert profile.faces @ found == pytest.approx(profile.faces @ wanted, rel=1e-6)
        if len(measured.fpir) > 1 or measured is profile.anchor:
            np.testing.assert_allclose(found, wanted, rtol=1e-6)
    ends = [measured for measured in profile.points if measured.tpir]
    for end in (ends[0], ends[-1]):
        np.testing.assert_allclose(tpir_at(system, profile, end.threshold), profile.tpir_by_group(end), atol=1e-6)


@pytest.mark.parametrize("name", profile_names())
def test_every_shipped_profile_is_met(name):
    profile = load_profile(name)
    assert_met(made(profile), profile)


names = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=8, max_size=8, unique=True)


@given(names, st.integers(0, 10_000), st.sampled_from([500, 10_000, 2_000_000]))
@hypothesis.settings(max_examples=30, deadline=None)
def test_eight_groups_of_any_name_and_rates_are_met_one_by_one(groups, seed, size):
    rng = np.random.default_rng(seed)
    overall = 10 ** rng.uniform(-7, -3)
    fpir = dict(zip(groups, overall * rng.lognormal(0, 0.7, 8), strict=True))
    tpir = dict(zip(groups, rng.uniform(0.2, 0.95, 8), strict=True))
    profile = profile_from(
        point(0.6, size=size, fpir=by_group(fpir), tpir=by_group(tpir)), shares=random_shares(rng, groups)
    )
    system = made(profile)
    assert system.groups == tuple(groups)
    assert_met(system, profile)


@pytest.mark.parametrize("seed", range(4))
def test_eight_groups_with_rates_of_their_own_at_two_thresholds_are_met_at_both(seed):
    rng, groups = np.random.default_rng(seed), tuple("abcdefgh")
    low = dict(zip(groups, 1e-4 * rng.lognormal(0, 0.7, 8), strict=True))
    high = {group: rate * rng.uniform(0.01, 0.3) for group, rate in low.items()}
    profile = profile_from(
        point(0.60, fpir=by_group(low), tpir=0.8),
        point(0.66, size=30_000, fpir=by_group(high)),
        shares=random_shares(rng, groups),
    )
    system = made(profile)
    assert_met(system, profile)
    np.testing.assert_allclose(system.score(system.cosines(0.66), np.arange(8)), 0.66, atol=1e-12)


def with_second_tpir(first: dict[str, float], spreads: dict[str, float], **given) -> Profile:
    """Return a profile that states, at a second threshold, the TPIR that systems of these spreads have there."""
    second = {}
    for number, (group, spread) in enumerate(spreads.items()):
        one = profile_from(point(0.6, fpir=1e-4, tpir=by_group(first)), spread=spread, **given)
        second[group] = tpir_at(made(one), one, 0.64)[number]
    return profile_from(
        point(0.6, fpir=1e-4, tpir=by_group(first)), point(0.64, size=None, tpir=by_group(second)), **given
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_second_tpir_of_every_group_fixes_its_spread(seed):
    rng, groups = np.random.default_rng(seed), tuple("abcdefgh")
    spreads = dict(zip(groups, rng.uniform(0.3, 2.5, 8).tolist(), strict=True))
    first = dict(zip(groups, rng.uniform(0.5, 0.95, 8), strict=True))
    profile = with_second_tpir(first, spreads, shares=random_shares(rng, groups), captures=[{"quality": 0.9}])
    system = made(profile)
    np.testing.assert_allclose(system.spread, list(spreads.values()), rtol=1e-6)
    assert_met(system, profile)


@pytest.mark.parametrize("tpir", [0.7, 0.89, 0.92, 0.95])
def test_two_tpir_that_a_system_has_are_met_over_the_usual_mix_of_captures(tpir):
    profile = with_second_tpir({"a": tpir, "b": tpir}, {"a": 0.9, "b": 0.6})
    assert_met(made(profile), profile)


@pytest.mark.parametrize("rates", [(1e-3, 1e-4, 1e-5), (1e-4, 9e-5, 1e-9), (1e-2, 1e-8, 1e-9)])
def test_three_fpir_points_are_all_met_overall(rates):
    points = [point(t, fpir=rate) for t, rate in zip((0.58, 0.61, 0.64), rates, strict=True)]
    points[0] |= point(0.58, fpir=rates[0], tpir=0.9)
    points[1] |= point(0.61, size=9_000, fpir=by_group({"a": rates[1] / 2, "b": rates[1] * 2.2}))
    profile = profile_from(*points)
    system = made(profile)
    assert_met(system, profile)
    assert system.knots.shape == (2, 2, 3)


def test_the_length_of_templates_hardly_moves_the_rates(profile: Profile):
    """Of a system with the laboratory's rate at 0.60 and the field's at 0.64."""
    laboratory, field = point(0.60, fpir=1 / 6000, tpir=0.89), profile.points[1].model_dump()
    profile = Profile.model_validate(profile.model_dump() | {"points": [laboratory, field]})
    middle, counts = made(profile), 15_861 * profile.lists
    for dimension in (256, 1024):
        other = made(profile, dimension=dimension)
        np.testing.assert_allclose(other.fpir(0.62, counts), middle.fpir(0.62, counts), rtol=0.25)
        np.testing.assert_allclose(other.tpir(0.64, 0.9, [0, 1]), middle.tpir(0.64, 0.9, [0, 1]), rtol=0.05)


def test_equal_groups_have_equal_fpir():
    profile = profile_from(point(0.6, fpir=2e-5, tpir=0.9), shares={"a": 0.5, "b": 0.3, "c": 0.2})
    system = made(profile)
    np.testing.assert_allclose(fpir_at(system, profile, profile.points[0]), 2e-5, rtol=1e-6)


def test_a_profile_of_one_group_is_met():
    profile = profile_from(point(0.6, fpir=2e-5, tpir=0.9), shares={"everybody": 1.0})
    assert_met(made(profile), profile)


def test_at_chance_a_listed_person_is_returned_as_rarely_as_anybody():
    profile = load_profile("chance")
    system = made(profile)
    listed = profile.faces @ tpir_at(system, profile, 0.60)
    anybody = profile.faces @ system.fmr(0.60) @ profile.lists
    assert listed == pytest.approx(anybody, rel=1e-3)
    assert profile.faces @ system.fpir(0.60, 10_000 * profile.lists) == pytest.approx(0.01, rel=1e-6)


def test_a_perfect_system_misses_one_in_ten_thousand_and_returns_no_stranger():
    profile = load_profile("perfect")
    system = made(profile)
    np.testing.assert_allclose(tpir_at(system, profile, 0.60), 0.9999, atol=1e-9)
    assert profile.faces @ system.fpir(0.60, 10_000 * profile.lists) == pytest.approx(1e-12, rel=1e-6)


rates = st.floats(-8, -0.05).map(lambda exponent: 10.0**exponent)
sizes = st.floats(0, 6).map(lambda exponent: int(10**exponent))


@given(lower=rates, upper=rates, size=sizes, black=st.floats(0.01, 100), ungrouped=st.floats(0.1, 0.9))
@hypothesis.settings(max_examples=60, deadline=None)
def test_any_operating_points_are_either_met_or_refused(lower, upper, size, black, ungrouped):
    cells = by_group(dict.fromkeys(GROUPS, upper) | {"black": upper * black})
    try:
        profile = profile_from(
            point(0.60, fpir=lower, tpir=0.89),
            point(0.64, size=size, fpir=cells),
            shares=dict.fromkeys(GROUPS, 0.2),
        )
        system = made(profile, ungrouped_share=ungrouped)
    except (ValidationError, SettingsConflict):
        return
    np.testing.assert_allclose(
        fpir_at(system, profile, profile.points[1]), profile.fpir_by_group(profile.points[1]), rtol=1e-4
    )
    overall = profile.faces @ fpir_at(system, profile, profile.points[0])
    assert overall == pytest.approx(lower, rel=1e-4)


POINT = point(0.6, fpir=1e-4, tpir=0.9)
POOR = [{"quality": 0.2, "weight": 2}, {"quality": 0.9, "weight": 8}]


@pytest.mark.parametrize(
    ("points", "changed", "path", "message"),
    [
        (
            [point(0.6, size=10, fpir=0.5, tpir=0.9)],
            {"list_shares": {"a": 0.98, "b": 0.02}},
            ("points", 0, "fpir"),
            r"an FPIR of 0\.5 for b, which no list with 0\.2 references of that group reaches; lower it, or raise",
        ),
        (
            [POINT, point(0.64, fpir=9.99e-5)],
            {},
            ("points", 1, "fpir"),
            r"the FPIR of a at 0\.6 and 0\.64 are too near to each other .*; bring the thresholds together or the"
            " rates",
        ),
        (
            [POINT],
            {"captures": POOR},
            ("points", 0, "tpir"),
            r"a TPIR of 0\.9 for a at 0\.6, but only 0\.8 of the mix of captures is good enough .*; lower it, or"
            " improve",
        ),
        (
            [point(0.05, size=None, tpir=0.9), point(0.6, fpir=1e-3), point(0.64, fpir=1e-9)],
            {},
            ("points", 0, "tpir"),
            r"the threshold 0\.05 is so low that any face of . reaches it, whatever TPIR; raise it, or lower the FPIR",
        ),
        (
            [POINT, point(0.64, size=None, tpir=0.8999)],
            {"captures": [{"quality": 1.0}]},
            ("points", 1, "tpir"),
            r"no spread of similarities of a gives the TPIR at 0\.6 and 0\.64 over this mix .*; bring them nearer",
        ),
    ],
)
def test_points_that_no_system_meets_are_refused(points, changed, path, message):
    with pytest.raises(SettingsConflict, match=message) as caught:
        made(profile_from(*points, **changed))
    assert caught.value.path == path


def test_an_fpir_that_strangers_exceed_by_chance_is_refused():
    with pytest.raises(
        SettingsConflict, match=r"an FPIR of 0\.9 is more than strangers reach by chance in a list of 1; lower"
    ):
        made(profile_from(point(0.6, size=1, fpir=0.9, tpir=0.95), shares={"a": 1.0}), ungrouped_share=0.9)
