"""The kinds of street, one name each: `street: {kind: ...}` in a scenario chooses one."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Tag

from sim.street.generic import GenericStreet, drawn
from sim.street.street_map import StreetMap
from sim.street.width import at_width

__all__ = ["AnyStreet", "Street", "map_of"]

AnyStreet: TypeAlias = StreetMap | GenericStreet


def kind(street: Any) -> str:
    """Return the kind that settings say; a map where they say none."""
    return str(street.get("kind", "map")) if isinstance(street, dict) else getattr(street, "kind", "map")


Street = Annotated[
    Annotated[StreetMap, Tag("map")] | Annotated[GenericStreet, Tag("generic")],
    Discriminator(kind),
]
"""One of them, as a scenario states it; settings without a `kind` are a map."""


def map_of(street: AnyStreet) -> StreetMap:
    """Return the map of a street: its own at the width that it is said to have, or what is drawn of one that has none.

    Raises
    ------
    SettingsConflict
        If it can't be so wide.
    """
    return at_width(street) if isinstance(street, StreetMap) else drawn(street)
