"""Whether the parts of a scenario fit together: cameras, zones and footfall against the street."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from shapely.geometry import LineString, Point, Polygon

from sim.core.errors import SettingsConflict
from sim.recognition.cameras.site import Site
from sim.street.arrivals import Footfall, check_entrances, expected_density
from sim.street.behaviour import Behaviour
from sim.street.geometry import Geometry

__all__ = ["check_cameras", "check_footfall", "check_sites", "check_zones"]

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


def _ways(geometry: Geometry) -> Iterator[list[tuple[float, float]]]:
    """Yield the shortest way from the middle of each entrance to each other one, as a chain of points."""
    for start in range(geometry.n_entrances):
        for goal in range(geometry.n_entrances):
            if start != goal:
                yield _way(geometry, start, goal)


def _way(geometry: Geometry, start: int, goal: int) -> list[tuple[float, float]]:
    routes = geometry.routes
    last = routes.n_waypoints + goal
    chain = [_middle(geometry, routes.n_waypoints + start)]
    cell = tuple(int((value - origin) / routes.cell_m) for value, origin in zip(chain[0], routes.origin, strict=True))
    segment = int(routes.next_segment[goal, routes.cell[cell[0] * routes.shape[1] + cell[1]]])
    while segment != last:
        chain.append((float(routes.segments[segment, 0]), float(routes.segments[segment, 1])))
        segment = int(routes.following[goal, segment])
    return [*chain, _middle(geometry, last)]


def _middle(geometry: Geometry, segment: int) -> tuple[float, float]:
    x0, y0, x1, y1 = geometry.routes.segments[segment]
    return float(x0 + x1) / 2, float(y0 + y1) / 2
