"""The emulators behind the page, and what they were asked for as settings of the scenario itself."""

from __future__ import annotations

import csv
import io
import json
import shlex
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from trees import components, text_of

from dashboard.jobs.form import FormErrors, form_of, request_of
from dashboard.pages.explore.exact import CHANGED, DRAWS, UNCHANGED, exactly
from dashboard.parts.emulators import emulators
from sim.core.errors import RunError
from sim.emulator.answer import answers, asked_of
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


SVG = "{http://www.w3.org/2000/svg}"


def bars(client, form, **asked):
    return client.get(f"/emulators/{NAME}/bars.{form}", query_string=asked)


def test_the_bars_have_addresses_that_hold_the_settings(client):
    emulator, asked = emulators()[NAME], {"threshold": "0.6", "team": "8"}
    expected = answers(emulator, asked_of(emulator, asked))
    as_it_is = answers(emulator, asked_of(emulator, {}))
    rows = list(csv.DictReader(io.StringIO(bars(client, "csv", **asked).text)))
    for row, now, unchanged in zip(rows, expected, as_it_is, strict=True):
        assert row["label"] == now.label
        assert [float(row[key]) for key in ("low", "value", "high", "error_low")] == pytest.approx(
            [now.low, now.value, now.high, now.error_low]
        )
        assert float(row["unchanged_value"]) == pytest.approx(unchanged.value)
        assert int(row["held_out_runs"]) > 0
    document = bars(client, "json", **asked).json
    assert document["settings"] == asked
    assert document["citation"].endswith(f"/emulators/{NAME}/bars.json?threshold=0.6&team=8")
    assert [one["value"] for one in document["rows"]] == [float(row["value"]) for row in rows]


@pytest.mark.parametrize("width", [330, 680, 1040])
def test_the_picture_has_a_range_and_a_middle_for_each_headline_on_its_axis(client, width):
    answer = bars(client, "svg", threshold="0.6", width=width)
    picture = ElementTree.fromstring(answer.text)
    headlines = emulators()[NAME].headlines
    assert (answer.mimetype, picture.get("width")) == ("image/svg+xml", str(width))
    circles = [float(one.get("cx")) for one in picture.iter(f"{SVG}circle")]
    ranges = [one for one in picture.iter(f"{SVG}rect") if one.get("fill") == "#12436d"]
    assert len(circles) == len(ranges) == len(headlines)
    for middle, one in zip(circles, ranges, strict=True):
        left = float(one.get("x"))
        assert 0 < left <= middle <= left + float(one.get("width")) < width
    assert len([one for one in picture.iter(f"{SVG}rect") if one.get("fill") == "#8a9299"]) == len(headlines)
    said = picture.find(f"{SVG}desc").text
    assert all(f"{one.label}: " in said for one in headlines)
    assert "threshold 0.6" in picture.find(f"{SVG}title").text


def test_where_there_is_no_answer_none_is_drawn(client, monkeypatch):
    emulator = emulators()[NAME]
    first = emulator.headlines[0].model_copy(update={"furthest": 1e-9})
    stricter = emulator.model_copy(update={"headlines": (first, *emulator.headlines[1:]), "ensemble_id": "0" * 16})
    monkeypatch.setattr("dashboard.pages.explore.bars.emulators", lambda: {NAME: stricter})
    first, *others = bars(client, "json").json["rows"]
    assert (first["is_answered"], first["value"], first["unchanged_value"]) == (False, None, None)
    assert all(one["is_answered"] for one in others)
    picture = ElementTree.fromstring(bars(client, "svg").text)
    assert len(list(picture.iter(f"{SVG}circle"))) == len(others)
    assert "No answer here" in picture.find(f"{SVG}desc").text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"threshold": "9"}, "threshold: outside of what was run"),
        ({"treshold": "0.6"}, "did you mean threshold"),
        ({"width": "7"}, "width: not one that is drawn (7); one of 330, 680, 1040"),
    ],
)
def test_settings_that_were_not_run_have_no_bars_and_it_is_said_what_may_be(client, asked, said):
    for form in ("svg", "csv", "json"):
        answer = bars(client, form, **asked)
        assert (answer.status_code, said in answer.text) == (400, True), answer.text
    assert client.get("/emulators/nowhere/bars.csv").status_code == 404
    assert client.get(f"/emulators/{NAME}/bars.pdf").status_code == 404


def test_the_page_links_to_what_it_shows(client):
    text = client.get("/views/explore?threshold=0.6&run=x").text
    for form in ("svg", "csv", "json"):
        assert f"/emulators/{NAME}/bars.{form}?threshold=0.6" in text
