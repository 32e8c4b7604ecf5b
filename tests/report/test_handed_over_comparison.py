"""A comparison of one's own: its arms are found by the command that made it, or the report says that they are not."""

import json

import pytest

from sim.core.errors import SimError
from sim.report.pack import pack_file
from sim.report.stored_results import find_result, subject_of
from sim.report.templates import report_of
from sim.scenario.shipped import file_of


def own(folder, command):
    document = json.loads(file_of("library", "threshold_060").read_text(encoding="utf-8"))
    (folder / "library").mkdir()
    (folder / "library/own.json").write_text(json.dumps({**document, "command": command}), encoding="utf-8")
    found = find_result(folder, "own")
    return found, subject_of(found.kind, found.identifier, found.stored)


@pytest.mark.parametrize("command", [
    "passerby library threshold_060 --draws 4",
    "passerby compare north_end_year+lfr.threshold=0.64 north_end_year+lfr.threshold=0.60 --draws 4",
])  # fmt: skip
def test_the_arms_are_those_of_the_command(command, tmp_path):
    _, subject = own(tmp_path, command)
    assert {name: one.lfr.threshold for name, one in subject.arms.items()} == {"0.64": 0.64, "0.60": 0.6}
    assert not any("cannot be read" in note for note in subject.notes)


@pytest.mark.parametrize(("command", "why"), [
    ("passerby library gone --draws 4", "no such place or programme (gone)"),
    ("passerby library threshold_060 --set borough.household_mixing=0.3", "was made (borough.household_mixing)"),
    ("passerby library pause --draws 4", "they have changed since it was made"),
    ("by hand", "no such place or programme (own)"),
])  # fmt: skip
def test_without_them_it_says_so_and_cannot_be_packed(command, why, tmp_path):
    found, subject = own(tmp_path, command)
    assert subject.arms == {}
    assert any(why in note for note in subject.notes)
    tables = [table.name for table in report_of(subject, "technical").tables]
    assert "inputs" in tables
    assert "settings" not in tables
    with pytest.raises(SimError, match="cannot be read any more"):
        pack_file(found)
