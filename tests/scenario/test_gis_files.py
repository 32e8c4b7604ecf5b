"""Files of a GIS and extracts of OpenStreetMap: every kind gives the street that the same layer gives as GeoJSON."""

import struct
import sys
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import pytest
import shapely

from sim.core.errors import ScenarioError
from sim.scenario.import_street import import_street
from sim.scenario.load import load
from tests.scenario.layers import BENT, imported, layer

pyogrio = pytest.importorskip("pyogrio", reason="the extras `gis` and `osm` are not installed")

ENDINGS = {"ESRI Shapefile": "shp", "GPKG": "gpkg", "FlatGeobuf": "fgb"}
WALK, TRAFFIC = "Fußgängerstraße", "High Street"
NODES = {1: (24.94, 60.17), 2: (24.94, 60.1709), 3: (24.94, 60.1718), 4: (24.95, 60.17), 5: (24.953, 60.17)}
CORNERS = {6: (24.96, 60.17), 7: (24.96012, 60.17), 8: (24.96012, 60.1709), 9: (24.96, 60.1709)}
WAYS = {
    10: ((1, 2), {"highway": "pedestrian", "name": WALK}),
    11: ((2, 3), {"highway": "pedestrian", "name": WALK, "width": "8 m"}),
    12: ((4, 5), {"highway": "primary", "name": TRAFFIC, "width": "7"}),
    13: ((6, 7, 8, 9, 6), {"highway": "pedestrian", "area": "yes", "name": "Court"}),
    14: ((4, 5), {"waterway": "stream", "name": "The Brook"}),
}


def written(file, shapes, driver, *, crs="EPSG:27700", name="High Street", **options):
    """Write lines or polygons, each with a name and a width."""
    fields = [np.array([name] * len(shapes), object), np.full(len(shapes), 9.5)]
    pyogrio.raw.write(
        str(file), shapely.to_wkb(np.array(shapes)), fields, ["name", "width"], geometry_type=shapes[0].geom_type,
        crs=crs, driver=driver, **options,
    )  # fmt: skip
    return file


@pytest.mark.parametrize("driver", ENDINGS)
def test_a_file_of_a_gis_gives_the_street_that_geojson_gives(tmp_path, driver):
    file = written(tmp_path / f"layer.{ENDINGS[driver]}", [shapely.LineString(BENT)], driver, name="Chaussée")
    same = import_street(layer(tmp_path, ("LineString", BENT, {"name": "Chaussée", "width": 9.5})))
    assert import_street(file) == same
    renamed = file.rename(tmp_path / "a copy") if driver != "ESRI Shapefile" else file
    assert import_street(renamed) == same
    with pytest.raises(ScenarioError, match="names its own system"):
        import_street(renamed, crs="EPSG:27700")


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_shapefile_in_a_zip_is_read_with_its_system_and_its_letters(tmp_path):
    written(tmp_path / "streets.shp", [shapely.LineString(BENT)], "ESRI Shapefile", name="Łódź", encoding="CP1250")
    parts = sorted(tmp_path.glob("streets.*"))
    assert {one.suffix for one in parts} >= {".shp", ".shx", ".dbf", ".prj", ".cpg"}
    zipped = tmp_path / "to {send}.zip"
    with ZipFile(zipped, "w") as archive:
        for part in parts:
            archive.write(part, f"a folder/{part.name}")
    street = import_street(zipped)
    assert (street.name, street.length_m, street.width_m) == ("Łódź", pytest.approx(280, abs=0.5), 9.5)
    (tmp_path / "streets.prj").unlink()
    with pytest.raises(
        ScenarioError, match=r"look like metres of a grid .* --crs EPSG:27700 if it is the British National"
    ):
        import_street(tmp_path / "streets.shp")
    assert import_street(tmp_path / "streets.shp", crs="EPSG:27700").length_m == street.length_m
    degrees = written(
        tmp_path / "d.shp", [shapely.LineString([[-0.1, 51.4], [-0.1, 51.402]])], "ESRI Shapefile", crs=None
    )
    with pytest.raises(ScenarioError, match=r"look like degrees .* names no coordinate system; --crs EPSG:4326"):
        import_street(degrees)


def test_of_several_layers_one_is_named(tmp_path):
    file = tmp_path / "town.gpkg"
    written(file, [shapely.LineString(BENT)], "GPKG", layer="lines")
    ground = shapely.box(532000, 165000, 532012, 165150)
    written(file, [ground], "GPKG", layer="ground", append=True, name="Court")
    with pytest.raises(ScenarioError, match="2 layers are in it; --layer with one of: lines, ground"):
        import_street(file)
    assert import_street(file, layer="ground").width_m == pytest.approx(12, abs=0.1)
    said = imported(file, "mine", "--folder", tmp_path, "--layer", "streets", status=2)
    assert said.startswith("--layer: no layer is called so (streets); --layer with one of: lines, ground")
    with pytest.raises(ScenarioError, match="GeoJSON has one layer"):
        import_street(layer(tmp_path, ("LineString", BENT, {})), layer="lines")


def test_kml_is_read(tmp_path):
    file = tmp_path / "drawn.kml"
    file.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        "<name>Drawn</name><LineString><coordinates>-0.1,51.37,0 -0.1,51.372,0</coordinates></LineString></Placemark>"
        "</Document></kml>",
        encoding="utf-8",
    )
    street = import_street(file)
    assert (street.name, street.length_m, street.width_m) == ("Drawn", pytest.approx(222.5, abs=0.5), None)


def as_xml(file):
    town = ElementTree.Element("osm", version="0.6")
    for k, (lon, lat) in all_nodes():
        ElementTree.SubElement(town, "node", id=str(k), lat=str(lat), lon=str(lon), version="1")
    for k, (nodes, tags) in WAYS.items():
        way = ElementTree.SubElement(town, "way", id=str(k), version="1")
        for node in nodes:
            ElementTree.SubElement(way, "nd", ref=str(node))
        for key, value in tags.items():
            ElementTree.SubElement(way, "tag", k=key, v=value)
    ElementTree.ElementTree(town).write(file, encoding="utf-8", xml_declaration=True)
    return file


def all_nodes():
    return (NODES | CORNERS).items()


def number(value):
    """Return a whole number as protobuf writes it, seven bits a byte."""
    head = b""
    while value > 127:
        head, value = head + bytes([value % 128 + 128]), value // 128
    return head + bytes([value])


def signed(value):
    return number(2 * value if value >= 0 else -2 * value - 1)


def field(key, value):
    if isinstance(value, int):
        return number(8 * key) + number(value)
    return number(8 * key + 2) + number(len(value)) + value


def blob(kind, data):
    body = field(1, data) + field(2, len(data))
    head = field(1, kind) + field(3, len(body))
    return struct.pack(">I", len(head)) + head + body


def as_pbf(file):
    """Write the extract as a protobuf: the wiki of OpenStreetMap, PBF Format."""
    texts = ["", *dict.fromkeys(text for _, tags in WAYS.values() for pair in tags.items() for text in pair)]
    table = b"".join(field(1, text.encode()) for text in texts)
    group = b""
    for k, (lon, lat) in all_nodes():
        place = number(8 * 8) + signed(round(lat * 1e7)) + number(8 * 9) + signed(round(lon * 1e7))
        group += field(1, number(8 * 1) + signed(k) + place)
    groups = field(2, group)
    group = b""
    for k, (nodes, tags) in WAYS.items():
        keys, values = (b"".join(number(texts.index(text)) for text in part) for part in (tags, tags.values()))
        steps = b"".join(signed(after - before) for before, after in zip((0, *nodes), nodes, strict=False))
        group += field(3, field(1, k) + field(2, keys) + field(3, values) + field(8, steps))
    groups += field(2, group)
    header = field(4, b"OsmSchema-V0.6")
    file.write_bytes(blob(b"OSMHeader", header) + blob(b"OSMData", field(1, table) + groups))
    return file


@pytest.mark.parametrize(("name", "write"), [("town.osm", as_xml), ("town.osm.pbf", as_pbf)])
def test_an_extract_of_openstreetmap_gives_its_streets(tmp_path, name, write):
    file = write(tmp_path / name)
    street = import_street(file)
    assert street.name == WALK, "by default the longest street for pedestrians, all its ways together"
    assert street.length_m == pytest.approx(200.5, abs=0.5)
    assert (street.width_m, street.width_from) == (8, "read: `width` of the line")
    high = import_street(file, feature=TRAFFIC)
    assert (high.length_m, high.width_m) == (pytest.approx(167, abs=0.5), 7)
    assert "widths of carriageways" in high.notes[-1]
    assert import_street(file, feature="12", width_m=14).width_m == 14
    court = import_street(file, feature="Court")
    assert (court.length_m, court.width_m) == (pytest.approx(100.3, abs=0.5), pytest.approx(6.7, abs=0.1))
    with pytest.raises(ScenarioError, match=rf"called so \(Higstreet\); in .*: {TRAFFIC}, {WALK}, Court, 10"):
        import_street(file, feature="Higstreet")


def test_a_place_of_openstreetmap_says_whose_data_it_is_made_of(tmp_path):
    file = as_pbf(tmp_path / "town.osm.pbf")
    said = imported(file, "line", "--folder", tmp_path)
    assert "Width: 8 m (read: `width` of the line)" in said
    imported(file, "court", "--folder", tmp_path, "--feature", "Court")
    for place in ("line", "court"):
        assert load(tmp_path / f"{place}.yaml").attribution.startswith("© OpenStreetMap contributors")


def test_an_extract_without_streets_for_pedestrians_asks_for_a_name(tmp_path, monkeypatch):
    monkeypatch.setitem(WAYS, 10, ((1, 2), {"highway": "residential", "name": "Side Road"}))
    monkeypatch.delitem(WAYS, 11)
    monkeypatch.delitem(WAYS, 13)
    with pytest.raises(ScenarioError, match=r"no street for pedestrians .*--feature .* another way: Side Road, High"):
        import_street(as_xml(tmp_path / "town.osm"))


@pytest.mark.parametrize(("name", "write"), [("town.osm", as_xml), ("town.osm.pbf", as_pbf)])
def test_without_the_extra_it_is_said_how_to_install_it(tmp_path, monkeypatch, name, write):
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    said = imported(write(tmp_path / name), "mine", "--folder", tmp_path, status=2)
    assert "is an extract of OpenStreetMap, and pyogrio is not installed" in said
    assert "pip install 'passerby[osm]'" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x00\x27\x0a" + b"\xff" * 200, "is no Shapefile that can be read"),
        (b"SQLite format 3\x00" + b"\xff" * 4000, "is no GeoPackage that can be read"),
        (b"PK\x03\x04" + b"\xff" * 400, "is no ZIP that can be read"),
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x7c" + b"\xff" * 400, "no extract of OpenStreetMap that can be read"),
        (b"fgb\x03fgb\x00" + b"\xff" * 400, "no layer of lines or polygons can be read of it"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, said):
    file = tmp_path / "damaged"
    file.write_bytes(content)
    with pytest.raises(ScenarioError, match=said):
        import_street(file)


def test_a_zip_of_other_things_and_one_too_large_are_refused(tmp_path, monkeypatch):
    with ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("read me.txt", "nothing")
        archive.writestr("remote.vrt", "<OGRVRTDataSource/>")
    with pytest.raises(ScenarioError, match=r"nothing of a GIS is in it \(read me.txt, remote.vrt\); a file .shp"):
        import_street(tmp_path / "other.zip")
    monkeypatch.setattr("sim.scenario.gis_file._MOST_UNPACKED", 5)
    with pytest.raises(ScenarioError, match="unpacks to"):
        import_street(tmp_path / "other.zip")
    monkeypatch.setattr("sim.scenario.gis_file._MOST_BYTES", 5)
    with pytest.raises(ScenarioError, match="the file is too long"):
        import_street(tmp_path / "other.zip")
