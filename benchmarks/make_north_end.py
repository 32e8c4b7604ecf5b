"""Make scenarios/places/north_end.geojson from a folder of the evidence on the street.

    python benchmarks/make_north_end.py SOURCE_DIR [--width-m 13] [--output FILE]

SOURCE_DIR holds `north_end_local.json`: centreline, entrances and address points in metres from the
crossroads (x east, y north), each with where it is from. This script turns them into the street's own
frame, cuts the walkable area, puts shops at their frontages and lays out the two fixed camera sites
and the van site. What no source gives (width, zone depth, camera positions) is a constant below and is
called assumed in the file. The same source and width give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
from itertools import pairwise
from math import atan2, cos, degrees, radians, sin
from pathlib import Path
from typing import Any, NamedTuple

from shapely import LineString, Point, Polygon, make_valid
from shapely.ops import unary_union

Feature = dict[str, Any]
XY = tuple[float, float]

WIDTH_M = 13.0
JUNCTION_XY = (-149.5, 474.0)  # Station Road, London Road, Tamworth Road: stop lines on three arms
SIMPLIFY_M = 0.25
SHOP_FROM_WALL_M = 1.0
FRONTAGES_M = (10.0, 480.0)  # along the street
SHOPS_APART_M = 25.0  # where no address is known; assumed
WINDOW_M = 3.0  # to either side of a shop's point there must be a wall
COLUMN_FROM_CENTRE_M = 3.6
ZONE_DEPTH_M = 10.0
CAMERA_FROM_ZONE_M = 6.0
FOV_DEG = 36.0
IMAGE_WIDTH_PX = 2560
ZONE_OVERHANG_M = 0.1  # so that rounding leaves no way past the zone along a wall
FAN_DEG = 7.0

ENTRANCES = {
    "High Street": ("high_street", "High Street"),
    "George Street": ("george_street", "George Street"),
    "Crown Hill": ("crown_hill", "Crown Hill and Church Street"),
    "Centrale": ("centrale", "Centrale shopping centre"),
    "Drummond Road": ("drummond_road", "Drummond Road"),
    "Whitgift Centre, southern": ("whitgift_south", "Whitgift Centre, south door"),
    "Whitgift Centre, northern": ("whitgift_north", "Whitgift Centre, north door"),
    "Tamworth Place": ("tamworth_place", "Tamworth Place"),
    "Poplar Walk": ("poplar_walk", "Poplar Walk"),
    "Station Road": ("station_road", "Station Road"),
    "Tamworth Road": ("tamworth_road", "Tamworth Road"),
    "London Road": ("london_road", "London Road and West Croydon station"),
}
CROSSROADS = {"high_street", "george_street", "crown_hill"}
JUNCTION = {"station_road", "tamworth_road", "london_road"}
DOORS = {"centrale", "whitgift_south", "whitgift_north"}
NOT_ON_THE_STREET = ("34", "166", "177 - 179")  # deep in the block, or north of the junction


class Site(NamedTuple):
    """Where a site's zone begins along the street, and its cameras on either side of the zone."""

    id: str
    name: str
    zone_s: float
    looking_north: int
    looking_south: int
    height_m: float
    note: str


SITES = (
    Site(
        "south",
        "South end",
        26.0,
        4,
        3,
        3.5,
        "2025-26: 15 fixed cameras on street furniture in two clusters at either end of North End "
        "(insidecroydon.com 2026-01-19, computerweekly.com 2026-01-20); "
        "columns, heights and the zone are assumed",
    ),
    Site(
        "north",
        "North end",
        457.0,
        4,
        4,
        3.5,
        "2025-26: 15 fixed cameras on street furniture in two clusters at either end of North End "
        "(insidecroydon.com 2026-01-19, computerweekly.com 2026-01-20); "
        "columns, heights and the zone are assumed",
    ),
    Site(
        "van",
        "Van near West Croydon",
        395.0,
        2,
        2,
        4.0,
        "2024: van 'near West Croydon' (insidecroydon.com 2024-01-24). Assumed: that it stands where the stream "
        "passes it straight, between Tamworth Place and Poplar Walk; two cameras each way, on its mast and on poles, "
        "one for each half of the street, as tripods stood one to each side of the walkway in Stratford "
        "(diamondgeezer 2025-12); and the zone. The van itself is not an obstacle in the model",
    ),
)


class Frame(NamedTuple):
    """The street's own frame, and the centreline in it."""

    along: XY
    centreline: LineString

    def turn(self, xy: Any) -> XY:
        """Take metres east and north of the crossroads into the street's frame."""
        east, north = xy
        return (self.along[0] * east + self.along[1] * north, self.along[0] * north - self.along[1] * east)

    def at(self, s_m: float, left_m: float = 0.0) -> XY:
        """Return the point `s_m` along the centreline and `left_m` to its left (west)."""
        here = self.centreline.interpolate(s_m)
        angle = radians(self.bearing(s_m))
        return (here.x - left_m * sin(angle), here.y + left_m * cos(angle))

    def bearing(self, s_m: float) -> float:
        """Return the direction of the centreline at `s_m`, in degrees from +x."""
        a, b = (self.centreline.interpolate(max(s_m + d, 0.0)) for d in (-0.5, 0.5))
        return degrees(atan2(b.y - a.y, b.x - a.x))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="SOURCE_DIR")
    parser.add_argument("--width-m", type=float, default=WIDTH_M, help="frontage to frontage, 11 to 16")
    parser.add_argument("--output", type=Path, default=Path("scenarios/places/north_end.geojson"))
    given = parser.parse_args()
    source = json.loads((given.source / "north_end_local.json").read_text(encoding="utf-8"))
    collection = north_end(source, width_m=given.width_m)
    given.output.write_text(as_text(collection), encoding="utf-8")


def north_end(source: Any, *, width_m: float) -> Feature:
    """Return the whole street as one GeoJSON feature collection in the street's frame."""
    frame = frame_of(source)
    mouths = {identifier: mouth_of(item, frame) for identifier, item in entrances_of(source).items()}
    walkable = walkable_area(frame, mouths, width_m)
    features = [
        feature(
            Polygon(rounded(walkable.exterior.coords)),
            {
                "role": "walkable",
                "name": "North End",
                "status": "inferred; width assumed",
                "source": "centreline through crossroads, street midpoint and stop line, length +-12 m; "
                f"{width_m:g} m frontage to frontage is assumed (no source gives it; 11-16 m is plausible)",
            },
        )
    ]
    features += entrance_features(source, mouths)
    shops = shop_features(source, frame, walkable, width_m)
    features += [*shops, *shops_between(shops, frame, walkable, width_m)]
    for site in SITES:
        features += site_features(site, frame, walkable, width_m)
    check(features)
    return {
        "type": "FeatureCollection",
        "name": "North End, Croydon",
        "frame": frame_text(source, frame),
        "attribution": attribution_of(source),
        "licence": "Open Government Licence v3; TfL open data terms; ODbL 1.0 (two pins of the centreline)",
        "features": features,
    }


def attribution_of(source: Any) -> str:
    """Return whose data this is made from; it travels with the place wherever it is shown."""
    text = str(source["attribution"]).replace("(c)", "©").replace(" [ODbL status inferred, not stated]", "")
    return text.replace("Geometry marked estimated=true was", "The geometry was")


def frame_of(source: Any) -> Frame:
    """Lay +x from the crossroads to the north end of the centreline."""
    start, *_, end = source["centreline_xy"]
    length = Point(start).distance(Point(end))
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    flat = Frame(along, LineString([(0, 0), (1, 0)]))
    return Frame(along, LineString([flat.turn(xy) for xy in (*source["centreline_xy"], JUNCTION_XY)]))


def frame_text(source: Any, frame: Frame) -> str:
    """Say what the coordinates are."""
    east, north = source["origin_bng"]
    grid_angle = degrees(atan2(frame.along[1], frame.along[0]))
    return (
        "Local metres, not longitude and latitude: x runs along the street from its south end to its north "
        f"end, y to the left (west). Origin: British National Grid {east:.1f} E, {north:.1f} N "
        "(crossroads with George Street). "
        f"+x points {grid_angle:.2f} degrees counter-clockwise from grid east."
    )


def entrances_of(source: Any) -> dict[str, Any]:
    """Return the source's entrances by our ids, in the order of ENTRANCES."""
    found = {
        identifier: item
        for start, (identifier, _) in ENTRANCES.items()
        for item in source["entrances"]
        if item["name"].startswith(start)
    }
    assert len(found) == len(ENTRANCES) == len(source["entrances"])
    return found


def mouth_of(item: Any, frame: Frame) -> LineString:
    """Draw an entrance's mouth across the arm that leads to it from the street."""
    centre = Point(frame.turn(item["local_xy"]))
    root = arm_root(item, frame, centre)
    length = root.distance(centre)
    across = ((centre.y - root.y) / length, -(centre.x - root.x) / length)
    half = item["mouth_width_m"] / 2
    ends = [(centre.x + side * half * across[0], centre.y + side * half * across[1]) for side in (-1, 1)]
    return LineString(ends)


def arm_root(item: Any, frame: Frame, centre: Point) -> Point:
    """Return where an arm starts: the middle of its junction, or the nearest point of the centreline."""
    if item["s_m"] == 0:
        return Point(frame.turn((0, 0)))
    if item["s_m"] >= 487:
        return Point(frame.turn(JUNCTION_XY))
    return frame.centreline.interpolate(frame.centreline.project(centre))


def walkable_area(frame: Frame, mouths: dict[str, LineString], width_m: float) -> Polygon:
    """Join the street and the arms to its entrances, and cut off what would be slivers."""
    parts = [frame.centreline.buffer(width_m / 2, cap_style="flat", join_style="mitre")]
    for identifier, mouth in mouths.items():
        root = frame.centreline.interpolate(frame.centreline.project(mouth.centroid))
        root = Point(frame.turn((0, 0))) if identifier in CROSSROADS else root
        root = Point(frame.turn(JUNCTION_XY)) if identifier in JUNCTION else root
        (ax, ay), (bx, by) = mouth.coords
        dx, dy = root.x - (ax + bx) / 2, root.y - (ay + by) / 2
        parts.append(Polygon([(ax, ay), (bx, by), (bx + dx, by + dy), (ax + dx, ay + dy)]))
    return unary_union(parts).simplify(SIMPLIFY_M)


def entrance_features(source: Any, mouths: dict[str, LineString]) -> list[Feature]:
    """Return the mouths with what is known of each."""
    names = dict(ENTRANCES.values())
    return [
        feature(
            LineString(rounded(mouths[identifier].coords)),
            {
                "role": "entrance",
                "id": identifier,
                "name": names[identifier],
                "kind": "door" if identifier in DOORS else "street",
                "status": f"{how_known(item)}, +-{item['s_uncertainty_m']:g} m; "
                f"confidence {item['confidence']}; width assumed",
                "source": source_text(item),
            },
        )
        for identifier, item in entrances_of(source).items()
    ]


def how_known(item: Any) -> str:
    """Say whether a position was worked out from published points or is recalled."""
    return "recalled" if "memory" in item["source"] else "inferred"


def source_text(item: Any) -> str:
    """Return an entrance's source without the collector's marks."""
    text = str(item["source"]).replace("seen: ", "").replace("name from the brief + memory", "name recalled")
    text = text.replace(" seen;", ";").replace("exact door memory", "exact door recalled")
    return text.replace("memory;", "recalled;")


def shop_features(source: Any, frame: Frame, walkable: Polygon, width_m: float) -> list[Feature]:
    """Put each address on its frontage, with addresses that share a postcode's centroid spread by number."""
    addresses = sorted(
        ((address_of(item), item) for item in source["address_points"] if address_of(item) not in NOT_ON_THE_STREET),
        key=lambda pair: (pair[1]["t_m"] > 0, middle(pair[0])),
    )
    shops = []
    for number, item in addresses:
        side = 1 if item["t_m"] < 0 else -1
        ladder = [(middle(n), i["s_m"]) for n, i in addresses if (i["t_m"] < 0) == (item["t_m"] < 0)]
        s_m, is_spread = along_the_ladder(middle(number), ladder)
        at = frame.at(s_m, side * (width_m / 2 - SHOP_FROM_WALL_M))
        assert walkable.contains(Point(at)), number
        text = number.replace(" ", "")
        shops.append(
            feature(
                Point(rounded([at])[0]),
                {
                    "role": "shop",
                    "id": f"n{text.lower().replace('-', '_')}",
                    "name": f"{text} North End",
                    "status": "inferred; "
                    + (
                        "spread by house number about its postcode's centroid"
                        if is_spread
                        else "projected from the address point to the frontage"
                    ),
                    "source": "Food Standards Agency, Food Hygiene Rating Scheme, extract of 2020-11-13",
                },
            )
        )
    return shops


def shops_between(shops: list[Feature], frame: Frame, walkable: Polygon, width_m: float) -> list[Feature]:
    """Put windows on frontages that have none for long: the addresses are of shops that sell food alone."""
    wall = LineString(walkable.exterior.coords)
    from_centre = width_m / 2 - SHOP_FROM_WALL_M
    found = []
    for side, name in ((1, "west"), (-1, "east")):
        known = sorted(
            s_of(shop, frame)
            for shop in shops
            if Point(shop["geometry"]["coordinates"]).distance(Point(frame.at(s_of(shop, frame), side * from_centre)))
            < 1
        )
        ends = [FRONTAGES_M[0] - SHOPS_APART_M / 2, *known, FRONTAGES_M[1] + SHOPS_APART_M / 2]
        for low, high in pairwise(ends):
            n = int((high - low) / SHOPS_APART_M)
            for k in range(1, n):
                s_m = low + (high - low) * k / n
                at = Point(frame.at(s_m, side * from_centre))
                beside = (Point(frame.at(s_m + d, side * from_centre)) for d in (-WINDOW_M, 0.0, WINDOW_M))
                if any(abs(wall.distance(p) - SHOP_FROM_WALL_M) > 0.1 for p in beside):
                    continue  # a mouth
                found.append(
                    feature(
                        Point(rounded([(at.x, at.y)])[0]),
                        {
                            "role": "shop",
                            "id": f"{name}_{s_m:.0f}",
                            "name": f"A shop on the {name} side",
                            "status": "assumed: shops line the street",
                            "source": "no published address lies near; which shop it is does not matter",
                        },
                    )
                )
    return found


def s_of(shop: Feature, frame: Frame) -> float:
    """Return how far along the centreline a shop lies."""
    return float(frame.centreline.project(Point(shop["geometry"]["coordinates"])))


def side_of(shop: Feature, frame: Frame) -> int:
    """Return 1 for a shop on the left of the centreline, and -1 for one on its right."""
    x, y = shop["geometry"]["coordinates"]
    here, angle = frame.centreline.interpolate(s_of(shop, frame)), radians(frame.bearing(s_of(shop, frame)))
    return 1 if cos(angle) * (y - here.y) > sin(angle) * (x - here.x) else -1


def address_of(item: Any) -> str:
    """Return the house number of an address: "86 - 90" of "86 - 90 North End, Croydon"."""
    found = re.search(r"([0-9][0-9A-Z -]*?) North End", item["address"])
    assert found
    return found[1]


def middle(number: str) -> float:
    """Return the middle of a range of house numbers."""
    ends = [int(part) for part in re.findall(r"[0-9]+", number)]
    return (ends[0] + ends[-1]) / 2


def along_the_ladder(number: float, ladder: list[tuple[float, float]]) -> tuple[float, bool]:
    """Return where a house number lies among those of known position; those that share one are spread."""
    places = sorted({s for _, s in ladder})
    rungs = [(sum(extent(n for n, at in ladder if at == s)) / 2, s) for s in places]
    shared = {s: sum(at == s for _, at in ladder) > 1 for s in places}
    own = next(s for n, s in ladder if n == number)
    if not shared[own]:
        return own, False
    index = places.index(own)
    low, high = rungs[max(index - 1, 0)], rungs[min(index + 1, len(rungs) - 1)]
    here = rungs[index]
    other = low if (number < here[0] or high == here) else high
    return here[1] + (number - here[0]) * (other[1] - here[1]) / (other[0] - here[0]), True


def extent(values: Any) -> tuple[float, float]:
    """Return the least and the greatest."""
    known = list(values)
    return min(known), max(known)


def site_features(site: Site, frame: Frame, walkable: Polygon, width_m: float) -> list[Feature]:
    """Return a site's zone, and its cameras on either side of it, looking at it."""
    end = site.zone_s + ZONE_DEPTH_M
    half = width_m / 2 + ZONE_OVERHANG_M
    start = site.zone_s
    band = Polygon([frame.at(start, half), frame.at(end, half), frame.at(end, -half), frame.at(start, -half)])
    zone = feature(
        Polygon(rounded(band.exterior.coords)),
        {
            "role": "zone",
            "site": site.id,
            "name": site.name,
            "status": "assumed",
            "source": site.note,
        },
    )
    south, north = site.zone_s - CAMERA_FROM_ZONE_M, end + CAMERA_FROM_ZONE_M
    cameras = [
        camera_feature(site, f"{site.id}_n{i + 1}", frame.at(south, column), frame.bearing(south) + fan)
        for i, (column, fan) in enumerate(on_columns(site.looking_north, width_m))
    ] + [
        camera_feature(site, f"{site.id}_s{i + 1}", frame.at(north, -column), frame.bearing(north) + 180 + fan)
        for i, (column, fan) in enumerate(on_columns(site.looking_south, width_m))
    ]
    return [zone, *cameras]


def on_columns(n: int, width_m: float) -> list[tuple[float, float]]:
    """Share cameras between a left and a right column; those on one column look apart.

    Two stand in the middles of the street's halves, so that they look along it and see faces from the front.
    """
    left, right = COLUMN_FROM_CENTRE_M, -COLUMN_FROM_CENTRE_M
    return {
        2: [(width_m / 4, 0.0), (-width_m / 4, 0.0)],
        3: [(left, 0.0), (left, -2 * FAN_DEG), (right, 0.0)],
        4: [(left, FAN_DEG), (left, -2 * FAN_DEG), (right, 2 * FAN_DEG), (right, -FAN_DEG)],
    }[n]


def camera_feature(site: Site, identifier: str, at: XY, heading_deg: float) -> Feature:
    """Return one camera; what it shows of a face follows from its geometry."""
    return feature(
        Point(rounded([at])[0]),
        {
            "role": "camera",
            "site": site.id,
            "id": identifier,
            "height_m": site.height_m,
            "heading_deg": round((heading_deg + 180) % 360 - 180, 1),
            "horizontal_fov_deg": FOV_DEG,
            "image_width_px": IMAGE_WIDTH_PX,
            "status": "assumed",
        },
    )


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


if __name__ == "__main__":
    main()
