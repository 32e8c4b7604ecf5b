"""What is stored is held against its sums and types: one damaged thing is told, made again, and takes no other down."""

import json
import os
import shutil

import polars as pl
import pytest

from sim.core.errors import SimError, StoreError
from sim.core.folder import PARTIAL
from sim.core.streams import Stream, Streams
from sim.core.sums import SUMS, damage_of, seal
from sim.store.check import check_store, prune_store
from sim.store.runs import find_whole_run, list_runs, open_run
from sim.store.search_places import search_places
from sim.store.simulate import Job, simulate
from tests.conftest import short_day

TINY = ("day.duration_h=0.02", "day.warm_up_s=60", "population.residents=2000", "lfr.watchlist.size=200")
JOB = Job(short_day(*TINY), seed=1)


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return simulate(JOB, root=tmp_path_factory.mktemp("original"), with_replay=True)


@pytest.fixture
def stored(original, tmp_path):
    """Return a folder of the store with one run, whose files a test may damage."""
    shutil.copytree(original.path, tmp_path / original.path.name)
    return tmp_path / original.path.name


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read(root, run_id):
    """Read all of a run, as pages and commands do."""
    run = open_run(root, run_id)
    run.scenario, run.metrics, search_places(run)
    return run.events("arrival"), run.events("alert")


def damage(file, how):
    data = bytearray(file.read_bytes())
    if how == "missing":
        file.unlink()
    elif how == "a folder":
        file.unlink()
        file.mkdir()
    elif how == "empty":
        file.write_bytes(b"")
    elif how == "half":
        file.write_bytes(data[: len(data) // 2])
    else:
        data[len(data) // 2] ^= 1
        file.write_bytes(data)


FILES = ("manifest.json", "metrics.parquet", "events/arrival.parquet", "scenario.yaml", "replay/000.bin", SUMS)


@pytest.mark.parametrize("how", ["missing", "a folder", "empty", "half", "one bit"])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_run_is_told_with_its_folder_and_made_again(original, stored, name, how):
    root, run_id = stored.parent, stored.name
    damage(stored / name, how)
    if (name, how) == (SUMS, "missing"):  # as stored before there were sums: types alone tell
        read(root, run_id)
        return
    assert find_whole_run(root, run_id) is None
    if name != SUMS:  # a file that nobody reads here may be the one whose sum is another
        with pytest.raises(StoreError) as told:
            read(root, run_id)
    if name != SUMS and (name, how) not in (("manifest.json", "missing"), ("manifest.json", "a folder")):
        assert "remove the folder, and it is made again" in str(told.value)
        assert str(stored) in str(told.value)
    simulate(JOB, root=root, with_replay=True)
    assert contents(stored) == contents(original.path)
    assert os.listdir(root) == [run_id]


def test_no_flipped_byte_of_a_run_goes_unseen_or_is_more_than_an_error(stored, capfd):
    draw = Streams(3).generator(Stream.FOOTFALL)
    files = sorted(path for path in stored.rglob("*") if path.is_file())
    for _ in range(300):
        file = files[int(draw.integers(len(files)))]
        before = file.read_bytes()
        data = bytearray(before)
        data[int(draw.integers(len(data)))] ^= int(draw.integers(1, 256))
        file.write_bytes(data)
        assert find_whole_run(stored.parent, stored.name) is None, file
        file.write_bytes(before)
    assert find_whole_run(stored.parent, stored.name) is not None
    assert capfd.readouterr().err == ""


def test_flipped_bytes_of_tables_without_sums_are_errors_too(stored):
    """Of 400 flips two ended in a panic of the library that reads tables."""
    (stored / SUMS).unlink()
    draw = Streams(4).generator(Stream.FOOTFALL)
    before = (stored / "metrics.parquet").read_bytes()
    for _ in range(300):
        data = bytearray(before)
        data[int(draw.integers(len(data)))] ^= int(draw.integers(1, 256))
        (stored / "metrics.parquet").write_bytes(data)
        try:
            assert isinstance(open_run(stored.parent, stored.name).metrics, pl.DataFrame)
        except SimError:
            continue


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("place", None), ("place", 1), ("seed", "1"), ("seed", 1.5), ("replication", True), ("sites", "a"),
        ("groups", []), ("changes", {}), ("start_h", "11"), ("weight", None), ("threshold", "x"), ("run_id", None),
        ("duration_h", float("nan")), ("results_version", "9"), ("results_version", None), ("more", 1),
    ],
)  # fmt: skip
def test_a_manifest_with_a_value_of_another_type_is_damaged_and_takes_nothing_down(stored, key, value):
    root, run_id = stored.parent, stored.name
    shutil.copytree(stored, root / "second")
    file = root / "second/manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), key: value}))
    (root / "second" / SUMS).unlink()
    assert [run.manifest.run_id for run in list_runs(root)] == [run_id]
    assert open_run(root, run_id).path == stored
    state = "other version" if key == "results_version" else "damaged"
    assert [one.state for one in check_store(root) if one.path.name == "second"] == [state]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "[" * 100_000, "\x00", '{"results_version": 9}'])
def test_what_is_no_manifest_takes_nothing_down(stored, text):
    (stored.parent / "0123456789abcdef").mkdir()
    (stored.parent / "0123456789abcdef/manifest.json").write_text(text)
    assert len(list_runs(stored.parent)) == 1
    with pytest.raises(StoreError, match="0123456789abcdef"):
        open_run(stored.parent, "0123456789abcdef")


def test_a_run_is_found_by_its_id_in_a_folder_of_any_name_and_a_copy_is_the_same_run(stored):
    root, run_id = stored.parent, stored.name
    shutil.copytree(stored, root / "a copy")
    assert [run.path for run in list_runs(root)] == [stored]
    stored.rename(root / "of last summer")
    assert open_run(root, run_id[:8]).manifest.run_id == run_id
    assert len(list_runs(root)) == 1
    assert simulate(JOB, root=root).path.name in ("a copy", "of last summer")
    assert sorted(os.listdir(root)) == ["a copy", "of last summer"]
    with pytest.raises(StoreError, match="no run with this id"):
        open_run(root, "a copy")


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_folder_that_is_not_there_is_no_empty_store(tmp_path, name):
    (tmp_path / "file").write_text("")
    for reading in (list_runs, lambda root: open_run(root, "abcd"), check_store, prune_store):
        with pytest.raises(StoreError, match=f"{name}: (no such folder|not a folder)"):
            reading(tmp_path / name)


def test_a_store_is_checked_and_pruned(stored):
    root = stored.parent
    shutil.copytree(stored, root / "copy")
    shutil.copytree(stored, root / "0123456789abcdef")
    damage(root / "0123456789abcdef/events/arrival.parquet", "one bit")
    (root / f"{PARTIAL}abc-1-2").mkdir()
    shutil.copytree(stored, root / "old")
    manifest = json.loads((stored / "manifest.json").read_text())
    (root / "old/manifest.json").write_text(json.dumps({**manifest, "results_version": 1, "run_id": "old"}))
    seal(root / "old")
    shutil.copytree(root / "old", root / "older")
    (root / "older/manifest.json").write_text(json.dumps({**manifest, "results_version": 2, "run_id": "older"}))
    (root / "passages/000000000000feed").mkdir(parents=True)
    found = {one.path.name: one.state for one in check_store(root)}
    assert found == {
        stored.name: "whole", "copy": "copy", "0123456789abcdef": "damaged", f"{PARTIAL}abc-1-2": "left over",
        "old": "other version", "older": "damaged", "000000000000feed": "damaged",
    }  # fmt: skip
    going = {"0123456789abcdef", f"{PARTIAL}abc-1-2", "000000000000feed", "older"}
    assert {one.path.name for one in prune_store(root, dry=True)} == going
    assert len(os.listdir(root)) == 7
    prune_store(root)
    assert sorted(os.listdir(root)) == sorted([stored.name, "copy", "old", "passages"])
    prune_store(root, other_versions=True)
    assert sorted(os.listdir(root)) == sorted([stored.name, "copy", "passages"])
    assert damage_of(stored) == ""


@pytest.mark.parametrize("what", ["events/thesis.txt", "manifest.json", "SHA256SUMS", "metrics.parquet"])
@pytest.mark.parametrize("where", ["site", "runs/site", "programmes/my notes", "passages/x", "replications/x"])
def test_nobody_elses_folder_is_a_result_or_goes(tmp_path, where, what):
    """A store may be a folder with other things in it: what has no id and no mark of a result is not looked at."""
    file = tmp_path / where / what
    file.parent.mkdir(parents=True)
    file.write_text('{"name": "of another program"}')
    assert check_store(tmp_path) == prune_store(tmp_path, other_versions=True) == []
    assert file.exists()


def test_what_is_made_whole_meanwhile_does_not_go(stored, original, monkeypatch):
    damage(stored / "metrics.parquet", "one bit")
    found = check_store(stored.parent)
    shutil.copy(original.path / "metrics.parquet", stored / "metrics.parquet")
    monkeypatch.setattr("sim.store.check.check_store", lambda _: found)
    prune_store(stored.parent)
    assert damage_of(stored) == ""


def test_a_run_without_sums_whose_table_is_none_is_damaged(stored):
    (stored / SUMS).unlink()
    (stored / "events/arrival.parquet").write_bytes(b"x")
    assert [one.state for one in check_store(stored.parent)] == ["damaged"]


def test_a_name_that_no_file_can_have_is_damage(stored):
    sums = stored / SUMS
    sums.write_bytes(sums.read_bytes().replace(b"events/arrival", b"events/arri\0al"))
    assert [one.state for one in check_store(stored.parent)] == ["damaged"]


def test_a_folder_that_cannot_be_read_is_said(stored, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    scan = os.scandir
    (stored.parent / "runs").mkdir()
    monkeypatch.setattr(os, "scandir", lambda path: refuse(path) if str(path).endswith("runs") else scan(path))
    with pytest.raises(StoreError, match="runs: cannot be read"):
        check_store(stored.parent)
