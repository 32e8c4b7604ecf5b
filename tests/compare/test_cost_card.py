"""The card of costs: what follows from the draws, from published sums, and from what is assumed."""

from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from sim.compare.borough_draws import COUNTS, PARTS
from sim.compare.cost_card import CostCardSettings, FixedCameras, WarrantTeams, cost_card, published_sums
from sim.compare.simulated import SimulatedBorough
from sim.policing.stop_and_search import StopAndSearch
from sim.report.simulated_boroughs import simulated_boroughs
from sim.report.simulated_tables import how_card, how_same, print_cards

SHARES = {"asian": 0.2, "black": 0.2, "mixed": 0.05, "other": 0.05, "white": 0.5}


def borough(**counts):
    """Return a borough of 19 draws and four deployments with some counts."""
    sums = np.zeros((19, len(COUNTS)))
    usual = {"officer_hours": 320.0, "pounds": 20_000.0, "pounds_of_equipment": 6000.0, "faces_seen": 40_000.0}
    for name, value in {**usual, **counts}.items():
        sums[:, COUNTS.index(name)] = value
    parts = dict.fromkeys(PARTS, 4), dict.fromkeys(PARTS, sums)
    return SimulatedBorough("x", "X", "E", 1000, SHARES, *parts, (12,), {})


def card(settings=None, **counts):
    return {(row.means, row.what): row for row in cost_card(borough(**counts), settings)}


def test_the_van_is_what_was_simulated():
    found = card(arrests=16, arrests_serious=np.arange(19))
    assert found["van", "officer-hours per arrest"].value == 20
    assert found["van", "pounds per arrest"].value == found["van", "pounds per arrest"].low == 1250
    assert found["van", "pounds per 1,000 faces"].value == 500
    serious = found["van", "pounds per arrest for a serious offence"]
    assert (serious.value, serious.low, serious.high) == (pytest.approx(20_000 / 9), 20_000 / 18, None)


def test_without_an_arrest_there_is_no_figure_for_one_and_with_few_no_end():
    none, few = card(), card(arrests=np.arange(19) == 0)
    assert {(row.value, row.low, row.high) for key, row in none.items() if key[1].endswith("per arrest")} == {
        (None, None, None)
    }
    assert none["van", "pounds per 1,000 faces"].value == 500
    one = few["van", "pounds per arrest"]
    assert (one.value, one.low, one.high) == (19 * 20_000, 20_000, None)
    out = StringIO()
    print_cards(simulated_boroughs(), {"X": tuple(none.values())}, Console(file=out, width=120))
    said = next(line for line in out.getvalue().splitlines() if "pounds per arrest " in line)
    assert said.split()[4:6] == ["-", "-"]


def test_what_cards_rest_on_is_read_of_what_was_simulated():
    assert "and 12 officers;" in how_card(simulated_boroughs())
    boroughs = (replace(borough(), team_officers=(8, 10)), borough())
    of = replace(simulated_boroughs(), settings=("force.teams={a: 8, b: 10}",), boroughs=boroughs)
    assert "and 8 to 12 officers;" in how_card(of)
    assert how_card(of).endswith("Set besides: force.teams={a: 8, b: 10}.")
    assert how_same(of, ("hours",)).endswith("Set besides: force.teams={a: 8, b: 10}.")


def test_fixed_cameras_cost_the_same_people_and_equipment_of_their_own():
    free = card(CostCardSettings(fixed=FixedCameras(capital_gbp=0)), arrests=16)
    assert free["fixed cameras", "pounds per arrest"].value == 14_000 / 16
    own = FixedCameras(capital_gbp=100_000, years=4, deployments_per_year=25)
    assert (
        card(CostCardSettings(fixed=own), arrests=16)["fixed cameras", "pounds per arrest"].high
        == (14_000 + 4 * 1000) / 16
    )
    ranged = card(arrests=16)["fixed cameras", "pounds per arrest"]
    least, most = (800_000 / (years * times) for years, times in ((10, 150), (3, 24)))
    assert (14_000 + 4 * least) / 16 <= ranged.low < ranged.value < ranged.high <= (14_000 + 4 * most) / 16


def test_other_means_have_the_same_hours_and_ranges_of_what_is_assumed():
    found = card(CostCardSettings(visits=WarrantTeams(hours_per_arrest=8)), arrests=16)
    visits = found["visits by warrant teams", "arrests in the officer-hours of a deployment"]
    assert (visits.value, visits.low, visits.high, visits.basis) == (10, 10, 10, "assumed")
    wide = card(arrests=16)["visits by warrant teams", "arrests in the officer-hours of a deployment"]
    assert 1 <= wide.low < 3 < 12 < wide.high <= 20
    none = CostCardSettings(searches=StopAndSearch(searches_per_officer_hour=0))
    assert card(none, arrests=16)["stop and search", "arrests in the officer-hours of a deployment"].value == 0


def test_what_is_published_is_said_with_what_it_covers():
    croydon, other = published_sums().items()
    assert "800,000" in croydon[0]
    assert "173" in croydon[0]
    assert "The Sun" in croydon[1]
    assert "three years" in other[0]
    assert "500 other cameras" in other[0]
