"""Streets from layers of a GIS: lines with bends, polygons with a width, and layers that cannot be one."""

import numpy as np
import pytest
from pyproj import Transformer

from sim.core.errors import ScenarioError
from sim.evidence.register import range_of
from sim.scenario.import_street import import_street
from sim.scenario.load import load
from sim.street.generic import GenericStreet
from tests.scenario.layers import BENT, imported, layer


def test_a_line_becomes_a_street_with_its_bends(tmp_path):
    street = import_street(layer(tmp_path, ("LineString", BENT, {"name": "Bent Street", "width": "9.5 m"})))
    assert street.name == "Bent Street"
    assert street.length_m == pytest.approx(280, abs=0.5)
    assert [at for at, _ in street.bends] == pytest.approx([150, 250], abs=1)
    assert [turn for _, turn in street.bends] == pytest.approx([-36.9, 36.9], abs=0.2)
    assert (street.width_m, street.width_from) == (9.5, "read: `width` of the line")
    assert "EPSG:27700" in street.notes[0]
    backwards = import_street(layer(tmp_path, ("LineString", BENT[::-1], {"name": "Bent Street"}), name="back"))
    assert backwards.bends == street.bends
    assert (backwards.width_m, backwards.width_from) == (None, "assumed: nothing in the layer says it")


def test_degrees_heights_and_parts_are_read(tmp_path):
    to_degrees = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    points = [[*to_degrees.transform(x, y), 40.0] for x, y in BENT]
    file = layer(tmp_path, ("MultiLineString", [points[:3], points[2:]], {"id": 7}), crs=None)
    whole = import_street(file, crs="EPSG:4326")
    assert whole.length_m == pytest.approx(280, abs=1)
    assert len(whole.bends) == 2
    plain = import_street(layer(tmp_path, ("LineString", points, {}), crs=None))
    assert (plain.length_m, plain.bends) == (whole.length_m, whole.bends)
    assert "longitude and latitude, by the standard of GeoJSON (RFC 7946)" in plain.notes[0]
    assert not any("RFC 7946" in note for note in whole.notes)
    with pytest.raises(ScenarioError, match="names its own system"):
        import_street(layer(tmp_path, ("LineString", BENT, {})), crs="EPSG:4326")


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (
            (532000, 165000),
            r"look like metres of a grid \(532,000, 165,000 to .*\), and .*; --crs EPSG:27700 if it is the British",
        ),
        ((-8000, 6709000), "look like metres of a grid .* --crs EPSG:3857 if it is Web Mercator"),
    ],
)
def test_metres_of_a_grid_that_is_not_named_are_refused_and_those_of_a_street_are_not(tmp_path, moved, said):
    points = np.array([[0, 0], [0, 100], [20, 200]])
    with pytest.raises(ScenarioError, match=said):
        import_street(layer(tmp_path, ("LineString", (points + moved).tolist(), {}), crs=None))
    local = layer(tmp_path, ("LineString", (points + 40).tolist(), {}), crs=None)
    assert import_street(local).length_m == pytest.approx(202, abs=0.1)


def test_the_longest_line_is_taken_or_the_one_that_is_named(tmp_path):
    file = layer(
        tmp_path,
        ("LineString", [[0, 0], [0, 90]], {"name": "Short"}),
        ("LineString", [[0, 0], [0, 190]], {"name": "Long"}),
        ("Point", [0, 0], {"name": "A point"}),
        crs=None,
    )
    street = import_street(file)
    assert (street.name, street.notes[-1][:15]) == ("Long", "Of 2 lines it i")
    assert import_street(file, feature="Short").length_m == 90
    with pytest.raises(ScenarioError, match=r"no line or polygon is called so \(Lang\); in .*: Long, Short"):
        import_street(file, feature="Lang")


def test_a_layer_may_be_larger_than_a_street_and_is_refused_where_its_system_cannot_be(tmp_path):
    long = ("LineString", BENT, {"name": "Long"})
    far = ("LineString", [[532000, 185000], [532000, 185060]], {"name": "20 km away"})
    street = import_street(layer(tmp_path, long, far))
    assert (street.name, street.length_m) == ("Long", pytest.approx(280, abs=0.5))
    furthest = ("LineString", [[332000, 465000], [332000, 465060]], {"name": "In Lancashire"})
    wide = layer(tmp_path, long, furthest, name="wide")
    with pytest.raises(ScenarioError, match=r"the layer reaches over 300 km in OSGB36 .* at most 200 km: --feature"):
        import_street(wide)
    assert import_street(wide, feature="Long").length_m == pytest.approx(280, abs=0.5)
    degrees = layer(tmp_path, ("LineString", [[-0.1, 51.4], [-0.1, 51.402]], {}), name="degrees")
    with pytest.raises(ScenarioError, match=r"in OSGB36 .* what is drawn is 0.00\d+ m long; the system that"):
        import_street(degrees)


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (("Point", [0, 0], {}), r"no usable line or polygon in it \(Point\)"),
        (("LineString", [[0, 0]], {}), "no usable line"),
        (("LineString", [[0, 0], ["x", 1]], {}), "no usable line"),
        (("LineString", [[0, 0], [10**320, 1]], {}), "no usable line"),
        (("LineString", [[0, 0], [0, 0]], {}), "no usable line"),
        (("LineString", [[0, 0], [0, 30]], {}), "the line is 30 m long; 50 to 1,000 m"),
        (("LineString", [[0, 0], [0, 3000]], {}), "the line is 3,000 m long"),
        (("LineString", [[0, 0], [0, 90], [30, 5]], {}), "the line turns back"),
        (("LineString", [[0, 0], [0, 90]], {"width": 300}), r"no width of a street \(`width`: 300 m\)"),
    ],
)
def test_what_is_no_street_is_refused_and_nothing_is_written(tmp_path, shape, said):
    file = layer(tmp_path, shape, crs=None)
    with pytest.raises(ScenarioError, match=said):
        import_street(file)
    imported(file, "mine", "--folder", tmp_path, status=2)
    assert not (tmp_path / "mine.yaml").exists()


def test_the_command_writes_a_place_that_can_be_run(tmp_path):
    file = layer(tmp_path, ("LineString", BENT, {"name": 'The "bent" {street}'}))
    said = imported(file, "mine", "--folder", tmp_path)
    low, high = range_of(GenericStreet, "width_m")
    assert f"Width: 12 m, {low:g} to {high:g} m is plausible (assumed" in said
    scenario = load(tmp_path / "mine.yaml")
    assert scenario.name == 'The "bent" {street}'
    assert (scenario.street.length_m, len(scenario.street.bends)) == (pytest.approx(280, abs=0.5), 2)
    assert (tmp_path / "mine.svg").is_file()
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "# assumed: nothing in the layer says it" in text
    assert "is there already" in imported(file, "mine", "--folder", tmp_path, status=2)
    imported(file, "wide", "--folder", tmp_path, "--width", "15")
    assert load(tmp_path / "wide.yaml").street.width_m == 15


@pytest.mark.parametrize("name", ["{title}", "{title} {x}", "# {title}: a start without a map. Change", "# Mine", "{"])
def test_a_name_stays_what_the_layer_calls_it(tmp_path, name):
    imported(layer(tmp_path, ("LineString", BENT, {"name": name})), "mine", "--folder", tmp_path)
    assert load(tmp_path / "mine.yaml").name == name
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8").startswith("# Mine: imported from a layer. Change")


@pytest.mark.parametrize(("name", "kept"), [("A\x7f\tB", "A B"), ("\x7f", "layer"), (None, "layer"), (7, "7")])
def test_a_name_has_letters_that_a_text_can_hold(tmp_path, name, kept):
    assert import_street(layer(tmp_path, ("LineString", BENT, {"name": name}))).name == kept


def test_a_street_narrower_than_two_bodies_is_refused(tmp_path):
    file = layer(tmp_path, ("LineString", BENT, {"width": 0.7}))
    assert imported(file, "thin", "--folder", tmp_path, status=2)
    assert not (tmp_path / "thin.yaml").exists()
