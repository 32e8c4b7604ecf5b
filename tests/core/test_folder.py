"""Folders that are there whole or not at all: killed writers, two writers of one result, disks that are full."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import sim.core.exchange
import sim.core.folder
from sim.core.errors import StoreError
from sim.core.exchange import exchange
from sim.core.folder import PARTIAL, abandon, new_folder, remove_abandoned
from sim.core.locks import alone_in
from sim.core.sums import SUMS, damage_of, seal

ROOT = Path(__file__).parents[2]
WRITES = """
import sys, time
from pathlib import Path
from sim.core.folder import new_folder
with new_folder(Path(sys.argv[1]), "abc") as folder:
    (folder / "file").write_text("half")
    print("writing", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def writer(tmp_path):
    """Return a process that is in the middle of writing `abc` into the folder `tmp_path`."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-c", WRITES, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout.readline() == "writing\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def store(root, text, *others):
    with new_folder(root, "abc") as folder:
        for name in ("file", *others):
            (folder / name).write_text(text)
        seal(folder)


def rests(root):
    return [path.name for path in root.iterdir() if path.name.startswith(PARTIAL)]


def test_what_a_killed_process_left_goes_with_the_next_writer_and_what_a_living_one_writes_stays(tmp_path, writer):
    store(tmp_path, "whole")
    assert len(rests(tmp_path)) == 1
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    store(tmp_path / "elsewhere", "whole")
    assert len(rests(tmp_path)) == 1
    store(tmp_path, "whole")
    assert rests(tmp_path) == []
    assert (tmp_path / "abc/file").read_text() == "whole"


def test_what_bears_the_id_of_this_process_is_told_from_what_this_process_writes(tmp_path):
    """In two containers both processes have the id 1."""
    left = tmp_path / f"{PARTIAL}abc-{os.getpid()}-1"
    left.mkdir()
    with new_folder(tmp_path, "abc") as one, new_folder(tmp_path, "abc") as other:
        assert one != other
        assert not left.exists()
        assert remove_abandoned(tmp_path) == []
        assert one.is_dir()


def test_of_two_writers_of_one_result_the_first_wins_and_both_find_it_whole(tmp_path):
    with new_folder(tmp_path, "abc") as one:
        (one / "file").write_text("the same")
        seal(one)
        store(tmp_path, "the same")
        inode = (tmp_path / "abc").stat().st_ino
    assert (tmp_path / "abc").stat().st_ino == inode
    assert damage_of(tmp_path / "abc") == ""
    assert os.listdir(tmp_path) == ["abc"]


@pytest.mark.parametrize("can_exchange", [True, False])
def test_who_has_more_files_or_finds_damage_takes_the_place(tmp_path, monkeypatch, can_exchange):
    if not can_exchange:
        monkeypatch.setattr(sim.core.exchange, "_system_call", lambda *_: 38)
    store(tmp_path, "one")
    store(tmp_path, "one", "replay")
    assert (tmp_path / "abc/replay").read_text() == "one"
    store(tmp_path, "one")
    assert (tmp_path / "abc/replay").read_text() == "one"
    store(tmp_path, "of another result")
    assert sorted(os.listdir(tmp_path / "abc")) == [SUMS, "file"]
    store(tmp_path, "of another result", "replay")
    (tmp_path / "abc/file").write_text("damaged")
    store(tmp_path, "of another result")
    assert (tmp_path / "abc/file").read_text() == "of another result"
    assert sorted(os.listdir(tmp_path / "abc")) == [SUMS, "file"]
    assert os.listdir(tmp_path) == ["abc"]


def test_nothing_else_than_a_result_is_replaced_in_one_step(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_text(name)
    exchange(tmp_path / "a", tmp_path / "b")
    assert [os.listdir(tmp_path / name) for name in "ab"] == [["b"], ["a"]]
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "a", tmp_path / "c")


def test_files_are_on_the_disk_before_the_folder_takes_its_place(tmp_path, monkeypatch):
    done = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: done.append((tmp_path / "abc").exists()) or real(handle))
    store(tmp_path, "one")
    assert done == [False] * 3 + [True]


@pytest.mark.parametrize("what", ["mkdir", "fsync", "rename"])
def test_a_disk_that_refuses_is_said_and_nothing_stays(tmp_path, monkeypatch, what):
    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    at = {"mkdir": (Path, "mkdir"), "fsync": (os, "fsync"), "rename": (Path, "rename")}[what]
    with monkeypatch.context() as patched:
        patched.setattr(*at, refuse)
        with pytest.raises(StoreError, match="No space left on device"):
            store(tmp_path, "one")
    assert os.listdir(tmp_path) == []


def test_a_name_that_no_file_system_takes_is_said(tmp_path):
    with pytest.raises(StoreError, match="File name too long"):
        store(tmp_path / ("x" * 300), "one")


def test_who_waits_for_a_locked_folder_does_not_wait_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.core.locks._WAIT_S", 0.05)
    with alone_in(tmp_path), pytest.raises(StoreError, match="another process holds the folder locked"):
        store(tmp_path, "one")


def test_who_ends_in_the_middle_leaves_nothing(tmp_path):
    writing = new_folder(tmp_path, "abc")
    (writing.__enter__() / "file").write_text("half")
    abandon()
    assert os.listdir(tmp_path) == []
    with pytest.raises(StoreError):
        writing.__exit__(None, None, None)


def test_in_a_full_folder_left_overs_are_not_looked_for_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(sim.core.folder, "_ALWAYS_S", -1.0)
    monkeypatch.setattr(sim.core.folder, "_LOOKING_SHARE", 1e-9)
    store(tmp_path, "one")
    (tmp_path / f"{PARTIAL}abd-1").mkdir()
    store(tmp_path, "one")
    assert len(rests(tmp_path)) == 1
    assert len(remove_abandoned(tmp_path)) == 1


def test_a_file_or_a_link_in_the_place_of_a_result_leaves_nothing_behind(tmp_path):
    for stands in (lambda place: place.write_text("a file"), lambda place: place.symlink_to(tmp_path / "none")):
        stands(tmp_path / "abc")
        store(tmp_path, "whole")
        assert os.listdir(tmp_path) == ["abc"]
        (tmp_path / "abc/file").unlink()
        (tmp_path / "abc" / SUMS).unlink()
        (tmp_path / "abc").rmdir()
