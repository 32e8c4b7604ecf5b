"""What is shipped of claims and proportionality is of this version, and of the claims as they stand."""

import pytest

from sim.claims.claim import shipped_claims
from sim.claims.limbs import LIMBS
from sim.claims.margin import together, verdict_of
from sim.report.proportionality import shipped_sheet
from sim.report.verdicts import shipped_verdict, shipped_verdicts
from tests.claims.test_shipped_claims import CLAIMS_OF_2026, SEED_CLAIMS


@pytest.fixture(scope="module")
def claims():
    return shipped_claims()


@pytest.fixture(scope="module")
def judged(claims):
    """Return what is shipped of claims that are worded as they were judged."""
    return [one for one in shipped_verdicts()["claims"] if shipped_verdict(one["name"], claims[one["name"]])]


def test_the_claims_of_the_first_lists_were_judged_as_they_stand(claims, judged):
    """Where this fails, CONTRIBUTING says how they are judged again. One that is added later may be not yet judged."""
    assert {one["name"] for one in shipped_verdicts()["claims"]} <= set(claims)
    assert {one["name"] for one in judged} >= SEED_CLAIMS | CLAIMS_OF_2026
    assert {one["verdict"] for one in judged} == {"supported", "not supported", "undetermined", "out of scope"}


def test_shipped_verdicts_follow_from_the_ranges_that_are_shipped_with_them(claims, judged):
    for one in judged:
        claim = claims[one["name"]]
        found = []
        for hypothesis, of in zip(claim.hypotheses, one["hypotheses"], strict=True):
            verdicts = [verdict_of(finding["low"], finding["high"], hypothesis.margin) for finding in of["findings"]]
            assert verdicts == [finding["verdict"] for finding in of["findings"]]
            is_bound = bool(of["stated"]) or (of["assumed"] is not None and of["assumed"]["total"] > 0.5)
            found.append("undetermined" if is_bound else together(verdicts, "all"))
            assert (of["verdict"], of["is_bound"]) == (found[-1], is_bound)
        assert one["verdict"] == (together(found, claim.needs) if found else "out of scope")
        stamped = any(of["is_bound"] for of in one["hypotheses"])
        assert one["is_bound"] == (one["verdict"] == "undetermined" and stamped)


def test_the_shipped_sheet_has_every_limb_and_other_means():
    sheet = shipped_sheet()
    assert [limb["name"] for limb in sheet["limbs"]] == [limb.name for limb in LIMBS]
    assert all(row["low"] is not None for limb in sheet["limbs"] for row in limb["rows"] if row["metric"] == "arrests")
    assert len({row["arm"] for row in sheet["others"]}) > 3
