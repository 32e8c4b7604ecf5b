"""`passerby ensemble` and `passerby compare` as somebody at a terminal meets them."""

import os
import signal
import subprocess
import time

import pytest
from commands import COMMAND, ROOT, passerby
from strict_json import parsed

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
    done = passerby("compare", *ARMS, *SETTINGS, "--replications", "3", *arguments, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def document(folder):
    """Return a comparison that was interrupted, then killed, and each time run again."""
    arguments = ["compare", *ARMS, *SETTINGS, "--replications", "3", "--workers", "1"]
    for number, how in enumerate((signal.SIGINT, signal.SIGKILL)):
        process = started(folder, *arguments)
        while len(records(folder)) <= number and process.poll() is None:
            time.sleep(0.1)
        process.send_signal(how)
        assert process.wait(120) == (130 if how == signal.SIGINT else -signal.SIGKILL), (folder / "stderr").read_text()
    so_far = parsed(read(folder, "--status", "--json"))
    assert 0 < so_far["done"] < 6
    assert so_far["missing"] == 6 - so_far["done"]
    whole = parsed(read(folder, "--workers", "1", "--json"))
    assert whole["done"] == 6
    return whole


def test_what_was_interrupted_and_killed_comes_to_the_same_as_undisturbed(document, folder, tmp_path):
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs/passages").symlink_to(folder / "outputs/passages")
    undisturbed = parsed(read(tmp_path, "--workers", "2", "--json"))
    assert undisturbed == document
    left = [path.name for path in (folder / "outputs/replications").iterdir() if path.name.startswith(".")]
    assert left == []


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
    assert "6 done, 0 failed, 0 missing" in text
    grouped = read(folder, "--by", "group")
    assert "black" in grouped
    assert "black" not in text


def test_an_ensemble_is_printed_with_levels_first(document, folder):
    done = passerby("ensemble", *ARMS, *SETTINGS, "--replications", "3", "--status", cwd=folder)
    assert done.stdout.index("What each comes to") < done.stdout.index("less A")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ensemble", "nothing"], "no such place or programme"),
        (["compare", "north_end_year"], "nothing to compare with"),
        (["compare", "north_end", "north_end"], "the same arm twice"),
        (["compare", "pause", "north_end_year"], "a comparison has arms of its own"),
        (["compare", "pause", "--same", "weather"], "not what two arms can be made alike in"),
        (["ensemble", "north_end", "--draws", "2", "--vary", "x.y"], "no uncertain input is called so"),
        (["ensemble", "north_end", "--cluster", "nonsense"], "no scheduler of Dask answers"),
    ],
)
def test_what_is_wrong_is_said_with_status_2_and_nothing_is_written(arguments, says, tmp_path):
    done = passerby(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []
