import numpy as np

from sim.community.exposure import WitnessSettings, witnesses
from sim.core.streams import Streams

PEOPLE = {"x_m": np.array([0.0, 3.0, 9.0, 30.0]), "y_m": np.zeros(4), "person_id": np.array([7, 5, 6, 8])}


def seen(**settings: float) -> list[int]:
    chosen = witnesses(WitnessSettings(**settings), **PEOPLE, at=(0.0, 0.0), engaged_person_id=7, streams=Streams(1))
    return chosen.tolist()


def test_everybody_near_sees_it_when_everybody_notices():
    assert seen(p_notice=1, distance_m=10) == [5, 6]


def test_nobody_sees_it_when_nobody_notices():
    assert seen(p_notice=0, distance_m=10) == []


def test_those_further_away_do_not_see_it():
    assert seen(p_notice=1, distance_m=4) == [5]


def test_the_share_who_notice_is_the_configured_one():
    n = 5000
    crowd = {"x_m": np.zeros(n), "y_m": np.zeros(n), "person_id": np.arange(n)}
    noticed = witnesses(
        WitnessSettings(p_notice=0.3), **crowd, at=(0, 0), engaged_person_id=-1 % 2**32, streams=Streams(2)
    )
    assert abs(noticed.size - 0.3 * n) < 4 * np.sqrt(n * 0.3 * 0.7)
