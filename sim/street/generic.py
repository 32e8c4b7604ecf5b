"""A high street without a map: a plausible one, drawn from its length and width and what else is known of it.

A street is laid along a line that may bend, with a mouth across either end, side streets and doors that open on either
side, and shop windows along what is left of both fronts. What its settings say decides it wholly; with a `seed`, side
streets and shops lie as unevenly as chance has them, and without one evenly.

The two ends are called south and north, whatever way the street lies: x runs from the south end, and left is west.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Literal, Self, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from pydantic import Field, ValidationError, model_validator

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, chosen, stated
from sim.street.centreline import Centreline, Corridor, spread
from sim.street.side_streets import SIDES, Opening, Side, SideStreets, Usual, laid, listed
from sim.street.street_map import LEAST_MOUTH_M, Entrance, Navigation, Point, Shop, StreetMap

__all__ = ["Bend", "GenericStreet", "corridor_of", "drawn", "openings_of"]

Floats: TypeAlias = NDArray[np.float64]

_MOUTHS, _SHOPS = 0, {"left": 1, "right": 2}
"""Draw numbers in the stream of layouts, one for each kind of thing."""
_MOST_WAYS_M2 = 4e6
"""Square metres times mouths and shops: tables of the ways between them take a minute to make then."""


class Bend(Config):
    """A place where the street turns."""

    at_m: float = stated(unit="m", gt=0, le=1000)
    """Where, along the street from its south end."""
    turn_deg: float = stated(unit="degrees", ge=-90, le=90)
    """By how much: to the left is positive."""


class GenericStreet(Config):
    """A straight or bent high street that stands for none in particular until it is told more."""

    kind: Literal["generic"] = "generic"
    """That it is made of numbers, and of no map."""
    length_m: float = chosen(300.0, unit="m", ge=50, le=1000)
    """From end to end, along its middle."""
    width_m: float = assumed(
        12.0,
        "no source gives the width of a high street in London; the seven maps that are shipped assume 7 to 14 m, and "
        "of North End 11 to 16 m is plausible",
        unit="m",
        low=7.0,
        high=16.0,
        gt=0,
        le=40,
    )
    """From front to front, where people walk: where there is traffic, both pavements as one."""
    bends: tuple[Bend, ...] = Field(default=(), max_length=20)
    """Where it turns, in order from its south end; none for a straight street."""
    side_streets: SideStreets | None = chosen(None, unit="side streets")
    """How many, evenly on alternate sides, or a list of them; null for one every `side_street_every_m`."""
    side_street_every_m: float = assumed(
        100.0,
        "North End has six ways in at its sides in 486 m (address points, to within 12 to 60 m); of other high streets "
        "no source at hand says, and the maps that are shipped assume one to every 160 to 240 m",
        unit="m",
        low=60.0,
        high=200.0,
        ge=5,
        le=1000,
    )
    """How much of the street there is for each side street, where their number is not given."""
    side_street_width_m: float = assumed(
        6.0,
        "no source gives the width of a side street: two pavements, or a lane closed to traffic",
        unit="m",
        low=4.0,
        high=10.0,
        gt=0,
        le=50,
    )
    """Width of a side street's mouth."""
    side_street_depth_m: float = assumed(
        10.0,
        "so that people are seen to come round the corner; nothing that happens on the street reaches further",
        unit="m",
        low=5.0,
        high=20.0,
        ge=2,
        le=50,
    )
    """How far up a side street people appear and vanish."""
    ends_share: float = assumed(
        0.72,
        "no count by entrance was found; the maps that are shipped assume 0.72 (North End) to 0.9",
        unit="share of people",
        low=0.5,
        high=0.95,
        ge=0,
        le=1,
    )
    """Share of people who come in at the ends, half at each, where there are side streets that do not say theirs."""
    ends: tuple[str, str] = ("South end", "North end")
    """What a reader calls the ends."""
    shops_per_100_m: float = assumed(
        10.0,
        "windows are where people who stop stand, and how often they stop is a setting of its own; the maps that are "
        "shipped have 5 to 14 to 100 m, both fronts together",
        unit="shops to 100 m of street",
        low=5.0,
        high=14.0,
        ge=0,
        le=30,
    )
    """Windows that people may stop at, both fronts together; fewer where there is no room for so many."""
    seed: int | None = chosen(None, unit="", ge=0, le=2**63 - 1)
    """Lays side streets and shops unevenly, every number in another way; null lays them evenly."""
    navigation: Navigation = Navigation()
    """How people find their way."""

    @model_validator(mode="after")
    def _can_be_drawn(self) -> Self:
        drawn(self)
        return self


@lru_cache(maxsize=64)
def drawn(street: GenericStreet) -> StreetMap:
    """Return the map of a generic street, in metres: x along its first leg from the south end, y to the left.

    Its entrances are `south`, `north` and `side_1`, `side_2`, ... in order along the street, each with the share of
    people who come in there; its shops `left_1`, ... and `right_1`, ...

    Raises
    ------
    SettingsConflict
        If the street is narrower than two bodies, there is no room for its bends or its side streets, or it is too
        large.
    """
    corridor, openings = corridor_of(street), openings_of(street)
    shops = [shop for side in SIDES for shop in _shops(street, corridor, openings, side)]
    area_m2, places = street.length_m * street.width_m, 2 + len(openings) + len(shops)
    if area_m2 * places > _MOST_WAYS_M2:
        raise SettingsConflict(
            (),
            f"too large to find the ways on it ({area_m2:,.0f} m2 with {places} mouths and shops); fewer shops or a "
            f"smaller street: square metres times mouths and shops at most {_MOST_WAYS_M2:,.0f}",
        )
    ring = _outline(corridor, openings)
    if not shapely.Polygon(ring).is_valid:
        turns = ", ".join(f"{bend.turn_deg:g} degrees at {bend.at_m:g} m" for bend in street.bends)
        raise SettingsConflict(
            ("bends",),
            f"the street, {street.width_m:g} m wide, meets itself or a side street after it has turned ({turns}); turn "
            "it less, or set bends and side streets further apart",
        )
    try:
        return StreetMap(
            walkable=ring,
            entrances=_entrances(street, corridor, openings),
            shops=shops,
            navigation=street.navigation,
        )
    except ValidationError as error:
        said = error.errors()[0]
        raise SettingsConflict((), str(said.get("ctx", {}).get("error", said["msg"]))) from None


def corridor_of(street: GenericStreet) -> Corridor:
    """Return the line that a generic street is laid along, and its fronts.

    Raises
    ------
    SettingsConflict
        If two people cannot pass each other, or a bend lies too near another, or an end.
    """
    gap = 2 * street.navigation.clearance_m
    for name, bodies in (("width_m", 2), ("side_street_width_m", 1)):
        width, least = getattr(street, name), bodies * LEAST_MOUTH_M + gap
        if width < least:
            who = "two people who pass each other" if bodies > 1 else "one who comes through"
            raise SettingsConflict((name,), f"narrower than {who} ({width:g} m); at least {least:g} m")
    line = Centreline(street.length_m, tuple((bend.at_m, bend.turn_deg) for bend in street.bends))
    reach = [0.0, *(line.taken_m(k, street.width_m / 2) for k in range(len(street.bends))), 0.0]
    legs = zip(pairwise(line.stops_m), pairwise(reach), strict=True)
    for k, ((start, end), taken) in enumerate(legs if street.bends else ()):
        least = sum(taken) + gap
        if end - start < least:
            raise SettingsConflict(
                ("bends", min(k, len(street.bends) - 1)),
                f"no room to turn on a street {street.width_m:g} m wide ({end - start:g} m from "
                f"{'the south end' if k == 0 else f'the bend at {start:g} m'} to "
                f"{'the north end' if k == len(street.bends) else f'the bend at {end:g} m'}); at least {least:.1f} m, "
                "bends in order from the south end",
            )
    return Corridor(line, street.width_m, gap)


def openings_of(street: GenericStreet) -> tuple[Opening, ...]:
    """Return the side streets and doors of a generic street, in order along it.

    Raises
    ------
    SettingsConflict
        If there is no room for them, or their shares are too large.
    """
    corridor, given = corridor_of(street), street.side_streets
    usual = Usual(street.side_street_width_m, street.side_street_depth_m, street.ends_share)
    if isinstance(given, tuple):
        return listed(corridor, given, usual)
    n = round(street.length_m / street.side_street_every_m) if given is None else given
    return laid(corridor, n, usual, _chance(street, _MOUTHS, n))


def _outline(corridor: Corridor, openings: tuple[Opening, ...]) -> list[Point]:
    """Return the ring round the street: up its right front, and down its left."""
    line, half = corridor.line, corridor.half_m
    fronts = {}
    for side, sign in SIDES.items():
        parts = [(s_m, [line.at(s_m, sign * half)]) for s_m in (0.0, line.length_m)]
        parts += [(s_m, [line.corner(k, sign * half)]) for k, (s_m, _) in enumerate(line.bends)]
        for one in openings:
            if one.side == side and one.depth_m:
                low, high = one.s_m - one.width_m / 2, one.s_m + one.width_m / 2
                steps = ((low, half), (low, half + one.depth_m), (high, half + one.depth_m), (high, half))
                parts.append((one.s_m, [line.at(s_m, sign * out) for s_m, out in steps]))
        fronts[side] = [point for _, points in sorted(parts) for point in points]
    return [_rounded(point) for point in (*fronts["right"], *reversed(fronts["left"]))]


def _entrances(street: GenericStreet, corridor: Corridor, openings: tuple[Opening, ...]) -> list[Entrance]:
    line, half = corridor.line, corridor.half_m
    at_each_end = (1 - sum(one.share for one in openings)) / 2
    found = [
        Entrance(id=name, name=title, mouth=_mouth(line, (s_m, half), (s_m, -half)), share=at_each_end)
        for name, title, s_m in zip(("south", "north"), street.ends, (0.0, line.length_m), strict=True)
    ]
    for k, one in enumerate(openings):
        out = SIDES[one.side] * (half + one.depth_m)
        mouth = _mouth(line, (one.s_m - one.width_m / 2, out), (one.s_m + one.width_m / 2, out))
        found.append(Entrance(id=f"side_{k + 1}", name=one.name, mouth=mouth, share=one.share))
    return found


def _mouth(line: Centreline, a: Point, b: Point) -> tuple[Point, Point]:
    return _rounded(line.at(*a)), _rounded(line.at(*b))


def _shops(street: GenericStreet, corridor: Corridor, openings: tuple[Opening, ...], side: Side) -> list[Shop]:
    """Spread shops over what is free of a front."""
    window = street.navigation.window_m
    free = corridor.free_m(window / 2, [(one.s_m, one.width_m) for one in openings if one.side == side])
    room = sum(high - low for low, high in free)
    n = min(round(street.shops_per_100_m / 2 * street.length_m / 100), int(room / window))
    shift = (_chance(street, _SHOPS[side], n) - 0.5) * (1 - n * window / room if n else 0.0)
    across = SIDES[side] * (corridor.half_m - min(1.0, corridor.half_m / 2))
    return [
        Shop(id=f"{side}_{k + 1}", name=f"Shop {k + 1} on the {side}", at=_rounded(corridor.line.at(s_m, across)))
        for k, s_m in enumerate(spread(free, n, shift))
    ]


def _chance(street: GenericStreet, draw: int, n: int) -> Floats:
    """Return numbers from 0 to 1, (n,): 0.5 each on a street without a seed."""
    if street.seed is None or not n:
        return np.full(n, 0.5)
    return Streams(street.seed).uniform(Stream.LAYOUT, np.arange(n), draw)


def _rounded(point: Point) -> Point:
    """Return a point to the centimetre, and never a negative nought."""
    x, y = np.round(point, 2) + 0.0
    return float(x), float(y)
