"""Ranges that a file states of its own numbers."""

import pytest

import sim
from sim.core.errors import ScenarioError
from sim.ensemble.inputs import inputs_of
from sim.scenario.shipped import place_file
from tests.conftest import short_day
from tests.programme.conftest import programme


def test_a_places_own_range_is_drawn_from_and_not_that_of_all_places():
    day = sim.load_scenario(place_file("north_end"))
    drawn, _ = inputs_of(day)
    assert day.ranges["footfall.people_per_day"] == (33_000, 46_000)
    one = drawn["footfall.people_per_day"]
    assert (one.low, one.high, one.basis, one.unit) == (33_000, 46_000, "stated", "1/day")


def test_a_street_of_a_programme_keeps_the_range_of_its_place():
    arm = programme()
    (street,) = arm.streets.values()
    drawn, held = inputs_of(arm)
    found = [one.key for one in (*drawn.values(), *held) if one.key.endswith("people_per_day")]
    assert found
    assert street.place.ranges


def test_any_number_can_have_a_range():
    drawn, _ = inputs_of(short_day("ranges={lfr.threshold: [0.6, 0.66]}"))
    assert (drawn["lfr.threshold"].low, drawn["lfr.threshold"].high) == (0.6, 0.66)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{footfall.people_a_day: [1, 2]}", "footfall.people_per_day"),
        ("{name: [1, 2]}", "no number is called so"),
        ("{footfall.people_per_day: [2, 1]}", "not in order"),
        ("{footfall.people_per_day: [1]}", "ranges"),
        ("{footfall.people_per_day: 3}", "ranges"),
        ("{population.listed_share: [0.01, 1.5]}", r"cannot be \(1.5\).*at most 1"),
        ("{lfr.engagement.officers: [1.5, 12]}", r"cannot be \(1.5\).*whole number"),
        ("{behaviour.desired_speed_low_m_s: [0.5, 2.9]}", r"cannot be \(2.9\)"),
    ],
)
def test_a_range_of_nothing_or_with_wrong_ends_is_refused(given, said):
    with pytest.raises(ScenarioError, match=said):
        short_day(f"ranges={given}")


def test_a_range_beyond_what_a_setting_can_be_is_told_at_its_line_and_column(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("name: own\nranges:\n  lfr.adjudication.p_false_accept: [0.1, 1.25]\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"own.yaml:3:42: the range of .* reaches to .* \(1.25\): .*; .*at most 1$"):
        sim.load_scenario("north_end", policies=["lfr_fixed_2025", own])


def test_a_programme_checks_its_own_numbers_and_those_of_its_streets():
    for key, end in (("streets.north_end.crimes_per_year", 2e6), ("habits.day_spread", -1), ("months", 2.5)):
        low, high = sorted((end, 1))
        with pytest.raises(ScenarioError, match=f"{key}. reaches to what it cannot be"):
            programme(f"ranges={{{key}: [{low}, {high}]}}")
