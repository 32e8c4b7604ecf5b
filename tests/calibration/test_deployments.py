"""Records of deployments are read with line and column in hand."""

from datetime import date

import pytest

from sim.calibration.deployments import read_deployments
from sim.core.errors import NoEffect, ScenarioError

HEADER = "date,location,duration_min,watchlist_size,threshold,faces_seen_estimate,total_alerts,false_confirmed,arrests"
ROW = '2025-03-22,"North End, Croydon",318,16104,0.64,18321,14,1,5'


def write(tmp_path, *lines, encoding="utf-8"):
    file = tmp_path / "record.csv"
    file.write_bytes("\n".join(lines).encode(encoding))
    return file


def test_a_row_is_read_as_it_was_published(tmp_path):
    (one,) = read_deployments(write(tmp_path, HEADER, ROW))
    assert (one.line, one.date, one.location, one.town) == (2, date(2025, 3, 22), "North End, Croydon", "croydon")
    assert (one.hours, one.watchlist_size, one.threshold) == (5.3, 16104, 0.64)
    assert (one.faces, one.alerts, one.false_alerts, one.arrests) == (18321, 14, 1, 5)


def test_what_is_not_published_is_none_and_not_nought(tmp_path):
    (one,) = read_deployments(write(tmp_path, HEADER, "2025-03-22,Croydon,,,,18321,,,"))
    assert (one.hours, one.watchlist_size, one.threshold, one.alerts, one.false_alerts, one.arrests) == (None,) * 6


def test_only_place_date_and_faces_are_needed(tmp_path):
    (one,) = read_deployments(write(tmp_path, "location, date ,faces_seen_estimate", "Croydon,2025-03-22,100"))
    assert one.faces == 100
    assert one.alerts is None


def test_a_mark_of_byte_order_and_blank_lines_are_no_fault(tmp_path):
    file = write(tmp_path, "\ufeff" + HEADER, "", ROW, ",,,,,,,,", "")
    assert [one.line for one in read_deployments(file)] == [3]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path, separator, encoding):
    header = (
        "Date,LOCATION,Duration min,Watchlist-Size,Threshold,Faces seen estimate,Total Alerts,False confirmed,Arrests"
    )
    row = ["2025-03-22", "North End, Croydon", "318,5", "16104", "0,64", "18321", "14", "1", "5"]
    file = write(tmp_path, header.replace(",", separator), separator.join(row) + "\r", encoding=encoding)
    (one,) = read_deployments(file)
    (as_published,) = read_deployments(write(tmp_path, HEADER, ROW.replace("318", "318.5")))
    assert one == as_published


def test_the_line_of_a_row_below_a_cell_of_two_lines_is_that_of_the_file(tmp_path):
    file = write(tmp_path, HEADER, ROW.replace("North End, ", "North End,\n"), ROW.replace("18321", "many"))
    with pytest.raises(ScenarioError, match=r"record.csv:4:48: `faces_seen_estimate` is not a number \(many\)"):
        read_deployments(file)


@pytest.mark.parametrize(
    ("was", "given", "message"),
    [
        (
            "2025-03-22",
            "05/03/2025",
            r":2:1: `date` may be two days \(05/03/2025\): no row tells which is the day; YYYY-",
        ),
        ("2025-03-22", "22 March 2025", r":2:1: `date` is not a date \(22 March 2025\); YYYY-MM-DD"),
        ("2025-03-22", "2025-02-30", r":2:1: there is no such day \(2025-02-30\)"),
        ("2025-03-22", "", r":2:1: `date` is empty; a value"),
        ('"North End, Croydon"', "", r":2:12: `location` is empty; a value"),
        ("318", "0", r":2:\d+: `duration_min` is 0; above 0 and at most 1440"),
        ("318", "nan", r":2:\d+: `duration_min` is not a number \(nan\)"),
        ("0.64", "64", r":2:\d+: `threshold` is 64; above 0 and below 1"),
        ("18321", "18321.5", r":2:\d+: `faces_seen_estimate` is 18321.5; a whole number"),
        ("18321", "inf", r":2:\d+: `faces_seen_estimate` is not a number \(inf\)"),
        (",14,", ",-1,", r":2:\d+: `total_alerts` is -1; a whole number, 0 or more"),
        (",14,1,", ",14,15,", r":2:\d+: there are more false alerts than alerts \(15 of 14\)"),
        (",14,1,5", ",4,1,5", r":2:\d+: there are more arrests than alerts \(5 of 4\); as many or fewer"),
        (
            "18321",
            '"18,321"',
            r":2:48: `faces_seen_estimate` may be thousands or a fraction \(18,321\)",
        ),
        (",5", ",5,6", r":2:61: 10 cells in 9 columns"),
    ],
)
def test_a_wrong_cell_is_refused_by_line_and_column(tmp_path, was, given, message):
    with pytest.raises(ScenarioError, match="record.csv" + message):
        read_deployments(write(tmp_path, HEADER, ROW.replace(was, given)))


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["when,where", "a,b"], r": no column date, location, faces_seen_estimate \(columns are when, where\)"),
        ([HEADER + ",date", ROW + ",x"], ": the column date is there 2 times"),
        ([HEADER], ": there are no rows below the header"),
        ([], ": the file is empty"),
    ],
)
def test_a_table_that_is_another_is_refused(tmp_path, lines, message):
    with pytest.raises(ScenarioError, match="record.csv" + message):
        read_deployments(write(tmp_path, *lines))


def test_a_file_that_is_none_or_no_text_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match="no such file"):
        read_deployments(tmp_path / "none.csv")
    with pytest.raises(ScenarioError, match=r"record.csv:2: is not UTF-8 text"):
        read_deployments(write(tmp_path, HEADER, ROW.replace("North", "Nörd"), encoding="latin-1"))
    with pytest.raises(ScenarioError, match="cannot be read"):
        read_deployments(tmp_path)


def test_of_columns_that_nothing_reads_it_is_said_with_what_they_may_mean(tmp_path):
    header = HEADER.replace("total_alerts", "Alerts").replace("arrests", "Arrested")
    with pytest.warns(NoEffect) as said:
        (one,) = read_deployments(write(tmp_path, f"{header},remarks", f"{ROW},fine"))
    assert (one.alerts, one.arrests) == (None, None)
    (note,) = {str(warning.message) for warning in said}
    assert note.endswith(
        "record.csv: not used: the column alerts (total_alerts is read, and is not there), the column arrested "
        "(arrests is read, and is not there), the column remarks"
    )
    with pytest.warns(NoEffect, match="not used: the column remarks$"):
        read_deployments(write(tmp_path, f"{HEADER},remarks", f"{ROW},fine"))
