"""Direct standardisation: rates as they would be with the first arm's mix of groups."""

import polars as pl
import pytest

from sim.compare.standard import STANDARDISED, standardised
from sim.ensemble.summary import differences, levels

COLUMNS = {"estimator": "sampled", "by": "ethnic_group", "unit": "per face seen"}


def cells(arm, rates, faces, *, draw=0, name="arrests_per_face"):
    """Return replications of an arm: rates by group, and faces of each replication by group."""
    rows = []
    for replication, by_group in enumerate(faces):
        for group, n in by_group.items():
            above = rates[group] * n
            rows.append(
                {"arm": arm, "draw": draw, "replication": replication, "name": name, **COLUMNS, "group": group}
                | {"value": rates[group] if n else None, "numerator": float(above), "denominator": float(n)}
            )
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64()})


RATES = {"black": 0.02, "white": 0.01}


def test_arms_that_differ_in_nothing_but_who_walks_there_are_alike_when_standardised():
    frame = pl.concat(
        [
            cells("a", RATES, [{"black": 400, "white": 600}, {"black": 420, "white": 590}]),
            cells("b", RATES, [{"black": 100, "white": 900}, {"black": 90, "white": 880}]),
        ]
    )
    found = standardised(frame, ["a", "b"])
    (row,) = differences(found, [("a", "b")]).to_dicts()
    assert row["estimator"] == "sampled" + STANDARDISED
    assert row["difference"] == pytest.approx(0.0, abs=1e-12)
    of = {row["arm"]: row for row in levels(found, ["a", "b"]).to_dicts()}
    share = 820 / 2010
    assert of["a"]["mean"] == pytest.approx(share * 0.02 + (1 - share) * 0.01)
    assert of["a"]["interval"] == "95 %"


def test_a_worked_example_of_two_populations():
    # rates 0.01 and 0.03 with weights 0.25 and 0.75 of the standard
    frame = pl.concat(
        [
            cells("standard", {"black": 0.1, "white": 0.1}, [{"black": 250, "white": 750}]),
            cells("other", {"black": 0.01, "white": 0.03}, [{"black": 900, "white": 100}]),
        ]
    )
    of = {
        row["arm"]: row for row in levels(standardised(frame, ["standard", "other"]), ["standard", "other"]).to_dicts()
    }
    assert of["other"]["mean"] == pytest.approx(0.25 * 0.01 + 0.75 * 0.03)


def test_an_arm_without_a_case_of_a_group_has_no_standardised_rate():
    frame = pl.concat(
        [
            cells("a", RATES, [{"black": 400, "white": 600}]),
            cells("b", RATES, [{"black": 0, "white": 900}]),
        ]
    )
    assert standardised(frame, ["a", "b"])["arm"].unique().to_list() == ["a"]


def test_draws_are_standardised_apart_from_what_is_as_given():
    frame = pl.concat(
        [
            cells("a", RATES, [{"black": 400, "white": 600}]),
            cells("a", {"black": 0.2, "white": 0.1}, [{"black": 400, "white": 600}], draw=1),
        ]
    )
    (row,) = levels(standardised(frame, ["a"]), ["a"]).to_dicts()
    assert row["as_given"] == pytest.approx(0.4 * 0.02 + 0.6 * 0.01)
    assert row["mean"] == pytest.approx(0.4 * 0.2 + 0.6 * 0.1)


def test_what_is_no_rate_is_left_alone():
    assert standardised(cells("a", RATES, [{"black": 4, "white": 6}], name="arrests"), ["a"]).is_empty()
