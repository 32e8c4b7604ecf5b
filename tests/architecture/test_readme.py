"""The README's commands exist, with their options, and the files that they name are there."""

import ast
import re
import shlex
from pathlib import Path

import pytest
import typer

import sim
from sim.cli.main import app
from sim.scenario.shipped import is_shipped

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCED = re.findall(r"^```(\w*)\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
BLOCKS = "\n".join(text for language, text in FENCED if not language)
COMMANDS = [line for line in BLOCKS.splitlines() if line.startswith("passerby ")]
TARGETS = set(re.findall(r"\bmake ([a-z]+)", README))


def test_the_readme_shows_every_command():
    shown = {shlex.split(line)[1] for line in COMMANDS}
    assert shown | {"demo"} == set(typer.main.get_command(app).commands)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_is_understood(line):
    _, name, *arguments = shlex.split(line)
    command = typer.main.get_command(app).commands[name]
    context = command.make_context(name, list(arguments))
    named = {"places": [context.params.get("place")], "policies": context.params.get("policy") or ()}
    for kind, values in named.items():
        for value in (one for one in values if one is not None):
            is_there = is_shipped(kind, str(value)) or f"place new {Path(value).stem}" in BLOCKS
            assert is_there, "a file of the repository is not there where a reader is: shipped ones go by name"


@pytest.mark.parametrize("target", sorted(TARGETS))
def test_a_target_of_the_readme_is_in_the_makefile(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_a_link_of_the_readme_leads_somewhere(path):
    assert (ROOT / path).exists()


def test_the_example_in_python_uses_what_is_public():
    examples = [text for language, text in FENCED if language == "python"]
    used = {node.attr for text in examples for node in ast.walk(ast.parse(text)) if is_of_sim(node)}
    assert {"load_scenario", "with_values", "run", "measure"} <= used <= set(sim.__all__)


def is_of_sim(node):
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sim"
