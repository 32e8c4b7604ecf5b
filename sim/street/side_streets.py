"""Side streets and doors of a street without a map: so many of them, laid evenly, or those that are listed."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from pydantic import Discriminator, Field, Tag

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.evidence.register import chosen, stated
from sim.street.centreline import Corridor, spread
from sim.street.street_map import LEAST_MOUTH_M

__all__ = ["SIDES", "Opening", "Side", "SideStreet", "SideStreets", "Usual", "laid", "listed", "share_each"]

Floats: TypeAlias = NDArray[np.float64]
Side: TypeAlias = Literal["left", "right"]

SIDES: dict[Side, int] = {"left": 1, "right": -1}
"""Which way from the line of the street each side lies."""

_KEY = "side_streets"


class SideStreet(Config):
    """A way in at the side of the street."""

    at_m: float = stated(unit="m", ge=0, le=1000)
    """The middle of its mouth, along the street from its south end."""
    side: Side
    """On which side of one who walks from the south end to the north end."""
    width_m: float | None = chosen(None, unit="m", gt=0, le=50)
    """Width of its mouth; null for the street's `side_street_width_m`."""
    is_door: bool = False
    """Whether it is a door in the front, as of a shopping centre, and no street that people come along."""
    share: float | None = chosen(None, unit="share of people", ge=0, le=1)
    """Share of people who come in here; null for an equal part of what the ends and other side streets leave."""
    name: str = Field(default="", max_length=200)
    """What a reader calls it."""


def _number_or_list(given: Any) -> str:
    return "list" if isinstance(given, list | tuple) else "number"


SideStreets = Annotated[
    Annotated[Annotated[int, Field(ge=0, le=50)], Tag("number")]
    | Annotated[Annotated[tuple[SideStreet, ...], Field(max_length=50)], Tag("list")],
    Discriminator(_number_or_list),
]
"""How many, or which."""


class Usual(NamedTuple):
    """What holds for side streets that do not say otherwise."""

    width_m: float
    depth_m: float
    ends_share: float
    """Share of people who come in at the ends of the street."""


class Opening(NamedTuple):
    """A way in at the side, as it is drawn."""

    s_m: float
    side: Side
    width_m: float
    depth_m: float
    """How far from the front people appear; 0 for a door."""
    share: float
    name: str


def laid(corridor: Corridor, n: int, usual: Usual, chance: Floats) -> tuple[Opening, ...]:
    """Lay side streets evenly along a street, on alternate sides.

    Parameters
    ----------
    chance
        (n,), from 0 to 1: how far each is moved from the middle of its part of the street, which is 0.5.

    Raises
    ------
    SettingsConflict
        If there is no room for so many.
    """
    width = usual.width_m
    free = corridor.free_m(width / 2)
    needed, room = width + corridor.gap_m, sum(high - low for low, high in free)
    if n * needed > room:
        raise SettingsConflict(
            (_KEY,),
            f"no room for {n} side streets {width:g} m wide on a street {corridor.line.length_m:g} m long ({room:.0f} "
            f"m are free of its ends and bends); at most {int(room / needed)}, or narrower ones, or a longer street",
        )
    shift = (chance - 0.5) * (1 - n * needed / room) if n else chance
    sides: tuple[Side, Side] = ("left", "right")
    share = share_each(n, 0.0, usual)
    return tuple(
        Opening(s_m, sides[k % 2], width, usual.depth_m, share, f"Side street {k + 1}")
        for k, s_m in enumerate(spread(free, n, shift))
    )


def listed(corridor: Corridor, given: tuple[SideStreet, ...], usual: Usual) -> tuple[Opening, ...]:
    """Take side streets as they are listed, in order along the street.

    Raises
    ------
    SettingsConflict
        If one is too narrow, overlaps another, or has no room where it is to be, or the shares are too large.
    """
    own = sum(one.share for one in given if one.share is not None)
    share = share_each(sum(one.share is None for one in given), own, usual)
    found: list[Opening] = []
    for k, one in enumerate(given):
        opening = Opening(
            one.at_m,
            one.side,
            usual.width_m if one.width_m is None else one.width_m,
            0.0 if one.is_door else usual.depth_m,
            share if one.share is None else one.share,
            one.name or f"{'Door' if one.is_door else 'Side street'} at {one.at_m:g} m",
        )
        _check_room(corridor, opening, found, (_KEY, k))
        found.append(opening)
    return tuple(sorted(found))


def share_each(n: int, own: float, usual: Usual) -> float:
    """Return the share of each of `n` side streets that do not say theirs, where others say `own` together.

    Raises
    ------
    SettingsConflict
        If nothing is left for them, or for the ends.
    """
    left = 1 - own - (usual.ends_share if n else 0.0)
    if left < 0 or (own and not n and left <= 0):
        raise SettingsConflict(
            (_KEY,),
            f"the shares of side streets ({own:g} together) leave too little for the ends and for those that do not "
            f"say theirs (ends_share {usual.ends_share:g}); less than {1 - usual.ends_share if n else 1:g} together",
        )
    return left / n if n else 0.0


def _check_room(corridor: Corridor, one: Opening, others: list[Opening], path: tuple[str, int]) -> None:
    least = LEAST_MOUTH_M + corridor.gap_m
    if one.width_m < least:
        raise SettingsConflict(
            (*path, "width_m"), f"too narrow to come through ({one.width_m:g} m); at least {least:g} m"
        )
    for other in others:
        needed = (one.width_m + other.width_m) / 2 + corridor.gap_m
        if one.side == other.side and abs(one.s_m - other.s_m) < needed:
            raise SettingsConflict(
                (*path, "at_m"),
                f"two side streets on the {one.side} overlap ({other.width_m:g} m wide at {other.s_m:g} m, and "
                f"{one.width_m:g} m at {one.s_m:g} m); their middles lie {needed:.1f} m apart or more",
            )
    free = corridor.free_m(one.width_m / 2)
    if not any(low <= one.s_m <= high for low, high in free):
        where = " or ".join(f"{low:.1f} to {high:.1f} m" for low, high in free)
        raise SettingsConflict(
            (*path, "at_m"),
            f"a mouth {one.width_m:g} m wide has no room there, by an end or a bend ({one.s_m:g} m along a street "
            f"{corridor.line.length_m:g} m long); {f'its middle lies at {where}' if where else 'a longer street'}",
        )
