import pytest

from sim.events import Arrival, Engagement, EventLog, Outcome, Passage
from sim.metrics.groups import by_group, counts, present, rates, with_person


def arrival(person_id: int, group: str) -> Arrival:
    return Arrival(
        t_s=0.0,
        person_id=person_id,
        party_id=person_id,
        entrance="a",
        exit="b",
        n_stops=0,
        is_resident=True,
        ethnic_group=group,
        sex="female",
        age_band="18_to_64",
        is_listed=False,
        reference_id=-1,
    )


def passage(person_id: int, t_s: float, number: int) -> Passage:
    return Passage(t_s=t_s, person_id=person_id, passage=number, site="south", duration_s=5.0)


@pytest.fixture
def log():
    log = EventLog()
    for person_id, group in enumerate(["asian", "black", "black", "white"]):
        log.add(arrival(person_id, group))
        for number, t_s in enumerate([100.0, 300.0, 900.0]):
            log.add(passage(person_id, t_s, number))
    return log


def stop(log: EventLog, person_id: int, outcome: str) -> None:
    log.add(
        Engagement(
            t_s=200.0,
            person_id=person_id,
            passage=0,
            x_m=0,
            y_m=0,
            reach_s=5,
            duration_s=300,
            manner=0.2,
            n_officers=2,
            is_false_stop=False,
        )
    )
    log.add(Outcome(t_s=500.0, person_id=person_id, passage=0, outcome=outcome, reason="courts", is_serious=False))


def times(log: EventLog, person_id: int) -> list[float]:
    kept = present(with_person(log, Passage), log)
    return kept.filter(kept["person_id"] == person_id)["t_s"].to_list()


def test_a_person_who_is_not_stopped_is_always_there(log):
    assert times(log, 0) == [100, 300, 900]


def test_a_person_with_officers_is_not_there_until_released(log):
    stop(log, 0, "no_further_action")
    assert times(log, 0) == [100, 900]


def test_an_arrested_person_is_not_there_for_the_rest_of_the_day(log):
    stop(log, 0, "arrest")
    assert times(log, 0) == [100]
    assert times(log, 1) == [100, 300, 900]


def test_counts_by_group_add_up_to_all(log):
    found = {(m.by, m.group): m.value for m in counts("passages", with_person(log, Passage), unit="passages")}
    assert found["all", "all"] == 12
    assert found["ethnic_group", "black"] == 6
    for by in ("ethnic_group", "sex", "age_band"):
        assert sum(value for (kind, _), value in found.items() if kind == by) == 12


def test_a_group_without_cases_is_there_with_a_zero(log):
    found = {(m.by, m.group): m for m in counts("passages", with_person(log, Passage), unit="passages")}
    assert found["ethnic_group", "mixed"].value == 0
    assert found["ethnic_group", "mixed"].high > 0


def test_rates_divide_within_the_group(log):
    passages = with_person(log, Passage)
    early = passages.filter(passages["t_s"] < 200)
    found = {m.group: m for m in rates("early", early, passages, unit="per passage") if m.by == "ethnic_group"}
    assert found["black"].value == pytest.approx(1 / 3)
    assert found["mixed"].value is None


def test_by_group_all_keeps_everything(log):
    assert by_group(with_person(log, Passage), "all", "all").height == 12
