"""Every document that the command line prints is JSON: each command that has one is parsed strictly by some test."""

import re
from pathlib import Path

import pytest
import typer
from strict_json import parsed

from sim.cli.main import app

TESTS = Path(__file__).parents[1]
PARSED_BY = {
    "run": "cli/test_main.py",
    "show": "cli/test_main.py",
    "recognition check": "cli/test_recognition.py",
    "recognition det": "cli/test_recognition.py",
    "recognition profile": "cli/test_recognition.py",
    "recognition frames": "cli/test_image_commands.py",
    "recognition measure": "cli/test_image_commands.py",
    "walk verify": "cli/test_walk.py",
    "programme run": "programme/test_programme_command.py",
    "place check": "cli/test_place.py",
    "place picture": "cli/test_place.py",
    "compare": "cli/test_ensemble.py",
    "ensemble": "cli/test_ensemble.py",
    "none": "cli/test_ensemble.py",
    "pareto": "cli/test_ensemble.py",
    "calibrate": "cli/test_calibration.py",
    "hindcast": "cli/test_calibration.py",
    "ask": "cli/test_emulator_command.py",
    "sensitivity": "cli/test_sensitivity_commands.py",
    "tipping": "cli/test_sensitivity_commands.py",
    "boroughs": "cli/test_boroughs_command.py",
    "claims": "cli/test_claims_command.py",
    "proportionality": "cli/test_proportionality_command.py",
    "assure": "report/test_assurance.py",
    "store check": "cli/test_store_command.py",
    "store prune": "cli/test_store_command.py",
}
ALWAYS = ("schema", "programme schema")
"""Commands that print nothing else than a document."""


def commands(group, path=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), {option for one in command.params for option in one.opts}


def test_every_command_with_a_document_is_parsed_by_a_test():
    has_json = {name for name, options in commands(typer.main.get_command(app)) if "--json" in options}
    assert has_json == set(PARSED_BY) - set(ALWAYS)


@pytest.mark.parametrize("file", sorted(set(PARSED_BY.values())))
def test_documents_are_parsed_strictly(file):
    text = (TESTS / file).read_text(encoding="utf-8")
    assert "parsed(" in text
    assert "json.loads" not in text


def test_documents_are_written_in_one_way():
    sources = TESTS.parent / "sim"
    for folder in ("cli", "report"):
        for file in sorted((sources / folder).glob("*.py")):
            assert not re.search(r"json\.dumps?\(", file.read_text(encoding="utf-8")), f"{file.name}: use json_text"


@pytest.mark.parametrize("text", ['{"a": NaN}', "[Infinity]", "[-Infinity]", '{"a": 1, "a": 2}', "{'a': 1}", "nan"])
def test_what_is_no_json_is_refused(text):
    with pytest.raises(ValueError, match=r"is no JSON|occurs twice|Expecting"):
        parsed(text)
