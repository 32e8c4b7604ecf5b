"""The command as a user has it: a process of its own, its output and its exit status."""

import os
import signal
import socket
import subprocess
import time

import pytest
from commands import COMMAND, ROOT, passerby, passerby_process
from strict_json import parsed

PLACE = str(ROOT / "scenarios/places/north_end.yaml")
POLICY = str(ROOT / "scenarios/policies/lfr_fixed_2025.yaml")
SHORT = [
    "--set",
    "day.duration_h=0.05",
    "--set",
    "day.warm_up_s=120",
    "--set",
    "population.residents=5000",
    "--set",
    "lfr.watchlist.size=500",
]


def test_run_with_json_prints_one_document_and_stores_the_run(tmp_path):
    done = passerby_process("run", PLACE, "--policy", POLICY, *SHORT, "--json", cwd=tmp_path)
    document = parsed(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert document["run"]["threshold"] == 0.64
    assert {metric["name"] for metric in document["metrics"]} >= {"people", "alerts", "arrests"}
    assert (tmp_path / "outputs/runs" / document["run"]["run_id"] / "metrics.parquet").is_file()
    shown = passerby("show", document["run"]["run_id"][:8], "--json", cwd=tmp_path)
    assert parsed(shown.stdout) == document


def test_validate_says_what_was_checked(tmp_path):
    done = passerby("validate", PLACE, "--policy", POLICY, cwd=tmp_path)
    assert done.returncode == 0
    assert "a valid scenario" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_schema_is_a_json_schema(tmp_path):
    document = parsed(passerby("schema", cwd=tmp_path).stdout)
    assert document["$schema"].startswith("https://json-schema.org/")
    assert "lfr" in document["properties"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["run", PLACE, "--policy", POLICY, "--set", "lfr.treshold=0.6"], "threshold"),
        (["run", PLACE, "--policy", POLICY, "--set", "lfr.threshold=high"], "lfr.threshold"),
        (["run", PLACE, "--policy", POLICY, "--set", "lfr.threshold=1.5"], "1.5"),
        (["run", PLACE, "--policy", POLICY, "--set", "lfr.watchlist.size=0"], "watchlist is empty"),
        (["run", PLACE, "--set", "footfall.people_per_day=1000000"], "per m2"),
        (["run", PLACE, "--set", "footfall.party_size_shares=[0.5, 0.4]"], "sum to 0.9"),
        (["show", "feed"], "no run with this id"),
    ],
)
def test_bad_input_is_said_in_one_line_with_status_2_and_nothing_is_written(tmp_path, arguments, said):
    done = passerby(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_option_has_status_2(tmp_path):
    assert passerby("run", PLACE, "--tresh", "1", cwd=tmp_path).returncode == 2


def test_ctrl_c_leaves_no_half_written_run_and_status_130(tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "run", PLACE, "--policy", POLICY],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    runs = tmp_path / "outputs/runs"
    deadline = time.monotonic() + 120
    while not (runs.is_dir() and any(runs.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.strip() == "interrupted"
    assert list(runs.iterdir()) == []


def test_a_port_that_is_taken_is_said_once_with_status_2(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = passerby("dashboard", "--port", str(taken.getsockname()[1]), cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "in use" in done.stderr


def test_on_a_terminal_a_bar_shows_simulated_time_rate_and_time_left(tmp_path):
    """A pseudo-terminal, for long enough to see the bar."""
    arguments = ["run", PLACE, "--policy", POLICY, *SHORT, "--set", "day.duration_h=1"]
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=tmp_path,
        stderr=theirs,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "160"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    assert process.wait() == 0
    assert b"x real time" in seen
    assert b"11:" in seen
