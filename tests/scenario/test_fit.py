"""Scenarios whose parts contradict each other: each is refused, at the line to mend, with what is allowed."""

import pytest

from sim.core.errors import ScenarioError
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file

FAR_ZONE = "[[0, 500], [10, 500], [10, 510], [0, 510]]"
CORNER_ZONE = "[[140, -6.4], [141, -6.4], [141, -6.0], [140, -6.0]]"
BOW_TIE = "[[0, -6], [100, 6], [100, -6], [0, 3]]"


def refused(*settings: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(place_file("north_end"), policies=[policy_file("lfr_fixed_2025")], settings=settings)
    return str(caught.value)


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("sites.south.cameras.0.x_m=2000", "stands outside the street"),
        (f"sites.south.zone={FAR_ZONE}", "no way from one entrance to another crosses the zone"),
        (f"sites.south.zone={CORNER_ZONE}", "no way from one entrance to another crosses the zone"),
        (f"sites.south.zone={BOW_TIE}", "crosses itself"),
        (f"street.walkable={BOW_TIE}", "crosses or touches itself"),
        ("street.entrances.0.mouth=[[0, 300], [5, 300]]", "outside the walkable area"),
        ("lfr.sites=[south, nroth]", "no camera site 'nroth'"),
        ("lfr.sites=[south, south]", "named twice"),
        ("lfr.watchlist.size=0", "watchlist is empty"),
        ("footfall.people_per_day=5000000", "people per m2"),
        ("footfall.entrance_shares={high_street: 0.5, nowhere: 0.5}", "nowhere"),
        ("population.street_shares={white: 0.5, black: 0.4}", "sum to 0.9"),
        ("day.start_h=20", "must end by 24 h"),
    ],
)
def test_a_contradiction_is_refused_where_it_stands(setting, said):
    message = refused(setting)
    assert said in message
    key = setting.partition("=")[0]
    assert message.startswith((f"--set {key}", str(place_file("north_end").parent)))


def test_the_density_that_a_footfall_would_need_is_said():
    assert "would need" in refused("footfall.people_per_day=5000000")


def test_empty_list_without_facial_recognition_is_nobodys_mistake():
    assert load(place_file("north_end")).lfr is None
