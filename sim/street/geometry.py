"""The street: where people can walk, where they come in and go out, and the shops they may stop at.

A place file gives rings and points in metres, in the street's own frame (x along the street, y to its
left). `StreetMap` refuses what nobody could walk in; `compile_geometry` turns a good one into the
arrays that the walking kernels read: walls, places at the mouths, places before the shop windows, and
the tables of shortest paths (see `sim.street.navigation`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from pydantic import Field, ValidationInfo, field_validator
from shapely.geometry.polygon import orient
from shapely.validation import explain_validity

from sim.core.config import Config
from sim.evidence.register import assumed
from sim.street.navigation import Routes, build_routes

__all__ = ["Entrance", "Geometry", "Navigation", "Point", "Shop", "StreetMap", "compile_geometry"]

Floats: TypeAlias = NDArray[np.float64]
Point = tuple[float, float]
"""x and y in metres."""

MOUTH_TOLERANCE_M = 0.5
"""How far the middle of a mouth may lie from the edge that it opens: drawing by hand is no better."""
WINDOW_GAP_M = 0.02
"""People who look at a window stand this much further from it than paths keep from walls."""


class Entrance(Config):
    """A gap through which people come onto the street and leave it."""

    id: str = Field(min_length=1)
    """Name of the entrance in shares and tables."""
    name: str
    """What a reader calls it."""
    mouth: tuple[Point, Point]
    """The two ends of the gap, in metres, on the edge of the walkable area."""


class Shop(Config):
    """A shop window that people may stop at."""

    id: str = Field(min_length=1)
    """Name of the shop."""
    name: str
    """What a reader calls it."""
    at: Point
    """A point before its window, in metres, inside the walkable area."""


class Navigation(Config):
    """How people find their way about the street, and where they stand at its edges."""

    clearance_m: float = assumed(
        0.35, "a body radius of 0.2 m and a hand's breadth; paths keep at least this from walls",
        unit="m", low=0.25, high=0.5, ge=0.25, le=1)
    """Distance that a planned path keeps from walls; gaps narrower than twice this are closed."""
    corner_width_m: float = assumed(
        4.0, "no measurement found of how widely people spread when they turn a corner",
        unit="m", low=1, high=8, gt=0, le=20)
    """Width over which people spread at a corner, each at a lateral place of their own: less in narrower gaps."""
    bend_share: float = assumed(
        0.4, "no measurement found of how widely people spread at a bend", unit="share", low=0.2, high=0.7, ge=0,
        le=0.95)
    """Where a bend is wider, they spread over this share of its free width."""
    entry_depth_m: float = assumed(
        0.6, "a person who has come in stands a step inside the mouth", unit="m", low=0.4, high=1,
        ge=0.4, le=2)
    """How far inside its mouth people appear and vanish."""
    window_m: float = assumed(
        4.0, "width of a shop window over which people who look at it spread", unit="m", low=2, high=8,
        gt=0, le=20)
    """Length along the wall, centred on the shop's point, where people stand."""
    cell_m: float = assumed(
        0.5, "numerical: the side of the cells that paths are tabulated by", unit="m", low=0.25, high=1,
        ge=0.25, le=1)
    """Side of the squares of the path tables."""


class StreetMap(Config):
    """A street as a place file draws it."""

    walkable: list[Point] = Field(min_length=3)
    """Ring round the area where people walk."""
    obstacles: list[list[Point]] = Field(default=[])
    """Rings inside it where they cannot: planters, kiosks, barriers."""
    entrances: list[Entrance]
    """Two or more ways in and out."""
    shops: list[Shop] = Field(default=[])
    """Windows to stop at; may be empty."""
    navigation: Navigation = Navigation()
    """How people find their way."""

    @field_validator("walkable")
    @classmethod
    def _ring_is_simple(cls, ring: list[Point]) -> list[Point]:
        _polygon("the walkable ring", ring)
        return ring

    @field_validator("obstacles")
    @classmethod
    def _obstacles_lie_inside(cls, rings: list[list[Point]], info: ValidationInfo) -> list[list[Point]]:
        walkable = info.data.get("walkable")
        for k, ring in enumerate(rings):
            if len(ring) < 3:
                raise ValueError(f"obstacle {k} has too few corners ({len(ring)}); a ring has 3 or more")
            obstacle = _polygon(f"obstacle {k}", ring)
            if walkable is not None and not shapely.Polygon(walkable).covers(obstacle):
                raise ValueError(f"obstacle {k} is not inside the walkable ring (it reaches from "
                                 f"{_text(obstacle.bounds[:2])} to {_text(obstacle.bounds[2:])}); "
                                 "it must lie wholly inside")
        return rings

    @field_validator("entrances")
    @classmethod
    def _entrances_open_the_street(cls, entrances: list[Entrance], info: ValidationInfo) -> list[Entrance]:
        if len(entrances) < 2:
            raise ValueError(f"too few entrances ({len(entrances)}); people need at least 2, to come and go")
        _unique("entrance", [entrance.id for entrance in entrances])
        if {"walkable", "obstacles"} <= info.data.keys():
            area = _area(info.data["walkable"], info.data["obstacles"])
            for entrance in entrances:
                _check_mouth(entrance, area)
        return entrances

    @field_validator("shops")
    @classmethod
    def _shops_lie_inside(cls, shops: list[Shop], info: ValidationInfo) -> list[Shop]:
        _unique("shop", [shop.id for shop in shops])
        if {"walkable", "obstacles"} <= info.data.keys():
            area = _area(info.data["walkable"], info.data["obstacles"])
            for shop in shops:
                if not area.covers(shapely.Point(shop.at)):
                    raise ValueError(f"shop {shop.id!r} is outside the walkable area (at {_text(shop.at)}); "
                                     "its point must lie inside")
        return shops

    @field_validator("navigation")
    @classmethod
    def _entrances_are_connected(cls, navigation: Navigation, info: ValidationInfo) -> Navigation:
        if {"walkable", "obstacles", "entrances", "shops"} <= info.data.keys():
            area = _area(info.data["walkable"], info.data["obstacles"])
            entrances, shops = info.data["entrances"], info.data["shops"]
            core = _common_part(entrances, area, navigation)
            for shop in shops:
                _window(shop, area, core, navigation)
        return navigation


@dataclass(frozen=True)
class Geometry:
    """A street compiled to arrays."""

    walls: Floats
    """(n_walls, 4): both ends of every edge; what can be walked on is on the left."""
    bounds: tuple[float, float, float, float]
    """Least x and y, greatest x and y."""
    area_m2: float
    """Walkable area."""
    entrance_ids: tuple[str, ...]
    shop_ids: tuple[str, ...]
    places: Floats
    """(n_entrances + n_shops, 4): segments where people appear and vanish, then where they look at a window."""
    window_normal: Floats
    """(n_shops, 2): unit vector toward the window."""
    corner_width_m: float
    """See `Navigation`."""
    routes: Routes
    """Shortest paths from everywhere to every place."""
    area: Any
    """The walkable area as a shapely polygon."""

    @property
    def n_entrances(self) -> int:
        """Number of entrances."""
        return len(self.entrance_ids)

    @property
    def n_shops(self) -> int:
        """Number of shops."""
        return len(self.shop_ids)

    @property
    def entry_width_m(self) -> Floats:
        """Width over which people come in, (n_entrances,)."""
        ends = self.places[: self.n_entrances]
        return np.hypot(ends[:, 2] - ends[:, 0], ends[:, 3] - ends[:, 1])

    def entrance_index(self, identifier: str) -> int:
        """Return the index of an entrance; ValueError if there is none of this id."""
        return self.entrance_ids.index(identifier)

    def path_length_m(self, entrance: int, place: int) -> float:
        """Return the length of the shortest path from the middle of an entrance to a place.

        Parameters
        ----------
        entrance
            Index of the entrance.
        place
            Index of another entrance, or `n_entrances` plus the index of a shop.
        """
        return float(self.routes.from_entrance_m[entrance, place])

    def contains(self, x_m: Floats, y_m: Floats) -> NDArray[np.bool_]:
        """Return which points lie in the walkable area."""
        return np.asarray(shapely.contains_xy(self.area, x_m, y_m), bool)


def compile_geometry(street: StreetMap) -> Geometry:
    """Turn a valid street into arrays and path tables.

    Takes a fraction of a second for a street of 500 m (after the kernels have been compiled once), and none for
    the street that was compiled last: a scenario is checked on the geometry that its world then stands on.
    """
    text = street.model_dump_json()
    if text not in _latest:
        _latest.clear()
        _latest[text] = _compile(street)
    return _latest[text]


_latest: dict[str, Geometry] = {}
"""The street compiled last, by what its map says (its rings are lists, which have no hash)."""


def _compile(street: StreetMap) -> Geometry:
    area = _area(street.walkable, street.obstacles)
    core = _common_part(street.entrances, area, street.navigation)
    mouths = [_entry_place(entrance, area, core, street.navigation) for entrance in street.entrances]
    windows = [_window(shop, area, core, street.navigation) for shop in street.shops]
    places = np.array([*mouths, *(place for place, _ in windows)])
    normals = np.array([normal for _, normal in windows]).reshape(len(windows), 2)
    walls = _edges(area)
    clearance = street.navigation.clearance_m
    routes = build_routes(
        area=area, core=core, walls=walls, solid=_solid(walls, street.entrances), places=places,
        n_entrances=len(mouths), clearance_m=clearance,
        corner_width_m=street.navigation.corner_width_m, bend_share=street.navigation.bend_share,
        cell_m=street.navigation.cell_m)
    return Geometry(
        walls=walls, bounds=area.bounds, area_m2=float(area.area),
        entrance_ids=tuple(entrance.id for entrance in street.entrances),
        shop_ids=tuple(shop.id for shop in street.shops),
        places=places, window_normal=normals, corner_width_m=street.navigation.corner_width_m, routes=routes,
        area=area)


def _solid(walls: Floats, entrances: list[Entrance]) -> Floats:
    """Return the walls without what the mouths open: nobody steers clear of the way out."""
    mouths = shapely.union_all([shapely.LineString(entrance.mouth).buffer(MOUTH_TOLERANCE_M, cap_style="flat")
                                for entrance in entrances])
    rest = shapely.get_parts(shapely.difference(shapely.linestrings(walls.reshape(-1, 2, 2)), mouths))
    rest = rest[shapely.length(rest) > 0]
    return np.array([line.coords for line in rest]).reshape(-1, 4)


def _polygon(what: str, ring: list[Point]) -> Any:
    polygon = shapely.Polygon(ring)
    if not polygon.is_valid or polygon.area <= 0:
        reason = explain_validity(polygon) if not polygon.is_valid else "it has no area"
        raise ValueError(f"{what} crosses or touches itself ({reason}); its edges may meet only at corners")
    return polygon


def _area(walkable: list[Point], obstacles: list[list[Point]]) -> Any:
    """Return the walkable area with its free side on the left of every edge."""
    area = shapely.Polygon(walkable).difference(shapely.union_all([shapely.Polygon(o) for o in obstacles]))
    if area.geom_type != "Polygon":
        area = max(shapely.get_parts(area), key=lambda part: part.area)
    return orient(area)


def _unique(what: str, ids: list[str]) -> None:
    twice = sorted({identifier for identifier in ids if ids.count(identifier) > 1})
    if twice:
        raise ValueError(f"{what} id used twice ({', '.join(twice)}); every id is used once")


def _check_mouth(entrance: Entrance, area: Any) -> None:
    a, b = np.array(entrance.mouth)
    middle = shapely.Point((a + b) / 2)
    if np.hypot(*(b - a)) <= 0:
        raise ValueError(f"entrance {entrance.id!r} has no width ({_text(a)} twice); give its two ends")
    if area.boundary.distance(middle) > MOUTH_TOLERANCE_M:
        where = "inside" if area.covers(middle) else "outside"
        raise ValueError(
            f"the mouth of entrance {entrance.id!r} lies {where} the walkable area (its middle "
            f"{_text(middle.coords[0])} is {area.boundary.distance(middle):.2f} m from the edge); "
            f"it must lie within {MOUTH_TOLERANCE_M} m of the edge")


def _common_part(entrances: list[Entrance], area: Any, navigation: Navigation) -> Any:
    """Return the part of the area, less the clearance, that every entrance opens onto."""
    shrunk = area.buffer(-navigation.clearance_m, join_style="mitre")
    parts = [orient(part) for part in shapely.get_parts(shrunk) if part.area > 0]
    reached = {entrance.id: _part_of(entrance, area, parts, navigation) for entrance in entrances}
    first = next(iter(reached.values()))
    for identifier, part in reached.items():
        if part != first:
            raise ValueError(
                f"entrance {identifier!r} is not connected to {next(iter(reached))!r} (no way through is "
                f"{2 * navigation.clearance_m:g} m wide); every entrance must be reached from every other")
    return parts[first]


def _part_of(entrance: Entrance, area: Any, parts: list[Any], navigation: Navigation) -> int:
    line = _inset_line(entrance, area, navigation)
    lengths = [part.intersection(line).length for part in parts]
    if not lengths or max(lengths) <= 0:
        raise ValueError(
            f"entrance {entrance.id!r} leaves no room to come in (its mouth from {_text(entrance.mouth[0])} to "
            f"{_text(entrance.mouth[1])}, {navigation.entry_depth_m:g} m inside it); a gap must be wider than "
            f"{2 * navigation.clearance_m:g} m and open onto the walkable area")
    return int(np.argmax(lengths))


def _inset_line(entrance: Entrance, area: Any, navigation: Navigation) -> Any:
    """Return the mouth, moved inside, with the street on its left."""
    a, b = np.array(entrance.mouth)
    left = np.array([a[1] - b[1], b[0] - a[0]]) / np.hypot(*(b - a))
    probe = 2 * MOUTH_TOLERANCE_M + navigation.entry_depth_m
    depth = [_depth(area, (a + b) / 2 + sign * probe * left) for sign in (1, -1)]
    if depth[1] > depth[0]:
        a, b, left = b, a, -left
    middle = shapely.Point((a + b) / 2)
    outside = 0.0 if area.covers(middle) else area.distance(middle)
    inward = (navigation.entry_depth_m + outside) * left
    return shapely.LineString([a + inward, b + inward])


def _depth(area: Any, point: Floats) -> float:
    """Return how deep inside the area a point lies (negative outside)."""
    p = shapely.Point(point)
    return float(area.boundary.distance(p)) * (1 if area.covers(p) else -1)


def _entry_place(entrance: Entrance, area: Any, core: Any, navigation: Navigation) -> Floats:
    return _longest(core.intersection(_inset_line(entrance, area, navigation)),
                    _inset_line(entrance, area, navigation))


def _longest(parts: Any, along: Any) -> Floats:
    """Return the longest straight part as (x, y, x, y), in the direction of `along`."""
    lines = [part for part in shapely.get_parts(parts) if part.geom_type == "LineString"]
    ends = np.array(max(lines, key=lambda part: part.length).coords)[[0, -1]]
    way = np.diff(np.array(along.coords)[[0, -1]], axis=0)[0]
    return (ends if np.dot(ends[1] - ends[0], way) >= 0 else ends[::-1]).ravel()


def _window(shop: Shop, area: Any, core: Any, navigation: Navigation) -> tuple[Floats, Floats]:
    """Return where people stand before a shop, along its wall, and the direction of the window."""
    edges = _edges(area)
    lines = shapely.linestrings(edges.reshape(-1, 2, 2))
    wall = edges[int(np.argmin(shapely.distance(lines, shapely.Point(shop.at))))]
    along = (wall[2:] - wall[:2]) / np.hypot(*(wall[2:] - wall[:2]))
    inward = np.array([-along[1], along[0]])
    foot = wall[:2] + along * np.clip(np.dot(np.array(shop.at) - wall[:2], along), 0, np.hypot(*(wall[2:] - wall[:2])))
    middle = foot + inward * (navigation.clearance_m + WINDOW_GAP_M)
    line = shapely.LineString([middle - along * navigation.window_m / 2, middle + along * navigation.window_m / 2])
    room = core.intersection(line)
    if room.length <= 0:
        raise ValueError(f"shop {shop.id!r} has no room before its window (at {_text(shop.at)}); it needs "
                         f"{2 * navigation.clearance_m:g} m that can be reached from the entrances")
    return _longest(room, line), -inward


def _edges(area: Any) -> Floats:
    rings = [np.array(ring.coords) for ring in [area.exterior, *area.interiors]]
    return np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])


def _text(point: Any) -> str:
    return f"({point[0]:.1f}, {point[1]:.1f})"
