"""The boroughs that are shipped, and their streets: made of the register's tables, which agree with London's totals."""

import importlib.util
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import sim
from sim.core.errors import EvidenceError, ScenarioError
from sim.core.streams import Streams
from sim.ensemble.arms import arm_of
from sim.evidence.register import entry
from sim.evidence.tables import table, table_names
from sim.population.borough import draw_populace
from sim.population.home import HomeBorough
from sim.programme.load import load_programme
from sim.scenario.homes import home_keys
from sim.scenario.load import document, load, validate, with_values
from sim.scenario.shipped import file_of, names_of, place_file, programme_file

ROOT = Path(__file__).parents[2]
GROUPS = ["asian", "black", "mixed", "other", "white"]
CENSUS = table("boroughs.census")
STREETS = names_of("streets")
TEN = {
    "barnet": (389_344, 7.87, 1840),
    "brent": (339_821, 17.51, 2558),
    "camden": (210_136, 8.99, 1933),
    "hackney": (259_147, 21.09, 2199),
    "haringey": (264_238, 17.58, 2066),
    "lewisham": (300_553, 26.77, 2595),
    "newham": (351_030, 17.46, 2695),
    "southwark": (307_640, 25.13, 2619),
    "tower_hamlets": (310_306, 7.31, 2444),
    "westminster": (204_236, 8.06, 3041),
}
"""Residents, per cent of black residents and violence with injury of ten boroughs, in the table that was gathered."""


def made(name="make_boroughs"):
    """Return the script that makes the files."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"benchmarks/{name}.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def home(name):
    return validate(HomeBorough, document(file_of("boroughs", name)))


def test_the_files_are_what_is_made_of_the_tables():
    script = made()
    for kind, files, kept in (
        ("boroughs", script.borough_files(), {"croydon", "london"}),
        ("streets", script.street_files(), set()),
    ):
        assert set(names_of(kind)) == {*files, *kept}
        for name, text in files.items():
            assert file_of(kind, name).read_text(encoding="utf-8") == text, name


def test_london_and_its_year_are_what_is_made_of_the_tables(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    script = made("make_london")
    assert file_of("boroughs", "london").read_text(encoding="utf-8") == script.city()
    assert file_of("programmes", "london_2025").read_text(encoding="utf-8") == script.programme()


def test_there_is_a_file_for_each_of_londons_authorities():
    homes = {name: home(name) for name in names_of("boroughs")}
    single = [one.code for name, one in homes.items() if name not in ("croydon_wards", "london")]
    assert sorted(single) == CENSUS["code"].to_list()
    assert CENSUS.height == 33
    for one in homes.values():
        assert sum(one.resident_shares.values()) == pytest.approx(1, abs=1e-9)
        assert not one.areas or sum(area.share for area in one.areas) == pytest.approx(1, abs=1e-9)
    assert homes["croydon"].violence_with_injury == homes["croydon_wards"].violence_with_injury


def test_boroughs_sum_to_london():
    """Within what the census perturbs its cells by: 57 people in any table."""
    london = entry("population.london-residents").value
    ages = [name for name in CENSUS.columns if name.startswith("age_")]
    for columns in (["residents"], GROUPS, ["female", "male"], ages):
        assert CENSUS.select(pl.sum_horizontal(columns).sum()).item() == pytest.approx(london, abs=57), columns
    crime = table("boroughs.recorded-crime")
    assert crime["violence_with_injury"].sum() == entry("population.london-violence-with-injury").value
    assert crime.filter(pl.col("violence_with_injury").is_null())["area"].to_list() == ["City of London"]


def test_children_are_those_under_fifteen_and_three_of_the_five_years_after():
    row = CENSUS.filter(area="Newham").row(0, named=True)
    ages = [value for name, value in row.items() if name.startswith("age_")]
    young = sum(ages[:3]) + entry("boroughs.under-18-of-15-to-19").value * ages[3]
    assert home("newham").age_shares["under_18"] == pytest.approx(young / sum(ages), abs=1e-4)


def test_footfall_is_of_the_streets_own_faces_where_there_are_two_deployments():
    """At 1.3 faces for each passage of the 0.72 who pass, and 0.097 of the day's people an hour."""
    per_face = 1.3 * 0.72 * 0.097
    for row in table("boroughs.lfr-sites").filter(~pl.col("area").is_in(["Croydon", "Lewisham"])).to_dicts():
        footfall = sim.load_scenario(row["area"].lower().replace(" ", "_")).footfall
        assert footfall.from_faces == (row["timed"] >= 2)
        rate = row["faces_per_h_2025"] if footfall.from_faces else entry("boroughs.faces-per-hour").value[1]
        assert footfall.people_per_day == pytest.approx(rate / per_face, rel=0.02)


def test_areas_of_london_are_its_authorities_and_their_people_sum_to_it():
    london = home("london")
    assert [area.name for area in london.areas] == CENSUS["area"].to_list()
    assert london.residents == entry("population.london-residents").value
    assert london.violence_with_injury == entry("population.london-violence-with-injury").value
    of_areas = dict.fromkeys(GROUPS, 0.0)
    for area, row in zip(london.areas, CENSUS.to_dicts(), strict=True):
        assert area.share * london.residents == pytest.approx(row["residents"], abs=10)
        for group in GROUPS:
            of_areas[group] += area.share * area.ethnic_shares[group]
            assert area.ethnic_shares[group] == pytest.approx(row[group] / row["residents"], abs=2e-4)
    assert of_areas == pytest.approx(london.resident_shares, abs=1e-4)


def test_the_published_year_is_the_year_whose_totals_are_published():
    """207 deployments, and exactly as many faces as the annual report has: 3,147,436."""
    year = table("boroughs.lfr").filter(period="2024-09-11/2025-09")
    assert year["code"].to_list() == CENSUS["code"].to_list()
    assert (year["deployments"].sum(), year["faces"].sum(), year["false_alerts"].sum()) == (207, 3_147_436, 10)


def test_places_of_boroughs_are_where_their_streets_are():
    """A street is in its borough: within 10 km of its middle, and mostly nearer to it than to others' middles."""
    programme = load_programme("london_2025")
    areas = {area.name: (area.x_km, area.y_km) for area in programme.borough.areas}
    middle = np.average(list(areas.values()), axis=0, weights=[area.share for area in programme.borough.areas])
    assert middle == pytest.approx([0, 0], abs=0.05)
    # a degree of latitude is some 111 km
    norths = table("boroughs.places")["latitude"].to_numpy()
    assert 111.2 * (norths - norths[0]) == pytest.approx(
        [y - areas["City of London"][1] for _, y in areas.values()], abs=0.1
    )
    nearest = 0
    for street in programme.streets.values():
        far = {name: np.hypot(x - street.x_km, y - street.y_km) for name, (x, y) in areas.items()}
        assert far[street.place.population.borough] < 10
        nearest += min(far, key=far.get) == street.place.population.borough
    assert nearest > 20


def test_wards_sum_to_croydon():
    wards = table("boroughs.census-croydon-wards")
    assert wards["residents"].sum() == pytest.approx(entry("population.croydon-residents").value, abs=57)
    assert wards["area"].to_list() == table("boroughs.croydon-ward-places")["area"].to_list()


@pytest.mark.parametrize("name", TEN)
def test_ten_boroughs_are_as_published(name):
    one = home(name)
    residents, black, offences = TEN[name]
    assert (one.residents, one.violence_with_injury) == (residents, offences)
    assert 100 * one.resident_shares["black"] == pytest.approx(black, abs=0.015)


def test_residents_of_a_ward_have_its_mix():
    """Within four standard errors; a household of 2.4 people shares its group, and of two draws one in ten is anew."""
    programme = load_programme(programme_file("north_end_year"), settings=["months=1", "borough.home=croydon_wards"])
    borough = programme.borough.model_copy(update={"visitors": 0, "residents": 100_000})
    people = draw_populace(borough, programme.groups.names, Streams(seed=3))
    black = programme.groups.names.index("black")
    for k, area in enumerate(borough.areas):
        if area.name not in ("Thornton Heath", "New Addington North", "Purley Oaks & Riddlesdown"):
            continue
        here = people.ethnic_group[people.area == k] == black
        share = area.ethnic_shares["black"]
        tolerance = 4 * np.sqrt(2.4 * share * (1 - share) / here.size)
        assert here.mean() == pytest.approx(share, abs=tolerance), area.name


def test_a_borough_without_recorded_offences_is_refused_until_somebody_says_how_many(tmp_path):
    with pytest.raises(ScenarioError, match="no recorded offences of City of London are known"):
        load(place_file("lewisham"), settings=["population.home=city_of_london"])
    text = file_of("streets", "brent").read_text(encoding="utf-8").replace("home: brent", "home: city_of_london")
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"own\.yaml:\d+:9: no recorded offences.*beside `home` in a place"):
        load(tmp_path / "own.yaml")
    said = text.replace("home: city_of_london", "home: city_of_london\n  violence_with_injury: 500")
    (tmp_path / "own.yaml").write_text(said, encoding="utf-8")
    population = load(tmp_path / "own.yaml").population
    assert (population.residents, population.violence_with_injury) == (8584, 500)


def test_a_borough_that_there_is_not_is_refused_with_the_nearest():
    with pytest.raises(ScenarioError, match="did you mean southwark"):
        load(place_file("lewisham"), settings=["population.home=sothwark"])


def test_a_table_that_there_is_not_is_refused_and_tables_that_are_no_series_are_not_listed():
    with pytest.raises(EvidenceError, match=r"no such table \(boroughs\.crime\); one of boroughs\.census"):
        table("boroughs.crime")
    assert all(name.startswith("tables.") for name in table_names())


def test_streets_are_places_by_name_and_in_no_menu():
    assert len(STREETS) == 28
    assert not set(STREETS) & set(names_of("places"))
    with pytest.raises(ScenarioError, match=r"did you mean brent\?.* or a street of a borough: barking_and_dagenham"):
        sim.load_scenario("bren")


def test_a_programme_and_a_comparison_name_a_borough_and_its_street(tmp_path):
    """Newham's own, and Newham's street seen from Brent: then its people are visitors, and listed as Newham's are."""
    text = "name: Own\nbegins: '2026-01-01'\nmonths: 1\npolicy: lfr_van_2025\nborough: {home: brent}\n"
    text += "streets: {one: {place: brent}, other: {place: newham}}\nsiting: [{rule: fixed, per_month: 2}]\n"
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    programme = load_programme(tmp_path / "own.yaml")
    assert (programme.borough.name, programme.borough.residents) == ("Brent", 339_821)
    assert [street.place.population.borough for street in programme.streets.values()] == ["Brent", "Newham"]
    assert arm_of("newham+lfr_van_2025+threshold=0.6").lfr.threshold == 0.6


@pytest.mark.parametrize("name", STREETS)
def test_a_street_is_of_its_borough_and_says_what_is_assumed(name):
    scenario = sim.load_scenario(name, policies="lfr_van_2025")
    assert scenario.population.borough.lower().replace(" ", "_") == name
    for key in home_keys("population"):
        assert getattr(scenario.population, key) == getattr(
            with_values(scenario, {"population.home": name}).population, key
        )
    assert {"street.length_m", "footfall.people_per_day"} == set(scenario.ranges)
    low, high = scenario.ranges["footfall.people_per_day"]
    assert low <= 2 / 3 * scenario.footfall.people_per_day + 100
    assert high >= 4 / 3 * scenario.footfall.people_per_day - 100
    assert "nothing of it is surveyed" in scenario.about
