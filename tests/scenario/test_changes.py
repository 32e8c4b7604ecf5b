"""A scenario knows what was changed from what, and is called by its values."""

import pytest

import sim
from sim.scenario.changes import Change, named_by_threshold
from sim.scenario.load import dump, load
from sim.scenario.shipped import place_file, policy_file

FIXED = [policy_file("lfr_fixed_2025")]


def changed(*settings):
    scenario = load(place_file("george_street"), policies=[policy_file("lfr_van_2025")], settings=settings)
    return {change.setting: (change.was, change.value) for change in scenario.changes}, scenario.policy


@pytest.mark.filterwarnings("ignore::sim.core.errors.NoEffect")
@pytest.mark.parametrize(
    ("settings", "changes", "policy"),
    [
        ((), {}, "Van, 2025, threshold 0.64"),
        (("threshold=0.6",), {"lfr.threshold": (0.64, 0.6)}, "Van, 2025, threshold 0.6 (was 0.64)"),
        (("lfr.threshold=0.6", "lfr.threshold=0.64"), {}, "Van, 2025, threshold 0.64"),
        (("lfr.threshold=0.640",), {}, "Van, 2025, threshold 0.64"),
        (
            ("watchlist.size=1000", "day.warm_up_s=300"),
            {"lfr.watchlist.size": (15861, 1000), "day.warm_up_s": (600.0, 300)},
            "Van, 2025, threshold 0.64, with lfr.watchlist.size 1000 (was 15861), day.warm_up_s 300 (was 600.0)",
        ),
        (
            ("recognition.profile=essex_2026",),
            {"lfr.recognition.profile": ("Metropolitan Police in the field, 0.64", "essex_2026")},
            None,
        ),
        (("recognition.profile=met_field_064",), {}, "Van, 2025, threshold 0.64"),
        (("recognition.draw=3",), {"lfr.recognition.draw": (None, 3)}, None),
        (("recognition.backend.mode=thinned",), {"lfr.recognition.backend.mode": ("vector", "thinned")}, None),
        (("walking.kind=social_force",), {"walking.kind": ("anticipating", "social_force")}, None),
        (("groups=census_19",), {"groups": ("census_5", "census_19")}, None),
        (
            ("lfr=null",),
            {"lfr": ("Van, 2025", None)},
            "No facial recognition, with lfr null (was Van, 2025)",
        ),
    ],
)
def test_what_was_set_is_known_with_what_it_was(settings, changes, policy):
    found, name = changed(*settings)
    names = {was if isinstance(was, str) else "" for was, _ in found.values()}
    expected = {key: tuple(value) for key, value in changes.items()}
    if "groups" in found or "lfr.recognition.profile" in found:
        assert {key: value for key, (_, value) in found.items()} == {key: value for key, (_, value) in changes.items()}
        assert all(names)
    else:
        assert found == expected
    assert policy is None or name == policy


def test_a_change_lasts_through_the_file_that_is_stored(tmp_path):
    scenario = load(place_file("north_end"), policies=FIXED, settings=["lfr.threshold=0.6"])
    file = tmp_path / "scenario.yaml"
    file.write_text(dump(scenario), encoding="utf-8")
    assert load(file) == scenario
    assert load(file, settings=["lfr.threshold=0.64"]).changes == ()


def test_values_in_python_are_changes_as_settings_are():
    scenario = sim.load_scenario("north_end", policies=["lfr_fixed_2025"])
    once = sim.with_values(scenario, {"threshold": 0.6})
    assert once == load(place_file("north_end"), policies=FIXED, settings=["lfr.threshold=0.6"])
    assert once.changes == (Change(setting="lfr.threshold", was=0.64, value=0.6),)
    assert sim.with_values(once, {"lfr.threshold": 0.7}).policy == "Fixed cameras, 2025, threshold 0.7 (was 0.64)"
    assert sim.with_values(once, {"lfr.threshold": 0.64}) == scenario


def test_an_overlay_without_a_name_changes_the_policy_below_it(tmp_path):
    own, named = tmp_path / "own.yaml", tmp_path / "named.yaml"
    own.write_text("lfr: {threshold: 0.68, watchlist: {size: 900}}\n", encoding="utf-8")
    named.write_text("lfr: {name: 'Higher, threshold 0.70', threshold: 0.68}\n", encoding="utf-8")
    below = [*FIXED, own]
    assert load(place_file("north_end"), policies=below).policy == (
        "Fixed cameras, 2025, threshold 0.68 (was 0.64), with lfr.watchlist.size 900 (was 15861)"
    )
    scenario = load(place_file("north_end"), policies=[*FIXED, named])
    assert (scenario.policy, scenario.changes) == ("Higher, threshold 0.68", ())


@pytest.mark.parametrize(
    ("name", "threshold", "shown"),
    [
        ("Van", 0.6, "Van, threshold 0.6"),
        ("Van, threshold 0.64", 0.6, "Van, threshold 0.6"),
        ("Threshold of 0.64, by van", 0.6, "threshold 0.6, by van"),
        ("Van at 0.60", 0.6, "Van at 0.60"),
        ("Van at 0.64", 0.6, "Van at 0.64, threshold 0.6"),
        ("[pilot] 7", 0.7, "[pilot] 7, threshold 0.7"),
    ],
)
def test_a_policy_is_called_by_the_threshold_that_it_has(name, threshold, shown):
    assert named_by_threshold(name, threshold, ()) == shown


def test_a_programme_knows_what_was_changed():
    programme = sim.load_programme("north_end_year", values={"months": 6, "lfr.threshold": 0.6})
    assert [str(change) for change in programme.changes] == ["months 6 (was 12)", "lfr.threshold 0.6 (was 0.64)"]
    by_settings = sim.programme.load.load_programme("north_end_year", settings=["months=6", "lfr.threshold=0.6"])
    assert by_settings == programme
