"""One annotated frame: a street with people in it, every face that the detector finds, and what the list makes of it.

A picture to show, not a measurement: it puts many people into one frame, where a run searches one capture of each
passage. Names are invented labels of rendered heads, which are nobody; a name that is not that of the person in the
box says so. Faces too small to be searched have a box and no score.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, degrees, hypot, radians

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams
from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.site import Camera
from sim.recognition.image.compose import Exposure, Pose, expose, place
from sim.recognition.image.labels import Label, write_labels
from sim.recognition.image.networks import Faces
from sim.recognition.image.recogniser import ImageRecogniser
from sim.recognition.image.street import Pinhole, paint_body, paint_street, pinhole
from sim.recognition.probes import NOBODY

__all__ = ["CAPTION", "Crowd", "Scene", "Sighting", "paint_scene", "synthetic_name"]

CAPTION = "Rendered heads: nobody. Scores are this pipeline's own; they say nothing of any police system."
_HEADS_AT = 0.45
"""Where in the picture the typical head is, from the top."""
_WIDEST_DEG = 60.0
"""Heads turned further are painted at this angle: the rendered views end at 40 degrees."""
_LEAST_M, _MOST_M = 1.0, 80.0
"""People nearer to the lens or further from it are not painted."""
_BACK_OF_HEAD = (38.0, 42.0, 50.0)
_CROWN, _NAPE, _HALF = 1.5, 1.7, 1.25
"""Of the back of a head, in eye distances: above and below the eyes, and half its width."""


@dataclass(frozen=True)
class Crowd:
    """People who are in the street, n of them."""

    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    heading_x: NDArray[np.float64]
    """(n,) with `heading_y`, the unit vector that the face looks along."""
    heading_y: NDArray[np.float64]
    height_m: NDArray[np.float64]
    person_id: NDArray[np.int64]
    reference_id: NDArray[np.int64]
    """(n,) their own reference on the list, or NOBODY."""


@dataclass(frozen=True)
class Sighting:
    """One face that the detector found."""

    box: tuple[int, int, int, int]
    """Left, top, width and height in pixels."""
    score: float
    """The highest comparison score; NaN for a face too small to be searched."""
    reference: int
    """Whose reference that is; NOBODY for a face that is not searched."""
    person_id: int
    """Whose face it is; NOBODY where nobody's eyes are there."""
    is_mated: bool
    """The reference is of that person."""
    is_candidate: bool
    """The score reaches the threshold."""


@dataclass(frozen=True)
class Scene:
    """An annotated frame."""

    picture: NDArray[np.uint8]
    """(height, width, 3) blue, green, red."""
    sightings: tuple[Sighting, ...]


def paint_scene(
    camera: Camera,
    crowd: Crowd,
    recogniser: ImageRecogniser,
    *,
    settings: CaptureSettings,
    threshold: float,
    streams: Streams,
    sides_m: tuple[float, float] = (-9.0, 9.0),
) -> Scene:
    """Paint what a camera has before it, find the faces, search them, and write down what was found.

    Parameters
    ----------
    camera
        Its picture has sides of 16 to 9, and is aimed so that typical heads are near its middle.
    crowd
        Who is in the street; those behind the camera are not seen.
    recogniser
        The enrolled system.
    settings
        Of the capture: eyes, blur, light, and the distance between the eyes from which a face is searched.
    threshold
        Score from which a reference is named.
    streams
        The chance of clothes, facades and noise.
    sides_m
        The y of the facades, right and left of the street's axis.
    """
    view = _aimed(camera, crowd, settings)
    frame = np.empty((view.height_px, view.width_px, 3), np.float32)
    paint_street(frame, view, sides_m=sides_m, streams=streams)
    eyes = _paint_people(frame, view, crowd, recogniser, settings, streams)
    chance = streams.generator(Stream.IMAGE, 2**32, 0)
    exposure = Exposure(settings.blur_px, 0.0, settings.light, recogniser.settings.noise)
    picture = expose(frame, exposure, grain=chance.standard_normal(frame.shape, np.float32))
    faces = recogniser.networks.detect(picture)
    sightings = tuple(
        _sighting(picture, faces, which, crowd, eyes, recogniser, gate_iod_px=settings.gate_iod_px, threshold=threshold)
        for which in range(faces.n)
    )
    return Scene(write_labels(picture, [_label(sighting) for sighting in sightings], CAPTION), sightings)


def synthetic_name(reference: int) -> str:
    """Return the invented label of a reference."""
    return f"Synthetic {reference:03}"


def _aimed(camera: Camera, crowd: Crowd, settings: CaptureSettings) -> Pinhole:
    """Return the camera's projection, shifted so that the median head ahead of it is where heads should be."""
    view = pinhole(camera)
    below = [
        view.focal_px * (view.height_m - settings.eye_height_share * height) / view.depth_m(x, y)
        for x, y, height in zip(crowd.x_m, crowd.y_m, crowd.height_m, strict=True)
        if _LEAST_M < view.depth_m(x, y) < _MOST_M
    ]
    return pinhole(camera, horizon_px=_HEADS_AT * view.height_px - (float(np.median(below)) if below else 0.0))


def _paint_people(
    frame: NDArray[np.float32],
    view: Pinhole,
    crowd: Crowd,
    recogniser: ImageRecogniser,
    settings: CaptureSettings,
    streams: Streams,
) -> NDArray[np.float64]:
    """Paint everybody, the furthest first; return column, row and eye distance of each (n, 3), NaN where unseen."""
    eyes = np.full((crowd.x_m.size, 3), np.nan)
    depths = np.array([view.depth_m(x, y) for x, y in zip(crowd.x_m, crowd.y_m, strict=True)])
    for i in np.argsort(-depths, kind="stable"):
        if not _LEAST_M < depths[i] < _MOST_M:
            continue
        x, y, height = float(crowd.x_m[i]), float(crowd.y_m[i]), float(crowd.height_m[i])
        eye_m, person = settings.eye_height_share * height, int(crowd.person_id[i])
        paint_body(frame, view, x=x, y=y, height_m=height, eye_m=eye_m, person_id=person, streams=streams)
        column, row = view.project(x, y, eye_m)
        facing_px = view.focal_px * settings.inter_eye_m / depths[i]
        pose = _pose(view, x, y, eye_m, (float(crowd.heading_x[i]), float(crowd.heading_y[i])), facing_px)
        if pose is None:
            _paint_back(frame, column, row, facing_px)
        else:
            identity = recogniser.identity(person, int(crowd.reference_id[i]))
            place(frame, identity, pose, x=column, y=row)
        eyes[i] = column, row, facing_px
    return eyes


def _pose(
    view: Pinhole, x: float, y: float, eye_m: float, heading: tuple[float, float], facing_px: float
) -> Pose | None:
    """Return how a head is seen, or None from behind."""
    to_x, to_y = view.x_m - x, view.y_m - y
    plan = hypot(to_x, to_y)
    ahead = (heading[0] * to_x + heading[1] * to_y) / plan
    if ahead <= 0:
        return None
    yaw = min(degrees(np.arccos(min(ahead, 1.0))), _WIDEST_DEG)
    pitch = degrees(np.arctan2(abs(view.height_m - eye_m), plan))
    is_mirrored = heading[0] * to_y - heading[1] * to_x > 0
    return Pose(facing_px * cos(radians(yaw)), yaw, pitch, is_mirrored=is_mirrored)


def _paint_back(frame: NDArray[np.float32], column: float, row: float, facing_px: float) -> None:
    import cv2

    middle = (round(column), round(row + (_NAPE - _CROWN) / 2 * facing_px))
    axes = (max(1, round(_HALF * facing_px)), max(1, round((_CROWN + _NAPE) / 2 * facing_px)))
    cv2.ellipse(frame, middle, axes, 0, 0, 360, _BACK_OF_HEAD, -1, cv2.LINE_8)


def _sighting(
    picture: NDArray[np.uint8],
    faces: Faces,
    which: int,
    crowd: Crowd,
    eyes: NDArray[np.float64],
    recogniser: ImageRecogniser,
    *,
    gate_iod_px: float,
    threshold: float,
) -> Sighting:
    marks = faces.marks[which].astype(np.float64)
    i = _owner((marks[0] + marks[2]) / 2, (marks[1] + marks[3]) / 2, eyes)
    person, own = (NOBODY, NOBODY) if i == NOBODY else (int(crowd.person_id[i]), int(crowd.reference_id[i]))
    left, top, width, height = (round(float(side)) for side in faces.box[which])
    box = left, top, width, height
    if hypot(marks[2] - marks[0], marks[3] - marks[1]) < gate_iod_px:
        return Sighting(box, float("nan"), NOBODY, person, is_mated=False, is_candidate=False)
    template = recogniser.whitening.apply(recogniser.networks.embed(picture, faces, which))
    scores = recogniser.scores(template[None])[0]
    reference = int(scores.argmax())
    return Sighting(
        box,
        float(scores[reference]),
        reference,
        person,
        is_mated=reference == own,
        is_candidate=bool(scores[reference] >= threshold),
    )


def _owner(column: float, row: float, eyes: NDArray[np.float64]) -> int:
    """Return whose eyes are nearest to a point, in eye distances, if they are within one; else NOBODY."""
    away = np.hypot(eyes[:, 0] - column, eyes[:, 1] - row) / eyes[:, 2]
    away[np.isnan(away)] = np.inf
    return int(away.argmin()) if away.size and away.min() < 1 else NOBODY


def _label(sighting: Sighting) -> Label:
    text = "" if sighting.reference == NOBODY else f"{sighting.score:.2f}"
    if sighting.is_candidate:
        text = f"{synthetic_name(sighting.reference)}  {text}{'' if sighting.is_mated else '  (false)'}"
    return Label(sighting.box, text, is_strong=sighting.is_candidate)
