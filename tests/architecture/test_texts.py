"""Texts: nothing in the repository points at one machine, and what the README says can be typed."""

import os
import re
import tomllib

import pytest
from source_files import ROOT, name_of, texts
from typer.main import get_command

from sim.cli.main import app

STRAYS = {
    "a path of one machine": r"(?<![\w.])/(?:work|home|Users|root|mnt)/\w",
    "a package registry": r"(?i)py[p]i\.org|python[h]osted\.org|--(extra-)?index-url[ =]\S|--find-links[ =]\S",
    "a merge left over": r"^(?:<{7}|>{7}) ",
}
EXECUTABLE = (".ci/run", ".ci/find_python", ".ci/smoke")


@pytest.mark.parametrize("kind", STRAYS)
def test_no_text_has_a_stray(kind):
    found = [
        f"{name_of(file)}:{number}: {line.strip()[:80]}"
        for file in texts() if file.name != "test_texts.py"
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(STRAYS[kind], line)
    ]  # fmt: skip
    assert not found


def test_every_version_is_exact():
    found = exact_versions()
    assert len(found) > 50
    assert [
        one for one in found if not re.match(r"[a-z0-9._-]+==[\w.!+]+( ; [^-]+)?(\s--hash=sha256:[0-9a-f]{64})+$", one)
    ] == []


def test_every_requirement_has_an_exact_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(item for extra in project["optional-dependencies"].values() for item in extra),
    ]
    exact = {one.split("==")[0] for one in exact_versions()}
    assert [item for item in wanted if re.split(r"[<>=;~ ]", item)[0].lower().replace(".", "-") not in exact] == []


def exact_versions():
    """Return the lines of constraints.txt, those that go on as one."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8").replace("\\\n", "")
    return [" ".join(line.split()) for line in text.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("name", EXECUTABLE)
def test_scripts_can_be_run(name):
    assert os.access(ROOT / name, os.X_OK)


def test_every_make_target_of_the_readme_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", commands_of_the_readme()))
    assert {"demo", "test"} <= named <= targets


def test_every_command_of_the_readme_exists():
    named = set(re.findall(r"\bpasserby ([a-z-]+)\b", commands_of_the_readme()))
    assert named <= set(get_command(app).commands)


def commands_of_the_readme():
    """Return what the README shows as code."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```.*?```|`[^`]+`|^ {4}.*$", text, re.DOTALL | re.MULTILINE))


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
