"""Claims on published data: numbers worked out by hand, and what is refused."""

import numpy as np
import polars as pl
import pytest
from pydantic import ValidationError
from scipy.stats import binomtest, poisson

from sim.claims.claim import Claim
from sim.claims.margin import verdict_of
from sim.claims.published_change import PublishedChange
from sim.claims.published_disparity import PublishedDisparity
from sim.claims.published_rate import PublishedRate
from sim.evidence.tables import table

MARGIN = {"name": "m", "at_least": 1.0, "unit": "times", "why": "a choice"}


def figure(value):
    return {"value": value, "source": "worked out for a test"}


def rate(count, out_of, **more):
    known = {"kind": "published_rate", "name": "r", "says": "it is so", "unit": "per arrest"}
    margin = {**MARGIN, "unit": "times" if "against" in more else "per arrest"}
    return PublishedRate.model_validate(
        {**known, "margin": margin, "counted": {"count": figure(count), "out_of": figure(out_of)}, **more}
    )


def test_a_rate_has_its_exact_interval():
    (found,) = rate(3, 1000).findings()
    assert found.value == pytest.approx(0.003)
    assert poisson.sf(2, found.low * 1000) == pytest.approx(0.025)
    assert poisson.cdf(3, found.high * 1000) == pytest.approx(0.025)


def test_none_of_many_leaves_a_rate_open():
    (found,) = rate(0, 962, each_is_one=True).findings()
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(binomtest(0, 962).proportion_ci(0.95).high)


def test_a_ratio_of_two_rates():
    against = {"count": figure(962), "out_of": figure(3147436)}
    (found,) = rate(0, 162680, against=against).findings()
    assert found.value == 0.0
    assert found.high < 0.1


def verdicts(one, margin):
    (found,) = one.findings()
    return verdict_of(found.low, found.high, margin)


@pytest.mark.parametrize(
    ("count", "out_of", "margin", "more"),
    [
        (5, 8, {"at_least": 0.5}, {"each_is_one": True}),
        (60, 80, {"at_least": 0.5}, {"each_is_one": True}),
        (0, 962, {"at_most": 0.01}, {"each_is_one": True}),
        (3, 1000, {"at_most": 0.02}, {}),
        (40, 1000, {"between": [0.02, 0.09]}, {}),
        (900, 1000, {"between": [0.02, 0.09]}, {}),
        (131, 4319108, {"at_least": 1.25}, {"against": {"count": figure(97), "out_of": figure(4472044)}}),
    ],
)
def test_one_event_before_its_tipping_point_a_rate_has_its_verdict_and_there_another(count, out_of, margin, more):
    full = {**MARGIN, "at_least": None, **margin, "unit": "times" if "against" in more else "per arrest"}
    one = rate(count, out_of, **more, margin=full)
    now, tips = verdicts(one, one.margin), one.findings()[0].tipping
    assert tips
    for tip in tips:
        toward = 1 if tip.value < count else -1
        there = rate(tip.value, out_of, **more, margin=full)
        assert verdicts(there, one.margin) != now
        assert tip.then == f"the verdict would be {verdicts(there, one.margin)}"
        for between in range(int(tip.value) + toward, count, toward):
            assert verdicts(rate(between, out_of, **more, margin=full), one.margin) == now


def test_a_verdict_that_no_count_changes_has_no_tipping_point():
    assert (
        not rate(1, 1, each_is_one=True, margin={**MARGIN, "at_least": 0.0, "unit": "per arrest"}).findings()[0].tipping
    )


@pytest.mark.parametrize("low_share", [0.135, 0.2])
def test_a_disparity_is_over_all_that_the_share_may_be(low_share):
    one = disparity(share=[low_share, 0.5])
    (found,) = one.findings()
    assert found.low == pytest.approx(one.ratio_at(0.5).low, rel=1e-6)
    assert found.high == pytest.approx(one.ratio_at(low_share).high, rel=1e-6)
    assert found.value == pytest.approx((8 / 0.27) / (2 / 0.73))


def test_past_its_tipping_point_the_interval_of_a_disparity_is_on_the_other_side():
    one = disparity()
    share = next(tip.value for tip in one.findings()[0].tipping if tip.inside)
    assert one.ratio_at(share - 0.01).low > 1.25 > one.ratio_at(share + 0.01).low


def disparity(**more):
    known = {
        "kind": "published_disparity", "name": "d", "says": "it is so", "group": "a group", "cases": figure(8),
        "others": figure(2), "exposed": "faces", "share": [0.135, 0.5], "share_given": 0.27, "share_why": "assumed",
        "margin": {**MARGIN, "at_least": 1.25},
    }  # fmt: skip
    return PublishedDisparity.model_validate({**known, **more})


def change(**more):
    known = {
        "kind": "published_change", "name": "c", "says": "it fell", "table": "tables.recorded-crime-by-ward",
        "area": "Fairfield", "where": {}, "measured_as": "percent",
        "before": ["2024-10", "2024-11", "2024-12", "2025-01", "2025-02"],
        "after": ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02"],
        "margin": {**MARGIN, "at_least": None, "at_most": 0.0, "unit": "percentage points"},
    }  # fmt: skip
    return PublishedChange.model_validate({**known, **more})


def test_a_change_is_that_of_the_table_less_that_of_comparable_areas():
    one = change()
    own, placebos = one.changes()
    row = table("tables.recorded-crime-by-ward").filter(area=pl.lit("Fairfield"))
    before, after = (row.select(names).sum_horizontal().item() for names in (one.before, one.after))
    assert own == pytest.approx(100 * (after / before - 1))
    (found,) = one.findings()
    assert found.low == pytest.approx(own - np.quantile(placebos, 0.975))
    assert found.value == pytest.approx(own - np.median(placebos))
    assert found.cases == placebos.size > 20


def test_too_few_comparable_areas_give_no_interval():
    (found,) = change(comparable=[0.999, 1.001]).findings()
    assert (found.low, found.high) == (None, None)
    assert "20 are needed" in found.why_none


def together(**more):
    """Return the change of the wards Selhurst and Waddon as one."""
    return change(**{"area": "", "areas": ["Selhurst", "Waddon"], "sets_within": "part_of", **more})


def test_areas_together_are_set_against_sets_of_as_many_of_one_part():
    one = together(leave_out={"part_of": ["Croydon"]}, comparable=[0.0, None])
    wards = table("tables.recorded-crime-by-ward").with_columns(
        b=pl.sum_horizontal(one.before), a=pl.sum_horizontal(one.after)
    )
    ours = wards.filter(pl.col("area").is_in(one.areas), pl.col("part_of") == "Croydon")
    own, placebos = one.changes()
    assert own == pytest.approx(100 * (ours["a"].sum() / ours["b"].sum() - 1))
    barnet = wards.filter(pl.col("part_of") == "Barnet")
    first = 100 * (barnet["a"][:2].sum() / barnet["b"][:2].sum() - 1)
    assert np.isclose(placebos, first).sum() == 1
    sizes = wards.filter(pl.col("part_of") != "Croydon").group_by("part_of").len()["len"]
    assert placebos.size == (sizes // 2).sum()
    assert {"Selhurst", "Waddon"} == set(one.beside_it())


def test_what_is_told_beside_counts_each_area_once_and_never_the_claims_own():
    one = change(beside={"near": {"part_of": ["Croydon"]}, "far": {}})
    wards = table("tables.recorded-crime-by-ward").filter(pl.col("area") != "Fairfield")
    for label, is_near in (("near", True), ("far", False)):
        rows = wards.filter((pl.col("part_of") == "Croydon") == is_near)
        before, after = (rows.select(names).sum_horizontal().sum() for names in (one.before, one.after))
        assert one.beside_it()[label] == pytest.approx(100 * (after / before - 1))


def test_comparable_areas_are_those_with_as_much_over_other_periods():
    year = [f"2024-{month:02}" for month in range(4, 13)] + ["2025-01", "2025-02", "2025-03"]
    one = change(comparable=[0.5, None], comparable_over=year)
    known = table("tables.recorded-crime-by-ward").with_columns(level=pl.sum_horizontal(year))
    own = known.filter(area=pl.lit("Fairfield"))["level"].item()
    assert one.changes()[1].size == known.filter(pl.col("level") >= own / 2).height - 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: change(area="Fairfeld"), "0 rows of it"),
        (lambda: change(before=["2019-01"]), "no such period"),
        (lambda: change(before=["2024-10", "2024-10"]), "a period twice"),
        (lambda: change(before=["2024-11"], after=["2024-11"]), "not later than all before"),
        (lambda: change(before=["2024-10", "2025-10"], after=["2025-02"]), "later than 2025-10"),
        (lambda: change(where={"item": "x"}), "no such column"),
        (lambda: change(beside={"near": {"borough": ["Croydon"]}}), "no such column"),
        (lambda: change(comparable=[2.0, 0.5]), "no range"),
        (lambda: change(area=""), "neither `area` nor `areas`"),
        (lambda: change(areas=["Waddon"]), "both `area` and `areas`"),
        (lambda: change(sets_within="part_of"), "of no use to one area"),
        (lambda: change(area="", areas=["Waddon"]), "by no column"),
        (lambda: together(sets_within="borough"), "no such column"),
        (lambda: together(areas=["Waddon", "Waddon"]), "an area twice"),
        (lambda: together(areas=["Waddon", "Selhrst"]), "such as Selhurst"),
        (lambda: change(table="tables.crime"), "no such table"),
        (lambda: change(margin={**MARGIN, "unit": "times"}), "not the unit"),
        (lambda: disparity(share=[0.5, 0.2]), "no range of a share"),
        (lambda: disparity(cases=figure(-1)), "not a count"),
        (lambda: rate(3, 0), "nothing to divide by"),
        (lambda: rate(3.5, 10), "not a count"),
        (lambda: rate(11, 10, each_is_one=True), "more than there are"),
    ],
)
def test_what_cannot_be_is_refused(wrong, said):
    with pytest.raises(ValidationError, match=said):
        wrong()


def test_a_case_whose_ends_are_swapped_is_refused():
    one = rate(3, 10).model_dump(exclude_none=True)
    of = {"title": "t", "who": "w", "when": "2026", "source": "s", "speaks": "for", "hypotheses": [one]}
    Claim.model_validate({**of, "expected": [{"hypothesis": "r", "low": 2, "high": 3, "verdict": "supported"}]})
    with pytest.raises(ValidationError, match="above"):
        Claim.model_validate({**of, "expected": [{"hypothesis": "r", "low": 3, "high": 2, "verdict": "supported"}]})


def test_a_number_needs_a_source():
    with pytest.raises(ValidationError, match="without a source"):
        rate(3, 10, counted={"count": {"value": 3}, "out_of": figure(10)})
