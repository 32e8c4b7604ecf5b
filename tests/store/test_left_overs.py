"""What a killed process has left goes with the next run, also where that finds all that it would have made."""

import math
from pathlib import Path

import pytest

import sim.core.folder
from sim.core.folder import PARTIAL
from sim.day.stored_walks import open_walks
from sim.programme.load import load_programme
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file, programme_file
from sim.store.check import check_store
from sim.store.ensembles import write_ensemble
from sim.store.programmes import simulate_programme
from sim.store.simulate import Job, simulate
from tests.conftest import short_day

TINY = ("day.duration_h=0.02", "day.warm_up_s=60", "population.residents=2000", "lfr.watchlist.size=200")
FEW = ("months=1", "borough.residents=4000", "siting=[{rule: fixed, per_month: 1, duration_h: 1.0}]")


def run_a_day(root: Path) -> None:
    simulate(Job(short_day(*TINY)), root=root)


def run_a_programme(root: Path) -> None:
    programme = load_programme(programme_file("stop_and_search"), settings=FEW)
    simulate_programme(programme, seed=1, replication=0, root=root, observe=lambda _: None)


def walk_a_street(root: Path) -> None:
    open_walks(root, load(place_file("london_road"), policies=[policy_file("lfr_van_2024")]), 4)


def begin_an_ensemble(root: Path) -> None:
    write_ensemble(root, "a" * 16, {"as it is": short_day(*TINY)}, {})


@pytest.mark.parametrize(
    ("do", "folders"),
    [
        (run_a_day, [""]),
        (run_a_programme, ["programmes"]),
        (walk_a_street, ["passages"]),
        (begin_an_ensemble, ["ensembles", "replications"]),
    ],
)
def test_a_run_that_finds_its_result_removes_what_the_dead_have_left(do, folders, tmp_path, monkeypatch):
    # a folder is looked at each time, however long the machine took to look at it before
    monkeypatch.setattr(sim.core.folder, "_ALWAYS_S", math.inf)
    do(tmp_path)
    for folder in folders:
        (tmp_path / folder / f"{PARTIAL}of the dead").mkdir(parents=True)
    assert [one.state for one in check_store(tmp_path)].count("left over") == len(folders)
    do(tmp_path)
    assert {one.state for one in check_store(tmp_path)} == {"whole"}
    assert list(tmp_path.rglob(f"{PARTIAL}*")) == []
