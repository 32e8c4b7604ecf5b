"""Features of a street's map: shapes with what is known of them, as GeoJSON whose changes can be read."""

from __future__ import annotations

import json
import re
from typing import Any

from shapely import LineString, Point, Polygon, make_valid
from street_frame import XY

Feature = dict[str, Any]


def feature(shape: Any, properties: dict[str, Any]) -> Feature:
    """Wrap a shape and its properties."""
    return {"type": "Feature", "properties": properties, "geometry": geometry_of(shape)}


def geometry_of(shape: Any) -> dict[str, Any]:
    """Return the GeoJSON geometry of a point, a line or a polygon without holes."""
    if isinstance(shape, Point):
        return {"type": "Point", "coordinates": [shape.x, shape.y]}
    if isinstance(shape, LineString):
        return {"type": "LineString", "coordinates": [list(xy) for xy in shape.coords]}
    return {"type": "Polygon", "coordinates": [[list(xy) for xy in shape.exterior.coords]]}


def rounded(points: Any) -> list[XY]:
    """Round to centimetres."""
    return [(round(x, 2) + 0.0, round(y, 2) + 0.0) for x, y in points]


def check(features: list[Feature]) -> None:
    """Hold that the whole fits together before it is written."""
    shapes = [(item["properties"], as_shape(item["geometry"])) for item in features]
    walkable = next(shape for about, shape in shapes if about["role"] == "walkable")
    assert walkable.is_valid
    assert make_valid(walkable).geom_type == "Polygon"
    for about, shape in shapes:
        match about["role"]:
            case "entrance":
                assert walkable.exterior.buffer(0.05).contains(shape), about["id"]
            case "shop" | "camera":
                assert walkable.contains(shape), about["id"]
            case "zone":
                assert shape.is_valid
                assert walkable.difference(shape).geom_type == "MultiPolygon", "a zone cuts the street in two"


def as_shape(geometry: dict[str, Any]) -> Any:
    """Return the shape of a GeoJSON geometry."""
    kinds = {"Point": Point, "LineString": LineString, "Polygon": lambda rings: Polygon(rings[0])}
    return kinds[geometry["type"]](geometry["coordinates"])


def as_text(collection: Feature) -> str:
    """Write one feature to a block, with its coordinates on one line, so that changes can be read."""
    text = json.dumps(collection, indent=1, ensure_ascii=False)
    return re.sub(r"\[\s+(-?[0-9.]+),\s+(-?[0-9.]+)\s+\]", r"[\1, \2]", text) + "\n"
