"""What the player draws under the people: the street's geometry, its cameras, and the words it needs."""

from __future__ import annotations

from typing import Any

from dashboard.pages.street import words
from sim.store.runs import StoredRun

__all__ = ["plan_of"]


def plan_of(run: StoredRun) -> dict[str, Any]:
    """Return the plan of one run as plain data: metres in the street's frame, degrees, seconds."""
    scenario, manifest = run.scenario, run.manifest
    street = scenario.street_map
    used = {} if scenario.lfr is None else scenario.used_sites
    return {
        "run_id": manifest.run_id,
        "start_s": manifest.start_h * 3600,
        "end_s": manifest.duration_h * 3600,
        "walkable": street.walkable,
        "obstacles": street.obstacles,
        "entrances": [{"name": entrance.name, "mouth": entrance.mouth} for entrance in street.entrances],
        "shops": [shop.at for shop in street.shops],
        "sites": [_site(name, site) for name, site in used.items()],
        "words": {
            **words.PLAYER,
            "marks": dict(words.MARKS),
            "texts": dict(words.EVENTS),
            "groups": dict(manifest.groups),
        },
    }


def _site(name: str, site: Any) -> dict[str, Any]:
    cameras = [
        {
            "x_m": camera.x_m,
            "y_m": camera.y_m,
            "heading_deg": camera.heading_deg,
            "fov_deg": camera.fov_deg,
        }
        for camera in site.cameras
    ]
    return {"id": name, "name": site.name, "zone": site.zone, "cameras": cameras}
