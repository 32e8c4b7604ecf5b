"""Events as arrays are the rows of the tables, in their order."""

import numpy as np
import pytest

from sim.core.streams import Stream, Streams
from sim.event_log import EventLog, Named, _order
from sim.events import Alert, Arrival, Drill


def drills(log, n, number):
    chance = Streams(seed=number).generator(Stream.ENGAGEMENT)
    log.add_columns(
        Drill,
        {
            "t_s": chance.integers(0, 9, n).astype(float),
            "person_id": chance.integers(0, 5, n).astype(np.int32),
            "passage": np.arange(n),
            "is_reached": chance.random(n) < 0.5,
            "reach_s": chance.random(n).astype(np.float32),
        },
    )


def assert_same(log, kind):
    events, table = log.events(kind), log.table(kind)
    assert events.size == table.height
    for name in table.columns:
        assert events[name].dtype == table[name].to_numpy().dtype
        assert np.array_equal(events[name], table[name].to_numpy())


@pytest.mark.parametrize("parts", [(), (40,), (40, 1, 30), (1,) * 600])
def test_events_are_those_of_the_table_in_its_order(parts):
    log = EventLog()
    for number, n in enumerate(parts):
        drills(log, n, number)
    assert_same(log, Drill)


def test_events_added_later_are_there():
    log = EventLog()
    drills(log, 5, 1)
    assert log.events(Drill).size == 5
    drills(log, 7, 2)
    assert log.events(Drill).size == 12
    assert_same(log, Drill)
    drills(log, 2, 3)
    assert_same(log, Drill)


def test_events_are_chosen_by_their_values():
    log = EventLog()
    for person, site in ((3, "north"), (1, "a longer name"), (2, "north")):
        log.add(Alert(1.0 * person, person, 0, site, -1, 0.7, is_true=person > 1, is_repeat=False))
    events = log.events(Alert)
    assert events.are(site="north")["person_id"].tolist() == [2, 3]
    assert events.are(site="a longer name", is_true=True).size == 0
    assert events.where(events["t_s"] < 2.5).are(is_true=True)["person_id"].tolist() == [2]


@pytest.mark.parametrize("n", [0, 1, 2, 50, 500])
def test_events_are_in_order_of_time_then_person_then_as_they_came(n):
    rng = np.random.default_rng(n)
    for times in (n, max(n // 3, 1), 3):
        t_s, person_id = rng.integers(0, times + 1, n).astype(np.float64), rng.integers(0, 5, n)
        for at in (t_s, np.sort(t_s)):
            assert _order(at, person_id).tolist() == sorted(range(n), key=lambda k, at=at: (at[k], person_id[k], k))


def arrivals(log, n, number, sexes):
    chance = Streams(seed=number).generator(Stream.PERSON)
    nothing, nowhere = np.zeros(n, np.int64), Named(("",), np.zeros(n, np.int8))
    log.add_columns(
        Arrival,
        dict.fromkeys(("person_id", "party_id", "n_stops", "reference_id"), nothing)
        | dict.fromkeys(("entrance", "exit", "ethnic_group", "age_band"), nowhere)
        | {"t_s": chance.random(n), "is_resident": nothing == 1, "is_listed": nothing == 1, "sex": sexes},
    )


@pytest.mark.parametrize("parts", [1, 2])
def test_names_told_by_number_are_the_names(parts):
    """In tables and as arrays; and where each stands among names, in whatever order these are."""
    log, which = EventLog(), np.array([1, 0, 1, 1, 0])
    for number in range(parts):
        arrivals(log, 5, number, Named(("male", "female"), which))
    assert log.events(Arrival)["sex"].tolist() == log.table(Arrival)["sex"].to_list()
    for names in (("male", "female"), ("other", "female", "male")):
        found = log.events(Arrival).which("sex", names)
        assert [names[k] for k in found] == log.events(Arrival)["sex"].tolist()
    assert len({*log.events(Arrival)["sex"].tolist()}) == 2


@pytest.mark.parametrize("parts", [1, 2])
def test_a_name_that_is_none_of_those_asked_for_is_refused_if_somebody_has_it(parts):
    log = EventLog()
    for number in range(parts):
        arrivals(log, 3, number, Named(("male", "female", "unknown"), np.array([0, 1, 1])))
    assert log.events(Arrival).which("sex", ("male", "female")).size == 3 * parts
    with pytest.raises(ValueError, match="female is none of male, unknown"):
        log.events(Arrival).which("sex", ("male", "unknown"))
