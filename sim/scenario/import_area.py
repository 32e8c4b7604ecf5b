"""A street whose outline a polygon is: what it encloses is where people walk, and its width is read of it.

The polygon is turned so that x runs along the longer side of the smallest rectangle about it, from its southern end.
People come in across its two ends, which are cut straight where they run to a point, or where lines of the same layer
lie on its edge. One site of cameras is planned where it is even, as on a street without a map
(`sim.recognition.cameras.plan`); there are no shops. Polygons that touch, a carriageway and its pavements, are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from sim.core.errors import ScenarioError
from sim.recognition.cameras.plan import CameraPlan, Stretch, planned_sites
from sim.recognition.cameras.site import Camera
from sim.scenario.street_size import check_length, check_width
from sim.street.street_map import MOUTH_TOLERANCE_M

__all__ = ["ImportedArea", "area_street", "joined"]

Floats: TypeAlias = NDArray[np.float64]

_TOUCHING_M = 0.05
"""Polygons of one street are drawn so near to each other."""
_CUTS_M = (0.01, 0.5, 1.0, 2.0, 4.0, 8.0)
"""How much of an end may be cut off, so that people can come in across it."""
_LEAST_END = 0.5
"""An end across which people come in is as wide as this share of the street, or wider."""
_UNEVEN = 1.3
"""Where it is wider by this factor than usual, something opens off it."""
_OVERHANG_M = 0.1
_SITE = "van"


@dataclass(frozen=True)
class ImportedArea:
    """What of a polygon became a place with a map."""

    name: str
    length_m: float
    width_m: float
    """Area over length."""
    widths_m: tuple[float, float]
    """Of what is straight across it, nine tenths lie between these."""
    map: dict[str, Any]
    """As GeoJSON, in metres of the street's own frame."""
    entrances: tuple[str, ...]
    notes: tuple[str, ...]


def joined(polygons: Sequence[BaseGeometry]) -> tuple[BaseGeometry, int]:
    """Return the largest polygon that polygons make together with those that touch them, and how many parts there are.

    Holes narrower than the gap that is closed between polygons vanish with it.
    """
    if len(polygons) == 1:
        return polygons[0], 1
    grown = shapely.union_all([one.buffer(_TOUCHING_M, join_style="mitre") for one in polygons])
    parts = shapely.get_parts(grown.buffer(-_TOUCHING_M, join_style="mitre"))
    return max(parts, key=lambda one: one.area), len(parts)


def area_street(
    polygon: BaseGeometry,
    lines: Sequence[BaseGeometry],
    *,
    name: str,
    file: Path,
    attribution: str,
    notes: Sequence[str],
) -> ImportedArea:
    """Return a place of a polygon.

    Parameters
    ----------
    polygon, lines
        In metres. Lines that lie on the edge of the polygon are ways in, if two or more do.
    name
        What the street is called.
    attribution
        Whose data it is; nothing if the layer does not say.

    Raises
    ------
    ScenarioError
        If it is too short, too long or too wide for a street, or has no ends that people could come in by.
    """
    turned, others = _along_x(polygon, lines)
    low, _, high, _ = turned.bounds
    check_length(high - low, "polygon", file)
    width = turned.area / (high - low)
    check_width(width, "area over length", file)
    mouths = [
        line for line in others if turned.exterior.distance(line.interpolate(0.5, normalized=True)) <= MOUTH_TOLERANCE_M
    ]
    notes = list(notes)
    if len(mouths) >= 2:
        ends = [shapely.LineString(shapely.get_coordinates(line)[[0, -1]]) for line in mouths]
        names = [f"Way in {k + 1}" for k in range(len(ends))]
        notes.append(f"Lines of the layer on its edge are its ways in: {len(ends)}.")
    else:
        turned, ends = _cut(turned, width, file)
        names = ["South end", "North end"]
    origin = np.array([turned.bounds[0], ends[0].centroid.y])
    area, *ends = (shapely.transform(one, lambda points: np.round(points - origin, 2) + 0.0) for one in (turned, *ends))
    length = float(area.bounds[2])
    at, across = _across(area)
    low, high = np.quantile(across[:, 1] - across[:, 0], [0.05, 0.95])
    features = [
        _feature("walkable", "Polygon", [np.array(ring.coords).tolist() for ring in (area.exterior, *area.interiors)]),
        *(
            _feature("entrance", "LineString", np.array(end.coords).tolist(), id=_id(title), name=title)
            for title, end in zip(names, ends, strict=True)
        ),
        *_site(at, across, length),
    ]
    whole = {
        "type": "FeatureCollection",
        "name": name,
        "frame": "Local metres, not longitude and latitude: x runs along the street, y to its left.",
        "note": "The walkable area is read of a layer; the camera site is assumed.",
        **({"attribution": attribution} if attribution else {}),
        "features": features,
    }
    ids = tuple(map(_id, names))
    return ImportedArea(
        name,
        round(length, 1),
        round(area.area / length, 1),
        (round(float(low), 1), round(float(high), 1)),
        whole,
        ids,
        tuple(notes),
    )


def _along_x(polygon: BaseGeometry, lines: Sequence[BaseGeometry]) -> tuple[BaseGeometry, list[BaseGeometry]]:
    """Turn a polygon, and lines with it, so that x runs along it from its southern end."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(polygon))[:3]
    sides = np.diff(corners, axis=0)
    along = sides[int(np.argmax(np.hypot(*sides.T)))]
    along = along / np.hypot(*along)
    along = -along if (along[1], along[0]) < (0, 0) else along
    turn = np.column_stack([along, [-along[1], along[0]]])
    turned = [shapely.transform(one, lambda points: points @ turn) for one in (polygon, *lines)]
    return turned[0], turned[1:]


def _cut(area: BaseGeometry, width: float, file: Path) -> tuple[BaseGeometry, list[BaseGeometry]]:
    """Cut the ends of an area straight, and return what is left with both cuts."""
    ends: list[BaseGeometry] = []
    for is_high in (False, True):
        low_x, low_y, high_x, high_y = area.bounds
        for cut in _CUTS_M:
            x = high_x - cut if is_high else low_x + cut
            rest = shapely.box(*((low_x, low_y, x, high_y) if is_high else (x, low_y, high_x, high_y)))
            parts = [one for one in shapely.get_parts(area.intersection(rest)) if one.geom_type == "Polygon"]
            left = max(parts, key=lambda one: one.area)
            chord = _longest(left.exterior.intersection(shapely.LineString([(x, low_y - 1), (x, high_y + 1)])))
            if chord is not None and chord.length >= _LEAST_END * width:
                area, ends = left, [*ends, chord]
                break
        else:
            raise ScenarioError(
                str(file),
                f"within {_CUTS_M[-1]:g} m of {'its northern' if is_high else 'its southern'} end the polygon is "
                f"nowhere half as wide as on average ({width:.1f} m)",
                "a polygon with two ends, or lines on its edge where people come in, in the same layer",
            )
    return area, ends


def _longest(found: BaseGeometry) -> BaseGeometry | None:
    lines = [one for one in shapely.get_parts(found) if one.geom_type == "LineString"]
    merged = shapely.get_parts(shapely.line_merge(shapely.union_all(lines))) if len(lines) > 1 else lines
    return max(merged, key=lambda one: one.length, default=None)


def _across(area: BaseGeometry) -> tuple[Floats, Floats]:
    """Return every half metre along an area, (n,), and from where to where it reaches across there, (n, 2)."""
    low_x, low_y, high_x, high_y = area.bounds
    at = np.arange(low_x + 0.25, high_x, 0.5)
    ends = np.stack([np.column_stack([at, np.full(at.size, y)]) for y in (low_y - 1, high_y + 1)], axis=1)
    found = [_longest(one) for one in area.intersection(shapely.linestrings(ends))]
    has = np.array([one is not None for one in found])
    reach = [shapely.bounds(one)[[1, 3]] for one in found if one is not None]
    return at[has], np.array(reach)


def _site(at: Floats, across: Floats, length: float) -> list[dict[str, Any]]:
    """Return the features of a site of cameras where the street is even."""
    plan, widths = CameraPlan(), across[:, 1] - across[:, 0]
    usual = float(np.median(widths))
    uneven = tuple((float(s_m), 0.5) for s_m in at[(widths > _UNEVEN * usual) | (widths < usual / _UNEVEN)])

    def point(s_m: float, left_m: float) -> tuple[float, float]:
        return s_m, float(np.interp(s_m, at, across.mean(axis=1))) + left_m

    middle = float(np.mean([x for x, _ in planned_sites(plan, Stretch(point, length, usual, uneven))[_SITE].zone]))
    reach = plan.zone_depth_m / 2 + plan.camera_from_zone_m
    narrowest = float(widths[np.abs(at - middle) <= reach].min())
    site = planned_sites(plan.model_copy(update={"van_at_m": middle}), Stretch(point, length, narrowest, uneven))[_SITE]
    in_zone = across[np.abs(at - middle) <= plan.zone_depth_m / 2 + 0.5]
    low, high = in_zone.min() - _OVERHANG_M, in_zone.max() + _OVERHANG_M
    start, end = middle - plan.zone_depth_m / 2, middle + plan.zone_depth_m / 2
    ring = np.array([(start, low), (end, low), (end, high), (start, high), (start, low)])
    return [
        _feature("zone", "Polygon", [np.round(ring, 2).tolist()], site=_SITE, name=site.name),
        *(_camera(camera) for camera in site.cameras),
    ]


def _camera(camera: Camera) -> dict[str, Any]:
    said = camera.model_dump(mode="json", exclude_unset=True, exclude={"x_m", "y_m"})
    return _feature("camera", "Point", [round(camera.x_m, 2), round(camera.y_m, 2)], site=_SITE, **said)


def _feature(role: str, kind: str, coordinates: Any, **columns: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"role": role, **columns},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def _id(title: str) -> str:
    return title.lower().replace(" ", "_")
