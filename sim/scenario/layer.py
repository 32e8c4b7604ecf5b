"""A layer of lines and polygons as people have it, and the system that its numbers are in.

GeoJSON is read as it is; files of a GIS and extracts of OpenStreetMap are read by `sim.scenario.gis_file`. GeoJSON that
names no system is longitude and latitude by its standard (RFC 7946, section 4) where its numbers can be that, and
metres of a frame of its own where they are as small as a street's. Numbers as large as those of a grid are refused
until the grid is named, since their metres may not be metres of the ground.

Source: H. Butler and others, The GeoJSON Format, RFC 7946, Internet Engineering Task Force, 2016.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sim.core.errors import ScenarioError
from sim.scenario.gis_file import kind_of, read_gis
from sim.scenario.located import Located, Mark, read
from sim.street.extent import LEAST_EXTENT_M

__all__ = ["LINES", "Drawn", "Layer", "read_layer"]

Drawn: TypeAlias = tuple[Mapping[str, Any], BaseGeometry]
"""A line or polygon, and what its columns say."""

LINES, _POLYGONS = ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon")
_OSM_ATTRIBUTION = "© OpenStreetMap contributors, Open Database License (ODbL) 1.0"
_STANDARD = "EPSG:4326"
_STANDARD_NOTE = "It names no coordinate system: longitude and latitude, by the standard of GeoJSON (RFC 7946)."
_MOST_DEGREES_ACROSS = 50.0
"""A layer in metres that is smaller has no street in it; one in degrees that is larger has none either."""
_MOST_LOCAL_M = 20_000.0
"""So far from its origin the frame of a street's own may reach."""
_GRIDS = (("EPSG:27700", "the British National Grid", (0, 700_000, 0, 1_300_000)),)
"""Grids, and from where to where their numbers reach."""
_OTHER_GRID = ("EPSG:3857", "Web Mercator")
_SHOWN = 8


@dataclass(frozen=True)
class Layer:
    """The lines and polygons of a layer, in its own numbers."""

    shapes: list[Drawn]
    system: Located
    """What `sim.scenario.map_frame.frame_of` reads the name of its system of."""
    notes: tuple[str, ...]
    """What was done to it, for readers."""
    kinds: str
    """What is drawn in it, in words."""
    is_osm: bool = False

    @property
    def attribution(self) -> str:
        """Whose data it is, as far as the file says."""
        return _OSM_ATTRIBUTION if self.is_osm else ""


def read_layer(file: Path, *, crs: str = "", layer: str = "") -> Layer:
    """Read the lines and polygons of a file.

    Parameters
    ----------
    crs
        The system of its numbers, where it names none.
    layer
        Which layer, of a file that has several.

    Raises
    ------
    ScenarioError
        If there is no such file or it cannot be read, it names its system and `crs` is given too, or it names none
        and its numbers are neither degrees nor metres of a street's own frame.
    """
    kind = kind_of(file)
    if kind is None:
        if layer:
            raise ScenarioError("--layer", "GeoJSON has one layer", "no --layer")
        located = read(file)
        found = [(row, _shape(geometry), str(geometry.get("type"))[:20]) for row, geometry in _features(located, file)]
        named, is_osm = located.data.get("crs"), False
    else:
        gis = read_gis(file, kind, layer=layer)
        found = [(row, _usable(shape), "nothing" if shape is None else shape.geom_type) for row, shape in gis.shapes]
        named, is_osm = gis.crs or None, gis.is_osm
        located = Located({"crs": named}, {(): Mark(str(file))})
    shapes = [(row, shape) for row, shape, _ in found if shape is not None]
    lost = sum(shape is None and kind in (*LINES, *_POLYGONS) for _, shape, kind in found)
    notes = [f"Lines and polygons that cannot be read: {lost:,}."] if lost else []
    if crs and named is not None:
        raise ScenarioError("--crs", "the layer names its own system", "no --crs")
    if not crs and named is None and shapes:
        crs = _of_no_name(shapes, file, is_geojson=kind is None)
        notes += [_STANDARD_NOTE] if crs else []
    if crs:
        located = Located({"crs": crs}, {(): Mark("--crs")})
    kinds = ", ".join(sorted({kind for *_, kind in found})[:_SHOWN]) or "nothing drawn"
    return Layer(shapes, located, tuple(notes), kinds, is_osm)


def _features(located: Located, file: Path) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield the properties and the geometry of every feature that has one."""
    data = located.data
    kind = data.get("type") if isinstance(data, dict) else None
    features = data.get("features") if kind == "FeatureCollection" else [data] if kind == "Feature" else None
    if not isinstance(features, list):
        raise ScenarioError(
            f"{file}:1:1",
            "not a layer of GeoJSON, and no file of a GIS that is known",
            'GeoJSON: {"type": "FeatureCollection", "features": [...]}; Shapefile (in a ZIP too), GeoPackage, '
            "FlatGeobuf, KML; OpenStreetMap (.osm.pbf, .osm)",
        )
    for feature in features:
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(geometry, dict):
            yield properties if isinstance(properties, dict) else {}, geometry


def _shape(geometry: Mapping[str, Any]) -> BaseGeometry | None:
    """Return a line or polygon; None where it is something else, or its coordinates are none."""
    if geometry.get("type") not in (*LINES, *_POLYGONS):
        return None
    try:
        return _usable(shapely.geometry.shape(geometry))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, shapely.errors.ShapelyError):
        return None


def _usable(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Return a line or polygon that has two points or more, without heights; None of anything else."""
    if shape is None or shape.geom_type not in (*LINES, *_POLYGONS):
        return None
    flat = shapely.force_2d(shape)
    is_usable = not flat.is_empty and np.isfinite(shapely.get_coordinates(flat)).all()
    return flat if is_usable and flat.length > 0 else None


def _of_no_name(shapes: list[Drawn], file: Path, *, is_geojson: bool) -> str:
    """Return the system of a layer that names none; nothing where it is in metres of its own frame."""
    low_x, low_y, high_x, high_y = shapely.total_bounds([shape for _, shape in shapes])
    extent = max(high_x - low_x, high_y - low_y)
    away = max(abs(low_x), abs(low_y), abs(high_x), abs(high_y))
    is_on_earth = max(-low_x, high_x) <= 180 and max(-low_y, high_y) <= 90
    reach = f"({low_x:,.5g}, {low_y:,.5g} to {high_x:,.5g}, {high_y:,.5g})"
    if is_on_earth and (extent < LEAST_EXTENT_M or (extent < _MOST_DEGREES_ACROSS and away > 5 * extent)):
        if is_geojson:
            return _STANDARD
        what = f"its numbers look like degrees {reach}, and it names no coordinate system"
        raise ScenarioError(str(file), what, f"--crs {_STANDARD}, or the system that its numbers are in")
    if away > _MOST_LOCAL_M:
        code, name = next((one[:2] for one in _GRIDS if _lies_in((low_x, high_x, low_y, high_y), one[2])), _OTHER_GRID)
        raise ScenarioError(
            str(file),
            f"its numbers look like metres of a grid ({low_x:,.0f}, {low_y:,.0f} to {high_x:,.0f}, {high_y:,.0f}), "
            "and it names no coordinate system",
            f"--crs {code} if it is {name}, or the system that its numbers are in",
        )
    return ""


def _lies_in(bounds: tuple[float, float, float, float], grid: tuple[float, float, float, float]) -> bool:
    return grid[0] <= bounds[0] and bounds[1] <= grid[1] and grid[2] <= bounds[2] and bounds[3] <= grid[3]
