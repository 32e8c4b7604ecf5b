"""A street and its camera sites from GeoJSON, so that a place can be drawn in any GIS.

Coordinates are metres in the street's own frame, not longitude and latitude. What a feature is stands
in its property `role`; its other properties become the keys of the part of a scenario that it makes,
except notes for readers (`status`, `source`, `note`, `kind`).

    walkable   Polygon      where people walk; its holes are obstacles; exactly one
    obstacle   Polygon      more of what they walk round
    entrance   LineString   a mouth, of two points; id, name, share (of people who come in there)
    shop       Point        before a window; id, name
    zone       Polygon      a zone of recognition; site (the site's key), name
    camera     Point        site, id, height_m, heading_deg, ...
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.core.errors import ScenarioError
from sim.scenario.located import Keys, Located, Mark

__all__ = ["ROLES", "place_of"]

ROLES = {
    "walkable": "Polygon",
    "obstacle": "Polygon",
    "entrance": "LineString",
    "shop": "Point",
    "zone": "Polygon",
    "camera": "Point",
}
"""The geometry that a feature of each role must have."""

_NOTES = frozenset({"role", "site", "status", "source", "note", "kind"})


def place_of(geojson: Located) -> Located:
    """Turn a feature collection into the keys `street`, `sites` and, where it is given, `attribution`.

    Parameters
    ----------
    geojson
        The whole file; what comes out keeps its lines and columns.

    Raises
    ------
    ScenarioError
        If it is not a feature collection, or a feature has no role, an unknown one, or another geometry
        than its role needs; if there is not one walkable area; if a camera's site has no zone.
    """
    features = _features(geojson)
    place = _Builder(geojson)
    for index, feature in enumerate(features):
        place.add(("features", index), feature)
    return place.finished()


@dataclass
class _Builder:
    """The place so far, with where each part of it stands in the file."""

    source: Located
    street: dict[str, Any] = field(default_factory=dict)
    sites: dict[str, dict[str, Any]] = field(default_factory=dict)
    zones: dict[str, Mark] = field(default_factory=dict)
    values: dict[Keys, Mark] = field(default_factory=dict)
    keys: dict[Keys, Mark] = field(default_factory=dict)

    def add(self, at: Keys, feature: Any) -> None:
        """Put one feature where it belongs."""
        role, properties, coordinates = self._parts_of(at, feature)
        inside = (*at, "geometry", "coordinates")
        match role:
            case "walkable":
                self._walkable(at, coordinates, inside)
            case "obstacle":
                self._append(("street", "obstacles"), coordinates[0], (*inside, 0), is_ring=True)
            case "entrance":
                self._item(("street", "entrances"), properties, at, {"mouth": (coordinates, inside)})
            case "shop":
                self._item(("street", "shops"), properties, at, {"at": (coordinates, inside)})
            case "zone":
                self._zone(properties, at, coordinates[0], (*inside, 0))
            case "camera":
                self._camera(properties, at, coordinates, inside)

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
        data = {"street": self.street, "sites": self.sites}
        for keys in ((), ("street",), ("sites",)):
            self.values.setdefault(keys, top)
        if isinstance(self.source.data.get("attribution"), str):
            data["attribution"] = self.source.data["attribution"]
            self.values["attribution",] = self.source.value_at(("attribution",))
        return Located(data, self.values, self.keys)

    def _parts_of(self, at: Keys, feature: Any) -> tuple[str, dict[str, Any], Any]:
        here = str(self.source.value_at(at))
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            raise ScenarioError(here, "a feature without properties", f"each has a role: {', '.join(ROLES)}")
        properties = feature["properties"]
        role = properties.get("role")
        if not isinstance(role, str) or role not in ROLES:
            where = self.source.value_at((*at, "properties", "role"))
            raise ScenarioError(str(where), f"a feature with no known role ({role!r})", f"roles are {', '.join(ROLES)}")
        given = feature.get("geometry")
        geometry: dict[str, Any] = given if isinstance(given, dict) else {}
        kind = geometry.get("type")
        if kind != ROLES[role]:
            raise ScenarioError(
                str(self.source.value_at((*at, "geometry"))),
                f"a {role} drawn as {kind!r}",
                f"it must be a {ROLES[role]}",
            )
        coordinates = geometry.get("coordinates")
        is_polygon = ROLES[role] == "Polygon"
        if not isinstance(coordinates, list) or (is_polygon and not _are_rings(coordinates)):
            raise ScenarioError(
                str(self.source.value_at((*at, "geometry", "coordinates"))),
                f"a {ROLES[role]} without coordinates",
                "a polygon is a list of rings, a ring a list of points" if is_polygon else "",
            )
        return role, properties, coordinates

    def _walkable(self, at: Keys, rings: list[Any], inside: Keys) -> None:
        if "walkable" in self.street:
            raise ScenarioError(str(self.source.value_at(at)), "a second walkable area", "a place has one")
        self.street["walkable"] = _open(rings[0])
        self._marks(("street", "walkable"), (*inside, 0))
        for index, hole in enumerate(rings[1:], start=1):
            self._append(("street", "obstacles"), hole, (*inside, index), is_ring=True)

    def _zone(self, properties: dict[str, Any], at: Keys, ring: Any, inside: Keys) -> None:
        site = self._site(properties, at)
        if site in self.zones:
            raise ScenarioError(str(self.source.value_at(at)), f"a second zone of the site {site!r}", "a site has one")
        self.zones[site] = self.source.value_at(at)
        self._properties(("sites", site), self.sites[site], properties, at)
        self.sites[site].setdefault("id", site)
        self.sites[site]["zone"] = _open(ring)
        self._marks(("sites", site, "zone"), inside)

    def _camera(self, properties: dict[str, Any], at: Keys, point: list[Any], inside: Keys) -> None:
        if len(point) < 2:
            raise ScenarioError(str(self.source.value_at(inside)), f"not a point ({point!r})", "write [x, y] in metres")
        site = self._site(properties, at)
        self._item(
            ("sites", site, "cameras"),
            properties,
            at,
            {"x_m": (point[0], (*inside, 0)), "y_m": (point[1], (*inside, 1))},
        )

    def _site(self, properties: dict[str, Any], at: Keys) -> str:
        site = properties.get("site")
        if not isinstance(site, str) or not site:
            raise ScenarioError(
                str(self.source.value_at((*at, "properties"))),
                f"a {properties['role']} without a site ({site!r})",
                "its property 'site' names one",
            )
        if site not in self.sites:
            self.sites[site] = {"cameras": []}
            self.values["sites", site] = self.source.value_at((*at, "properties"))
            self.values["sites", site, "cameras"] = self.values["sites", site]
        return site

    def _item(self, to: Keys, properties: dict[str, Any], at: Keys, shape: dict[str, tuple[Any, Keys]]) -> None:
        item: dict[str, Any] = {}
        path = (*to, len(self._list(to)))
        self.values[path] = self.source.value_at((*at, "properties"))
        self._properties(path, item, properties, at)
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

    def _properties(self, path: Keys, item: dict[str, Any], properties: dict[str, Any], at: Keys) -> None:
        for key, value in properties.items():
            if key not in _NOTES:
                item[key] = value
                self._marks((*path, key), (*at, "properties", key))
                self.keys[(*path, key)] = self.source.key_at((*at, "properties", key))

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


def _are_rings(coordinates: list[Any]) -> bool:
    return bool(coordinates) and all(isinstance(ring, list) for ring in coordinates)


def _open(ring: list[Any]) -> list[Any]:
    """Leave out the last point of a ring that repeats the first."""
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring
