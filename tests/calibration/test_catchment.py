"""Mechanisms that make alerts grow less than faces."""

import numpy as np
import pytest

from sim.calibration.catchment import MECHANISMS

AT = {"regulars_per_h": 1500.0, "visitor_ratio": 0.1, "crowding_per_h": 1500.0}
PER_H = np.array([1e-3, 1.0, 300.0, 1500.0, 5000.0, 1e5])
BENT = [name for name in MECHANISMS if name != "everybody"]


def slope(name, at):
    mechanism, ends = MECHANISMS[name], np.array([at, at * 1.001])
    return float(np.diff(np.log(mechanism.near(ends, AT)))[0] / np.log(1.001))


@pytest.mark.parametrize("name", MECHANISMS)
def test_on_a_quiet_street_all_who_pass_live_near_and_never_more(name):
    near = MECHANISMS[name].near(PER_H, AT)
    assert near[0] == pytest.approx(PER_H[0], rel=1e-3)
    assert (near <= PER_H).all()
    assert (np.diff(near) > 0).all() or name == "regulars"


@pytest.mark.parametrize("name", BENT)
def test_the_busier_a_street_the_less_alerts_grow_with_faces(name):
    assert slope(name, 100.0) > 0.85
    assert 0.2 < slope(name, 1500.0) < 0.8
    assert slope("everybody", 1500.0) == pytest.approx(1.0)


def test_crowding_counts_people_again_as_it_says():
    people = MECHANISMS["crowding"].near(PER_H, AT)
    assert people * (1 + people / 1500.0) == pytest.approx(PER_H)


def test_in_a_catchment_half_live_near_where_as_many_pass_as_live_near():
    assert MECHANISMS["catchment of strangers"].near(np.array([1500.0]), AT) == pytest.approx(750.0)
    assert MECHANISMS["catchment"].near(np.array([1500.0]), AT) == pytest.approx(750.0 + 0.1 * 750.0)
