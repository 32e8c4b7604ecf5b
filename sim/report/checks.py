"""Tests that assurance names, and their last results as `make test` left them.

What a test shows stands in `checks.yaml`; whether it held is read from a file of results, and is never written here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

from ruamel.yaml import YAML

from sim.core.errors import StoreError

__all__ = ["NOT_RUN", "Check", "LastRun", "checks", "read_results"]

NOT_RUN = "not run here"
Outcome = Literal["passed", "failed", "expected failure", "skipped"]
_WORST_FIRST: tuple[Outcome, ...] = ("failed", "skipped", "expected failure", "passed")


@dataclass(frozen=True)
class Check:
    """A test, and what it shows."""

    kind: Literal["verification", "validation"]
    test: str
    """Its file and its name, as pytest writes them."""
    shows: str


@dataclass(frozen=True)
class LastRun:
    """The results of a run of tests."""

    when: str
    """When it began, as its file says; empty where none was found."""
    outcomes: Mapping[str, tuple[Outcome, ...]]
    """Of each test by its name, one for each of its cases."""

    def of(self, test: str) -> str:
        """Say how a test ended: "passed (4 cases)", "failed (1 of 4 cases)", or that it was not run."""
        found = Counter(self.outcomes.get(test, ()))
        if not found:
            return NOT_RUN
        cases = "1 case" if found.total() == 1 else f"{found.total()} cases"
        parts = [(outcome, found[outcome]) for outcome in _WORST_FIRST if found[outcome]]
        if len(parts) == 1:
            return f"{parts[0][0]} ({cases})"
        return ", ".join(f"{outcome} {n}" for outcome, n in parts) + f" (of {cases})"


def checks() -> list[Check]:
    """Return the tests that assurance names, in their order."""
    text = files("sim.report").joinpath("checks.yaml").read_text(encoding="utf-8")
    return [Check(**row) for row in YAML(typ="safe", pure=True).load(text)]


def read_results(path: Path | None) -> LastRun:
    """Read a file of results as pytest writes it (`--junitxml`); None, or a default that is not there, has none.

    Raises
    ------
    StoreError
        If it cannot be read as one.
    """
    if path is None:
        return LastRun("", {})
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except (OSError, ElementTree.ParseError) as error:
        raise StoreError(str(path), f"not results of tests ({error})", "a file that pytest --junitxml writes") from None
    found: dict[str, list[Outcome]] = {}
    for case in root.iter("testcase"):
        name = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name', '').partition('[')[0]}"
        found.setdefault(name, []).append(_outcome(case))
    when = next((suite.get("timestamp", "") for suite in root.iter("testsuite")), "")
    return LastRun(when, {name: tuple(outcomes) for name, outcomes in found.items()})


def _outcome(case: ElementTree.Element) -> Outcome:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    skipped = case.find("skipped")
    if skipped is None:
        return "passed"
    return "expected failure" if skipped.get("type") == "pytest.xfail" else "skipped"
