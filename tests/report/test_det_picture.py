"""The DET curve as JSON and as a picture."""

from itertools import pairwise

import pytest
from strict_json import parsed

from sim.recognition.accuracy.det import det_curve
from sim.recognition.vector.recogniser import Embedding
from sim.report.det_picture import det_figure, det_json, write_det
from sim.scenario.load import load_profile


@pytest.fixture(scope="module")
def curve():
    return det_curve(load_profile("essex_2026"), Embedding(), watchlist_size=10_000)


def test_the_json_says_each_rate_in_people(curve):
    document = parsed(det_json(curve, "Essex"))
    for rates in (document["overall"], *document["groups"].values()):
        assert rates["returned_by_mistake_per_100000_people"] == pytest.approx([1e5 * p for p in rates["fpir"]])
        assert rates["missed_per_100_listed"] == pytest.approx([100 * p for p in rates["fnir"]])
    assert len(document["thresholds"]) == len(document["overall"]["fpir"])


def test_every_group_has_a_line_that_differs_from_its_neighbours_by_more_than_colour(curve):
    lines = [line for line in det_figure(curve, "Essex").axes[0].lines if line.get_label() in curve.groups]
    assert [line.get_label() for line in lines] == list(curve.groups)
    assert len({line._dash_pattern[1] and tuple(line._dash_pattern[1]) for line in lines}) == len(lines)


def test_curves_that_lie_on_each_other_are_all_seen_and_named(curve):
    axes = det_figure(curve, "Essex").axes[0]
    lines = [line for line in axes.lines if line.get_label() in curve.groups]
    assert all(one.get_linewidth() > other.get_linewidth() for one, other in pairwise(lines))
    assert all(one.get_zorder() < other.get_zorder() for one, other in pairwise(lines))
    assert axes.get_legend().get_title().get_text() == "Group\n(on one line: asian, mixed)"


def test_the_picture_is_the_same_twice(curve, tmp_path):
    for name in ("one.png", "two.png"):
        write_det(curve, "Essex", tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
