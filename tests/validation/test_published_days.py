"""One whole day on North End at threshold 0.64, beside the five published ones."""

import polars as pl
import pytest

from sim.day.run import run
from sim.evidence.register import entry
from sim.metrics.table import measure
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file

PUBLISHED = entry("targets.north-end-days").value


@pytest.fixture(scope="module")
def day():
    scenario = load(place_file("north_end"), policies=[policy_file("lfr_fixed_2025")])
    metrics = measure(run(scenario, seed=1)).filter(pl.col("by") == "all")
    return {(row["name"], row["estimator"]): row for row in metrics.to_dicts()}


@pytest.mark.parametrize("name", ["alerts", "arrests"])
def test_a_day_is_expected_to_lie_where_the_published_days_lie(day, name):
    assert min(PUBLISHED[name]) <= day[name, "expected"]["value"] <= max(PUBLISHED[name])


@pytest.mark.parametrize("name", ["alerts", "arrests"])
def test_nine_in_ten_days_reach_over_the_middle_of_the_published_ones(day, name):
    middle = sorted(PUBLISHED[name])[len(PUBLISHED[name]) // 2]
    assert day[name, "expected"]["low"] <= middle <= day[name, "expected"]["high"]


def test_false_alerts_per_face_are_those_of_the_annual_report(day):
    published = entry("targets.false-alerts-per-face")
    per_face = day["false_alerts", "expected"]["value"] / day["faces_seen", "sampled"]["value"]
    assert published.low <= per_face <= published.high


def test_as_many_faces_are_seen_as_on_the_published_days(day):
    assert min(PUBLISHED["faces_seen"]) <= day["faces_seen", "sampled"]["value"] <= max(PUBLISHED["faces_seen"])


def test_every_alert_is_dismissed_lost_or_ends_in_a_stop(day):
    parts = [day[name, "sampled"]["value"] for name in ("dismissed", "lost", "engagements")]
    assert sum(parts) == day["alerts", "sampled"]["value"]


def test_every_stop_has_one_outcome(day):
    parts = [day[name, "sampled"]["value"] for name in ("arrests", "other_disposals", "no_further_action")]
    assert sum(parts) == day["engagements", "sampled"]["value"]


def test_arrests_per_alert_along_the_whole_chain_are_those_of_the_annual_report(day):
    published = entry("policing.arrests-per-alert")
    assert published.low <= day["arrests_per_alert", "expected"]["value"] <= published.high
