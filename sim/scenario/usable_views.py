"""Whether a deployment's cameras get faces that can be searched: if one can't, its zeros would be no finding.

A camera is refused with the most pixels between the eyes that it gets anywhere in its zone and how many are needed, by
the optics of the capture. What is asked is little: one place in the zone where one typical adult's face can be used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import atan, atan2, degrees, hypot, radians
from typing import Any

import numpy as np
import shapely

from sim.core.errors import SettingsConflict
from sim.population.people import Population
from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.coverage import reach_m, views_of
from sim.recognition.cameras.site import Camera, Site
from sim.scenario.coverage import Coverage, coverage_of, eyes_of, points_in

__all__ = ["LEAST_QUALITY", "Direction", "check_views"]

Direction = tuple[float, float]
"""A way that people walk, as a unit vector."""

LEAST_QUALITY = 0.2
"""Assumed: a face of which less of its likeness is left is as good as not seen. With every shipped profile a listed
person's face of this quality is recognised in fewer than 1 in 10,000 searches at the thresholds in use."""
_LEAST_M2 = 0.1
"""Assumed: less ground than one person stands on is none."""


@dataclass(frozen=True)
class _Looked:
    """A camera, what it covers, and by what it is measured."""

    site: Site
    covered: Coverage
    settings: CaptureSettings
    eye_m: float
    area: Any

    @property
    def camera(self) -> Camera:
        return self.covered.camera

    def turned(self, heading_deg: float) -> Coverage:
        """Return what it would cover if it looked another way."""
        turned = self.camera.model_copy(update={"heading_deg": heading_deg})
        return coverage_of(turned, self.site, self.area, self.settings, eye_m=self.eye_m)


def check_views(
    area: Any,
    sites: Mapping[str, Site],
    settings: CaptureSettings,
    population: Population,
    *,
    directions: Mapping[str, Sequence[Direction]] | None = None,
    path: tuple[str | int, ...] = (),
) -> None:
    """Refuse a camera that gets no face of its zone large enough and near enough to the front to be searched.

    Parameters
    ----------
    area
        The walkable area, a shapely polygon.
    sites
        Those in use.
    settings
        What cameras see, and how many pixels are needed.
    population
        Whose typical height it is.
    directions
        The ways that people walk through the zone of each site; without them nobody's way is asked about.
    path
        The keys that lead to the place.

    Raises
    ------
    SettingsConflict
        For the first such camera.
    """
    eye_m = eyes_of(population, settings)
    for name, site in sites.items():
        for index, camera in enumerate(site.cameras):
            covered = coverage_of(camera, site, area, settings, eye_m=eye_m)
            looked = _Looked(site, covered, settings, eye_m, area)
            wrong = _wrong(looked, () if directions is None else directions[name])
            if wrong:
                raise SettingsConflict(
                    (*path, "sites", name, "cameras", index), f"the camera {camera.id!r} of site {name!r} {wrong}"
                )


def _wrong(looked: _Looked, directions: Iterable[Direction]) -> str:
    """Return what is wrong with a camera's view of its zone, and what would be right; nothing if it will do."""
    covered = looked.covered
    if covered.in_field.area < _LEAST_M2:
        return _looks_elsewhere(looked)
    if covered.seen.area < _LEAST_M2:
        return (
            "cannot see its zone: what it would see of it is behind a wall or an obstacle (so it gets 0 pixels between "
            f"the eyes there, and needs {_px(looked.settings.gate_iod_px)}); move the camera or the zone so that "
            "nothing stands between"
        )
    if covered.best_px < looked.settings.gate_iod_px or covered.usable.area < _LEAST_M2:
        return _sees_too_small(looked)
    points = points_in(covered.usable)
    view = views_of(looked.camera, looked.settings, points, eye_m=looked.eye_m)
    if view.quality.max() < LEAST_QUALITY:
        return _looks_too_steeply(looked, float(view.quality.max()), float(view.pitch_deg.min()))
    return _sees_no_front(looked, points, directions)


def _looks_elsewhere(looked: _Looked) -> str:
    camera, needed = looked.camera, looked.settings.gate_iod_px
    zone = shapely.Polygon(looked.site.zone).intersection(looked.area)
    middle = zone.representative_point()
    bearing = degrees(atan2(middle.y - camera.y_m, middle.x - camera.x_m))
    off = abs((bearing - camera.heading_deg + 180) % 360 - 180)
    where = "lies behind it" if off > 90 else "lies outside its field of view"
    there = looked.turned(round(bearing))
    if there.best_px >= needed:
        advice = f"turned to heading_deg {round(bearing)} it would get {_px(there.best_px)}"
    else:
        advice = f"turned to heading_deg {round(bearing)} it would get {_px(there.best_px)}; {_nearer(looked, there)}"
    return (
        f"does not see its zone, which {where}: it gets 0 pixels between the eyes there and needs {_px(needed)} (it "
        f"looks towards {camera.heading_deg:g} degrees, {camera.fov_deg:.3g} degrees wide, and the middle of the zone "
        f"is at {bearing:.0f} degrees); {advice}"
    )


def _sees_too_small(looked: _Looked) -> str:
    covered, needed = looked.covered, looked.settings.gate_iod_px
    at = covered.best_at or (0.0, 0.0)
    away = hypot(at[0] - looked.camera.x_m, at[1] - looked.camera.y_m)
    return (
        f"sees faces of its zone too small to search: at best {_px(covered.best_px, needed)} pixels between the eyes, "
        f"{away:.1f} m away at ({at[0]:.1f}, {at[1]:.1f}), and needs {_px(needed)} (lens {looked.camera.height_m:g} m "
        f"up, {looked.camera.fov_deg:.3g} degrees wide, image {looked.camera.image_width_px} px wide); "
        f"{_nearer(looked, covered)}"
    )


def _nearer(looked: _Looked, covered: Coverage) -> str:
    """Return what would give a camera the pixels that it needs."""
    camera, settings = looked.camera, looked.settings
    reach = reach_m(camera, settings, settings.gate_iod_px, eye_m=looked.eye_m)
    if covered.best_at is None:
        return "move the camera or the zone"
    nearest = f"no further than {reach:.1f} m away" if reach > 0 else "lower than it hangs"
    away = hypot(covered.best_at[0] - camera.x_m, covered.best_at[1] - camera.y_m, camera.height_m - looked.eye_m)
    across_m = settings.inter_eye_m * camera.image_width_px / settings.gate_iod_px
    wide = 2 * degrees(atan(across_m / 2 / away))
    narrow = (
        f"a field of view of at most {wide:.2g} degrees" if camera.focal_length_mm is None else _longer(camera, wide)
    )
    more = camera.image_width_px * settings.gate_iod_px / max(covered.best_px, 1e-9)
    return f"put it {nearest}, or give it {narrow} there, or an image of {more:,.0f} px or more"


def _longer(camera: Camera, wide_deg: float) -> str:
    assert camera.sensor_width_mm is not None
    return f"a focal length of {camera.sensor_width_mm / 2 / np.tan(radians(wide_deg / 2)):.3g} mm or more"


def _looks_too_steeply(looked: _Looked, quality: float, pitch_deg: float) -> str:
    return (
        f"looks down on its zone too steeply: at {pitch_deg:.0f} degrees or more wherever a face has the "
        f"{_px(looked.settings.gate_iod_px)} pixels between the eyes that it needs (at best "
        f"{_px(looked.covered.best_px)}), which leaves {quality:.2g} of a face's likeness, where {LEAST_QUALITY:g} is "
        f"the least (lens {looked.camera.height_m:g} m up); hang it lower, or draw the zone further from it"
    )


def _sees_no_front(looked: _Looked, points: Any, directions: Iterable[Direction]) -> str:
    """Return what is wrong if whoever walks through the zone shows the camera no more than the side of their face."""
    best_px, best_quality, needed = -1.0, -1.0, looked.settings.gate_iod_px
    for way in directions:
        view = views_of(looked.camera, looked.settings, points, eye_m=looked.eye_m, heading=way)
        best_px, best_quality = max(best_px, float(view.iod_px.max())), max(best_quality, float(view.quality.max()))
        if best_px >= needed and best_quality >= LEAST_QUALITY:
            return ""
    if best_px < 0:
        return ""
    return (
        f"looks at people who walk through its zone from the side or from behind: at best {_px(best_px, needed)} "
        f"pixels between the eyes of them and {best_quality:.2g} of a face's likeness (of those who turn to it "
        f"{_px(looked.covered.best_px)}), and needs {_px(needed)} and {LEAST_QUALITY:g} (it looks towards "
        f"{looked.camera.heading_deg:g} degrees); let it look along the street, against those who come"
    )


def _px(pixels: float, needed: float = 0.0) -> str:
    """Write pixels to a tenth, and so that too few of them never read as enough."""
    text = f"{pixels:.1f}".removesuffix(".0")
    return f"{pixels:.4g}" if pixels < needed <= float(text) else text
