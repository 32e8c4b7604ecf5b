"""`passerby ensemble` and `passerby compare` as somebody at a terminal meets them."""

import math
import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from commands import COMMAND, ROOT, passerby
from strict_json import parsed

import sim
from sim.core.documents import json_text
from sim.ensemble.arms import arm_of
from sim.report.ensemble_tables import ensemble_document
from tests.programme.conftest import SMALL

SHORT = (*SMALL, "siting=[{rule: fixed, per_month: 1, duration_h: 1.0}]")
SETTINGS = [part for setting in SHORT for part in ("--set", setting)]
ARMS = ("north_end_year", "north_end_year+lfr.threshold=0.6")


@pytest.fixture(scope="module")
def folder(walks, tmp_path_factory):
    """Return a folder whose store has tables of walks."""
    folder = tmp_path_factory.mktemp("ensemble")
    (walks / "passages").mkdir(exist_ok=True)
    (folder / "outputs").mkdir()
    (folder / "outputs/passages").symlink_to(walks / "passages")
    return folder


def started(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / "stderr").open("w") as errors:
        return subprocess.Popen([*COMMAND, *arguments], cwd=folder, env=environment, stderr=errors, stdout=errors)


def records(folder):
    return list((folder / "outputs/replications").glob("[0-9a-f]*/manifest.json"))


def read(folder, *arguments):
    done = passerby("compare", *ARMS, *SETTINGS, "--replications", "2", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def document(folder):
    """Return a comparison that was interrupted, then killed, and each time run again."""
    arguments = ["compare", *ARMS, *SETTINGS, "--replications", "2", "--workers", "1"]
    for number, how in enumerate((signal.SIGINT, signal.SIGKILL)):
        process = started(folder, *arguments)
        while len(records(folder)) <= number and process.poll() is None:
            time.sleep(0.1)
        process.send_signal(how)
        assert process.wait(120) == (130 if how == signal.SIGINT else -signal.SIGKILL), (folder / "stderr").read_text()
    so_far = parsed(read(folder, "--status", "--json"))
    assert 0 < so_far["done"] < 4
    assert so_far["missing"] == 4 - so_far["done"]
    whole = parsed(read(folder, "--workers", "1", "--json"))
    assert whole["done"] == 4
    return whole


def test_what_was_interrupted_and_killed_comes_to_the_same_as_undisturbed(document, folder, tmp_path):
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs/passages").symlink_to(folder / "outputs/passages")
    arms = {text: arm_of(text, settings=SHORT) for text in ARMS}
    with ThreadPoolExecutor(1) as threads:
        result = sim.run_ensemble(arms, replications=2, root=tmp_path / "outputs", executor=threads)
    assert parsed(json_text(ensemble_document(result))) == document


def test_a_document_has_differences_levels_inputs_and_what_failed(document):
    assert (document["failed"], document["missing"], document["failures"]) == (0, 0, [])
    rows = {(row["name"], row["estimator"]): row for row in document["differences"]}
    alerts = rows["alerts", "expected"]
    assert alerts["low"] <= alerts["difference"] <= alerts["high"]
    assert alerts["variance_reduction"] > 1
    assert {row["arm"] for row in document["levels"]} == set(ARMS)
    assert any(row["held"] is None for row in document["inputs"])


def test_a_comparison_is_printed_with_differences_first(document, folder):
    text = read(folder)
    assert text.index("less A") < text.index("What each comes to")
    assert "4 done, 0 failed, 0 missing" in text
    grouped = read(folder, "--by", "group")
    assert "Black" in grouped
    assert "Black" not in text
    both = read(folder, "--by", "sex,group")
    assert "female, Black" in both
    assert "male, Asian" in both
    assert "Faces seen, Black" not in both


OWN = """
name: Groups of our own
source: counts made up for a test
groups:
  asian: {label: Asian people}
  black_a: {label: PartOne, part_of: black, counted: 3}
  black_b: {label: PartTwo, part_of: black, counted: 1}
  mixed: {label: Of several}
  other: {label: Any other}
  white: {label: White people}
"""


def test_groups_of_ones_own_are_called_by_their_labels_and_what_divides_them_is_said(folder):
    (folder / "own.yaml").write_text(OWN, encoding="utf-8")
    asked = ("compare", *ARMS, *SETTINGS, "--set", "groups=own.yaml", "--replications", "1", "--by", "group")
    done = passerby(*asked, cwd=folder)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "PartOne" in said
    assert "black_a" not in said
    assert "known of black alone are divided" in said
    assert "no borough's own: counts made up for a test" in said
    found = parsed(passerby(*asked, "--status", "--json", cwd=folder).stdout)
    assert found["groups"]["black_b"] == "PartTwo"
    assert "black_b" in {row["group"] for row in found["levels"]}
    assert len(found["groups_divided"]) == 1


def test_an_ensemble_is_printed_with_levels_first(document, folder):
    arguments = ["ensemble", *ARMS, *SETTINGS, "--replications", "2", "--status"]
    text = passerby(*arguments, cwd=folder).stdout
    assert text.index("What each comes to") < text.index("less A")
    assert parsed(passerby(*arguments, "--json", cwd=folder).stdout) == document


def test_none_is_as_surprising_as_is_expected_and_nothing_is_run_for_it(document, folder):
    arguments = ["none", ARMS[0], *SETTINGS, "--metric", "false_alerts", "--replications", "2", "--draws", "1"]
    found = parsed(passerby(*arguments, "--times", "50", "--status", "--json", cwd=folder).stdout)
    one, fifty = found["times"]
    expected = next(
        row["mean"]
        for row in document["levels"]
        if (row["arm"], row["name"], row["estimator"]) == (ARMS[0], "false_alerts", "expected")
    )
    assert one["expected"] == pytest.approx(expected)
    assert one["p_none"] == pytest.approx(math.exp(-expected))
    assert fifty["p_none"] < one["p_none"]
    text = passerby(*arguments, "--times", "50", "--status", cwd=folder).stdout
    assert "50 times" in text
    assert "chance of none" in text


def test_a_grid_is_read_as_trade_offs(document, folder):
    arguments = ["pareto", ARMS[0], *SETTINGS, "--grid", "lfr.threshold=0.6", "--replications", "2", "--status"]
    found = parsed(passerby(*arguments, "--json", cwd=folder).stdout)
    (row,) = found["settings"]
    expected = next(
        one["mean"]
        for one in document["levels"]
        if (one["arm"], one["name"], one["estimator"]) == (ARMS[1], "arrests", "expected")
    )
    assert (row["arm"], row["arrests"], row["dominated_by"]) == (ARMS[1], pytest.approx(expected), [])
    assert "lfr.threshold=0.6" in passerby(*arguments, cwd=folder).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ensemble", "nothing"], "no such place or programme"),
        (["compare", "north_end_year"], "nothing to compare with"),
        (["compare", "north_end", "north_end"], "the same arm twice"),
        (["compare", "pause", "north_end_year"], "a comparison has arms of its own"),
        (["compare", "pause", "--same", "weather"], "not what two arms can be made alike in"),
        (["none", "north_end", "--metric", "nothing"], "nothing"),
        (["none", "north_end", "--times", "0"], "not a multiple"),
        (["none", "pause"], "a comparison has several arms"),
        (["pareto", "north_end", "--grid", "lfr.threshold"], "not a setting with values"),
        (["pareto", "north_end", "--grid", "lfr.threshold=0.6,0.6"], "the same value twice"),
        (["pareto", "north_end+lfr_van_2025", "--grid", "lfr.treshold=0.6,0.7"], "treshold"),
        (["ensemble", "north_end", "--draws", "2", "--vary", "x.y"], "no uncertain input is called so"),
        (["ensemble", "north_end", "--cluster", "nonsense"], "no scheduler of Dask answers"),
    ],
)
def test_what_is_wrong_is_said_with_status_2_and_nothing_is_written(arguments, says, tmp_path):
    done = passerby(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_only_the_metrics_that_are_asked_for_are_shown(folder, document):
    text = read(folder, "--metric", "fpir", "--by", "group")
    assert "Searches of others" in text
    assert "Arrests" not in text
    names = {"arrests", "cost"}
    asked = parsed(read(folder, *(part for name in sorted(names) for part in ("--metric", name)), "--json"))
    whole = parsed(read(folder, "--json"))
    for table in ("levels", "differences"):
        assert asked[table] == [row for row in whole[table] if row["name"] in names]
        assert {row["name"] for row in asked[table]} == names


@pytest.mark.parametrize(
    ("name", "said"), [("arrest", "no metric of that name (arrest)"), ("trust_fairness", "no arm has it (trust_fairn")]
)
def test_a_metric_that_no_arm_has_is_refused_before_anything_is_run(tmp_path, name, said):
    done = passerby("compare", *ARMS, "--metric", name, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())
