"""Numbers with bounds, and what a finding makes of them."""

import json
from math import inf, nan

import pytest

from sim.acceptance.finding import Finding, case, number
from sim.core.errors import RunError
from sim.street.walking.anticipating import Anticipating


@pytest.mark.parametrize(
    ("values", "is_met"),
    [
        (0.5, True),
        (1.0, True),
        ([0.5, 1.0], True),
        ([0.5, 1.1], False),
        (nan, False),
        ([0.5, nan], False),
        (inf, False),
        (-0.1, False),
    ],
)
def test_every_seed_must_keep_the_bounds(values, is_met):
    assert number("share", values, low=0, high=1).is_met is is_met


def test_a_number_without_bounds_is_always_met():
    assert number("time", nan).is_met
    assert not number("time", 3.0).is_bounded


def test_a_finding_passes_if_all_its_numbers_do():
    good, bad = number("a", 1.0, low=0), number("b", -1.0, "m", low=0)
    assert Finding("X", "x", "ours", "a and b", (good,)).passed
    finding = Finding("X", "x", "ours", "a and b", (good, bad))
    assert not finding.passed
    assert "b: -1 m, not at least 0" in finding.said
    assert "a:" not in finding.said


def test_a_finding_can_be_written_as_json_whatever_it_found():
    numbers = (number("a", [1.0, nan], low=0), number("b", inf, "s", high=9))
    document = json.loads(json.dumps(Finding("X", "x", "ours", "c", numbers).as_document(), allow_nan=False))
    assert document["passed"] is False
    assert document["numbers"][0] | {"mean": None, "at_most": None, "seeds": 2} == document["numbers"][0]
    assert document["numbers"][1]["at_most"] == 9


def test_a_model_whose_people_have_no_room_does_not_meet_a_test():
    @case("X", "x", source="ours", criterion="c")
    def crowded(walking, seeds):
        raise RunError("the start of person 1", "it overlaps")

    finding = crowded(Anticipating(), (1,))
    assert not finding.passed
    assert "it overlaps" in finding.reason
