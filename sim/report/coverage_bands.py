"""What every picture of coverage has in common: bands of pixels between the eyes, colours, where cameras stand.

Bands are of a typical adult's face that is turned to the camera, by the best camera of the site, where nothing stands
between.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.coverage import reach_m
from sim.recognition.cameras.site import Site
from sim.scenario.coverage import field_of_view, together

__all__ = [
    "CAMERA",
    "COLOURS",
    "EDGE",
    "ENTRANCE",
    "SHOP",
    "STREET",
    "TIMES",
    "TOO_SMALL",
    "ZONE",
    "bands_of",
    "close_up",
    "posts_of",
]

TIMES = (1.0, 1.5, 2.0, 3.0)
"""Bands begin at these multiples of the pixels that are needed."""
COLOURS = ("#CFE3F5", "#8DBCE3", "#4A8CC7", "#12436D")
SHOP = "#3D3D3D"
TOO_SMALL, STREET, EDGE, ZONE, CAMERA, ENTRANCE = "#EDEDED", "#FFFFFF", "#3D3D3D", "#801650", "#F46A25", "#28A197"


def bands_of(site: Site, area: Any, settings: CaptureSettings, eye_m: float) -> list[tuple[Any, str]]:
    """Return what the cameras of a site see, from what is too small to search to the largest faces."""
    needed = settings.gate_iod_px
    levels = [(needed / 2, TOO_SMALL), *((needed * n, colour) for n, colour in zip(TIMES, COLOURS, strict=True))]
    found = []
    for level, colour in levels:
        seen = [field_of_view(c, area, reach_m(c, settings, level, eye_m=eye_m)) for c in site.cameras]
        found.append((together(seen), colour))
    return found


def close_up(site: Site) -> tuple[float, float, float, float]:
    """Return the box round the zone and the cameras of a site: x0, y0, x1, y1 in metres."""
    points = np.array([*site.zone, *((camera.x_m, camera.y_m) for camera in site.cameras)])
    return (*points.min(axis=0), *points.max(axis=0))


def posts_of(site: Site) -> list[tuple[str, float, float, list[float]]]:
    """Return where cameras stand, with the names and the headings of those that stand together."""
    posts: dict[tuple[float, float], list[Any]] = {}
    for camera in site.cameras:
        posts.setdefault((camera.x_m, camera.y_m), []).append(camera)
    return [
        (", ".join(one.id for one in together), x, y, [np.radians(one.heading_deg) for one in together])
        for (x, y), together in posts.items()
    ]
