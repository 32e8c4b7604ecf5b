"""Evidence: every number in the schema is cited, admitted or the user's, and every entry is used."""

import ast
import re
import types
import typing
from pathlib import Path

import pytest
from source_files import files_of_tests, modules

from sim.claims.claim import Claim
from sim.compare.cost_card import CostCardSettings
from sim.evidence.register import entries
from sim.programme.schema import Programme
from sim.scenario.fields import every_field
from sim.scenario.schema import Scenario

EVERY = (field for schema in (Scenario, Programme, Claim, CostCardSettings) for field in every_field(schema))
CLAIMS = (Path(__file__).parents[2] / "scenarios/claims").glob("*.yaml")
FIELDS = list({(field.owner, field.name): field for field in EVERY}.values())
DRAWN = {"sim.core.groups.Group.counted", "sim.street.street_map.Entrance.mouth", "sim.street.street_map.Shop.at",
         "sim.street.street_map.StreetMap.walkable", "sim.street.street_map.StreetMap.obstacles",
         "sim.street.middle.Middle.line", "sim.recognition.cameras.site.Site.zone",
         "sim.street.arrivals.Footfall.entrance_shares"}  # fmt: skip
"""Numbers that a place file must give itself, and says there where they are from."""


def name_of(field):
    return f"{field.owner.__module__}.{field.owner.__name__}.{field.name}"


def about(field):
    return field.info.json_schema_extra or {}


def is_numeric(annotation):
    if annotation in (int, float):
        return True
    return any(is_numeric(part) for part in typing.get_args(annotation) if not isinstance(part, (str, types.NoneType)))


NUMERIC = [field for field in FIELDS if is_numeric(field.info.annotation)]


def test_the_schema_was_walked():
    assert len(NUMERIC) > 40
    assert {name_of(field) for field in NUMERIC} >= DRAWN


@pytest.mark.parametrize("field", [f for f in NUMERIC if name_of(f) not in DRAWN], ids=name_of)
def test_a_number_is_cited_assumed_or_chosen(field):
    marks = [mark for mark in ("evidence", "assumption", "choice") if about(field).get(mark)]
    assert len(marks) == 1, f"{name_of(field)}: use cited(), assumed() or chosen()"
    assert isinstance(about(field)["unit"], str)


@pytest.mark.parametrize("field", [f for f in FIELDS if "evidence" in about(f)], ids=name_of)
def test_what_is_cited_is_in_the_register(field):
    assert about(field)["evidence"] in entries()


@pytest.mark.parametrize("field", [f for f in NUMERIC if "assumption" in about(f)], ids=name_of)
def test_an_assumption_says_why(field):
    assert len(about(field)["assumption"].split()) > 3


@pytest.mark.parametrize("field", [f for f in NUMERIC if "low" in about(f)], ids=name_of)
def test_the_range_of_a_number_holds_its_default(field):
    low, high, value = about(field)["low"], about(field)["high"], field.info.default
    assert low < high
    if isinstance(value, (int, float)):
        assert low <= value <= high


@pytest.mark.parametrize("field", NUMERIC, ids=name_of)
def test_a_number_says_what_it_is_for(field):
    assert field.meaning


def test_every_entry_is_used():
    """By a field, by code or a test that compares with it, or by another entry that is worked out from it."""
    used = {about(field).get("evidence") for field in FIELDS}
    strings = {text for file in (*modules(), *files_of_tests()) for text in strings_in(file)}
    strings |= {text for file in CLAIMS for text in re.findall(r"[\w.-]+", file.read_text(encoding="utf-8"))}
    reasons = " ".join(f"{item.source} {item.note}" for item in entries().values())
    unused = [name for name in entries() if name not in used | strings and name not in reasons]
    assert not unused, "an entry that nothing reads belongs in no register"


def strings_in(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
