"""A day conditioned on a false alert: it happens, to that group, and the rest of the day is as it was."""

import polars as pl
import pytest

from sim.core.errors import RunError, ScenarioError
from sim.day.conditioned import choose_given
from sim.day.run import run
from sim.events import Alert, Arrival, Capture, Comparison
from sim.scenario.group_schemes import default_groups
from tests.conftest import short_day

GROUPS = default_groups().names

GIVEN = "recognition.given_false_alert=black"


@pytest.fixture(scope="module")
def conditioned():
    scenario = short_day(GIVEN)
    return run(scenario, seed=11, given=choose_given(scenario, seed=11, replication=0))


def test_a_person_of_the_group_who_is_not_listed_is_alerted(conditioned):
    alerts = conditioned.log.table(Alert).filter(~pl.col("is_true"))
    assert alerts.height == 1
    person = conditioned.log.table(Arrival).filter(person_id=alerts["person_id"][0]).row(0, named=True)
    assert (person["ethnic_group"], person["is_listed"]) == ("black", False)
    assert alerts["score"][0] >= 0.64


def test_everybody_else_is_as_on_the_day_without_the_condition(conditioned, day):
    chosen = conditioned.given.person_id
    for kind in (Arrival, Capture):
        assert conditioned.log.table(kind).equals(day.log.table(kind))
    one, other = (result.log.table(Comparison) for result in (conditioned, day))
    assert one.filter(person_id=chosen).height == other.filter(person_id=chosen).height
    rest = [table.filter(pl.col("person_id") != chosen) for table in (one, other)]
    assert rest[0].equals(rest[1])


def test_the_weight_is_the_number_that_such_a_day_expects(conditioned):
    people = conditioned.log.table(Arrival).filter((pl.col("ethnic_group") == "black") & ~pl.col("is_listed"))
    searches = conditioned.log.table(Comparison).join(people.select("person_id"), on="person_id").height
    fpir = conditioned.calibration.fpir(0.64, conditioned.watchlist.counts)[GROUPS.index("black")]
    assert conditioned.given.weight == pytest.approx(searches * fpir)
    assert conditioned.given.weight < 0.01


def test_the_same_day_gives_the_same_false_alert():
    scenario = short_day(GIVEN, "day.duration_h=0.1")
    one, again, other = (choose_given(scenario, seed=11, replication=k) for k in (0, 0, 1))
    assert one == again
    assert one != other


def test_a_day_without_the_condition_has_none():
    assert choose_given(short_day(), seed=11, replication=0) is None


def test_a_group_that_nobody_of_is_searched_is_refused():
    scenario = short_day(GIVEN, "day.duration_h=0.003", "day.warm_up_s=0")
    with pytest.raises(RunError, match="nobody of the group black who is not listed is searched"):
        choose_given(scenario, seed=11, replication=0)


def test_a_group_that_there_is_not_is_refused():
    with pytest.raises(ScenarioError, match="given_false_alert"):
        short_day("recognition.given_false_alert=purple")
