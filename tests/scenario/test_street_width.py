"""How wide a shipped street may be: both ends of its range can be walked, its cameras move with it, a day draws it."""

import numpy as np
import pytest
import shapely

from sim.core.errors import ScenarioError
from sim.ensemble.inputs import inputs_of
from sim.programme.load import load_programme
from sim.scenario.load import load
from sim.scenario.shipped import names_of, place_file, policy_file

KEY = "street.width_m"
MAPS = [name for name in names_of("places") if name != "generic_high_street"]


def van_on(name, *settings):
    return load(place_file(name), policies=[policy_file("lfr_van_2025")], settings=list(settings))


@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("end", [0, 1])
def test_both_ends_of_the_range_are_streets_that_the_van_sees(name, end):
    width = van_on(name).ranges[KEY][end]
    scenario = van_on(name, f"{KEY}={width}")
    for site in scenario.used_sites.values():
        zone = shapely.Polygon(site.zone).intersection(shapely.Polygon(scenario.street_map.walkable))
        assert zone.area == pytest.approx(10 * width, rel=0.03)
    assert f"street.width_m {width:g}" in scenario.policy


def test_cameras_keep_their_place_across_the_street():
    narrow, drawn, wide = (van_on("north_end", *settings) for settings in ([f"{KEY}=11"], [], [f"{KEY}=16"]))
    for name, site in drawn.used_sites.items():
        apart = [
            np.hypot(*np.subtract(*[(camera.x_m, camera.y_m) for camera in one.used_sites[name].cameras[:2]]))
            for one in (narrow, drawn, wide)
        ]
        assert apart == pytest.approx([apart[1] * 11 / 13, apart[1], apart[1] * 16 / 13], rel=0.01)
        assert [camera.heading_deg for camera in site.cameras] == [
            camera.heading_deg for camera in wide.used_sites[name].cameras
        ]


@pytest.mark.parametrize("name", MAPS)
def test_ensembles_of_a_day_draw_the_width_and_programmes_hold_it(name):
    drawn, _ = inputs_of(van_on(name))
    assert drawn[KEY].low < drawn[KEY].given < drawn[KEY].high
    assert (drawn[KEY].basis, drawn[KEY].unit) == ("stated", "m")


def test_programmes_hold_the_width_for_their_tables_unless_they_are_asked():
    year, key = load_programme("north_end_year"), "streets.north_end.place.street.width_m"
    drawn, held = inputs_of(year)
    assert key not in drawn
    assert "tables of walks" in next(one.why for one in held if one.key == key)
    assert key in inputs_of(year, vary=["*.street.width_m"])[0]


def test_a_width_that_the_map_does_not_allow_is_refused_by_name():
    with pytest.raises(ScenarioError, match=r"`street.width_m`: narrower than two people .* at least 1.7 m"):
        van_on("lewisham", f"{KEY}=1")
