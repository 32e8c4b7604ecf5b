import pytest

from sim.core.errors import SimError
from sim.core.whole_file import write_all, write_whole


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
