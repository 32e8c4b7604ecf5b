"""Days in tables: what is read of them is what they say, and what may be two days is none."""

from datetime import date

import openpyxl
import pytest

from sim.core.columns import read_columns
from sim.core.dates import read_dates
from sim.core.errors import ScenarioError


def read(tmp_path, *cells):
    file = tmp_path / "days.csv"
    file.write_text("".join(f"{cell}\n" for cell in ("date", *cells)))
    return read_dates(read_columns(file, ("date",)), "date")


@pytest.mark.parametrize(
    "cells",
    [
        ("2025-03-05", "2025-03-22"),
        ("2025/3/5", "2025.03.22"),
        ("05/03/2025", "22/03/2025"),
        ("5.3.2025", "22-03-2025"),
        ("3/5/2025", "3/22/2025"),
        ("2025-03-05", "22/3/2025"),
    ],
)
def test_days_are_read_however_they_are_written(tmp_path, cells):
    assert read(tmp_path, *cells) == (date(2025, 3, 5), date(2025, 3, 22))


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("05/03/2025", "06/03/2025"), r":2:1: `date` may be two days \(05/03/2025\): no row tells which is the day"),
        (
            ("22/03/2025", "03/22/2025"),
            r":2:1: `date` may be two days .*: other rows have days first, and others months",
        ),
        (("22/03/2025", "31/02/2025"), r":3:1: there is no such day \(31/02/2025\)"),
        (("2025-02-30",), r":2:1: there is no such day \(2025-02-30\)"),
        (("0000-01-01",), r":2:1: there is no such day"),
        (("22/03/25",), r":2:1: `date` is not a date \(22/03/25\); YYYY-MM-DD, such as 2025-03-22"),
        (("2025-03/22",), r":2:1: `date` is not a date"),
        (("45738",), r":2:1: `date` is not a date"),
    ],
)
def test_what_is_no_day_or_may_be_two_is_refused(tmp_path, cells, said):
    with pytest.raises(ScenarioError, match=said):
        read(tmp_path, *cells)


def in_workbook(tmp_path, *cells):
    book = openpyxl.Workbook()
    book.active.title = "Days"
    for cell in ("date", *cells):
        book.active.append([cell])
    book.save(tmp_path / "days.xlsx")
    return read_dates(read_columns(tmp_path / "days.xlsx", ("date",)), "date")


@pytest.mark.parametrize(
    "cells", [(date(2025, 3, 5), date(2025, 3, 22)), ("05/03/2025", "22/03/2025"), (date(2025, 3, 5), "2025-03-22")]
)
def test_days_of_a_workbook_are_days_or_texts(tmp_path, cells):
    assert in_workbook(tmp_path, *cells) == (date(2025, 3, 5), date(2025, 3, 22))


def test_days_of_which_a_spreadsheet_has_read_some_are_refused(tmp_path):
    said = r":Days!A3: `date` is text here and a day in other rows \(22/03/2025\): the spreadsheet may have exchanged"
    with pytest.raises(ScenarioError, match=said):
        in_workbook(tmp_path, date(2025, 5, 3), "22/03/2025")
