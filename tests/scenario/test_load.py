"""Load: from files to a scenario and back, and what is said when a file is wrong."""

import json

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sim.core.errors import ScenarioError
from sim.scenario.load import document, dump, json_schema, load
from sim.shipped import place_file, policy_file

PLACE = place_file("north_end")
FIXED = policy_file("lfr_fixed_2025")


@pytest.fixture(scope="module")
def fixed():
    return load(PLACE, policies=[FIXED])


def refused(*settings, policies=(), place=PLACE):
    with pytest.raises(ScenarioError) as caught:
        load(place, policies=policies, settings=settings)
    return str(caught.value)


def test_a_place_alone_has_no_facial_recognition():
    assert load(PLACE).lfr is None


def test_a_policy_is_laid_over_the_place(fixed):
    assert fixed.lfr.sites == ("south", "north")
    assert fixed.name == "North End, Croydon"


def test_the_last_policy_wins():
    assert load(PLACE, policies=[FIXED, policy_file("none")]).lfr is None


def test_settings_come_last():
    assert load(PLACE, policies=[FIXED], settings=["lfr.threshold=0.6", "lfr.threshold=0.62"]).lfr.threshold == 0.62


def test_a_dumped_scenario_needs_no_other_file_and_loads_to_an_equal_one(fixed, tmp_path):
    (tmp_path / "scenario.yaml").write_text(dump(fixed), encoding="utf-8")
    assert load(tmp_path / "scenario.yaml") == fixed


def test_a_dumped_scenario_is_yaml_for_other_readers_too(fixed):
    assert YAML(typ="safe", pure=True).load(dump(fixed)) == fixed.model_dump(mode="json")


def test_a_policy_can_be_laid_over_a_dumped_scenario(fixed, tmp_path):
    (tmp_path / "scenario.yaml").write_text(dump(fixed), encoding="utf-8")
    assert load(tmp_path / "scenario.yaml", policies=[policy_file("none")]).lfr is None


def test_what_a_file_says_of_the_street_is_laid_over_its_geometry(tmp_path):
    (tmp_path / "north_end.geojson").write_bytes(PLACE.with_suffix(".geojson").read_bytes())
    text = PLACE.read_text(encoding="utf-8") + "street:\n  navigation:\n    clearance_m: 0.4\n"
    (tmp_path / "place.yaml").write_text(text, encoding="utf-8")
    street = document(tmp_path / "place.yaml").data["street"]
    assert street["navigation"] == {"clearance_m": 0.4}
    assert len(street["entrances"]) == 12


def test_a_missing_place_is_named(tmp_path):
    assert refused(place=tmp_path / "gone.yaml") == f"{tmp_path / 'gone.yaml'}: no such file"


def test_a_missing_policy_is_named(tmp_path):
    assert refused(policies=[tmp_path / "gone.yaml"]) == f"{tmp_path / 'gone.yaml'}: no such file"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("- 1\n", "is of the wrong kind (a list of 1); it must be a mapping"),
        ("name: x\ngeometry: gone.geojson\n", ":2:11: no such file"),
        ("geometry: [1]\n", ":1:11: `geometry` is of the wrong kind ([1])"),
        ("name: x\nday: {start_h: [\n", "not readable as YAML"),
        ("name: x\n", "`street` is missing"),
    ],
)
def test_a_bad_place_file_is_refused(tmp_path, text, message):
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    found = refused(place=tmp_path / "bad.yaml")
    assert found.startswith(str(tmp_path / "bad.yaml"))
    assert message in found


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("lfr.treshold=0.6", "unknown key `treshold` in `lfr`; did you mean `threshold`?"),
        ("threshold=0.6", "unknown key `threshold`; did you mean `lfr.threshold`?"),
        ("lfr.threshold='0.6'", '`lfr.threshold` is of the wrong kind ("0.6"); it must be a number'),
        ("lfr.threshold=1.2", "`lfr.threshold` is out of bounds (1.2); it must be at most 1"),
        ("footfall.people_per_day=-1", "`footfall.people_per_day` is out of bounds (-1); it must be more than 0"),
        ("footfall.entrance_shares.centrale=0.5", "the shares sum to 1.42"),
        ("walking.kind=teleport", '`walking.kind` has no such choice ("teleport")'),
        ("lfr.watchlist.size=0", "the watchlist is empty (size 0)"),
        ("geometry=other.geojson", "unknown key `geometry`"),
    ],
)
def test_a_bad_setting_is_refused_under_its_name(setting, message):
    found = refused(setting, policies=[FIXED])
    assert found.startswith(f"--set {setting}: ")
    assert message in found


@pytest.fixture(scope="module")
def schema():
    return json_schema()


def test_the_schema_is_a_json_schema(schema):
    Draft202012Validator.check_schema(schema)
    assert schema["title"] == "passerby scenario"


def test_the_schema_accepts_the_shipped_place_and_a_dumped_scenario(schema, fixed):
    place = YAML(typ="safe", pure=True).load(PLACE.read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(place)
    Draft202012Validator(schema).validate(json.loads(fixed.model_dump_json()))


def test_the_schema_wants_a_geometry_or_a_street(schema):
    messages = [error.message for error in Draft202012Validator(schema).iter_errors({"name": "x", "footfall": {}})]
    assert any("not valid under any of the given schemas" in message for message in messages)


def test_every_key_of_the_schema_says_what_it_is_for(schema):
    nameless = [
        f"{name}.{key}"
        for name, part in [("Scenario", schema), *schema["$defs"].items()]
        for key, about in part.get("properties", {}).items()
        if key != "kind" and "description" not in about and "$ref" not in about
    ]
    assert not nameless
    assert all(part.get("description") for part in schema["$defs"].values())
