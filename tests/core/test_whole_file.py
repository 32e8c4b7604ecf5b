import os
from threading import Thread

import pytest

from sim.core.errors import SimError
from sim.core.whole_file import check_there, check_writable, write_all, write_there, write_whole


def test_files_take_the_place_of_what_was_there(tmp_path):
    write_all({tmp_path / "a/one.txt": b"1", tmp_path / "two.txt": b"2"})
    write_whole(tmp_path / "two.txt", b"3")
    found = {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"one.txt": b"1", "two.txt": b"3"}


@pytest.mark.parametrize("other", ["file/two.txt", "folder"])
def test_where_one_cannot_be_written_none_is_and_what_was_there_stays(other, tmp_path):
    (tmp_path / "file").write_text("file")
    (tmp_path / "folder").mkdir()
    (tmp_path / "one.txt").write_text("before")
    with pytest.raises(SimError, match=f"{other}: cannot be written"):
        write_all({tmp_path / "one.txt": b"1", tmp_path / other: b"2"})
    assert (tmp_path / "one.txt").read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder", "one.txt"]


@pytest.mark.parametrize("write", [write_whole, write_there])
def test_a_pipe_is_written_to_and_stays_one(tmp_path, write):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=write, args=(pipe, b"through"))
    writer.start()
    assert pipe.read_bytes() == b"through"
    writer.join()
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]
    assert pipe.is_fifo()
    check_writable(pipe)


@pytest.mark.parametrize("other", ["file/two.txt", "folder", "file/a/two.txt"])
def test_what_could_not_be_written_is_said_before(other, tmp_path):
    (tmp_path / "file").write_text("file")
    (tmp_path / "folder").mkdir()
    for check in (check_writable, check_there):
        with pytest.raises(SimError, match=f"{other}: cannot be written"):
            check(tmp_path / other)


def test_a_try_leaves_nothing_and_touches_nothing(tmp_path):
    (tmp_path / "one.txt").write_text("before")
    for name in ("one.txt", "two.txt", "a/b/three.txt"):
        check_writable(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["one.txt"]
    assert (tmp_path / "one.txt").read_text() == "before"


def test_a_folder_that_is_not_there_is_made_or_asked_for(tmp_path):
    write_whole(tmp_path / "made/one.txt", b"1")
    for call in (check_there, lambda path: write_there(path, b"1")):
        with pytest.raises(
            SimError, match=r"none/one.txt: cannot be written \(no such folder\); a file in a folder that"
        ):
            call(tmp_path / "none/one.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]
