"""Ensembles end to end, of a programme that runs in a second."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest

import sim
from sim.ensemble.arms import arm_of
from sim.ensemble.run import ensemble_of, read_ensemble
from sim.store.ensembles import list_ensembles
from tests.programme.conftest import SMALL

SHORT = (*SMALL, "siting=[{rule: fixed, per_month: 1, duration_h: 1.0}]")
DESIGN = {"replications": 2, "draws": 2, "seed": 7}


@pytest.fixture(scope="module")
def arms():
    return {text: arm_of(text, settings=SHORT) for text in ("north_end_year", "north_end_year+lfr.threshold=0.6")}


def run(arms, root, **options):
    with ThreadPoolExecutor(1) as threads:
        return sim.run_ensemble(arms, root=root, executor=threads, **{**DESIGN, **options})


@pytest.fixture(scope="module")
def root(walks, tmp_path_factory):
    """Return a store of its own with tables of walks."""
    root = tmp_path_factory.mktemp("ensemble")
    (walks / "passages").mkdir(exist_ok=True)
    (root / "passages").symlink_to(walks / "passages")
    return root


@pytest.fixture(scope="module")
def result(arms, root):
    return run(arms, root)


def test_every_arm_has_every_draw_and_replication(result):
    assert result.status["state"].to_list() == ["done"] * 8
    assert result.frame.select("arm", "draw", "replication").unique().height == 8


def test_a_replication_is_the_programme_as_it_is_run_alone(result, arms, root):
    alone = sim.run_programme(arms["north_end_year"], seed=7, replication=1, root=root)
    expected = sum(float(one.tally.count("alerts").sum()) for one in alone.deployed)
    here = {"arm": "north_end_year", "draw": 0, "replication": 1, "name": "alerts", "by": "all"}
    assert result.frame.filter(estimator="sampled", **here)["value"].item() == expected


def test_arms_share_people_and_the_lower_threshold_has_as_many_alerts_or_more(result):
    found = result.differences().filter(pl.col("by") == "all", pl.col("estimator") == "expected")
    of = {row["name"]: row for row in found.iter_rows(named=True)}
    assert of["alerts"]["difference"] > 0
    assert of["alerts"]["variance_reduction"] is None or of["alerts"]["variance_reduction"] > 1
    people = result.frame.filter(pl.col("name") == "people", pl.col("by") == "all").sort("draw", "replication")
    first, second = (people.filter(pl.col("arm") == arm.name)["value"].to_list() for arm in result.ensemble.arms)
    assert first == pytest.approx(second, rel=0.01)


def test_a_rerun_recomputes_nothing_and_gives_the_same(result, arms, root, monkeypatch):
    monkeypatch.setattr("sim.ensemble.replicate.run_programme", None)
    seen = []
    again = run(arms, root, observe=seen.append)
    assert [(one.done, one.of, one.stored) for one in seen] == [(4, 4, 4)]
    assert again.frame.equals(result.frame)


def test_what_was_lost_is_done_again_to_the_same_bytes(result, arms, root):
    lost = [root / "replications" / name for name in result.status["record_id"].to_list()[1::5]]
    before = [(path / "metrics.parquet").read_bytes() for path in lost]
    for path in lost:
        shutil.rmtree(path)
    partial = read_ensemble(ensemble_of(arms, root=root, **DESIGN))
    assert (partial.count("done"), partial.count("missing")) == (6, 2)
    assert partial.levels.height == result.levels.height
    assert run(arms, root).frame.equals(result.frame)
    assert [(path / "metrics.parquet").read_bytes() for path in lost] == before


def test_more_replications_keep_those_that_there_are(result, arms, root):
    had = set(result.status["record_id"])
    more = ensemble_of(arms, root=root, **{**DESIGN, "replications": 3})
    assert had < set(read_ensemble(more).status["record_id"])
    assert {one.ensemble_id for one in list_ensembles(root)} == {result.ensemble.ensemble_id}


def test_a_replication_that_fails_is_a_row_with_its_stage_and_message(arms, root, monkeypatch):
    def crash(programme, **_):
        if programme.lfr.threshold == 0.6:
            raise sim.RunError("street", "too many people")
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("sim.ensemble.replicate.run_programme", crash)
    failed = run(arms, root, seed=8, draws=1, replications=1)
    assert failed.status.select("state", "stage", "message").rows() == [
        ("failed", "simulation", "ZeroDivisionError: by zero"),
        ("failed", "simulation", "street: too many people"),
    ]
    assert failed.levels.is_empty()
    monkeypatch.undo()
    assert run(arms, root, seed=8, draws=1, replications=1).count("done") == 2


def test_the_manifest_says_what_is_drawn_and_how(result, root):
    manifest = json.loads((root / "ensembles" / result.ensemble.ensemble_id / "manifest.json").read_text())
    drawn = {one["key"]: one for one in manifest["inputs"]}
    assert drawn["trust.news.reach"] | {"law": "uniform", "low": 0.0, "high": 0.1} == drawn["trust.news.reach"]
    assert manifest["values"][0] == {}
    assert set(manifest["values"][1]) == set(drawn)
    inputs = result.inputs
    assert inputs.filter(pl.col("held").is_null()).height == len(drawn)
    assert inputs.filter(key="lfr.engagement.officers")["held"].item().startswith("what a policy chooses")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"replications": 0}, "not a number of replications"),
        ({"workers": 2}, "exclude each other"),
        ({"draws": 0}, "not a number of draws"),
    ],
)
def test_what_cannot_be_run_is_refused(arms, root, options, says):
    with pytest.raises(sim.RunError, match=says):
        run(arms, root, **options)
    with pytest.raises(sim.RunError, match="no arm"):
        run({}, root)
