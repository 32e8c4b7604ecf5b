"""Ensembles of days on which a false alert happens: means with weights."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl
import pytest

import sim
from sim.ensemble.conditioned import GIVEN, weighted
from sim.ensemble.summary import levels
from tests.conftest import short_day

ROW = {"by": "all", "group": "all", "unit": "1", "numerator": 0.0, "denominator": 1.0}


def frame(values, weights):
    days = []
    for k, (value, weight) in enumerate(zip(values, weights, strict=True)):
        day = weighted(pl.DataFrame([{"name": "false_stops", "estimator": "sampled", **ROW, "value": value}]), weight)
        days.append(day.with_columns(arm=pl.lit("a"), draw=pl.lit(0), replication=pl.lit(k)))
    return pl.concat(days)


def test_a_mean_over_conditioned_days_is_weighted_by_what_each_is_expected_to_have():
    (row,) = levels(frame([1.0, 0.0, 1.0], [0.2, 0.1, 0.1]), ["a"]).to_dicts()
    assert row["estimator"] == GIVEN
    assert row["mean"] == pytest.approx((0.2 + 0.1) / 0.4)
    assert row["interval"] == "95 %"


def test_weighted_means_are_those_of_a_world_in_which_events_are_not_made_to_happen():
    # days of two kinds: a has 0.03 false alerts and stops 40 % of those, b 0.3 and 90 %
    chance = np.random.Generator(np.random.PCG64(5))
    is_b = chance.random(4000) < 0.25
    stopped = chance.random(4000) < np.where(is_b, 0.9, 0.4)
    (row,) = levels(frame(stopped.astype(float), np.where(is_b, 0.3, 0.03)), ["a"]).to_dicts()
    true = (0.75 * 0.03 * 0.4 + 0.25 * 0.3 * 0.9) / (0.75 * 0.03 + 0.25 * 0.3)
    assert row["low"] < true < row["high"]
    assert row["high"] - row["low"] < 0.05


def test_an_ensemble_of_conditioned_days_says_what_follows_a_false_alert(tmp_path):
    day = short_day("lfr.recognition.given_false_alert=black", "day.duration_h=0.1")
    with ThreadPoolExecutor(1) as threads:
        result = sim.run_ensemble(day, replications=2, root=tmp_path, executor=threads)
    assert result.status["state"].to_list() == ["done", "done"]
    found = {row["name"]: row for row in result.levels.filter(estimator=GIVEN, by="all").to_dicts()}
    assert found["false_alerts"]["mean"] >= 1
    weights = result.frame.filter(name="false_alerts", estimator=GIVEN, by="all")["denominator"].to_list()
    assert all(0 < weight < 1 for weight in weights)
    # what is expected of such a day is not conditioned on anything
    assert result.levels.filter(name="false_alerts", estimator="expected", by="all")["mean"].item() < 0.5
