"""Where officers wait: about the middle of each site's zone, where one can stand, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import RunError
from sim.recognition.cameras.site import Site
from sim.street.geometry import Geometry
from sim.street.reach import Reach

__all__ = ["posts_at"]

_APART_M = 1.0
"""Officers wait at the points of a grid of this width."""
_ROOM_M = 0.35
"""A body as wide as this gets to a post, which keeps it off the walls."""


def posts_at(
    sites: Sequence[Site], officers: int, geometry: Geometry, reach: Reach
) -> Sequence[tuple[str, tuple[float, float]]]:
    """Return the site and the place of each officer: of each site in turn, the free one nearest to the zone's middle.

    Officers of every day on a street stand alike, and are placed once.

    Parameters
    ----------
    reach
        What can be reached on the street.

    Raises
    ------
    RunError
        If the street has not so many places to stand that can be reached.
    """
    alike = "posts", officers, reach.wall_share, tuple((site.id, *site.zone) for site in sites)
    return geometry.once(alike, lambda: tuple(_placed(sites, officers, geometry, reach)))


def _placed(
    sites: Sequence[Site], officers: int, geometry: Geometry, reach: Reach
) -> list[tuple[str, tuple[float, float]]]:
    spots = geometry.spots(_APART_M)
    door = geometry.places[0]
    way_in = float(door[0] + door[2]) / 2, float(door[1] + door[3]) / 2
    middles = [(np.min(site.zone, axis=0) + np.max(site.zone, axis=0)) / 2 for site in sites]
    by_distance = [np.argsort(np.hypot(*(spots - middle).T), kind="stable").tolist() for middle in middles]
    is_taken = np.zeros(len(spots), bool)
    posts = []
    for number in range(officers):
        nearest = by_distance[number % len(sites)]
        spot = next((spot for spot in nearest if not is_taken[spot] and _can_stand(reach, way_in, spots[spot])), None)
        if spot is None:
            raise RunError(
                "lfr.engagement.officers", f"the street has no room for so many ({officers})", f"at most {number}"
            )
        is_taken[spot] = True
        posts.append((sites[number % len(sites)].id, (float(spots[spot, 0]), float(spots[spot, 1]))))
    return posts


def _can_stand(reach: Reach, way_in: tuple[float, float], spot: NDArray[np.float64]) -> bool:
    try:
        reach.check(way_in, (float(spot[0]), float(spot[1])), _ROOM_M)
    except RunError:
        return False
    return True
