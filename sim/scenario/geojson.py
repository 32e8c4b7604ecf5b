"""A street and its camera sites from GeoJSON, so that a place can be drawn in any GIS.

Coordinates are metres in the street's own frame, or of the system that the file names in `crs`
(`sim.scenario.map_frame`); heights are left out. What a feature is stands in its property `role`; its other
properties become the keys of the part of a scenario that it makes (`sim.scenario.map_columns`). Geometries of many
parts are read where they have one, and of obstacles all are.

    walkable   Polygon      where people walk; its holes are obstacles; exactly one
    obstacle   Polygon      more of what they walk round
    entrance   LineString   a mouth, of two points; id, name, share (of people who come in there)
    shop       Point        before a window; id, name
    middle     LineString   midway between the fronts, from end to end; width_m, from front to front as drawn
    zone       Polygon      a zone of recognition; site (the site's key), name
    camera     Point        site, id, height_m, heading_deg, ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.core.errors import ScenarioError
from sim.scenario.located import Keys, Located, Mark, quoted
from sim.scenario.map_columns import Columns, Row, row_of
from sim.scenario.map_frame import Frame, frame_of
from sim.scenario.map_outline import tidied

__all__ = ["NOTES", "ROLES", "place_of"]

NOTES = "map_notes"
"""The key of a scenario that says what was done to its map."""

ROLES = {
    "walkable": "Polygon",
    "obstacle": "Polygon",
    "entrance": "LineString",
    "shop": "Point",
    "middle": "LineString",
    "zone": "Polygon",
    "camera": "Point",
}
"""The geometry that a feature of each role must have."""

_MOST = 1e12
"""No coordinate of any system is larger."""
_PARTS = {"Polygon": "MultiPolygon", "LineString": "MultiLineString", "Point": "MultiPoint"}


def place_of(geojson: Located) -> Located:
    """Turn a feature collection into the keys `street`, `sites`, `map_notes` and, where it is given, `attribution`.

    Parameters
    ----------
    geojson
        The whole file; what comes out keeps its lines and columns.

    Raises
    ------
    ScenarioError
        If it is not a feature collection, or a feature has no role, an unknown one, or another geometry
        than its role needs; if there is not one walkable area; if a camera's site has no zone; if its numbers
        are not of the system that it names, or it has too many corners.
    """
    features = _features(geojson)
    outline = _outline(geojson, features)
    frame = frame_of(geojson, outline)
    frame.check_size(outline)
    place = _Builder(geojson, frame)
    for index, feature in enumerate(features):
        place.add(("features", index), feature)
    return place.finished()


@dataclass
class _Builder:
    """The place so far, with where each part of it stands in the file."""

    source: Located
    frame: Frame
    columns: Columns = field(default_factory=Columns)
    has_heights: bool = False
    holes: int = 0
    street: dict[str, Any] = field(default_factory=dict)
    sites: dict[str, dict[str, Any]] = field(default_factory=dict)
    zones: dict[str, Mark] = field(default_factory=dict)
    values: dict[Keys, Mark] = field(default_factory=dict)
    keys: dict[Keys, Mark] = field(default_factory=dict)

    def add(self, at: Keys, feature: Any) -> None:
        """Put one feature where it belongs."""
        role, row = self._role_of(at, feature)
        parts = self._shapes_of(at, role, feature)
        coordinates, inside = parts[0]
        match role:
            case "walkable":
                self._walkable(at, coordinates, inside)
            case "obstacle":
                for rings, where in parts:
                    self._append(("street", "obstacles"), rings[0], (*where, 0), is_ring=True)
                    self.holes += len(rings) - 1
            case "entrance":
                self._item(("street", "entrances"), row, at, {"mouth": (coordinates, inside)})
            case "shop":
                self._item(("street", "shops"), row, at, {"at": (coordinates, inside)})
            case "middle":
                self._middle(row, at, coordinates, inside)
            case "zone":
                if len(coordinates) > 1:
                    raise ScenarioError(
                        str(self.source.value_at((*inside, 1))), "a zone with a hole", "a zone is one ring"
                    )
                self._zone(row, at, coordinates[0], (*inside, 0))
            case "camera":
                self._camera(row, at, coordinates, inside)

    def finished(self) -> Located:
        """Return the whole place."""
        top = self.source.value_at(())
        if "walkable" not in self.street:
            raise ScenarioError(top.file, "no feature has the role 'walkable'", "one polygon says where people walk")
        for site, parts in self.sites.items():
            if "zone" not in parts:
                raise ScenarioError(
                    str(self.values["sites", site]),
                    f"the cameras of site {site!r} have no zone",
                    "a polygon with the role 'zone' and the same site is where faces are searched",
                )
        outline = tidied(
            self.street["walkable"],
            self.street.get("obstacles", []),
            where=str(self.values["street", "walkable"]),
        )
        if outline.note:
            self.street["walkable"], self.street["obstacles"] = outline.walkable, outline.obstacles
        data: dict[str, Any] = {"street": self.street, "sites": self.sites}
        for keys in ((), ("street",), ("sites",)):
            self.values.setdefault(keys, top)
        notes = [self.frame.note, outline.note, *self._said_of_shapes(), self.columns.note()]
        if any(notes):
            data[NOTES] = [note for note in notes if note]
            self.values[NOTES,] = top
        if self.source.data.get("attribution") is not None:
            data["attribution"] = self.source.data["attribution"]
            self.values["attribution",] = self.source.value_at(("attribution",))
        return Located(data, self.values, self.keys)

    def _said_of_shapes(self) -> list[str]:
        heights = ["Its heights are not read."] if self.has_heights else []
        holes = "a hole" if self.holes == 1 else f"{self.holes} holes"
        return [*heights, *([f"Nobody gets into {holes} of its obstacles."] if self.holes else [])]

    def _role_of(self, at: Keys, feature: Any) -> tuple[str, Row]:
        """Return the role of a feature, and its properties by the keys that a place knows."""
        here = str(self.source.value_at(at))
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            raise ScenarioError(here, "a feature without properties", f"each has a role: {', '.join(ROLES)}")
        row = row_of(feature["properties"], _columns_at(self.source, at))
        role = row.values.get("role")
        if not isinstance(role, str) or role not in ROLES:
            where = self.source.value_at((*at, "properties", "role"))
            what = "without a role" if role is None else f"with no known role ({quoted(role)})"
            raise ScenarioError(str(where), f"a feature {what}", f"roles are {', '.join(ROLES)}")
        return role, row

    def _shapes_of(self, at: Keys, role: str, feature: dict[str, Any]) -> list[tuple[Any, Keys]]:
        """Return the coordinates of each part of a feature in metres, and where they stand."""
        given = feature.get("geometry")
        geometry: dict[str, Any] = given if isinstance(given, dict) else {}
        kind, wanted = geometry.get("type"), ROLES[role]
        if kind not in (wanted, _PARTS[wanted]):
            what = "without a geometry" if given is None else f"drawn as {quoted(kind)}"
            where = self.source.value_at((*at, "geometry"))
            raise ScenarioError(str(where), f"a {role} {what}", f"it must be a {wanted}")
        inside: Keys = (*at, "geometry", "coordinates")
        coordinates = geometry.get("coordinates")
        parts = [(coordinates, inside)]
        if kind != wanted:
            whole = coordinates if isinstance(coordinates, list) else []
            parts = [(part, (*inside, k)) for k, part in enumerate(whole)]
            if len(parts) != 1 and (role != "obstacle" or not parts):
                raise ScenarioError(
                    str(self.source.value_at(inside)),
                    f"a {role} of {len(parts)} parts",
                    f"it must be one {wanted}: join its parts, or draw a feature for each",
                )
        for part, stands in parts:
            is_polygon = wanted == "Polygon"
            if not isinstance(part, list) or (is_polygon and not _are_rings(part)):
                raise ScenarioError(
                    str(self.source.value_at(stands)),
                    f"a {wanted} without coordinates",
                    "a polygon is a list of rings, a ring a list of points" if is_polygon else "",
                )
        return [(self._in_metres(part), stands) for part, stands in parts]

    def _in_metres(self, coordinates: Any) -> Any:
        """Return points, or lists of them, in metres and without heights; what is no point is left to be refused."""
        if _is_point(coordinates):
            self.has_heights = self.has_heights or len(coordinates) > 2
            point = coordinates[:2]
            return point if self.frame.metres is None else self.frame.metres(np.array([point], float))[0].tolist()
        if not isinstance(coordinates, list):
            return coordinates
        if self.frame.metres is not None and coordinates and all(map(_is_point, coordinates)):
            self.has_heights = self.has_heights or any(len(point) > 2 for point in coordinates)
            return self.frame.metres(np.array([point[:2] for point in coordinates], float)).tolist()
        return [self._in_metres(item) for item in coordinates]

    def _walkable(self, at: Keys, rings: list[Any], inside: Keys) -> None:
        if "walkable" in self.street:
            raise ScenarioError(str(self.source.value_at(at)), "a second walkable area", "a place has one")
        self.street["walkable"] = _open(rings[0])
        self._marks(("street", "walkable"), (*inside, 0))
        for index, hole in enumerate(rings[1:], start=1):
            self._append(("street", "obstacles"), hole, (*inside, index), is_ring=True)

    def _middle(self, row: Row, at: Keys, line: list[Any], inside: Keys) -> None:
        if "middle" in self.street:
            raise ScenarioError(str(self.source.value_at(at)), "a second middle of the street", "a place has one")
        self.street["middle"] = {"line": line}
        self.values["street", "middle"] = self.source.value_at((*at, "properties"))
        self._marks(("street", "middle", "line"), inside)
        self._properties(("street", "middle"), self.street["middle"], row, at)
        if (width_m := self.street["middle"].get("width_m")) is not None:
            self.street["width_m"] = width_m
            self.values["street", "width_m"] = self.values["street", "middle", "width_m"]

    def _zone(self, row: Row, at: Keys, ring: Any, inside: Keys) -> None:
        site = self._site(row, at)
        if site in self.zones:
            raise ScenarioError(str(self.source.value_at(at)), f"a second zone of the site {site!r}", "a site has one")
        self.zones[site] = self.source.value_at(at)
        self._properties(("sites", site), self.sites[site], row, at)
        self.sites[site].setdefault("id", site)
        self.sites[site]["zone"] = _open(ring)
        self._marks(("sites", site, "zone"), inside)

    def _camera(self, row: Row, at: Keys, point: list[Any], inside: Keys) -> None:
        if len(point) < 2:
            raise ScenarioError(
                str(self.source.value_at(inside)), f"not a point ({quoted(point)})", "write [x, y] in metres"
            )
        site = self._site(row, at)
        self._item(
            ("sites", site, "cameras"),
            row,
            at,
            {"x_m": (point[0], (*inside, 0)), "y_m": (point[1], (*inside, 1))},
        )

    def _site(self, row: Row, at: Keys) -> str:
        site = row.values.get("site")
        if not isinstance(site, str) or not site:
            raise ScenarioError(
                str(self.source.value_at((*at, "properties"))),
                f"a {row.values['role']} without a site" + ("" if site is None else f" ({quoted(site)})"),
                "its property 'site' names one",
            )
        if site not in self.sites:
            self.sites[site] = {"cameras": []}
            self.values["sites", site] = self.source.value_at((*at, "properties"))
            self.values["sites", site, "cameras"] = self.values["sites", site]
        return site

    def _item(self, to: Keys, row: Row, at: Keys, shape: dict[str, tuple[Any, Keys]]) -> None:
        item: dict[str, Any] = {}
        path = (*to, len(self._list(to)))
        self.values[path] = self.source.value_at((*at, "properties"))
        self._properties(path, item, row, at)
        for key, (value, inside) in shape.items():
            item[key] = value
            self._marks((*path, key), inside)
        self._list(to).append(item)

    def _append(self, to: Keys, ring: Any, inside: Keys, *, is_ring: bool) -> None:
        self._marks((*to, len(self._list(to))), inside)
        self._list(to).append(_open(ring) if is_ring else ring)

    def _list(self, to: Keys) -> list[Any]:
        holder: Any = {"street": self.street, "sites": self.sites}
        for key in to[:-1]:
            holder = holder[key]
        items: list[Any] = holder.setdefault(to[-1], [])
        return items

    def _properties(self, path: Keys, item: dict[str, Any], row: Row, at: Keys) -> None:
        read = self.columns.of(row, _columns_at(self.source, at))
        for key, (written, value) in read.items():
            item[key] = value
            self._marks((*path, key), (*at, "properties", written))
            self.keys[(*path, key)] = self.source.key_at((*at, "properties", written))

    def _marks(self, path: Keys, inside: Keys) -> None:
        value = self.source.data
        for key in inside:
            value = value[key]
        self._mark_all(path, inside, value)

    def _mark_all(self, path: Keys, inside: Keys, value: Any) -> None:
        self.values[path] = self.source.value_at(inside)
        if isinstance(value, dict):
            for key, child in value.items():
                self._mark_all((*path, key), (*inside, key), child)
        if isinstance(value, list):
            for index, child in enumerate(value):
                self._mark_all((*path, index), (*inside, index), child)


def _features(geojson: Located) -> list[Any]:
    data = geojson.data
    is_collection = isinstance(data, dict) and data.get("type") == "FeatureCollection"
    if not is_collection or not isinstance(data.get("features"), list):
        raise ScenarioError(
            str(geojson.value_at(())),
            "not a GeoJSON feature collection",
            'it begins {"type": "FeatureCollection", "features": [...]}',
        )
    features: list[Any] = data["features"]
    return features


def _outline(geojson: Located, features: list[Any]) -> Any:
    """Return the corners of the first walkable area as they are written, (n, 2); none where something is wrong."""
    for k, feature in enumerate(features):
        whole: dict[str, Any] = feature if isinstance(feature, dict) else {}
        properties, geometry = whole.get("properties"), whole.get("geometry")
        if not (isinstance(properties, dict) and isinstance(geometry, dict)):
            continue
        if row_of(properties, _columns_at(geojson, ("features", k))).values.get("role") == "walkable":
            return np.array(list(_points_in(geometry.get("coordinates"))), np.float64).reshape(-1, 2)
    return np.empty((0, 2))


def _columns_at(source: Located, at: Keys) -> Callable[[str], str]:
    """Return what says where a column of a feature is written."""
    return lambda key: str(source.key_at((*at, "properties", key)))


def _points_in(coordinates: Any) -> Iterator[list[float]]:
    if _is_point(coordinates):
        yield coordinates[:2]
    elif isinstance(coordinates, list):
        for item in coordinates:
            yield from _points_in(item)


def _is_point(value: Any) -> bool:
    """Return whether a value is a position: two numbers, and heights that are not read."""
    return isinstance(value, list) and len(value) >= 2 and all(map(_is_number, value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _MOST


def _are_rings(coordinates: list[Any]) -> bool:
    return bool(coordinates) and all(isinstance(ring, list) for ring in coordinates)


def _open(ring: list[Any]) -> list[Any]:
    """Leave out the last point of a ring that repeats the first."""
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
