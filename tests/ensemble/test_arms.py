"""Arms by name, and the comparisons that are shipped."""

import pytest

import sim
from sim.compare.paired import alike, why_not_paired
from sim.compare.same import same_of
from sim.ensemble.arms import arm_of, comparison_of
from sim.scenario.shipped import names_of


def test_a_place_with_policies_and_settings_is_a_day():
    day = arm_of("north_end+lfr_van_2025+lfr.threshold=0.6", settings=["day.duration_h=1"])
    assert (day.lfr.name, day.lfr.threshold, day.day.duration_h) == ("Van, 2025", 0.6, 1)
    assert arm_of("north_end").lfr is None


def test_a_programme_takes_another_policy_and_settings():
    van = arm_of("north_end_year+lfr_van_2025+months=3+trust.news.reach=1e-2")
    assert (van.lfr.name, van.months, van.trust.news.reach) == ("Van, 2025", 3, 0.01)
    assert van.lfr.recognition.backend.mode == "thinned"
    assert arm_of("north_end_year+none").lfr is None


@pytest.mark.parametrize("text", ["north_end_yeer", "north_end+lfr_vann_2025", "nowhere.yaml", "north_end+a.b=1", ""])
def test_what_is_no_arm_is_refused(text):
    with pytest.raises(sim.ScenarioError):
        arm_of(text)


@pytest.mark.parametrize("name", names_of("comparisons"))
def test_a_shipped_comparison_can_be_run_and_is_paired(name):
    comparison, arms = comparison_of(name)
    assert comparison.about
    assert len(alike(arms, ())) >= 2
    first, *others = arms.values()
    for other in others:
        assert first != other
        assert why_not_paired(first, other) == ""


def test_every_comparison_of_the_issue_is_shipped():
    wanted = "pause roll_out van_against_fixed stop_and_search threshold_060"
    wanted += " list_serious list_local list_images_10y list_authorised"
    assert set(wanted.split()) <= set(names_of("comparisons"))


def test_a_file_of_a_comparison_says_where_it_is_wrong(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("name: Mine\narms:\n  a: north_end_year\n  b: north_end_yeer\n")
    with pytest.raises(sim.ScenarioError, match=r"mine.yaml: arms: b: no such place or programme \(north_end_yeer\)"):
        comparison_of(str(file))
    file.write_text("name: Mine\narmz: {}\narms: {a: north_end_year}\n")
    with pytest.raises(sim.ScenarioError, match="armz"):
        comparison_of(str(file))


def test_arms_are_made_alike_in_what_is_named():
    arms = {"a": arm_of("north_end_year"), "b": arm_of("pause_and_review+lfr.watchlist.size=500")}
    assert alike(arms, ())["b"].pauses
    same = alike(arms, same_of("hours, list"))["b"]
    assert (same.pauses, same.lfr.watchlist) == ((), arms["a"].lfr.watchlist)
    days = {"a": arm_of("north_end+footfall.people_per_day=20000"), "b": arm_of("north_end+day.start_h=14")}
    assert alike(days, ("footfall",))["b"].footfall.people_per_day == 20000
    assert alike(days, ("hours",))["b"].day == days["a"].day
    assert alike(days, ("footfall",))["b"].day.start_h == 14


@pytest.mark.parametrize(
    ("texts", "same", "says"),
    [
        (["north_end_year"], "", "nothing to compare with"),
        (["north_end_year", "north_end"], "", "cannot be compared with a programme"),
        (["north_end_year", "stop_and_search"], "list", "only one of the arms has a list"),
        (["roll_out", "north_end_year"], "hours", "streets that only one arm has"),
        (["north_end", "north_end+none"], "weather", "not what two arms can be made alike in"),
    ],
)
def test_what_cannot_be_compared_is_refused(texts, same, says):
    with pytest.raises(sim.RunError, match=says):
        alike({text: arm_of(text) for text in texts}, same_of(same))


def test_arms_that_share_less_say_in_what():
    first, other = arm_of("north_end_year"), arm_of("north_end_year+habits.distance_km=3")
    assert why_not_paired(first, other) == "they differ in habits"
