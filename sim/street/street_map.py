"""The map of a street as a place file gives it: rings, mouths and shop windows, checked before anything is built.

Rings and points are in metres, in the street's own frame (x along the street, y to its left). `StreetMap` refuses what
nobody could walk in; `sim.street.geometry` turns a good one into arrays.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from pydantic import Field, ValidationInfo, field_validator
from shapely.geometry.polygon import orient
from shapely.validation import explain_validity

from sim.core.config import Config
from sim.evidence.register import assumed, chosen
from sim.street.extent import MOST_OFF_M, check_bounds, check_cells, check_corners
from sim.street.middle import Middle, moved

__all__ = [
    "LEAST_MOUTH_M",
    "MOUTH_TOLERANCE_M",
    "Entrance",
    "Navigation",
    "Point",
    "Shop",
    "StreetMap",
    "area_of",
    "common_part",
    "edges_of",
    "inset_line",
    "longest_of",
    "window_of",
]

Floats: TypeAlias = NDArray[np.float64]
Point = tuple[float, float]
"""x and y in metres."""

MOUTH_TOLERANCE_M = 0.5
"""How far the middle of a mouth may lie from the edge that it opens: drawing by hand is no better."""

LEAST_MOUTH_M = 0.5
"""A mouth narrower than this lets nobody in: a body, and a little room beside it."""
_MOST_SLANT_DEG = 45.0
"""A mouth may be drawn at this angle to the edge that it opens; edges that were drawn by hand bend."""

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
    share: float | None = chosen(None, unit="share of people", ge=0, le=1)
    """Share of people who come in here, where `footfall.entrance_shares` says nothing; of all entrances together 1."""


class Shop(Config):
    """A shop window that people may stop at."""

    id: str = Field(min_length=1)
    """Name of the shop."""
    name: str
    """What a reader calls it."""
    at: Point
    """A point before its window, in metres, inside the walkable area, or at its edge to within `MOST_OFF_M`."""


class Navigation(Config):
    """How people find their way about the street, and where they stand at its edges."""

    clearance_m: float = assumed(
        0.35,
        "a body radius of 0.2 m and a hand's breadth; paths keep at least this from walls",
        unit="m",
        low=0.25,
        high=0.5,
        ge=0.25,
        le=1,
    )
    """Distance that a planned path keeps from walls; gaps narrower than twice this are closed."""
    corner_width_m: float = assumed(
        4.0,
        "no measurement found of how widely people spread when they turn a corner",
        unit="m",
        low=1,
        high=8,
        gt=0,
        le=20,
    )
    """Width over which people spread at a corner, each at a lateral place of their own: less in narrower gaps."""
    bend_share: float = assumed(
        0.4,
        "no measurement found of how widely people spread at a bend",
        unit="share",
        low=0.2,
        high=0.7,
        ge=0,
        le=0.95,
    )
    """Where a right-angled bend is wider, they spread over this share of its free width; the less a wall turns, the
    more of it, up to nearly all where it hardly does."""
    entry_depth_m: float = assumed(
        0.6, "a person who has come in stands a step inside the mouth", unit="m", low=0.4, high=1, ge=0.4, le=2
    )
    """How far inside its mouth people appear and vanish."""
    window_m: float = assumed(
        4.0, "width of a shop window over which people who look at it spread", unit="m", low=2, high=8, gt=0, le=20
    )
    """Length along the wall, centred on the shop's point, where people stand."""
    cell_m: float = assumed(
        0.5, "numerical: the side of the cells that paths are tabulated by", unit="m", low=0.25, high=1, ge=0.25, le=1
    )
    """Side of the squares of the path tables."""


class StreetMap(Config):
    """A street as a place file draws it."""

    kind: Literal["map"] = "map"
    """That it is drawn."""
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
    middle: Middle | None = Field(default=None, exclude_if=lambda middle: middle is None)
    """The line midway between its fronts, and how wide it is drawn; null where its width stays as it is drawn."""
    width_m: float | None = chosen(None, unit="m", gt=0, le=200, exclude_if=lambda width_m: width_m is None)
    """From front to front, where people walk; null for the width of its map. What is drawn moves with the fronts."""

    @field_validator("walkable")
    @classmethod
    def _ring_is_simple(cls, ring: list[Point]) -> list[Point]:
        check_corners(len(ring))
        check_bounds(np.array(ring))
        _polygon("the walkable ring", ring)
        return ring

    @field_validator("obstacles")
    @classmethod
    def _obstacles_lie_inside(cls, rings: list[list[Point]], info: ValidationInfo) -> list[list[Point]]:
        walkable = info.data.get("walkable")
        check_corners(len(walkable or ()) + sum(map(len, rings)))
        area = None if walkable is None else shapely.Polygon(walkable)
        shapely.prepare(area)
        for k, ring in enumerate(rings):
            if len(ring) < 3:
                raise ValueError(f"obstacle {k} has too few corners ({len(ring)}); a ring has 3 or more")
            obstacle = _polygon(f"obstacle {k}", ring)
            if area is not None and not area.covers(obstacle):
                raise ValueError(
                    f"obstacle {k} is not inside the walkable ring (it reaches from "
                    f"{_text(obstacle.bounds[:2])} to {_text(obstacle.bounds[2:])}); "
                    "it must lie wholly inside"
                )
        return rings

    @field_validator("entrances")
    @classmethod
    def _entrances_open_the_street(cls, entrances: list[Entrance], info: ValidationInfo) -> list[Entrance]:
        if len(entrances) < 2:
            raise ValueError(f"too few entrances ({len(entrances)}); people need at least 2, to come and go")
        _unique("entrance", [entrance.id for entrance in entrances])
        if {"walkable", "obstacles"} <= info.data.keys():
            area = area_of(info.data["walkable"], info.data["obstacles"])
            for entrance in entrances:
                _check_mouth(entrance, area)
        return entrances

    @field_validator("shops")
    @classmethod
    def _shops_lie_inside(cls, shops: list[Shop], info: ValidationInfo) -> list[Shop]:
        _unique("shop", [shop.id for shop in shops])
        if {"walkable", "obstacles"} <= info.data.keys():
            area = area_of(info.data["walkable"], info.data["obstacles"])
            shapely.prepare(area)
            for shop in shops:
                if area.distance(shapely.Point(shop.at)) > MOST_OFF_M:
                    raise ValueError(
                        f"shop {shop.id!r} is outside the walkable area (at {_text(shop.at)}); "
                        f"its point must lie inside, or at most {MOST_OFF_M:g} m outside"
                    )
        return shops

    @field_validator("navigation")
    @classmethod
    def _entrances_are_connected(cls, navigation: Navigation, info: ValidationInfo) -> Navigation:
        if {"walkable", "obstacles", "entrances", "shops"} <= info.data.keys():
            rings = (info.data["walkable"], *info.data["obstacles"])
            entrances, shops = tuple(info.data["entrances"]), tuple(info.data["shops"])
            _check_connected(tuple(tuple(ring) for ring in rings), entrances, shops, navigation)
        return navigation

    @field_validator("middle")
    @classmethod
    def _middle_lies_inside(cls, middle: Middle | None, info: ValidationInfo) -> Middle | None:
        if middle is not None and "walkable" in info.data:
            off = shapely.LineString(middle.line).difference(shapely.Polygon(info.data["walkable"]).buffer(MOST_OFF_M))
            if not off.is_empty:
                where = _text(off.representative_point().coords[0])
                raise ValueError(
                    f"the middle of the street leaves the walkable area (at {where}); it lies between its fronts"
                )
        return middle

    @field_validator("width_m")
    @classmethod
    def _has_a_middle(cls, width_m: float | None, info: ValidationInfo) -> float | None:
        middle = info.data.get("middle")
        if middle is None and width_m is not None and "middle" in info.data:
            raise ValueError(
                f"nothing says what is to be {width_m:g} m wide; in a map a line with the role `middle` and the "
                "`width_m` that is drawn says so"
            )
        if middle is None or width_m is None:
            return width_m if middle is None else middle.width_m
        if (navigation := info.data.get("navigation")) is not None:
            least = 2 * (LEAST_MOUTH_M + navigation.clearance_m)
            if width_m < least:
                raise ValueError(f"narrower than two people who pass each other ({width_m:g} m); at least {least:g} m")
        if "walkable" in info.data:
            _polygon(f"the walkable ring, {width_m:g} m wide", moved(np.array(info.data["walkable"]), middle, width_m))
        return width_m


@lru_cache(maxsize=64)
def _check_connected(
    rings: tuple[tuple[Point, ...], ...],
    entrances: tuple[Entrance, ...],
    shops: tuple[Shop, ...],
    navigation: Navigation,
) -> None:
    """Refuse a street on which people do not get from everywhere to everywhere; once for each that is drawn."""
    area = area_of(list(rings[0]), [list(ring) for ring in rings[1:]])
    check_cells(area, navigation.cell_m, len(entrances) + len(shops))
    core = common_part(list(entrances), area, navigation)
    for shop in shops:
        window_of(shop, area, core, navigation)


def area_of(walkable: list[Point], obstacles: list[list[Point]]) -> Any:
    """Return the walkable area with its free side on the left of every edge."""
    area = shapely.Polygon(walkable).difference(shapely.union_all([shapely.Polygon(o) for o in obstacles]))
    if area.geom_type != "Polygon":
        area = max(shapely.get_parts(area), key=lambda part: part.area)
    return orient(area)


def common_part(entrances: list[Entrance], area: Any, navigation: Navigation) -> Any:
    """Return the part of the area, less the clearance, that every entrance opens onto."""
    shrunk = area.buffer(-navigation.clearance_m, join_style="mitre")
    parts = [orient(part) for part in shapely.get_parts(shrunk) if part.area > 0]
    reached = {entrance.id: _part_of(entrance, area, parts, navigation) for entrance in entrances}
    first = next(iter(reached.values()))
    for identifier, part in reached.items():
        if part != first:
            raise ValueError(
                f"entrance {identifier!r} is not connected to {next(iter(reached))!r} (no way through is "
                f"{2 * navigation.clearance_m:g} m wide); every entrance must be reached from every other"
            )
    return parts[first]


def inset_line(entrance: Entrance, area: Any, navigation: Navigation) -> Any:
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


def window_of(shop: Shop, area: Any, core: Any, navigation: Navigation) -> tuple[Floats, Floats]:
    """Return where people stand before a shop, along its wall, and the direction of the window."""
    edges = edges_of(area)
    lines = shapely.linestrings(edges.reshape(-1, 2, 2))
    wall = edges[int(np.argmin(shapely.distance(lines, shapely.Point(shop.at))))]
    along = (wall[2:] - wall[:2]) / np.hypot(*(wall[2:] - wall[:2]))
    inward = np.array([-along[1], along[0]])
    foot = wall[:2] + along * np.clip(np.dot(np.array(shop.at) - wall[:2], along), 0, np.hypot(*(wall[2:] - wall[:2])))
    middle = foot + inward * (navigation.clearance_m + WINDOW_GAP_M)
    line = shapely.LineString([middle - along * navigation.window_m / 2, middle + along * navigation.window_m / 2])
    room = core.intersection(line)
    if room.length <= 0:
        raise ValueError(
            f"shop {shop.id!r} has no room before its window (at {_text(shop.at)}); it needs "
            f"{2 * navigation.clearance_m:g} m that can be reached from the entrances"
        )
    return longest_of(room, line), -inward


def edges_of(area: Any) -> Floats:
    """Return the edges of an area, each as (x, y, x, y)."""
    rings = [np.array(ring.coords) for ring in [area.exterior, *area.interiors]]
    return np.concatenate([np.hstack([ring[:-1], ring[1:]]) for ring in rings])


def longest_of(parts: Any, along: Any) -> Floats:
    """Return the longest straight part as (x, y, x, y), in the direction of `along`."""
    lines = [part for part in shapely.get_parts(parts) if part.geom_type == "LineString"]
    ends = np.array(max(lines, key=lambda part: part.length).coords)[[0, -1]]
    way = np.diff(np.array(along.coords)[[0, -1]], axis=0)[0]
    return (ends if np.dot(ends[1] - ends[0], way) >= 0 else ends[::-1]).ravel()


def _polygon(what: str, ring: list[Point] | Floats) -> Any:
    polygon = shapely.Polygon(ring)
    if not polygon.is_valid or polygon.area <= 0:
        reason = explain_validity(polygon) if not polygon.is_valid else "it has no area"
        raise ValueError(f"{what} crosses or touches itself ({reason}); its edges may meet only at corners")
    return polygon


def _unique(what: str, ids: list[str]) -> None:
    twice = sorted(identifier for identifier, times in Counter(ids).items() if times > 1)
    if twice:
        raise ValueError(f"{what} id used twice ({', '.join(twice)}); every id is used once")


def _check_mouth(entrance: Entrance, area: Any) -> None:
    a, b = np.array(entrance.mouth)
    middle = shapely.Point((a + b) / 2)
    if np.hypot(*(b - a)) <= 0:
        raise ValueError(f"entrance {entrance.id!r} has no width ({_text(a)} twice); give its two ends")
    if np.hypot(*(b - a)) < LEAST_MOUTH_M:
        raise ValueError(
            f"entrance {entrance.id!r} is too narrow ({np.hypot(*(b - a)):.2f} m); a mouth is {LEAST_MOUTH_M:g} m wide "
            "or wider, so that a body comes through"
        )
    if area.boundary.distance(middle) > MOUTH_TOLERANCE_M:
        where = "inside" if area.covers(middle) else "outside"
        raise ValueError(
            f"the mouth of entrance {entrance.id!r} lies {where} the walkable area (its middle "
            f"{_text(middle.coords[0])} is {area.boundary.distance(middle):.2f} m from the edge); "
            f"it must lie within {MOUTH_TOLERANCE_M} m of the edge"
        )
    slant = _slant_deg(a, b, area)
    if slant > _MOST_SLANT_DEG:
        raise ValueError(
            f"the mouth of entrance {entrance.id!r} leads across the edge of the walkable area and not along it (at "
            f"{slant:.0f} degrees to it, from {_text(a)} to {_text(b)}); its two ends lie on the edge that it opens, "
            f"at {_MOST_SLANT_DEG:g} degrees to it or less"
        )


def _slant_deg(a: Floats, b: Floats, area: Any) -> float:
    """Return the least angle between a mouth and the edges that its middle lies by."""
    edges = edges_of(area)
    lines = shapely.linestrings(edges.reshape(-1, 2, 2))
    by = edges[shapely.distance(lines, shapely.Point((a + b) / 2)) <= MOUTH_TOLERANCE_M]
    along, mouth = by[:, 2:] - by[:, :2], b - a
    cosine = np.abs(along @ mouth) / (np.hypot(*along.T) * np.hypot(*mouth))
    return float(np.degrees(np.arccos(np.clip(cosine, 0, 1))).min())


def _part_of(entrance: Entrance, area: Any, parts: list[Any], navigation: Navigation) -> int:
    line = inset_line(entrance, area, navigation)
    lengths = [part.intersection(line).length for part in parts]
    if not lengths or max(lengths) <= 0:
        raise ValueError(
            f"entrance {entrance.id!r} leaves no room to come in (its mouth from {_text(entrance.mouth[0])} to "
            f"{_text(entrance.mouth[1])}, {navigation.entry_depth_m:g} m inside it); a gap must be wider than "
            f"{2 * navigation.clearance_m:g} m and open onto the walkable area"
        )
    return int(np.argmax(lengths))


def _depth(area: Any, point: Floats) -> float:
    """Return how deep inside the area a point lies (negative outside)."""
    p = shapely.Point(point)
    return float(area.boundary.distance(p)) * (1 if area.covers(p) else -1)


def _text(point: Any) -> str:
    return f"({point[0]:.1f}, {point[1]:.1f})"
