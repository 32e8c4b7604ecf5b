import json
from itertools import product

import pytest

from sim.core.errors import StoreError
from sim.core.folder import new_folder
from sim.core.results_version import RESULTS_VERSION
from sim.metrics.table import measure
from sim.store.runs import list_runs, open_run, run_id_of, write_run


@pytest.fixture
def stored(day, tmp_path):
    run_id = run_id_of(day.scenario, seed=day.seed, replication=day.replication)
    with new_folder(tmp_path, run_id) as folder:
        write_run(folder, day, measure(day))
    return open_run(tmp_path, run_id)


def test_a_stored_run_is_what_was_run(stored, day):
    assert stored.scenario == day.scenario
    assert stored.metrics.equals(measure(day))
    for name, table in day.log.tables():
        assert stored.events(name).equals(table), name


def test_a_run_is_found_by_the_beginning_of_its_id(stored):
    root, run_id = stored.path.parent, stored.manifest.run_id
    assert open_run(root, run_id[:6]).manifest == stored.manifest
    assert [run.manifest.run_id for run in list_runs(root)] == [run_id]


def test_runs_are_listed_by_place_policy_seed_and_replication(stored, tmp_path_factory):
    root = tmp_path_factory.mktemp("listed")
    said = json.loads((stored.path / "manifest.json").read_text())
    in_order = list(product(("Here", "There"), ("Cameras", "None"), (2, 10), (0, 1)))
    for number, (place, policy, seed, replication) in enumerate(in_order):
        run_id = f"{99 - number:016}"  # the latest has the first id
        which = {"place": place, "policy": policy, "seed": seed, "replication": replication, "run_id": run_id}
        (root / run_id).mkdir()
        (root / run_id / "manifest.json").write_text(json.dumps(said | which))
    found = [run.manifest for run in list_runs(root)]
    assert [(one.place, one.policy, one.seed, one.replication) for one in found] == in_order


def test_what_fails_half_way_leaves_nothing(tmp_path):
    def interrupted() -> None:
        with new_folder(tmp_path, "abc") as folder:
            (folder / "manifest.json").write_text("{}")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_the_same_id_is_replaced_whole(tmp_path):
    for text in ("one", "two"):
        with new_folder(tmp_path, "abc") as folder:
            (folder / text).write_text(text)
    assert [path.name for path in (tmp_path / "abc").iterdir()] == ["two"]


@pytest.mark.parametrize("run_id", ["", "zzz", "../..", "*"])
def test_an_unknown_run_is_an_error_that_lists_the_known_ones(stored, run_id):
    with pytest.raises(StoreError, match=stored.manifest.run_id):
        open_run(stored.path.parent, run_id)


def test_a_run_of_another_results_version_is_refused_by_name_and_left_out_of_lists(stored):
    file = stored.path / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "results_version": RESULTS_VERSION + 1}))
    with pytest.raises(StoreError, match="another version"):
        open_run(stored.path.parent, stored.manifest.run_id)
    assert list_runs(stored.path.parent) == []


def test_the_id_depends_on_scenario_seed_and_replication(day):
    ids = {
        run_id_of(day.scenario, seed=1, replication=0),
        run_id_of(day.scenario, seed=2, replication=0),
        run_id_of(day.scenario, seed=1, replication=1),
        run_id_of(day.scenario.model_copy(update={"name": "elsewhere"}), seed=1, replication=0),
    }
    assert len(ids) == 4


def test_a_root_that_is_a_file_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot store runs here"), new_folder(tmp_path / "file", "abc"):
        pass
