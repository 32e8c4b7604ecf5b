"""A street from a layer of a GIS: of a line its length, its bends and its width, of a polygon its outline.

A layer is a file of lines or polygons (`sim.scenario.layer`). What comes out of a line is a generic street
(`sim.street.generic`) as long as what was drawn, with its bends; side streets, shops and cameras stay assumed. A line's
bends are those that are left within two metres of it. Its width is read of a column of it, or given by whoever imports
it; else it is assumed. A polygon is itself where people walk (`sim.scenario.import_area`).

Of OpenStreetMap the ways of one name are one line. The width of a way is there that of its carriageway, where there is
one (OpenStreetMap Wiki, Key:width).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sim.core.errors import ScenarioError
from sim.scenario.import_area import ImportedArea, area_street, joined
from sim.scenario.layer import LINES, Drawn, Layer, read_layer
from sim.scenario.map_frame import Frame, frame_of
from sim.scenario.street_size import LEAST_M, MOST_M, check_length, check_width
from sim.street.extent import LEAST_EXTENT_M

__all__ = ["ImportedStreet", "import_street"]

_WIDTHS = ("width_m", "width", "est_width", "width_metres")
_NAMES = ("name", "NAME", "Name", "id", "fid")
_WITHIN_M = 2.0
_MOST_BENDS, _MOST_TURN_DEG = 20, 90.0
_LEAST_TURN_DEG = 1.0
_MOST_LAYER_M = 200_000.0
"""From end to end of what is turned into metres about its middle: lengths at its edge are true to 1 in 8,000."""
_SAME_M = 1e-3
_SHOWN = 8
_FOR_PEOPLE = "pedestrian"
"""Of the kinds of ways in OpenStreetMap, the streets that are closed to traffic."""
_CARRIAGEWAY_NOTE = (
    "OpenStreetMap gives widths of carriageways: pavements are not in it. `--width` is from front to front."
)


@dataclass(frozen=True)
class ImportedStreet:
    """What of a line became a street."""

    name: str
    length_m: float
    bends: tuple[tuple[float, float], ...]
    """Where it turns, in metres from its south end, and by how many degrees to the left."""
    width_m: float | None
    """None where it is assumed."""
    width_from: str
    """What the width rests on, in words."""
    notes: tuple[str, ...]
    """What was done to the layer, for readers."""
    attribution: str = ""
    """Whose data it is, as far as the file says."""


def import_street(
    file: Path, *, feature: str = "", crs: str = "", width_m: float | None = None, layer: str = ""
) -> ImportedStreet | ImportedArea:
    """Read a street of a layer.

    Parameters
    ----------
    file
        GeoJSON, a file of a GIS, or an extract of OpenStreetMap.
    feature
        The name or id of the line or polygon; by default the longest line, or without one as long as a street the
        largest polygon, and of OpenStreetMap the longest street for pedestrians.
    crs
        The system of the layer, where it names none, such as "EPSG:27700".
    width_m
        From front to front, where whoever imports a line knows.
    layer
        Which layer, of a file that has several.

    Raises
    ------
    ScenarioError
        If there is no such file, no usable line or polygon in it, its numbers cannot be metres and no system is named,
        or what is drawn is no high street: too short, too long, too wide, or with too many or too sharp bends.
    """
    read = read_layer(file, crs=crs, layer=layer)
    if not read.shapes:
        what = f"no usable line or polygon in it ({read.kinds})"
        raise ScenarioError(str(file), what, "a layer of lines or polygons")
    chosen = (
        _named(read.shapes, feature, file)
        if feature
        else _for_people(read.shapes, file)
        if read.is_osm
        else read.shapes
    )
    frame = frame_of(read.system, np.array([point for _, shape in chosen for point in shapely.get_coordinates(shape)]))
    metres = frame.metres
    in_metres = [(row, shape if metres is None else shapely.transform(shape, metres)) for row, shape in chosen]
    _check_layer(in_metres, frame, file)
    lines = _lines(in_metres, is_one=bool(feature), is_osm=read.is_osm)
    polygons = [
        (row, part) for row, shape in in_metres if shape.geom_type not in LINES for part in shapely.get_parts(shape)
    ]
    notes = (*read.notes, frame.note) if frame.note else read.notes
    longest = max((line.length for _, line in lines), default=0.0)
    # lines that are no street, beside polygons, are ends and doors of one
    if not polygons or LEAST_M <= longest <= MOST_M:
        return _of_line(lines, read, file, width_m, notes)
    if width_m is not None:
        raise ScenarioError("--width", f"a polygon has a width of its own ({width_m:g})", "no --width, or a line")
    return _of_polygon(polygons, [line for _, line in lines], read, file, notes)


def _of_line(
    lines: Sequence[Drawn], layer: Layer, file: Path, width_m: float | None, notes: tuple[str, ...]
) -> ImportedStreet:
    row, line = max(lines, key=lambda one: one[1].length)
    if len(lines) > 1:
        notes = (*notes, f"Of {len(lines)} lines it is the longest; `--feature` names another.")
    points = shapely.get_coordinates(line.simplify(_WITHIN_M))
    points = points[::-1] if points[0, 1] > points[-1, 1] else points
    length = float(np.hypot(*np.diff(points, axis=0).T).sum())
    check_length(length, "line", file)
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
    if layer.is_osm and width_m is None and width is not None and row.get("highway") != _FOR_PEOPLE:
        notes = (*notes, _CARRIAGEWAY_NOTE)
    return ImportedStreet(_title(row, file), round(length, 1), bends, width, basis, notes, layer.attribution)


def _of_polygon(
    polygons: Sequence[Drawn], lines: Sequence[BaseGeometry], layer: Layer, file: Path, notes: tuple[str, ...]
) -> ImportedArea:
    if not all(polygon.is_valid and polygon.area > 0 for _, polygon in polygons):
        what = "a polygon crosses itself, or has no area"
        raise ScenarioError(str(file), what, "polygons whose edges do not cross")
    whole, n = joined([polygon for _, polygon in polygons])
    within = [(row, polygon) for row, polygon in polygons if whole.intersects(polygon)]
    if len(within) > 1:
        notes = (*notes, f"It is made of {len(within)} polygons that touch.")
    if n > 1:
        notes = (*notes, f"Of {n} that do not touch it is the largest; `--feature` names another.")
    row, _ = max(within, key=lambda one: one[1].area)
    return area_street(whole, lines, name=_title(row, file), file=file, attribution=layer.attribution, notes=notes)


def _lines(shapes: Sequence[Drawn], *, is_one: bool, is_osm: bool) -> list[Drawn]:
    """Return the lines of a layer; those of one name as far as they go on in one another, where they are one street."""
    lines = [(row, line) for row, shape in shapes if shape.geom_type in LINES for line in _whole(shape)]
    if is_one and len(lines) > 1:
        return _merged(lines)
    if not is_osm:
        return lines
    streets: dict[Any, list[Drawn]] = {}
    for row, line in lines:
        streets.setdefault(row.get("name") or row.get("id"), []).append((row, line))
    return [one for street in streets.values() for one in _merged(street)]


def _merged(lines: Sequence[Drawn]) -> list[Drawn]:
    """Return lines of one street as few; each with the columns of the longest of its parts, one with a width first."""
    found = []
    for line in _whole(shapely.union_all([line for _, line in lines])):
        parts = [one for one in lines if line.distance(one[1].interpolate(0.5, normalized=True)) < _SAME_M]
        row, _ = max(parts, key=lambda one: (_stated_width(one[0]) is not None, one[1].length))
        found.append((row, line))
    return found


def _for_people(shapes: Sequence[Drawn], file: Path) -> list[Drawn]:
    """Return the streets for pedestrians of an extract."""
    found = [one for one in shapes if one[0].get("highway") == _FOR_PEOPLE]
    if not found:
        what = "no street for pedestrians in it (`highway=pedestrian`)"
        raise ScenarioError(str(file), what, f"--feature with the name or id of another way: {_known(shapes)}")
    return found


def _named(shapes: Sequence[Drawn], feature: str, file: Path) -> list[Drawn]:
    found = [one for one in shapes if any(str(one[0].get(key)) == feature for key in _NAMES if key in one[0])]
    if not found:
        raise ScenarioError(
            "--feature",
            f"no line or polygon is called so ({feature[:60]})",
            f"in {file}: {_known(shapes, like=feature)}",
        )
    return found


def _known(shapes: Sequence[Drawn], *, like: str = "") -> str:
    """Return names of a layer, those that are like one first."""
    rows = [row for row, _ in shapes]
    names = dict.fromkeys(
        str(row[key]) for keys in (_NAMES[:3], _NAMES[3:]) for row in rows for key in keys if row.get(key) is not None
    )
    some = list(dict.fromkeys([*get_close_matches(like, names), *names]))
    return ", ".join(some[:_SHOWN]) or "none has a name or id"


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
    stated = _stated_width(row)
    if stated is None:
        return None, "assumed: nothing in the layer says it"
    key, width = stated
    check_width(width, f"`{key}`", file)
    return width, f"read: `{key}` of the line"


def _stated_width(row: Mapping[str, Any]) -> tuple[str, float] | None:
    """Return the column of a line that says how wide it is, and the metres that stand there."""
    for key in _WIDTHS:
        found = re.fullmatch(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*m?\s*", str(row.get(key, "")))
        if found:
            return key, float(found[1].replace(",", "."))
    return None


def _check_layer(shapes: Sequence[Drawn], frame: Frame, file: Path) -> None:
    """Refuse a layer whose numbers are not of its system; it may be larger than a street, which is a part of it."""
    if frame.metres is None:
        return
    frame.check_finite(shapely.get_coordinates([shape for _, shape in shapes]))
    low_x, low_y, high_x, high_y = shapely.total_bounds([shape for _, shape in shapes])
    extent = max(high_x - low_x, high_y - low_y)
    if extent < LEAST_EXTENT_M:
        what = f"in {frame.system} what is drawn is {extent:.3g} m long"
        raise ScenarioError(frame.where, what, "the system that its numbers are in")
    if extent > _MOST_LAYER_M:
        what = f"the layer reaches over {extent / 1000:,.0f} km in {frame.system}"
        raise ScenarioError(str(file), what, f"at most {_MOST_LAYER_M / 1000:g} km: --feature for a street of it")


def _title(row: Mapping[str, Any], file: Path) -> str:
    """Return the name of a line or polygon in one line of letters that a text can hold, or that of the file."""
    said = [" ".join(str(name).split()) for name in (*(row.get(key) or "" for key in _NAMES[:3]), file.stem)]
    shown = ("".join(letter for letter in name if letter.isprintable())[:200] for name in said)
    return next(name for name in shown if name)
