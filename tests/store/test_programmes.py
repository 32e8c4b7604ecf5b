"""The store of programmes: found by their ids, each once, and what their manifests say of them."""

from __future__ import annotations

import shutil

import pytest

from sim.core.errors import StoreError
from sim.programme.load import load_programme
from sim.scenario.shipped import programme_file
from sim.store.programmes import (
    find_programme,
    find_whole_programme,
    list_programmes,
    open_programme,
    programme_id_of,
    simulate_programme,
)

FEW = ("months=1", "borough.residents=4000", "siting=[{rule: fixed, per_month: 2, duration_h: 1.0}]")


@pytest.fixture(scope="module")
def programme():
    return load_programme(programme_file("stop_and_search"), settings=FEW)


@pytest.fixture(scope="module")
def stored(programme, tmp_path_factory):
    root = tmp_path_factory.mktemp("programmes")
    return simulate_programme(programme, seed=3, replication=1, root=root, observe=lambda _: None)


@pytest.fixture
def folder(stored, tmp_path):
    """Return a folder of programmes with the one, under the name of its id."""
    shutil.copytree(stored.path, tmp_path / stored.path.name)
    return tmp_path


def test_a_programme_says_what_it_is_of(programme, stored):
    said = stored.manifest
    assert (said["seed"], said["replication"], said["policy"]) == (3, 1, None)
    assert said["deployments"] == 2
    assert said["programme_id"] == stored.path.name == programme_id_of(programme, seed=3, replication=1)
    assert stored.programme.model_dump() == programme.model_dump()
    assert stored.table("deployments")["deployment"].n_unique() == 2


def test_an_id_is_of_the_programme_the_seed_and_the_replication(programme):
    longer = load_programme(programme_file("stop_and_search"), settings=("months=2", *FEW[1:]))
    ids = {
        programme_id_of(one, seed=seed, replication=n) for one in (programme, longer) for seed in (1, 2) for n in (0, 1)
    }
    assert len(ids) == 8


def test_programmes_are_listed_each_once_whatever_their_folders_are_called(stored, folder):
    assert [one.path for one in list_programmes(folder)] == [folder / stored.path.name]
    shutil.copytree(stored.path, folder / "0 a copy")
    assert [one.path for one in list_programmes(folder)] == [folder / stored.path.name]
    (folder / stored.path.name).rename(folder / "renamed")
    assert len(list_programmes(folder)) == 1
    assert find_programme(folder, stored.programme_id).programme_id == stored.programme_id
    with pytest.raises(StoreError):
        find_programme(folder, "0" * 16)


def test_only_a_whole_programme_of_its_id_need_not_be_run_again(stored, folder):
    assert find_whole_programme(folder, stored.programme_id).path == folder / stored.path.name
    assert find_whole_programme(folder, "0" * 16) is None
    (folder / stored.path.name).rename(folder / "renamed")
    assert find_whole_programme(folder, stored.programme_id).path == folder / "renamed"
    (folder / "renamed" / "months.parquet").write_bytes(b"PAR1")
    assert open_programme(folder / "renamed").programme_id == stored.programme_id
    assert find_whole_programme(folder, stored.programme_id) is None
