"""How a process ends: told to at any moment, with nobody to read what it prints, or with no room to print it."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from commands import COMMAND, ROOT, passerby, passerby_process

from sim.scenario.shipped import names_of

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
DAY = ["run", "north_end", "--policy", "lfr_fixed_2025", "--outputs", "o"]


def hear():
    """Let a process hear of signals whatever the tests were begun with: `nohup` and `&` leave some out."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)


def begin(*arguments, cwd, preexec_fn=hear, **given):
    return subprocess.Popen(
        [*COMMAND, *arguments], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
        preexec_fn=preexec_fn, **given,
    )  # fmt: skip


def until_it_heeds(process, how):
    """Wait until a process has a way of its own to end by a signal: before that, its end is Python's."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
        caught = int(next(line.split()[1] for line in lines if line.startswith("SigCgt")), 16)
        if caught >> (signal.SIGTERM - 1) & 1 and caught >> (how - 1) & 1:
            return
        time.sleep(0.005)
    raise AssertionError("it heeds no signal")


@pytest.mark.parametrize(("how", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("after_s", [0.0, 0.4, 1.1])
def test_told_to_end_while_it_imports_it_ends_without_a_word_of_python(tmp_path, how, status, after_s):
    process = begin(*DAY, cwd=tmp_path)
    until_it_heeds(process, how)
    time.sleep(after_s)
    process.send_signal(how)
    printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed) == (status, "")
    assert said in ("", "interrupted\n")


@pytest.mark.parametrize(("how", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_told_to_end_while_it_simulates_it_leaves_nothing(tmp_path, how, status):
    process, runs = begin(*DAY, cwd=tmp_path), tmp_path / "o"
    deadline = time.monotonic() + 120
    while not (runs.is_dir() and any(runs.iterdir())) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (status, "interrupted\n")
    assert list(runs.iterdir()) == []


@pytest.mark.parametrize("after_s", [0.8, 1.8, 2.8])
def test_ctrl_c_while_its_workers_begin_is_heard_by_one_of_them_alone(tmp_path, after_s):
    process = begin("ensemble", "north_end", "--workers", "3", "--draws", "3", cwd=tmp_path, start_new_session=True)
    until_it_heeds(process, signal.SIGINT)
    time.sleep(after_s)
    # a terminal tells all processes that it has
    os.killpg(process.pid, signal.SIGINT)
    printed, said = process.communicate(timeout=60)
    assert (process.returncode, printed) == (130, "")
    assert said in ("", "interrupted\n")


def test_a_process_that_is_not_to_hear_of_its_terminal_does_not(tmp_path):
    process = begin("schema", cwd=tmp_path, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    time.sleep(0.5)
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.mark.parametrize("command", [["schema"], ["boroughs"], ["--version"], ["--help"]])
def test_a_pipe_that_nobody_reads_ends_it_as_a_shell_has_it(tmp_path, command):
    process = begin(*command, cwd=tmp_path)
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (141, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [["schema"], ["boroughs"], ["--version"]])
def test_what_cannot_be_printed_is_said_in_one_line(tmp_path, command):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, *command], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT,
            check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "standard output: cannot be written (No space left on device)\n"


def imported_by(*command, cwd):
    """Return the names of all that a process has imported when its command has ended."""
    program = "import sys; from sim.cli.main import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [COMMAND[0], "-c", program, *command], cwd=cwd, capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    return set(done.stderr.split())


def test_a_command_imports_no_more_than_it_needs(tmp_path):
    heavy = {"numpy", "numba", "polars", "pydantic", "scipy", "dash"}
    assert not heavy & imported_by("--version", cwd=tmp_path)


@pytest.mark.parametrize(
    ("place", "policy"), [("north_end", "lfr_fixed_2025"), *((name, "lfr_van_2025") for name in names_of("places"))]
)
def test_a_shipped_place_that_was_checked_before_is_checked_without_what_is_slow_to_load(place, policy, tmp_path):
    passerby("validate", place, "--policy", policy, cwd=tmp_path)
    heavy = {"numba", "llvmlite", "scipy.special", "scipy.optimize", "scipy.stats", "polars", "mesa", "dash"}
    assert not heavy & imported_by("validate", place, "--policy", policy, cwd=tmp_path)


def test_what_is_called_by_a_wrong_name_is_answered_with_the_right_one(tmp_path):
    done = passerby_process("vaildate", "north_end", cwd=tmp_path)
    assert done.returncode == 2
    assert "validate" in done.stderr
