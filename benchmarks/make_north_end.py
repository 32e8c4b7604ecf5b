"""Make scenarios/places/north_end.geojson from a folder of the evidence on the street.

    python benchmarks/make_north_end.py SOURCE_DIR [--width-m 13] [--output FILE]

SOURCE_DIR holds `north_end_local.json`: centreline, entrances and address points in metres from the
crossroads (x east, y north), each with where it is from. This script turns them into the street's own
frame, cuts the walkable area, puts shops at their frontages and lays out the two fixed camera sites
and the van site. What no source gives (width, zone depth, camera positions) is a constant, here or in
`north_end_shops` and `street_cameras`, and is called assumed in the file. The same source and width give
the same bytes.
"""

from __future__ import annotations

import argparse
import json
from math import atan2, degrees
from pathlib import Path
from typing import Any

from north_end_shops import shop_features, shops_between
from shapely import LineString, Point, Polygon
from shapely.ops import unary_union
from street_cameras import Site, site_features
from street_features import Feature, as_text, check, feature, rounded
from street_frame import Frame

WIDTH_M = 13.0
JUNCTION_XY = (-149.5, 474.0)  # Station Road, London Road, Tamworth Road: stop lines on three arms
SIMPLIFY_M = 0.25

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
    features.append(middle_of(frame.centreline, width_m))
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


def middle_of(line: LineString, width_m: float) -> Feature:
    """Return the line midway between the fronts, by which the street can be made wider or narrower."""
    as_number = int(width_m) if float(width_m).is_integer() else width_m
    about = {"role": "middle", "width_m": as_number, "status": "inferred; width assumed"}
    return feature(LineString(rounded(line.coords)), about)


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


if __name__ == "__main__":
    main()
