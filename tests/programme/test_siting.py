"""Siting rules: every one says its weights, chooses by them, and none can be written without."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Literal, get_args

import numpy as np
import pytest
from pydantic import Field, TypeAdapter

from sim.programme.siting import (
    Fixed,
    InProportion,
    KnownStreet,
    MostRecordedCrime,
    Moved,
    PresenceWeightedCrime,
    Random,
    RecordedCrime,
    Siting,
    SitingRule,
    Turns,
    shares_of,
)

RULES = get_args(get_args(Siting)[0])


def street(reported=0.0, discovered=0.0, hours=0.0, people=100.0, residents=1.0):
    return KnownStreet(reported, discovered, hours, people, residents)


STREETS = [street(2900.0, 100.0, 50.0, 27_500.0, 10_000.0), street(1000.0, 0.0, 0.0, 5200.0, 30_000.0)]


def made(kind, **settings):
    given = {"to": {"": 1.0}} if kind is InProportion else {}
    return kind(rule=get_args(kind.model_fields["rule"].annotation)[0], **given | settings)


def test_a_rule_without_weights_cannot_be_written():
    with pytest.raises(TypeError, match="the siting rule Forgotten has no `weights`"):

        class Forgotten(SitingRule):
            rule: Literal["forgotten"]


def test_a_rule_of_ones_own_takes_part_like_the_others():
    class ByName(SitingRule):
        rule: Literal["first_only"]

        def weights(self, streets):
            return [1.0, *[0.0] * (len(streets) - 1)]

    union = TypeAdapter(Annotated[Fixed | ByName, Field(discriminator="rule")])
    rule = union.validate_python({"rule": "first_only"})
    turns, shares = Turns(2), shares_of(rule.weights(STREETS))
    assert {rule.choose(shares, turns, 0.9) for _ in range(20)} == {0}


@pytest.mark.parametrize("kind", RULES)
def test_every_rule_has_a_weight_for_every_street(kind):
    assert "weights" in vars(kind)
    weights = made(kind).weights(STREETS)
    assert len(weights) == len(STREETS)
    assert min(weights) >= 0


def test_every_rule_has_a_name_of_its_own():
    assert len({made(kind).rule for kind in RULES}) == len(RULES)


def test_streets_that_are_behind_come_first_and_of_equals_the_first():
    turns = Turns(2)
    assert [turns.next(np.array([0.75, 0.25])) for _ in range(8)] == [0, 0, 1, 0, 0, 0, 1, 0]


def test_without_any_weight_streets_take_turns():
    nothing = [street()] * 3
    for kind in (RecordedCrime, PresenceWeightedCrime):
        assert shares_of(made(kind).weights(nothing)).tolist() == [1 / 3] * 3


def test_a_street_that_has_no_share_any_more_is_not_visited_whatever_was_due():
    turns = Turns(3)
    assert turns.next(np.array([0.5, 0.5, 0.0])) == 0
    assert [turns.next(np.array([0.5, 0.0, 0.5])) for _ in range(2)] == [2, 0]


def test_the_streets_with_most_recorded_crime_take_turns_and_of_equals_the_first():
    rule = MostRecordedCrime(rule="most_recorded_crime", streets=2)
    assert rule.weights([street(10), street(12), street(5, 6), street(11)]) == [0, 1, 1, 0]
    assert rule.weights([street(10)]) == [1]
    turns, shares = Turns(3), shares_of(rule.weights([street(1), street(3), street(2)]))
    assert [rule.choose(shares, turns, 0.0) for _ in range(4)] == [1, 2, 1, 2]


def test_discovered_crime_is_weighted_by_the_inverse_of_presence():
    weights = made(PresenceWeightedCrime).weights([street(10, 30, 300), street(20, 20, 100)])
    assert weights == pytest.approx([10 + 200 * 30 / 300, 20 + 200 * 20 / 100])


def test_where_no_officer_was_an_hour_discovers_what_it_does_elsewhere():
    weights = made(PresenceWeightedCrime).weights([street(10, 30, 300), street(20, 20, 100), street(5)])
    assert weights[2] == pytest.approx(5 + 400 / 3 * 50 / 400)
    assert made(PresenceWeightedCrime).weights([street(10), street(20)]) == [10, 20]


def test_a_drawn_street_follows_its_number_and_nothing_else():
    rule, turns, shares = made(Random), Turns(2), np.array([0.5, 0.5])
    assert [rule.choose(shares, turns, u) for u in (0.0, 0.4, 0.1, 0.5, 0.99)] == [0, 0, 0, 1, 1]


def test_moved_cameras_stay_and_then_go_where_recorded_crime_is_furthest_ahead_of_them():
    rule = Moved(rule="moved", per_month=2, stay_months=3)
    streets = [street(600.0), street(300.0), street(100.0), street(0.0)]
    turns, shares = Turns(4), shares_of(rule.weights(streets))
    where = [rule.choose(shares, turns, 0.5) for _ in range(60)]
    stays = [set(where[k : k + 6]) for k in range(0, 60, 6)]
    assert all(len(one) == 1 for one in stays)
    assert [sum(one == {k} for one in stays) for k in range(4)] == [6, 3, 1, 0]


def test_streets_are_visited_in_proportion_to_the_numbers_given_and_those_without_never():
    streets = [replace(street(), name=name) for name in ("broadway", "market", "mall")]
    rule = made(InProportion, to={"mall": 5, "broadway": 2.5})
    turns, shares = Turns(3), shares_of(rule.weights(streets))
    assert [rule.choose(shares, turns, 0.5) for _ in range(6)] == [2, 0, 2, 2, 0, 2]


@pytest.mark.parametrize("per_month", [1, 17, 18, 30])
def test_deployments_are_on_the_days_of_the_week_that_are_given(per_month):
    rule = made(InProportion, weekdays=("tuesday", "friday"), per_month=per_month)
    days = rule.days(date(2024, 9, 11), date(2024, 10, 11))
    assert len(days) == per_month
    assert days == sorted(days)
    assert {day.weekday() for day in days} <= {1, 4}
    # of the eight Tuesdays and Fridays none is left out, and none has two deployments more than another
    counts = [days.count(day) for day in set(days)]
    assert len(counts) == min(per_month, 8)
    assert max(counts) - min(counts) <= 1


def test_a_rule_without_days_of_the_week_spreads_its_deployments_over_the_month():
    days = made(Fixed, per_month=3).days(date(2025, 2, 1), date(2025, 3, 1))
    assert days == [date(2025, 2, 5), date(2025, 2, 15), date(2025, 2, 24)]
    assert len(set(made(InProportion, per_month=28).days(date(2025, 2, 1), date(2025, 3, 1)))) == 28
