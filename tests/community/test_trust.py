import numpy as np
import pytest

from sim.community.trust import Trust, agreeing, draw_trust, effect
from sim.core.streams import Streams


def test_the_borough_starts_from_the_published_share():
    n = 200_000
    z = draw_trust(n, Streams(1)).fairness
    agree = agreeing(0.63, z)
    assert abs(agree.mean() - 0.63) < 4 * agree.std() / np.sqrt(n)


def test_trust_is_the_same_in_every_replication():
    assert np.array_equal(draw_trust(100, Streams(1, 0)).fairness, draw_trust(100, Streams(1, 7)).fairness)


def test_a_respectful_stop_adds_and_a_rough_one_takes_away_the_configured_multiple():
    fairness, _ = effect(
        Trust(good_contact_sd=0.1, asymmetry=4), manner=np.array([0.0, 1.0]), is_arrest=np.zeros(2, bool)
    )
    assert fairness == pytest.approx([0.1, -0.4])


def test_an_arrest_alone_moves_effectiveness():
    _, effectiveness = effect(Trust(), manner=np.array([0.5, 0.5]), is_arrest=np.array([True, False]))
    assert effectiveness[0] > 0
    assert effectiveness[1] == 0
