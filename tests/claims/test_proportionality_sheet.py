"""A sheet for proportionality: quantities beside limbs, what is missing named, other means paired, and no total."""

import numpy as np
import polars as pl
import pytest

from sim.claims.judge import Plan, paired_ensemble
from sim.claims.limbs import LIMBS
from sim.claims.proportionality import others_of, sheet_of
from sim.core.errors import RunError
from sim.ensemble.arms import arm_of
from sim.ensemble.run import read_ensemble, run_missing, workers_of
from sim.metrics.catalogue import metric


@pytest.fixture
def result(function, tmp_path):
    arms = {
        "0.64": arm_of("north_end_year+lfr.recognition.draw=1"),
        "0.7": arm_of("north_end_year+lfr.recognition.draw=1+lfr.threshold=0.7"),
    }
    ensemble = paired_ensemble(arms, Plan(pairs=20, root=tmp_path, fit=None))
    with workers_of(1, None, None) as who:
        return read_ensemble(ensemble, run_missing(ensemble, who))


def test_every_quantity_is_a_metric_and_every_limb_says_what_is_not_simulated():
    assert len({limb.name for limb in LIMBS}) == len(LIMBS) >= 4
    for limb in LIMBS:
        assert limb.not_simulated
        assert all(metric(quantity.metric) for quantity in limb.quantities)


def test_a_sheet_has_the_ranges_of_the_ensemble_and_names_what_is_missing(result):
    sheet = {found.limb.name: found for found in sheet_of(result, "0.64")}
    (row,) = sheet["aim"].rows
    values = result.frame.filter(arm=pl.lit("0.64"), name=pl.lit("arrests")).filter(pl.col("draw") > 0)["value"]
    assert (row.finding.low, row.finding.high) == pytest.approx(
        tuple(np.quantile(values.to_numpy(), (0.025, 0.975), method="weibull"))
    )
    assert metric("arrests_serious").label in sheet["aim"].missing
    of_groups = [row.finding.group for row in sheet["equality"].rows]
    assert of_groups == ["all", "Asian", "Black", "Mixed", "Other", "White"]
    assert next(row.finding.value for row in sheet["equality"].rows if row.finding.group == "Asian") is None


def test_other_means_are_paired_with_the_first(result):
    (one,) = others_of(result)
    assert (one.arm, one.metric.name) == ("0.7", "arrests")
    assert one.low < one.difference < one.high < 0


def test_an_arm_that_is_not_there_is_named(result):
    with pytest.raises(RunError, match=r"one of 0\.64, 0\.7"):
        sheet_of(result, "0.62")
