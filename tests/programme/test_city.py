"""A borough that is a city of boroughs: who lives where, who crosses from one to another, who is listed."""

import numpy as np
import pytest

from sim.core.errors import ScenarioError
from sim.core.streams import Streams
from sim.evidence.tables import table
from sim.population.borough import CITY, OUTSIDE
from sim.programme.borough_state import BoroughState
from sim.programme.calendar import DeploymentPlanner, RecordedCrime
from sim.programme.day import open_tables, scenario_of
from sim.programme.load import load_programme
from sim.programme.origins import areas_apart, home_of, home_shares, homes_of, local_share_of, rates_of_homes
from sim.programme.run import run_programme
from sim.scenario.load import load
from sim.scenario.shipped import file_of

N = 200_000
THREE = (
    f"borough.residents={N}",
    f"listing.visitors_from={N}",
    "borough.visitors=20000",
    "lfr.watchlist.size=4000",
    "months=1",
    "streets={newham: {place: newham, x_km: 8.0, y_km: 3.9}, croydon: {place: north_end, x_km: 1.1, y_km: -14.5}, "
    "city: {place: lewisham, x_km: 7.1, y_km: -5.7}}",
    "streets.newham.place.footfall.people_per_day=3000",
    "streets.croydon.place.footfall.people_per_day=3000",
    "streets.city.place.footfall.people_per_day=3000",
    "siting=[{rule: fixed, per_month: 3, duration_h: 1.0}]",
)
"""London with a forty-fourth of its people, and three of its streets."""


def london(*settings):
    return load_programme("london_2025", settings=[*THREE, *settings])


@pytest.fixture(scope="module")
def small():
    return london()


@pytest.fixture(scope="module")
def state(small):
    return BoroughState(small, Streams(5))


def names_of(programme):
    return [*areas_apart(programme), *(home.name for home in homes_of(programme))]


def test_every_authority_is_a_home_and_nobody_comes_from_the_rest_of_the_city(small, state):
    homes = dict(zip(state.populace.homes, np.diff(state.populace.home_from), strict=True))
    census = {row["area"]: row["residents"] for row in table("boroughs.census").to_dicts()}
    london_has = sum(census.values())
    assert list(homes) == [*census, CITY, OUTSIDE]
    assert (homes[CITY], homes[OUTSIDE]) == (0, 20_000)
    for area, residents in census.items():
        assert homes[area] == pytest.approx(residents * N / london_has, abs=1.5), area
        here = state.populace.home == list(homes).index(area)
        assert set(state.populace.area[here].tolist()) == {list(homes).index(area)}


def test_people_of_a_street_live_in_its_borough_in_the_others_by_distance_and_outside(small):
    names, street = names_of(small), small.streets["newham"]
    assert names[home_of(small, street)] == "Newham"
    shares = dict(zip(names, home_shares(small, street), strict=True))
    assert shares["Newham"] == pytest.approx(0.7)
    assert (shares[CITY], shares[OUTSIDE]) == (0, pytest.approx(0.3 * 0.15))
    assert sum(shares.values()) == pytest.approx(1)
    areas = {area.name: area for area in small.borough.areas}
    far = {name: np.hypot(area.x_km - street.x_km, area.y_km - street.y_km) for name, area in areas.items()}
    for name in ("Croydon", "Hillingdon", "City of London"):
        ratio = areas[name].share / areas["Hackney"].share * np.exp((far["Hackney"] - far[name]) / 5)
        assert shares[name] / shares["Hackney"] == pytest.approx(ratio), name


def test_part_of_a_city_has_the_rest_of_it_to_come_from():
    half = london(f"listing.visitors_from={2 * N}")
    shares = dict(zip(names_of(half), home_shares(half, half.streets["newham"]), strict=True))
    here = next(area.share for area in half.borough.areas if area.name == "Newham") * N
    # of the city's people who do not live in Newham so many live in the programme's part of it
    crossing = 0.3 * 0.85 * (N - here) / (2 * N - here)
    assert sum(shares[name] for name in areas_apart(half)) == pytest.approx(0.7 + crossing)
    assert shares[CITY] == pytest.approx(0.3 * 0.85 - crossing)
    assert shares[OUTSIDE] == pytest.approx(0.3 * 0.15)


def test_a_share_of_residents_that_is_said_is_of_the_whole_city():
    said = london("streets.newham.resident_share=0.8")
    shares = dict(zip(names_of(said), home_shares(said, said.streets["newham"]), strict=True))
    assert shares["Newham"] == pytest.approx(0.7)
    assert (sum(shares[name] for name in areas_apart(said)), shares[OUTSIDE]) == pytest.approx((0.8, 0.2))
    with pytest.raises(ScenarioError, match=r"fewer of the street's people live in London .* than in Newham"):
        london("streets.newham.resident_share=0.5")


def test_a_street_of_another_city_draws_from_all_areas():
    away = london("streets.newham.place.population.borough=Reading", "streets.newham.resident_share=0.2")
    street = away.streets["newham"]
    shares = dict(zip(names_of(away), home_shares(away, street), strict=True))
    assert names_of(away)[home_of(away, street)] == "Reading"
    assert shares["Reading"] == pytest.approx(0.7)
    assert sum(shares[name] for name in areas_apart(away)) == pytest.approx(0.2)
    assert sum(shares.values()) == pytest.approx(1)


def test_a_list_is_divided_over_boroughs_as_recorded_violence_is_and_the_outside_has_its_part(small):
    crime = {row["area"]: row["violence_with_injury"] for row in table("boroughs.recorded-crime").to_dicts()}
    local = local_share_of(small)
    assert local == pytest.approx(1 / (1 + 0.1 * 20_000 / N))
    names = names_of(small)
    people = np.array([area.share * N for area in small.borough.areas])
    listed = np.array(rates_of_homes(small, 4000, local)[: people.size]) * people
    assert listed.sum() == pytest.approx(4000 * local, rel=1e-3)
    for name in ("Newham", "Croydon", "Lewisham"):
        assert listed[names.index(name)] == pytest.approx(4000 * local * crime[name] / 63_844, rel=2e-3), name
    # of boroughs without a street the programme knows together how many there were: by residents
    barnet, camden = (names.index(name) for name in ("Barnet", "Camden"))
    assert listed[barnet] / listed[camden] == pytest.approx(people[barnet] / people[camden], rel=1e-2)


def test_listed_people_live_where_the_list_is_said_to(small, state):
    where = state.populace.home[state.entry >= 0]
    rates = np.array(rates_of_homes(small, 4000, local_share_of(small)))
    expected = rates * np.diff(state.populace.home_from)
    counts = np.bincount(where, minlength=expected.size)
    assert counts.sum() == pytest.approx(4000, abs=80)
    assert np.all(np.abs(counts - expected) <= 4 * np.sqrt(expected) + 1)
    assert counts[-1] > 0


def test_people_who_come_are_those_of_the_homes_and_each_is_on_a_street_once(small, state):
    for number, place in enumerate(small.streets):
        turnout = state.turnout(place, 2000, factor=1.0, day=3, number=number, is_watched=True)
        assert np.unique(turnout.person_id).size == turnout.person_id.size == 2000
        shares = np.array(home_shares(small, small.streets[place]))
        assert np.bincount(state.populace.home[turnout.person_id], minlength=shares.size) == pytest.approx(
            2000 * shares, abs=1.01
        )


def test_of_what_a_busy_day_brings_more_comes_from_other_boroughs(small, state):
    """0.7 times 3 to the power -0.5 are Newham's; the others keep their proportions."""
    turnout = state.turnout("newham", 2000, factor=3.0, day=3, number=9, is_watched=True)
    shares, newham = np.array(home_shares(small, small.streets["newham"])), names_of(small).index("Newham")
    found = np.bincount(state.populace.home[turnout.person_id], minlength=shares.size)
    assert found[newham] == pytest.approx(2000 * 0.7 * 3**-0.5, abs=1)
    others = np.delete(shares, newham) / (1 - shares[newham])
    assert np.delete(found, newham) == pytest.approx((2000 - found[newham]) * others, abs=1.01)


def test_visits_of_everybody_sum_to_the_footfall_of_every_street(small, state):
    for place, street in small.streets.items():
        by_home, people = np.array(home_shares(small, street)), street.place.footfall.people_per_day
        visits = np.bincount(state.populace.home, weights=state.rates(place), minlength=by_home.size)
        assert visits == pytest.approx(people * by_home, rel=1e-4, abs=1e-6), place
        by_group = np.array([street.place.population.street_shares[group] for group in small.groups.names])
        visits = np.bincount(state.populace.ethnic_group, weights=state.rates(place))
        assert visits == pytest.approx(people * by_group, rel=1e-3), place


def test_those_who_cross_a_border_have_the_mix_of_where_they_come_from(small, state):
    """Those on Newham's street who are from Richmond are white more often than those who are from Newham."""
    rates, groups = state.rates("newham").astype(float), small.groups.names
    white = state.populace.ethnic_group == groups.index("white")
    names = names_of(small)

    def share(name):
        here = state.populace.home == names.index(name)
        return rates[here & white].sum() / rates[here].sum()

    lives = {area.name: area.ethnic_shares["white"] for area in small.borough.areas}
    assert lives["Richmond upon Thames"] > 0.75 > 0.35 > lives["Newham"]
    assert share("Richmond upon Thames") > 0.7
    assert share("Newham") < 0.35


def test_deployments_are_where_they_were_published_to_be():
    """In every borough as many, but for the one of Islington, which has no street; and from Tuesday to Friday."""
    programme = load_programme("london_2025")
    planner, crime = DeploymentPlanner(programme, Streams(1)), RecordedCrime(programme)
    planned = [one for month in range(12) for one in planner.month(month, crime)]
    published = table("boroughs.lfr").filter(period="2024-09-11/2025-09")
    assert len(planned) == published["deployments"].sum() == 207
    assert {one.on.strftime("%a") for one in planned} == {"Tue", "Wed", "Thu", "Fri"}
    for row in published.to_dicts():
        here = [one for one in planned if programme.streets[one.place].place.population.borough == row["area"]]
        more = {"Islington": -1, "Westminster": 1}.get(row["area"], 0)
        assert len(here) == row["deployments"] + more, row["area"]
    assert len({(one.team, one.on) for one in planned}) == 207


def test_a_city_runs_and_its_streets_of_one_shape_share_their_walks(root):
    short = [f"streets.{name}.place.day.warm_up_s=300" for name in ("newham", "croydon", "city")]
    again = london("streets.city={place: hackney}", "streets.city.place.footfall.people_per_day=3000", *short)
    result = run_programme(again, seed=2, root=root)
    assert [one.planned.place for one in result.deployed] == ["newham", "croydon", "city"]
    assert result.residents[0] == N == result.times_scanned.size
    faces = [one.tally.count("faces_seen").sum() for one in result.deployed]
    assert min(faces) > 0
    made = {(one.place, round(one.people_per_hour)) for one in result.tables}
    by_level = [level for place, level in made if "North End" not in place]
    assert len(by_level) == len(set(by_level))
    # what is alike is in memory once
    tables = {}
    for planned in (one.planned for one in result.deployed):
        open_tables(again, scenario_of(again, planned), root, tables, planned.place)
    opened = [walks for levels in tables.values() for walks in levels.values()]
    assert len({id(walks) for walks in opened}) == len({walks.provenance.table_id for walks in opened}) < len(opened)
    # searches of residents and of those from outside are all that there are
    searched = sum(one.tally.count("searches").sum() for one in result.deployed)
    assert 0.8 * searched < result.times_scanned.sum() < searched


def test_a_place_in_a_borough_that_is_the_whole_city_has_no_rest_of_it_for_visitors():
    with pytest.raises(ScenarioError, match=r"rest of the city \(0\.85 of them\), where nobody does: London has all"):
        load(file_of("streets", "newham"), settings=["population.home=london"])
    settings = ["population.home=london", "population.city_share_of_visitors=0"]
    alone = load(file_of("streets", "newham"), settings=settings)
    assert alone.population.residents == 8_799_728


def test_a_borough_that_is_the_whole_city_as_one_home_has_its_people_instead_of_the_rest():
    settings = ["months=1", "listing.visitors_from=390719", "streets={a: {place: north_end}}", "siting=[]"]
    one = load_programme("by_crime", settings=settings)
    assert home_shares(one, one.streets["a"]) == pytest.approx((0.7 + 0.3 * 0.85, 0, 0.3 * 0.15))
    said = load_programme("by_crime", settings=[*settings, "streets.a.resident_share=0.9"])
    assert home_shares(said, said.streets["a"]) == pytest.approx((0.9, 0, 0.1))
