"""Whatever users call their places, policies and groups is printed as they wrote it, by every command that prints."""

import ast
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from sim.cli.main import app
from sim.report.console import PlainConsole, headed, shown
from tests.scenario.streets import POLICY, write

ROOT = Path(__file__).parents[2]
NAMES = "[pilot] [/bold] [red]x[/] :smile: \x1b[2J\x85 \u202eŁódź"
SHOWN = r"[pilot] [/bold] [red]x[/] :smile: \x1b[2J\x85 \u202eŁódź"
SHORT = ["--set", "day.duration_h=0.02", "--set", "day.warm_up_s=10", "--set", "lfr.watchlist.size=50"]
PROGRAMME = """name: {name}
begins: "2026-01-01"
months: 1
streets: {{{street}: {{place: street}}}}
policy: {policy}
borough: {{residents: 20000, visitors: 20000}}
listing: {{visitors_from: 400000}}
siting: [{{rule: fixed, per_month: 1, duration_h: 0.5}}]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("named")
    place = write(folder, policy=POLICY.replace("Test", json.dumps(NAMES)))
    place.write_text(place.read_text(encoding="utf-8").replace("A street of one's own", json.dumps(NAMES)))
    return folder


def printed(*arguments, status=0):
    result = CliRunner().invoke(app, [*map(str, arguments)], env={"COLUMNS": "400"})
    assert result.exit_code == status, result.output
    assert "\x1b" not in result.output
    assert "\x85" not in result.output
    return result.output


def test_run_show_and_validate(folder):
    place, outputs = folder / "street.yaml", folder / "runs"
    assert printed("validate", place).count(SHOWN) == 2
    text = printed("run", place, *SHORT, "--outputs", outputs)
    assert text.count(SHOWN) == 2
    assert "lfr.watchlist.size 50 (was " in text
    assert printed("show", "--outputs", outputs).count(SHOWN) == 2
    (run,) = json.loads(printed("show", "--json", "--outputs", outputs))
    assert run["place"] == NAMES
    assert printed("show", run["run_id"], "--outputs", outputs) == text
    again = json.loads(printed("run", outputs / run["run_id"] / "scenario.yaml", "--outputs", outputs, "--json"))
    assert again["run"] == run


def test_mistakes(folder):
    assert SHOWN in printed("validate", folder / "street.yaml", "--set", f"lfr.sites=[{json.dumps(NAMES)}]", status=2)
    assert SHOWN in printed("recognition", "check", NAMES, status=2)


def test_recognition(folder):
    scores = [{"score": 0.5 + k / 400, "group": group} for k in range(100) for group in ("[/old]", "[bold]")]
    for name, shift in (("mated", 0.0), ("non_mated", -0.3)):
        frame = pl.DataFrame([{**row, "score": row["score"] + shift} for row in scores])
        frame.write_csv(folder / f"{name}.csv")
    made = folder / "own.yaml"
    text = printed(
        "recognition", "profile", "--mated", folder / "mated.csv", "--non-mated", folder / "non_mated.csv",
        "--threshold", 0.55, "--watchlist-size", 10, "--name", NAMES, "-o", made,
    )  # fmt: skip
    assert "[/old]" in text
    assert "[bold]" in text
    text = printed("recognition", "check", made, "--searches", 100, "--mated", 100)
    assert SHOWN in text
    assert "[/old]" in text


def test_programmes(folder):
    (folder / "policy.yaml").write_text(POLICY.replace("Test", json.dumps(NAMES)), encoding="utf-8")
    file = folder / "programme.yaml"
    text = PROGRAMME.format(name=json.dumps(NAMES), street=json.dumps("[/north]"), policy="policy.yaml")
    file.write_text(text.replace("place: street", "place: street.yaml"), encoding="utf-8")
    text = printed("programme", "run", file, "--set", "force.officers=25", "--outputs", folder / "programmes")
    assert f"{SHOWN}, with force.officers 25 (was 24)" in text
    assert "[/north]" in text


def test_a_name_beyond_the_encoding_of_the_terminal_is_written_out(folder):
    done = subprocess.run(
        [sys.executable, "-c", "from sim.cli.main import main; main()", "validate", str(folder / "street.yaml")],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\u0141\xf3d\u017a".replace(rb"\xf3", b"\xf3") in done.stdout


def test_there_is_one_door_to_the_terminal():
    """No other module makes a console, or a column that reads markup: `sim.report.console` does."""
    found = []
    for file in (ROOT / "sim").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("[bold]")
            if (name in ("Console", "TextColumn") or is_text) and file.name != "console.py":
                found.append(f"{file}:{node.lineno}")
    assert not found


def test_titles_headings_and_cells_are_plain():
    from rich.table import Table

    console = PlainConsole(width=200, record=True, file=io.StringIO())
    table = Table("[red]a", title="[/x]")
    table.add_row("[b]c[/b]")
    console.print(table, headed("[i]", " [/j]"))
    text = console.export_text()
    assert all(part in text for part in ("[red]a", "[/x]", "[b]c[/b]", "[i] [/j]"))
    assert shown("a\tb\nc\x00") == "a\tb\nc\\x00"
