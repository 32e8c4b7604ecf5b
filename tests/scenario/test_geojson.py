"""GeoJSON: features become the street and its sites, and a bad feature is refused where it stands."""

import json
from copy import deepcopy

import pytest

from sim.core.errors import ScenarioError
from sim.scenario.geojson import place_of
from sim.scenario.located import parse

SQUARE = [[0, 0], [20, 0], [20, 10], [0, 10], [0, 0]]
HOLE = [[5, 5], [6, 5], [6, 6], [5, 5]]
ZONE = [[8, 0], [12, 0], [12, 10], [8, 10], [8, 0]]


def feature(role, shape, coordinates, **properties):
    return {
        "type": "Feature",
        "properties": {"role": role, **properties},
        "geometry": {"type": shape, "coordinates": coordinates},
    }


PLACE = {
    "type": "FeatureCollection",
    "attribution": "© somebody",
    "features": [
        feature("walkable", "Polygon", [SQUARE, HOLE], status="assumed"),
        feature("obstacle", "Polygon", [[[1, 1], [2, 1], [2, 2], [1, 1]]]),
        feature("entrance", "LineString", [[0, 2], [0, 8]], id="west", name="West", kind="street"),
        feature("shop", "Point", [10, 9], id="n1", name="1 High Street", source="a list"),
        feature("camera", "Point", [2, 5], site="mid", id="c1", heading_deg=0.0, note="on a column"),
        feature("zone", "Polygon", [ZONE], site="mid", name="The middle"),
    ],
}


def located(place):
    return place_of(parse(json.dumps(place, indent=1), file="p.geojson"))


def refused(change):
    place = deepcopy(PLACE)
    change(place)
    with pytest.raises(ScenarioError) as caught:
        located(place)
    return str(caught.value)


def test_features_become_the_street():
    street = located(PLACE).data["street"]
    assert street["walkable"] == SQUARE[:-1]
    assert street["obstacles"] == [HOLE[:-1], [[1, 1], [2, 1], [2, 2]]]
    assert street["entrances"] == [{"id": "west", "name": "West", "mouth": [[0, 2], [0, 8]]}]
    assert street["shops"] == [{"id": "n1", "name": "1 High Street", "at": [10, 9]}]


def test_a_zone_and_its_cameras_become_a_site_whatever_their_order():
    camera = {"id": "c1", "heading_deg": 0.0, "x_m": 2, "y_m": 5}
    assert located(PLACE).data["sites"] == {
        "mid": {"cameras": [camera], "name": "The middle", "id": "mid", "zone": ZONE[:-1]}
    }


def test_the_attribution_travels_with_the_place():
    assert located(PLACE).data["attribution"] == "© somebody"


def test_every_value_is_placed_in_the_file():
    place = located(PLACE)
    lines = json.dumps(PLACE, indent=1).splitlines()
    assert '"id": "c1"' in lines[place.value_at(("sites", "mid", "cameras", 0, "id")).line - 1]
    assert "20" in lines[place.value_at(("street", "walkable", 1, 0)).line - 1]
    assert '"heading_deg"' in lines[place.key_at(("sites", "mid", "cameras", 0, "heading_deg")).line - 1]


def test_columns_that_nothing_reads_are_left_out_and_said():
    place = deepcopy(PLACE)
    for k, one in enumerate(place["features"]):
        one["properties"] |= {"fid": k, "layer": "street", "heading_deg": None, "share": None} | one["properties"]
    place["features"][3]["properties"]["height_m"] = 0.0
    found = located(place)
    assert found.data["street"] == located(PLACE).data["street"]
    assert found.data["sites"] == located(PLACE).data["sites"]
    assert found.data["map_notes"] == ["Columns of its features that nothing reads: fid, layer, height_m (of shop)."]


@pytest.mark.parametrize(
    ("index", "column", "message"),
    [
        (2, "shares", "unknown column `shares` of an entrance; did you mean `share`?"),
        (4, "horizontal", "did you mean `horizontal_fov_deg`?"),
        (4, "focal_lenght_mm", "did you mean `focal_length_mm`?"),
    ],
)
def test_a_column_that_is_nearly_one_that_is_missed_is_refused(index, column, message):
    text = refused(lambda place: place["features"][index]["properties"].update({column: 0.5}))
    assert message in text


def test_a_column_of_a_gis_is_not_taken_for_another_word():
    place = deepcopy(PLACE)
    for one in place["features"]:
        one["properties"] |= {"OBJECTID": 1, "Shape": "Polygon", "Shape_Leng": 12.5, "Shade": "grey"}
    assert located(place).data["street"] == located(PLACE).data["street"]
    assert "OBJECTID, Shape, Shape_Leng, Shade" in located(place).data["map_notes"][0]


def test_of_two_columns_of_one_name_none_is_passed_over():
    for k in (0, 3):
        text = refused(lambda place, k=k: place["features"][k]["properties"].update(NAME="a", Name="b", name=None))
        assert "two columns are both `name` (`NAME` and `Name`); one of them, or null in one" in text


def test_columns_may_be_in_capitals_and_names_numbers():
    place = deepcopy(PLACE)
    place["features"][2]["properties"] = {"ROLE": "entrance", "ID": 7, "Name": "West"}
    found = located(place)
    assert found.data["street"]["entrances"][0] == {"id": "7", "name": "West", "mouth": [[0, 2], [0, 8]]}
    assert '"ID"' in json.dumps(place, indent=1).splitlines()[found.key_at(("street", "entrances", 0, "id")).line - 1]


def test_heights_and_geometries_of_one_part_are_read():
    place = deepcopy(PLACE)
    parts = {"Polygon": "MultiPolygon", "LineString": "MultiLineString", "Point": "MultiPoint"}

    def with_height(coordinates):
        is_point = not isinstance(coordinates[0], list)
        return [*coordinates, 41.5] if is_point else [with_height(inner) for inner in coordinates]

    for one in place["features"]:
        shape = one["geometry"]
        one["geometry"] = {"type": parts[shape["type"]], "coordinates": [with_height(shape["coordinates"])]}
    found = located(place)
    assert found.data["street"] == located(PLACE).data["street"]
    assert found.data["sites"] == located(PLACE).data["sites"]
    assert found.data["map_notes"] == ["Its heights are not read."]


def test_an_obstacle_may_have_many_parts_and_what_has_one_only_may_not():
    place = deepcopy(PLACE)
    ring = place["features"][1]["geometry"]["coordinates"][0]
    place["features"][1]["geometry"] = {"type": "MultiPolygon", "coordinates": [[ring], [ring, HOLE]]}
    found = located(place).data
    assert found["street"]["obstacles"][1:] == [ring[:-1], ring[:-1]]
    assert found["map_notes"] == ["Nobody gets into a hole of its obstacles."]
    zone = {"type": "MultiPolygon", "coordinates": [[ZONE], [ZONE]]}
    assert "a zone of 2 parts; it must be one Polygon" in refused(lambda p: p["features"][5].update(geometry=zone))
    holed = {"type": "Polygon", "coordinates": [ZONE, HOLE]}
    assert "a zone with a hole" in refused(lambda p: p["features"][5].update(geometry=holed))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.update(type="Feature"), "not a GeoJSON feature collection"),
        (lambda p: p.update(features={}), "not a GeoJSON feature collection"),
        (lambda p: p["features"][3].pop("properties"), "a feature without properties"),
        (lambda p: p["features"][3]["properties"].pop("role"), "a feature without a role"),
        (lambda p: p["features"][3]["properties"].update(role="tree"), 'a feature with no known role ("tree")'),
        (lambda p: p["features"][3]["properties"].update(role=["camera"]), "a feature with no known role (a list"),
        (lambda p: p["features"][3]["properties"].update(role={"a": 1}), "a feature with no known role (a mapping"),
        (
            lambda p: p["features"][3]["geometry"].update(type="Polygon"),
            'a shop drawn as "Polygon"; it must be a Point',
        ),
        (lambda p: p["features"][3].update(geometry=None), "a shop without a geometry"),
        (lambda p: p["features"][3]["geometry"].pop("coordinates"), "a Point without coordinates"),
        (lambda p: p["features"][0]["geometry"].update(coordinates=[]), "a Polygon without coordinates"),
        (lambda p: p["features"][0]["geometry"].update(coordinates=[3]), "a Polygon without coordinates"),
        (lambda p: p["features"].append(p["features"][0]), "a second walkable area"),
        (lambda p: p["features"].pop(0), "no feature has the role 'walkable'"),
        (lambda p: p["features"].append(p["features"][5]), "a second zone of the site 'mid'"),
        (lambda p: p["features"].pop(5), "the cameras of site 'mid' have no zone"),
        (lambda p: p["features"][4]["properties"].pop("site"), "a camera without a site;"),
        (lambda p: p["features"][4]["geometry"].update(coordinates=[3]), "not a point (a list of 1)"),
    ],
)
def test_a_bad_feature_is_refused(change, message):
    assert refused(change).startswith("p.geojson")
    assert message in refused(change)


def test_a_bad_feature_is_refused_at_its_line():
    text = refused(lambda place: place["features"][3]["properties"].update(role="tree"))
    line = int(text.split(":")[1])
    place = deepcopy(PLACE)
    place["features"][3]["properties"]["role"] = "tree"
    assert '"role": "tree"' in json.dumps(place, indent=1).splitlines()[line - 1]


def test_a_middle_says_how_wide_the_street_is_drawn():
    place = deepcopy(PLACE)
    place["features"].append(feature("middle", "LineString", [[0, 5], [20, 5]], width_m=10, status="assumed"))
    street = located(place).data["street"]
    assert street["middle"] == {"line": [[0, 5], [20, 5]], "width_m": 10}
    assert street["width_m"] == 10
    where = located(place)
    assert str(where.value_at(("street", "width_m"))) == str(where.value_at(("street", "middle", "width_m")))
    assert "p.geojson:" in str(where.value_at(("street", "middle", "line", 1)))


def test_a_second_middle_is_refused_where_it_stands():
    def twice(place):
        place["features"] += 2 * [feature("middle", "LineString", [[0, 5], [20, 5]], width_m=10)]

    assert "a second middle of the street" in refused(twice)
