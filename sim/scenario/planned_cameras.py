"""The camera sites of a street without a map: planned where its people pass straight."""

from __future__ import annotations

from functools import lru_cache

from sim.core.errors import SettingsConflict
from sim.recognition.cameras.plan import CameraPlan, Stretch, planned_sites
from sim.recognition.cameras.site import Site
from sim.street.generic import GenericStreet, corridor_of, openings_of
from sim.street.streets import AnyStreet

__all__ = ["PLAN", "sites_on"]

PLAN = "camera_plan"
"""The key of a scenario that says how."""


def sites_on(street: AnyStreet, plan: CameraPlan | None) -> dict[str, Site]:
    """Return the sites that are planned on a street: none on one that has a map.

    Raises
    ------
    SettingsConflict
        If a plan is given for a street with a map, or cameras have no room.
    """
    if not isinstance(street, GenericStreet):
        if plan is not None:
            raise SettingsConflict(
                (PLAN,),
                "cameras are planned on a street without a map (this one has one); draw them in the map",
                is_key=True,
            )
        return {}
    return _planned(street, plan or CameraPlan())


@lru_cache(maxsize=64)
def _planned(street: GenericStreet, plan: CameraPlan) -> dict[str, Site]:
    corridor = corridor_of(street)
    bend = corridor.width_m + 2 * plan.camera_from_zone_m
    disturbed = (
        *((one.s_m, one.width_m) for one in openings_of(street)),
        *((s_m, bend) for s_m, _ in corridor.line.bends),
    )
    try:
        return planned_sites(plan, Stretch(corridor.line.at, corridor.line.length_m, corridor.width_m, disturbed))
    except SettingsConflict as misfit:
        raise SettingsConflict((PLAN, *misfit.path), str(misfit)) from None
