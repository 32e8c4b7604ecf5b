"""Vary: overlays and single settings, and the places that they report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.errors import ScenarioError
from sim.scenario.located import parse
from sim.scenario.vary import overlay, with_setting

BASE = "name: here\nday:\n  start_h: 11\n  parts: [1, 2]\nlfr:\n  team: {size: 4}\n"


def base():
    return parse(BASE, file="base.yaml")


def laid(top):
    return overlay(base(), parse(top, file="top.yaml"))


def test_mappings_are_merged_key_by_key():
    assert laid("day: {start_h: 12}").data["day"] == {"start_h": 12, "parts": [1, 2]}


def test_lists_take_each_others_place():
    assert laid("day: {parts: [3]}").data["day"] == {"start_h": 11, "parts": [3]}


def test_null_clears_what_was_there():
    assert laid("lfr: null").data["lfr"] is None


def test_an_empty_overlay_changes_nothing():
    assert laid("# nothing\n").data == base().data


def test_what_lies_below_is_not_changed():
    below = base()
    overlay(below, parse("day: {start_h: 12}", file="top.yaml"))
    assert below.data == base().data


def test_each_value_keeps_the_place_that_it_came_from():
    located = laid("day:\n  start_h: 12\n")
    assert str(located.value_at(("day", "start_h"))) == "top.yaml:2:12"
    assert str(located.value_at(("day", "parts", 1))) == "base.yaml:4:14"


def test_places_of_a_list_that_was_replaced_are_forgotten():
    assert str(laid("day: {parts: [3]}").value_at(("day", "parts", 1))) == "top.yaml:1:14"


def test_a_setting_sets_one_value():
    assert with_setting(base(), "day.start_h=12.5").data["day"] == {"start_h": 12.5, "parts": [1, 2]}


@pytest.mark.parametrize(
    ("text", "value"), [("[a, b]", ["a", "b"]), ("null", None), ("'1'", "1"), ("", None), ("a=b", "a=b")]
)
def test_the_value_of_a_setting_is_yaml(text, value):
    assert with_setting(base(), f"name={text}").data["name"] == value


def test_a_number_counts_a_list():
    assert with_setting(base(), "day.parts.1=9").data["day"]["parts"] == [1, 9]


def test_mappings_on_the_way_are_made():
    assert with_setting(base(), "a.b.c=1").data["a"] == {"b": {"c": 1}}


def test_a_setting_under_null_makes_a_mapping():
    cleared = overlay(base(), parse("lfr: null", file="top.yaml"))
    assert with_setting(cleared, "lfr.threshold=0.6").data["lfr"] == {"threshold": 0.6}


def test_a_setting_is_its_own_place():
    located = with_setting(base(), "lfr.team.size=6")
    assert str(located.value_at(("lfr", "team", "size"))) == "--set lfr.team.size=6"
    assert str(located.value_at(("lfr", "team"))) == "base.yaml:6:9"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("day.start_h", "--set day.start_h: not a setting; write it as name=value"),
        ("=3", "--set =3: not a setting"),
        ("day..start_h=3", "--set day..start_h=3: not a setting"),
        ("day.parts.2=3", "--set day.parts.2=3: no item 2 in day.parts; it has items 0 to 1"),
        ("day.parts.last=3", "--set day.parts.last=3: no item last in day.parts"),
        ("name.first=3", "--set name.first=3: name is a single value ('here') and has no 'first'"),
        ("day.parts=[1", "--set day.parts=[1: not readable as YAML"),
    ],
)
def test_a_bad_setting_is_refused(setting, message):
    with pytest.raises(ScenarioError) as caught:
        with_setting(base(), setting)
    assert str(caught.value).startswith(message)


NAMES = st.sampled_from("abc")
TREES = st.recursive(st.integers(), lambda inner: st.dictionaries(NAMES, inner, max_size=3), max_leaves=8)
MAPPINGS = st.dictionaries(NAMES, TREES, max_size=3)


@given(MAPPINGS, MAPPINGS)
def test_an_overlay_laid_twice_is_laid_once(below, above):
    first, second = parse(repr(below), file="a"), parse(repr(above), file="b")
    once = overlay(first, second)
    assert overlay(once, second).data == once.data


@given(MAPPINGS, MAPPINGS)
def test_every_place_that_is_known_leads_to_a_value(below, above):
    both = overlay(parse(repr(below), file="a"), parse(repr(above), file="b"))
    for path in both.values:
        value = both.data
        for key in path:
            value = value[key]
