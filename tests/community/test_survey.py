"""Survey items: an unmoved borough agrees as published, and each item reads its own scales."""

import numpy as np
import pytest
from scipy.special import ndtri

from sim.community.memory import TrustDynamics
from sim.community.survey import ITEMS, Standings, agreeing_of, agreeing_to, share_of
from sim.community.trust import agreeing, draw_trust
from sim.core.streams import Streams
from sim.evidence.register import entry

MEMORY = TrustDynamics()
EVEN = ndtri((np.arange(500) + 0.5) / 500)
"""A standard normal scale in equal parts."""


@pytest.mark.parametrize("years", [0.0, 2.0])
@pytest.mark.parametrize("name", ITEMS)
def test_an_unmoved_borough_agrees_as_published_and_then_as_the_trend_says(name, years):
    item = ITEMS[name]
    fairness, effectiveness = np.meshgrid(EVEN, EVEN)
    share = share_of(item, MEMORY, years)
    assert agreeing_to(item, share, fairness, effectiveness).mean() == pytest.approx(share, abs=1e-4)
    assert (share == entry(item.evidence).value) is (years == 0)


@pytest.mark.parametrize("name", ITEMS)
def test_a_drawn_borough_agrees_within_chance(name):
    item, latent, n = ITEMS[name], draw_trust(100_000, Streams(seed=6)), 100_000
    agree = agreeing_to(item, 0.6, latent.fairness, latent.effectiveness)
    assert abs(agree.mean() - 0.6) < 4 * agree.std() / np.sqrt(n)


def test_an_item_reads_its_own_scale():
    share = 0.5
    fair, good = ITEMS["treat_fairly"], ITEMS["good_job"]
    at = (np.array([0.0]), np.array([1.0]))
    assert agreeing_to(fair, share, *at) == pytest.approx(0.5)
    assert agreeing_to(good, share, *at)[0] == pytest.approx(0.8413, abs=1e-3)
    assert share_of(good, TrustDynamics(), 1.0) == pytest.approx(0.46 - 0.029)
    assert share_of(fair, TrustDynamics(), 1.0) == pytest.approx(0.63 - 0.012)


def test_items_of_one_scale_are_those_of_the_trust_module():
    assert agreeing_to(ITEMS["good_job"], 0.46, np.zeros_like(EVEN), EVEN) == pytest.approx(agreeing(0.46, EVEN))


def test_items_of_both_scales_read_them_alike():
    for name in ("trust", "national_confidence"):
        one, other = (agreeing_to(ITEMS[name], 0.7, *at) for at in ((-0.3, 0.8), (0.8, -0.3)))
        assert one == other
        assert share_of(ITEMS[name], MEMORY, 1.0) - share_of(ITEMS[name], MEMORY, 0.0) == pytest.approx(
            (MEMORY.fairness_trend + MEMORY.effectiveness_trend) / 200
        )


def test_a_long_trend_leaves_a_share_between_nobody_and_everybody():
    assert 0 < share_of(ITEMS["good_job"], TrustDynamics(effectiveness_trend=-20), 50.0) < 0.01
    assert 0.99 < share_of(ITEMS["good_job"], TrustDynamics(effectiveness_trend=20), 50.0) < 1


@pytest.mark.parametrize("name", ["treat_fairly", "trust"])
def test_people_asked_in_steps_agree_as_each_would_alone(name):
    rng = np.random.default_rng(6)
    fairness, effectiveness, group = *rng.normal(size=(2, 20_000)), rng.integers(0, 3, 20_000)
    asked = Standings(4)
    asked.add((ITEMS[name].fairness, ITEMS[name].effectiveness), fairness, effectiveness, group)
    people = asked.found()
    each = agreeing_to(ITEMS[name], 0.62, fairness, effectiveness)
    alone = np.bincount(group, weights=each, minlength=4) / np.bincount(group, minlength=4).clip(1)
    together = agreeing_of(ITEMS[name], 0.62, people) / people.counts.sum(axis=1).clip(1)
    assert together == pytest.approx(alone, abs=1e-7)
    assert together[3] == 0


@pytest.mark.parametrize(
    ("position", "group", "said"),
    [
        ([0.1, np.nan], [0, 1], "no finite position"),
        ([0.1, -np.inf], [0, 1], "no finite position"),
        ([0.1, 0.2], [0, 2], "from 0 to 1"),
        ([0.1, 0.2], [-1, 0], "from 0 to 1"),
        ([0.1, 0.2], [0], "a group each"),
    ],
)
def test_whoever_stands_nowhere_or_is_of_no_group_is_refused(position, group, said):
    with pytest.raises(ValueError, match=said):
        Standings(2).add((1.0, 0.0), np.array(position), np.array(position), np.array(group))


def test_people_stand_where_they_do_however_many_are_added_at_a_time():
    """To the byte, also when those who come later stand beyond all who were there, to either side."""
    rng = np.random.default_rng(7)
    position, group = np.append(rng.normal(size=5000), [-9.0, 8.0]), rng.integers(0, 3, 5002)
    found = []
    for together in (5002, 1000, 1):
        people = Standings(3)
        for start in range(0, position.size, together):
            some = slice(start, start + together)
            people.add((1.0, 0.0), position[some], position[some], group[some])
        found.append(people.found())
    for other in found[1:]:
        assert other.at.tobytes() == found[0].at.tobytes()
        assert np.array_equal(other.counts, found[0].counts)
    assert found[0].at.min() == -9
    assert found[0].at.max() == 8


def test_of_nobody_nobody_stands_anywhere():
    people = Standings(3)
    people.add((1.0, 0.0), np.empty(0), np.empty(0), np.empty(0, np.int8))
    assert people.found().counts.sum() == 0
