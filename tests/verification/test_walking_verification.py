"""A1 to A10 of walking (`sim.acceptance`): what must hold without tuning and without averages. A8 is test_parity.py."""

import os
import subprocess
import sys

import numpy as np
import pytest

from sim.acceptance.cases import CASES, KNOWN_UNMET, examine
from sim.acceptance.rooms import corridor
from sim.core.streams import Streams
from sim.street.arrivals import Footfall, draw_arrivals
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.collision_free_speed import CollisionFreeSpeed
from sim.street.walking.social_force import SocialForce

VERIFICATION = [
    pytest.param(test, marks=[pytest.mark.xfail(strict=True, reason=KNOWN_UNMET[test])] if test in KNOWN_UNMET else [])
    for test in CASES
    if test.startswith("A")
]
STOCK = [(model, test) for model in (CollisionFreeSpeed, SocialForce) for test in ("A1", "A2", "A3", "A4", "A7")]


@pytest.mark.parametrize("test", VERIFICATION)
def test_the_anticipating_model_is_verified(test):
    finding = examine(test, Anticipating())
    assert finding.passed, finding.said


@pytest.mark.parametrize(("model", "test"), STOCK)
def test_a_stock_model_is_verified(model, test):
    finding = examine(test, model(), seeds=(1,))
    assert finding.passed, finding.said


def test_a_stock_model_waits_for_who_stands_and_does_not_overlap():
    finding = examine("A6", CollisionFreeSpeed(), seeds=(1,))
    assert finding.passed, finding.said


def busy(geometry, people_per_day, seconds):
    """Walk a busy street from empty and return the crowd."""
    footfall = Footfall(
        people_per_day=people_per_day, entrance_shares=dict.fromkeys(geometry.entrance_ids, 1 / geometry.n_entrances)
    )
    arrivals = draw_arrivals(
        footfall, Behaviour(), geometry, start_h=12, duration_s=seconds, warm_up_s=0, streams=Streams(seed=7)
    )
    crowd = Crowd(geometry, Anticipating(), Behaviour(), capacity=1024, streams=Streams(seed=7))
    for second in range(seconds):
        rows = arrivals.during(second, second + 1)
        crowd.enter(
            person_id=arrivals.person_id[rows],
            party_id=arrivals.party_id[rows],
            entrance=arrivals.entrance[rows],
            exit=arrivals.exit[rows],
            stops=arrivals.stops[rows],
            desired_speed_m_s=arrivals.desired_speed_m_s[rows],
            dwell_s=arrivals.dwell_s[rows],
            lateral=arrivals.lateral[rows],
        )
        crowd.advance()
    return crowd


PLAIN_CODE = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
"""Kernels for any processor of its kind: on x86-64, with 128-bit vectors and no fused multiplication."""


@pytest.mark.parametrize("instructions", [{}, PLAIN_CODE], ids=["the same", "plain"])
def test_a9_a_process_of_its_own_reaches_the_same_state(instructions):
    code = (
        f"import runpy; m = runpy.run_path({__file__!r}); "
        "print(m['busy'](m['corridor'](60, 6), 60_000, 120).state_hash())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | instructions
    )
    assert other.stdout.strip() == busy(corridor(60, 6), 60_000, 120).state_hash()


def test_a_busy_street_with_shops_flows_and_empties():
    shops = [(15.0 + 30 * k, 11.0 if k % 2 else 1.0) for k in range(10)]
    crowd = busy(corridor(300, 12, shops=shops), 40_000, 900)
    active = crowd.is_active
    assert crowd.n_active > 200
    assert np.median(crowd.speed_m_s[active] / crowd.desired_speed_m_s[active]) > 0.85
    crowd.advance(900)
    assert (crowd.n_active, crowd.n_waiting) == (0, 0)
