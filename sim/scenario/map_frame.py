"""Where the numbers of a map lie: degrees and grids that are named become metres of a frame of the street's own.

A GeoJSON file names what its coordinates are in `crs`, as a GIS writes it: longitude and latitude (`CRS84`,
`EPSG:4326`), British National Grid (`EPSG:27700`), or any other geographic or projected system that PROJ knows. They
are turned into metres on the ground: a transverse Mercator projection of the same ellipsoid about the middle of the
walkable area, x in the direction of the file's own x there, so that a heading that counts from the map's +x stays what
it is. A grid whose metres are not metres of the ground (Web Mercator's at London are 0.62 of one) gives the street its
true size too. Without `crs` the numbers are taken to be metres already; `sim.street.extent` refuses what cannot be.

Source: PROJ contributors, PROJ coordinate transformation software library, Open Source Geospatial Foundation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import ScenarioError
from sim.scenario.located import Located
from sim.street.extent import LEAST_EXTENT_M, MOST_EXTENT_M

__all__ = ["Frame", "frame_of"]

Floats: TypeAlias = NDArray[np.float64]

_LONGEST_NAME = 10_000
_SHOWN = 60
_DIGITS = 3
"""Of the metres that come out: millimetres."""
_STEP = 1e-4
"""Share of the extent by which the direction of the file's +x is measured."""
_NAMED = 'such as "crs": {"type": "name", "properties": {"name": "EPSG:27700"}}'


@dataclass(frozen=True)
class Frame:
    """How coordinates of the file become metres."""

    metres: Callable[[Floats], Floats] | None = None
    """Turns points (n, 2) of the file into points (n, 2) in metres; None where they are metres."""
    note: str = ""
    """What is done to them, for readers; nothing where nothing is."""
    system: str = ""
    """What the system that the file names is called; nothing where it names none."""
    is_in_degrees: bool = False
    """Whether that system is one of degrees."""
    where: str = ""
    """Where the file names it."""

    def check_size(self, outline: Floats) -> None:
        """Refuse an outline that no street is as large or as small as: its numbers are of another system.

        Parameters
        ----------
        outline
            (n, 2): the corners of all that is walked on, as they are written; with none nothing is done.

        Raises
        ------
        ScenarioError
            With how large it is in the system that the file names; where it names none, `sim.street.extent` does.
        """
        if self.metres is None or not len(outline):
            return
        turned = self.metres(outline)
        self.check_finite(turned)
        sides = np.ptp(turned, axis=0)
        if LEAST_EXTENT_M <= sides.max() <= MOST_EXTENT_M:
            return
        small = "degrees" if sides.max() < LEAST_EXTENT_M else "another unit"
        raise ScenarioError(
            self.where,
            f"in {self.system} the walkable area is {sides[0]:,.6g} m by {sides[1]:,.6g} m: its numbers look like "
            f"{'metres' if self.is_in_degrees else small}",
            "name the system that they are in, or leave out `crs` if they are metres of the street's own frame",
        )

    def check_finite(self, points: Floats) -> None:
        """Refuse points in metres (n, 2) that are none.

        Raises
        ------
        ScenarioError
            If the system has no such points.
        """
        if not np.isfinite(points).all():
            raise ScenarioError(
                self.where, f"the map has points that {self.system} has not", "the system of its numbers"
            )


def frame_of(geojson: Located, outline: Floats) -> Frame:
    """Return the frame of a map.

    Parameters
    ----------
    geojson
        The whole file.
    outline
        (n, 2): what of it becomes a street, as it is written; the frame is about its middle. With none nothing is done.

    Raises
    ------
    ScenarioError
        If `crs` names no system that is known, or one that is not used where the numbers of the file are.
    """
    name = _name_of(geojson)
    if not name or not len(outline):
        return Frame()
    where = str(geojson.value_at(("crs",)))
    crs = _known(name, where)
    low, high = outline.min(axis=0), outline.max(axis=0)
    _check_degrees(crs, low, high, where)
    decimals = 6 if crs.is_geographic else 0
    origin = np.round((low + high) / 2, decimals) + 0.0
    turned = _ground(crs, origin, max(float((high - low).max()), 1e-9), where)
    at = f"{origin[0]:,.{decimals}f}, {origin[1]:,.{decimals}f}"
    axis = "east" if crs.is_geographic else "the map's +x"
    note = (
        f"Its coordinates are turned from {_called(crs)} into metres on the ground, counted from {at}, with x to "
        f"{axis}, and rounded to 1 mm."
    )
    return Frame(turned, note, _called(crs), bool(crs.is_geographic), where)


def _name_of(geojson: Located) -> str:
    """Return what the file calls its coordinate system; nothing where it names none."""
    crs = geojson.data.get("crs")
    if crs is None:
        return ""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = crs if isinstance(crs, str) else properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise ScenarioError(
            str(geojson.value_at(("crs",))), "`crs` names no coordinate system", f"a name, {_NAMED}, or no `crs` at all"
        )
    return name.strip()


def _known(name: str, where: str) -> Any:
    from pyproj import CRS  # slow to load, and few maps need it
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(name[:_LONGEST_NAME])
        crs = crs.to_2d() if len(crs.axis_info) > 2 or crs.is_compound else crs
    except CRSError:
        raise ScenarioError(
            where, f"no coordinate system that is known ({_short(name)})", f"a name, {_NAMED}"
        ) from None
    is_in_degrees = crs.is_geographic and all(axis.unit_name == "degree" for axis in crs.axis_info)
    if not (is_in_degrees or crs.is_projected) or crs.geodetic_crs is None or crs.ellipsoid is None:
        raise ScenarioError(
            where,
            f"a coordinate system of another kind ({_short(name)})",
            "degrees of longitude and latitude, or a projected system",
        )
    return crs


def _check_degrees(crs: Any, low: Floats, high: Floats, where: str) -> None:
    if crs.is_geographic and (max(-low[0], high[0]) > 180 or max(-low[1], high[1]) > 90):
        raise ScenarioError(
            where,
            f"{_called(crs)} is in degrees, and the map reaches from {_pair(low)} to {_pair(high)}: these look like "
            "metres",
            f"leave out `crs` if they are metres of the street's own frame, or name the grid that they are in, "
            f"{_NAMED}",
        )


def _ground(crs: Any, origin: Floats, extent: float, where: str) -> Callable[[Floats], Floats]:
    """Return what turns points (n, 2) of a system into metres on the ground about an origin, rounded."""
    from pyproj import Proj, Transformer
    from pyproj.exceptions import ProjError

    base, ellipsoid = crs.geodetic_crs, crs.ellipsoid
    assert base is not None
    assert ellipsoid is not None
    try:
        to_degrees = Transformer.from_crs(crs, base, always_xy=True)
    except ProjError:
        raise ScenarioError(
            where, f"a coordinate system that nothing is turned from ({_called(crs)})", f"a name, {_NAMED}"
        ) from None
    longitude, latitude = to_degrees.transform(*origin)
    if not (np.isfinite([longitude, latitude]).all() and abs(latitude) <= 89) or not _is_used_at(
        crs, longitude, latitude
    ):
        raise ScenarioError(
            where,
            f"the map lies where {_called(crs)} is not used (about {_pair(origin)})",
            "name the system that its numbers are in, or leave out `crs` if they are metres of the street's own frame",
        )
    local = Proj(
        proj="tmerc", lon_0=longitude, lat_0=latitude, a=ellipsoid.semi_major_metre, b=ellipsoid.semi_minor_metre
    )

    def unturned(points: Floats) -> Floats:
        return np.column_stack(local(*to_degrees.transform(points[:, 0], points[:, 1])))

    ahead = unturned(origin + np.array([[_STEP * extent, 0.0]]))[0]
    along = np.array([1.0, 0.0]) if crs.is_geographic else ahead / np.hypot(*ahead)
    turn = np.column_stack([along, [-along[1], along[0]]])
    return lambda points: np.round(unturned(points) @ turn, _DIGITS) + 0.0


def _is_used_at(crs: Any, longitude: float, latitude: float) -> bool:
    area = crs.area_of_use
    if area is None:
        return True
    west, east = area.west, area.east if area.east >= area.west else area.east + 360
    at = longitude + (360 if longitude < west - 1 else 0)
    return bool(west - 1 <= at <= east + 1 and area.south - 1 <= latitude <= area.north + 1)


def _called(crs: Any) -> str:
    authority = crs.to_authority()
    code = f" ({':'.join(authority)})" if authority and authority[1] not in crs.name else ""
    return f"{crs.name}{code}"


def _pair(point: Any) -> str:
    return f"({point[0]:,.6g}, {point[1]:,.6g})"


def _short(name: str) -> str:
    return name if len(name) <= _SHOWN else f"{name[: _SHOWN - 1]}…"
