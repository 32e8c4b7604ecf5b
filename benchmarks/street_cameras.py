"""Camera sites of a street that is drawn: a zone across it, and cameras on either side that look at it, all assumed."""

from __future__ import annotations

from typing import NamedTuple

from shapely import Point, Polygon
from street_features import Feature, feature, rounded
from street_frame import XY, Frame

COLUMN_FROM_CENTRE_M = 3.6
ZONE_DEPTH_M = 10.0
CAMERA_FROM_ZONE_M = 6.0
FOV_DEG = 36.0
IMAGE_WIDTH_PX = 2560
ZONE_OVERHANG_M = 0.1  # so that rounding leaves no way past the zone along a wall
FAN_DEG = 7.0


class Site(NamedTuple):
    """Where a site's zone begins along the street, and its cameras on either side of the zone."""

    id: str
    name: str
    zone_s: float
    looking_north: int
    looking_south: int
    height_m: float
    note: str


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
