"""A stored day at other thresholds."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from sim.core.errors import RunError
from sim.core.folder import new_folder
from sim.metrics.groups import PeopleInLog
from sim.metrics.table import measure
from sim.scenario.shipped import place_file
from sim.store.runs import StoredRun, open_run, run_id_of, write_run
from sim.store.thresholds import at_thresholds

NAMES = ("alerts", "false_alerts", "engagements", "false_stops", "arrests", "listed_missed", "listed_people")


@pytest.fixture(scope="module")
def stored(day, tmp_path_factory):
    root = tmp_path_factory.mktemp("thresholds")
    run_id = run_id_of(day.scenario, seed=day.seed, replication=day.replication)
    with new_folder(root, run_id) as folder:
        write_run(folder, day, measure(day))
    return open_run(root, run_id)


@pytest.fixture(scope="module")
def found(stored):
    return at_thresholds(stored)


def test_at_its_own_threshold_a_day_comes_to_what_is_stored(stored, found):
    k = found.thresholds.index(stored.manifest.threshold)
    table = stored.metrics.filter(pl.col("estimator") == "expected", pl.col("by").is_in(["all", "ethnic_group"]))
    for name in NAMES:
        by_group = dict(table.filter(pl.col("name") == name).select("group", "value").iter_rows())
        assert found.expected[name][k] == pytest.approx([by_group[group] for group in found.groups], rel=1e-9)


def test_thresholds_rise_and_alerts_fall(found):
    assert len(found.thresholds) >= 33
    assert np.all(np.diff(found.thresholds) > 0)
    for name in ("alerts", "false_alerts", "other_hits", "listed_hits"):
        assert np.all(np.diff(found.expected[name][:, 0]) < 0)


def test_they_span_the_range_from_common_to_next_to_none(found):
    rate = found.expected["other_hits"][:, 0] / found.expected["other_searches"][:, 0]
    assert rate[0] == pytest.approx(1e-2, rel=0.3)
    assert rate[-1] == pytest.approx(1e-8, rel=0.3)


def test_a_thousandth_further_they_would_be_out_of_that_range(day, found):
    enrolment, people = day.enrolment, PeopleInLog(day.log, day.scenario.groups.names)
    faces = np.bincount(enrolment.face_group[people.group], minlength=enrolment.calibration.n_groups) / people.n

    def rate(threshold):
        return float(faces @ enrolment.calibration.fpir(threshold, enrolment.watchlist.counts))

    assert rate(found.thresholds[0] - 0.001) > 1e-2 >= rate(found.thresholds[0])
    assert rate(found.thresholds[-1]) >= 1e-8 > rate(found.thresholds[-1] + 0.001)


def test_groups_add_up_to_everybody(found):
    assert found.groups[0] == "all"
    for values in found.expected.values():
        assert values[:, 0] == pytest.approx(values[:, 1:].sum(axis=1))


def test_thresholds_can_be_named(stored, found):
    k = found.thresholds.index(stored.manifest.threshold)
    again = at_thresholds(stored, [0.7, stored.manifest.threshold])
    assert again.thresholds == (0.7, stored.manifest.threshold)
    assert np.array_equal(again.expected["alerts"][1], found.expected["alerts"][k])


def test_a_day_without_cameras_is_refused(stored, tmp_path):
    (tmp_path / "scenario.yaml").write_text((place_file("north_end")).read_text(), encoding="utf-8")
    (tmp_path / "north_end.geojson").write_bytes(place_file("north_end").with_suffix(".geojson").read_bytes())
    with pytest.raises(RunError, match="no face was searched"):
        at_thresholds(StoredRun(tmp_path, stored.manifest))
