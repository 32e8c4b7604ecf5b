"""The street as arrays: walls, places at the mouths, places before the shop windows, and the ways between them.

`compile_geometry` turns a `sim.street.street_map.StreetMap` into what the walking kernels read, with the tables of
shortest paths of `sim.street.navigation`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.polygon import orient

from sim.street.kept_routes import kept_routes
from sim.street.navigation import Routes
from sim.street.street_map import (
    MOUTH_TOLERANCE_M,
    Entrance,
    Navigation,
    Point,
    StreetMap,
    area_of,
    common_part,
    edges_of,
    inset_line,
    longest_of,
    window_of,
)

__all__ = ["Geometry", "compile_geometry", "outline_of"]

Floats: TypeAlias = NDArray[np.float64]
T = TypeVar("T")


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
    entrance_shares: tuple[float | None, ...]
    """Share of people who come in at each entrance, as the map says it; None where it says nothing."""
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
    core: Any
    """The part of it that paths keep to: off the walls, and open to every entrance."""

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
        if identifier not in self.entrance_ids:
            raise ValueError(f"there is no entrance {identifier!r}; there are {', '.join(self.entrance_ids)}")
        return self.entrance_ids.index(identifier)

    def path_length_m(self, entrance: int, place: int) -> float:
        """Return the length of the shortest path from the middle of an entrance to a place.

        Parameters
        ----------
        entrance
            Index of the entrance.
        place
            Index of another entrance, or `n_entrances` plus the index of a shop.

        Raises
        ------
        ValueError
            If there is no such entrance or place.
        """
        for name, index, n in (("entrance", entrance, self.n_entrances), ("place", place, len(self.places))):
            if not 0 <= index < n:
                raise ValueError(f"{name} must be 0 to {n - 1}, not {index}")
        return float(self.routes.from_entrance_m[entrance, place])

    def contains(self, x_m: Floats, y_m: Floats) -> NDArray[np.bool_]:
        """Return which points lie in the walkable area, (n,) for coordinates (n,); no point that is not a number does.

        Raises
        ------
        ValueError
            If the coordinates differ in shape.
        """
        if np.shape(x_m) != np.shape(y_m):
            raise ValueError(f"x_m and y_m must have one shape, not {np.shape(x_m)} and {np.shape(y_m)}")
        return np.asarray(shapely.contains_xy(self.area, x_m, y_m), bool)

    def spots(self, apart_m: float) -> Floats:
        """Return the points of a grid of so many metres that lie in the walkable area (n, 2); worked out once."""

        def found() -> Floats:
            x0, y0, x1, y1 = self.core.bounds
            x, y = np.meshgrid(np.arange(np.ceil(x0), x1, apart_m), np.arange(np.ceil(y0), y1, apart_m))
            inside = self.contains(x, y)
            return np.column_stack([x[inside], y[inside]])

        return self.once(("spots", apart_m), found)

    def parts(self, less_m: float) -> Any:
        """Return the parts of the walkable area less so much along its walls, as shapely polygons; worked out once."""
        return self.once(("parts", less_m), lambda: shapely.get_parts(self.area.buffer(-less_m)))

    def once(self, what: Hashable, work_out: Callable[[], T]) -> T:
        """Return something of the street that is worked out when it is first asked for, and kept as long as it is."""
        if what not in self._worked_out:
            self._worked_out[what] = work_out()
        found: T = self._worked_out[what]
        return found

    @cached_property
    def _worked_out(self) -> dict[Hashable, Any]:
        return {}


def outline_of(parts: Sequence[Sequence[Point]]) -> list[Point]:
    """Return the outline, anticlockwise, of what polygons that overlap cover together."""
    together = orient(shapely.union_all([shapely.Polygon(part) for part in parts]))
    return [(float(x), float(y)) for x, y in list(together.exterior.coords)[:-1]]


def compile_geometry(street: StreetMap) -> Geometry:
    """Turn a valid street into arrays and path tables.

    Takes a fraction of a second for a street of 500 m (after the kernels have been compiled once), and none for
    the last few streets: a scenario is checked on the geometry that its world then stands on.
    """
    text = street.model_dump_json()
    geometry = _kept.get(text)
    if geometry is None:
        geometry = _compile(street)
        # another thread may do the same
        while len(_kept) >= _KEEP:
            _kept.pop(next(iter(_kept), ""), None)
        _kept[text] = geometry
    return geometry


_KEEP = 8
"""A programme has several streets."""
_kept: dict[str, Geometry] = {}
"""The streets compiled last, by what their maps say (their rings are lists, which have no hash)."""


def _compile(street: StreetMap) -> Geometry:
    area = area_of(street.walkable, street.obstacles)
    core = common_part(street.entrances, area, street.navigation)
    mouths = [_entry_place(entrance, area, core, street.navigation) for entrance in street.entrances]
    windows = [window_of(shop, area, core, street.navigation) for shop in street.shops]
    places = np.array([*mouths, *(place for place, _ in windows)])
    normals = np.array([normal for _, normal in windows]).reshape(len(windows), 2)
    walls = edges_of(area)
    clearance = street.navigation.clearance_m
    routes = kept_routes(
        area=area,
        core=core,
        walls=walls,
        solid=_solid(walls, street.entrances),
        places=places,
        n_entrances=len(mouths),
        clearance_m=clearance,
        corner_width_m=street.navigation.corner_width_m,
        bend_share=street.navigation.bend_share,
        cell_m=street.navigation.cell_m,
    )
    return Geometry(
        walls=walls,
        bounds=area.bounds,
        area_m2=float(area.area),
        entrance_ids=tuple(entrance.id for entrance in street.entrances),
        entrance_shares=tuple(entrance.share for entrance in street.entrances),
        shop_ids=tuple(shop.id for shop in street.shops),
        places=places,
        window_normal=normals,
        corner_width_m=street.navigation.corner_width_m,
        routes=routes,
        area=area,
        core=core,
    )


def _solid(walls: Floats, entrances: list[Entrance]) -> Floats:
    """Return the walls without what the mouths open: nobody steers clear of the way out."""
    mouths = shapely.union_all(
        [shapely.LineString(entrance.mouth).buffer(MOUTH_TOLERANCE_M, cap_style="flat") for entrance in entrances]
    )
    rest = shapely.get_parts(shapely.difference(shapely.linestrings(walls.reshape(-1, 2, 2)), mouths))
    rest = rest[shapely.length(rest) > 0]
    return np.array([line.coords for line in rest]).reshape(-1, 4)


def _entry_place(entrance: Entrance, area: Any, core: Any, navigation: Navigation) -> Floats:
    return longest_of(core.intersection(inset_line(entrance, area, navigation)), inset_line(entrance, area, navigation))
