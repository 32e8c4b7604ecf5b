"""A1 to A10 of walking (`sim.acceptance`): what must hold without tuning and without averages. A8 is test_parity.py."""

import subprocess
import sys

import busy_street
import numpy as np
import pytest

from sim.acceptance.cases import CASES, KNOWN_UNMET, examine
from sim.acceptance.rooms import corridor
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


def test_a9_a_process_of_its_own_reaches_the_same_state():
    """`.ci/smoke` asks the same of other Pythons, and of kernels compiled for plain processors."""
    other = subprocess.run([sys.executable, busy_street.__file__], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == busy_street.state()


def test_a_busy_street_with_shops_flows_and_empties():
    shops = [(15.0 + 30 * k, 11.0 if k % 2 else 1.0) for k in range(10)]
    crowd = busy_street.busy(corridor(300, 12, shops=shops), 40_000, 900)
    active = crowd.is_active
    assert crowd.n_active > 200
    assert np.median(crowd.speed_m_s[active] / crowd.desired_speed_m_s[active]) > 0.85
    crowd.advance(900)
    assert (crowd.n_active, crowd.n_waiting) == (0, 0)
