"""Cameras watch a zone: who goes through it, and the best view that they get of each face.

A *passage* begins when a person comes into a site's zone of recognition and ends when they have been out
of it for a while, or leave the street. During a passage the site follows one *track* of the person, and
keeps its best view over all frames and cameras. The track closes, and is searched once, a fixed time after
the face first came near enough, hidden or not; where nothing usable was seen until then, at its first usable
view; or when the passage ends, if that is first. So every passage gives exactly one capture; where no camera
saw the face, its quality is 0 and nothing is detected.

Nothing here depends on the watchlist or the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.core.config import Config
from sim.core.streams import Streams
from sim.evidence.register import assumed, cited
from sim.recognition.cameras.captured import Captures, Observed, Passages
from sim.recognition.cameras.site import Camera, Site
from sim.recognition.cameras.tracking import (
    AWAY,
    CAPTURE,
    NOBODY,
    PASSAGE,
    TRACK,
    WALKER,
    Ended,
    Followed,
    Sites,
    end_rows,
    follow,
)
from sim.recognition.cameras.view import LENS, OPTICS, steady_quality

__all__ = ["CaptureSettings", "Watch", "lenses_of", "optics_of"]


class CaptureSettings(Config):
    """What cameras see, and when a track is searched."""

    gate_iod_px: float = cited("recognition.gate-iod", gt=0, le=200)
    """Inter-eye distance from which a detected face is searched."""
    decision_s: float = assumed(
        2.0,
        "vendors do not publish when a track is searched; their rules ask for some 3 s in view",
        unit="s",
        low=0.5,
        high=4.0,
        ge=0,
        le=60,
    )
    """A track is searched at its clearest view this long after the face first came near, or when it ends before."""
    rejoin_s: float = assumed(
        2.0,
        "separates walking along the edge of a zone from coming back to it",
        unit="s",
        low=1.0,
        high=10.0,
        ge=0,
        le=600,
    )
    """A person who leaves the zone for less than this is still on the same passage."""
    inter_eye_m: float = cited("recognition.inter-eye", gt=0.03, lt=0.1)
    """Distance between the pupils."""
    eye_height_share: float = cited("recognition.eye-height", gt=0.5, le=1)
    """Height of the eyes as a share of stature."""
    body_radius_m: float = assumed(
        0.2,
        "half the breadth of shoulders; heads are narrower and bags are wider",
        unit="m",
        low=0.1,
        high=0.25,
        ge=0,
        le=0.5,
    )
    """Radius of the upright cylinder by which a person hides those behind."""
    exposure_s: float = assumed(
        0.004,
        "a shutter of 1/250 s, usual for moving people by day; no police setting is published",
        unit="s",
        low=0.001,
        high=0.02,
        ge=0,
        le=0.2,
    )
    """Exposure time, which motion blurs."""
    blur_px: float = assumed(
        0.0,
        "a lens in focus; a field's cameras are rarely all sharp, and nobody publishes by how much",
        unit="px",
        low=0.0,
        high=4.0,
        ge=0,
        le=50,
    )
    """Blur of the lens: the standard deviation of the spot that it makes of a point."""
    light: float = assumed(
        1.0, "daylight and a correct exposure", unit="share of a correct exposure", low=0.1, high=1.0, gt=0, le=1
    )
    """How well faces are lit."""
    detection_midpoint_px: float = cited("recognition.detection-midpoint", gt=0, le=100)
    """Inter-eye distance at which half the faces are detected."""
    detection_slope: float = assumed(
        9.0, "20.6 on clean photographs; 6 to 12 is prudent outdoors", unit="", low=6.0, high=12.0, gt=0, le=50
    )
    """How sharply detection rises with size."""
    size_scale_px: float = cited("recognition.size-scale", gt=0, le=200)
    """Scale of the quality curve of size."""
    size_exponent: float = cited("recognition.size-exponent", gt=0, le=10)
    """Exponent of the quality curve of size."""
    streak_scale_px: float = cited("recognition.streak-scale", gt=0, le=1000)
    """Scale of the quality curve of motion blur."""
    streak_exponent: float = cited("recognition.streak-exponent", gt=0, le=10)
    """Exponent of the quality curve of motion blur."""
    blur_scale_px: float = cited("recognition.blur-scale", gt=0, le=200)
    """Scale of the quality curve of the blur of the lens."""
    blur_exponent: float = cited("recognition.blur-exponent", gt=0, le=10)
    """Exponent of the quality curve of the blur of the lens."""
    light_scale: float = cited("recognition.light-scale", gt=0, le=1)
    """Scale of the quality curve of light."""
    light_exponent: float = cited("recognition.light-exponent", gt=0, le=10)
    """Exponent of the quality curve of light."""
    yaw_scale_deg: float = assumed(
        55.0,
        "no curve of similarity against yaw was found for this kind of recogniser",
        unit="degrees",
        low=40.0,
        high=75.0,
        gt=0,
        le=180,
    )
    """Yaw that leaves 37 % of the quality."""
    pitch_scale_deg: float = assumed(
        45.0,
        "no curve found; looking down on a face costs more than looking at it from the side",
        unit="degrees",
        low=30.0,
        high=60.0,
        gt=0,
        le=180,
    )
    """Pitch that leaves 37 % of the quality."""
    angle_exponent: float = assumed(
        2.5, "recognisers bear small angles and fail quickly at large ones", unit="", low=2.0, high=4.0, gt=0, le=10
    )
    """Exponent of the quality curves of yaw and pitch."""
    head_down_factor: float = assumed(
        0.4,
        "no measurement found of faces that look down at a phone, seen from 3 to 5 m up",
        unit="",
        low=0.1,
        high=0.8,
        ge=0,
        le=1,
    )
    """Quality left of a person who looks down."""
    mask_factor: float = assumed(
        0.4,
        "masks cost recognisers most of their margin; no field measurement found",
        unit="",
        low=0.2,
        high=0.8,
        ge=0,
        le=1,
    )
    """Quality left of a face with a mask or a scarf over the mouth."""
    hood_factor: float = assumed(
        0.6,
        "hoods shade a face and hide its outline; no field measurement found",
        unit="",
        low=0.3,
        high=0.9,
        ge=0,
        le=1,
    )
    """Quality left of a face in a hood."""


_Columns = TypeVar("_Columns", Captures, Passages)


class Watch:
    """Follows everybody who goes through the zones of a deployment.

    Parameters
    ----------
    sites
        At least one.
    settings
        What cameras see.
    capacity
        Rows that the crowd can have.
    streams
        The run's chance.

    Raises
    ------
    ValueError
        If there is no site or two share an id.
    """

    def __init__(self, sites: Sequence[Site], settings: CaptureSettings, *, capacity: int, streams: Streams) -> None:
        if not sites or len({site.id for site in sites}) < len(sites):
            raise ValueError(f"needs one or more sites with different ids, not {[site.id for site in sites]}")
        self.site_ids: tuple[str, ...] = tuple(site.id for site in sites)
        self.camera_ids: tuple[str, ...] = (*(camera.id for site in sites for camera in site.cameras), "")
        self._settings = settings
        optics = optics_of(settings)
        key = np.array([streams.seed, streams.replication], np.uint64)
        self._steady = steady_quality(optics[0])
        lenses = lenses_of([camera for site in sites for camera in site.cameras])
        lens_from = np.cumsum([0, *(len(site.cameras) for site in sites)])
        views = np.empty((len(lenses), 5))
        self._sites = Sites(*_zones(sites, settings.body_radius_m), lenses, lens_from, views, optics, key)
        self._followed = Followed(
            np.zeros(capacity, WALKER), np.zeros((len(sites), capacity), TRACK), np.empty(capacity + 1, np.int64)
        )
        self._followed.walkers["person_id"] = NOBODY
        self._ended = Ended(np.empty(0, CAPTURE), np.empty(0, PASSAGE), np.zeros(2, np.int64))
        self._n_rows = 0

    def appear(
        self,
        rows: NDArray[np.integer],
        *,
        person_id: ArrayLike,
        height_m: ArrayLike,
        is_head_down: ArrayLike,
        is_masked: ArrayLike,
        is_hooded: ArrayLike,
    ) -> None:
        """Tell who has come onto the street.

        Parameters
        ----------
        rows
            Shape (k,): the rows that they walk in from now on. Whoever had a row before has left it; what of
            theirs is still open is returned by the next `ended`.
        person_id, height_m, is_head_down, is_masked, is_hooded
            Shape (k,): who they are, how tall, and whether they look down, wear a mask or have a hood up.
        """
        self._make_room(rows.size)
        end_rows(np.asarray(rows, np.int64), self._sites, self._followed, self._ended)
        walkers = self._followed.walkers
        walkers["person_id"][rows] = person_id
        walkers["height_m"][rows] = height_m
        walkers["eye_m"][rows] = np.asarray(height_m) * self._settings.eye_height_share
        walkers["factor"][rows] = (
            np.where(is_head_down, self._settings.head_down_factor, 1)
            * np.where(is_masked, self._settings.mask_factor, 1)
            * np.where(is_hooded, self._settings.hood_factor, 1)
            * self._steady
        )
        walkers["passages"][rows] = 0

    def observe(self, t_s: float, frames: NDArray[np.float64], n_rows: int) -> Observed:
        """Watch one second, and return what has ended since the last time: `follow`, then `ended`."""
        self.follow(t_s, frames, n_rows)
        return self.ended()

    def follow(self, t_s: float, frames: NDArray[np.float64], n_rows: int) -> None:
        """Watch one second.

        Parameters
        ----------
        t_s
            When the second begins; frame k of F is at t_s + (k + 1) / F.
        frames
            Shape (F, capacity, 4): x and y in metres and heading as a unit vector; NaN where nobody is. A row
            that changes hands is told to `appear` before the newcomer's first frame, and is not shared by two
            people within one call.
        n_rows
            Rows in use; none beyond holds anybody.

        Raises
        ------
        ValueError
            If somebody is in a zone of whom `appear` was never told.
        """
        rows = max(n_rows, self._n_rows)
        self._n_rows = n_rows
        self._make_room(rows * (frames.shape[0] // 2 + 1))
        stranger = follow(float(t_s), frames, n_rows, rows, self._sites, self._followed, self._ended)
        if stranger != NOBODY:
            raise ValueError(f"somebody walks in row {stranger} who never appeared")

    def finish(self) -> Observed:
        """End every track and passage that is open, at the end of the deployment."""
        open_rows = np.flatnonzero((self._followed.tracks["state"] != AWAY).any(axis=0))
        self._make_room(open_rows.size)
        end_rows(open_rows, self._sites, self._followed, self._ended)
        return self.ended()

    @property
    def n_captures(self) -> int:
        """How many tracks have closed since the last call of `ended`."""
        return int(self._ended.n[0])

    def ended(self) -> Observed:
        """Return the tracks that have closed and the passages that have ended since the last call."""
        ended = self._ended
        captures, passages = ended.n.tolist()
        if captures == passages == 0:
            return _NOTHING
        ended.n[:] = 0
        return Observed(_columns(Captures, ended.captures[:captures]), _columns(Passages, ended.passages[:passages]))

    def _make_room(self, rows: int) -> None:
        captures, passages, n = self._ended
        missing = int(n[0] + n[1]) + rows * len(self.site_ids) - captures.size
        if missing > 0:
            self._ended = Ended(
                np.concatenate([captures, np.empty(missing, CAPTURE)]),
                np.concatenate([passages, np.empty(missing, PASSAGE)]),
                n,
            )


def optics_of(settings: CaptureSettings) -> NDArray[np.void]:
    """Return settings as the kernels read them: one record of `OPTICS`, shape (1,)."""
    return np.array([tuple(getattr(settings, name) for name in OPTICS.names or ())], OPTICS)


def lenses_of(cameras: Sequence[Camera]) -> NDArray[np.void]:
    """Return cameras as the kernels read them: records of `LENS`, shape (n,)."""
    heading = np.radians([camera.heading_deg for camera in cameras])
    half_fov = np.radians([camera.fov_deg / 2 for camera in cameras])
    lenses = np.empty(len(cameras), LENS)
    lenses["x_m"] = [camera.x_m for camera in cameras]
    lenses["y_m"] = [camera.y_m for camera in cameras]
    lenses["height_m"] = [camera.height_m for camera in cameras]
    lenses["ahead_x"], lenses["ahead_y"] = np.cos(heading), np.sin(heading)
    lenses["cos_half_fov"] = np.cos(half_fov)
    lenses["focal_px"] = [camera.image_width_px for camera in cameras] / (2 * np.tan(half_fov))
    return lenses


def _zones(
    sites: Sequence[Site], radius_m: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the corners of all zones, where each begins, and the boxes of the zone and of who can block."""
    rings = np.array([corner for site in sites for corner in site.zone])
    starts = np.cumsum([0, *(len(site.zone) for site in sites)])
    boxes = np.empty((len(sites), 2, 4))
    for box, site in zip(boxes, sites, strict=True):
        zone = np.array(site.zone)
        scene = np.concatenate([zone, [(camera.x_m, camera.y_m) for camera in site.cameras]])
        box[0] = *zone.min(axis=0), *zone.max(axis=0)
        box[1] = *(scene.min(axis=0) - radius_m), *(scene.max(axis=0) + radius_m)
    return rings, starts, boxes


def _columns(kind: type[_Columns], records: NDArray[np.void]) -> _Columns:
    own = records.copy()
    return kind(**{name: own[name] for name in own.dtype.names or ()})


_NOTHING = Observed(_columns(Captures, np.empty(0, CAPTURE)), _columns(Passages, np.empty(0, PASSAGE)))
