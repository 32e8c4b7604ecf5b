from math import sqrt
from statistics import NormalDist, stdev

import numpy as np
import polars as pl
import pytest
from logs import arrival, stop
from scipy.stats import poisson

from sim.event_log import EventLog
from sim.metrics.measures import measures_of, table_of
from sim.metrics.metric import OF_DAYS
from sim.metrics.table import tally_of_day
from sim.metrics.tally import Tally, tally_of
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names


def counted(*stops):
    """Return the tally of a day on which a Black, a White and a Mixed person came, the last before it began."""
    log = EventLog()
    for person, (group, t_s) in enumerate((("black", 5.0), ("white", 9.0), ("mixed", -20.0))):
        log.add(arrival(person, group, t_s=t_s))
    for person, minutes, manner in stops:
        stop(log, person, "arrest", duration_s=60 * minutes, manner=manner)
    return tally_of(log, groups=GROUPS, basis=None)


def test_people_are_those_who_came_while_the_deployment_lasted():
    assert counted().count("people").sum(axis=(1, 2)).tolist() == [0, 1, 0, 0, 1]


def test_tallies_add_up_and_keep_the_longest_stop_with_its_manner():
    whole = counted((0, 10.0, 0.1), (1, 30.0, 0.2)) + counted((0, 20.0, 0.9), (1, 5.0, 0.8))
    assert whole.count("people").sum() == 4
    assert whole.count("minutes_held").sum() == pytest.approx(65)
    found = {(one.name, one.group): one for one in measures_of(whole)}
    assert found["minutes_held_longest", "black"].value == pytest.approx(20)
    assert found["worst_stop_manner", "black"].value == 0.9
    assert (found["worst_stop_minutes", "all"].value, found["worst_stop_manner", "all"].value) == (30, 0.2)
    assert found["minutes_held_longest", "asian"].value is None
    assert found["minutes_held_mean", "black"].numerator == pytest.approx(30)


def test_of_two_stops_of_one_length_the_first_is_the_longest():
    for whole in (counted((0, 20.0, 0.1)) + counted((0, 20.0, 0.9)), counted((0, 20.0, 0.1), (1, 20.0, 0.9))):
        found = {(one.name, one.group): one.value for one in measures_of(whole)}
        assert found["worst_stop_manner", "all"] == 0.1


def test_the_mean_of_stops_has_a_95_percent_interval_of_their_spread():
    """Which a mutant with the interval of 90 % once survived."""
    minutes = (10.0, 20.0, 30.0)
    both = counted((0, minutes[0], 0.1), (1, minutes[1], 0.2)) + counted((0, minutes[2], 0.1))
    found = {(one.name, one.group): one for one in measures_of(both)}
    margin = NormalDist().inv_cdf(0.975) * stdev(minutes) / sqrt(3)
    mean = found["minutes_held_mean", "all"]
    assert (mean.low, mean.value, mean.high) == pytest.approx((20 - margin, 20, 20 + margin), abs=1e-3)
    assert (mean.numerator, mean.denominator, mean.interval) == (60, 3, "95 % normal")
    alone = found["minutes_held_mean", "white"]
    assert (alone.low, alone.high, alone.interval) == (None, None, "not enough cases")
    long = counted((0, 0.1, 0.1), (1, 90.0, 0.2))
    assert {one.name: one for one in measures_of(long) if one.group == "all"}["minutes_held_mean"].low == 0


def test_nothing_adds_nothing(day):
    one = tally_of_day(day)
    for whole in (one + Tally.nothing(GROUPS), Tally.nothing(GROUPS) + one):
        for name in ("counts", "expected", "longest_min", "longest_manner"):
            np.testing.assert_array_equal(getattr(whole, name), getattr(one, name))
        assert whole.has_cameras


def test_expectations_of_days_add_up(day):
    one = tally_of_day(day)
    for estimator in ("expected", "expected_given_listed"):
        np.testing.assert_allclose((one + one).expect("alerts", estimator), 2 * one.expect("alerts", estimator))


def test_without_cameras_there_is_nothing_of_cameras_and_nothing_is_expected():
    names = {(one.name, one.estimator) for one in measures_of(counted())}
    assert ("people", "sampled") in names
    assert ("arrests", "sampled") in names
    assert not {name for name, _ in names} & {"faces_seen", "searches", "alerts", "fpir"}
    assert {estimator for _, estimator in names} == {"sampled"}


def test_what_is_not_known_of_one_day_is_not_known_of_both(day):
    one = tally_of_day(day)
    unknown = Tally(one.groups, one.counts, None, one.longest_min, one.longest_manner, has_cameras=True)
    for whole in (one + unknown, unknown + one):
        assert {metric.estimator for metric in measures_of(whole)} == {"sampled"}
        with pytest.raises(ValueError, match="accuracy"):
            whole.expect("alerts")


def test_groups_are_whichever_are_given():
    log = EventLog()
    log.add(arrival(0, "roma"))
    tally = tally_of(log, groups=("roma", "white"), basis=None)
    found = {one.group: one.value for one in measures_of(tally) if one.name == "people" and one.by == "ethnic_group"}
    assert found == {"roma": 1, "white": 0}


def test_what_is_expected_of_anybody_who_might_be_listed_varies_as_rare_events_do(day):
    """Only where it is known who is listed do likely events vary less."""
    found = [one for one in measures_of(tally_of_day(day)) if one.interval.startswith(OF_DAYS)]
    of_anybody = [one for one in found if one.estimator == "expected"]
    assert {one.interval for one in of_anybody} == {f"{OF_DAYS} (Poisson about the expected number)"}
    assert max(one.value for one in of_anybody) > 1
    for one in of_anybody:
        assert (one.low, one.high) == tuple(np.maximum(poisson.ppf([0.05, 0.95], one.value), 0))
    assert any("binomial" in one.interval for one in found if one.estimator == "expected_given_listed")


def test_what_is_summed_is_divided_by_nothing():
    found = {(one.name, one.group): one for one in measures_of(counted((0, 10.0, 0.1), (1, 30.0, 0.2)))}
    held = found["minutes_held", "all"]
    assert (held.value, held.numerator, held.denominator, held.low, held.high) == (40, 40, 1, None, None)


def test_a_table_has_the_types_of_its_columns_whether_there_are_numbers_or_not():
    without = [one for one in measures_of(counted()) if one.value is None]
    numbers = {"value", "numerator", "denominator", "low", "high"}
    for metrics in ([], without, measures_of(counted())):
        schema = table_of(metrics).schema
        assert set(schema) == {"name", "estimator", "by", "group", "interval", "unit"} | numbers
        assert all(schema[name] == (pl.Float64 if name in numbers else pl.String) for name in schema)
