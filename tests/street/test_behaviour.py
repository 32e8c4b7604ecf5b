"""Speeds, stops and looks at windows."""

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from sim.core.streams import Streams
from sim.street.behaviour import Behaviour, draw_desired_speeds, draw_stops, expected_dwell_s
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap

STREAMS = Streams(seed=11)
PEOPLE = np.arange(5000)


def row_of_shops():
    shops = [{"id": f"s{k}", "name": "", "at": (10 + 20 * k, 1 if k % 2 else 9)} for k in range(9)]
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (200, 0), (200, 10), (0, 10)],
                "shops": shops,
                "entrances": [
                    {"id": "w", "name": "", "mouth": [(0, 1), (0, 9)]},
                    {"id": "e", "name": "", "mouth": [(200, 1), (200, 9)]},
                ],
            }
        )
    )


def draws(behaviour):
    ends = np.zeros(len(PEOPLE), int)
    return draw_stops(behaviour, row_of_shops(), PEOPLE, entrance=ends, exit_=ends + 1, streams=STREAMS)


def test_desired_speeds_follow_the_stated_law():
    speeds = draw_desired_speeds(Behaviour(), PEOPLE, party_size=np.ones(5000, int), streams=STREAMS)
    inside = speeds[(speeds > 0.5) & (speeds < 2.2)]
    law = stats.truncnorm((0.5 - 1.34) / 0.26, (2.2 - 1.34) / 0.26, 1.34, 0.26)
    assert stats.kstest(inside, law.cdf).pvalue > 0.01
    assert (speeds >= 0.5).all()
    assert (speeds <= 2.2).all()


def test_each_companion_slows_a_party():
    alone, pair = (
        draw_desired_speeds(Behaviour(), PEOPLE, party_size=np.full(5000, n), streams=STREAMS) for n in (1, 2)
    )
    assert np.median(alone - pair) == pytest.approx(0.04)


def test_stops_come_at_the_stated_rate():
    stops, _ = draws(Behaviour(stops_per_10_m=0.03, most_stops=8))
    mean = 0.03 * row_of_shops().path_length_m(0, 1) / 10
    assert abs((stops >= 0).sum(axis=1).mean() - mean) < 4 * np.sqrt(mean / len(PEOPLE))


def test_stops_lie_in_the_order_of_the_way_without_repeats():
    stops, _ = draws(Behaviour(stops_per_10_m=0.2))
    for row in stops:
        chosen = row[row >= 0]
        assert (np.diff(chosen) > 0).all()
        assert (row[len(chosen) :] == -1).all()


def test_one_more_shop_does_not_shift_the_lots_of_the_others():
    streams = Streams(seed=3)
    assert (
        draw_stops(
            Behaviour(), row_of_shops(), PEOPLE[:9], entrance=np.zeros(9, int), exit_=np.ones(9, int), streams=streams
        )[0]
        == draw_stops(
            Behaviour(), row_of_shops(), PEOPLE, entrance=np.zeros(5000, int), exit_=np.ones(5000, int), streams=streams
        )[0][:9]
    ).all()


def test_looks_at_windows_last_as_long_as_expected():
    behaviour = Behaviour(stops_per_10_m=0.1)
    stops, dwell = draws(behaviour)
    seconds = dwell[stops >= 0]
    assert abs(seconds.mean() - expected_dwell_s(behaviour)) < 4 * seconds.std() / np.sqrt(len(seconds))
    assert np.median(seconds) == pytest.approx(10, rel=0.1)


def test_a_mean_speed_outside_its_bounds_is_refused():
    with pytest.raises(ValidationError, match=r"outside its bounds \(2.5\)"):
        Behaviour(desired_speed_mean_m_s=2.5)
