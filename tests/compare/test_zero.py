"""None in so long: chances of nothing, and what nothing excludes."""

import numpy as np
import pytest

import sim
from sim.compare.zero import surprise, upper_rate
from sim.core.streams import Stream, Streams


def test_the_chance_of_none_is_that_of_poisson_and_falls_with_exposure():
    one, fifty = surprise([0.16], times=[1, 50])
    assert one.p_none == pytest.approx(np.exp(-0.16))
    assert (fifty.expected, fifty.p_none) == (pytest.approx(8.0), pytest.approx(np.exp(-8.0)))


def test_a_mean_that_is_not_known_well_makes_none_less_surprising():
    sure, unsure = surprise([4.0])[0], surprise([0.5, 1.0, 4.0, 10.5])[0]
    assert sure.expected == unsure.expected
    assert unsure.p_none > 5 * sure.p_none
    assert unsure.p_none_low < unsure.p_none < unsure.p_none_high


def test_none_excludes_the_rule_of_three():
    assert upper_rate(0, 1.0) == pytest.approx(-np.log(0.05))
    assert upper_rate(0, 2.0) == pytest.approx(-np.log(0.05) / 2)
    assert surprise([1.0], times=[50])[0].possible == pytest.approx(50 * 2.9957, rel=1e-4)


def test_the_upper_rate_is_reached_or_passed_by_chance_as_stated():
    rate, n = 7.0, 20_000
    seen = Streams(1).generator(Stream.DESIGN, 3).poisson(rate, n)
    counts, times = np.unique(seen, return_counts=True)
    share = times[[upper_rate(int(count), 1.0) >= rate for count in counts]].sum() / n
    assert share > 0.95 - 4 * np.sqrt(0.05 * 0.95 / n)


def test_some_seen_ask_for_the_chance_of_as_few():
    assert surprise([3.0], seen=2)[0].p_none == pytest.approx(np.exp(-3) * (1 + 3 + 4.5))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"expected": []}, "no expected number"),
        ({"expected": [-1.0]}, "no expected number"),
        ({"expected": [1.0], "times": [0]}, "not a multiple"),
        ({"expected": [1.0], "seen": -1}, "not a count"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, says):
    with pytest.raises(sim.RunError, match=says):
        surprise(**arguments)
