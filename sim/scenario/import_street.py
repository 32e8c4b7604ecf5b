"""A street from a layer of a GIS: its length, its bends and its width, of a line or a polygon that is in it.

A layer is a GeoJSON file of lines or polygons, in metres of its own or in a system that its `crs` names. What comes out
is a generic street (`sim.street.generic`) as long as what was drawn, with its bends; side streets, shops and cameras
stay assumed. A line's bends are those that are left within two metres of it. A polygon is measured as if it were a
straight band: as long as the longer side of the smallest rectangle about it, and as wide as its area over that.

The width is read of the polygon, or of a property of the line, or given by whoever imports it; else it is assumed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sim.core.errors import ScenarioError
from sim.scenario.located import Located, Mark, read
from sim.scenario.map_frame import Frame, frame_of
from sim.street.extent import LEAST_EXTENT_M

__all__ = ["ImportedStreet", "import_street"]

_LINES, _POLYGONS = ("LineString", "MultiLineString"), ("Polygon", "MultiPolygon")
_WIDTHS = ("width_m", "width", "est_width", "width_metres")
_NAMES = ("name", "NAME", "id", "fid")
_WITHIN_M = 2.0
_MOST_BENDS, _MOST_TURN_DEG = 20, 90.0
_LEAST_M, _MOST_M = 50.0, 1000.0
_LEAST_TURN_DEG = 1.0
_MOST_LAYER_M = 200_000.0
"""From end to end of what is turned into metres about its middle: lengths at its edge are true to 1 in 8,000."""
_MOST_WIDTH_M = 40.0
_SHOWN = 8


@dataclass(frozen=True)
class ImportedStreet:
    """What of a layer became a street."""

    name: str
    kind: Literal["line", "polygon"]
    length_m: float
    bends: tuple[tuple[float, float], ...]
    """Where it turns, in metres from its south end, and by how many degrees to the left."""
    width_m: float | None
    """None where it is assumed."""
    width_from: str
    """What the width rests on, in words."""
    notes: tuple[str, ...]
    """What was done to the layer, for readers."""


def import_street(file: Path, *, feature: str = "", crs: str = "", width_m: float | None = None) -> ImportedStreet:
    """Read a street of a layer.

    Parameters
    ----------
    file
        GeoJSON.
    feature
        The name or id of the line or polygon; the longest line, or without one as long as a street the
        largest polygon, by default.
    crs
        The system of the layer, where it names none, such as "EPSG:27700".
    width_m
        From front to front, where whoever imports it knows.

    Raises
    ------
    ScenarioError
        If there is no such file, no usable line or polygon in it, its numbers cannot be metres and no system is named,
        or what is drawn is no high street: too short, too long, or with too many or too sharp bends.
    """
    located = _with_crs(read(file), crs)
    shapes = list(_shapes(located, file))
    chosen = _named(shapes, feature, file) if feature else shapes
    if not chosen:
        raise ScenarioError(
            str(file), f"no usable line or polygon in it ({_kinds(located)})", "a GeoJSON layer of lines or polygons"
        )
    frame = frame_of(located, np.array([point for _, shape in chosen for point in shapely.get_coordinates(shape)]))
    metres = frame.metres
    in_metres = [(row, shape if metres is None else shapely.transform(shape, metres)) for row, shape in chosen]
    _check_layer(in_metres, frame, file)
    lines = [(row, line) for row, shape in in_metres if shape.geom_type in _LINES for line in _whole(shape)]
    if feature and len(lines) > 1:
        lines = [(lines[0][0], line) for line in _whole(shapely.union_all([line for _, line in lines]))]
    notes = (frame.note,) if frame.note else ()
    polygons = [
        (row, part) for row, shape in in_metres if shape.geom_type not in _LINES for part in shapely.get_parts(shape)
    ]
    # lines that are too short to be a street, beside polygons, are ends and doors of one
    if lines and (not polygons or max(line.length for _, line in lines) >= _LEAST_M):
        return _of_line(lines, file, width_m, notes)
    return _of_polygon(polygons, file, width_m, notes)


def _of_line(
    lines: Sequence[tuple[Mapping[str, Any], BaseGeometry]], file: Path, width_m: float | None, notes: tuple[str, ...]
) -> ImportedStreet:
    row, line = max(lines, key=lambda one: one[1].length)
    if len(lines) > 1:
        notes = (*notes, f"Of {len(lines)} lines it is the longest; `--feature` names another.")
    points = shapely.get_coordinates(line.simplify(_WITHIN_M))
    points = points[::-1] if points[0, 1] > points[-1, 1] else points
    length = float(np.hypot(*np.diff(points, axis=0).T).sum())
    _check_length(length, "line", file)
    bends = _bends(points)
    if len(bends) > _MOST_BENDS:
        what = f"the line turns {len(bends)} times within {_WITHIN_M:g} m of it"
        raise ScenarioError(str(file), what, f"at most {_MOST_BENDS} bends: a smoother line, or a part of it")
    sharpest = max((abs(turn) for _, turn in bends), default=0.0)
    if sharpest > _MOST_TURN_DEG:
        raise ScenarioError(
            str(file), f"the line turns back ({sharpest:.0f} degrees at once)", f"turns of at most {_MOST_TURN_DEG:g}"
        )
    width, basis = _width(row, width_m, file)
    return ImportedStreet(_title(row, file), "line", round(length, 1), bends, width, basis, notes)


def _of_polygon(
    polygons: Sequence[tuple[Mapping[str, Any], BaseGeometry]],
    file: Path,
    width_m: float | None,
    notes: tuple[str, ...],
) -> ImportedStreet:
    row, polygon = max(polygons, key=lambda one: one[1].area)
    if len(polygons) > 1:
        notes = (*notes, f"Of {len(polygons)} polygons it is the largest; `--feature` names another.")
    if not polygon.is_valid or not polygon.area > 0:
        what = "the polygon crosses itself, or has no area"
        raise ScenarioError(str(file), what, "a polygon whose edges do not cross")
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(polygon))
    length = float(max(np.hypot(*np.diff(box[:3], axis=0).T)))
    _check_length(length, "polygon", file)
    notes = (*notes, "Its bends are not read of a polygon: the street is straight.")
    if width_m is not None:
        return ImportedStreet(_title(row, file), "polygon", round(length, 1), (), width_m, "given", notes)
    width = polygon.area / length
    _check_width(width, "area over length", file)
    basis = "read: the polygon's area over its length"
    return ImportedStreet(_title(row, file), "polygon", round(length, 1), (), round(width, 1), basis, notes)


def _with_crs(located: Located, crs: str) -> Located:
    if not crs:
        return located
    if isinstance(located.data, dict) and located.data.get("crs") is not None:
        raise ScenarioError("--crs", "the layer names its own system", "no --crs")
    data = {**located.data, "crs": crs} if isinstance(located.data, dict) else located.data
    return Located(data, {**located.values, ("crs",): Mark("--crs")}, located.keys)


def _shapes(located: Located, file: Path) -> Iterator[tuple[Mapping[str, Any], BaseGeometry]]:
    """Yield every line and polygon that has two points or more, with its properties."""
    data = located.data
    kind = data.get("type") if isinstance(data, dict) else None
    features = data.get("features") if kind == "FeatureCollection" else [data] if kind == "Feature" else None
    if not isinstance(features, list):
        raise ScenarioError(
            f"{file}:1:1", "not a layer of GeoJSON", '{"type": "FeatureCollection", "features": [...]}; save it as such'
        )
    for feature in features:
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(geometry, dict) and geometry.get("type") in (*_LINES, *_POLYGONS):
            shape = _shape(geometry)
            if shape is not None:
                yield properties if isinstance(properties, dict) else {}, shape


def _shape(geometry: Mapping[str, Any]) -> BaseGeometry | None:
    """Return a line or polygon without heights; None where its coordinates are none."""
    try:
        shape = shapely.force_2d(shapely.geometry.shape(geometry))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, shapely.errors.ShapelyError):
        return None
    is_usable = not shape.is_empty and np.isfinite(shapely.get_coordinates(shape)).all()
    return shape if is_usable and shape.length > 0 else None


def _named(
    shapes: Sequence[tuple[Mapping[str, Any], BaseGeometry]], feature: str, file: Path
) -> list[tuple[Mapping[str, Any], BaseGeometry]]:
    found = [one for one in shapes if any(str(one[0].get(key)) == feature for key in _NAMES if key in one[0])]
    if not found:
        known = dict.fromkeys(str(row[key]) for row, _ in shapes for key in _NAMES if row.get(key) is not None)
        some = ", ".join(list(known)[:_SHOWN]) or "none has a name or id"
        raise ScenarioError("--feature", f"no line or polygon is called so ({feature[:60]})", f"in {file}: {some}")
    return found


def _whole(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return a line, or the lines that parts of one that touch make together."""
    merged = shapely.line_merge(shape) if shape.geom_type != "LineString" else shape
    return list(shapely.get_parts(merged))


def _bends(points: NDArray[np.float64]) -> tuple[tuple[float, float], ...]:
    steps = np.diff(points, axis=0)
    at = np.cumsum(np.hypot(*steps.T))[:-1]
    turns = np.degrees(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
    return tuple(
        (round(float(where), 1), round(float(turn), 1))
        for where, turn in zip(at, turns, strict=True)
        if abs(turn) >= _LEAST_TURN_DEG
    )


def _width(row: Mapping[str, Any], given: float | None, file: Path) -> tuple[float | None, str]:
    if given is not None:
        return given, "given"
    for key in _WIDTHS:
        found = re.fullmatch(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*m?\s*", str(row.get(key, "")))
        if found:
            width = float(found[1].replace(",", "."))
            _check_width(width, f"`{key}`", file)
            return width, f"read: `{key}` of the line"
    return None, "assumed: nothing in the layer says it"


def _check_layer(shapes: Sequence[tuple[Mapping[str, Any], BaseGeometry]], frame: Frame, file: Path) -> None:
    """Refuse a layer whose numbers are not of its system; it may be larger than a street, which is a part of it."""
    frame.check_finite(shapely.get_coordinates([shape for _, shape in shapes]))
    low_x, low_y, high_x, high_y = shapely.total_bounds([shape for _, shape in shapes])
    extent = max(high_x - low_x, high_y - low_y)
    if frame.metres is not None:
        if extent < LEAST_EXTENT_M:
            what = f"in {frame.system} what is drawn is {extent:.3g} m long"
            raise ScenarioError(frame.where, what, "the system that its numbers are in")
        if extent > _MOST_LAYER_M:
            what = f"the layer reaches over {extent / 1000:,.0f} km in {frame.system}"
            raise ScenarioError(str(file), what, f"at most {_MOST_LAYER_M / 1000:g} km: --feature for a street of it")
        return
    is_like_degrees = max(-low_x, high_x) <= 180 and max(-low_y, high_y) <= 90
    if extent < LEAST_EXTENT_M and is_like_degrees:
        raise ScenarioError(
            str(file),
            f"its numbers look like degrees ({low_x:.5g}, {low_y:.5g} to {high_x:.5g}, {high_y:.5g}), and it names no "
            "coordinate system",
            "--crs EPSG:4326, or the system that its numbers are in",
        )


def _check_length(length: float, kind: str, file: Path) -> None:
    if not _LEAST_M <= length <= _MOST_M:
        raise ScenarioError(
            str(file),
            f"the {kind} is {length:,.0f} m long",
            f"{_LEAST_M:g} to {_MOST_M:,.0f} m: the part where people are watched, or --feature for another",
        )


def _check_width(width: float, what: str, file: Path) -> None:
    if not 0 < width <= _MOST_WIDTH_M or not math.isfinite(width):
        raise ScenarioError(str(file), f"no width of a street ({what}: {width:g} m)", f"up to {_MOST_WIDTH_M:g} m")


def _title(row: Mapping[str, Any], file: Path) -> str:
    """Return the name of a line or polygon in one line of letters that a text can hold, or that of the file."""
    said = [" ".join(str(name).split()) for name in (*(row.get(key) or "" for key in _NAMES[:2]), file.stem)]
    shown = ("".join(letter for letter in name if letter.isprintable())[:200] for name in said)
    return next(name for name in shown if name)


def _kinds(located: Located) -> str:
    features = located.data.get("features") if isinstance(located.data, dict) else None
    geometries = [one.get("geometry") for one in features or () if isinstance(one, dict)]
    kinds = sorted({str(one.get("type"))[:20] for one in geometries if isinstance(one, dict)})
    return ", ".join(kinds[:_SHOWN]) or "nothing drawn"
