"""Make the GeoJSON maps of the smaller places in scenarios/places/ from estimated centrelines.

    python benchmarks/make_places.py SOURCE_DIR [--output scenarios/places]

SOURCE_DIR holds `sites.geojson`: centrelines in longitude and latitude, each with where it is from. A street is its
centreline with an assumed width, a mouth at either end, its named side streets and doors (of each of which
`street_facts` says how its place is known), shops at assumed places, and one van site. What is assumed says so in the
file. The same source gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
from math import atan2, cos, degrees, radians
from pathlib import Path
from typing import Any

from make_north_end import SIMPLIFY_M, attribution_of, middle_of
from north_end_shops import SHOP_FROM_WALL_M
from shapely import LineString, Point, Polygon
from shapely.ops import unary_union
from street_cameras import Site, site_features
from street_facts import PLACES, Arm, Place
from street_features import Feature, as_text, check, feature, rounded
from street_frame import XY, Frame

EARTH_M = 6_371_009.0
ARM_M = 10.0
SHOP_EVERY_M = 14.0
END_CLEAR_M = 12.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="SOURCE_DIR")
    parser.add_argument("--output", type=Path, default=Path("scenarios/places"))
    given = parser.parse_args()
    source = json.loads((given.source / "sites.geojson").read_text(encoding="utf-8"))
    for place in PLACES:
        text = as_text(drawn(place, source))
        (given.output / f"{place.id}.geojson").write_text(text, encoding="utf-8")


def drawn(place: Place, source: Any) -> Feature:
    """Return a street as a GeoJSON feature collection in its own frame."""
    found = next(item for item in source["features"] if item["properties"]["name"].startswith(place.source))
    about = found["properties"]
    line, frame = frame_of(found["geometry"]["coordinates"], place.length_m)
    half, length = place.width_m / 2, line.length
    known = (
        f"centreline estimated from published points ({about['source']}; confidence {about['confidence']}); "
        f"{place.width_m:g} m wide is assumed"
    )
    parts = [line.buffer(half, cap_style="flat", join_style="mitre")]
    mouths = [end_mouth(frame, 0.0, half, place.ends[0]), end_mouth(frame, length, half, place.ends[1])]
    for arm in place.arms:
        parts.append(arm_of(frame, arm, half))
        mouths.append(arm_mouth(frame, arm, half))
    walkable = unary_union(parts).simplify(SIMPLIFY_M)
    assert isinstance(walkable, Polygon)
    features = [
        feature(
            Polygon(rounded(walkable.exterior.coords)),
            {"role": "walkable", "name": place.name, "status": "inferred; width assumed", "source": known},
        )
    ]
    features.append(middle_of(line, place.width_m))
    features += mouths
    features += shops_of(place, frame, walkable, length)
    site = Site(
        "van",
        "Van",
        place.zone_s,
        2,
        2,
        4.0,
        "where a van stands or would stand on this street, its two cameras each way, on its mast and on poles, one for "
        "each half of the street, and the zone are assumed; the van itself is not an obstacle in the model",
    )
    features += site_features(site, frame, walkable, place.width_m)
    check(features)
    lon, lat = found["geometry"]["coordinates"][0]
    turned = degrees(atan2(frame.along[1], frame.along[0]))
    return {
        "type": "FeatureCollection",
        "name": place.name,
        "frame": "Local metres, not longitude and latitude: x runs along the street from its first point, y to the "
        f"left. Origin: {lat:.6f} N, {lon:.6f} E. +x points {turned:.2f} degrees counter-clockwise from east.",
        "attribution": attribution_of(source) + (place.credits and f" Side streets and doors: {place.credits}."),
        "licence": "; ".join(dict.fromkeys(["Open Government Licence v3", "TfL open data terms", *place.licences])),
        "features": features,
    }


def frame_of(coordinates: Any, length_m: float | None) -> tuple[LineString, Frame]:
    """Project a centreline to metres about its first point, cut it, and lay +x from its first to its last point."""
    lon0, lat0 = coordinates[0]
    per_degree = radians(1.0) * EARTH_M
    line = LineString(
        [((lon - lon0) * per_degree * cos(radians(lat0)), (lat - lat0) * per_degree) for lon, lat in coordinates]
    )
    if length_m is not None and length_m < line.length:
        cut = [xy for xy in line.coords if line.project(Point(xy)) < length_m]
        line = LineString([*cut, line.interpolate(length_m)])
    end = line.coords[-1]
    total = Point(0, 0).distance(Point(end))
    along = (end[0] / total, end[1] / total)
    flat = Frame(along, LineString([(0, 0), (1, 0)]))
    line = LineString([flat.turn(xy) for xy in line.coords])
    return line, Frame(along, line)


def end_mouth(frame: Frame, s_m: float, half: float, end: tuple[str, str]) -> Feature:
    """Return the mouth across one end of the street."""
    return mouth(
        LineString([frame.at(s_m, half), frame.at(s_m, -half)]),
        end[0],
        end[1],
        "assumed",
        "the end of the stretch that is drawn",
    )


def arm_mouth(frame: Frame, arm: Arm, half: float) -> Feature:
    """Return the mouth at the far end of a side street, or a door at the end of its way in."""
    a, b = (frame.at(arm.s_m + shift, arm.side * (half + ARM_M)) for shift in (-arm.width_m / 2, arm.width_m / 2))
    status = f"{arm.known}, +-{arm.give_or_take_m:g} m; width assumed"
    return mouth(LineString([a, b]), arm.id, arm.name, status, arm.source, is_door=arm.is_door)


def arm_of(frame: Frame, arm: Arm, half: float) -> Polygon:
    """Return the area of a side street, from inside the street to its mouth."""
    ends = [(-arm.width_m / 2, 0.0), (arm.width_m / 2, 0.0), (arm.width_m / 2, 1.0), (-arm.width_m / 2, 1.0)]
    return Polygon([frame.at(arm.s_m + shift, arm.side * (half - 1 + out * (ARM_M + 1))) for shift, out in ends])


def mouth(line: LineString, identifier: str, name: str, status: str, source: str, *, is_door: bool = False) -> Feature:
    """Return an entrance."""
    kind = "door" if is_door else "street"
    about = {"id": identifier, "name": name, "kind": kind, "status": status, "source": source}
    return feature(LineString(rounded(line.coords)), {"role": "entrance", **about})


def shops_of(place: Place, frame: Frame, walkable: Polygon, length: float) -> list[Feature]:
    """Put shops along the frontages, evenly, where no side street opens."""
    sides = {"both": (1, -1), "left": (1,), "right": (-1,)}[place.shops]
    shops = []
    for side in sides:
        n = int((length - 2 * END_CLEAR_M) / SHOP_EVERY_M)
        for k in range(n + 1):
            s_m = END_CLEAR_M + k * SHOP_EVERY_M
            if any(arm.side == side and abs(arm.s_m - s_m) < arm.width_m / 2 + 3 for arm in place.arms):
                continue
            at: XY = frame.at(s_m, side * (place.width_m / 2 - SHOP_FROM_WALL_M))
            assert walkable.contains(Point(at)), (place.id, s_m)
            letter = "l" if side > 0 else "r"
            shops.append(
                feature(
                    Point(rounded([at])[0]),
                    {
                        "role": "shop",
                        "id": f"{letter}{k + 1}",
                        "name": f"Shop {k + 1}, {'left' if side > 0 else 'right'}",
                        "status": "assumed",
                        "source": "shops are put every 14 m; there are shops on this side",
                    },
                )
            )
    return shops


if __name__ == "__main__":
    main()
