"""A folder of results is opened once, and listed again as soon as something may have come or gone."""

from __future__ import annotations

import os

import pytest

import dashboard.index
from dashboard.index import FolderIndex
from sim.core.errors import StoreError


def test_what_comes_late_into_a_settled_folder_is_there_and_what_stays_is_opened_once(tmp_path, monkeypatch):
    moment, opened, listed = [0.0], [], []
    monkeypatch.setattr(dashboard.index, "monotonic", lambda: moment[0])
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: listed.append(path) or scandir(path))

    def opening(folder):
        opened.append(folder.name)
        if (folder / "manifest.json").read_text() == "{":
            raise StoreError(str(folder), "damaged", "")
        return folder.name

    def write(name, text="{}"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / "manifest.json").write_text(text)

    index = FolderIndex(tmp_path, opening)
    write("a")
    (tmp_path / "later").mkdir()
    for moment[0] in (0.0, 1.0, 3.0):
        assert index.stored() == ["a"]
    before, token = len(listed), index.token()
    for moment[0] in (4.0, 5.0):
        assert (index.stored(), index.token()) == (["a"], token)
    assert (opened, len(listed)) == (["a"], before)
    write("later")  # into a folder that was there: the folder above it does not say that it was changed
    assert index.stored() == ["a", "later"]
    assert index.token() != token
    write("broken", "{")
    assert list(index.damaged()) == ["broken"]
    write("broken")
    assert index.stored() == ["a", "broken", "later"]
    for moment[0] in (9.0, 12.0, 13.0):
        index.stored()
    os.rename(tmp_path / "a", tmp_path / "b")
    assert index.stored() == ["b", "broken", "later"]
    assert opened.count("later") == 1


def test_a_folder_that_is_not_there_is_empty_and_may_come(tmp_path):
    index = FolderIndex(tmp_path / "runs", lambda folder: folder.name)
    assert index.stored() == []
    (tmp_path / "runs" / "a").mkdir(parents=True)
    (tmp_path / "runs" / "a" / "manifest.json").write_text("{}")
    assert index.stored() == ["a"]


@pytest.mark.parametrize("name", [".partial-a-1-2"])
def test_what_is_half_written_is_passed_over(tmp_path, name):
    (tmp_path / name).mkdir()
    (tmp_path / name / "manifest.json").write_text("{}")
    assert FolderIndex(tmp_path, lambda folder: folder.name).stored() == []
