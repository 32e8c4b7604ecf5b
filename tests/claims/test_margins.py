import re

import pytest
from pydantic import ValidationError

from sim.claims.finding import EVENTS
from sim.claims.margin import Margin, together, value_in, verdict_of
from sim.core.errors import RunError
from sim.report.claims_tables import tip_words


def margin(**side):
    return Margin(name="fear", unit="chance", why="a choice", **side)


@pytest.mark.parametrize(
    ("side", "low", "high", "verdict"),
    [
        ({"at_most": 1.0}, 0.2, 1.0, "supported"),
        ({"at_most": 1.0}, 0.2, 1.1, "undetermined"),
        ({"at_most": 1.0}, 1.1, 2.0, "not supported"),
        ({"at_most": 1.0}, 0.5, None, "undetermined"),
        ({"at_most": 1.0}, 1.5, None, "not supported"),
        ({"at_least": 1.0}, 1.0, None, "supported"),
        ({"at_least": 1.0}, 0.2, 0.9, "not supported"),
        ({"at_least": 1.0}, None, None, "undetermined"),
        ({"between": (0.8, 1.25)}, 0.9, 1.1, "supported"),
        ({"between": (0.8, 1.25)}, 1.3, 2.0, "not supported"),
        ({"between": (0.8, 1.25)}, 0.7, 1.1, "undetermined"),
    ],
)
def test_the_whole_interval_decides(side, low, high, verdict):
    assert verdict_of(low, high, margin(**side)) == verdict


def test_ends_are_numbers_or_texts_in_the_unit():
    assert margin(at_least="1 in 4").ends == (0.25, None)
    assert margin(between=["25 %", 0.5]).ends == (0.25, 0.5)


@pytest.mark.parametrize("end", ["many", "3 times", "1 in 0"])
def test_a_pair_with_an_end_that_is_no_number_of_the_unit_is_refused(end):
    with pytest.raises(ValidationError, match=re.escape(f"({end}); a number in chance")):
        margin(between=[0.1, end])


def test_a_claim_and_its_mirror_image_get_the_same_treatment():
    for low, high in ((0.1, 0.4), (0.1, 2.0), (1.5, 2.0)):
        one = verdict_of(low, high, margin(at_most=1.0))
        other = verdict_of(-high, -low, margin(at_least=-1.0))
        assert one == other


@pytest.mark.parametrize(
    ("verdicts", "all_of_them", "any_of_them"),
    [
        (["supported", "supported"], "supported", "supported"),
        (["supported", "undetermined"], "undetermined", "supported"),
        (["supported", "not supported"], "not supported", "supported"),
        (["undetermined", "not supported"], "not supported", "undetermined"),
        (["not supported", "not supported"], "not supported", "not supported"),
    ],
)
def test_verdicts_together(verdicts, all_of_them, any_of_them):
    assert (together(verdicts, "all"), together(verdicts, "any")) == (all_of_them, any_of_them)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("0.001", "chance", 0.001),
        ("1 in 1,000", "chance", 0.001),
        ("2 in 1,000", "per face seen", 0.002),
        ("1.5 in 10", "share", 0.15),
        ("5 %", "per alert", 0.05),
        ("-2", "percentage points", -2.0),
        ("3 times", "times", 3.0),
        ("1e-4", "chance", 1e-4),
    ],
)
def test_a_margin_is_read_as_it_is_said(text, unit, value):
    assert value_in(text, unit, "--margin fear") == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("5 %", "times"),
        ("2 in 0", "chance"),
        ("2 in 1,000", "people"),
        ("1 in 100", "h per arrest"),
        ("2 km", "times"),
        ("nan", "times"),
        ("", "times"),
    ],
)
def test_a_margin_of_another_unit_is_refused_with_its_own(text, unit):
    with pytest.raises(RunError, match=unit):
        value_in(text, unit, "--margin fear")


def test_a_margin_that_is_not_read_is_answered_with_how_it_may_be_written():
    with pytest.raises(RunError, match=r"a number in chance, such as 0\.002, `2 in 1,000` or `0\.2 %`"):
        value_in("two in a thousand", "chance", "--margin fear")


def test_a_moved_margin_keeps_its_side():
    assert margin(at_most=0.0001).moved("1 in 100").at_most == pytest.approx(0.01)
    assert margin(between=(0.8, 1.25)).moved("0.5 to 2").ends == (0.5, 2.0)
    with pytest.raises(RunError, match="not below"):
        margin(between=(0.8, 1.25)).moved("2 to 0.5")


@pytest.mark.parametrize(("text", "value"), [("1 in 1,000", 0.001), ("5 %", 0.05), ("0.2", 0.2)])
def test_a_margin_in_a_file_may_be_written_as_on_the_command_line(text, value):
    given = {"name": "m", "unit": "per face seen", "why": "a choice"}
    assert Margin.model_validate({**given, "at_most": text}).at_most == pytest.approx(value)
    with pytest.raises(ValueError, match="of another unit"):
        Margin.model_validate({**given, "at_most": f"{text} apples"})


def test_a_margin_is_written_as_it_was_given():
    written = [
        Margin(name="a", unit="u", why="w", at_least=value).words for value in (1_500_000, 0.1234567, 0.001, 1e-7, 3)
    ]
    assert written == ["at least 1500000", "at least 0.1234567", "at least 0.001", "at least 1e-07", "at least 3"]


def test_a_count_at_which_a_verdict_tips_has_all_of_its_digits():
    assert tip_words(128_518.0, EVENTS) == "128,518 events"
    assert tip_words(0.123456, "share") == "0.12 share"


def test_a_moved_margin_says_whose_it_is_and_what_it_was():
    own = Margin(name="line", at_most=0.01, unit="per alert", why="One in a hundred is a choice.")
    assert (own.own_words, own.why_words) == ("", "One in a hundred is a choice.")
    moved = own.moved("1 in 200").moved("1 in 500")
    assert (moved.words, moved.own_words) == ("at most 0.002", "at most 0.01")
    assert moved.why_words == "Moved by whoever asked: the claim's own is at most 0.01 (One in a hundred is a choice)."
    assert moved.moved("0.01").why_words == own.why
    assert moved.model_dump() == own.model_copy(update={"at_most": 0.002}).model_dump()


@pytest.mark.parametrize(
    ("side", "unit", "said"),
    [
        ({"at_most": 1}, "people", "at most 1 person"),
        ({"at_most": 2}, "people", "at most 2 people"),
        ({"at_most": 0.1}, "people", "at most 0.1 people"),
        ({"at_most": -1}, "percentage points", "at most -1 percentage point"),
        ({"at_least": 1}, "faces per arrest", "at least 1 face per arrest"),
        ({"at_least": 1}, "times", "at least 1 times"),
        ({"between": (0, 1)}, "searches per resident", "between 0 and 1 searches per resident"),
    ],
)
def test_a_margin_of_one_is_of_one(side, unit, said):
    assert Margin(name="a", unit=unit, why="w", **side).said == said
