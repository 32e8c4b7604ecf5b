"""Shops of North End: addresses that are published at their frontages, and windows where none is known for long."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from shapely import LineString, Point, Polygon
from street_features import Feature, feature, rounded
from street_frame import Frame

SHOP_FROM_WALL_M = 1.0
FRONTAGES_M = (10.0, 480.0)  # along the street
SHOPS_APART_M = 25.0  # where no address is known; assumed
WINDOW_M = 3.0  # to either side of a shop's point there must be a wall
NOT_ON_THE_STREET = ("34", "166", "177 - 179")  # deep in the block, or north of the junction


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
