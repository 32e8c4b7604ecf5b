"""Lines and polygons of the files of a GIS and of OpenStreetMap, read by GDAL, which the extras `gis` and `osm` bring.

Which kind a file is, its first bytes say, whatever it is called; in a ZIP, the endings of what is in it. Only the kinds
named below are opened, so that nothing is read that points elsewhere. Of OpenStreetMap, ways and areas with a `highway`
are taken, with their tags as columns.

Source: GDAL/OGR contributors, GDAL/OGR Geospatial Data Abstraction software Library, Open Source Geospatial Foundation.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import shapely
from shapely.geometry.base import BaseGeometry

from sim.core.errors import ScenarioError

__all__ = ["GisLayer", "Kind", "kind_of", "read_gis"]

_MOST_BYTES, _MOST_UNPACKED = 256 * 2**20, 1024 * 2**20
_HEAD = 1024
_SHOWN = 8
_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
"""Of the other tags of a way, as GDAL writes them."""
_WAYS = {
    "lines": "highway IS NOT NULL",
    "multipolygons": "other_tags LIKE '%\"highway\"=>%'",
}
"""What is read of an extract, by its layers in GDAL."""
_DAMAGED = (ArithmeticError, LookupError, NameError, OSError, RuntimeError, TypeError, ValueError)
"""What GDAL, GEOS and pyogrio say of a damaged file."""


class Kind(NamedTuple):
    """A kind of file."""

    name: str
    extra: str


SHAPEFILE, GEOPACKAGE = Kind("a Shapefile", "gis"), Kind("a GeoPackage", "gis")
FLATGEOBUF, KML = Kind("a FlatGeobuf file", "gis"), Kind("a KML file", "gis")
OSM, ZIPPED = Kind("an extract of OpenStreetMap", "osm"), Kind("a ZIP", "gis")
_ENDINGS = {".shp": SHAPEFILE, ".gpkg": GEOPACKAGE, ".fgb": FLATGEOBUF, ".kml": KML, ".pbf": OSM, ".osm": OSM}
"""Of what is read inside a ZIP."""


class GisLayer(NamedTuple):
    """What of a file is read."""

    shapes: list[tuple[dict[str, Any], BaseGeometry | None]]
    """Each line or polygon with its columns; None where it cannot be read."""
    crs: str
    """What the file calls its system; nothing where it names none."""
    is_osm: bool


def kind_of(file: Path) -> Kind | None:
    """Return what kind of file of a GIS it is; None if it is none of them, or not there.

    Raises
    ------
    ScenarioError
        If it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ScenarioError(str(file), f"cannot be read ({error.strerror})") from None
    starts = {
        b"PK\x03\x04": ZIPPED,
        b"SQLite format 3\x00": GEOPACKAGE,
        b"\x00\x00\x27\x0a": SHAPEFILE,
        b"fgb\x03": FLATGEOBUF,
    }
    found = next((kind for start, kind in starts.items() if head.startswith(start)), None)
    if found is not None or not head.strip():
        return found
    if head[4:].startswith(b"\x0a\x09OSMHeader") or b"<osm" in head:
        return OSM
    return KML if b"<kml" in head else None


def read_gis(file: Path, kind: Kind, *, layer: str = "") -> GisLayer:
    """Read the lines and polygons of a file of a GIS.

    Parameters
    ----------
    kind
        As `kind_of` says.
    layer
        Which, of a file that has several.

    Raises
    ------
    ScenarioError
        If GDAL is not there, the file is too large or damaged, or it has several layers and none is named.
    """
    try:
        import pyogrio
    except ImportError:
        raise ScenarioError(
            str(file),
            f"is {kind.name}, and pyogrio is not installed, which reads them",
            f"pip install 'passerby[{kind.extra}]', or save the layer as GeoJSON",
        ) from None
    if file.stat().st_size > _MOST_BYTES:
        what = f"the file is too long ({file.stat().st_size / 2**20:,.0f} MB)"
        raise ScenarioError(str(file), what, f"at most {_MOST_BYTES // 2**20} MB: a part of it")
    try:
        with warnings.catch_warnings():
            # of single shapes, which are then left out and counted
            warnings.simplefilter("ignore")
            if kind is OSM:
                return _extract(pyogrio, str(file))
            sources = _zipped(file) if kind is ZIPPED else [(str(file), "", kind)]
            if len(sources) == 1 and sources[0][2] is OSM:
                return _extract(pyogrio, sources[0][0])
            return _layer(pyogrio, file, sources, layer)
    except ScenarioError:
        raise
    except (BadZipFile, *_DAMAGED) as error:
        said = " ".join(str(error).split())[:200]
        raise ScenarioError(str(file), f"is no {kind.name.split(maxsplit=1)[1]} that can be read ({said})") from None


def _zipped(file: Path) -> list[tuple[str, str, Kind]]:
    """Return what is read of a ZIP: where it is for GDAL, what it is called and its kind."""
    with ZipFile(file) as parts:
        inside = parts.infolist()
    size = sum(part.file_size for part in inside)
    if size > _MOST_UNPACKED:
        what = f"unpacks to {size / 2**20:,.0f} MB"
        raise ScenarioError(str(file), what, f"at most {_MOST_UNPACKED // 2**20:,} MB")
    found = [
        (f"/vsizip/{{{file.resolve()}}}/{part.filename}", Path(part.filename).stem, kind)
        for part in inside
        if (kind := _ENDINGS.get(Path(part.filename).suffix.lower())) and not part.filename.startswith("__MACOSX/")
    ]
    if not found:
        names = ", ".join(part.filename[:60] for part in inside[:_SHOWN]) or "nothing"
        raise ScenarioError(str(file), f"nothing of a GIS is in it ({names})", f"a file {', '.join(_ENDINGS)}")
    return found


def _layer(pyogrio: Any, file: Path, sources: Sequence[tuple[str, str, Kind]], wanted: str) -> GisLayer:
    layers = [
        (source, str(name), stem or str(name))
        for source, stem, _ in sources
        for name, kind in pyogrio.list_layers(source)
        if kind is not None
    ]
    if not layers:
        raise ScenarioError(str(file), "no layer of lines or polygons can be read of it", "a file with one")
    names = [called for _, _, called in layers]
    chosen = [one for one in layers if wanted in ("", *one[1:])]
    if len(chosen) != 1:
        what = f"no layer is called so ({wanted[:60]})" if wanted else f"{len(layers)} layers are in it"
        raise ScenarioError(
            "--layer" if wanted else str(file), what, f"--layer with one of: {', '.join(names[:_SHOWN])}"
        )
    source, name, _ = chosen[0]
    about, rows = _rows(pyogrio, source, name, None)
    return GisLayer(list(rows), about["crs"] or "", False)


def _extract(pyogrio: Any, source: str) -> GisLayer:
    """Return the ways and areas of an extract; of each its tags are columns."""
    shapes = []
    for name, where in _WAYS.items():
        for row, shape in _rows(pyogrio, source, name, where)[1]:
            tags = {_plain(key): _plain(value) for key, value in _TAG.findall(row.pop("other_tags", None) or "")}
            id_ = row.pop("osm_id", None) or row.pop("osm_way_id", None)
            shapes.append(({**tags, **{key: value for key, value in row.items() if value}, "id": id_}, shape))
    return GisLayer(shapes, "EPSG:4326", True)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _rows(
    pyogrio: Any, source: str, layer: str, where: str | None
) -> tuple[dict[str, Any], Iterator[tuple[dict[str, Any], BaseGeometry | None]]]:
    about, _, geometries, columns = pyogrio.raw.read(source, layer=layer, where=where, force_2d=True)
    shapes = shapely.from_wkb(geometries, on_invalid="ignore")
    rows = zip(*columns, strict=True) if columns else (() for _ in shapes)
    names = [str(name) for name in about["fields"]]
    return about, ((dict(zip(names, row, strict=True)), shape) for row, shape in zip(rows, shapes, strict=True))
