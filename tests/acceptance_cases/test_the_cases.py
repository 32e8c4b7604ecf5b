"""The register of cases."""

import pytest

from sim.acceptance.cases import CASES, KNOWN_UNMET, examine
from sim.acceptance.diagram import fundamental_diagram_of
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.social_force import SocialForce


def test_every_test_of_the_design_is_there_but_parity():
    wanted = [f"A{k}" for k in range(1, 11) if k != 8] + [f"B{k}" for k in range(1, 10)]
    assert list(CASES)[: len(wanted)] == wanted
    assert set(KNOWN_UNMET) <= set(CASES)
    assert all(len(reason.split()) > 5 for reason in KNOWN_UNMET.values())


@pytest.mark.parametrize("test", CASES)
def test_a_case_says_what_it_asks_and_who_says_so(test):
    case = CASES[test]
    assert case.test == test
    assert case.title[0].isupper()
    assert case.source.startswith(("RiMEA", "IMO", "NIST", "ours", "Zhang", "linear"))
    assert case.criterion


def test_bodies_that_find_no_room_leave_gaps_in_the_fundamental_diagram():
    diagram = fundamental_diagram_of(SocialForce(radius_m=0.4), (1,))
    assert diagram.as_document()["points"][-1]["one_way_m_s"] == [None]
    assert "at 3 per m2" not in diagram.said
    assert "at 0.25 per m2" in diagram.said


def test_a_reason_is_given_for_the_models_own_settings_only():
    finding = examine("A1", Anticipating(radius_m=0.2), (1,))
    assert finding.reason == ""
