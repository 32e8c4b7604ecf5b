"""The emulators behind the page, and what they were asked for as settings of the scenario itself."""

from __future__ import annotations

import json
import shlex
from itertools import pairwise

import pytest
from trees import components, text_of

from dashboard.jobs.form import FormErrors, form_of, request_of
from dashboard.pages.explore.exact import CHANGED, DRAWS, UNCHANGED, exactly
from dashboard.parts.emulators import emulators
from sim.core.errors import RunError
from sim.emulator.sliders import SLIDERS
from sim.ensemble.arms import arm_of

NAME = "north_end"


def exact(client, **asked):
    return client.get(f"/emulators/{NAME}/exact.json", query_string=asked)


def test_the_page_asks_for_an_emulator_that_is_there(client):
    children = client.get("/views/explore").json["children"]
    (root,) = [one for one in components(children) if "data-explore" in one["props"]]
    about = json.loads(root["props"]["data-explore"])
    answer = client.get(f"/emulators/{about['emulator']}.json")
    assert answer.json["document"] == "passerby emulator"
    assert (
        client.get(
            f"/emulators/{about['emulator']}.json", headers={"If-None-Match": answer.headers["ETag"]}
        ).status_code
        == 304
    )


def test_an_input_that_is_no_setting_has_no_command():
    emulator = emulators()[NAME]
    (team,) = [one for one in emulator.sliders if one.name == "team"]
    others = tuple(one if one is not team else team.model_copy(update={"name": "crew"}) for one in emulator.sliders)
    with pytest.raises(RunError, match="crew: stands for no setting"):
        exactly(emulator.model_copy(update={"sliders": others}), {"crew": "8"})


def test_the_error_of_each_headline_is_told_without_the_script(client):
    said = text_of(client, "explore", "")
    for headline in emulators()[NAME].headlines:
        assert headline.label in said


def test_nothing_changed_is_the_scenario_of_the_emulator(client):
    answer = exact(client).json
    assert answer["settings"] == ["months=2"]
    arm = {"name": UNCHANGED, "programme": "north_end_year", "changed": ["months=2"]}
    assert answer["form"] == {"v": 1, "arms": [arm], "draws": DRAWS}
    assert answer["day"] == {"v": 1, "place": "north_end", "policy": "lfr_fixed_2025", "settings": {}}


def test_the_command_sets_what_the_sliders_say(client):
    asked = {"threshold": 0.6, "watchlist": 5000, "hours": 4, "team": 16, "street_black": 0.3, "footfall": 20_000}
    words = shlex.split(exact(client, **asked).json["command"])
    assert words[:3] == ["passerby", "ensemble", "north_end_year"]
    settings = [after for before, after in pairwise(words) if before == "--set"]
    there = arm_of("north_end_year", settings=settings)
    given = {slider.name: slider.given(there) for slider in SLIDERS}
    assert {name: given[name] for name in asked} == pytest.approx(asked, rel=1e-6)
    assert there.months == 2


def test_choices_come_before_what_depends_on_them(client):
    asked = {"profile": "essex_2026", "cameras": "van", "scope": "serious", "false_alert_ratio": 3}
    there = arm_of("north_end_year", settings=exact(client, **asked).json["settings"])
    (ratio,) = [slider for slider in SLIDERS if slider.name == "false_alert_ratio"]
    assert ratio.given(there) == pytest.approx(3, rel=1e-6)
    assert there.lfr.sites == ("van",)
    assert there.lfr.watchlist.scope == "serious"


def test_a_day_of_it_has_the_settings_of_a_place(client):
    answer = exact(client, hours=4, footfall=20_000, team=16).json
    given = {"day.duration_h": "4", "footfall.people_per_day": "20000", "lfr.engagement.officers": "16"}
    assert answer["day"]["settings"] == given
    opened = client.get(f"/scenario/form.json{answer['link']}").json["form"]
    assert (opened["place"], opened["settings"]) == ("north_end", given)


def test_whatever_the_page_can_set_can_be_asked_for_as_a_run_of_the_same():
    """Of each input one end: the form of it is taken, and is the scenario that the command line would run."""
    emulator = emulators()[NAME]
    ends = [{one.name: int(one.high) if one.is_whole else one.high} for one in emulator.sliders]
    ends += [{one.name: one.levels[-1]} for one in emulator.choices]
    for asked in (*ends, {"profile": "essex_2026", "recognition_gap": 0.05, "threshold": 0.6}):
        found = exactly(emulator, {name: str(value) for name, value in asked.items()})
        there = request_of(form_of(found["form"])).programmes
        assert there[UNCHANGED] == arm_of(emulator.asked, settings=["months=2"])
        assert there[CHANGED] == arm_of(emulator.asked, settings=found["settings"])
        request_of(form_of(found["day"]))


def test_an_arm_is_asked_for_with_nothing_that_names_a_file():
    profile = "lfr.recognition.profile"
    for key in (
        "groups",
        "borough",
        "streets.north_end.place",
        "lfr.watchlist",
        "streets.a.place.street.file",
        profile,
    ):
        arm = {"name": "a", "programme": "north_end_year", "changed": [f"{key}=/etc/hostname"]}
        with pytest.raises(FormErrors, match=r"no setting of this form|no such profile"):
            request_of(form_of({"arms": [arm]}))


@pytest.mark.parametrize("asked", [{"threshold": 0.9}, {"threshold": "high"}, {"profile": "perfect"}, {"team": 7.5}])
def test_what_was_not_run_is_refused(client, asked):
    answer = exact(client, **asked)
    assert answer.status_code == 422
    assert next(iter(asked)) in answer.json["why"]


@pytest.mark.parametrize(
    "address", ["/emulators/nowhere.json", "/emulators/nowhere/exact.json", "/emulators/..%2Fx.json"]
)
def test_another_emulator_is_not_found(client, address):
    assert client.get(address).status_code == 404
