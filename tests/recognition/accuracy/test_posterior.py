"""Posterior: how well an operating point is known, and draws from what its counts leave open."""

from __future__ import annotations

import numpy as np
import pytest
from profile_files import point, profile_from
from scipy.stats import beta, gamma

from sim.core.errors import RunError
from sim.core.streams import Streams
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.posterior import drawn, interval_of, ratio_of
from sim.recognition.accuracy.profile import Observed, Profile
from sim.recognition.vector.recogniser import Embedding
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import load_profile
from sim.scenario.shipped import profile_names

GROUPS = default_groups().names

COUNTED = point(0.6, fpir=[{"count": 3, "of": 42_000}], tpir=[{"count": 3560, "of": 4000}])


def draw_of(profile: Profile, *, draw: int, streams: Streams) -> Profile:
    return drawn(profile, draw=draw, streams=streams, settings=Embedding())


def with_black_share(profile: Profile, q: float) -> Profile:
    scale = (1 - q) / (1 - profile.face_shares["black"])
    shares = {name: q if name == "black" else share * scale for name, share in profile.face_shares.items()}
    return Profile.model_validate(profile.model_dump() | {"face_shares": shares})


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95])
@pytest.mark.parametrize("count", [0, 1, 7, 60])
def test_the_interval_of_an_fpir_is_that_of_a_poisson_count_by_jeffreys(count, level):
    profile = profile_from(point(0.6, fpir=[{"count": count, "of": 42_000}], tpir=0.9))
    found = interval_of(profile, profile.points[0], profile.points[0].fpir[0], "fpir", level=level)
    expected = np.array(gamma.interval(level, count + 0.5)) / 42_000
    np.testing.assert_allclose([found.low, found.high], expected, rtol=1e-12)


@pytest.mark.parametrize(("count", "of"), [(1, 2), (27, 45), (3560, 4000)])
def test_the_interval_of_a_tpir_is_that_of_a_binomial_count_by_jeffreys(count, of):
    profile = profile_from(point(0.6, fpir=1e-4, tpir=[{"count": count, "of": of}]))
    found = interval_of(profile, profile.points[0], profile.points[0].tpir[0], "tpir")
    np.testing.assert_allclose([found.low, found.high], beta.interval(0.95, count + 0.5, of - count + 0.5), rtol=1e-12)


def test_the_interval_covers_the_true_rate_about_as_often_as_it_says():
    rng, true, of, n = np.random.default_rng(4), 2.5, 1000.0, 400
    profile = profile_from(point(0.6, fpir=1e-4, tpir=0.9))
    covered = 0
    for count in rng.poisson(true, n):
        found = interval_of(profile, profile.points[0], Observed(count=float(count), of=of), "fpir")
        covered += found.low <= true / of <= found.high
    exact = sum(
        np.exp(-true) * true**k / np.prod(np.arange(1.0, k + 1))
        for k in range(40)
        if gamma.ppf(0.025, k + 0.5) <= true <= gamma.ppf(0.975, k + 0.5)
    )
    assert 0.9 < exact < 1
    assert abs(covered - n * exact) < 4 * np.sqrt(n * exact * (1 - exact))


def test_a_rate_without_counts_has_no_interval(profile: Profile):
    plain = profile_from(point(0.6, fpir=1e-4, tpir=0.9))
    assert interval_of(plain, plain.points[0], plain.points[0].fpir[0], "fpir") is None
    assert interval_of(plain, plain.points[0], plain.points[0].tpir[0], "tpir") is None
    counted = profile.points[1].fpir[0]
    assert ratio_of(profile, profile.points[1], counted, plain.points[0].fpir[0]) is None
    assert ratio_of(profile, profile.points[1], plain.points[0].fpir[0], counted) is None


@pytest.mark.parametrize(("q", "published"), [(0.135, 25.6), (0.226, 13.7), (0.40, 6.0), (0.50, 4.0)])
def test_the_ratio_between_the_groups_depends_on_the_mix_of_faces_as_published(q, published, profile: Profile):
    changed = with_black_share(profile, q)
    counted = changed.points[1]
    ratio, interval = ratio_of(changed, counted, *counted.fpir)
    assert round(ratio, 1) == published
    assert interval.low < ratio < interval.high


def test_the_interval_of_a_ratio_is_that_of_two_rates_drawn_one_by_one(profile: Profile):
    counted, n, rng = profile.points[1], 200_000, np.random.default_rng(8)
    _, interval = ratio_of(profile, counted, *counted.fpir, level=0.9)
    one, other = (rng.gamma(cell.count + 0.5, size=n) / profile.trials(counted, cell) for cell in counted.fpir)
    for end, share in ((interval.low, 0.05), (interval.high, 0.95)):
        assert abs(np.mean(one / other <= end) - share) < 4 * np.sqrt(0.05 * 0.95 / n)


def test_a_ratio_to_a_count_of_none_has_no_value_and_its_interval_has_ends():
    cells = [{"groups": ["a"], "count": 4, "of": 900}, {"groups": ["b"], "count": 0, "of": 900}]
    profile = profile_from(point(0.6, fpir=cells, tpir=0.9))
    ratio, interval = ratio_of(profile, profile.points[0], *profile.points[0].fpir)
    assert ratio is None
    assert 1 < interval.low < interval.high < np.inf


def test_a_draw_is_the_same_for_the_same_seed_in_every_replication(profile: Profile):
    first = draw_of(profile, draw=3, streams=Streams(7))
    assert draw_of(profile, draw=3, streams=Streams(7)) == first
    assert draw_of(profile, draw=3, streams=Streams(7, 5)) == first
    assert draw_of(profile, draw=4, streams=Streams(7)) != first
    assert draw_of(profile, draw=3, streams=Streams(8)) != first


def test_a_draw_changes_rates_with_counts_and_nothing_else():
    profile = profile_from(COUNTED, point(0.64, fpir=1e-9, tpir=0.1))
    other = draw_of(profile, draw=0, streams=Streams(1))
    assert other.points[1] == profile.points[1]
    assert other.model_dump(exclude={"points"}) == profile.model_dump(exclude={"points"})
    assert other.points[0].fpir[0].rate != pytest.approx(3 / 42_000, rel=1e-3)


def test_draws_have_the_mean_and_the_spread_of_the_posterior():
    profile, n = profile_from(COUNTED), 300
    points = [draw_of(profile, draw=k, streams=Streams(6)).points[0] for k in range(n)]
    for kind, mean, spread in (
        ("fpir", 3.5 / 42_000, np.sqrt(3.5) / 42_000),
        ("tpir", 3560.5 / 4001, np.sqrt(3560.5 * 440.5 / 4002) / 4001),
    ):
        rates = [getattr(point, kind)[0].rate for point in points]
        assert abs(np.mean(rates) - mean) < 4 * spread / np.sqrt(n)
        assert np.std(rates) == pytest.approx(spread, rel=4 * np.sqrt((2 + 6 / 3.5) / n) / 2)


def test_rates_of_a_draw_fall_with_the_threshold():
    cells = [[{"count": k, "of": 1000}] for k in (5, 4, 3)]
    profile = profile_from(
        *(point(t, fpir=cell, tpir=0.9 - t / 9) for t, cell in zip((0.6, 0.62, 0.64), cells, strict=True))
    )
    for draw in range(50):
        rates = [p.fpir[0].rate for p in draw_of(profile, draw=draw, streams=Streams(2)).points]
        assert rates[0] > rates[1] > rates[2]


def test_rates_of_one_test_at_several_thresholds_move_together():
    groups = [f"group {k}" for k in range(25)]
    low, high = ([{"groups": [name], "count": count, "of": 1000} for name in groups] for count in (501, 490))
    profile = profile_from(
        point(0.60, fpir=1e-4, tpir=low), point(0.64, size=None, tpir=high), shares=dict.fromkeys(groups, 1 / 25)
    )
    made = draw_of(profile, draw=0, streams=Streams(1))
    rates = [np.array([cell.rate for cell in at.tpir]) for at in made.points]
    assert np.all(rates[0] > rates[1])
    assert np.ptp(rates[0]) > 0.02


@pytest.mark.parametrize(("count", "ends"), [(0, (0, 0.066)), (40, (0.934, 1))])
def test_the_interval_of_none_or_all_reaches_the_end(count, ends):
    profile = profile_from(point(0.6, fpir=1e-4, tpir=[{"count": count, "of": 40}]))
    found = interval_of(profile, profile.points[0], profile.points[0].tpir[0], "tpir")
    assert found == pytest.approx(ends, abs=0.01)
    assert (found.low == 0) == (count == 0) != (found.high == 1)


@pytest.mark.parametrize("count", [1, 40])
def test_false_matches_of_comparisons_are_drawn_and_their_interval_is_below_one(count):
    cells = [{"count": count, "comparisons": 500}]
    profile = profile_from(point(0.6, size=1000, fpir=cells, tpir=0.9))
    found = interval_of(profile, profile.points[0], profile.points[0].fpir[0], "fpir")
    expected = 1 - (1 - np.array(beta.interval(0.95, count + 0.5, 500.5 - count))) ** 1000
    np.testing.assert_allclose([found.low, found.high], expected, rtol=1e-9)
    draws = [draw_of(profile, draw=k, streams=Streams(1)) for k in range(3)]
    assert len({float(made.false_matches_by_group(made.points[0])[0]) for made in draws}) == 3


def test_counts_of_which_hardly_any_draw_falls_with_the_threshold_are_refused():
    groups = [f"group {k}" for k in range(25)]
    low, high = ([{"groups": [name], "count": n / 2, "of": n} for name in groups] for n in (1000, 1002))
    low = [cell | {"count": 501} for cell in low]
    profile = profile_from(
        point(0.60, fpir=1e-4, tpir=low), point(0.64, size=None, tpir=high), shares=dict.fromkeys(groups, 1 / 25)
    )
    with pytest.raises(RunError, match=r"^recognition\.draw: no draw of the profile 'test' can be met") as caught:
        draw_of(profile, draw=0, streams=Streams(1))
    assert caught.value.allowed.startswith("its counts contradict each other")


@pytest.mark.parametrize("name", profile_names())
def test_every_draw_of_a_shipped_profile_can_be_calibrated(name):
    profile = load_profile(name)
    for draw in range(10):
        changed = draw_of(profile, draw=draw, streams=Streams(3))
        system = calibrate(changed, dimension=512, ungrouped_share=0.5).select(GROUPS)
        assert np.all(np.isfinite(system.centre))
