"""The store of ensembles: records whole or not at all, found by what they are of."""

import json

import polars as pl
import pytest

import sim
from sim.store.ensembles import (
    RECORDED,
    Failure,
    list_ensembles,
    open_ensemble,
    read_record,
    read_record_folder,
    record_id_of,
    write_ensemble,
    write_failure,
    write_record,
)
from sim.store.manifest import OtherVersion
from tests.conftest import short_day
from tests.full_disk import no_file_beyond

ROWS = 2000
METRICS = pl.DataFrame(
    {name: [float(k) if name in RECORDED[4:7] else f"{name}{k}" for k in range(ROWS)] for name in RECORDED}
).with_columns(low=pl.lit(1.0))


def test_a_record_is_read_as_it_was_written_and_says_what_it_is_of(tmp_path):
    write_record(tmp_path, "abc", {"values": {"a.b": 1.5}}, METRICS)
    record = read_record(tmp_path, "abc")
    assert record.failure is None
    assert record.metrics.equals(METRICS.select(RECORDED))
    assert json.loads((record.path / "manifest.json").read_text())["values"] == {"a.b": 1.5}
    assert read_record(tmp_path, "abd") is None


def test_a_failure_is_a_record_and_what_succeeds_later_takes_its_place(tmp_path):
    write_failure(tmp_path, "abc", {}, Failure("draw", "not possible"))
    assert read_record(tmp_path, "abc").failure == Failure("draw", "not possible")
    write_record(tmp_path, "abc", {}, METRICS)
    assert read_record(tmp_path, "abc").failure is None


def test_the_id_is_of_settings_draw_seed_and_replication():
    ids = {
        record_id_of(sha, values, seed=seed, replication=replication)
        for sha in ("a", "b")
        for values in ({}, {"x": 1.0}, {"x": 1.5})
        for seed in (1, 2)
        for replication in (0, 1)
    }
    assert len(ids) == 24
    assert record_id_of("a", {"x": 1.0, "y": 2}, seed=1, replication=0) == record_id_of(
        "a", {"y": 2, "x": 1.0}, seed=1, replication=0
    )


@pytest.mark.parametrize("most", [0, 1024])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, most):
    write_record(tmp_path, "before", {}, METRICS)
    with no_file_beyond(most), pytest.raises(sim.StoreError, match="cannot store results here"):
        write_record(tmp_path, "abc", {}, METRICS)
    assert [path.name for path in (tmp_path / "replications").iterdir()] == ["before"]


def test_a_store_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "replications").write_text("a file")
    with pytest.raises(sim.StoreError):
        write_record(tmp_path, "abc", {}, METRICS)


def test_a_broken_record_is_none_and_broken_metrics_are_refused(tmp_path):
    write_record(tmp_path, "abc", {}, METRICS)
    record = read_record(tmp_path, "abc")
    (record.path / "metrics.parquet").write_bytes(b"nothing")
    with pytest.raises(sim.StoreError, match="made again"):
        _ = record.metrics
    (record.path / "manifest.json").write_text("{")
    assert read_record(tmp_path, "abc") is None


def test_two_ensembles_stand_in_one_store_and_have_their_arms(tmp_path):
    day = short_day()
    write_ensemble(tmp_path, "a" * 16, {"as it is": day}, {"seed": 1})
    write_ensemble(tmp_path, "b" * 16, {"x": day, "y": sim.with_values(day, {"threshold": 0.6})}, {"seed": 2})
    assert [one.ensemble_id for one in list_ensembles(tmp_path)] == ["a" * 16, "b" * 16]
    arms = open_ensemble(tmp_path, "b").arms
    assert (arms["x"].lfr.threshold, arms["y"].lfr.threshold) == (0.64, 0.6)
    with pytest.raises(sim.StoreError, match="no ensemble with this id"):
        open_ensemble(tmp_path, "c")


def test_an_ensemble_of_another_version_is_refused(tmp_path):
    stored = write_ensemble(tmp_path, "a" * 16, {"as it is": short_day()}, {})
    (stored.path / "manifest.json").write_text(json.dumps({**stored.manifest, "results_version": 1}))
    with pytest.raises(sim.StoreError, match="another version of the model"):
        open_ensemble(tmp_path, "a")
    assert list_ensembles(tmp_path) == []


def test_a_record_of_another_version_is_refused_and_run_again(tmp_path, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr("sim.store.ensembles.RESULTS_VERSION", 1)
        write_record(tmp_path, "abc", {}, METRICS)
    with pytest.raises(OtherVersion, match=r"stored by another version of the model \(1\)"):
        read_record_folder(tmp_path / "replications" / "abc")
    assert read_record(tmp_path, "abc") is None
    write_record(tmp_path, "abc", {}, METRICS)
    assert read_record(tmp_path, "abc").failure is None


def test_the_beginning_of_an_id_opens_one_ensemble_and_not_one_of_two(tmp_path):
    for name in ("ab", "ac"):
        write_ensemble(tmp_path, name * 8, {"as it is": short_day()}, {})
    assert open_ensemble(tmp_path, "ac").ensemble_id == "ac" * 8
    for beginning, what in (("a", "more than one ensemble begins with this id"), ("", "no ensemble with this id")):
        with pytest.raises(sim.StoreError, match=what):
            open_ensemble(tmp_path, beginning)


def test_a_store_in_which_there_is_no_folder_of_ensembles_has_none(tmp_path):
    assert list_ensembles(tmp_path) == []
    (tmp_path / "ensembles").write_text("a file")
    assert list_ensembles(tmp_path) == []
    with pytest.raises(sim.StoreError, match="stored ensembles: none"):
        open_ensemble(tmp_path, "a")
