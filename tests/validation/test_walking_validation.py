"""B1 to B9 and C1 to C10 of walking (`sim.acceptance`): what people do, and what no setting was fitted to.

Every seed must keep every bound. A criterion that is known not to be met is an expected failure with its number and
its physical reason (`KNOWN_UNMET`), and a failure once it is met.
"""

import numpy as np
import pytest

from sim.acceptance.cases import CASES, KNOWN_UNMET, SEEDS, examine
from sim.acceptance.looping import weidmann_m_s
from sim.street.walking.anticipating import Anticipating

LONG = {"C9"}
"""Left to `passerby walk verify`; its parts are walked for a shorter time in `tests/acceptance_cases`."""
VALIDATION = [
    pytest.param(test, marks=[pytest.mark.xfail(strict=True, reason=KNOWN_UNMET[test])] if test in KNOWN_UNMET else [])
    for test in CASES
    if test.startswith(("B", "C")) and test not in LONG
]


@pytest.mark.parametrize("test", VALIDATION)
def test_the_anticipating_model_is_validated(test):
    finding = examine(test, Anticipating(), SEEDS)
    assert finding.passed, finding.said


def test_weidmanns_curve_has_his_capacity():
    rho = np.linspace(0.1, 5.4, 1000)
    flow = rho * weidmann_m_s(rho)
    assert flow.max() == pytest.approx(1.22, abs=0.01)
    assert rho[np.argmax(flow)] == pytest.approx(1.75, abs=0.03)
