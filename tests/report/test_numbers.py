from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.report.numbers import (
    count_text,
    digits_for,
    in_frequencies,
    interval_text,
    percent,
    ratio_text,
    signed,
    true_minus,
    two_digits,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (19_423.0, "19,423"), (6.24, "6.2"), (13.2, "13"), (0.0672, "0.067"), (250.6, "251"), (0.995, "0.99")],
)
def test_a_count_has_the_digits_that_it_can_bear(value, text):
    assert count_text(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "None"), (1, "All"), (1 / 12, "1 in 12"), (1 / 314_743, "1 in 315,000"), (0.5, "1 in 2"),
        (0.9, "9 in 10"), (0.995, "995 in 1,000"), (6 / 14, "1 in 2.3"),
    ],
)  # fmt: skip
def test_a_share_reads_as_a_natural_frequency(share, text):
    assert in_frequencies(share) == text


@given(st.floats(0.501, 0.999_999))
def test_a_share_above_a_half_never_reads_as_everybody(share):
    some, out_of = (int(part.replace(",", "")) for part in in_frequencies(share).split(" in "))
    assert some < out_of or share > 0.999_9
    assert some / out_of == pytest.approx(share, abs=(1 - share) / 5 + 1e-6)


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0"), (0.08, "8"), (0.465, "46"), (1 / 314_743, "0.00032"), (1, "100"), (0.0672, "6.7")]
)
def test_a_percentage_has_two_digits(share, text):
    assert percent(share) == f"{text}\u202f%"


def test_a_change_has_a_sign_and_a_true_minus():
    assert [signed(value) for value in (0.018, -0.02, 0.001, -0.0)] == ["+0.02", "\u22120.02", "0.00", "0.00"]


def test_a_range_of_one_number_is_that_number():
    assert (interval_text(2, 11), interval_text(3, 3)) == ("2 to 11", "3")


def test_a_ratio_is_written_for_each_one():
    assert [ratio_text(value) for value in (2.1578, 3272.4, 0)] == ["2.2", "3,270", "0"]


@pytest.mark.parametrize(("largest", "digits"), [(0, 2), (3.2, 2), (0.016, 3), (-0.00031, 5)])
def test_small_changes_keep_two_digits(largest, digits):
    assert digits_for(largest) == digits


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.312, "0.31"),
        (0.0069, "0.0069"),
        (9.96, "10"),
        (39_297, "39,000"),
        (553_433, "550,000"),
        (131.4, "130"),
    ],
)
def test_what_is_not_known_better_has_two_digits(value, text):
    assert two_digits(value) == text


@pytest.mark.parametrize(
    ("value", "others", "text"),
    [
        (0.304, (0.3,), "0.304"),
        (0.2999, (0.3,), "0.2999"),
        (0.3, (0.3,), "0.3"),
        (0.314, (0.3,), "0.31"),
        (1.0004, (1, 2), "1.0004"),
        (-0.0501, (-0.05,), "-0.0501"),
        (20_400, (20_000,), "20,400"),
        (0, (0.1,), "0"),
        (1e-9, (0,), "0.000000001"),
        (1 / 3, (1 / 3,), "0.333333"),
        (0.304, (0.304,), "0.304"),
        (0.5, (0.5, 0.3), "0.5"),
    ],
)
def test_a_number_has_digits_that_show_its_side_of_another(value, others, text):
    assert two_digits(value, beside=others) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It fell by -5.2 points (-12 to -0.1).", "It fell by −5.2 points (−12 to −0.1)."),
        ("-3 to .5, from 2024-11 on, of lfr_2025-2", "−3 to .5, from 2024-11 on, of lfr_2025-2"),
        ("`passerby tipping a --from -3`", "`passerby tipping a --from -3`"),
        ("a - 5, and one-4", "a - 5, and one-4"),
    ],
)
def test_sentences_have_true_minuses_before_numbers_and_nowhere_else(text, said):
    assert true_minus(text) == said
