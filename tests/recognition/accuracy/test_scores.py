"""Bring your own accuracy: scores and tables become profiles, and what cannot is told where it stands."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.errors import ScenarioError
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.scores import points_of_scores, points_of_table, read_scores

MIDDLES = {"north": 0.75, "south": 0.72}
N_MATED, N_NON_MATED, LIST = 2000, 50_000, 100


def write_scores(file, middles, spread, n, seed):
    rng = np.random.default_rng(seed)
    rows = [
        f"{min(score, 0.999):.6f},{name}" for name, middle in middles.items() for score in rng.normal(middle, spread, n)
    ]
    file.write_text("\n".join(["score,group", *rows]) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def scores(tmp_path):
    mated = write_scores(tmp_path / "mated.csv", MIDDLES, 0.08, N_MATED, 1)
    non_mated = write_scores(tmp_path / "non_mated.csv", {"north": 0.3, "south": 0.32}, 0.07, N_NON_MATED, 2)
    return read_scores(mated), read_scores(non_mated)


def profile_of(points) -> Profile:
    return Profile.model_validate({"name": "own", "regime": "own", "captures": [{"quality": 1.0}], **points})


def test_rates_are_the_shares_of_scores_at_or_above_the_threshold(scores):
    mated, non_mated = scores
    profile = profile_of(points_of_scores(mated, non_mated, threshold=0.55, watchlist_size=LIST))
    point = profile.points[-1]
    for k, name in enumerate(MIDDLES):
        fmr = np.mean(non_mated.by_group[name] >= 0.55)
        assert profile.tpir_by_group(point)[k] == np.mean(mated.by_group[name] >= 0.55)
        assert profile.fpir_by_group(point)[k] == pytest.approx(1 - (1 - fmr) ** LIST, rel=1e-9)


def test_counts_are_kept_so_that_the_profile_knows_how_well_it_knows(scores):
    point = profile_of(points_of_scores(*scores, threshold=0.55, watchlist_size=LIST)).points[-1]
    for cell in point.fpir:
        assert cell.count == scores[1].at_least(cell.groups[0], 0.55)
    assert [cell.of for cell in point.tpir] == [N_MATED, N_MATED]


def test_a_second_lower_threshold_is_taken_from_the_same_scores(scores):
    lower, upper = profile_of(points_of_scores(*scores, threshold=0.55, watchlist_size=LIST)).points
    assert lower.threshold < upper.threshold == 0.55
    assert sum(c.count for c in lower.fpir) == pytest.approx(10 * sum(c.count for c in upper.fpir), abs=1)


def test_a_system_made_of_scores_has_their_rates(scores):
    profile = profile_of(points_of_scores(*scores, threshold=0.55, watchlist_size=LIST))
    system = calibrate(profile, dimension=512, ungrouped_share=0.5)
    for point in profile.points:
        fpir = system.fpir(point.threshold, LIST * profile.lists)
        np.testing.assert_allclose(fpir, profile.fpir_by_group(point), rtol=1e-6)
        np.testing.assert_allclose(system.tpir(point.threshold, 1.0, [0, 1]), profile.tpir_by_group(point), atol=1e-9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("score,group\n", "there are no rows below the header"),
        ("score,group\n0.5,a\nnan,a\n", ":3: `score` is not a number (nan)"),
        ("score,group\n0.5,a\n,a\n", ":3: `score` is not a number (None)"),
        ("score,group\ninf,a\n", ":2: `score` is not a number (inf)"),
        ("score,group\nhigh,a\n", ":2: `score` is not a number (high)"),
        ("score,group\n0.5,\n", ":2: `group` is empty"),
        ("score\n0.5\n", "no column group (columns are score); it needs score, group"),
    ],
)
def test_a_file_of_scores_that_is_wrong_is_refused_at_its_line(text, said, tmp_path):
    file = tmp_path / "scores.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_scores(file)
    assert str(caught.value).startswith(str(file))
    assert said in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ScenarioError, match="no such file"):
        read_scores(tmp_path / "gone.csv")


def test_a_group_with_scores_of_one_kind_alone_is_refused(scores, tmp_path):
    mated = read_scores(write_scores(tmp_path / "one.csv", {"north": 0.75}, 0.08, 100, 3))
    with pytest.raises(ScenarioError, match="no mated scores of south"):
        points_of_scores(mated, scores[1], threshold=0.55, watchlist_size=LIST)
    with pytest.raises(ScenarioError, match="no non-mated scores of south"):
        points_of_scores(scores[0], mated, threshold=0.55, watchlist_size=LIST)


@pytest.mark.parametrize(
    ("threshold", "said"),
    [(0.0, "out of bounds"), (1.0, "out of bounds"), (0.01, "every mated score"), (0.9999, "no mated score")],
)
def test_a_threshold_that_tells_nobody_apart_is_refused(threshold, said, scores):
    with pytest.raises(ScenarioError, match=said):
        points_of_scores(*scores, threshold=threshold, watchlist_size=LIST)


TABLE = """threshold,watchlist_size,group,fpir,tpir,n_non_mated,n_mated
0.64,10000,a,1e-5,0.8,1000000,2000
0.64,10000,b,2e-5,0.7,1000000,2000
0.60,10000,a,1e-4,0.9,1000000,2000
0.60,10000,b,3e-4,,1000000,
"""


def test_a_table_of_operating_points_is_met_group_by_group_at_every_threshold(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text(TABLE.replace("3e-4,,1000000,", "3e-4,0.8,1000000,2000"), encoding="utf-8")
    profile = profile_of(points_of_table(file))
    system = calibrate(profile, dimension=512, ungrouped_share=0.5)
    for point, fpir, tpir in zip(profile.points, ([1e-4, 3e-4], [1e-5, 2e-5]), ([0.9, 0.8], [0.8, 0.7]), strict=True):
        np.testing.assert_allclose(system.fpir(point.threshold, 10_000 * profile.lists), fpir, rtol=1e-6)
        np.testing.assert_allclose(system.tpir(point.threshold, 1.0, [0, 1]), tpir, atol=1e-9)


def test_a_rate_that_one_group_of_a_table_lacks_is_refused(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text(TABLE, encoding="utf-8")
    with pytest.raises(ValueError, match="no operating point for b"):
        profile_of(points_of_table(file))
