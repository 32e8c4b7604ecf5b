"""A street that is drawn, at another width: its map and what stands on it, moved as its middle says."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

import numpy as np
from pydantic import ValidationError

from sim.core.errors import SettingsConflict
from sim.street.middle import Middle, moved
from sim.street.street_map import Point, StreetMap

__all__ = ["as_wide", "at_width"]

_KEEP = 64
_kept: OrderedDict[str, StreetMap] = OrderedDict()
"""The maps made last, by what the drawn ones say (their rings are lists, which have no hash)."""


def at_width(street: StreetMap) -> StreetMap:
    """Return the map of a street as wide as it is said to be: what was drawn, where that is as wide.

    Raises
    ------
    SettingsConflict
        If it can't be so wide: nobody could get in or stand there, or its parts would cross.
    """
    middle = _middle_if_moved(street)
    if middle is None:
        return street if street.middle is None else street.model_copy(update={"middle": None, "width_m": None})
    text = street.model_dump_json()
    made = _kept.get(text)
    if made is None:
        made = _moved(street, middle.width_m)
        while len(_kept) >= _KEEP:
            _kept.popitem(last=False)
        _kept[text] = made
    return made


def as_wide(street: StreetMap, points: Iterable[Point]) -> list[Point]:
    """Return where points on a drawn street are when it is as wide as it is said to be, to the millimetre."""
    given, middle = list(points), _middle_if_moved(street)
    if middle is None or street.width_m is None:
        return given
    return [(round(float(x), 3), round(float(y), 3)) for x, y in moved(np.array(given), middle, street.width_m)]


def _middle_if_moved(street: StreetMap) -> Middle | None:
    """Return the middle of a street that is wider or narrower than it is drawn; None where nothing moves."""
    middle = street.middle
    return None if middle is None or street.width_m in (None, middle.width_m) else middle


def _moved(street: StreetMap, drawn_m: float) -> StreetMap:
    entrances = [entrance.model_dump() | {"mouth": as_wide(street, entrance.mouth)} for entrance in street.entrances]
    shops = [shop.model_dump() | {"at": as_wide(street, [shop.at])[0]} for shop in street.shops]
    try:
        return StreetMap(
            walkable=as_wide(street, street.walkable),
            obstacles=[as_wide(street, ring) for ring in street.obstacles],
            entrances=entrances,
            shops=shops,
            navigation=street.navigation,
        )
    except ValidationError as error:
        what = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise SettingsConflict(
            ("width_m",),
            f"the street cannot be drawn {street.width_m:g} m wide: {what}; a width nearer to the {drawn_m:g} m of its "
            "map",
        ) from None
