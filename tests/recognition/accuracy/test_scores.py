"""Bring your own accuracy: scores and tables become profiles, and what cannot is told where it stands."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.core.errors import ScenarioError, SettingsConflict
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.posterior import interval_of
from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.scores import Scores, points_of_scores, points_of_table, read_scores, score_of_distance

MIDDLES = {"north": 0.75, "south": 0.72}
N_MATED, N_NON_MATED, LIST = 2000, 50_000, 100


def without_column(error):
    """Return what an error says without the column, which `tests/core/test_columns.py` is about."""
    return re.sub(r"(\.csv:\d+):\d+:", r"\1:", str(error))


def write_scores(file, middles, spread, n, seed):
    rng = np.random.default_rng(seed)
    rows = [
        f"{min(score, 0.999):.6f},{name}" for name, middle in middles.items() for score in rng.normal(middle, spread, n)
    ]
    file.write_text("\n".join(["score,group", *rows]) + "\n", encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("scores")
    mated = write_scores(tmp_path / "mated.csv", MIDDLES, 0.08, N_MATED, 1)
    non_mated = write_scores(tmp_path / "non_mated.csv", {"north": 0.3, "south": 0.32}, 0.07, N_NON_MATED, 2)
    return read_scores(mated), read_scores(non_mated)


def profile_of(points) -> Profile:
    return Profile.model_validate({"name": "own", "regime": "own", "captures": [{"quality": 1.0}], **points})


def fullest(mated: Scores, non_mated: Scores, *, threshold: float = 0.55, size: int = LIST) -> Profile:
    return profile_of(points_of_scores(mated, non_mated, threshold=threshold, watchlist_size=size)[0])


def met(mated: Scores, non_mated: Scores, *, threshold: float, size: int) -> Profile | None:
    """Return the first profile of scores that a system meets, as the command takes it."""
    for points in points_of_scores(mated, non_mated, threshold=threshold, watchlist_size=size):
        try:
            profile = profile_of(points)
            calibrate(profile, dimension=512, ungrouped_share=0.5)
        except (ValueError, SettingsConflict):
            continue
        return profile
    return None


def test_rates_are_the_shares_of_scores_at_or_above_the_threshold(scores):
    mated, non_mated = scores
    profile = fullest(mated, non_mated)
    point = profile.points[-1]
    for k, name in enumerate(MIDDLES):
        fmr = np.mean(non_mated.by_group[name] >= 0.55)
        assert profile.tpir_by_group(point)[k] == np.mean(mated.by_group[name] >= 0.55)
        assert profile.fpir_by_group(point)[k] == pytest.approx(1 - (1 - fmr) ** LIST, rel=1e-9)


def test_counts_are_kept_so_that_the_profile_knows_how_well_it_knows(scores):
    point = fullest(*scores).points[-1]
    for cell in point.fpir:
        assert cell.count == scores[1].at_least(cell.groups[0], 0.55)
    assert [cell.of for cell in point.tpir] == [N_MATED, N_MATED]


def test_a_second_lower_threshold_is_taken_from_the_same_scores(scores):
    lower, upper = fullest(*scores).points
    assert lower.threshold < upper.threshold == 0.55
    assert sum(c.count for c in lower.fpir) == pytest.approx(10 * sum(c.count for c in upper.fpir), abs=1)


def test_a_system_made_of_scores_has_their_rates(scores):
    profile = fullest(*scores)
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
        ("score,group\n0.5,a\n,a\n", ":3: `score` is empty"),
        ("score,group\ninf,a\n", ":2: `score` is not a number (inf)"),
        ("score,group\nhigh,a\n", ":2: `score` is not a number (high)"),
        ("score,group\n0.5,\n", ":2: `group` is empty"),
        ("score\n0.5\n", "no column group (columns are score); it needs score, group, separated by commas"),
    ],
)
def test_a_file_of_scores_that_is_wrong_is_refused_at_its_line(text, said, tmp_path):
    file = tmp_path / "scores.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_scores(file)
    assert str(caught.value).startswith(str(file))
    assert said in without_column(caught.value)


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
    [(0.0, "out of bounds"), (1.0, "out of bounds"), (0.9999, r"no mated score is at or above 0\.9999 \(the highest")],
)
def test_a_threshold_that_tells_nobody_apart_is_refused(threshold, said, scores):
    with pytest.raises(ScenarioError, match=said):
        points_of_scores(*scores, threshold=threshold, watchlist_size=LIST)


def sorted_scores(draws: dict[str, np.ndarray]) -> Scores:
    return Scores(Path("scores.csv"), {name: np.sort(draw) for name, draw in draws.items()})


LAWS = {
    "normal": (stats.norm(0.7, 0.08), stats.norm(0.3, 0.07)),
    "gumbel": (stats.gumbel_l(0.75, 0.06), stats.gumbel_r(0.25, 0.05)),
    "logistic": (stats.logistic(0.7, 0.05), stats.logistic(0.3, 0.03)),
    "beta": (stats.beta(12, 4), stats.beta(4, 16)),
    "heavy tails": (stats.t(6, 0.7, 0.06), stats.t(6, 0.3, 0.05)),
    "bounded": (stats.uniform(0.4, 0.55), stats.uniform(0.05, 0.6)),
}


@pytest.mark.parametrize("law", LAWS)
def test_score_files_of_any_law_are_accepted_and_their_intervals_hold_the_truth(law):
    rng, (mates, others), inside, n = np.random.default_rng(7), LAWS[law], [], 6
    for k in range(n):
        names, digits = [f"group {g}" for g in range(1 + k % 3)], (2, 9)[k % 2]
        mated, non_mated = (
            sorted_scores({name: np.round(of.rvs(m, random_state=rng), digits) for name in names})
            for of, m in ((mates, (20, 300)[k % 2]), (others, (400, 20_000)[k // 3]))
        )
        threshold, size = round(float(others.isf(10 ** -(2 + k / 3))), 2), (10, 1000)[k % 2]
        profile = met(mated, non_mated, threshold=threshold, size=size)
        assert profile is not None
        point, edge = profile.points[-1], threshold - 0.5 * 10.0**-digits
        truth = {"tpir": mates.sf(edge), "fpir": 1 - (1 - others.sf(edge)) ** size}
        for kind, cells in (("tpir", point.tpir), ("fpir", point.fpir)):
            for cell in cells:
                found = interval_of(profile, point, cell, kind, level=0.999)
                inside.append(found.low <= truth[kind] * (1 + 1e-9) and truth[kind] <= found.high * (1 + 1e-9))
    assert np.mean(inside) > 0.95


def test_every_mated_score_of_one_group_above_the_threshold_is_no_fault(scores):
    mated = Scores(scores[0].file, scores[0].by_group | {"north": np.linspace(0.6, 0.9, 50)})
    profile = met(mated, scores[1], threshold=0.55, size=LIST)
    point = profile.points[-1]
    assert point.tpir[0].count == point.tpir[0].of == 50
    assert interval_of(profile, point, point.tpir[0], "tpir").high == 1


def test_a_second_threshold_of_its_own_choice_that_no_system_meets_is_left_out():
    """Of scores with two values alone, the lower threshold that the product would choose says next to nothing new."""
    non_mated = sorted_scores({"a": np.r_[np.full(900, 0.1), np.full(70, 0.4999999), np.full(30, 0.5)]})
    mated = sorted_scores({"a": np.r_[np.full(80, 0.7), np.full(1, 0.49999995), np.full(19, 0.2)]})
    every = points_of_scores(mated, non_mated, threshold=0.5, watchlist_size=LIST)
    assert len(every[0]["points"]) == 2
    assert len(met(mated, non_mated, threshold=0.5, size=LIST).points) == 1


def test_a_group_of_three_rows_is_counted_with_the_largest(scores):
    mated, non_mated = (
        Scores(some.file, some.by_group | {"west": np.array([0.1, 0.2, row])})
        for some, row in zip(scores, (0.8, 0.3), strict=True)
    )
    profile = met(mated, non_mated, threshold=0.55, size=1000)
    assert [cell.groups for cell in profile.points[-1].fpir] == [("north", "west"), ("south",)]
    assert np.all(profile.fpir_by_group(profile.points[-1]) < 0.5)


def test_a_threshold_above_every_non_mated_score_leaves_one_count_of_none(scores):
    profile = met(*scores, threshold=0.7, size=10_000)
    (cell,) = profile.points[-1].fpir
    assert (cell.count, cell.comparisons) == (0, 2 * N_NON_MATED)
    assert 0 < profile.fpir_by_group(profile.points[-1])[0] < 0.1


def test_mated_scores_below_the_others_are_told(scores):
    with pytest.raises(ScenarioError, match=r"the mated scores of north, south lie below .* --lower-is-better"):
        points_of_scores(scores[1], scores[0], threshold=0.55, watchlist_size=LIST)


def test_distances_are_scores_the_other_way_round(tmp_path):
    rng = np.random.default_rng(5)
    files = []
    for name, middle in (("mated", 0.6), ("non_mated", 1.3)):
        rows = [f"{distance:.6f},a" for distance in rng.normal(middle, 0.1, 3000)]
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_text("\n".join(["score,group", *rows]), encoding="utf-8")
    mated, non_mated = (read_scores(file, lower_is_better=True) for file in files)
    plain = read_scores(files[0])
    threshold = float(score_of_distance(0.9))
    assert mated.at_least("a", threshold) == np.sum(plain.by_group["a"] <= 0.9)
    assert met(mated, non_mated, threshold=threshold, size=LIST) is not None
    with pytest.raises(ScenarioError, match="distances need --lower-is-better"):
        points_of_scores(plain, read_scores(files[1]), threshold=0.9, watchlist_size=LIST)
    files[0].write_text("score,group\n0.5,a\n-0.1,a\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r":3:1: a distance of -0\.1; 0 or more, lower is better"):
        read_scores(files[0], lower_is_better=True)


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


def table_of(tmp_path, text: str) -> Path:
    (tmp_path / "points.csv").write_text(text, encoding="utf-8")
    return tmp_path / "points.csv"


def test_two_sizes_of_list_at_one_threshold_are_both_kept_and_the_longer_one_is_met(tmp_path):
    rows = "0.6,1000,a,1e-5,0.9\n0.6,10000,a,2e-4,0.9\n0.64,10000,a,1e-5,0.8\n"
    profile = profile_of(points_of_table(table_of(tmp_path, "threshold,watchlist_size,group,fpir,tpir\n" + rows)))
    assert [(point.threshold, point.watchlist_size) for point in profile.points] == [
        (0.6, 1000),
        (0.6, 10_000),
        (0.64, 10_000),
    ]
    system = calibrate(profile, dimension=512, ungrouped_share=0.5)
    assert system.fpir(0.6, np.array([10_000.0]))[0] == pytest.approx(2e-4, rel=1e-6)


def test_trials_may_be_known_of_some_rows_alone(tmp_path):
    text = TABLE.replace("3e-4,,1000000,", "3e-4,0.8,,2000")
    (first, second) = points_of_table(table_of(tmp_path, text))["points"][0]["fpir"]
    assert first == {"groups": ["a"], "count": pytest.approx(100), "of": 1_000_000}
    assert second == {"groups": ["b"], "rate": 3e-4}


def test_none_and_all_of_known_trials_are_rates_of_a_table(tmp_path):
    rows = "0.5,1000,a,0.01,1,1000,50\n0.6,1000,a,0,1,1000,50\n0.8,1000,a,0,0.9,1000,50\n"
    text = "threshold,watchlist_size,group,fpir,tpir,n_non_mated,n_mated\n" + rows
    profile = profile_of(points_of_table(table_of(tmp_path, text)))
    system = calibrate(profile, dimension=512, ungrouped_share=0.5)
    fpir = [system.fpir(threshold, np.array([1000.0]))[0] for threshold in (0.5, 0.6, 0.7, 0.8)]
    assert fpir[:2] == pytest.approx([*profile.fpir_by_group(profile.points[0]), 0.00022747], rel=1e-3)
    assert np.all(np.diff(fpir) < 0)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("0.5,1000.5,a,0.01,0.9,,", ":3: `watchlist_size` is 1000.5; a whole number, 1 or more"),
        ("1.5,1000,a,0.01,0.9,,", ":3: `threshold` is 1.5; above 0 and below 1"),
        ("0.5,1000,a,1.5,0.9,,", ":3: `fpir` is 1.5; a share, above 0 and below 1"),
        ("0.5,1000,a,0,0.9,,", ":3: `fpir` is 0; a share, above 0 and below 1; 0 or 1 needs `n_non_mated`"),
        ("0.5,1000,a,0.1,1,,", ":3: `tpir` is 1; a share, above 0 and below 1; 0 or 1 needs `n_mated`"),
        ("0.5,1000,a,0.1,0.9,0,", ":3: `n_non_mated` is 0; a whole number, 1 or more"),
        ("0.4,1000,a,0.01,0.9,,", ":3: threshold 0.4, list of 1,000 and group a again; one row for each; the first"),
        ("0.5,1000,a,0.2%,0.9,,", ":3: `fpir` is not a number (0.2%)"),
    ],
)
def test_a_row_of_a_table_that_is_wrong_is_refused_at_its_line(row, said, tmp_path):
    text = "threshold,watchlist_size,group,fpir,tpir,n_non_mated,n_mated\n0.4,1000,a,0.1,0.95,,\n"
    with pytest.raises(ScenarioError) as caught:
        points_of_table(table_of(tmp_path, text + row + "\n"))
    assert without_column(caught.value).startswith(f"{tmp_path / 'points.csv'}{said}")
