"""What a request costs: more for more people, hours, references and days; and what is too dear is refused."""

from __future__ import annotations

import pytest

from sim.core.errors import RunError
from sim.programme.load import load_programme
from sim.scenario.load import load, with_values
from sim.scenario.schema import Scenario
from sim.scenario.shipped import place_file, policy_file, programme_file
from sim.store.cost import MOST_S, check_cost, cost_of, cost_of_programmes
from sim.store.requests import Request


@pytest.fixture(scope="module")
def day() -> Scenario:
    return load(place_file("london_road"), policies=[policy_file("lfr_van_2024")])


@pytest.mark.parametrize(
    ("setting", "less", "more"),
    [
        ("day.duration_h", 1, 8),
        ("footfall.people_per_day", 2000, 8000),
        ("lfr.watchlist.size", 1000, 90_000),
        ("walking.step_s", 0.1, 0.02),
        ("lfr.recognition.backend.dimension", 64, 4096),
    ],
)
def test_what_makes_a_day_longer_to_run_makes_it_dearer(day, setting, less, more):
    costs = [cost_of(Request(with_values(day, {setting: value}))) for value in (less, more)]
    assert costs[0].low_s < costs[1].low_s
    assert all(cost.low_s < cost.high_s for cost in costs)


def test_days_cost_each_the_same(day):
    one, ten = cost_of(Request(day)), cost_of(Request(day, seeds=(1, 2), replications=5))
    assert ten.steps == 10
    assert ten.high_s == pytest.approx(10 * one.high_s)


def test_a_programme_costs_by_its_deployments_and_streets():
    year = load_programme(programme_file("north_end_year"))
    month = with_values(year, {"months": 1})
    one, short = (cost_of_programmes([which], draws=1, replications=1) for which in (year, month))
    assert one.low_s > short.low_s > 0
    both = cost_of_programmes([year, month], draws=3, replications=2)
    assert both.steps == 12
    assert one.low_s < both.low_s < 6 * (one.low_s + short.low_s)  # the street is walked once


def test_what_is_too_dear_is_refused_before_it_runs(day):
    dear = Request(with_values(day, {"walking.step_s": 0.01, "day.duration_h": 12}), seeds=tuple(range(20)))
    assert cost_of(dear).high_s > MOST_S
    with pytest.raises(RunError, match="too dear to be run from here"):
        check_cost(cost_of(dear))
    assert check_cost(cost_of(Request(day))).high_s < MOST_S


def test_searching_costs_by_how_many_come_and_how_many_are_listed(day):
    def low_s(people, size):
        return cost_of(Request(with_values(day, {"footfall.people_per_day": people, "lfr.watchlist.size": size}))).low_s

    few, many = (low_s(people, 30_000) - low_s(people, 10_000) for people in (2000, 8000))
    assert many == pytest.approx(4 * few)
    assert low_s(2000, 50_000) - low_s(2000, 10_000) == pytest.approx(2 * few)


def test_deployments_are_counted_in_the_months_that_have_them():
    year = load_programme(programme_file("north_end_year"))

    def low_s(months, *rules):
        programme = with_values(year, {"months": months, "siting": list(rules), "calendar": []})
        return cost_of_programmes([programme], draws=1, replications=1).low_s

    rule = {"rule": "fixed", "per_month": 2, "duration_h": 1.0}
    none, one = low_s(12), low_s(1, rule)
    a_month = one - none
    assert a_month > 0
    assert low_s(12, rule) - none == pytest.approx(12 * a_month)
    assert low_s(12, rule | {"months": [3, 5]}) - none == pytest.approx(3 * a_month)
    assert low_s(12, rule | {"months": [11, 20]}) - none == pytest.approx(2 * a_month)
    assert low_s(4, rule | {"months": [6, 9]}) == pytest.approx(none)
    assert low_s(12, rule, rule | {"per_month": 4}) - none == pytest.approx(36 * a_month)
