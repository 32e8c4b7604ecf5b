import numpy as np
import pytest
from logs import arrival, passage, stop

from sim.event_log import EventLog
from sim.events import Passage
from sim.metrics.groups import PeopleInLog, marginals
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names


@pytest.fixture
def log():
    log = EventLog()
    for person_id, group in enumerate(["asian", "black", "black", "white"]):
        log.add(arrival(person_id, group))
        for number, t_s in enumerate([100.0, 300.0, 900.0]):
            log.add(passage(person_id, t_s, number))
    return log


def times(log, person_id):
    kept = PeopleInLog(log, GROUPS).present(Passage)
    return kept.are(person_id=person_id)["t_s"].tolist()


def test_events_of_a_passage_are_among_those_of_the_same_person_and_passage(log):
    people, passages = PeopleInLog(log, GROUPS), log.events(Passage)
    some = passages.where((passages["person_id"] == 1) | (passages["passage"] == 2))
    keys = set(zip(some["person_id"].tolist(), some["passage"].tolist(), strict=True))
    found = people.among(passages, some)
    every = zip(passages["person_id"].tolist(), passages["passage"].tolist(), strict=True)
    assert found.tolist() == [key in keys for key in every]
    assert 0 < found.sum() < found.size
    assert not people.among(passages, passages.where(passages["person_id"] < 0)).any()


def test_a_person_who_is_not_stopped_is_always_there(log):
    assert times(log, 0) == [100, 300, 900]


def test_a_person_with_officers_is_not_there_until_released(log):
    stop(log, 0, "no_further_action")
    assert times(log, 0) == [100, 900]


def test_an_arrested_person_is_not_there_for_the_rest_of_the_day(log):
    stop(log, 0, "arrest")
    assert times(log, 0) == [100]
    assert times(log, 1) == [100, 300, 900]


def test_every_group_sex_and_age_adds_up_to_all(log):
    people = PeopleInLog(log, GROUPS)
    cells = people.by_cell(people.rows(log.events(Passage))).reshape(people.cells)
    found = {(by, group): part.sum() for by, group, part in marginals(cells, GROUPS)}
    assert (found["all", "all"], found["ethnic_group", "black"], found["ethnic_group", "mixed"]) == (12, 6, 0)
    for by in ("ethnic_group", "sex", "age_band", "sex_and_ethnic_group"):
        assert sum(value for (kind, _), value in found.items() if kind == by) == 12


def test_groups_are_whichever_are_given(log):
    people = PeopleInLog(log, ("white", "black", "asian"))
    assert people.cells == (3, 2, 3)
    assert people.group.tolist() == [2, 1, 1, 0]


def test_the_largest_of_each_kind_is_found_with_its_event(log):
    people = PeopleInLog(log, GROUPS)
    largest, which = people.largest(np.array([1, 2, 0]), np.array([4.0, 7.0, 5.0]))
    black = people.by_cell(np.array([1])).astype(bool)
    assert (largest[black], which[black]) == (7, 1)
    assert sorted(which.tolist())[-2:] == [1, 2]
    assert (which >= 0).sum() == 2
