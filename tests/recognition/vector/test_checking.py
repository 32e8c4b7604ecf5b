"""Checking: what a profile states is what real searches achieve."""

from __future__ import annotations

import numpy as np
import pytest
from profile_files import by_group, point, profile_from, random_shares

from sim.recognition.accuracy.profile import Profile
from sim.recognition.vector import checking
from sim.recognition.vector.checking import Checked, check, n_steps
from sim.recognition.vector.recogniser import Embedding

EIGHT = ("wm", "wf", "bm", "bf", "am", "af", "om", "of")


def eight(seed: int) -> Profile:
    rng = np.random.default_rng(seed)
    fpir = {name: 10 ** rng.uniform(-3.5, -2.5) for name in EIGHT}
    tpir = {name: rng.uniform(0.6, 0.95) for name in EIGHT}
    return profile_from(
        point(0.6, size=2000, fpir=by_group(fpir), tpir=by_group(tpir)),
        shares=random_shares(rng, EIGHT),
        captures=[{"quality": 0.6}, {"quality": 0.9, "weight": 3}],
    )


@pytest.fixture(scope="module")
def checked() -> list[Checked]:
    return list(check(eight(1), Embedding(), thresholds=(0.56, 0.6, 0.64), sizes=(500, 2000), searches=3000, mated=600))


def rows_of(checked: list[Checked], **wanted: object) -> list[Checked]:
    return [row for row in checked if all(getattr(row, name) == value for name, value in wanted.items())]


def test_every_group_threshold_and_list_is_checked(checked):
    assert {(row.group, row.threshold, row.watchlist_size) for row in checked} == {
        (name, threshold, size) for name in EIGHT for threshold in (0.56, 0.6, 0.64) for size in (500, 2000)
    }


def test_tpir_is_that_of_the_profile_in_closed_form_and_binomial_about_it_as_measured(checked):
    for row in rows_of(checked, rate="tpir"):
        assert abs(row.achieved - row.closed_form) <= 4 * row.standard_error
        assert row.achieved == row.count / row.n
    stated = [row for row in rows_of(checked, rate="tpir") if row.threshold == 0.6]
    assert all(abs(row.stated - row.closed_form) < 1e-9 for row in stated)


def test_counted_fpir_is_binomial_about_the_closed_form(checked):
    counted = rows_of(checked, rate="fpir", method="search")
    assert len(counted) > 20
    for row in counted:
        assert abs(row.achieved - row.closed_form) <= 4 * row.standard_error
        assert row.achieved == row.count / row.n


def test_rare_fpir_are_measured_within_their_error_of_a_few_hundredths(checked):
    for row in rows_of(checked, method="caps"):
        assert abs(row.achieved - row.closed_form) <= 4 * row.standard_error
        assert 0.002 < row.standard_error / row.achieved < 0.05


def test_what_is_measured_scatters_as_its_error_says(checked):
    off = np.array([(row.achieved - row.closed_form) / row.standard_error for row in checked])
    assert 0.7 < off.std() < 1.3


@pytest.mark.parametrize("rate", [1e-6, 1e-9])
def test_a_system_whose_list_differs_from_what_the_closed_form_believes_is_found_out(rate, monkeypatch):
    """Of a list with twice the references, twice as many false alerts are measured."""
    profile = profile_from(point(0.6, size=200, fpir=rate, tpir=0.8))
    deal = checking._deal
    monkeypatch.setattr(checking, "_deal", lambda shares, size: deal(shares, 2 * size))
    rows = [row for row in check(profile, Embedding(), mated=100, searches=100) if row.method == "caps"]
    assert all(row.achieved == pytest.approx(2 * row.stated, rel=0.15) for row in rows)


@pytest.mark.parametrize("tpir", [1e-6, 1 - 1e-6])
def test_none_or_all_still_have_an_error(tpir):
    profile = profile_from(point(0.6, size=50, fpir=1e-4, tpir=tpir), captures=[{"quality": 1.0}])
    rows = [row for row in check(profile, Embedding(), mated=100, searches=100) if row.rate == "tpir"]
    assert all(row.achieved in (0, 1) and row.standard_error > 0.005 for row in rows)


def test_only_rates_that_a_profile_gives_are_said_to_be_stated(checked):
    stated = [row for row in checked if row.stated is not None]
    assert {row.threshold for row in stated} == {0.6}
    assert {row.watchlist_size for row in stated if row.rate == "fpir"} == {2000}


def test_an_fpir_of_all_together_is_not_said_of_each_group_away_from_the_point_that_tells_them_apart():
    profile = profile_from(point(0.6, fpir=1e-3, tpir=0.8), point(0.64, fpir=by_group({"a": 1e-5, "b": 2e-5})))
    rows = list(check(profile, Embedding(), searches=100, mated=100, drawn=100))
    by_threshold = {t: [row.stated for row in rows if row.rate == "fpir" and row.threshold == t] for t in (0.6, 0.64)}
    assert set(by_threshold[0.6]) == {None}
    assert set(by_threshold[0.64]) == {1e-5, 2e-5}


def test_a_check_is_the_same_twice_and_another_with_another_seed():
    profile = profile_from(point(0.6, size=300, fpir=1e-2, tpir=0.8))
    one, again, other = (
        [row.achieved for row in check(profile, Embedding(), seed=seed, searches=600, mated=100)] for seed in (1, 1, 2)
    )
    assert one == again
    assert one != other


def test_progress_is_told_as_often_as_was_said():
    profile = profile_from(point(0.6, size=300, fpir=1e-2, tpir=0.8))
    told: list[None] = []
    list(
        check(profile, Embedding(), sizes=(200, 300), searches=100, mated=100, drawn=10, done=lambda: told.append(None))
    )
    assert len(told) == n_steps(profile, sizes=(200, 300)) == 12
