"""Make the GeoJSON maps of the smaller places in scenarios/places/ from estimated centrelines.

    python benchmarks/make_places.py SOURCE_DIR [--output scenarios/places]

SOURCE_DIR holds `sites.geojson`: centrelines in longitude and latitude, each with where it is from. A street is its
centreline with an assumed width, a mouth at either end, its named side streets and doors (`PLACES` says of each how its
place is known), shops at assumed places, and one van site. What is assumed says so in the file. The same source gives
the same bytes.
"""

from __future__ import annotations

import argparse
import json
from math import atan2, cos, degrees, radians
from pathlib import Path
from typing import Any, NamedTuple

from make_north_end import SIMPLIFY_M, attribution_of, middle_of
from north_end_shops import SHOP_FROM_WALL_M
from shapely import LineString, Point, Polygon
from shapely.ops import unary_union
from street_cameras import Site, site_features
from street_features import Feature, as_text, check, feature, rounded
from street_frame import XY, Frame

EARTH_M = 6_371_009.0
ARM_M = 10.0
SHOP_EVERY_M = 14.0
END_CLEAR_M = 12.0


class Arm(NamedTuple):
    """A side street or a door: where along the street, on which side (+1 left), how wide, and what is known of it."""

    s_m: float
    side: int
    width_m: float
    id: str
    name: str
    known: str
    """`read`, `inferred` or `recalled`: of its place along the street."""
    give_or_take_m: float
    source: str
    is_door: bool = False


class Place(NamedTuple):
    """A street to draw."""

    id: str
    name: str
    source: str
    """Begins the name of its centreline in the source."""
    length_m: float | None
    """How much of the centreline is drawn; None for all."""
    width_m: float
    ends: tuple[tuple[str, str], tuple[str, str]]
    """Ids and names of the mouths at the beginning and at the end."""
    arms: tuple[Arm, ...]
    shops: str
    """Sides with shops: "both", "left" or "right"."""
    zone_s: float
    credits: str
    """Whose data its side streets are placed by, beyond that of the centreline."""
    licences: tuple[str, ...] = ()


TFL_STOPS = "TfL bus stops, Powered by TfL Open Data, contains OS data © Crown copyright and database rights"
OSM = "single junctions of OpenStreetMap, © OpenStreetMap contributors, ODbL 1.0"
OSM_TERMS = ("ODbL 1.0 (single junctions)",)
RECALLED = "recalled, not checked"

PLACES = (
    Place(
        "george_street",
        "George Street, Croydon",
        "George Street",
        330.0,
        12.0,
        (("north_end", "North End and the crossroads"), ("east_croydon", "Towards East Croydon station")),
        (
            Arm(
                277.0,
                1,
                20.0,
                "wellesley_road",
                "Wellesley Road",
                "read",
                8.0,
                "where OpenStreetMap has the tram crossing of Wellesley Road",
            ),
            Arm(
                277.0,
                -1,
                20.0,
                "park_lane",
                "Park Lane",
                "inferred",
                12.0,
                "the same crossing to the south, where TfL's stops for Fairfield Halls are",
            ),
        ),
        "both",
        60.0,
        f"{TFL_STOPS}; {OSM}",
        OSM_TERMS,
    ),
    Place(
        "london_road",
        "London Road, Croydon",
        "London Road",
        430.0,
        9.0,
        (("west_croydon", "North End and West Croydon's trams and buses"), ("broad_green", "Towards Broad Green")),
        (
            Arm(
                25.0,
                1,
                6.0,
                "derby_road",
                "Derby Road",
                "inferred",
                15.0,
                "London Road starts at it (londonroadcroydon.wordpress.com); its side is recalled",
            ),
            Arm(
                40.0,
                -1,
                6.0,
                "station",
                "West Croydon station",
                "inferred",
                20.0,
                "the station is on this side, about here; that it opens onto this street is recalled",
                is_door=True,
            ),
            Arm(
                158.0,
                1,
                6.0,
                "mead_place",
                "Mead Place",
                "inferred",
                12.0,
                "opposite Oakfield Road, after number 37 (croydon.randomness.org.uk, 6 April 2014)",
            ),
            Arm(
                158.0,
                -1,
                7.0,
                "oakfield_road",
                "Oakfield Road",
                "inferred",
                10.0,
                "after number 42 (croydon.randomness.org.uk, 6 April 2014); a cushion 28 m up a street on this side "
                "(TfL Cycling Infrastructure Database, RWG216437)",
            ),
        ),
        "both",
        85.0,
        "",
    ),
    Place(
        "thornton_heath",
        "High Street, Thornton Heath",
        "Thornton Heath High Street",
        None,
        8.0,
        (
            ("east", "Towards Whitehorse Road and Whitehorse Lane"),
            ("station", "The clock tower and Thornton Heath station"),
        ),
        (
            Arm(
                110.0,
                -1,
                4.0,
                "leisure_centre",
                "Thornton Heath Leisure Centre",
                "recalled",
                40.0,
                RECALLED,
                is_door=True,
            ),
            Arm(245.0, -1, 6.0, "woodville_road", "Woodville Road", "recalled", 60.0, RECALLED),
        ),
        "both",
        175.0,
        "",
    ),
    Place(
        "south_norwood",
        "High Street, South Norwood",
        "South Norwood High Street",
        None,
        7.0,
        (("station", "Station Road, the clock tower and Norwood Junction station"), ("east", "Towards Penge Road")),
        (
            Arm(
                95.0,
                -1,
                6.0,
                "belgrave_grosvenor",
                "Grosvenor Road and Belgrave Road",
                "inferred",
                35.0,
                "both meet the high street (council notice of 15 April 2021), on the side of the railway; one mouth "
                "stands for two",
            ),
            Arm(
                171.0,
                1,
                9.0,
                "south_norwood_hill",
                "South Norwood Hill",
                "read",
                10.0,
                "the signals of OpenStreetMap where it meets the high street, and TfL's stops up the hill",
            ),
            Arm(
                171.0,
                -1,
                9.0,
                "portland_road",
                "Portland Road",
                "inferred",
                12.0,
                "the same signals, and TfL's stops down the road",
            ),
        ),
        "both",
        40.0,
        f"{TFL_STOPS}; {OSM}",
        OSM_TERMS,
    ),
    Place(
        "new_addington",
        "Central Parade, New Addington",
        "New Addington Central Parade",
        None,
        8.0,
        (("north", "North end: Salcot Crescent and the tram stop"), ("south", "South end and the bus stops")),
        (
            Arm(
                69.0,
                -1,
                4.0,
                "new_addington_centre",
                "The New Addington Centre and library",
                "inferred",
                30.0,
                "the coordinates of the library (Wikipedia); where its door is is inferred",
                is_door=True,
            ),
            Arm(
                110.0,
                -1,
                12.0,
                "market",
                "The market square",
                "inferred",
                45.0,
                "that there is one: Greater London Authority; on the side without shops",
            ),
            Arm(
                150.0,
                -1,
                4.0,
                "leisure_centre",
                "New Addington Leisure Centre",
                "recalled",
                60.0,
                "on the western side of the parade (insidecroydon.com, 3 January 2020); where along it is recalled, "
                "not checked",
                is_door=True,
            ),
        ),
        "left",
        86.0,
        f"{TFL_STOPS}; Wikipedia (one position)",
    ),
    Place(
        "lewisham",
        "High Street, Lewisham",
        "Lewisham High Street",
        400.0,
        14.0,
        (("south", "South end, towards Courthill Road"), ("station", "The clock tower and Lewisham station")),
        (
            Arm(
                65.0,
                1,
                14.0,
                "molesworth_street",
                "Molesworth Street",
                "inferred",
                15.0,
                "where the part for buses alone begins in OpenStreetMap, in line with TfL's stops in Molesworth Street",
            ),
            Arm(
                115.0,
                -1,
                6.0,
                "limes_grove",
                "Limes Grove",
                "recalled",
                40.0,
                "that it meets the high street: ideal-homes.org.uk; side and place recalled, not checked",
            ),
            Arm(
                307.0,
                -1,
                7.0,
                "albion_way",
                "Albion Way",
                "read",
                8.0,
                "where it begins in OpenStreetMap",
            ),
            Arm(
                330.0,
                1,
                8.0,
                "centre",
                "Lewisham Shopping Centre, main entrance by the market",
                "inferred",
                40.0,
                "that there is one: fromthemurkydepths.co.uk, 2018; on the side of the centre's postcode; where along "
                "the street is recalled. Parts of the centre are to be pulled down",
                is_door=True,
            ),
            Arm(
                391.0,
                1,
                6.0,
                "centre_north_east",
                "Lewisham Shopping Centre, north-east entrance",
                "recalled",
                40.0,
                "that there is one: salamandernews.org, 2025; where along the street is recalled, not checked",
                is_door=True,
            ),
        ),
        "both",
        205.0,
        f"{TFL_STOPS}; {OSM}",
        OSM_TERMS,
    ),
)


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
