"""Every block of the README does what it says: each is run, or said here not to be, and why.

What takes minutes is run smaller, by settings and options of the product that stand in `SMALLER`; nothing else of a
line is changed. What sets up a machine (`ELSEWHERE`) is checked by the tests of `.ci/run`, which runs it.
"""

import contextlib
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from deployment_records import deployments, write
from typer.testing import CliRunner

from sim.claims.claim import load_claim
from sim.claims.hypothesis import Hypothesis
from sim.claims.simulated import Simulated
from sim.cli.main import app
from sim.ensemble.arms import arm_of
from sim.programme.schema import Programme
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
ELSEWHERE = {"make demo"}
"""Sets up `.venv` from nothing: `.ci/run` does it in a clean clone, and the command that it ends with is run here."""
LINES = [line for language, text in BLOCKS if not language for line in text.splitlines() if line]

DAY = ["day.duration_h=0.02", "day.warm_up_s=60", "population.residents=5000", "lfr.watchlist.size=200"]
TOWN = [
    "months=1",
    "borough.residents=20000",
    "borough.visitors=20000",
    "listing.visitors_from=400000",
    "lfr.watchlist.size=4000",
    "siting=[{rule: fixed, places: [north_end], per_month: 2, duration_h: 0.5}]",
    "streets.north_end.place.footfall.people_per_day=12000",
    "streets.north_end.place.day.warm_up_s=300",
]


def setting(settings):
    """Return options that set what is given."""
    return [part for one in settings for part in ("--set", one)]


STORING = (
    "programme run", "sensitivity", "tipping", "emulate", "proportionality", "store check", "simulate-boroughs",
)  # fmt: skip
"""Commands that are told where tables of walks are."""
MANY = ("ensemble", "compare", "library", "none", "pareto")
"""Commands that run many replications: here one, as given, in one process."""

SHIFT = "siting=[{rule: fixed, places: [north_end], per_month: 1, duration_h: 0.1}]"
BRIEF = "siting=[{rule: fixed, per_month: 4, duration_h: 0.1}]"
FEW = [*setting([*TOWN, SHIFT]), "--replications", "1", "--workers", "1"]
"""For commands that run many points."""
NARROW = ("footfall=11000:13000", "hours=0.4:0.6", "team=12", "cameras=north+south", "profile=met_field_064")
EMULATED = ["--points", "8", "--held-out", "8", "--workers", "1", *(p for one in NARROW for p in ("--range", one))]
"""Few runs that share their tables of walks."""

SMALLER = {
    "run": setting(DAY),
    "demo": ["--no-serve"],
    "recognition check": ["--searches", "100", "--mated", "100"],
    "recognition measure": ["--references", "10"],
    "walk verify": ["--test", "A1", "--seeds", "1"],
    "programme run": setting(TOWN),
    "emulate": [*setting(TOWN), *EMULATED],
    **{name: [*setting(TOWN), "--replications", "1", "--draws", "1", "--workers", "1"] for name in MANY},
    "sensitivity": [*FEW, "--inputs", "habits.day_spread,cost.set_up_h", "--trajectories", "2", "--points", "4"],
    "proportionality": [*setting([*TOWN, SHIFT]), "--pairs", "1", "--workers", "1"],
    "store check": [],
    "simulate-boroughs": setting(
        [*(one.replace("north_end", "street") for one in TOWN if "siting" not in one), BRIEF, "calendar=[]"]
    ),
    "tipping": [*FEW, "--over", "habits.day_spread", "--halvings", "1"],
}
"""What is added to a command so that it takes seconds: a day of 72 seconds, one test of walking, a town of 20,000."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the scenarios, and with the files of one's own that lines name."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    for name, n, low, high in (("mated", 500, 0.5, 0.9), ("non_mated", 40_000, 0.1, 0.6001)):
        rows = [(low + (high - low) * k / (n - 1), group) for k in range(n) for group in ("old", "young")]
        pl.DataFrame(rows, schema=["score", "group"], orient="row").write_csv(folder / f"{name}.csv")
    write(folder / "record.csv", deployments(24))
    return folder


@pytest.fixture(scope="module")
def ran():
    """Return the lines that were run here: not all of them need be run by one process."""
    return set()


@pytest.mark.parametrize("line", LINES)
def test_a_line_runs(line, folder, walks, ran, monkeypatch):
    if line in ELSEWHERE:
        assert (ROOT / ".ci/run").read_text(encoding="utf-8").strip()
        return
    monkeypatch.chdir(folder)
    run_with_what_it_needs(line, folder, walks, ran)


def run_with_what_it_needs(line, folder, walks, ran):
    """Run a line once, and before it the lines above that make the files it names."""
    if line in ran:
        return
    ran.add(line)
    for earlier in LINES[: LINES.index(line)]:
        if made_by(earlier) & set(shlex.split(line)):
            run_with_what_it_needs(earlier, folder, walks, ran)
    run_line(line, folder, walks)


def made_by(line):
    """Return the names of the files that a line makes for others."""
    _, *words = shlex.split(line)
    if words[:2] in (["place", "new"], ["place", "import"]):
        name = [word for word in words[2:] if not word.startswith("--")][-1]
        return {f"{name}.yaml", f"{name}.geojson"}
    return {named for option, named in pairwise(words) if option in ("-o", "--output", "--out")}


def run_line(line, folder, walks):
    program, *arguments = shlex.split(line)
    assert program == "passerby"
    command = next((name for name in (" ".join(arguments[:2]), arguments[0]) if name in SMALLER), "")
    arguments += SMALLER.get(command, [])
    if command in (*STORING, *MANY):
        arguments += ["--outputs", str(walks)]
    if arguments[0] == "dashboard":
        serve(folder)
        return
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()
    if "--json" in arguments:
        json.loads(result.stdout)
    for option, named in pairwise(arguments):
        if option in ("--png", "--picture", "--output", "-o", "--html", "--pdf", "--xlsx"):
            assert (folder / named).stat().st_size > 0


def serve(folder):
    """Start the dashboard on a port that is free, fetch its first page, and end it as Ctrl-C does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from sim.cli.main import main; main()", "dashboard", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as process:
        page, deadline = b"", time.monotonic() + 90
        while not page and time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                page = answer.read()
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
    assert b"passerby" in page


@pytest.mark.parametrize("text", [text for language, text in BLOCKS if language == "python"])
def test_the_example_in_python_runs(text, capsys):
    policies = 'policies=["lfr_fixed_2025"]'
    assert policies in text
    values = dict(one.split("=") for one in DAY)
    small = {name: float(value) if "." in value else int(value) for name, value in values.items()}
    exec(compile(text.replace(policies, f"{policies}, values={small}"), "README.md", "exec"), {})
    assert capsys.readouterr().out.count("shape: (3,") == 2


@pytest.mark.parametrize("text", [text for language, text in BLOCKS if language == "yaml"])
def test_an_example_of_settings_is_a_policy(text, tmp_path):
    """Alone on a place if it says where cameras are, and otherwise over a policy."""
    file = tmp_path / "own.yaml"
    file.write_text(text, encoding="utf-8")
    below = [] if "sites:" in text else [policy_file("lfr_fixed_2025")]
    assert load(place_file("north_end"), policies=[*below, file]).lfr is not None


@pytest.mark.parametrize("text", [text for language, text in BLOCKS if language == "claim"])
def test_an_example_of_a_claim_is_one(text, tmp_path):
    file = tmp_path / "our_claim.yaml"
    file.write_text(text, encoding="utf-8")
    (hypothesis,) = load_claim(file).hypotheses
    arms = hypothesis.arms if isinstance(hypothesis, Simulated) else {}
    assert all(isinstance(arm_of(arm), Programme) for arm in arms.values())


def test_the_table_of_kinds_of_claims_has_every_key():
    (table,) = [part for part in README.split("\n\n") if part.startswith("| `kind` |")]
    rows = {row.split("`")[1]: row for row in table.splitlines()[2:]}
    kinds = {kind.model_fields["kind"].annotation.__args__[0]: kind for kind in Hypothesis.__subclasses__()}
    assert set(rows) == set(kinds)
    for name, kind in kinds.items():
        for key in set(kind.model_fields) - set(Hypothesis.model_fields) - {"kind"}:
            assert f"`{key}" in rows[name], (name, key)


def test_no_block_is_left_out():
    assert {language for language, _ in BLOCKS} == {"", "python", "yaml", "claim"}
    assert [line for line in LINES if not line.startswith("passerby ") and line not in ELSEWHERE] == []
