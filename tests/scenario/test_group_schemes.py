"""The groups of a scenario: a name, a file, or written out; and every setting follows."""

import json

import numpy as np
import pytest

from sim.core.errors import ScenarioError
from sim.day.run import run
from sim.events import Arrival
from sim.programme.load import load_programme
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import dump, load
from sim.scenario.shipped import names_of, place_file, policy_file, programme_file
from tests.conftest import short_day

OWN = """
name: Two groups
source: this test
groups:
  black: {label: Black}
  not_black: {label: Everybody else}
"""
SHARES = (
    "population.resident_shares={black: 0.2, not_black: 0.8}",
    "population.street_shares={black: 0.3, not_black: 0.7}",
    "population.listed_shares={black: 0.3, not_black: 0.7}",
)


def test_five_groups_are_the_default_and_nineteen_are_shipped():
    assert default_groups().names == ("asian", "black", "mixed", "other", "white")
    assert set(names_of("groups")) == {"census_5", "census_19"}
    assert len(load(place_file("north_end"), settings=["groups=census_19"]).groups.names) == 19


def test_a_scheme_of_parts_says_whose_counts_divide_what_is_known_of_wholes():
    assert default_groups().how_divided == ""
    how = load(place_file("lewisham"), settings=["groups=census_19"]).groups.how_divided
    assert "asian, black, mixed, other, white" in how
    assert "no borough's own: Census 2021" in how
    assert "Croydon" in how


def test_nineteen_groups_divide_what_five_have():
    five, nineteen = (load(place_file("north_end"), settings=[f"groups=census_{n}"]).population for n in (5, 19))
    for name in ("resident_shares", "street_shares", "listed_shares"):
        shares = getattr(nineteen, name)
        assert len(shares) == 19
        assert sum(shares.values()) == pytest.approx(1)
        black = sum(share for group, share in shares.items() if group.startswith("black_"))
        assert black == pytest.approx(getattr(five, name)["black"])


def test_a_day_of_nineteen_groups_is_simulated_and_loads_again(tmp_path):
    scenario = short_day("groups=census_19", "day.duration_h=0.1")
    result = run(scenario, seed=3)
    arrivals = result.log.table(Arrival)["ethnic_group"]
    assert set(arrivals) <= set(scenario.groups.names)
    assert arrivals.n_unique() > 12
    # five groups of faces serve the nineteen of people
    assert result.calibration.groups == ("asian", "black", "mixed", "other", "white")
    assert result.watchlist.counts.sum() == result.watchlist.size
    np.testing.assert_array_equal(np.unique(result.watchlist.face_group[result.watchlist.group < 5]), [0])
    file = tmp_path / "again.yaml"
    file.write_text(dump(scenario), encoding="utf-8")
    assert load(file) == scenario


def test_a_scheme_of_ones_own_lies_beside_the_place(tmp_path):
    (tmp_path / "two.yaml").write_text(OWN, encoding="utf-8")
    policy = tmp_path / "policy.yaml"
    policy.write_text("groups: two.yaml\n", encoding="utf-8")
    scenario = load(place_file("north_end"), policies=[policy], settings=SHARES)
    assert scenario.groups.names == ("black", "not_black")


def test_what_a_scheme_leaves_open_is_said(tmp_path):
    (tmp_path / "two.yaml").write_text(OWN, encoding="utf-8")
    policy = tmp_path / "policy.yaml"
    policy.write_text("groups: two.yaml\n", encoding="utf-8")
    with pytest.raises(
        ScenarioError, match=r"two\.yaml.*the scheme \(Two groups\) has no asian, .* `population\.resident_shares`"
    ):
        load(place_file("north_end"), policies=[policy])
    with pytest.raises(ScenarioError, match="no operating point for not_black"):
        load(
            place_file("north_end"),
            policies=[policy_file("lfr_fixed_2025"), policy],
            settings=[*SHARES, "lfr.watchlist.group_shares={black: 1.0}"],
        )


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("groups=census_18", r"no such scheme of groups \(census_18\); did you mean census_19"),
        ("groups=mine.yaml", r"no such file \(mine\.yaml\)"),
        ("population.street_shares={blak: 1.0}", "did you mean `black`"),
        ("groups.groups.blue={label: Blue, part_of: black}", "`counted` is missing"),
    ],
)
def test_a_mistake_says_where_and_what_is_allowed(setting, says):
    with pytest.raises(ScenarioError, match=says):
        load(place_file("north_end"), settings=[setting])


def test_a_wrong_group_of_a_false_alert_is_refused():
    with pytest.raises(ScenarioError, match=r"no such group \(martian\); the groups are asian"):
        short_day("lfr.recognition.given_false_alert=martian")


def test_a_programme_spells_out_its_streets_and_loads_again(tmp_path):
    programme = load_programme(programme_file("stop_and_search"), settings=["groups=census_19"])
    for street in programme.streets.values():
        assert street.place.groups == programme.groups
        assert len(street.place.population.street_shares) == 19
    assert set(programme.stop_and_search.rate_per_1000) == set(programme.groups.names)
    file = tmp_path / "again.yaml"
    file.write_text(dump(programme), encoding="utf-8")
    assert load_programme(file) == programme


def test_a_place_with_other_groups_than_its_programme_is_refused(tmp_path):
    place = json.loads(json.dumps(load(place_file("north_end"), settings=["groups=census_19"]).model_dump(mode="json")))
    (tmp_path / "there.yaml").write_text(json.dumps(place), encoding="utf-8")
    file = tmp_path / "programme.yaml"
    file.write_text("name: x\nbegins: 2026-01-01\nmonths: 1\nstreets: {there: {place: there.yaml}}\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="the place has other groups"):
        load_programme(file)
