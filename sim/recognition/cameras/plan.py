"""Where cameras would stand on a street that nobody has drawn: across a stretch that people walk along.

A site is a zone across the whole street with cameras before and behind it, at even distances from front to front, that
look along the street at the faces of those who come towards them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import atan2, ceil, degrees
from typing import NamedTuple, TypeAlias

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.evidence.register import assumed, chosen
from sim.recognition.cameras.site import Camera, Point, Site

__all__ = ["CameraPlan", "Stretch", "planned_sites"]

PointAt: TypeAlias = Callable[[float, float], Point]
"""The point so far along a street and so far to its left, in metres."""


_OVERHANG_M = 0.1
"""So much further than the fronts a zone reaches, so that rounding leaves no way past it along a wall."""


class CameraPlan(Config):
    """How cameras stand on a street without a map: a van's at the site `van`, fixed ones at `south` and `north`."""

    van_at_m: float | None = chosen(None, unit="m", ge=0, le=1000)
    """The middle of the van's zone, along the street; null for where people pass straight, as near to the middle of
    the street as that is."""
    fixed_from_end_m: float = assumed(
        30.0,
        "fixed cameras stood at either end of North End (Inside Croydon, 19 January 2026); how near is not published",
        unit="m",
        low=20.0,
        high=60.0,
        ge=0,
        le=500,
    )
    """How far from its end of the street the middle of a fixed zone lies, or somewhat further where people pass
    straight."""
    zone_depth_m: float = assumed(
        10.0,
        "the depth of a zone of recognition is not published; at a walk of 1.3 m/s faces are seen for 8 s",
        unit="m",
        low=6.0,
        high=12.0,
        ge=1,
        le=50,
    )
    """Length of a zone along the street; it is as wide as the street."""
    camera_from_zone_m: float = assumed(
        6.0,
        "nearer, cameras look down on faces; further, faces have too few pixels",
        unit="m",
        low=4.0,
        high=8.0,
        ge=0.5,
        le=50,
    )
    """How far before the zone cameras stand."""
    van_height_m: float = assumed(
        4.0, "on the roof or the mast of a van; no height is published", unit="m", low=3.0, high=4.5, gt=0, le=30
    )
    """Height of a van's lenses."""
    fixed_height_m: float = assumed(
        3.5,
        "brackets on street furniture; no height is published, and one vendor advises 2.8 m at most",
        unit="m",
        low=2.8,
        high=4.5,
        gt=0,
        le=30,
    )
    """Height of fixed lenses."""
    horizontal_fov_deg: float = assumed(
        36.0,
        "so that each camera sees its part of the street across where the zone begins; no lens is published",
        unit="degrees",
        low=25.0,
        high=50.0,
        gt=0,
        lt=180,
    )
    """Width of every camera's field of view."""
    image_width_px: int = assumed(
        2560, "a camera of 4 to 5 megapixels; none is published", unit="px", low=1920, high=3840, ge=64, le=32_768
    )
    """Width of every image."""
    van_m_per_camera: float = assumed(
        7.0,
        "in Stratford one camera stood to each side of the walkway (diamondgeezer, December 2025); the maps that are "
        "shipped have two each way on streets of 7 to 14 m",
        unit="m",
        low=5.0,
        high=8.0,
        gt=0,
        le=50,
    )
    """Of the width of the street, for each of a van's cameras that look one way."""
    fixed_m_per_camera: float = assumed(
        3.5,
        "seven or eight cameras at either end of North End, half of them each way, on a street of 13 m",
        unit="m",
        low=3.25,
        high=4.5,
        gt=0,
        le=50,
    )
    """Of the width of the street, for each fixed camera that looks one way."""


class Stretch(NamedTuple):
    """A street as cameras are planned on it."""

    at: PointAt
    length_m: float
    width_m: float
    disturbed: Sequence[tuple[float, float]]
    """Where people do not pass straight, at mouths and bends: the middle of each, along the street, and its width."""


def planned_sites(plan: CameraPlan, street: Stretch) -> dict[str, Site]:
    """Return the sites `van`, `south` and `north` of a street.

    Raises
    ------
    SettingsConflict
        If cameras would stand beyond an end of the street, from the keys of the plan.
    """
    reach = plan.zone_depth_m / 2 + plan.camera_from_zone_m
    if 2 * reach > street.length_m:
        raise SettingsConflict(
            ("camera_from_zone_m",),
            f"cameras and zone are longer than the street ({2 * reach:g} m and {street.length_m:g} m: zone_depth_m "
            f"{plan.zone_depth_m:g}, and {plan.camera_from_zone_m:g} before and behind it); less, or a longer street",
        )
    low, high = reach, street.length_m - reach
    if plan.van_at_m is not None and not low <= plan.van_at_m <= high:
        raise SettingsConflict(
            ("van_at_m",),
            f"the van's cameras would stand beyond an end of the street ({plan.van_at_m:g} m along {street.length_m:g} "
            f"m); {low:g} to {high:g} m",
        )
    near = min(max(plan.fixed_from_end_m, low), high)
    middles = {
        "van": _undisturbed(plan, street, street.length_m / 2) if plan.van_at_m is None else plan.van_at_m,
        "south": _undisturbed(plan, street, near),
        "north": _undisturbed(plan, street, street.length_m - near),
    }
    names = {"van": "Van", "south": "South end", "north": "North end"}
    return {name: _site(plan, street, name, names[name], s_m) for name, s_m in middles.items()}


def _undisturbed(plan: CameraPlan, street: Stretch, wanted_m: float) -> float:
    """Return where a zone has the fewest metres of mouths and bends in it, then between it and its cameras.

    Of several such places it is the one nearest to `wanted_m`.
    """
    half, reach = plan.zone_depth_m / 2, plan.zone_depth_m / 2 + plan.camera_from_zone_m
    steps = range(ceil(reach - wanted_m), int(street.length_m - reach - wanted_m) + 1)

    def disturbed_m(middle: float, within: float) -> float:
        ends = ((s_m - width / 2, s_m + width / 2) for s_m, width in street.disturbed)
        over = (min(middle + within, high) - max(middle - within, low) for low, high in ends)
        return round(sum(max(0.0, one) for one in over), 6)

    def rank(middle: float) -> tuple[float, float, float, float]:
        return disturbed_m(middle, half), disturbed_m(middle, reach), abs(middle - wanted_m), middle

    return min([wanted_m + step for step in steps] or [wanted_m], key=rank)


def _site(plan: CameraPlan, street: Stretch, name: str, title: str, middle: float) -> Site:
    half, out = plan.zone_depth_m / 2, street.width_m / 2 + _OVERHANG_M
    corners = ((middle - half, -out), (middle + half, -out), (middle + half, out), (middle - half, out))
    is_van = name == "van"
    n = ceil(street.width_m / (plan.van_m_per_camera if is_van else plan.fixed_m_per_camera))
    lateral = [street.width_m * ((k + 0.5) / n - 0.5) for k in range(n)]
    cameras = [
        _camera(plan, street, f"{name}_{way}{k + 1}", middle, sign, left, is_van=is_van)
        for way, sign in (("n", -1), ("s", 1))
        for k, left in enumerate(lateral)
    ]
    return Site(id=name, name=title, zone=tuple(street.at(s, left) for s, left in corners), cameras=tuple(cameras))


def _camera(
    plan: CameraPlan, street: Stretch, identifier: str, middle: float, sign: int, left: float, *, is_van: bool
) -> Camera:
    """Return a camera `left` of the line, before (-1) or behind (1) the zone, that looks at its part of it."""
    x, y = street.at(middle + sign * (plan.zone_depth_m / 2 + plan.camera_from_zone_m), left)
    ahead = street.at(middle, left)
    return Camera(
        id=identifier,
        x_m=x,
        y_m=y,
        height_m=plan.van_height_m if is_van else plan.fixed_height_m,
        heading_deg=round(degrees(atan2(ahead[1] - y, ahead[0] - x)), 1),
        horizontal_fov_deg=plan.horizontal_fov_deg,
        image_width_px=plan.image_width_px,
    )
