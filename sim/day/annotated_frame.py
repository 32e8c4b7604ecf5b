"""What a camera sees at a moment of the day, searched with pixels: the street is walked until then, and painted.

The heads are rendered and are nobody's; what is found and how it scores is the image back end's own. A picture to
look at, not a measurement (`sim.recognition.image.measure` makes those).
"""

from __future__ import annotations

import re
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import RunError, ScenarioError
from sim.day.deployment import Deployment
from sim.day.world import StreetWorld
from sim.recognition.cameras.site import Camera
from sim.recognition.image.recogniser import ImageRecogniser
from sim.recognition.image.scene import Crowd, Scene, paint_scene
from sim.scenario.schema import Scenario

__all__ = ["MINUTE_SETTINGS", "frame_of", "hour_of"]

MINUTE_SETTINGS = ("day.duration_h=0.0166667",)
"""Settings with which a day is the minute before the moment."""
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z")
_FURTHEST_M = 40.0


def hour_of(clock: str) -> float:
    """Return the hour of the day of a time such as 12:30.

    Raises
    ------
    ScenarioError
        If it is not a time from 00:01 to 23:59.
    """
    found = _CLOCK.match(clock)
    if found is None or clock in ("0:00", "00:00"):
        raise ScenarioError(
            "--at", f"not a time of the day ({clock})", "hours and minutes from 00:01 to 23:59, like 12:30"
        )
    return int(found[1]) + int(found[2]) / 60


def frame_of(scenario: Scenario, *, seed: int, camera_id: str | None = None) -> tuple[Camera, Scene]:
    """Walk a street to the end of its day and paint what a camera then has before it.

    Parameters
    ----------
    scenario
        With the image back end.
    camera_id
        Which camera; by default the one with the most faces before it.

    Raises
    ------
    RunError
        If the scenario has no such back end or no such camera in use.
    """
    world = StreetWorld(scenario, seed=seed)
    deployment = world.deployment
    system = None if deployment is None else deployment.enrolment.system
    if deployment is None or not isinstance(system, ImageRecogniser):
        raise RunError("recognition.backend.kind", "frames are painted for the image back end", "kind: image")
    lfr = deployment.enrolment.lfr
    sites = scenario.all_sites
    cameras = [camera for name in lfr.sites for camera in sites[name].cameras]
    if camera_id is not None and camera_id not in [camera.id for camera in cameras]:
        raise RunError("--camera", f"no such camera in use ({camera_id})", ", ".join(camera.id for camera in cameras))
    while world.running:
        world.step()
    crowd = _crowd(world, deployment)
    camera = max((camera for camera in cameras if camera_id in (None, camera.id)), key=lambda one: _n_faces(one, crowd))
    scene = paint_scene(
        camera,
        crowd,
        system,
        settings=lfr.capture,
        threshold=lfr.threshold,
        streams=world.streams,
    )
    return camera, scene


def _crowd(world: StreetWorld, deployment: Deployment) -> Crowd:
    here = np.flatnonzero(world.crowd.is_active)
    person_id = world.crowd.person_id[here]
    arrivals = np.array([world.arrival_of(person) for person in person_id.tolist()], np.int64)
    return Crowd(
        x_m=world.crowd.x_m[here], y_m=world.crowd.y_m[here], heading_x=world.crowd.heading_x[here],
        heading_y=world.crowd.heading_y[here], height_m=world.people.height_m[arrivals], person_id=person_id,
        reference_id=deployment.references[arrivals])  # fmt: skip


def _n_faces(camera: Camera, crowd: Crowd) -> int:
    """Count the faces that are turned to a camera, in its field of view and not far off."""
    to_x, to_y = camera.x_m - crowd.x_m, camera.y_m - crowd.y_m
    ahead = radians(camera.heading_deg)
    distance: NDArray[np.float64] = np.maximum(np.hypot(to_x, to_y), 1e-9)
    is_facing = crowd.heading_x * to_x + crowd.heading_y * to_y > 0.5 * distance
    along = -(to_x * np.cos(ahead) + to_y * np.sin(ahead)) / distance
    return int((is_facing & (along > cos(radians(camera.fov_deg / 2))) & (distance < _FURTHEST_M)).sum())
