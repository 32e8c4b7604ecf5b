"""Every shipped place loads with a van, says what is surveyed, and lets people through."""

import pytest

from sim.day.run import run
from sim.events import Capture
from sim.scenario.load import load
from sim.scenario.shipped import names_of, place_file, policy_file

GENERIC = "generic_high_street"
"""The one that stands for no street: `tests/scenario/test_generic_place.py`."""
PLACES = [name for name in names_of("places") if name != GENERIC]


def test_seven_streets_and_a_generic_one_are_shipped():
    assert {*PLACES, GENERIC} == set(names_of("places"))
    assert set(PLACES) == {
        "north_end",
        "george_street",
        "london_road",
        "thornton_heath",
        "south_norwood",
        "new_addington",
        "lewisham",
    }


@pytest.mark.parametrize("name", PLACES)
def test_its_first_lines_say_what_is_surveyed_and_what_is_not(name):
    head = [line for line in place_file(name).read_text(encoding="utf-8").splitlines()[:14] if line.startswith("#")]
    text = " ".join(head).lower()
    for word in ("surveyed", "inferred", "assumed", "do not measure the real street by this map"):
        assert word in text


@pytest.mark.parametrize("name", PLACES)
def test_people_go_through_and_the_van_sees_their_faces(name):
    scenario = load(
        place_file(name),
        policies=[policy_file("lfr_van_2025")],
        settings=[
            "day.duration_h=0.1",
            "day.warm_up_s=400",
            "population.residents=2000",
            "footfall.people_per_day=6000",
            "lfr.watchlist.size=50",
        ],
    )
    assert scenario.attribution
    assert sum(scenario.population.listed_shares.values()) == pytest.approx(1)
    result = run(scenario, seed=2)
    assert result.people.left > 20
    captures = result.log.table(Capture)
    assert captures["is_usable"].sum() > 8
    assert captures["is_usable"].mean() > 0.7
