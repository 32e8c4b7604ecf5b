"""A day put together from walks: officers are walked on while there is nothing to decide, and no result says so."""

import numpy as np
import pytest

import sim.day.passage_street
import sim.day.response
from sim.core.streams import Streams
from sim.day.enrolment import enrolment_of
from sim.day.passage_street import PassageStreet
from sim.day.walk_table import Provenance, WalkTable
from sim.day.world import draw_passers_by
from sim.events import RECORDS, Engagement, Exposure, Loss
from sim.recognition.cameras.captured import Captures, Passages
from sim.street.geometry import compile_geometry
from tests.conftest import short_day

N, ONE_TABLE = 150, 60
"""Walks; and a level of footfall so high that the table of it stands for every hour."""


def straight_walks(scenario):
    """Return a table of people who walk along the street, each seen by a camera after a third of their way."""
    rng = np.random.default_rng(2)
    x0, y0, x1, y1 = compile_geometry(scenario.street).core.bounds
    speed, seconds = rng.uniform(0.8, 1.7, N), rng.integers(60, 200, N)
    way, start = np.where(np.arange(N) % 2, 1.0, -1.0), rng.uniform(x0 + 40, x1 - 40, N)
    at = [start[k] + way[k] * speed[k] * (np.arange(seconds[k]) - seconds[k] / 2) for k in range(N)]
    x_m = np.clip(np.concatenate(at), x0 + 3, x1 - 3).astype(np.float32)
    y_m = np.repeat((y0 + y1) / 2 + rng.uniform(-3, 3, N), seconds).astype(np.float32)
    walk, nothing = np.arange(N), np.zeros(N)
    columns = {"row": walk, "person_id": walk, "passage": 0 * walk, "site": walk % 2}
    captures = Captures(
        **columns, camera=0 * walk, t_s=seconds / 3.0, iod_px=nothing + 40.0, yaw_deg=nothing, pitch_deg=nothing,
        streak_px=nothing, quality=rng.uniform(0.6, 1.0, N), n_frames=5 + 0 * walk, n_occluded=0 * walk,
        is_detected=nothing == 0, is_usable=nothing == 0,
    )  # fmt: skip
    passages = Passages(**columns, t_s=seconds / 4.0, duration_s=nothing + 5.0)
    one_each, from_ = np.arange(N + 1), np.concatenate([[0], np.cumsum(seconds)])
    return WalkTable(
        Provenance("straight", "North End", [], 0.0, N, 0.0, 0), tuple(scenario.lfr.sites), ("camera",),
        rng.integers(0, 3, N), nothing, from_, np.column_stack([x_m, y_m]), captures, one_each, passages, one_each,
    )  # fmt: skip


@pytest.fixture(scope="module")
def scenario():
    return short_day("lfr.threshold=0.4", "lfr.engagement.officers=24", "lfr.engagement.patience_s=20")


def events_of(scenario, n=1500):
    """Return every event of a quarter of an hour in which so many people come."""
    streams = Streams(5)
    enrolment = enrolment_of(scenario.lfr, scenario.groups, streams=streams)
    who = draw_passers_by(scenario, n, enrolment, streams)
    street = PassageStreet(
        scenario,
        streams,
        arrive_s=np.sort(np.random.default_rng(3).uniform(-200.0, 900.0, n)),
        party_id=np.arange(n),
        people=who.people,
        covers=np.zeros(n, bool),
        entry=who.entry,
        enrolment=enrolment,
        walks={ONE_TABLE: straight_walks(scenario)},
    )
    street.run()
    return {kind: street.log.table(kind) for kind in RECORDS}


@pytest.fixture(scope="module")
def events(scenario):
    return events_of(scenario)


def is_same(one, other):
    return all(one[kind].equals(other[kind]) for kind in RECORDS)


def test_officers_stop_some_whom_others_see_and_lose_some(events):
    assert events[Engagement].height > 10
    assert events[Exposure].height > events[Engagement].height
    assert {"left_the_street", "no_free_officer"} <= set(events[Loss]["cause"])


def test_officers_walked_on_for_many_seconds_get_where_they_do_second_by_second(scenario, events, monkeypatch):
    walk_on, walked = sim.day.response.walk_on, []

    def one_second(*given, from_s, until_s):
        walked.append(until_s - from_s)
        return walk_on(*given, from_s=from_s, until_s=-np.inf)

    monkeypatch.setattr(sim.day.response, "walk_on", one_second)
    assert is_same(events_of(scenario), events)
    assert sum(one > 1 for one in walked) > 200


def test_officers_among_people_whose_ways_are_known_walk_as_on_a_street_that_is_walked(scenario, events, monkeypatch):
    monkeypatch.setattr(sim.day.passage_street, "Ahead", lambda *_: None)
    assert is_same(events_of(scenario), events)
