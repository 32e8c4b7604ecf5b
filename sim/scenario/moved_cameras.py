"""The camera sites of a street that is drawn, where they are when it is wider or narrower than it was drawn."""

from __future__ import annotations

from collections.abc import Mapping

from sim.recognition.cameras.site import Site
from sim.street.street_map import StreetMap
from sim.street.streets import AnyStreet
from sim.street.width import as_wide

__all__ = ["sites_as_wide"]


def sites_as_wide(street: AnyStreet, sites: Mapping[str, Site]) -> dict[str, Site]:
    """Return sites whose zones and cameras have moved with the street's fronts; each camera looks as it did."""
    if not isinstance(street, StreetMap) or street.middle is None or street.width_m == street.middle.width_m:
        return dict(sites)  # nothing moves
    return {name: _moved(street, site) for name, site in sites.items()}


def _moved(street: StreetMap, site: Site) -> Site:
    at = as_wide(street, [(camera.x_m, camera.y_m) for camera in site.cameras])
    cameras = [camera.model_dump() | {"x_m": x, "y_m": y} for camera, (x, y) in zip(site.cameras, at, strict=True)]
    return Site(**site.model_dump() | {"zone": as_wide(street, site.zone), "cameras": cameras})
