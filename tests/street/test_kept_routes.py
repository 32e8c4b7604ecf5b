"""Tables of ways that are kept on disk are those that would be made, and none that is damaged is taken."""

import re
from dataclasses import fields

import numpy as np
import pytest
from numba import typeof

import sim.street.kept_routes
from sim.scenario.load import load
from sim.scenario.shipped import place_file
from sim.street.geometry import _compile
from sim.street.navigation import Listed

STREET = load(place_file("london_road")).street_map


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sim.street.kept_routes, "kept_in", lambda: tmp_path)
    return tmp_path


def same(a, b):
    for field in fields(a):
        one, other = getattr(a, field.name), getattr(b, field.name)
        for x, y in zip(one, other, strict=True) if isinstance(one, Listed) else [(one, other)]:
            assert typeof(x) == typeof(y), field.name  # or kernels would be compiled anew
            np.testing.assert_array_equal(x, y)


def flipped(data, at, bit):
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]


def test_tables_that_are_kept_are_those_that_are_made(folder, monkeypatch):
    made = _compile(STREET).routes
    assert len(list(folder.iterdir())) == 1
    monkeypatch.setattr(sim.street.kept_routes, "build_routes", None)
    same(_compile(STREET).routes, made)


def test_another_street_has_other_tables(folder):
    _compile(STREET)
    _compile(STREET.model_copy(update={"navigation": STREET.navigation.model_copy(update={"clearance_m": 0.31})}))
    assert len(list(folder.glob("ways-*"))) == 2


@pytest.mark.parametrize("how", ["bit", "method", "length", "half", "empty", "other", "folder"])
def test_tables_that_are_damaged_are_made_again(how, folder):
    made = _compile(STREET).routes
    (file,) = folder.iterdir()
    data = file.read_bytes()
    damaged = {
        "bit": flipped(data, len(data) // 2, 1),
        "method": flipped(data, data.rindex(b"PK\1\2") + 10, 4),  # what the archive says of itself
        "length": re.sub(rb"\(\d(?=\d, \d{5}\))", b"(1", data),  # fewer numbers than there are
        "half": data[: len(data) // 2],
        "empty": b"",
    }
    if how == "folder":
        file.unlink()
        file.mkdir()
    elif how == "other":
        with file.open("wb") as written:
            np.savez(written, nothing=np.zeros(2))
    else:
        file.write_bytes(damaged[how])
    same(_compile(STREET).routes, made)
    if how != "folder":
        same(sim.street.kept_routes._read(file), made)


def test_no_more_are_kept_than_are_of_use(folder, monkeypatch):
    monkeypatch.setattr(sim.street.kept_routes, "_KEEP", 2)
    for clearance in (0.31, 0.32, 0.33):
        navigation = STREET.navigation.model_copy(update={"clearance_m": clearance})
        _compile(STREET.model_copy(update={"navigation": navigation}))
    assert len(list(folder.iterdir())) == 2
    made = _compile(STREET.model_copy(update={"navigation": navigation})).routes
    (folder / "none").write_text("")
    monkeypatch.setattr(sim.street.kept_routes, "kept_in", lambda: folder / "none")
    same(_compile(STREET.model_copy(update={"navigation": navigation})).routes, made)
    monkeypatch.setattr(sim.street.kept_routes, "kept_in", lambda: None)
    same(_compile(STREET.model_copy(update={"navigation": navigation})).routes, made)


def test_what_is_used_is_kept_before_what_was_written_later(folder, monkeypatch):
    def street(clearance):
        navigation = STREET.navigation.model_copy(update={"clearance_m": clearance})
        return _compile(STREET.model_copy(update={"navigation": navigation}))

    monkeypatch.setattr(sim.street.kept_routes, "_KEEP", 2)
    for clearance in (0.31, 0.32, 0.31, 0.33):
        street(clearance)
    monkeypatch.setattr(sim.street.kept_routes, "build_routes", None)
    street(0.31)
    street(0.33)
