"""Profile: what a profile file may say, and where and how it is told that it is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from profile_files import data_of, point, profile_from, write_profile
from scipy.stats import beta, gamma

from sim.core.errors import ScenarioError
from sim.recognition.accuracy.profile import _MEDIAN_OF_NONE, Profile
from sim.scenario.load import dump, load_profile
from sim.scenario.shipped import profile_names

GOOD = """\
name: test
regime: own
face_shares: {a: 0.75, b: 0.25}
list_shares: {a: 0.5, b: 0.5}
points:
  - threshold: 0.60
    source: made up
    watchlist_size: 10000
    fpir: [{rate: 1.0e-4}]
    tpir: [{rate: 0.9}]
  - threshold: 0.64
    source: made up
    watchlist_size: 10000
    fpir: [{rate: 1.0e-5}]
    tpir: [{rate: 0.8}]
"""


def with_line(line: int, text: str) -> str:
    lines = GOOD.splitlines()
    lines[line - 1] = text
    return "\n".join(lines)


def refused(tmp_path, text: str) -> str:
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_profile(str(file))
    message = str(caught.value)
    assert message.startswith(f"{file}:")
    return message.removeprefix(f"{file}:")


@pytest.mark.parametrize(
    ("line", "text", "message"),
    [
        (9, "    fpir: [{groups: [a], rate: 1.0e-4}]", "9:11: no operating point for b; give all of a, b"),
        (10, "    tpir: [{groups: [b], rate: 0.9}]", "10:11: no operating point for a; give all of a, b"),
        (
            9,
            "    fpir: [{groups: [a], rate: 1.0e-4}, {groups: [a, b], rate: 1.0e-4}]",
            "9:11: the group 'a' is given twice; give every group once",
        ),
        (
            9,
            "    fpir: [{rate: 1.0e-4}, {groups: [b], rate: 1.0e-4}]",
            "9:11: the group 'b' is given twice; give every group once",
        ),
        (9, "    fpir: [{groups: [a, b, c], rate: 1.0e-4}]", "9:11: no group 'c' in face_shares; it has a, b"),
        (4, "list_shares: {a: 0.5, c: 0.5}", "4:14: no group 'c' in face_shares; it has a, b"),
        (
            4,
            "list_shares: {a: 1}",
            "4:14: list_shares has nobody of b; an FPIR by group can only be reached with lists",
        ),
        (4, "list_shares: {a: 1, b: 0}", "4:14: list_shares has nobody of b; an FPIR by group can only be reached"),
    ],
)
def test_every_group_has_one_operating_point(tmp_path, line, text, message):
    assert refused(tmp_path, with_line(line, text)).startswith(message)


@pytest.mark.parametrize(
    ("line", "text", "message"),
    [
        (9, "    fpir: [{count: 3}]", "9:11: a count of 3 without its trials; give `of`, or the point's `searches`"),
        (10, "    tpir: [{count: 3}]", "10:11: a count of 3 without its trials; give `of`, or the point's `searches`"),
        (
            9,
            "    fpir: [{count: 3, of: 900, rate: 0.01}]",
            "9:12: `points.0.fpir.0`: give either a `rate`, or a `count`",
        ),
        (9, "    fpir: [{of: 900, rate: 0.01}]", "9:12: `points.0.fpir.0`: give either a `rate`, or a `count`"),
        (
            9,
            "    fpir: [{of: 900}]",
            "9:12: `points.0.fpir.0`: give either a `rate`, or a `count` with what it is `of`",
        ),
        (
            9,
            "    fpir: [{count: 901, of: 900}]",
            "9:12: `points.0.fpir.0`: count is 901 of 900; it cannot be more than all",
        ),
        (
            9,
            "    fpir: [{count: -1, of: 900}]",
            "9:20: `points.0.fpir.0.count` is out of bounds (-1); it must be at least 0",
        ),
        (9, "    fpir: [{count: 1, of: 0}]", "9:27: `points.0.fpir.0.of` is out of bounds (0); it must be more than 0"),
    ],
)
def test_a_rate_is_a_rate_or_a_count_with_its_trials(tmp_path, line, text, message):
    assert refused(tmp_path, with_line(line, text)).startswith(message)


@pytest.mark.parametrize(
    ("line", "text", "message"),
    [
        (10, "    tpir: [{count: 9, comparisons: 40}]", "10:11: a TPIR is not of `comparisons`; give what it is `of`"),
        (9, "    fpir: [{count: 3, of: 9, comparisons: 40}]", "9:12: `points.0.fpir.0`: a count is of searches or of"),
        (
            9,
            "    fpir: [{count: 41, comparisons: 40}]",
            "9:12: `points.0.fpir.0`: count is 41 of 40; it cannot be more",
        ),
        (10, "    tpir: [{rate: 0}]", "10:19: `points.0.tpir.0.rate` is out of bounds (0); it must be more than 0"),
        (10, "    tpir: [{rate: 1}]", "10:19: `points.0.tpir.0.rate` is out of bounds (1); it must be less than 1"),
        (9, "    fpir: [{count: 40, of: 40}]", "9:11: an FPIR of 1 or more (40 of 40); it must be below 1"),
        (9, "    fpir: [{rate: 1.0}]", "9:19: `points.0.fpir.0.rate` is out of bounds (1.0); it must be less than 1"),
        (9, "    fpir: [{rate: 1.5}]", "9:19: `points.0.fpir.0.rate` is out of bounds (1.5); it must be less than 1"),
        (
            9,
            "    fpir: [{rate: 0.9e-246}]",
            "9:11: an FPIR of 9e-247 is below the model's floor; it must be at least 1e-250",
        ),
        (8, "    watchlist_size: 0", "8:21: `points.0.watchlist_size` is out of bounds (0); it must be at least 1"),
        (8, "    watchlist_size: null", "6:5: `points.0`: an FPIR without `watchlist_size`; say how many references"),
        (3, "face_shares: {a: 0.7, b: 0.25}", "3:14: `face_shares`: the shares sum to 0.95, and must sum to 1"),
        (4, "list_shares: {a: 0.7, b: 0.4}", "4:14: `list_shares`: the shares sum to 1.1, and must sum to 1"),
    ],
)
def test_a_rate_that_no_system_has_is_refused(tmp_path, line, text, message):
    assert refused(tmp_path, with_line(line, text)).startswith(message)


@pytest.mark.parametrize(
    ("line", "text", "message"),
    [
        (11, "  - threshold: 0.60", "11:16: the threshold 0.6 stands after 0.6; give points in the order of rising"),
        (11, "  - threshold: 0.55", "11:16: the threshold 0.55 stands after 0.6; give points in the order of rising"),
        (
            14,
            "    fpir: [{rate: 2.0e-4}]",
            "14:11: the FPIR a reference rises with the threshold (1e-08 at 0.6, 2e-08 at "
            "0.64); a higher threshold must return fewer",
        ),
        (
            13,
            "    watchlist_size: 1000",
            "14:11: the FPIR a reference rises with the threshold (1e-08 at 0.6, 1e-08 at ",
        ),
        (
            15,
            "    tpir: [{rate: 0.9}]",
            "15:11: the TPIR of a does not fall with the threshold (0.9 at 0.6, 0.9 at 0.64); "
            "a higher threshold must return fewer",
        ),
        (
            15,
            "    tpir: [{groups: [a], rate: 0.8}, {groups: [b], rate: 0.95}]",
            "15:11: the TPIR of b does not fall with the threshold (0.9 at 0.6, 0.95 at 0.64); a higher threshold",
        ),
    ],
)
def test_a_higher_threshold_must_return_fewer(tmp_path, line, text, message):
    assert refused(tmp_path, with_line(line, text)).startswith(message)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("fpir",), "6:3: no point states FPIR; a system needs at least one of each rate"),
        (("tpir",), "6:3: no point states TPIR; a system needs at least one of each rate"),
        (("fpir", "tpir"), "6:5: `points.0`: an operating point without a rate; give `fpir` or `tpir`"),
    ],
)
def test_a_system_needs_a_rate_of_either_kind(tmp_path, lines, message):
    text = "\n".join(line for line in GOOD.splitlines() if not line.strip().startswith(lines))
    assert refused(tmp_path, text).startswith(message)


def test_an_unknown_key_is_told_with_the_nearest(tmp_path):
    text = GOOD.replace("threshold: 0.64", "treshold: 0.64")
    assert "11:5: unknown key `treshold` in `points.1`; did you mean `threshold`?" in refused(tmp_path, text)


@pytest.mark.parametrize("name", profile_names())
def test_a_shipped_profile_says_where_every_point_is_from_and_loads_again_as_written(name, tmp_path):
    profile = load_profile(name)
    assert all(len(point.source.split()) > 3 for point in profile.points)
    (tmp_path / "again.yaml").write_text(dump(profile), encoding="utf-8")
    assert load_profile(str(tmp_path / "again.yaml")) == profile


def test_a_count_by_group_is_divided_by_that_groups_searches(profile: Profile):
    point = profile.points[1]
    others = 1 - profile.face_shares["black"]
    assert profile.trials(point, point.fpir[0]) == pytest.approx(3_147_436 * 0.226)
    assert profile.fpir_by_group(point) == pytest.approx(
        np.array([2 / others, 8 / 0.226, 2 / others, 2 / others, 2 / others]) / 3_147_436
    )


def test_where_none_was_counted_the_rate_is_the_median_of_what_that_allows():
    none = point(0.6, fpir=[{"count": 0, "of": 42_000}], tpir=0.9)
    assert profile_from(none).fpir_by_group(profile_from(none).points[0]) == pytest.approx(gamma(0.5).ppf(0.5) / 42_000)


@pytest.mark.parametrize("count", [0, 40])
def test_where_none_or_all_were_returned_the_tpir_is_the_median_of_what_that_allows(count):
    counted = profile_from(point(0.6, fpir=1e-4, tpir=[{"count": count, "of": 40}]))
    assert counted.tpir_by_group(counted.points[0]) == pytest.approx(beta(count + 0.5, 40.5 - count).ppf(0.5))


@pytest.mark.parametrize("comparisons", [3, 500, 1e9])
@pytest.mark.parametrize("count", [0, 1, 2])
def test_false_matches_of_comparisons_make_an_fpir_that_is_never_above_one(count, comparisons):
    cells = [{"count": count, "comparisons": comparisons}]
    profile = profile_from(point(0.6, size=1000, fpir=cells, tpir=0.9))
    rate = (count or gamma(0.5).ppf(0.5)) / comparisons
    assert profile.fpir_by_group(profile.points[0]) == pytest.approx(1 - (1 - rate) ** 1000, rel=1e-6)
    assert profile.false_matches_by_group(profile.points[0]) == pytest.approx(-1000 * np.log1p(-rate))


def test_of_two_lists_at_one_threshold_the_longer_one_is_heard():
    profile = profile_from(point(0.6, size=1000, fpir=1e-4, tpir=0.9), point(0.6, size=9000, fpir=1e-3, tpir=0.8))
    assert profile.heard("fpir") == profile.heard("tpir") == profile.points[1:]


def test_any_names_of_groups_will_do(tmp_path):
    shares = {"18 to 30": 0.5, "über 30": 0.25, "no": 0.25}
    file = write_profile(tmp_path, data_of(point(0.6, fpir=1e-4, tpir=0.9), shares=shares))
    assert load_profile(str(file)).groups == ("18 to 30", "über 30", "no")


def test_the_median_where_none_was_counted_is_that_of_jeffreys_prior():
    assert pytest.approx(gamma.median(0.5), rel=1e-14) == _MEDIAN_OF_NONE
