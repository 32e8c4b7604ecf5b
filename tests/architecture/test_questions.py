"""The table of questions: every command in it is understood, what it names is shipped, and every page is there."""

import re
import shlex
from functools import cache

import pytest
import typer
from source_files import ROOT

from dashboard.pages.registry import PAGES
from sim.cli.main import app
from sim.ensemble.arms import arm_of, is_comparison
from sim.scenario.shipped import names_of

TEXT = (ROOT / "sim/QUESTIONS.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"^\| \d.*", TEXT, re.MULTILINE)]
COMMANDS = sorted(set(re.findall(r"`(passerby [^`]+)`", TEXT)))
OF_ARMS = ("compare", "ensemble", "none", "pareto", "tipping")


def parsed(line):
    """Return the name of a command and what it understood."""
    _, name, *arguments = shlex.split(line)
    command = typer.main.get_command(app).commands[name]
    if hasattr(command, "commands"):
        name, *arguments = arguments
        command = command.commands[name]
    return name, command.make_context(name, list(arguments)).params


@cache
def is_shipped(text):
    """Return whether a comparison, or an arm with what is changed of it, is there."""
    return is_comparison(text) or arm_of(text) is not None


def test_there_are_52_numbered_rows_of_four_cells():
    assert [int(row[0]) for row in ROWS] == list(range(1, 53))
    assert {len(row) for row in ROWS} == {4}


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_table_is_understood_and_what_it_names_is_shipped(line):
    name, params = parsed(line)
    asked = [value for key in ("files", "file", "names") if (value := params.get(key))]
    words = [word for value in asked for word in ([value] if isinstance(value, str) else value)]
    if name == "claims":
        assert set(map(str, words)) <= set(names_of("claims"))
        assert words
    if name in OF_ARMS:
        assert words
        assert all(is_shipped(str(word)) for word in words)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_has_a_command_or_says_that_nothing_answers_it_and_its_page_is_there(row):
    _, question, answer, page = row
    assert question.endswith("?")
    assert "`passerby " in answer or "othing here answers" in answer
    assert page in {"", *(one.menu for one in PAGES)}
