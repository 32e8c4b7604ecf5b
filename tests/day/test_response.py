"""The response on a street: officers are sent by the policy's own rule, and are people on the street themselves."""

import numpy as np
import polars as pl
import pytest

from sim.day.agents import Pursuit
from sim.day.response import Response
from sim.day.run import run
from sim.day.world import StreetWorld
from sim.events import RECORDS, Alert, Comparison, Engagement, Outcome
from tests.conftest import short_day


def sent_elsewhere(*settings):
    """Return how many officers were sent, and how many of them by an alert of another site than their own."""
    street = StreetWorld(short_day("lfr.threshold=0.45", *settings), seed=11, gather_s=1)
    sent = {}
    while street.running:
        street.step()
        for officer in street.deployment.response.officers:
            if officer.pursuit is not None:
                alert = officer.pursuit.alert
                sent[officer.unique_id, alert.person_id] = alert.site != officer.site
    return len(sent), sum(sent.values())


def test_officers_keep_to_their_site_where_the_policy_says_so():
    sent, elsewhere = sent_elsewhere("lfr.engagement.dispatch.kind=own_site")
    assert sent > 10
    assert elsewhere == 0


def test_officers_of_any_site_are_sent_by_default():
    sent, elsewhere = sent_elsewhere()
    assert 0 < elsewhere < sent


def busy_day(gather_s, threshold=0.45, ahead_s=1):
    """Return a short day with many alerts, and every second of it as watchers are shown it."""
    scenario, seconds = short_day(f"lfr.threshold={threshold}"), []
    street = StreetWorld(scenario, seed=11, gather_s=gather_s, ahead_s=ahead_s)
    street.watchers.append(
        lambda moment: seconds.append(
            (moment.t_s, moment.people, [(one.x_m, one.y_m, one.state) for one in moment.officers])
        )
    )
    street.run_model()
    return street, seconds


@pytest.fixture(scope="module")
def busy():
    return busy_day(gather_s=120)


@pytest.mark.parametrize(("gather_s", "ahead_s"), [(1, 1), (10, 7), (600, 1), (120, 60), (1, 5000)])
def test_no_result_depends_on_how_long_searches_are_gathered_or_how_far_ahead_people_walk(busy, gather_s, ahead_s):
    street, seconds = busy_day(gather_s, ahead_s=ahead_s)
    for kind in RECORDS:
        assert street.log.table(kind).equals(busy[0].log.table(kind)), kind
    assert [(t_s, officers) for t_s, _, officers in seconds] == [(t_s, officers) for t_s, _, officers in busy[1]]
    assert all(np.array_equal(one.x_m, other.x_m) for (_, one, _), (_, other, _) in zip(seconds, busy[1], strict=True))


def test_no_result_depends_on_passing_over_seconds_in_which_nothing_can_happen(monkeypatch):
    street, seconds = busy_day(120, threshold=0.64)
    monkeypatch.setattr(Response, "idle_until", lambda _: -np.inf)
    other, all_seconds = busy_day(120, threshold=0.64)
    assert street.log.count(Engagement) > 0
    assert all(street.log.table(kind).equals(other.log.table(kind)) for kind in RECORDS)
    assert [officers for _, _, officers in seconds] == [officers for _, _, officers in all_seconds]


def test_watchers_are_shown_every_second_of_the_deployment_once(busy):
    assert [t_s for t_s, _, _ in busy[1]] == list(range(901))


def test_officers_walk_on_the_street_at_no_more_than_their_speed(busy):
    street, seconds = busy
    places = np.array([[place[:2] for place in officers] for _, _, officers in seconds])
    assert street.geometry.contains(places[..., 0].ravel(), places[..., 1].ravel()).all()
    moved = np.hypot(*np.diff(places, axis=0).transpose(2, 0, 1))
    assert moved.max() <= street.settings.lfr.engagement.walking_speed_m_s + 1e-9
    assert (moved > 1.0).sum() > 500


def test_whoever_is_held_or_was_arrested_raises_no_alert(busy):
    street, _ = busy
    ends = street.log.table(Outcome).select("person_id", "outcome", pl.col("t_s").alias("end_s"))
    held = street.log.table(Engagement).select("person_id", pl.col("t_s").alias("begin_s")).join(ends, on="person_id")
    is_held = (pl.col("t_s") > pl.col("begin_s")) & (
        (pl.col("t_s") < pl.col("end_s")) | (pl.col("outcome") == "arrest")
    )
    assert street.log.table(Alert).join(held, on="person_id").filter(is_held).is_empty()
    scored = street.log.table(Comparison).filter(pl.col("score") >= 0.45)
    assert scored.join(held, on="person_id").filter(is_held).height > 0


def test_a_stopped_person_is_seen_where_they_were_stopped_until_they_are_let_go_or_taken_away(busy):
    street, seconds = busy
    ends = street.log.table(Outcome).select("person_id", "outcome", pl.col("t_s").alias("end_s"))
    seen_held = 0
    for stop in street.log.table(Engagement).join(ends, on="person_id").iter_rows(named=True):
        for t_s, people, _ in seconds:
            at = np.flatnonzero(people.person_id == stop["person_id"])
            if stop["t_s"] < t_s < stop["end_s"]:
                assert (people.x_m[at], people.y_m[at]) == (stop["x_m"], stop["y_m"])
                seen_held += 1
            elif t_s >= stop["end_s"] and stop["outcome"] == "arrest":
                assert at.size == 0
    assert seen_held > 1000


def test_a_day_without_facial_recognition_can_be_watched(busy):
    seconds = []
    run(short_day("day.duration_h=0.01").model_copy(update={"lfr": None}), seed=11, watchers=[seconds.append])
    assert [moment.t_s for moment in seconds] == list(range(37))
    assert not seconds[0].officers


@pytest.fixture
def off_post():
    """Return the police of a street before anything has happened, one officer away from the post, and their goal."""
    response = StreetWorld(short_day(), seed=11).deployment.response
    officer = response.officers[0]
    response.on_foot.put(0, officer.post[0] + 38.0, officer.post[1])
    return response, officer


def test_who_only_has_to_go_back_is_at_the_post_by_the_next_alert_however_they_walked(off_post):
    response, officer = off_post
    response.go_back_unseen(response.street.now_s + 3 * 38.0 / response.lfr.engagement.walking_speed_m_s + 1)
    assert (officer.x_m, officer.y_m) == officer.post
    assert response.idle_until() == np.inf


def test_who_may_not_be_back_by_the_next_alert_walks(off_post):
    response, officer = off_post
    response.go_back_unseen(response.street.now_s + 3 * 38.0 / response.lfr.engagement.walking_speed_m_s - 1)
    assert officer.from_post_m == pytest.approx(38.0)
    assert response.idle_until() == response.street.now_s


def test_nobody_is_put_back_while_a_call_waits(off_post):
    response, officer = off_post
    response._pursuits.append(Pursuit(Alert(0.0, 0, 0, officer.site, 0, 0.7, True, False), 0.0))
    response.go_back_unseen(np.inf)
    assert officer.from_post_m == pytest.approx(38.0)
