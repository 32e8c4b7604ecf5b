"""Whether the parts of a scenario fit together: cameras, zones and footfall against the street."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from sim.core.errors import SettingsConflict
from sim.population.people import Population
from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.site import Site
from sim.scenario.usable_views import Direction, check_views
from sim.street.arrivals import Footfall, check_entrances, expected_density
from sim.street.behaviour import Behaviour
from sim.street.geometry import Geometry

__all__ = ["check_cameras", "check_footfall", "check_sites", "check_usable", "check_zones"]

_MOUNTING_M = 0.5
"""A camera on a wall stands on the edge of the walkable area: this much outside it is still on it."""


def check_sites(sites: Mapping[str, Site], used: Sequence[str]) -> None:
    """Refuse a deployment at a site that the place has not, or that is named twice.

    Raises
    ------
    SettingsConflict
        For the first such name.
    """
    for index, name in enumerate(used):
        if name not in sites:
            raise SettingsConflict(
                ("lfr", "sites", index),
                f"no camera site {name!r} in this place; it has {', '.join(sorted(sites)) or 'none'}",
            )
        if name in used[:index]:
            raise SettingsConflict(("lfr", "sites", index), f"the site {name!r} is named twice; a site is used once")


def check_zones(geometry: Geometry, sites: Mapping[str, Site]) -> None:
    """Refuse a zone that nobody's way crosses.

    Raises
    ------
    SettingsConflict
        For the first zone that no shortest way from one entrance to another meets.
    """
    ways = [LineString(way) for way in _ways(geometry)] if sites else []
    for name, site in sites.items():
        zone = Polygon(site.zone)
        if not any(zone.intersects(way) for way in ways):
            raise SettingsConflict(
                ("sites", name, "zone"),
                f"no way from one entrance to another crosses the zone of site {name!r}; draw it across the street",
            )


def check_cameras(geometry: Geometry, sites: Mapping[str, Site]) -> None:
    """Refuse a camera that does not stand on the street.

    Raises
    ------
    SettingsConflict
        For the first camera outside.
    """
    area = geometry.area.buffer(_MOUNTING_M)
    for name, site in sites.items():
        for index, camera in enumerate(site.cameras):
            if not area.covers(Point(camera.x_m, camera.y_m)):
                raise SettingsConflict(
                    ("sites", name, "cameras", index),
                    f"the camera {camera.id!r} stands outside the street "
                    f"(at {camera.x_m:g}, {camera.y_m:g}); it must be within {_MOUNTING_M:g} m of the walkable area",
                )


def check_usable(
    geometry: Geometry,
    sites: Mapping[str, Site],
    capture: CaptureSettings,
    population: Population,
    path: tuple[str | int, ...] = (),
) -> None:
    """Refuse a camera that no face in its zone can be searched from (`sim.scenario.usable_views`).

    Parameters
    ----------
    sites
        Those in use.
    path
        The keys that lead to the place.

    Raises
    ------
    SettingsConflict
        For the first such camera.
    """
    check_views(geometry.area, sites, capture, population, directions=_directions(geometry, sites), path=path)


def check_footfall(
    geometry: Geometry, footfall: Footfall, behaviour: Behaviour, *, start_h: float, duration_s: float
) -> None:
    """Refuse shares of entrances that the street has not, and a footfall that it cannot hold.

    Raises
    ------
    SettingsConflict
        With the density that the footfall would need.
    """
    try:
        check_entrances(footfall, geometry)
    except ValueError as error:
        raise SettingsConflict(("footfall", "entrance_shares"), str(error)) from None
    density = expected_density(footfall, behaviour, geometry, start_h=start_h, duration_s=duration_s)
    if density > footfall.max_density_per_m2:
        raise SettingsConflict(
            ("footfall", "people_per_day"),
            f"the street cannot hold this footfall ({footfall.people_per_day:,.0f} "
            f"people a day would need {density:.2g} people per m2 of its {geometry.area_m2:.0f} m2 in the busiest "
            f"hour); at most {footfall.max_density_per_m2:g} per m2 is allowed",
        )


def _directions(geometry: Geometry, sites: Mapping[str, Site]) -> dict[str, list[Direction]]:
    """Return the directions, to a degree, in which the shortest ways between entrances go through each site's zone."""
    legs = np.array([leg for way in _ways(geometry) for leg in pairwise(way)] if sites else [])
    if not len(legs):
        return {name: [] for name in sites}
    legs = np.unique(legs, axis=0)
    lines = shapely.linestrings(legs)
    along = legs[:, 1] - legs[:, 0]
    angle = np.round(np.degrees(np.arctan2(along[:, 1], along[:, 0]))) % 360
    found = {}
    for name, site in sites.items():
        here = np.unique(angle[shapely.intersects(lines, Polygon(site.zone))])
        found[name] = [(float(np.cos(a)), float(np.sin(a))) for a in np.radians(here)]
    return found


def _ways(geometry: Geometry) -> Iterator[list[tuple[float, float]]]:
    """Yield the shortest way from the middle of each entrance to each other one, as a chain of points."""
    routes = geometry.routes
    for start in range(geometry.n_entrances):
        first = _middle(geometry, routes.n_waypoints + start)
        across, along = (
            int((value - origin) / routes.cell_m) for value, origin in zip(first, routes.origin, strict=True)
        )
        cell = routes.cell[across * routes.shape[1] + along]
        for goal in range(geometry.n_entrances):
            if start != goal:
                yield [first, *_way(geometry, routes.next_segment(goal, cell), goal)]


def _way(geometry: Geometry, segment: int, goal: int) -> list[tuple[float, float]]:
    """Return the way from a segment to an entrance."""
    routes = geometry.routes
    last = routes.n_waypoints + goal
    chain = []
    while segment != last:
        chain.append((float(routes.segments[segment, 0]), float(routes.segments[segment, 1])))
        segment = int(routes.following[goal, segment])
    return [*chain, _middle(geometry, last)]


def _middle(geometry: Geometry, segment: int) -> tuple[float, float]:
    x0, y0, x1, y1 = geometry.routes.segments[segment]
    return float(x0 + x1) / 2, float(y0 + y1) / 2
