"""Boroughs by name: what they set in a place and in a programme, and what is said of mistakes."""

import json

import pytest

from sim.core.errors import ScenarioError
from sim.ensemble.arms import arm_of
from sim.population.borough import Borough
from sim.population.people import Population
from sim.programme.load import load_programme
from sim.scenario.homes import home_keys
from sim.scenario.load import dump, load, with_values
from sim.scenario.shipped import names_of, place_file, programme_file

OWN = """
name: Elsewhere
code: E09000099
source: made up
residents: 100000
resident_shares: {asian: 0.2, black: 0.2, mixed: 0.2, other: 0.2, white: 0.2}
age_shares: {under_18: 0.2, 18_to_64: 0.7, 65_and_over: 0.1}
female_share: 0.5
violence_with_injury: 1000
"""


def place(*settings):
    return load(place_file("lewisham"), settings=settings).population


def test_croydon_and_lewisham_are_shipped_and_croydon_is_the_default():
    assert set(names_of("boroughs")) >= {"croydon", "lewisham"}
    croydon = place("population.home=croydon")
    by_default = Population(street_shares=croydon.street_shares, listed_shares=croydon.listed_shares)
    for key in home_keys("population"):
        assert getattr(croydon, key) == getattr(by_default, key), key
    programme = load_programme(programme_file("north_end_year"), settings=["months=1", "borough.home=croydon"])
    for key in home_keys("borough"):
        assert getattr(programme.borough, key) == getattr(Borough(), key), key


def test_a_home_sets_who_lives_there_who_walks_there_and_who_is_listed():
    population = place()
    assert (population.borough, population.residents, population.violence_with_injury) == ("Lewisham", 300_553, 2_595)
    assert population.street_shares == population.listed_shares == population.resident_shares


def test_what_a_file_says_itself_takes_the_place_of_what_the_borough_says(tmp_path):
    (tmp_path / "elsewhere.yaml").write_text(OWN, encoding="utf-8")
    text = place_file("lewisham").read_text(encoding="utf-8")
    text = text.replace("home: lewisham", "home: elsewhere.yaml\n  street_shares: {white: 1.0}")
    geometry = place_file("lewisham").with_suffix(".geojson")
    (tmp_path / "lewisham.geojson").write_bytes(geometry.read_bytes())
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    population = load(tmp_path / "own.yaml").population
    assert (population.borough, population.residents) == ("Elsewhere", 100_000)
    assert population.street_shares["white"] == 1.0
    assert population.resident_shares["white"] == 0.2


def test_a_setting_takes_the_place_of_what_was_there_and_stays_after_writing(tmp_path):
    scenario = load(place_file("north_end"), settings=["population.home=lewisham", "population.residents=5000"])
    population = scenario.population
    assert (population.borough, population.residents, population.street_shares["black"]) == ("Lewisham", 5000, 0.2677)
    assert with_values(load(place_file("north_end")), {"population.home": "lewisham"}).population.borough == "Lewisham"
    (tmp_path / "whole.yaml").write_text(dump(scenario), encoding="utf-8")
    assert load(tmp_path / "whole.yaml") == scenario


def test_a_borough_of_a_programme_without_areas_is_one():
    programme = load_programme(programme_file("north_end_year"), settings=["months=1", "borough.home=lewisham"])
    assert [(area.name, area.share) for area in programme.borough.areas] == [("Lewisham", 1.0)]
    assert programme.streets["north_end"].place.population.borough == "Croydon"


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("population.home=lewisam", "did you mean lewisham"),
        ("population.home=3", "it must be the name of a borough"),
    ],
)
def test_a_home_that_there_is_not_is_refused(setting, said):
    with pytest.raises(ScenarioError, match=said):
        place(setting)


def test_a_borough_that_is_not_right_is_refused_where_it_is_wrong(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text(OWN.replace("residents: 100000", "residents: 10"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"bad\.yaml:5:12: `residents` is out of bounds"):
        place(f"population.home={file}")


def test_more_people_than_all_cannot_live_in_two_boroughs():
    with pytest.raises(ScenarioError, match="more than all people of the street live in Croydon"):
        load_programme(programme_file("by_crime"), settings=["streets.lewisham.resident_share=0.5"])


@pytest.mark.parametrize("settings", [["borough.home=newham"], ["borough.home=newham", "borough.visitors=100000"]])
def test_a_borough_that_is_set_by_its_name_has_an_effect_and_no_note_of_none(settings):
    """Warnings are errors in tests."""
    assert load_programme(programme_file("north_end_year"), settings=settings).borough.name == "Newham"


OF_PLACE = {
    "borough": "Here", "residents": 5000, "female_share": 0.4, "violence_with_injury": 77,
    "resident_shares": {"white": 1.0}, "street_shares": {"black": 1.0}, "listed_shares": {"asian": 1.0},
    "age_shares": {"under_18": 0.1, "18_to_64": 0.8, "65_and_over": 0.1},
}  # fmt: skip
OF_PROGRAMME = {
    "name": "Here", "residents": 5000, "female_share": 0.4, "violence_with_injury": 77,
    "resident_shares": {"white": 1.0}, "visitor_shares": {"black": 1.0},
    "surveyed": {
        "treat_fairly": 9.0, "good_job": 1.0, "trust_met": 2.0, "treat_fairly_trend": 0.1, "good_job_trend": 0.2,
    },
    "age_shares": {"under_18": 0.1, "18_to_64": 0.8, "65_and_over": 0.1}, "areas": [{"name": "All", "share": 1.0}],
}  # fmt: skip


def orders(part, key, value):
    """Return the home and the value beside it as settings: in both orders, and in one mapping."""
    text = json.dumps(value)
    home, own = f"{part}.home=brent", f"{part}.{key}={text}"
    return [home, own], [own, home], [f"{part}={{home: brent, {key}: {text}}}"], [f"{part}={{{key}: {text}}}", home]


def whole(one):
    return one.model_dump(mode="json", by_alias=True)


def test_every_setting_that_a_home_sets_is_looked_at_here():
    assert set(OF_PLACE) == set(home_keys("population"))
    assert set(OF_PROGRAMME) == set(home_keys("borough"))


@pytest.mark.parametrize(("key", "value"), OF_PLACE.items())
def test_what_is_set_beside_the_home_of_a_place_stays_whatever_the_order(key, value):
    first, *others = (place(*settings) for settings in orders("population", key, value))
    shown = whole(first)[key]
    assert ({name: part for name, part in shown.items() if part} if isinstance(value, dict) else shown) == value
    rest = home_keys("population")
    brent = place("population.home=brent")
    assert [name for name in rest if getattr(first, name) != getattr(brent, name)] == [key]
    assert all(getattr(other, name) == getattr(first, name) for other in others for name in rest)


@pytest.mark.parametrize(("key", "value"), OF_PROGRAMME.items())
def test_what_is_set_beside_the_home_of_a_programme_stays_whatever_the_order(key, value):
    def borough(settings):
        return load_programme(programme_file("north_end_year"), settings=["months=1", *settings]).borough

    first, *others = map(borough, orders("borough", key, value))
    brent = borough(["borough.home=brent"])
    rest = home_keys("borough")
    assert [name for name in rest if getattr(first, name) != getattr(brent, name)] == [key]
    assert all(getattr(other, name) == getattr(first, name) for other in others for name in rest)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_home_without_recorded_offences_takes_those_that_are_set_in_any_order(is_first):
    settings = ["borough.home=city_of_london", "borough.violence_with_injury=200"]
    ordered = settings if is_first else settings[::-1]
    one = arm_of("+".join(["north_end_year", "months=1", *ordered])).borough
    assert (one.name, one.residents, one.violence_with_injury) == ("City of London", 8584, 200)
    values = dict(setting.split("=") for setting in (text.replace("borough", "population") for text in ordered))
    values["population.violence_with_injury"] = 200
    assert with_values(load(place_file("north_end")), values).population.violence_with_injury == 200


def test_a_home_without_recorded_offences_says_what_to_set_beside_it():
    with pytest.raises(ScenarioError, match=r"City of London are known.*`population\.violence_with_injury`"):
        place("population.residents=9000", "population.home=city_of_london")


def test_part_of_what_a_home_sets_may_be_set_before_it():
    settings = ["months=1", "borough.surveyed.treat_fairly=9", "borough.home=brent"]
    surveyed = load_programme(programme_file("north_end_year"), settings=settings).borough.surveyed
    brent = load_programme(programme_file("north_end_year"), settings=["months=1", "borough.home=brent"]).borough
    assert surveyed == brent.surveyed.model_copy(update={"treat_fairly": 9.0})


def test_a_home_does_not_move_before_a_place_that_is_put_below_it():
    settings = [
        "months=1", "streets.north_end.place.population.residents=5000", "streets.north_end.place=lewisham",
        "streets.north_end.place.population.home=brent",
    ]  # fmt: skip
    one = load_programme(programme_file("north_end_year"), policies=["lfr_van_2025"], settings=settings)
    population = one.streets["north_end"].place.population
    assert (population.borough, population.residents) == ("Brent", 339_821)
