"""Cameras watch a zone: who goes through it, and the best view that they get of each face.

A *passage* begins when a person comes into a site's zone of recognition and ends when they have been out
of it for a while, or leave the street. During a passage the site follows one *track* of the person, and
keeps its best view over all frames and cameras. The track closes, and is searched once, a fixed time
after its first usable frame, or when the passage ends, whichever is first. So every passage gives
exactly one capture; where no camera saw the face, its quality is 0 and nothing is detected.

Nothing here depends on the watchlist or the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.core.config import Config
from sim.core.kernel import kernel
from sim.core.streams import Stream, Streams, uniform_of
from sim.evidence.register import assumed, cited
from sim.recognition.site import Camera, Site, inside
from sim.recognition.view import LENS, OPTICS, detection_chance, is_blocked, light_quality, look

__all__ = ["Camera", "CaptureSettings", "Captures", "Observed", "Passages", "Site", "Watch"]


class CaptureSettings(Config):
    """What cameras see, and when a track is searched."""

    gate_iod_px: float = cited("recognition.gate-iod", gt=0, le=200)
    """Inter-eye distance from which a detected face is searched."""
    decision_s: float = assumed(
        2.0, "vendors do not publish when a track is searched; their rules ask for some three seconds in view",
        unit="s", low=0.5, high=4.0, ge=0, le=60)
    """A track is searched at its best view this long after its first usable frame, if it has not ended before."""
    rejoin_s: float = assumed(
        2.0, "separates walking along the edge of a zone from coming back to it", unit="s", low=1.0, high=10.0,
        ge=0, le=600)
    """A person who leaves the zone for less than this is still on the same passage."""
    inter_eye_m: float = cited("recognition.inter-eye", gt=0.03, lt=0.1)
    """Distance between the pupils."""
    eye_height_share: float = cited("recognition.eye-height", gt=0.5, le=1)
    """Height of the eyes as a share of stature."""
    body_radius_m: float = assumed(
        0.2, "half the breadth of shoulders; heads are narrower and bags are wider", unit="m", low=0.1, high=0.25,
        ge=0, le=0.5)
    """Radius of the upright cylinder by which a person hides those behind."""
    exposure_s: float = assumed(
        0.004, "a shutter of 1/250 s, usual for moving people by day; police cameras' settings are not published",
        unit="s", low=0.001, high=0.02, ge=0, le=0.2)
    """Exposure time, which motion blurs."""
    light: float = assumed(
        1.0, "daylight and a correct exposure", unit="share of a correct exposure", low=0.1, high=1.0, gt=0, le=1)
    """How well faces are lit."""
    detection_midpoint_px: float = cited("recognition.detection-midpoint", gt=0, le=100)
    """Inter-eye distance at which half the faces are detected."""
    detection_slope: float = assumed(
        9.0, "20.6 on clean photographs; 6 to 12 is prudent outdoors", unit="", low=6.0, high=12.0, gt=0, le=50)
    """How sharply detection rises with size."""
    size_scale_px: float = cited("recognition.size-scale", gt=0, le=200)
    """Scale of the quality curve of size."""
    size_exponent: float = cited("recognition.size-exponent", gt=0, le=10)
    """Exponent of the quality curve of size."""
    streak_scale_px: float = cited("recognition.streak-scale", gt=0, le=1000)
    """Scale of the quality curve of motion blur."""
    streak_exponent: float = cited("recognition.streak-exponent", gt=0, le=10)
    """Exponent of the quality curve of motion blur."""
    light_scale: float = cited("recognition.light-scale", gt=0, le=1)
    """Scale of the quality curve of light."""
    light_exponent: float = cited("recognition.light-exponent", gt=0, le=10)
    """Exponent of the quality curve of light."""
    yaw_scale_deg: float = assumed(
        55.0, "no curve of similarity against yaw was found for this kind of recogniser", unit="degrees", low=40.0,
        high=75.0, gt=0, le=180)
    """Yaw that leaves 37 % of the quality."""
    pitch_scale_deg: float = assumed(
        45.0, "no curve found; looking down on a face costs more than looking at it from the side", unit="degrees",
        low=30.0, high=60.0, gt=0, le=180)
    """Pitch that leaves 37 % of the quality."""
    angle_exponent: float = assumed(
        2.5, "recognisers bear small angles and fail quickly at large ones", unit="", low=2.0, high=4.0, gt=0, le=10)
    """Exponent of the quality curves of yaw and pitch."""
    head_down_factor: float = assumed(
        0.4, "no measurement found of faces that look down at a phone, seen from 3 to 5 m up", unit="", low=0.1,
        high=0.8, ge=0, le=1)
    """Quality left of a person who looks down."""
    covered_factor: float = assumed(
        0.5, "masks cost recognisers most of their margin, hoods less; no field measurement found", unit="", low=0.2,
        high=0.9, ge=0, le=1)
    """Quality left of a face that is partly covered."""


_WALKER = np.dtype([
    ("person_id", "i8"), ("height_m", "f8"), ("eye_m", "f8"), ("factor", "f8"), ("passages", "i8"),
])
_TRACK = np.dtype([
    ("state", "i8"), ("passage", "i8"), ("t_in", "f8"), ("t_last", "f8"), ("t_usable", "f8"), ("camera", "i8"),
    ("iod_px", "f8"), ("yaw_deg", "f8"), ("quality", "f8"), ("n_frames", "i8"), ("n_occluded", "i8"),
])
_CAPTURE = np.dtype([
    ("row", "i8"), ("person_id", "i8"), ("passage", "i8"), ("site", "i8"), ("camera", "i8"), ("t_s", "f8"),
    ("iod_px", "f8"), ("yaw_deg", "f8"), ("quality", "f8"), ("n_frames", "i8"), ("n_occluded", "i8"),
    ("is_detected", "?"), ("is_usable", "?"),
])
_PASSAGE = np.dtype([
    ("row", "i8"), ("person_id", "i8"), ("passage", "i8"), ("site", "i8"), ("t_s", "f8"), ("duration_s", "f8"),
])
_AWAY, _OPEN, _DECIDED = 0, 1, 2
_NOBODY = -1
_NOT_YET = -1
_CAPTURE_STREAM = int(Stream.CAPTURE)


@dataclass(frozen=True)
class Captures:
    """Tracks that closed, k of them, in the order of time; columns named as in `sim.events.Capture`."""

    row: NDArray[np.int64]
    """The walker's row."""
    person_id: NDArray[np.int64]
    passage: NDArray[np.int64]
    site: NDArray[np.int64]
    """Index into `Watch.site_ids`."""
    camera: NDArray[np.int64]
    """Index into `Watch.camera_ids` of the best view, whose last entry, "", stands for -1: no camera saw it."""
    t_s: NDArray[np.float64]
    """When the track closed, which is when it is searched."""
    iod_px: NDArray[np.float64]
    yaw_deg: NDArray[np.float64]
    """0 to 90."""
    quality: NDArray[np.float64]
    n_frames: NDArray[np.int64]
    n_occluded: NDArray[np.int64]
    is_detected: NDArray[np.bool_]
    is_usable: NDArray[np.bool_]


@dataclass(frozen=True)
class Passages:
    """Passages that ended, k of them, in the order of time; columns named as in `sim.events.Passage`."""

    row: NDArray[np.int64]
    """The walker's row."""
    person_id: NDArray[np.int64]
    passage: NDArray[np.int64]
    site: NDArray[np.int64]
    """Index into `Watch.site_ids`."""
    t_s: NDArray[np.float64]
    """When they came in."""
    duration_s: NDArray[np.float64]
    """From the first to the last frame in the zone."""


@dataclass(frozen=True)
class Observed:
    """What one second of watching brought to an end."""

    captures: Captures
    passages: Passages


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
        self._lenses, self._lens_from = _lenses(sites)
        self._rings, self._ring_from, self._boxes = _zones(sites, settings.body_radius_m)
        self._optics = np.array([tuple(getattr(settings, name) for name in OPTICS.names or ())], OPTICS)
        self._light = light_quality(self._optics[0])
        self._key = np.array([streams.seed, streams.replication], np.uint64)
        self._walkers = np.zeros(capacity, _WALKER)
        self._walkers["person_id"] = _NOBODY
        self._tracks = np.zeros((len(sites), capacity), _TRACK)
        self._near = np.empty(capacity + 1, np.int64)
        self._views = np.empty((len(self._lenses), 3))
        self._captures = np.empty(0, _CAPTURE)
        self._passages = np.empty(0, _PASSAGE)
        self._ended = np.zeros(2, np.int64)
        self._n_rows = 0

    def appear(
        self, rows: NDArray[np.integer], *, person_id: ArrayLike, height_m: ArrayLike, is_head_down: ArrayLike,
        is_covered: ArrayLike,
    ) -> None:
        """Tell who has come onto the street.

        Parameters
        ----------
        rows
            Shape (k,): the rows that they walk in from now on. Whoever had a row before has left it; what of
            theirs is still open is returned by the next `observe`.
        person_id, height_m, is_head_down, is_covered
            Shape (k,): who they are, how tall, and whether they look down or have their face partly covered.
        """
        self._make_room(rows.size)
        _end_rows(np.asarray(rows, np.int64), self._walkers, self._tracks, self._optics, self._key,
                  self._captures, self._passages, self._ended)
        walkers = self._walkers
        walkers["person_id"][rows] = person_id
        walkers["height_m"][rows] = height_m
        walkers["eye_m"][rows] = np.asarray(height_m) * self._settings.eye_height_share
        walkers["factor"][rows] = (
            np.where(is_head_down, self._settings.head_down_factor, 1)
            * np.where(is_covered, self._settings.covered_factor, 1) * self._light)
        walkers["passages"][rows] = 0

    def observe(self, t_s: float, frames: NDArray[np.float64], n_rows: int) -> Observed:
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

        Returns
        -------
        Observed
            Tracks that closed and passages that ended in this second.

        Raises
        ------
        ValueError
            If somebody is in a zone of whom `appear` was never told.
        """
        rows = max(n_rows, self._n_rows)
        self._n_rows = n_rows
        self._make_room(rows * (frames.shape[0] // 2 + 1))
        stranger = _observe(
            float(t_s), frames, n_rows, rows, self._walkers, self._tracks, self._rings, self._ring_from, self._boxes, self._lenses,
            self._lens_from, self._optics, self._key, self._near, self._views, self._captures, self._passages,
            self._ended)
        if stranger != _NOBODY:
            raise ValueError(f"somebody walks in row {stranger} who never appeared")
        return self._take()

    def finish(self) -> Observed:
        """End every track and passage that is open, at the end of the deployment."""
        open_rows = np.flatnonzero((self._tracks["state"] != _AWAY).any(axis=0))
        self._make_room(open_rows.size)
        _end_rows(open_rows, self._walkers, self._tracks, self._optics, self._key, self._captures,
                  self._passages, self._ended)
        return self._take()

    def _make_room(self, rows: int) -> None:
        needed = int(self._ended[0] + self._ended[1]) + rows * len(self.site_ids)
        if needed > self._captures.size:
            self._captures = np.concatenate([self._captures, np.empty(needed - self._captures.size, _CAPTURE)])
            self._passages = np.concatenate([self._passages, np.empty(needed - self._passages.size, _PASSAGE)])

    def _take(self) -> Observed:
        captures, passages = int(self._ended[0]), int(self._ended[1])
        if captures == passages == 0:
            return _NOTHING
        self._ended[:] = 0
        return Observed(_columns(Captures, self._captures[:captures]), _columns(Passages, self._passages[:passages]))


def _lenses(sites: Sequence[Site]) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    cameras = [camera for site in sites for camera in site.cameras]
    heading = np.radians([camera.heading_deg for camera in cameras])
    half_fov = np.radians([camera.horizontal_fov_deg / 2 for camera in cameras])
    lenses = np.empty(len(cameras), LENS)
    lenses["x_m"] = [camera.x_m for camera in cameras]
    lenses["y_m"] = [camera.y_m for camera in cameras]
    lenses["height_m"] = [camera.height_m for camera in cameras]
    lenses["ahead_x"], lenses["ahead_y"] = np.cos(heading), np.sin(heading)
    lenses["cos_half_fov"] = np.cos(half_fov)
    lenses["focal_px"] = [camera.image_width_px for camera in cameras] / (2 * np.tan(half_fov))
    return lenses, np.cumsum([0, *(len(site.cameras) for site in sites)])


def _zones(
    sites: Sequence[Site], radius_m: float
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the corners of all zones, where each begins, and a box each for the zone and for who can block."""
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
    return kind(**{name: records[name].copy() for name in records.dtype.names or ()})


_NOTHING = Observed(_columns(Captures, np.empty(0, _CAPTURE)), _columns(Passages, np.empty(0, _PASSAGE)))


@kernel
def _observe(  # type: ignore[no-untyped-def]
    t_s, frames, n_rows, rows, walkers, tracks, rings, ring_from, boxes, lenses, lens_from, optics, key, near,
    views, captures, passages, ended,
):
    """Follow every row through the frames; return a row that nobody knows, or -1."""
    optics = optics[0]
    interval = 1.0 / frames.shape[0]
    for k in range(frames.shape[0]):
        t = t_s + (k + 1) * interval
        for site in range(tracks.shape[0]):
            box, ring = boxes[site], rings[ring_from[site]:ring_from[site + 1]]
            near[0] = _NOT_YET
            for row in range(rows):
                track = tracks[site, row]
                if row >= n_rows or np.isnan(frames[k, row, 0]):
                    if track.state != _AWAY:
                        _end(t, row, site, walkers, tracks, optics, key, captures, passages, ended)
                    continue
                x, y = frames[k, row, 0], frames[k, row, 1]
                is_in = (box[0, 0] <= x <= box[0, 2] and box[0, 1] <= y <= box[0, 3] and inside(ring, x, y))
                if is_in:
                    if walkers[row].person_id == _NOBODY:
                        return row
                    if track.state == _AWAY:
                        _begin(t, row, walkers, track)
                    track.t_last = t
                    if track.state == _OPEN:
                        _see(t, k, row, interval, frames, n_rows, walkers, track, lenses, lens_from[site],
                             lens_from[site + 1], box[1], optics, near, views)
                if track.state == _OPEN and t - track.t_usable > optics.decision_s - interval / 2:
                    _close(t, row, site, walkers, tracks, optics, key, captures, ended)
                if track.state != _AWAY and not is_in and t - track.t_last > optics.rejoin_s - interval / 2:
                    _end(t, row, site, walkers, tracks, optics, key, captures, passages, ended)
    return _NOBODY


@kernel
def _end_rows(rows, walkers, tracks, optics, key, captures, passages, ended):  # type: ignore[no-untyped-def]
    for i in range(rows.shape[0]):
        for site in range(tracks.shape[0]):
            track = tracks[site, rows[i]]
            if track.state != _AWAY:
                _end(track.t_last, rows[i], site, walkers, tracks, optics[0], key, captures, passages, ended)


@kernel
def _begin(t, row, walkers, track):  # type: ignore[no-untyped-def]
    track.state = _OPEN
    track.passage = walkers[row].passages
    walkers[row].passages += 1
    track.t_in, track.t_last, track.t_usable = t, t, np.inf
    track.camera = _NOBODY
    track.iod_px, track.yaw_deg, track.quality = 0.0, 0.0, 0.0
    track.n_frames, track.n_occluded = 0, 0


@kernel
def _gather(k, n_rows, frames, box, near):  # type: ignore[no-untyped-def]
    """Fill `near` with the number of those who could stand between a face and a lens, then with their rows."""
    n_near = 0
    for row in range(n_rows):
        x, y = frames[k, row, 0], frames[k, row, 1]
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            n_near += 1
            near[n_near] = row
    near[0] = n_near


@kernel
def _see(  # type: ignore[no-untyped-def]
    t, k, row, interval, frames, n_rows, walkers, track, lenses, first, last, box, optics, near, views,
):
    x, y = frames[k, row, 0], frames[k, row, 1]
    heading_x, heading_y = frames[k, row, 2], frames[k, row, 3]
    speed_x, speed_y = _speed(k, row, interval, frames)
    eye_m = walkers[row].eye_m
    for c in range(first, last):
        iod, yaw, quality = look(x, y, eye_m, heading_x, heading_y, speed_x, speed_y, lenses[c], optics)
        views[c, 0], views[c, 1], views[c, 2] = iod, yaw, quality * walkers[row].factor
    is_hidden = False
    while True:
        best = first
        for c in range(first, last):
            if views[c, 2] > views[best, 2]:
                best = c
        if views[best, 0] == 0 or views[best, 2] <= 0:
            track.n_occluded += is_hidden
            return
        if near[0] == _NOT_YET:
            _gather(k, n_rows, frames, box, near)
        if not _is_hidden(k, row, x, y, eye_m, frames, walkers, lenses[best], optics, near):
            break
        is_hidden = True
        views[best, 2] = 0.0
    track.n_frames += 1
    if views[best, 2] > track.quality:
        track.camera = best
        track.iod_px, track.yaw_deg, track.quality = views[best, 0], views[best, 1], views[best, 2]
    if views[best, 0] >= optics.gate_iod_px and track.t_usable == np.inf:
        track.t_usable = t


@kernel
def _speed(k, row, interval, frames):  # type: ignore[no-untyped-def]
    """Return the mean velocity to the next frame, else from the one before; 0 for a single frame."""
    a, b = k, k + 1
    if b >= frames.shape[0] or np.isnan(frames[b, row, 0]):
        a, b = k - 1, k
    if a < 0 or np.isnan(frames[a, row, 0]):
        return 0.0, 0.0
    return (frames[b, row, 0] - frames[a, row, 0]) / interval, (frames[b, row, 1] - frames[a, row, 1]) / interval


@kernel
def _is_hidden(k, row, x, y, eye_m, frames, walkers, lens, optics, near):  # type: ignore[no-untyped-def]
    for i in range(1, near[0] + 1):
        other = near[i]
        if other != row and is_blocked(x, y, eye_m, lens, frames[k, other, 0], frames[k, other, 1],
                                       walkers[other].height_m, optics.body_radius_m):
            return True
    return False


@kernel
def _close(t, row, site, walkers, tracks, optics, key, captures, ended):  # type: ignore[no-untyped-def]
    """Close an open track: its best view is what is detected, or not, and searched, or not."""
    track, person_id = tracks[site, row], walkers[row].person_id
    chance = detection_chance(track.iod_px, optics)
    is_detected = uniform_of(key[0], np.uint32(key[1]), np.uint32(_CAPTURE_STREAM), np.uint32(person_id),
                             np.uint32(track.passage)) < chance
    out = captures[ended[0]]
    ended[0] += 1
    out.row, out.person_id, out.passage, out.site = row, person_id, track.passage, site
    out.camera, out.t_s, out.iod_px, out.yaw_deg = track.camera, t, track.iod_px, track.yaw_deg
    out.quality, out.n_frames, out.n_occluded = track.quality, track.n_frames, track.n_occluded
    out.is_detected = is_detected
    out.is_usable = is_detected and track.iod_px >= optics.gate_iod_px and track.quality > 0
    track.state = _DECIDED


@kernel
def _end(t, row, site, walkers, tracks, optics, key, captures, passages, ended):  # type: ignore[no-untyped-def]
    """End a passage, and close its track if that is still open."""
    track = tracks[site, row]
    if track.state == _OPEN:
        _close(t, row, site, walkers, tracks, optics, key, captures, ended)
    out = passages[ended[1]]
    ended[1] += 1
    out.row, out.person_id, out.passage, out.site = row, walkers[row].person_id, track.passage, site
    out.t_s, out.duration_s = track.t_in, track.t_last - track.t_in
    track.state = _AWAY
