"""What is shipped of claims and proportionality is of this version, and of the claims as they stand."""

from sim.claims.claim import shipped_claims
from sim.claims.limbs import LIMBS
from sim.claims.margin import together, verdict_of
from sim.report.proportionality import shipped_sheet
from sim.report.verdicts import claim_sha256, shipped_verdicts


def test_every_shipped_claim_was_judged_as_it_stands():
    """Where this fails, CONTRIBUTING says how they are judged again."""
    claims, document = shipped_claims(), shipped_verdicts()
    assert {one["name"]: one["sha256"] for one in document["claims"]} == {
        name: claim_sha256(claim) for name, claim in claims.items()
    }


def test_shipped_verdicts_follow_from_the_ranges_that_are_shipped_with_them():
    for one in shipped_verdicts()["claims"]:
        claim = shipped_claims()[one["name"]]
        found = []
        for hypothesis, judged in zip(claim.hypotheses, one["hypotheses"], strict=True):
            verdicts = [verdict_of(of["low"], of["high"], hypothesis.margin) for of in judged["findings"]]
            assert verdicts == [of["verdict"] for of in judged["findings"]]
            is_bound = judged["assumed"] is not None and judged["assumed"]["total"] > 0.5
            found.append("undetermined" if is_bound else together(verdicts, "all"))
            assert (judged["verdict"], judged["is_bound"]) == (found[-1], is_bound)
        assert one["verdict"] == (together(found, claim.needs) if found else "out of scope")
        stamped = any(judged["is_bound"] for judged in one["hypotheses"])
        assert one["is_bound"] == (one["verdict"] == "undetermined" and stamped)


def test_the_shipped_sheet_has_every_limb_and_other_means():
    sheet = shipped_sheet()
    assert [limb["name"] for limb in sheet["limbs"]] == [limb.name for limb in LIMBS]
    assert all(row["low"] is not None for limb in sheet["limbs"] for row in limb["rows"] if row["metric"] == "arrests")
    assert len({row["arm"] for row in sheet["others"]}) > 3
