"""What was tried for a tipping point is said: where an input was held, where the trend was enough, and what is open."""

from types import SimpleNamespace

from sim.claims.finding import HeldAt, Tried
from sim.report.claims_tables import tried_words

RUN = Tried("a", "s", 2.0, 30.0, (HeldAt(30.0, "supported", "undetermined"),), "supported")
TREND = Tried("b", "s", 1.0, 3.0, (), "supported")
OPEN = Tried("c", "s", 1.0, 3.0, (), None)


def said(*tried, by_margin="supported"):
    return tried_words(SimpleNamespace(tried=tried, findings=(), by_margin=by_margin))


def test_nothing_that_was_tried_is_left_out():
    assert tried_words(SimpleNamespace(tried=None)) == ""
    assert "no single input with a range stands out" in said()
    words = said(RUN, TREND, OPEN)
    for part in (
        "Within their ranges none of a, b, c is found to change the verdict.",
        "a held at 30 undetermined (supported by the margin, bound to assumptions), as all over its range by the trend",
        "b from 1 to 3 supported by the margin, by the trend of the draws",
        "c from 1 to 3 not run, though the trend of the draws changes there (`--tipping --over c` runs it)",
    ):
        assert part in words


def test_an_input_that_leaves_another_verdict_wherever_it_is_held_is_not_said_to_change_nothing():
    words = said(RUN, TREND, by_margin="undetermined")
    assert "Wherever a was held, the verdict by the margin is another than that of all draws." in words
    assert "none of" not in words
