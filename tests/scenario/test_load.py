"""Load: from files to a scenario and back, and what is said when a file is wrong."""

import json

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from sim.core.errors import NoEffect, ScenarioError
from sim.scenario.load import calibrated, document, dump, json_schema, load, load_profile, profile_of
from sim.scenario.shipped import place_file, policy_file, profile_file, profile_names

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
        ("duration_h=1", "unknown key `duration_h`; did you mean `day.duration_h`?"),
        ("people_per_day=9", "unknown key `people_per_day`; did you mean `footfall.people_per_day`?"),
        ("lfr.threshold='0.6'", '`lfr.threshold` is of the wrong kind ("0.6"); it must be a number'),
        ("lfr.threshold=1.2", "`lfr.threshold` is out of bounds (1.2); it must be at most 1"),
        ("footfall.people_per_day=-1", "`footfall.people_per_day` is out of bounds (-1); it must be more than 0"),
        ("footfall.entrance_shares.centrale=0.5", "the shares sum to 1.42"),
        ("walking.kind=teleport", '`walking.kind` has no such choice ("teleport")'),
        ("lfr.watchlist.size=0", "the watchlist is empty (size 0)"),
        ("geometry=other.geojson", "unknown key `geometry`"),
        ("lfr.recognition.backend.mode=thin", '`lfr.recognition.backend.mode` has no such choice ("thin")'),
        ("lfr.recognition.draw=-1", "`lfr.recognition.draw` is out of bounds (-1); it must be at least 0"),
    ],
)
def test_a_bad_setting_is_refused_under_its_name(setting, message):
    found = refused(setting, policies=[FIXED])
    assert found.startswith(f"--set {setting}: ")
    assert message in found


@pytest.mark.parametrize("setting", ["threshold=0.6", "watchlist.size=500", "recognition.backend.mode=thinned"])
def test_settings_of_the_deployment_may_leave_its_name_out(setting):
    short, whole = (load(PLACE, policies=[FIXED], settings=[text]) for text in (setting, f"lfr.{setting}"))
    assert short == whole
    assert short != load(PLACE, policies=[FIXED])


def test_a_bad_setting_without_the_name_of_the_deployment_is_told_with_it():
    assert refused("treshold=0.6", policies=[FIXED]).startswith("--set treshold=0.6: unknown key `treshold`")
    assert "`lfr.threshold` is out of bounds (7)" in refused("threshold=7", policies=[FIXED])


OWN = """\
name: own
regime: own
points:
  - {threshold: 0.60, watchlist_size: 900, source: made up, fpir: [{rate: 1.0e-3}], tpir: [{rate: 0.7}]}
face_shares: {asian: 0.2, black: 0.2, mixed: 0.2, other: 0.2, white: 0.2}
list_shares: {asian: 0.2, black: 0.2, mixed: 0.2, other: 0.2, white: 0.2}
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with a profile, and a policy beside it that names its file."""
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "policy.yaml").write_text("lfr:\n  recognition:\n    profile: own.yaml\n", encoding="utf-8")
    return tmp_path


@pytest.mark.filterwarnings("ignore::sim.core.errors.NoEffect")
@pytest.mark.parametrize("name", profile_names())
def test_a_shipped_profile_is_put_where_its_name_stands(name):
    scenario = load(PLACE, policies=[FIXED], settings=[f"recognition.profile={name}"])
    assert scenario.lfr.recognition.profile == load_profile(name) == load_profile(str(profile_file(name)))


def test_the_file_of_a_profile_is_found_beside_the_policy_that_names_it(folder):
    scenario = load(PLACE, policies=[FIXED, folder / "policy.yaml"])
    assert scenario.lfr.recognition.profile == load_profile(str(folder / "own.yaml"))


def test_the_file_of_a_profile_in_a_setting_is_found_from_here(folder, monkeypatch):
    monkeypatch.chdir(folder)
    scenario = load(PLACE, policies=[FIXED], settings=["recognition.profile=own.yaml"])
    assert scenario.lfr.recognition.profile.name == "own"


def test_a_profile_may_be_written_out_in_the_policy(folder):
    indented = "".join(f"      {line}\n" for line in OWN.splitlines())
    (folder / "whole.yaml").write_text(f"lfr:\n  recognition:\n    profile:\n{indented}", encoding="utf-8")
    plain = policy_file("none")
    whole = load(PLACE, policies=[FIXED, plain, FIXED, folder / "policy.yaml", folder / "whole.yaml"])
    assert whole.lfr.recognition.profile == load_profile(str(folder / "own.yaml"))


def test_the_profile_that_a_later_policy_names_takes_the_place_of_the_whole_one(folder):
    spread = ["recognition.profile.spread=1.5", "recognition.profile=met_field_060"]
    own = load(PLACE, policies=[FIXED, folder / "policy.yaml"]).lfr.recognition.profile
    assert (own.spread, len(own.points)) == (0.9, 1)
    assert load(PLACE, policies=[folder / "policy.yaml", FIXED]).lfr.recognition.profile.name != "own"
    with pytest.warns(NoEffect, match="spread to 1.5 changes nothing"):
        assert load(PLACE, policies=[FIXED], settings=spread).lfr.recognition.profile == load_profile("met_field_060")


def test_one_number_of_a_named_profile_can_be_changed():
    profile = load(PLACE, policies=[FIXED], settings=["recognition.profile.spread=1.5"]).lfr.recognition.profile
    assert profile == load_profile("met_field_064").model_copy(update={"spread": 1.5})


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        (
            "met_field_64",
            f"did you mean met_field_064 or met_field_060? a file, or one of {', '.join(profile_names())}",
        ),
        ("nothing like it", f"a file, or one of {', '.join(profile_names())}"),
    ],
)
def test_a_profile_of_an_unknown_name_is_refused_with_the_nearest(folder, name, allowed):
    (folder / "policy.yaml").write_text(f"lfr:\n  recognition:\n    profile: {name}\n", encoding="utf-8")
    place = f"{folder / 'policy.yaml'}:3:14"
    assert refused(policies=[FIXED, folder / "policy.yaml"]) == (
        f"{place}: no such recognition profile ({name}); {allowed}"
    )
    assert refused(f"recognition.profile={name}", policies=[FIXED]).startswith("--set lfr.recognition.profile=")


def test_a_profile_whose_file_is_missing_is_refused(folder):
    (folder / "own.yaml").unlink()
    said = refused(policies=[FIXED, folder / "policy.yaml"])
    assert said.startswith(f"{folder / 'policy.yaml'}:3:14: no such file ({folder / 'own.yaml'}); ")
    assert said.endswith(", ".join(profile_names()))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "white: 0.2}\nlist",
            "white: 0.1}\nlist",
            ":5:14: `lfr.recognition.profile.face_shares`: the shares sum to 0.9",
        ),
        ("rate: 0.7", "rate: 1", ":4:99: `lfr.recognition.profile.points.0.tpir.0.rate` is out of bounds (1)"),
        ("regime: own", "regime: mine", ":2:9: `lfr.recognition.profile.regime` has no such choice"),
        ("rate: 0.7", "rate: 0.7}, {groups: [blue], rate: 0.7", ":4:91: no group 'blue' in face_shares"),
        (
            "list_shares",
            "captures: [{quality: 0.1}]\nlist_shares",
            ":4:91: a TPIR of 0.7 for asian at 0.6, but only 0 of",
        ),
        (
            "900, source: made up, fpir: [{rate: 1.0e-3}]",
            "1, source: made up, fpir: [{rate: 0.99}]",
            ":4:65: an FPIR of 0.99 is more than strangers reach by chance in a list of 1; lower it",
        ),
    ],
)
def test_a_mistake_in_a_named_profile_is_told_in_its_file(folder, old, new, message):
    (folder / "own.yaml").write_text(OWN.replace(old, new), encoding="utf-8")
    found = refused(policies=[FIXED, folder / "policy.yaml"])
    assert found.startswith(f"{folder / 'own.yaml'}{message}")
    assert len(found.splitlines()) == 1


def test_a_profile_must_have_every_group_of_the_population(folder):
    (folder / "own.yaml").write_text(OWN.replace("asian: 0.2, black: 0.2", "black: 0.4"), encoding="utf-8")
    found = refused(policies=[FIXED, folder / "policy.yaml"])
    assert found == (
        f"{folder / 'own.yaml'}:1:1: no operating point for asian, whom the population has; the profile has black, "
        "mixed, other, white, and needs all of asian, black, mixed, other, white"
    )


def test_a_deployment_without_a_profile_is_refused(tmp_path):
    (tmp_path / "bare.yaml").write_text("lfr:\n  name: bare\n  sites: [south]\n", encoding="utf-8")
    assert "`lfr.recognition` is missing" in refused(policies=[tmp_path / "bare.yaml"])


def test_a_draw_and_a_back_end_are_loaded_again_as_they_were_dumped(tmp_path):
    settings = ["recognition.draw=7", "recognition.backend.mode=thinned", "recognition.backend.kin_fraction=0.001"]
    scenario = load(PLACE, policies=[FIXED], settings=settings)
    (tmp_path / "again.yaml").write_text(dump(scenario), encoding="utf-8")
    assert load(tmp_path / "again.yaml") == scenario


def test_a_profile_of_data_is_made_like_one_of_a_file(folder):
    data = document(folder / "own.yaml").data
    assert profile_of(data, where="upload") == load_profile(str(folder / "own.yaml"))
    with pytest.raises(ScenarioError, match=r"^upload: `face_shares`: the shares sum to 0\.9"):
        profile_of(data | {"face_shares": {"asian": 0.9}}, where="upload")


def test_a_profile_is_calibrated_or_refused_under_its_name(folder):
    profile = load_profile(str(folder / "own.yaml"))
    assert calibrated(profile, "own").groups == profile.groups
    blind = profile_of(document(folder / "own.yaml").data | {"captures": [{"quality": 0.1}]}, where="own")
    with pytest.raises(ScenarioError, match=r"^own: `points\.0\.tpir`: a TPIR of 0\.7 for asian .*; lower it, or impr"):
        calibrated(blind, "own")


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


def test_the_schema_accepts_the_name_of_a_profile_or_a_whole_one_and_nothing_else(schema, fixed):
    scenario, validator = json.loads(fixed.model_dump_json()), Draft202012Validator(schema)
    for profile, is_right in (("met_field_064", True), (scenario["lfr"]["recognition"]["profile"], True), (7, False)):
        scenario["lfr"]["recognition"]["profile"] = profile
        assert validator.is_valid(scenario) is is_right


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


@pytest.mark.parametrize("setting", ["recognition.draw=3", "recognition.given_false_alert=white"])
def test_the_image_back_end_refuses_what_it_would_not_read(setting):
    found = refused("recognition.backend.kind=image", setting, policies=[FIXED])
    assert "the image back end cannot be told what to return" in found
    assert setting.split("=")[0] in found
