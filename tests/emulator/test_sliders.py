"""Sliders: each says what a scenario has, and changes that and nothing that another slider changes."""

from itertools import combinations

import pytest

import sim
from sim.emulator.levels import arms_of, factors_of
from sim.emulator.ranges import factors_over, ranges_of, spans_over
from sim.emulator.sliders import SLIDERS, span_of
from sim.ensemble.drawn import with_draw
from tests.conftest import short_day
from tests.programme.conftest import programme


@pytest.fixture(scope="module")
def day():
    return short_day()


@pytest.fixture(scope="module")
def two_streets():
    """Return a programme of two streets that differ in footfall and mix, with two rules of other hours."""
    return sim.load_programme(
        "roll_out",
        values={
            "months": 1,
            "streets.north_end.place.population.street_shares": {"black": 0.2, "white": 0.8},
            "siting": [{"rule": "fixed", "duration_h": 2}, {"rule": "fixed", "duration_h": 4, "start_h": 14}],
        },
    )


@pytest.mark.parametrize("name", ["small", "day", "two_streets"])
def test_a_value_that_is_set_is_what_the_scenario_has_then_and_nothing_else_moves(name, request):
    settings = request.getfixturevalue(name)
    before = {one.name: one.given(settings) for one in SLIDERS}
    for slider in SLIDERS:
        span = span_of(slider, settings)
        for value in (span.low, span.high):
            changed = with_draw(settings, slider.change(settings, value))
            assert {one.name: one.given(changed) for one in SLIDERS} == pytest.approx(before | {slider.name: value})


def test_no_setting_is_moved_by_two_sliders(two_streets):
    moved = [set(one.change(two_streets, one.given(two_streets))) for one in SLIDERS]
    assert all(not one & other for one, other in combinations(moved, 2))


def test_what_streets_and_rules_differ_in_stays_in_proportion(two_streets):
    sliders = {one.name: one for one in SLIDERS}
    given = sliders["footfall"].given(two_streets)
    changed = with_draw(two_streets, sliders["footfall"].change(two_streets, 2 * given))
    for name, street in two_streets.streets.items():
        assert changed.streets[name].place.footfall.people_per_day == 2 * street.place.footfall.people_per_day
    changed = with_draw(two_streets, sliders["hours"].change(two_streets, 6.0))
    assert [rule.duration_h for rule in changed.siting] == [4, 8]


def test_more_false_alerts_of_one_group_are_fewer_of_others_and_as_many_in_all(small):
    slider = next(one for one in SLIDERS if one.name == "false_alert_ratio")
    profile = with_draw(small, slider.change(small, 1.0)).lfr.recognition.profile
    before = small.lfr.recognition.profile
    even, uneven = profile.fpir_by_group(profile.anchor), before.fpir_by_group(before.anchor)
    assert even == pytest.approx(even[0])
    assert profile.faces @ even == pytest.approx(before.faces @ uneven)


def test_a_gap_in_recognition_leaves_as_many_found_in_all_and_is_what_a_file_could_say(small):
    slider = next(one for one in SLIDERS if one.name == "recognition_gap")
    values = slider.change(small, -0.1)
    profile = sim.with_values(small, values).lfr.recognition.profile
    point = profile.heard("tpir")[0]
    rates = dict(zip(profile.groups, profile.tpir_by_group(point), strict=True))
    assert rates["black"] == pytest.approx(rates["white"] - 0.1)
    assert profile.faces @ profile.tpir_by_group(point) == pytest.approx(0.89)
    assert with_draw(small, values).lfr.recognition.profile == profile


def test_a_team_is_as_large_as_the_officers_that_stop(small):
    slider = next(one for one in SLIDERS if one.name == "team")
    changed = with_draw(small, slider.change(small, 20.0))
    assert (set(changed.force.teams.values()), changed.force.officers) == ({20}, 40)


def test_a_range_holds_what_the_scenario_has_and_the_day_ends_by_midnight():
    late = programme("lfr.threshold=0.5", "siting=[{rule: fixed, start_h: 18.0, duration_h: 1.0}]")
    spans = spans_over(late, {})
    assert (spans["threshold"].low, spans["threshold"].given) == (0.5, 0.5)
    assert spans["hours"].high == 6.0


def test_levels_are_the_shipped_profiles_and_the_cameras_of_all_streets(small, two_streets):
    profile, cameras, scope = factors_of(small)
    assert (profile.given, cameras.given, scope.given) == ("met_field_064", "north+south", "all_warrants")
    assert cameras.levels == ("north+south", "van")
    assert factors_of(two_streets)[1].levels == ("van",)
    arms = arms_of(small, (profile, cameras, scope))
    assert arms["met_field_064", "north+south"] is small
    other = arms["neoface_npl_2023", "van"]
    assert (other.lfr.sites, other.lfr.recognition.profile.regime) == (("van",), "laboratory")


def test_a_profile_of_ones_own_is_a_level_of_its_own(small):
    own = sim.with_values(small, {"lfr.recognition.profile": "met_field_060"})
    assert factors_of(own)[0].levels[0] == factors_of(own)[0].given == "as_given"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("footfall", "not a range"),
        ("weather=1:2", "no such input"),
        ("footfall=a:b", "not a range of numbers"),
        ("footfall=20000:11000", "not a range"),
        ("footfall=20000:30000", "does not hold what the scenario has"),
        ("local_share=0.02:1.5", r"cannot have \(1.5\).*at most 1"),
        ("threshold=0:0.68", r"cannot have \(0\)"),
        ("cameras=drone", "no such level"),
        ("cameras=van", "not among them is what the scenario has"),
    ],
)
def test_a_range_that_is_none_is_refused(small, text, says):
    with pytest.raises(sim.RunError, match=says):
        read(small, text)


def read(settings, text):
    """Return what a range stands for."""
    ranges = ranges_of([text], settings)
    return factors_over(settings, ranges), spans_over(settings, ranges)


def test_a_range_takes_the_place_of_the_usual_one(small):
    assert read(small, "footfall=11000:13000")[1]["footfall"].high == 13_000
    assert read(small, "team=12")[1]["team"].low == read(small, "team=12")[1]["team"].high == 12
    assert read(small, "cameras=north+south")[0][1].levels == ("north+south",)
