"""Columns: text as spreadsheets write it is understood, and what is not is named with its line."""

from __future__ import annotations

import codecs
import sys
import zipfile

import numpy as np
import openpyxl
import pytest

import sim.core.workbook
from sim.core.columns import Columns, read_columns
from sim.core.errors import ScenarioError

PLAIN = "score,group,n\n0.5,é,10\n-0.25,b,\n"


def read(tmp_path, text: str | bytes) -> Columns:
    file = tmp_path / "own.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_columns(file, ("score", "group"), known=("n",))


def use(tmp_path, text: str | bytes) -> None:
    found = read(tmp_path, text)
    found.numbers("score")
    found.names("group")
    if "n" in found:
        found.counts("n", optional=True)


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace(",", ";").replace(".", ","),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "\t").replace(".", ","),
        PLAIN.replace(",", " | "),
        PLAIN.replace("score,group,n", " Score , GROUP,N "),
        PLAIN.replace("0.5,", '"0,5",'),
        PLAIN.replace("0.5,é", " 0.5 ,  é "),
        "\n\n" + PLAIN.replace("\n", "\n\n  \n,,\n"),
        PLAIN.replace("\n", ",,\n"),
        "sep=;\n" + PLAIN.replace(",", ";").replace(".", ","),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-32"),
    ],
)
def test_one_table_is_read_alike_however_it_is_written(text, tmp_path):
    found = read(tmp_path, text)
    assert found.numbers("score").tolist() == [0.5, -0.25]
    assert found.names("group").tolist() == ["é", "b"]
    np.testing.assert_array_equal(found.counts("n", optional=True), [10, np.nan])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("score,group\n\n\n0.5,a\n\nx,b\n", ":6:1: `score` is not a number (x)"),
        ('score,group\n0.5,"a\nb"\n\nx,b\n', ":5:1: `score` is not a number (x)"),
        ('\nscore,group\n0.5,"a\nb"\n,b\n', ":5:1: `score` is empty"),
        ("score;group\n1.234,5;a\n", ":2:1: `score` is not a number (1.234,5)"),
        ("score,group\n0.5,a\n0,6,b\n", ":3:5: 3 cells in 2 columns; one for each; a decimal comma needs other marks"),
        ("score,group,n\n0.5,a,1000.5\n", ":2:7: `n` is 1000.5; a whole number, 1 or more"),
        ("score;group;n\n0,5;a;1000,5\n", ":2:7: `n` is 1000,5; a whole number, 1 or more"),
        ('score,group,n\n0.5,a,"10,000"\n', ":2:7: `n` may be thousands or a fraction (10,000)"),
        ("score;group;n\n0,5;a;10.000\n", ":2:7: `n` may be thousands or a fraction (10.000)"),
        ("score,group,n\n0.5,a,0\n", ":2:7: `n` is 0; a whole number, 1 or more"),
        ("score,group,Score\n0.5,a,1\n", ": the column score is there 2 times"),
        ("Wert;group\n0.5;a\n", ": no column score (columns are wert, group)"),
        (
            "score group\n0.5 a\n",
            ": no column score, group (columns are score_group); it needs score, group, separated",
        ),
        ("score,group\n0.5,é\n".encode("latin-1"), ":2: is not UTF-8 text (byte 0xe9)"),
        (b"PK\x03\x04rest", ": is no workbook that can be read (BadZipFile); save it as XLSX or CSV"),
        (b"\xd0\xcf\x11\xe0rest", ": is a spreadsheet of an old kind, and not text; save it as XLSX or CSV"),
        ('score,group\n"0.5" ,a\n"1,234",b\n', ":3:1: `score` may be thousands, since other numbers have a point"),
        ('score,group\n"0,5",a\n"1,234",b\n', ":3:1: `score` may be thousands, since commas part the cells (1,234)"),
        ("score;group\n0,5;a\n1.234;b\n", ":3:1: `score` may be thousands, since other numbers have a comma (1.234)"),
        ('group,score\n"a\nb , c",0.5\n"d, e\nf",x\n', ":5:4: `score` is not a number (x)"),
        ("score,group,n\n0.5,a,9007199254740993\n", ":2:7: `n` is 9007199254740993; a whole number, 1 or more and at"),
        ('score,group\n0.5,a\n0.6,"b\n0.7,c\n', ":3: a quotation mark is not closed; quotation marks in pairs"),
        ('score,group\n0.5,a\n0.6,"b', ":3: a quotation mark is not closed"),
        ("", ": the file is empty"),
        ("score,group\n\n,\n", ": there are no rows below the header"),
    ],
)
def test_what_is_not_understood_is_named_where_it_stands(text, said, tmp_path):
    with pytest.raises(ScenarioError) as caught:
        use(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'own.csv'}{said}")


def test_a_long_header_and_a_long_cell_are_said_in_short(tmp_path):
    for text in ("x" * 100_000, "score,group\n" + "x" * 100_000 + ",a\n"):
        with pytest.raises(ScenarioError) as caught:
            read(tmp_path, text).numbers("score")
        assert len(str(caught.value)) < 400
        assert "x" * 61 not in str(caught.value)


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_columns(tmp_path, ("score",))


def workbook(tmp_path, *rows):
    book = openpyxl.Workbook()
    book.active.title = "Scores"
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes").append(["nothing"])
    book.save(tmp_path / "own.xlsx")
    return tmp_path / "own.xlsx"


def test_a_workbook_is_read_as_its_text_would_be(tmp_path):
    file = workbook(tmp_path, [], ["Score", "GROUP", "n", "when"], [0.5, "é", 10, None], [], [-0.25, " b ", None, 1])
    found = read_columns(file, ("score", "group"), known=("n",))
    assert found.numbers("score").tolist() == [0.5, -0.25]
    assert found.names("group").tolist() == ["é", "b"]
    np.testing.assert_array_equal(found.counts("n", optional=True), [10, np.nan])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["score", "group"], [0.5, "a"], ["x", "b"]], ":Scores!A3: `score` is not a number (x)"),
        ([[None], [None, "group", "score"], ["a", "b", None]], ":Scores!C3: `score` is empty"),
        ([["score", "group"], ["=1/0", "a"]], ":Scores!A2: `score` is empty"),
        ([["score", "group", "n"], [0.5, "a", 10.5]], ":Scores!C2: `n` is 10.5; a whole number, 1 or more"),
        ([["score"]], ": no column group (columns are score); it needs score, group\n"),
        ([], ": the sheet Scores is empty"),
        ([["score", "group"]], ": there are no rows below the header"),
    ],
)
def test_what_is_not_understood_of_a_workbook_is_named_as_it_names_it(rows, said, tmp_path):
    file = workbook(tmp_path, *rows)
    with pytest.raises(ScenarioError) as caught:
        use_of(file)
    assert f"{caught.value}\n".startswith(f"{file}{said}")


def use_of(file):
    found = read_columns(file, ("score", "group"), known=("n",))
    return found.numbers("score"), found.counts("n")


def test_a_mark_within_a_name_is_a_letter(tmp_path):
    assert read(tmp_path, 'score,group\n0.5,6" lens\n0.6,"6"" lens"\n').names("group").tolist() == ['6" lens'] * 2


def rewritten(file, change):
    """Change the first sheet of a workbook."""
    with zipfile.ZipFile(file) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = change(parts[sheet])
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name, part)
    return file


@pytest.mark.parametrize(
    "inside", [b"", b"<worksheet", b"<worksheet><sheetData><row><c r='%'/></row></sheetData>", None]
)
def test_a_damaged_workbook_is_no_workbook(inside, tmp_path):
    file = workbook(tmp_path, ["score", "group"], [0.5, "a"])
    rewritten(file, lambda sheet: sheet if inside is None else inside)
    if inside is None:  # the bytes of the sheet are others than were compressed
        raw = bytearray(file.read_bytes())
        at = raw.index(b"xl/worksheets/sheet1.xml") + len(b"xl/worksheets/sheet1.xml")
        raw[at : at + 20] = bytes(20)
        file.write_bytes(bytes(raw))
    with pytest.raises(ScenarioError, match=r"own\.xlsx: is no workbook that can be read"):
        use_of(file)


def test_a_sheet_that_was_formatted_whole_costs_no_more_than_what_is_in_it(tmp_path):
    file = rewritten(
        workbook(tmp_path, ["score", "group"], [0.5, "a"]),
        lambda sheet: sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"').replace(
            b"</sheetData>", b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
        ),
    )
    assert read_columns(file, ("score", "group")).numbers("score").tolist() == [0.5]


def test_a_workbook_that_unpacks_to_more_than_numbers_need_is_refused(tmp_path, monkeypatch):
    file = workbook(tmp_path, ["score", "group"], [0.5, "a"])
    monkeypatch.setattr(sim.core.workbook, "_MOST_BYTES", 1024)
    with pytest.raises(ScenarioError, match=r"own\.xlsx: unpacks to 0 MB; at most 0 MB"):
        use_of(file)


def test_a_row_that_no_spreadsheet_has_is_refused(tmp_path):
    file = workbook(tmp_path, ["score", "group"], [0.5, "a"])
    rewritten(file, lambda sheet: sheet.replace(b'"B2"', b'"ZZZZZZZ2"'))
    with pytest.raises(ScenarioError, match=r"own\.xlsx: is no workbook"):
        read_columns(file, ("score", "group"))
    file = workbook(tmp_path, ["score", "group"], [0.5, "a"])
    file = rewritten(file, lambda sheet: sheet.replace(b'<row r="2"', b'<row r="99999999999"'))
    with pytest.raises(ScenarioError, match=r"own\.xlsx: the sheet has a row below 1048576; at most 1048576 rows"):
        read_columns(file, ("score", "group"))


def test_without_openpyxl_a_workbook_is_said_to_need_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ScenarioError, match="openpyxl is not installed, which reads them; install the extra"):
        read_columns(workbook_bytes(tmp_path), ("score",))


def workbook_bytes(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    return tmp_path / "a.xlsx"
