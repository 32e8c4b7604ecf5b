"""Reports of a sheet for proportionality: every limb with its ranges, other means, a frontier, and no total."""

import io
import json

import pikepdf
import pytest

from sim.core.errors import SimError
from sim.report.forms import FORMS
from sim.report.frontier_picture import Means, frontier, frontier_picture
from sim.report.of_proportionality import BURDENS, frontier_of
from sim.report.pack import pack_file
from sim.report.proportionality import shipped_sheet
from sim.report.stored_results import find_result, subject_of
from sim.report.templates import TEMPLATES, report_of


def subject(folder, name):
    found = find_result(folder, str(name))
    return subject_of(found.kind, found.identifier, found.stored)


@pytest.fixture(scope="module")
def of(tmp_path_factory):
    """A sheet in a file, one of whose other means is called what a page or a workbook would take for something else."""
    file = tmp_path_factory.mktemp("sheet") / "sheet.json"
    text = json.dumps(shipped_sheet()).replace("half the list", "<b>=1+1</b>")
    file.write_text(text, encoding="utf-8")
    return subject(file.parent, file)


def test_a_sheet_is_handed_over_in_every_form(of):
    for template in TEMPLATES:
        document = report_of(of, template)
        assert "<b>" not in FORMS["html"].make(document)[""].decode()
        assert FORMS["xlsx"].make(document)[""].startswith(b"PK")
        assert len(FORMS["csv"].make(document)) == len(document.tables) + 1
    with pikepdf.open(io.BytesIO(FORMS["pdf"].make(report_of(of, "panel"))[""])) as file:
        assert len(file.pages) == 1


def test_it_has_every_limb_with_what_is_not_for_a_simulation_and_no_total(of):
    sheet, document = shipped_sheet(), report_of(of, "committee")
    tables = {table.name: table for table in document.tables}
    for limb in sheet["limbs"]:
        table = tables[f"limb_{limb['name']}"]
        assert [row[2:5] for row in table.rows] == [(row["value"], row["low"], row["high"]) for row in limb["rows"]]
        assert any(limb["not_simulated"] in said for said in of.cannot)
    assert len(tables["other_means"].rows) == len(sheet["others"])
    assert len(of.pictures) == len(BURDENS)
    assert of.parameters, "the settings of the arm are read by its command"
    assert sheet["no_total"] in of.about


def test_what_no_other_means_beats_is_on_the_frontier():
    def means(burden, gain):
        return Means("", burden, burden, burden, gain, gain, gain)

    given, better, worse, less = means(0, 0), means(-5, 0), means(-5, -3), means(-9, -4)
    assert frontier([given, better, worse, less]) == [False, True, False, True]
    assert frontier([given, given]) == [True, True]


def test_the_picture_says_every_means_and_stays_within_its_width():
    means = [Means("as it is", 0, 0, 0, 0, 0, 0), Means("x" * 200, -1, -2, 0, -1, -3, 1)]
    svg = frontier_picture(means, burden="faces searched", gain="arrests", first="as it is", width=330)
    assert "x" * 200 in svg
    assert "x" * 20 + "…" not in svg
    assert "as it is: faces searched 0, arrests 0, which no other means beats in both" in svg


def test_a_sheet_without_other_means_has_no_picture():
    assert frontier_of({**shipped_sheet(), "others": []}, "searches", width=330) is None


def test_a_pack_of_the_shipped_sheet_has_it_and_one_of_a_file_of_ones_own_is_referred_to_its_ensemble(tmp_path):
    assert pack_file(find_result(tmp_path, "proportionality")).startswith(b"PK")
    sheet = shipped_sheet()
    own = {**sheet, "command": sheet["command"].replace("north_end_year", "mine.yaml")}
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(own), encoding="utf-8")
    with pytest.raises(SimError, match=sheet["ensemble_id"]):
        pack_file(find_result(tmp_path, str(file)))
