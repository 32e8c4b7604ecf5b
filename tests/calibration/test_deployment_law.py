"""The law of a deployment follows from its list, threshold, faces and hours."""

from dataclasses import replace

import numpy as np
import pytest
from deployment_records import deployments

from sim.calibration.catchment import MECHANISMS
from sim.calibration.deployment_law import LawSettings, arrest_chance, cases_of, log_true_alerts, new_count

ONE = deployments(1)[0]
AT = {"visit_ratio": np.array(0.5), "near_ratio": np.array(2.0), "regulars_per_h": 1500.0, "visitor_ratio": 0.1}


def alerts(**changes):
    return float(np.exp(log_true_alerts(MECHANISMS["catchment"], AT, cases_of([replace(ONE, **changes)])))[0])


def test_alerts_are_proportional_to_the_list_and_to_hours_at_one_flow():
    assert alerts(watchlist_size=500) == pytest.approx(alerts() * 500 / 15_861)
    assert alerts(hours=11.0, faces=2 * ONE.faces) == pytest.approx(2 * alerts())


def test_twice_the_faces_in_the_same_hours_are_less_than_twice_the_alerts():
    assert 1 < alerts(faces=2 * ONE.faces) / alerts() < 1.8


def test_what_is_not_published_is_as_usual():
    settings = LawSettings()
    usual = {"hours": settings.usual_hours, "watchlist_size": settings.usual_list, "threshold": 0.64}
    assert alerts(hours=None, watchlist_size=None, threshold=None) == pytest.approx(alerts(**usual))


def test_a_higher_threshold_finds_fewer_and_mistakes_far_fewer():
    low, high = (cases_of([replace(ONE, threshold=at)]) for at in (0.60, 0.64))
    assert low.tpir[0] > high.tpir[0] > 0.8
    assert low.fpir[0] > 5 * high.fpir[0] > 0


def test_a_short_list_has_few_alerts_whatever_is_believed_of_who_lives_near():
    few = cases_of([replace(ONE, watchlist_size=500, faces=10_000, location="Queen St, Cardiff")])
    assert float(np.exp(log_true_alerts(MECHANISMS["catchment"], AT, few))[0]) < 1.0


@pytest.mark.parametrize(
    ("faces", "location", "times"), [(1500, "Barking", 7), (1500, "Elsewhere", 1), (9000, "Barking", 1)]
)
def test_the_few_faces_of_the_old_count_stand_for_more(faces, location, times):
    assert new_count(replace(ONE, faces=faces, location=location), LawSettings()) == times


def test_a_fresh_team_arrests_its_share_and_a_busy_one_less():
    at = {"arrest_share": np.array(0.5), "team_arrests": np.array(20.0)}
    chance = arrest_chance(at, np.array([0, 1, 10, 40, 1000]))
    assert chance[0] == chance[1] == pytest.approx(0.5, rel=0.02)
    assert (np.diff(chance[1:]) < 0).all()
    assert 1000 * chance[-1] == pytest.approx(20.0)


def test_a_place_in_no_known_borough_is_one_by_itself():
    cases = cases_of([replace(ONE, location="Queen St, Cardiff"), replace(ONE, location="Romford")])
    assert cases.borough == ("queen street cardiff", "Havering")
    assert cases.place == ("queen street cardiff", "romford (Havering)")
