"""What each camera of a scenario covers, as rows of a table."""

from __future__ import annotations

from typing import Any

from sim.core.errors import SettingsConflict
from sim.recognition.cameras.capture import CaptureSettings
from sim.scenario.coverage import coverage_of, eyes_of
from sim.scenario.fit import check_usable
from sim.scenario.schema import Scenario
from sim.street.geometry import compile_geometry

__all__ = ["coverage_rows"]


def coverage_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Return what each camera of the sites in use covers, and why it would be refused."""
    geometry = compile_geometry(scenario.street_map)
    settings = CaptureSettings() if scenario.lfr is None else scenario.lfr.capture
    eye_m = eyes_of(scenario.population, settings)
    rows = []
    for name, site in scenario.used_sites.items():
        for camera in site.cameras:
            covered = coverage_of(camera, site, geometry.area, settings, eye_m=eye_m)
            alone = {name: site.model_copy(update={"cameras": (camera,)})}
            try:
                check_usable(geometry, alone, settings, scenario.population)
                refused = ""
            except SettingsConflict as conflict:
                refused = str(conflict)
            rows.append(
                {
                    "site": name,
                    "camera": camera.id,
                    "best_px": covered.best_px,
                    "needed_px": settings.gate_iod_px,
                    "share_of_zone": covered.share,
                    "refused": refused,
                }
            )
    return rows
