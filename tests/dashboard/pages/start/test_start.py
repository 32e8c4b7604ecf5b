"""What the Start page says of a run."""

from __future__ import annotations

from stored_day import FIXED, NONE
from trees import children_of, components, text_of

from dashboard.pages.start import words
from dashboard.parts.rates import RATES


def test_the_answer_is_one_sentence_with_the_range_of_the_run(client):
    assert "On 9 out of 10 days like this one, the model expects between 2 and 10 arrests." in text_of(
        client, "start", FIXED
    )


def test_the_day_itself_is_told_beside_the_range(client):
    said = text_of(client, "start", FIXED)
    assert "6 arrests, out of 11 stops after 14 alerts (0 of them false) among 19,423 faces seen" in said


def test_each_rate_is_given_both_ways_with_its_counts(client):
    said = text_of(client, "start", FIXED)
    assert "1 in 3,240" in said
    assert "0.031\u202f%" in said
    assert "6 arrests out of 19,423 faces seen" in said


def test_few_cases_are_said_to_be_few(client):
    assert text_of(client, "start", FIXED).count(words.NOT_ENOUGH) >= 5


def test_a_day_without_facial_recognition_says_so_and_divides_by_nothing(client):
    said = text_of(client, "start", NONE)
    assert "21,450 people came to the street, and no face was searched." in said
    assert RATES not in said
    assert words.TRUST not in said


def panels(client, **state):
    found = [one["props"] for one in components(children_of(client, "start", FIXED, **state))]
    return {props["id"]: props["hidden"] for props in found if "hidden" in props}


def test_the_switches_are_taken_from_the_address(client):
    shown = [name for name, hidden in panels(client, per="arrest", by="sex").items() if hidden is False]
    assert shown == ["tree-day", "per-arrest", "by-sex"]


def test_an_option_that_is_none_shows_the_first(client):
    shown = [name for name, hidden in panels(client, per="mile", tree="week").items() if hidden is False]
    assert shown == ["tree-day", "per-face", "by-ethnic_group"]
