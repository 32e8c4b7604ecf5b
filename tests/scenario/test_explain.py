"""Explain: what is wrong in plain English, at its line and column, with the nearest key."""

from typing import Annotated, Literal

import pytest
from pydantic import Field, field_validator

from sim.core.config import Config
from sim.core.errors import ScenarioError
from sim.programme.load import load_programme
from sim.scenario.explain import ScenarioErrors
from sim.scenario.load import validate
from sim.scenario.located import parse
from sim.scenario.vary import overlay, with_setting


class Walk(Config):
    """A union's member."""

    kind: Literal["walk"] = "walk"
    pace_m_s: float = Field(1.3, gt=0, le=3)


class Tram(Config):
    """The other one."""

    kind: Literal["tram"] = "tram"
    line: int = 1


class Trip(Config):
    """Something with every kind of field."""

    name: str = Field(min_length=2, max_length=10)
    by: Annotated[Walk | Tram, Field(discriminator="kind")] = Walk()
    size: int = Field(1, ge=1, lt=10)
    is_paid: bool = True
    weather: Literal["dry", "wet"] = "dry"
    stops: tuple[str, ...] = Field((), max_length=2)
    shares: dict[Literal["north", "south"], float] = {}
    back: Walk | None = None

    @field_validator("shares")
    @classmethod
    def _sum(cls, shares):
        if shares and sum(shares.values()) != 1:
            raise ValueError(f"the shares sum to {sum(shares.values()):g}; they must sum to 1")
        return shares


GOOD = "name: trip\n"


def refused(text):
    with pytest.raises(ScenarioError) as caught:
        validate(Trip, parse(GOOD + text, file="t.yaml"))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sise: 3", "t.yaml:2:1: unknown key `sise`; did you mean `size`?"),
        ("by:\n  kind: walk\n  pace: 1", "t.yaml:4:3: unknown key `pace` in `by`; did you mean `pace_m_s`?"),
        ("by: {kind: tram, pace_m_s: 1}", "t.yaml:2:18: unknown key `pace_m_s` in `by`; it belongs to another `kind`"),
        ("line: 3", "t.yaml:2:1: unknown key `line`; did you mean `by.line`?"),
        (
            "zzz: 3",
            "t.yaml:2:1: unknown key `zzz`; keys here are name, by, size, is_paid, weather, stops, shares, back",
        ),
        ("size: 0", "t.yaml:2:7: `size` is out of bounds (0); it must be at least 1"),
        ("size: 10", "t.yaml:2:7: `size` is out of bounds (10); it must be less than 10"),
        ("by: {pace_m_s: 0}", "t.yaml:2:5: `by.kind` is missing"),
        ("by: {kind: walk, pace_m_s: 0}", "t.yaml:2:28: `by.pace_m_s` is out of bounds (0); it must be more than 0"),
        ("by: {kind: walk, pace_m_s: 4}", "t.yaml:2:28: `by.pace_m_s` is out of bounds (4); it must be at most 3"),
        ("by: {kind: wlak}", 't.yaml:2:12: `by.kind` has no such choice ("wlak"); did you mean `walk`?'),
        ("by: {kind: 3}", "t.yaml:2:12: `by.kind` has no such choice (3); it must be walk or tram"),
        ("size: two", 't.yaml:2:7: `size` is of the wrong kind ("two"); it must be a whole number'),
        ("size: '2'", 't.yaml:2:7: `size` is of the wrong kind ("2"); it must be a whole number'),
        ("size: 2.5", "t.yaml:2:7: `size` is of the wrong kind (2.5); it must be a whole number"),
        ("size: true", "t.yaml:2:7: `size` is of the wrong kind (true); it must be a whole number"),
        ("is_paid: no", 't.yaml:2:10: `is_paid` is of the wrong kind ("no"); it must be true or false'),
        ("is_paid: 1", "t.yaml:2:10: `is_paid` is of the wrong kind (1); it must be true or false"),
        (
            "by: {kind: walk, pace_m_s: .inf}",
            "t.yaml:2:28: `by.pace_m_s` is of the wrong kind (.inf); it must be a finite",
        ),
        ("weather: we", 't.yaml:2:10: `weather` has no such choice ("we"); did you mean `wet`?'),
        ("weather: 7", "t.yaml:2:10: `weather` has no such choice (7); it must be dry or wet"),
        ("stops: here", 't.yaml:2:8: `stops` is of the wrong kind ("here"); it must be a list'),
        ("stops: [a, 2]", "t.yaml:2:12: `stops.1` is of the wrong kind (2); it must be a text, in quotation marks"),
        ("stops: [a, b, c]", "t.yaml:2:8: `stops` is too long (a list of 3); it must have at most 2 items"),
        ("shares: {north: 1, suoth: 0}", "t.yaml:2:20: unknown key `suoth` in `shares`; did you mean `south`?"),
        ("shares: {north: 0.5}", "t.yaml:2:9: `shares`: the shares sum to 0.5; they must sum to 1"),
        ("back: 7", "t.yaml:2:7: `back` is of the wrong kind (7); it must be a mapping (key: value)"),
        ("size:", "t.yaml:2:6: `size` is of the wrong kind (null); it must be a whole number"),
    ],
)
def test_each_mistake_is_told_at_its_place(text, message):
    assert refused(text).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("size: 3\n", "t.yaml:1:1: `name` is missing"),
        ("name: x\n", 't.yaml:1:7: `name` is too short ("x"); it must have at least 2 characters'),
        ("name: a long long name\n", 't.yaml:1:7: `name` is too long ("a long long name"); it must have at most 10'),
        ("[1]\n", "t.yaml:1:1: the file is of the wrong kind (a list of 1); it must be a mapping (key: value)"),
    ],
)
def test_mistakes_about_the_whole_are_told_too(text, message):
    with pytest.raises(ScenarioError) as caught:
        validate(Trip, parse(text, file="t.yaml"))
    assert str(caught.value).startswith(message)


def test_all_mistakes_are_told_one_a_line():
    with pytest.raises(ScenarioErrors) as caught:
        validate(Trip, parse(GOOD + "size: 0\nweather: 7\nzzz: 1\n", file="t.yaml"))
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [
        "t.yaml:2:7",
        "t.yaml:3:10",
        "t.yaml:4:1",
    ]
    assert caught.value.where == caught.value.errors[0].where == "t.yaml:2:7"


def test_a_mistake_in_an_overlay_is_told_in_the_overlay():
    both = overlay(parse(GOOD, file="t.yaml"), parse("\n\nsize: 99\n", file="policy.yaml"))
    with pytest.raises(ScenarioError, match=r"^policy\.yaml:3:7: `size` is out of bounds \(99\)"):
        validate(Trip, both)


def test_a_setting_that_spoils_a_whole_is_named_as_the_culprit():
    spoilt = with_setting(parse(GOOD + "shares: {north: 0.5, south: 0.5}\n", file="t.yaml"), "shares.north=0.7")
    with pytest.raises(ScenarioError, match=r"^--set shares\.north=0\.7: `shares`: the shares sum to 1\.2"):
        validate(Trip, spoilt)


def test_a_long_value_is_shortened():
    assert len(refused(f"size: {'x' * 500}")) < 160


def test_what_is_right_is_made():
    assert validate(Trip, parse(GOOD + "by: {kind: tram}\nsize: 2\n", file="t.yaml")).by == Tram()


@pytest.mark.parametrize(
    ("setting", "suggested"),
    [
        ("listing.local_share=0.2", "lfr.watchlist.local_share"),
        ("officers=3", "force.officers"),
        ("borough.threshold=0.5", "lfr.threshold"),
        ("image_width_px=3", "streets.north_end.place.sites.south.cameras.0.image_width_px"),
    ],
)
def test_a_key_that_is_suggested_would_be_accepted_where_it_is_suggested(setting, suggested):
    with pytest.raises(ScenarioError) as caught:
        load_programme("north_end_year", settings=[setting])
    assert caught.value.allowed == f"did you mean `{suggested}`?"
    parts = suggested.split(".")
    data = load_programme("north_end_year").model_dump(mode="json", by_alias=True)
    for part in parts[:-1]:
        data = data[int(part) if isinstance(data, list) else part]
    assert parts[-1] in data


def test_keys_of_another_kind_are_not_suggested():
    with pytest.raises(ScenarioError) as caught:
        load_programme("north_end_year", settings=["siting=[{rule: fixed, street: 3}]"])
    assert "streets" not in caught.value.allowed
