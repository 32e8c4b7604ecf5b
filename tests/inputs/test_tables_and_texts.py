"""Tables, dates and names that were misread or printed wrongly: the smallest of each kind, and what is said of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from sim.cli.main import app
from sim.core.streams import Streams
from sim.programme.calendar import DeploymentPlanner, RecordedCrime
from sim.programme.load import load_programme
from sim.programme.unreached import unreached
from sim.scenario.changes import Change
from sim.scenario.load import dump, load
from sim.scenario.located import parse

CASES = Path(__file__).parent / "cases"
POINTS = ("--threshold", "0.5", "--watchlist-size", "10")


def profile(folder, *arguments, status=0):
    result = CliRunner().invoke(app, ["recognition", "profile", *map(str, arguments), "-o", str(folder / "own.yaml")])
    assert result.exit_code == status, result.output
    assert "None" not in result.output
    return result.output


@pytest.mark.parametrize(
    "case", ["10-space-before-a-threshold", "12-empty-cell-where-trials-are-unknown", "13-blank-last-line"]
)
def test_a_table_of_operating_points_is_read(case, tmp_path):
    assert "95 % of posterior" in profile(tmp_path, "--table", CASES / case / "table.csv")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("11-line-number-of-a-cell", "table.csv:5:12: `fpir` is not a number (0.2%)"),
        ("14-list-of-1000-and-a-half", "table.csv:2:5: `watchlist_size` is 1000.5; a whole number, 1 or more"),
    ],
)
def test_a_cell_that_is_wrong_is_named_where_it_stands(case, said, tmp_path):
    assert said in profile(tmp_path, "--table", CASES / case / "table.csv", status=2)
    assert not list(tmp_path.iterdir())


def test_lines_that_end_in_a_carriage_return_are_lines(tmp_path):
    scores = CASES / "30-error-as-long-as-the-file/old_mac.csv"
    said = profile(tmp_path, "--mated", scores, "--non-mated", scores, *POINTS, status=2)
    assert "an FPIR of 1 or more (300 of 300)" in said
    assert len(said) < 300


def test_a_ratio_to_none_counted_is_no_number(tmp_path):
    case = CASES / "27-ratio-to-none-counted"
    said = profile(tmp_path, "--mated", case / "mated.csv", "--non-mated", case / "non_mated.csv", *POINTS)
    assert "inf" not in said


def test_days_outside_of_a_programme_are_said():
    notes = unreached(load_programme(CASES / "01-dates-outside-programme/prog.yaml"))
    assert [note.split("`")[1] for note in notes] == ["pauses.0", "meetings.0", "publications.0"]


def test_a_programme_that_begins_on_the_31st_has_no_day_before_it():
    programme = load_programme(CASES / "02-begins-on-the-31st/prog.yaml")
    planned = DeploymentPlanner(programme, Streams(seed=1)).month(0, RecordedCrime(programme))
    assert min(one.on for one in planned) == programme.begins


def test_a_text_as_long_as_a_page_is_no_file():
    case = CASES / "15-long-text-where-a-name-belongs"
    result = CliRunner().invoke(app, ["validate", f"{case}/place.yaml", "--policy", f"{case}/policy.yaml"])
    assert result.exit_code == 2
    assert "policy.yaml:6:26: no such recognition profile" in result.output


@pytest.mark.parametrize(
    "case", ["03-square-brackets-in-names", "04-control-character-in-escaped-name", "26-name-beyond-cp1252"]
)
def test_names_are_written_and_read_back_letter_for_letter(case, tmp_path):
    scenario = load(CASES / case / "place.yaml")
    (tmp_path / "again.yaml").write_text(dump(scenario), encoding="utf-8")
    assert load(tmp_path / "again.yaml") == scenario


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_text_is_written_and_read_back(text):
    change = Change(setting=text, was={text: text}, value=[text])
    assert parse(dump(change), file="f").data == {"setting": text, "was": {text: text}, "value": [text]}


@pytest.mark.parametrize("width", [50, 60, 80])
def test_what_is_printed_fits_and_names_stay_whole(width):
    file = CASES / "25-narrow-terminal/place.yaml"
    result = CliRunner().invoke(app, ["place", "check", str(file)], env={"COLUMNS": str(width)})
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines())) <= width
    assert all(any(name in line for line in result.stdout.splitlines()) for name in ("west", "East", "10.00 m"))
