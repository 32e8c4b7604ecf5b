"""Streets whose outline a polygon is: the walkable area is what was drawn, and its width is read of it."""

import json

import numpy as np
import pytest
import shapely

from sim.core.errors import ScenarioError
from sim.scenario.import_street import import_street
from sim.scenario.load import load
from tests.scenario.layers import imported, layer

GROUND = [[0, 0], [200, 0], [200, 10], [0, 10], [0, 0]]


def polygon(*rings, **row):
    return "Polygon", list(rings), row


def turned(points, degrees=30, to=(0, 0)):
    turn = np.radians(degrees)
    rows = [[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]
    return (np.array(points) @ rows + to).tolist()


def walkable(area):
    return shapely.Polygon(area.map["features"][0]["geometry"]["coordinates"][0])


@pytest.mark.parametrize("degrees", [0, 30, 90, 135, 250])
def test_the_polygon_is_where_people_walk_however_it_lies(tmp_path, degrees):
    area = import_street(layer(tmp_path, polygon(turned(GROUND, degrees), name="Square"), crs=None))
    assert (area.name, area.width_m) == ("Square", 10)
    assert area.length_m == pytest.approx(200, abs=0.1)
    assert area.widths_m == pytest.approx((10, 10), abs=0.1)
    assert walkable(area).area == pytest.approx(2000, abs=5)
    assert area.entrances == ("south_end", "north_end")


def test_a_place_of_a_polygon_can_be_run_as_it_was_drawn(tmp_path):
    wide = [[0, 0], [120, 0], [180, 6], [180, 18], [120, 12], [60, 14], [0, 12], [0, 0]]
    block = [[30, 4], [33, 4], [33, 7], [30, 7], [30, 4]]
    said = imported(layer(tmp_path, polygon(wide, block), crs=None), "mine", "--folder", tmp_path)
    assert "Width: 12.6 m (read: area over length)" in said
    scenario = load(tmp_path / "mine.yaml")
    street = scenario.street_map
    drawn = shapely.Polygon(wide)
    assert shapely.Polygon(street.walkable).area == pytest.approx(drawn.area, abs=0.015 * drawn.area)
    assert [shapely.Polygon(ring).area for ring in street.obstacles] == [pytest.approx(9, abs=0.1)]
    assert scenario.footfall.entrance_shares == {"south_end": 0.5, "north_end": 0.5}
    assert [len(site.cameras) for site in scenario.all_sites.values()] == [4]
    assert (tmp_path / "mine.svg").is_file()
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "12.6 m wide on average" in text
    assert "the cameras, are assumed; it has no shops" in text


def test_a_pointed_end_is_cut_where_people_can_come_in(tmp_path):
    pointed = [[0, 5], [4, 0], [150, 0], [150, 10], [4, 10], [0, 5]]
    area = import_street(layer(tmp_path, polygon(pointed), crs=None))
    assert area.length_m == pytest.approx(148, abs=0.1)
    mouths = [one["geometry"]["coordinates"] for one in area.map["features"] if one["properties"]["role"] == "entrance"]
    assert [shapely.LineString(one).length for one in mouths] == [pytest.approx(5, abs=0.1), pytest.approx(10, abs=0.1)]
    needle = [[0, 5], [60, 0], [150, 0], [150, 10], [60, 10], [0, 5]]
    with pytest.raises(ScenarioError, match="of its southern end the polygon is nowhere half as wide"):
        import_street(layer(tmp_path, polygon(needle), crs=None))


def test_a_carriageway_and_its_pavements_are_one_street(tmp_path):
    parts = [[[0, y], [150, y], [150, y + 3], [0, y + 3], [0, y]] for y in (0, 3.02, 6.04)]
    far = [[0, 90], [100, 90], [100, 94], [0, 94], [0, 90]]
    file = layer(tmp_path, *(polygon(part) for part in parts), polygon(far, name="Far"), crs=None)
    area = import_street(file)
    assert walkable(area).area == pytest.approx(150 * 9.04, abs=5)
    assert area.notes == (
        "It is made of 3 polygons that touch.",
        "Of 2 that do not touch it is the largest; `--feature` names another.",
    )
    assert walkable(import_street(file, feature="Far")).area == pytest.approx(400, abs=2)


def test_lines_on_the_edge_of_a_polygon_are_its_ways_in(tmp_path):
    ends = [("LineString", [[x, 0], [x, 10]], {}) for x in (0, 200)]
    door = ("LineString", [[90, 10], [96, 10]], {})
    inside = ("LineString", [[50, 4], [60, 5]], {})
    area = import_street(layer(tmp_path, polygon(GROUND), *ends, door, inside, crs=None))
    assert area.entrances == ("way_in_1", "way_in_2", "way_in_3")
    assert "ways in: 3" in area.notes[-1]
    (tmp_path / "map.geojson").write_text(json.dumps(area.map), encoding="utf-8")
    assert imported(tmp_path / "layer.geojson", "mine", "--folder", tmp_path)
    assert set(load(tmp_path / "mine.yaml").footfall.entrance_shares.values()) == {1 / 3}
    with pytest.raises(ScenarioError, match="the line is 10 m long"):
        import_street(layer(tmp_path, *ends, crs=None, name="ends"))


def test_cameras_are_planned_away_from_where_it_is_uneven(tmp_path):
    square = [[0, 0], [90, 0], [90, -20], [110, -20], [110, 0], [200, 0], [200, 8], [0, 8], [0, 0]]
    area = import_street(layer(tmp_path, polygon(square), crs=None))
    zone = next(one for one in area.map["features"] if one["properties"]["role"] == "zone")
    ring = shapely.Polygon(zone["geometry"]["coordinates"][0])
    assert shapely.box(90, -100, 110, 100).distance(ring) > 5
    assert ring.bounds[3] - ring.bounds[1] == pytest.approx(8.2, abs=0.05)


@pytest.mark.parametrize(
    ("ring", "said"),
    [
        ([[0, 0], [200, 0], [0, 200], [200, 200], [0, 0]], "crosses itself"),
        ([[0, 0], [200, 0], [200, 100], [0, 100], [0, 0]], r"no width of a street \(area over length: 100 m\); up to"),
        ([[60, 0], [100, 0], [100, 9], [60, 9], [60, 0]], "the polygon is 40 m long; 50 to 1,000 m"),
        ([[0, 0], [2000, 0], [2000, 9], [0, 9], [0, 0]], "the polygon is 2,000 m long"),
    ],
)
def test_a_polygon_that_is_no_street_is_refused_and_nothing_is_written(tmp_path, ring, said):
    file = layer(tmp_path, polygon(ring), crs=None)
    with pytest.raises(ScenarioError, match=said):
        import_street(file)
    imported(file, "mine", "--folder", tmp_path, status=2)
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_a_polygon_too_narrow_to_pass_leaves_nothing_behind(tmp_path):
    thin = [[0, 0], [200, 0], [200, 0.6], [0, 0.6], [0, 0]]
    file = layer(tmp_path, polygon(thin), crs=None)
    imported(file, "mine", "--folder", tmp_path, status=2)
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_a_width_is_not_given_for_a_polygon(tmp_path):
    file = layer(tmp_path, polygon(GROUND), crs=None)
    assert "--width: a polygon has a width of its own (7); no --width" in imported(file, "--width", 7, status=2)
