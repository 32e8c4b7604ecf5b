"""The two estimators of one thing agree: what happened, over many days, is what was expected."""

import numpy as np
import polars as pl
import pytest

from sim.day.run import run
from sim.metrics.table import measure
from tests.conftest import short_day

NAMES = ["alerts", "true_alerts", "false_alerts"]


@pytest.fixture(scope="module")
def days():
    """Some short days at a threshold so low that false alerts can be counted."""
    settings = ("lfr.threshold=0.44",)
    tables = [measure(run(short_day(*settings), seed=5, replication=k)) for k in range(6)]
    return pl.concat(tables).filter(pl.col("by") == "all")


@pytest.mark.parametrize("name", NAMES)
def test_what_happens_is_what_was_expected(days, name):
    values = {
        kind: days.filter((pl.col("name") == name) & (pl.col("estimator") == kind))["value"].to_numpy()
        for kind in ("sampled", "expected")
    }
    expected = values["expected"].sum()
    assert expected > 5
    assert abs(values["sampled"].sum() - expected) < 4 * np.sqrt(expected)


def test_the_expected_number_hardly_varies(days):
    values = {
        kind: days.filter((pl.col("name") == "alerts") & (pl.col("estimator") == kind))["value"].to_numpy()
        for kind in ("sampled", "expected")
    }
    assert values["expected"].std() < values["sampled"].std()


def test_groups_add_up_to_all(day):
    table = measure(day)
    whole = table.filter((pl.col("name") == "alerts") & (pl.col("by") == "all")).sort("estimator")["value"]
    for by in ("ethnic_group", "sex", "age_band", "sex_and_ethnic_group"):
        parts = (
            table.filter((pl.col("name") == "alerts") & (pl.col("by") == by))
            .group_by("estimator")
            .agg(pl.col("value").sum())
            .sort("estimator")["value"]
        )
        np.testing.assert_allclose(parts, whole)
