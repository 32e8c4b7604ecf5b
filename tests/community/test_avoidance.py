"""Avoidance: as many as the settings say, and that whether somebody avoids is drawn once."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.community.avoidance import Avoidance, AvoidanceSettings, Avoiders
from sim.core.streams import Streams
from sim.evidence.register import entry
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names

STREAMS = Streams(seed=6)
N = 40_000


def avoiders(settings, listed=False, stopped=0, streams=STREAMS):
    group = np.arange(N) % len(GROUPS)
    drawn = Avoidance(settings, groups=GROUPS, ethnic_group=group, streams=streams)
    return drawn.now(listed=np.flatnonzero(np.full(N, listed)), stopped=np.full(N, stopped)).way


def test_people_avoid_as_they_say_discounted():
    way = avoiders(AvoidanceSettings(discount=0.5))
    for k, group in enumerate(GROUPS):
        stated = entry("community.would-avoid").value[group]
        assert np.mean(way[k :: len(GROUPS)] > 0) == pytest.approx(0.5 * stated, abs=0.01)
    shares = np.bincount(way, minlength=4)[1:] / np.count_nonzero(way)
    assert shares == pytest.approx([0.6, 0.3, 0.1], abs=0.05)


def test_a_larger_share_adds_avoiders_and_takes_none_away():
    few, many = (avoiders(AvoidanceSettings(discount=discount)) for discount in (0.2, 0.9))
    before = few > Avoiders.NONE
    assert np.array_equal(few[before], many[before])
    assert np.count_nonzero(many) > np.count_nonzero(few) > 0


def test_who_avoids_is_the_same_in_every_replication():
    assert np.array_equal(
        avoiders(AvoidanceSettings()), avoiders(AvoidanceSettings(), streams=Streams(seed=6, replication=3))
    )
    assert not np.array_equal(avoiders(AvoidanceSettings()), avoiders(AvoidanceSettings(), streams=Streams(seed=7)))


def test_wanted_people_learn_from_each_stop():
    shares = [np.mean(avoiders(AvoidanceSettings(), listed=True, stopped=times) > 0) for times in (0, 1, 3)]
    assert shares == pytest.approx([1 - 0.9, 1 - 0.9 * 0.8, 1 - 0.9 * 0.8**3], abs=0.01)


def test_others_do_not_learn_and_the_wanted_need_not():
    assert np.array_equal(avoiders(AvoidanceSettings(), stopped=3), avoiders(AvoidanceSettings()))
    none = AvoidanceSettings(listed_learning=0.0)
    assert np.array_equal(avoiders(none, listed=True, stopped=3), avoiders(none, listed=True))


def test_a_group_left_out_does_not_avoid():
    way = avoiders(AvoidanceSettings(stated_share={"black": 1.0}, discount=1.0))
    assert np.array_equal(way > 0, np.arange(N) % len(GROUPS) == GROUPS.index("black"))


def test_ways_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValidationError, match="must sum to 1"):
        AvoidanceSettings(ways={"route": 0.5, "time": 0.1})
