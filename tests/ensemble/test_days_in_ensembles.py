"""Ensembles of days: people are walked once for all arms, and every record is that of its arm alone."""

from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest

import sim
import sim.day.world
from sim.ensemble.replicate import replicate
from sim.ensemble.run import ensemble_of, read_ensemble
from tests.conftest import short_day

ARMS = {"as it is": short_day(), "lower": short_day("lfr.threshold=0.5"), "nobody": short_day("lfr=null")}
DESIGN = {"replications": 1, "draws": 2, "seed": 7}


def run(arms, root):
    with ThreadPoolExecutor(1) as threads:
        return sim.run_ensemble(arms, root=root, executor=threads, **DESIGN)


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    return run(ARMS, tmp_path_factory.mktemp("together"))


def test_every_record_is_that_of_its_arm_alone(together, tmp_path):
    apart = pl.concat([run({name: arm}, tmp_path).frame for name, arm in ARMS.items()])
    order = ["arm", "draw", "replication", "name", "by", "group", "estimator"]
    assert together.status["state"].to_list() == ["done"] * 6
    # alone, an arm has the draws of its own inputs: only those as given are the same
    first, other = (table.filter(draw=0).sort(order) for table in (together.frame, apart))
    assert first.equals(other)


def test_arms_are_run_together(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.ensemble.replicate.run_day", None)
    assert run(ARMS, tmp_path).count("done") == 6


def test_an_arm_that_fails_takes_no_other_with_it(tmp_path, monkeypatch):
    wrong = short_day("lfr.watchlist.size=16000")

    def refuse(world, *_, **__):
        if world.settings.lfr is not None and world.settings.lfr.watchlist.size == 16_000:
            raise sim.RunError("street", "too many people")
        return was(world)

    was = sim.day.world.StreetWorld.step
    monkeypatch.setattr("sim.day.world.StreetWorld.step", refuse)
    found = run({"as it is": short_day(), "wrong": wrong}, tmp_path)
    by_arm = {row["arm"]: row for row in found.status.filter(draw=0).iter_rows(named=True)}
    assert by_arm["as it is"]["state"] == "done"
    assert (by_arm["wrong"]["stage"], by_arm["wrong"]["message"]) == ("simulation", "street: too many people")


def test_what_was_done_is_stored_before_the_next_is_begun(tmp_path, monkeypatch):
    arms = {"as it is": short_day(), "fewer people": short_day("footfall.people_per_day=9000")}
    ensemble = ensemble_of(arms, root=tmp_path, replications=1, draws=1, seed=7)
    (task,) = ensemble.tasks()
    was = sim.day.world.StreetWorld.__init__

    def begin(world, scenario, **given):
        if scenario.footfall.people_per_day == 9000:
            raise KeyboardInterrupt
        was(world, scenario, **given)

    monkeypatch.setattr("sim.day.world.StreetWorld.__init__", begin)
    with pytest.raises(KeyboardInterrupt):
        replicate(task)
    assert read_ensemble(ensemble).status["state"].to_list() == ["done", "missing"]
