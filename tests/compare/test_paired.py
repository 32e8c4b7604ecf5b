"""`sim.compare`: the frame of differences and levels."""

from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest

import sim
from sim.compare.zero import expected_by_draw
from sim.ensemble.arms import arm_of
from tests.programme.conftest import SMALL

SHORT = (*SMALL, "siting=[{rule: fixed, per_month: 1, duration_h: 1.0}]")


@pytest.fixture(scope="module")
def arms():
    return {text: arm_of(text, settings=SHORT) for text in ("north_end_year", "north_end_year+lfr.threshold=0.6")}


def test_a_frame_has_differences_with_intervals_and_the_levels_that_they_are_of(arms, walks):
    with ThreadPoolExecutor(1) as threads:
        result = sim.run_ensemble(arms, replications=2, seed=5, root=walks, executor=threads)
        frame = sim.compare(arms, replications=2, seed=5, root=walks, executor=threads)
    assert set(frame["first"]) == {"north_end_year"}
    rows = frame.drop_nulls(["difference", "first_mean", "second_mean"])
    assert rows.height > 500
    assert (rows["difference"] - (rows["second_mean"] - rows["first_mean"])).abs().max() < 1e-6
    assert rows.filter(pl.col("low") > pl.col("difference")).is_empty()
    assert result.frame.height > rows.height
    (expected,) = expected_by_draw(result, "north_end_year", "false_alerts")
    assert expected > 0
    with pytest.raises(sim.MetricError, match="no number of it is expected"):
        expected_by_draw(result, "north_end_year", "people")


def test_one_arm_alone_is_no_comparison(arms):
    with pytest.raises(sim.RunError, match="nothing to compare with"):
        sim.compare(dict(list(arms.items())[:1]))
