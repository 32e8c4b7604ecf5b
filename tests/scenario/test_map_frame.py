"""Maps in degrees, in a national grid and in Web Mercator: all of them are the same street, in metres on the ground."""

import json
from copy import deepcopy

import numpy as np
import pytest
from pyproj import CRS, Geod, Transformer

from sim.core.errors import ScenarioError
from sim.scenario.geojson import place_of
from sim.scenario.located import parse
from tests.scenario.streets import feature, ring

ORIGIN = (-0.0987, 51.3746)
LENGTH_M, WIDTH_M = 200.0, 12.0


def street(system, origin=ORIGIN):
    """Draw a street along the +x of a system about a point in Croydon, as the numbers of that system."""
    to = Transformer.from_crs("OGC:CRS84", system, always_xy=True)
    x0, y0 = to.transform(*origin)
    ahead = to.transform(*Geod(ellps="WGS84").fwd(*origin, 90, 100)[:2])
    scale = np.hypot(ahead[0] - x0, ahead[1] - y0) / 100
    north = to.transform(*Geod(ellps="WGS84").fwd(*origin, 0, 100)[:2])
    across = np.hypot(north[0] - x0, north[1] - y0) / 100

    def at(x, y):
        return [x0 + x * scale, y0 + y * across]

    corners = [at(0, 0), at(LENGTH_M, 0), at(LENGTH_M, WIDTH_M), at(0, WIDTH_M)]
    return {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": system}},
        "features": [
            feature("walkable", "Polygon", ring(corners)),
            feature("entrance", "LineString", [at(0, 0), at(0, WIDTH_M)], id="west", name="West"),
            feature("shop", "Point", at(50, WIDTH_M - 1), id="s", name="Shop"),
        ],
    }


def located(place):
    return place_of(parse(json.dumps(place), file="p.geojson")).data


def refused(place):
    with pytest.raises(ScenarioError) as caught:
        located(place)
    return str(caught.value)


@pytest.mark.parametrize(
    ("system", "called"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "WGS 84 (CRS84)"),
        ("EPSG:4326", "WGS 84 (EPSG:4326)"),
        ("urn:ogc:def:crs:EPSG::27700", "OSGB36 / British National Grid (EPSG:27700)"),
        ("EPSG:7405", "OSGB36 / British National Grid (EPSG:27700)"),
        ("EPSG:3857", "WGS 84 / Pseudo-Mercator (EPSG:3857)"),
        ("EPSG:32630", "WGS 84 / UTM zone 30N (EPSG:32630)"),
        ("EPSG:2263", "NAD83 / New York Long Island (ftUS) (EPSG:2263)"),
    ],
)
def test_every_system_gives_the_street_its_size_on_the_ground(system, called):
    # a grid in feet is far from London
    data = located(street(system, (-73.98, 40.75) if system == "EPSG:2263" else ORIGIN))
    walkable = np.array(data["street"]["walkable"])
    sides = np.hypot(*np.diff(np.vstack([walkable, walkable[:1]]), axis=0).T)
    assert sides == pytest.approx([LENGTH_M, WIDTH_M, LENGTH_M, WIDTH_M], rel=1e-3)
    # about the middle, and x along the +x of the map
    assert np.abs((walkable.min(axis=0) + walkable.max(axis=0)) / 2).max() < 1
    assert abs(walkable[1, 1] - walkable[0, 1]) < 0.005
    assert np.array(data["street"]["shops"][0]["at"]) == pytest.approx(walkable[0] + [50, WIDTH_M - 1], abs=0.06)
    assert data["map_notes"][0].startswith(f"Its coordinates are turned from {called} into metres on the ground")


def test_without_a_name_numbers_are_left_alone():
    place = street("EPSG:27700")
    place["crs"] = None
    assert "map_notes" not in located(place)
    assert located(place)["street"]["walkable"] == place["features"][0]["geometry"]["coordinates"][0][:-1]


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        ({"type": "name", "properties": {"name": "EPSG:999999"}}, "no coordinate system that is known (EPSG:999999)"),
        (
            CRS("EPSG:27700").to_wkt("WKT1_ESRI").replace("Transverse_Mercator", "Drawn_By_Hand"),
            "a coordinate system that nothing is turned from (OSGB36",
        ),
        ({"type": "name", "properties": {"name": 27700}}, "`crs` names no coordinate system"),
        ({"type": "link", "properties": {"href": "http://example.com/crs"}}, "`crs` names no coordinate system"),
        ("x" * 5000, "no coordinate system that is known (xxxx"),
        ({"type": "name", "properties": {"name": "EPSG:4978"}}, "a coordinate system of another kind"),
        ({"type": "name", "properties": {"name": "EPSG:5701"}}, "a coordinate system of another kind"),
    ],
)
def test_a_system_that_is_none_is_refused(crs, message):
    place = street("EPSG:27700")
    place["crs"] = crs
    assert refused(place).startswith("p.geojson:1:")
    assert message in refused(place)


@pytest.mark.parametrize(
    ("drawn", "named", "message"),
    [
        ("EPSG:27700", "OGC:CRS84", "these look like metres; leave out `crs`"),
        ("OGC:CRS84", "EPSG:27700", "its numbers look like degrees"),
        ("EPSG:3857", "EPSG:27700", "the map lies where OSGB36 / British National Grid (EPSG:27700) is not used"),
    ],
)
def test_numbers_of_another_system_than_the_named_are_refused(drawn, named, message):
    place = street(drawn)
    place["crs"] = named
    assert message in refused(place)


def test_metres_under_the_name_of_degrees_are_refused():
    place = street("EPSG:27700")
    flat = deepcopy(place)
    flat["features"][0]["geometry"]["coordinates"] = ring([[0, 0], [150, 0], [150, 10], [0, 10]])
    flat["crs"] = "EPSG:4326"
    assert "look like metres" in refused(flat)
