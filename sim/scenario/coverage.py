"""The ground that a camera covers: of the walkable area, and of its zone.

A camera covers what lies in its field of view and is not behind a wall or an obstacle, as far as a face that is turned
to it has enough pixels between the eyes (`sim.recognition.cameras.coverage`). Obstacles have no height in a map, and
are taken to hide what is behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, ceil, cos, hypot, pi, sin
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from sim.population.people import Population
from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.coverage import reach_m, views_of
from sim.recognition.cameras.site import Camera, Site
from sim.street.street_map import edges_of

__all__ = ["Coverage", "coverage_of", "eyes_of", "field_of_view", "points_in", "rings_of", "together"]

Floats = NDArray[np.float64]

_BESIDE_M = 0.05
"""Nobody stands nearer to a camera in plan than this."""
_INSIDE_M = 0.01
"""A camera on a wall looks from a point that lies this much inside the street."""
_ARC = pi / 90
"""Widest angle between two points of an arc."""
_SHADOW = pi / 6
"""Widest angle of one piece of a shadow."""
_SAMPLES = 400


@dataclass(frozen=True)
class Coverage:
    """What one camera makes of its zone; areas are shapely polygons, empty where there is nothing."""

    camera: Camera
    in_field: Any
    """The part of the walkable zone in its field of view, walls or not."""
    seen: Any
    """The part of that which nothing hides."""
    usable: Any
    """The part of that where a face that is turned to it has the pixels that are needed."""
    share: float
    """Usable part of the walkable zone."""
    best_px: float
    """Most pixels between the eyes that it gets in the zone; 0 if it sees nothing of it."""
    best_at: tuple[float, float] | None
    """Where."""


def eyes_of(population: Population, settings: CaptureSettings) -> float:
    """Return the height of a typical adult's eyes in metres: the mean stature of the sexes times the share of it."""
    statures = population.adult_height_m.values()
    return settings.eye_height_share * sum(statures) / len(statures)


def coverage_of(camera: Camera, site: Site, area: Any, settings: CaptureSettings, *, eye_m: float) -> Coverage:
    """Return what a camera of a site covers of the site's zone.

    Parameters
    ----------
    area
        The walkable area, a shapely polygon.
    settings
        What cameras see, and how many pixels are needed.
    eye_m
        Height of the eyes in metres.
    """
    zone = shapely.Polygon(site.zone).intersection(area)
    at = shapely.Point(camera.x_m, camera.y_m)
    furthest = float(shapely.hausdorff_distance(at, zone)) if not zone.is_empty else 0.0
    fan = _fan(camera, furthest + 1)
    in_field = zone.intersection(fan).difference(at.buffer(_BESIDE_M))
    seen = in_field.difference(_hidden(camera, area, in_field, furthest + 1))
    needed = reach_m(camera, settings, settings.gate_iod_px, eye_m=eye_m)
    usable = seen.intersection(_disc(camera, needed)) if needed > 0 else shapely.Polygon()
    best_px, best_at = 0.0, None
    if not seen.is_empty:
        nearest = shapely.get_coordinates(shapely.shortest_line(seen, at))[0]
        best_px = float(views_of(camera, settings, nearest, eye_m=eye_m).iod_px[0])
        best_at = (float(nearest[0]), float(nearest[1]))
    return Coverage(
        camera=camera,
        in_field=in_field,
        seen=seen,
        usable=usable,
        share=usable.area / zone.area if zone.area else 0.0,
        best_px=best_px,
        best_at=best_at,
    )


def field_of_view(camera: Camera, area: Any, within_m: float) -> Any:
    """Return the ground of an area that a camera looks at, out to a distance in plan, as a shapely polygon."""
    if within_m <= 0:
        return shapely.Polygon()
    ground = _fan(camera, within_m).intersection(area)
    return ground.difference(_hidden(camera, area, ground, within_m + 1))


def points_in(region: Any) -> Floats:
    """Return some hundreds of points of a region and of its edge, shape (n, 2); none of an empty one."""
    if region.is_empty:
        return np.empty((0, 2))
    x0, y0, x1, y1 = region.bounds
    step = max((region.area / _SAMPLES) ** 0.5, 1e-3, (x1 - x0) / _SAMPLES, (y1 - y0) / _SAMPLES)
    x, y = np.meshgrid(np.arange(x0 + step / 2, x1, step), np.arange(y0 + step / 2, y1, step))
    inside = shapely.contains_xy(region, x, y)
    return np.concatenate([np.column_stack([x[inside], y[inside]]), shapely.get_coordinates(region)])


def _fan(camera: Camera, radius_m: float) -> Any:
    """Return what lies between the sides of the field of view, out to at least a radius."""
    half = camera.fov_deg / 2 * pi / 180
    ahead = camera.heading_deg * pi / 180
    angles = ahead + np.linspace(-half, half, max(ceil(2 * half / _ARC), 1) + 1)
    out = radius_m / cos(min(half, _ARC / 2))
    arc = np.column_stack([camera.x_m + out * np.cos(angles), camera.y_m + out * np.sin(angles)])
    return shapely.Polygon([(camera.x_m, camera.y_m), *arc])


def _disc(camera: Camera, radius_m: float) -> Any:
    return shapely.Point(camera.x_m, camera.y_m).buffer(radius_m, quad_segs=64)


def _hidden(camera: Camera, area: Any, target: Any, reach: float) -> Any:
    """Return what walls and obstacles hide from a camera, at least out to `reach`; nothing where nothing can."""
    view = _viewpoint(camera, area)
    if target.is_empty or area.covers(shapely.union(target, shapely.Point(view)).convex_hull):
        return shapely.Polygon()
    edges = edges_of(area)
    near = shapely.distance(shapely.linestrings(edges.reshape(-1, 2, 2)), shapely.Point(view)) <= reach
    shadows = [part for edge in edges[near] for part in _shadow(view, edge, 2 * reach)]
    return shapely.union_all(shadows)


def _viewpoint(camera: Camera, area: Any) -> tuple[float, float]:
    """Return from where a camera looks: where it stands, or the nearest point inside the street."""
    at = shapely.Point(camera.x_m, camera.y_m)
    inside = area.buffer(-_INSIDE_M)
    if inside.is_empty or inside.covers(at):
        return camera.x_m, camera.y_m
    x, y = shapely.get_coordinates(shapely.shortest_line(inside, at))[0]
    return float(x), float(y)


def _shadow(view: tuple[float, float], edge: Floats, far: float) -> list[Any]:
    """Return what lies behind an edge, in pieces that are narrow as seen from `view`."""
    a, b = (edge[0] - view[0], edge[1] - view[1]), (edge[2] - view[0], edge[3] - view[1])
    turn = atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1])
    if hypot(*a) < 1e-9 or hypot(*b) < 1e-9 or abs(turn) < 1e-9:
        return []
    first, n = atan2(a[1], a[0]), ceil(abs(turn) / _SHADOW)
    clear = a[0] * b[1] - a[1] * b[0]
    rays = []
    for k in range(n + 1):
        angle = first + turn * k / n
        way = (cos(angle), sin(angle))
        across = way[0] * (b[1] - a[1]) - way[1] * (b[0] - a[0])
        rays.append((way, clear / across))
    return [
        shapely.Polygon(
            [
                (view[0] + r * way[0], view[1] + r * way[1])
                for way, r in ((one, near), (other, off), (other, max(far, off)), (one, max(far, near)))
            ]
        )
        for (one, near), (other, off) in pairwise(rays)
    ]


def together(areas: Sequence[Any]) -> Any:
    """Return what areas cover together, as a shapely geometry."""
    return shapely.union_all(areas)


def rings_of(area: Any) -> list[list[Floats]]:
    """Return the rings (n, 2) of each polygon of an area: the outer one first, then its holes."""
    return [
        [np.array(ring.coords) for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(area)
        if part.geom_type == "Polygon"
    ]
