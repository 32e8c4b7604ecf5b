"""Tables that fit: nothing is cut at any width, and brackets are brackets."""

from io import StringIO

import pytest
from rich.console import Console

from sim.report.layout import print_table

HEADINGS = ("", "all", "asian\nor other", "black")
ROWS = (
    ("of people who came by, all of them together",),
    ("false alerts [bold]", "1,234,567", "12 to 34", "0.31"),
    ("stops of people who were not wanted", "3", "", "1"),
)


def printed(width, **options):
    out = StringIO()
    print_table(Console(file=out, width=width, force_terminal=False), HEADINGS, ROWS, title="By group", **options)
    return out.getvalue()


@pytest.mark.parametrize("width", [10, 14, 20, 26, 30, 40, 60, 80, 200])
@pytest.mark.parametrize("always", [0, 1])
def test_no_number_and_no_word_is_cut_at_any_width(width, always):
    text = printed(width, always=always)
    for cell in ("1,234,567", "12 to 34", "0.31"):
        assert cell.split()[0] in text
    assert "…" not in text
    words = " ".join(text.split())
    for word in ("false", "alerts", "[bold]", "stops", "wanted", "asian", "together"):
        assert word in words


@pytest.mark.parametrize("width", [30, 40, 60, 80])
def test_no_line_is_wider_than_the_terminal(width):
    assert max(map(len, printed(width, always=1).splitlines())) <= width


def test_what_does_not_fit_stands_below_with_its_words_and_what_always_stands():
    wide, narrow = printed(80, always=1), printed(34, always=1)
    assert wide.count("false alerts [bold]") == 1
    assert narrow.count("1,234,567") == 2
    assert narrow.index("12 to 34") < narrow.index("0.31")


def test_numbers_are_under_their_headings():
    lines = printed(80).splitlines()
    assert lines[2].rstrip().endswith("asian")
    assert lines[3].rstrip().endswith("black")
    row = next(line for line in lines if "0.31" in line)
    assert row.index("12 to 34") == lines[3].index("or other")


def test_no_rows_print_nothing():
    out = StringIO()
    print_table(Console(file=out, width=60), HEADINGS, ())
    assert out.getvalue() == ""
