"""Half an hour on streets where vans have stood, an hour on North End with fixed cameras, and what is published.

Van days are held against the van's policy and fixed cameras against theirs. What is simulated is a time of day with the
footfall of a mean hour of a deployment; what is expected of it is held, which hardly depends on who happens to come.
"""

import numpy as np
import polars as pl
import pytest

from sim.day.run import run
from sim.events import Drill
from sim.evidence.register import entry
from sim.metrics.table import measure
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file

VAN = entry("targets.van-days").value
FIXED = entry("targets.fixed-days").value
HOURS, FIXED_HOURS = 0.5, 1.0
_PER_HOUR = 0.0971
"""Share of a day's people who come in a mean hour of a deployment, from 11:00 to 16:36."""
_PLACE_SPREAD = 0.28
"""Published alerts given faces differ so much from place to place, in their logarithm."""


def measures(place, policy, hours):
    busy = [_PER_HOUR] * 10
    profile = ", ".join(f"{share:.9f}" for share in [*busy, *[(1 - sum(busy)) / 14] * 14])
    settings = [
        f"footfall.hourly_profile=[{profile}]",
        f"day={{start_h: 5.0, duration_h: {hours}, warm_up_s: 400}}",
    ]
    scenario = load(place_file(place), policies=[policy_file(policy)], settings=settings)
    result = run(scenario, seed=1)
    found = measure(result).filter(pl.col("by") == "all")
    values = {(row["name"], row["estimator"]): row["value"] for row in found.to_dicts()}
    return values | {("drills", "sampled"): result.log.count(Drill)}


@pytest.fixture(scope="module", params=VAN)
def van(request):
    return VAN[request.param], measures(request.param, "lfr_van_2025", HOURS)


def test_a_van_sees_as_many_faces_an_hour_as_were_published(van):
    published, found = van
    per_hour = 60 * published["faces_seen"] / published["minutes"]
    assert found["faces_seen", "sampled"] / HOURS == pytest.approx(per_hour, rel=0.25)


def test_a_van_raises_as_many_alerts_as_were_published(van):
    """Within what chance and the differences between places leave open (two standard errors)."""
    published, found = van
    expected = found["alerts", "expected"] / HOURS * published["minutes"] / 60
    error = np.sqrt(expected + (_PLACE_SPREAD * expected) ** 2)
    assert abs(published["alerts"] - expected) < 2 * error


@pytest.fixture(scope="module")
def fixed():
    return measures("north_end", "lfr_fixed_2025", FIXED_HOURS)


def test_fixed_cameras_lead_to_as_many_arrests_an_hour_as_was_published(fixed):
    per_hour = fixed["arrests", "expected"] / FIXED_HOURS
    published = 60 / FIXED["minutes_per_arrest"]
    assert abs(np.log(per_hour / published)) < 2 * np.hypot(_PLACE_SPREAD, FIXED["arrests"] ** -0.5)


def test_false_alerts_per_face_are_those_of_the_annual_report(fixed):
    published = entry("targets.false-alerts-per-face")
    per_face = fixed["false_alerts", "expected"] / fixed["faces_seen", "sampled"]
    assert published.low <= per_face <= published.high


def test_every_alert_is_dismissed_lost_or_ends_in_a_stop(fixed):
    parts = [fixed[name, "sampled"] for name in ("dismissed", "lost", "engagements")]
    assert sum(parts) == fixed["alerts", "sampled"]


def test_every_stop_has_one_outcome(fixed):
    parts = [fixed[name, "sampled"] for name in ("arrests", "other_disposals", "no_further_action")]
    assert sum(parts) == fixed["engagements", "sampled"]


def test_arrests_per_alert_along_the_whole_chain_are_those_of_the_annual_report(fixed):
    """Within what the published counts leave open, and the drills of an hour: two standard errors."""
    published = entry("policing.arrests-per-alert")
    found = fixed["arrests_per_alert", "expected"]
    stopped = fixed["engagements", "expected"] / fixed["alerts", "expected"]
    by_drills = found * np.sqrt((1 - stopped) / (stopped * fixed["drills", "sampled"]))
    by_counts = (published.high - published.low) / (2 * 1.96)
    assert abs(found - published.value) < 2 * np.hypot(by_drills, by_counts)
