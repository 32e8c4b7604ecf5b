"""What a setting states of groups is an input: no verdict on it is firm, and no other ratio is kept from one."""

import pytest

from sim.claims.claim import load_claim
from sim.claims.simulated import Simulated
from sim.claims.stated import stated_by
from sim.ensemble.arms import arm_of

ARM = "north_end_year+months=1"


def of(metric, text=ARM, **more):
    row = {"kind": "simulated", "name": "even", "says": "Alike.", "arms": {"a": text}, "metric": metric, "of": "groups"}
    margin = {"name": "alike", "at_most": 2, "unit": "times", "why": "a choice"}
    return stated_by(Simulated.model_validate(row | {"group": "black", "margin": margin} | more), arm_of(text))


@pytest.mark.parametrize("metric", ["fpir", "false_stops_per_face", "false_alerts_per_alert"])
def test_a_ratio_of_mistakes_is_the_profiles_where_it_tells_groups_apart(metric):
    assert "states how often people of each group are mistaken" in of(metric)
    assert of(metric, f"{ARM}+lfr.recognition.profile=perfect") == ""


def test_what_is_found_of_groups_is_no_input():
    assert of("alerts_per_face") == of("arrests_per_alert") == ""
    level = {"of": "level", "margin": {"name": "few", "at_most": 0.1, "unit": "per face seen", "why": "a choice"}}
    assert of("false_stops_per_face", **level) == ""


def test_operators_who_are_set_to_take_groups_otherwise_state_it():
    set_so = f"{ARM}+lfr.adjudication.group_log_odds={{black: 0.5}}"
    assert "lfr.adjudication.group_log_odds" in of("engagements_per_alert", set_so)
    assert of("engagements_per_alert") == ""


def test_a_shipped_claim_has_such_a_ratio():
    claim = load_claim("not_fitting_a_profile")
    found = [one.name for one in claim.hypotheses if isinstance(one, Simulated)
             and stated_by(one, arm_of(one.arms[one.used_arm]))]  # fmt: skip
    assert found == ["mistakes_even"]


def test_so_is_a_ratio_of_those_found_where_the_profile_tells_groups_apart():
    assert of("tpir") == ""
    assert "listed people of each group are found" in of("tpir", f"{ARM}+lfr.recognition.profile=essex_2026")
