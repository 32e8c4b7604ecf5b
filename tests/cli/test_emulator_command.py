"""`passerby emulate` and `passerby ask` as somebody at a terminal meets them."""

import pytest
from commands import passerby
from strict_json import parsed

from sim.core.results_version import RESULTS_VERSION
from sim.emulator.document import read_emulator
from sim.scenario.shipped import file_or_shipped

SHIPPED = "north_end"


def test_an_answer_has_a_range_and_an_error_beside_it(tmp_path):
    done = passerby("ask", SHIPPED, "threshold=0.6", "watchlist=8000", "--json", cwd=tmp_path)
    found = parsed(done.stdout)
    assert (found["asked"]["threshold"], found["asked"]["watchlist"]) == (0.6, 8000)
    assert [one["name"] for one in found["answers"]][:2] == ["arrests", "false_stops"]
    for one in found["answers"]:
        assert one["low"] <= one["value"] <= one["high"]
        assert one["error_low"] <= one["value"] <= one["error_high"]
        assert one["tried"]["held_out"]["runs"] >= 8
    text = passerby("ask", SHIPPED, "threshold=0.6", cwd=tmp_path).stdout
    assert "range of 90 %" in text
    assert "off, where" in text


def test_the_shipped_emulator_is_of_this_version_and_small():
    file = file_or_shipped(SHIPPED, "emulators")
    assert parsed(file.read_text(encoding="utf-8"))["results_version"] == RESULTS_VERSION
    assert file.stat().st_size < 200_000
    assert read_emulator(file).asked == "north_end_year"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", "nothing"], "no such emulator"),
        (["ask", SHIPPED, "threshold=0.9"], "threshold: outside of what was run (0.9)"),
        (["ask", SHIPPED, "threshold"], "not an input with a value"),
        (["ask", SHIPPED, "threshold=0.6", "threshold=0.64"], "an input is given twice"),
        (["emulate", "nothing", "-o", "x.json"], "no such place or programme"),
        (["emulate", "pause", "-o", "x.json"], "a comparison has several arms"),
        (["emulate", "north_end", "-o", "x.json"], "no facial recognition"),
        (["emulate", "north_end_year", "-o", "nowhere/x.json"], "cannot be written"),
        (["emulate", "north_end_year", "-o", "x.json", "--points", "2"], "not a number of points"),
        (["emulate", "north_end_year", "-o", "x.json", "--range", "hours=9:10"], "does not hold what the scenario has"),
    ],
)
def test_what_is_wrong_is_said_with_status_2_and_nothing_is_written(arguments, says, tmp_path):
    done = passerby(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []
