"""Designs: what is drawn, by which law, and what stays."""

import numpy as np
import pytest

import sim
from sim.core.config import value_of
from sim.ensemble.arms import arm_of
from sim.ensemble.design import design_of
from sim.ensemble.drawn import check_ends, with_draw
from sim.ensemble.inputs import FITTED, POSTERIOR, Input, inputs_of
from tests.conftest import short_day
from tests.programme.conftest import programme

DRAWS = 64


@pytest.fixture(scope="module")
def small():
    return programme()


@pytest.fixture(scope="module")
def day():
    return short_day()


@pytest.fixture(scope="module")
def design(small):
    return design_of({"a": small}, draws=DRAWS, seed=3)


def test_the_first_draw_is_as_given_and_all_others_are_in_their_ranges(design):
    assert dict(design.draws[0]) == {}
    assert len(design.draws) == DRAWS
    for draw in design.draws[1:]:
        for one in design.inputs:
            assert one.low is None or one.low <= draw[one.key] <= one.high


def test_every_cited_or_assumed_range_is_drawn_or_held_with_a_reason(small, design):
    keys = {one.key for one in design.inputs} | {one.key for one in design.held}
    assert {"trust.news.reach", "community.trust.asymmetry", "lfr.capture.decision_s", POSTERIOR} <= keys
    assert all(one.why for one in design.held)
    held = {one.key: one.why for one in design.held}
    assert "outside of the range" in held["borough.visitors"]
    assert "tables of walks" in held["lfr.capture.decision_s"]
    assert "chooses" in held["lfr.engagement.officers"]
    assert "already" in held["lfr.recognition.backend.kin_fraction"]


def test_laws_are_uniform_or_uniform_in_the_logarithm(design):
    laws = {one.key: one.law for one in design.inputs}
    assert laws["network.local_ties"] == "log-uniform"
    assert laws["habits.distance_km"] == "uniform"
    assert laws["trust.meetings.attendees"] == "whole numbers, alike"
    ties = np.log([draw["network.local_ties"] for draw in design.draws[1:]])
    # more even than chance: the mean of so many points lies far within a standard error
    assert abs(ties.mean() - np.log(15) / 2) < np.log(15) / np.sqrt(12 * DRAWS)
    assert {type(draw["trust.meetings.attendees"]) for draw in design.draws[1:]} == {int}


def test_the_same_seed_draws_the_same_and_more_draws_begin_with_those_of_fewer(small, design):
    again = design_of({"a": small}, draws=DRAWS, seed=3)
    assert again.draws == design.draws
    assert design_of({"a": small}, draws=10, seed=3).draws == design.draws[:10]
    assert design_of({"a": small}, draws=10, seed=4).draws[1] != design.draws[1]


def test_what_arms_differ_in_is_held(small):
    other = sim.with_values(small, {"trust.news.reach": 0.05})
    held = {one.key: one.why for one in design_of({"a": small, "b": other}, draws=2, seed=1).held}
    assert held["trust.news.reach"] == "arms differ in it (0.02, 0.05)"


def test_inputs_are_varied_and_held_as_asked(small):
    drawn, held = inputs_of(small, vary=["lfr.capture.*"], hold=["trust.*"])
    assert "lfr.capture.decision_s" in drawn
    assert not any(key.startswith("trust.") for key in drawn)
    assert any(one.key == "trust.news.reach" and one.why == "held as asked" for one in held)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"draws": 0}, "not a number of draws"),
        ({"draws": 2, "vary": ["nothing.*"]}, "no uncertain input is called so"),
        ({"draws": 2, "hold": ["trust.newz.reach"]}, "no uncertain input is called so"),
    ],
)
def test_what_cannot_be_drawn_is_refused(small, options, says):
    with pytest.raises(sim.RunError, match=says):
        design_of({"a": small}, seed=1, **options)


def test_a_draw_is_laid_into_the_settings(small, design):
    made = with_draw(small, design.draws[1])
    for key, value in design.draws[1].items():
        assert value_of(made, key) == value
    assert made.streets["north_end"].place.street is small.streets["north_end"].place.street
    assert with_draw(small, design.draws[0]) is small


def test_a_day_draws_how_people_behave_and_not_how_they_walk(day):
    drawn, held = inputs_of(day)
    assert "behaviour.dwell_median_s" in drawn
    assert "lfr.capture.decision_s" in drawn
    assert {"walking.time_gap_s", "walking.step_s"} <= {one.key for one in held}
    made = with_draw(day, {"behaviour.dwell_median_s": 20.0, POSTERIOR: 4, "streets.nowhere.residents": 1.0})
    assert (made.behaviour.dwell_median_s, made.lfr.recognition.draw) == (20.0, 4)


def test_what_a_policy_does_not_read_is_drawn_where_an_arm_does_and_then_in_all(small):
    ages = {"lfr.watchlist.image_age_mean_years", "lfr.watchlist.image_loss_per_year"}
    limit = sim.with_values(small, {"lfr.watchlist.image_age_max_years": 10})
    delay = sim.with_values(small, {"lfr.watchlist.authorisation_delay_days": 14})
    read = {name: set(inputs_of(arm)[0]) for name, arm in {"as it is": small, "age": limit, "delay": delay}.items()}
    assert read["age"] - read["as it is"] == ages
    assert read["delay"] - read["as it is"] == {"lfr.watchlist.wanted_mean_days"}
    design = design_of({"as it is": small, "age": limit}, draws=2, seed=1)
    assert ages <= set(design.draws[1])
    assert value_of(with_draw(small, design.draws[1]), "lfr.watchlist.image_loss_per_year") > 0


def test_a_profile_without_counts_or_with_a_draw_of_its_own_is_not_drawn(day):
    assert POSTERIOR in inputs_of(day)[0]
    assert POSTERIOR not in inputs_of(sim.with_values(day, {"lfr.recognition.draw": 2}))[0]
    assert POSTERIOR not in inputs_of(sim.with_values(day, {"lfr.recognition.profile": "perfect"}))[0]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"behaviour.dwell_median_s": -1.0}, r"behaviour: a draw is not possible: .*\(behaviour.dwell_median_s -1\)"),
        ({"behaviour.desired_speed_low_m_s": 2.9}, "behaviour: a draw is not possible"),
    ],
)
def test_a_draw_out_of_bounds_or_against_others_is_refused(day, values, says):
    with pytest.raises(sim.ScenarioError, match=says):
        with_draw(day, values)


@pytest.mark.parametrize(
    ("key", "low", "high", "law", "says"),
    [
        ("lfr.adjudication.p_false_accept", 0.1, 1.2, "uniform", "its assumed range, 0.1 to 1.2, .*at most 1.*--hold"),
        ("streets.north_end.crimes_per_year", 0.0, 2e6, "uniform", r"a cannot have \(2e\+06\).*at most 1e\+06"),
        ("streets.north_end.place.population.listed_visit_ratio", 0.1, 1e4, FITTED, "what the fit has of it"),
    ],
)
def test_an_input_that_reaches_to_what_a_setting_cannot_be_is_refused_before_anything_is_run(
    small, key, low, high, law, says
):
    one = Input(key, value_of(small, key), low, high, law, "", "assumed")
    with pytest.raises(sim.RunError, match=says):
        check_ends({"a": small}, [one])


@pytest.mark.parametrize("arm", ["north_end_year", "roll_out", "stop_and_search", "lewisham+lfr_van_2025"])
def test_every_range_of_what_is_shipped_is_possible(arm):
    settings = arm_of(arm)
    drawn, _ = inputs_of(settings, vary=["*"])
    assert len(drawn) > 100
    check_ends({arm: settings}, list(drawn.values()))
