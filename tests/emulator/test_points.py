"""The runs of an emulator: where they lie, that each has chance of its own, and that nothing is run twice."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest
from emulated import headlines

import sim
from sim.emulator.points import points_of, run_points
from sim.ensemble.drawn import with_draw
from tests.conftest import short_day

FEW = {"points": 8, "held_out": 8, "seed": 4, "fit": None}
TWO = ["profile=met_field_064,essex_2026", "cameras=north+south"]
"""Levels that make two scenarios, and not six."""


@pytest.fixture(scope="module")
def design(small, tmp_path_factory):
    """Return few points with two replications."""
    root = tmp_path_factory.mktemp("points")
    return points_of(small, "small", **FEW, replications=2, ranges=TWO, root=root)


def test_points_lie_in_their_ranges_and_have_every_level(points):
    for slider in points.sliders:
        span, values = points.spans[slider.name], [point.sliders[slider.name] for point in points.points]
        assert span.low <= min(values) < max(values) <= span.high
        if not slider.is_whole:
            # more even than chance: each half of the range holds half of the points
            middle = (
                math.sqrt(span.low * span.high)
                if (slider.even_in or slider.scale) == "log"
                else (span.low + span.high) / 2
            )
            assert sum(value < middle for value in values) == len(values) / 2
    for factor in points.factors:
        n = [sum(point.levels[factor.name] == level for point in points.points) for level in factor.levels]
        assert max(n) - min(n) <= 2


def test_what_a_slider_moves_and_what_moves_no_headline_is_not_drawn(points):
    drawn = {one.key for one in points.inputs}
    assert not any(key.startswith(("cost.", "trust.meetings.")) or "people_per_day" in key for key in drawn)
    assert {"listing.visit_share", "community.trust.good_contact_sd", "lfr.recognition.draw"} <= drawn


def test_the_same_seed_gives_the_same_points_and_more_begin_with_those_of_fewer(small, points):
    fewer = points_of(small, "small", **FEW, root="nowhere")
    assert fewer.points == points.points[:16]
    assert points_of(small, "small", **{**FEW, "seed": 5}, root="nowhere").points != fewer.points


def test_every_replication_has_chance_of_its_own_and_is_possible(design):
    tasks = list(design.tasks())
    assert sorted(task.replication for task in tasks) == list(range(32))
    for task in tasks[:16]:
        settings, point = with_draw(task.arms[0].settings, task.values), design.points[task.draw]
        assert settings.lfr.watchlist.scope == point.levels["scope"]
        assert "+".join(sorted(settings.lfr.sites)) == point.levels["cameras"]
        assert {one.name: one.given(settings) for one in design.sliders} == pytest.approx(dict(point.sliders))


def test_what_is_stored_is_not_run_again_and_what_failed_is_left_out(design, monkeypatch):
    with ThreadPoolExecutor(1) as threads:
        monkeypatch.setattr(
            "sim.ensemble.replicate._metrics", lambda settings, task, root, observe: (metrics(design, task), {})
        )
        seen = []
        frame = run_points(design, workers=1, executor=threads, observe=seen.append)
        assert (seen[0].done, seen[-1].done, seen[-1].of) == (0, 32, 32)
        assert frame["point"].unique().sort().to_list() == [k for k in range(16) if k != 3]
        seen.clear()
        again = run_points(design, workers=1, executor=threads, observe=seen.append)
    assert seen[0].stored == 30
    assert again.equals(frame)


def metrics(design, task):
    """Return the metrics of the cheap simulator, as a record has them; one point fails."""
    if task.draw == 3:
        raise ZeroDivisionError("by zero")
    point = design.points[task.draw]
    found = headlines(point.sliders, point.levels, point.uncertain)
    common = {"estimator": "expected", "by": "all", "group": "all", "denominator": 1.0, "unit": ""}
    return pl.DataFrame([{"name": name, "value": value, "numerator": value, **common} for name, value in found.items()])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"points": 4}, "not a number of points"),
        ({"held_out": 2}, "not a number of points"),
        ({"replications": 0}, "not a number of replications"),
        ({"ranges": ["weather=1:2"]}, "no such input"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(small, options, says):
    with pytest.raises(sim.RunError, match=says):
        points_of(small, "small", **{**FEW, **options}, root="nowhere")


def test_there_is_nothing_to_emulate_without_facial_recognition():
    with pytest.raises(sim.RunError, match="no facial recognition"):
        points_of(sim.load_scenario("north_end"), "north_end", **FEW, root="nowhere")


def test_a_day_has_points_too():
    design = points_of(
        short_day(), "day", **FEW, ranges=["profile=met_field_064", "cameras=north+south"], root="nowhere"
    )
    task = next(iter(design.tasks()))
    settings = with_draw(task.arms[0].settings, task.values)
    assert settings.day.duration_h == pytest.approx(design.points[0].sliders["hours"])


def test_how_often_listed_people_come_is_drawn_from_the_fit(small):
    laid = points_of(small, "small", **{**FEW, "fit": "met_2025_05"}, root="nowhere")
    (one,) = (one for one in laid.inputs if one.key.endswith("listed_visit_ratio"))
    assert one.basis == "fitted"
    assert "listing.visit_share" not in {other.key for other in laid.inputs}
    values = [point.uncertain[one.key] for point in laid.points]
    assert (min(values), max(values)) == (one.low, one.high)
    assert 0.5 < np.median(values) < 3
