"""Tracks: how a walker is followed through a zone, frame by frame, in compiled kernels.

State is one record for each site and row of the crowd. A track is away, open while views are gathered,
then decided until its passage ends; `sim.recognition.cameras.capture` says what that means.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import inlined, uncounted
from sim.core.streams import Stream, uniform_of
from sim.recognition.cameras.site import inside
from sim.recognition.cameras.view import detection_chance, is_blocked, look

__all__ = [
    "AWAY",
    "CAPTURE",
    "NOBODY",
    "PASSAGE",
    "TRACK",
    "WALKER",
    "Ended",
    "Followed",
    "Sites",
    "end_rows",
    "follow",
]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Records: TypeAlias = NDArray[np.void]

WALKER = np.dtype(
    [
        ("person_id", "i8"),
        ("height_m", "f8"),
        ("eye_m", "f8"),
        ("factor", "f8"),
        ("passages", "i8"),
    ]
)
"""Who walks in a row; factor is the quality left by light, lens, looking down, masks and hoods."""

TRACK = np.dtype(
    [
        ("state", "i8"),
        ("passage", "i8"),
        ("t_in", "f8"),
        ("t_last", "f8"),
        ("t_near", "f8"),
        ("is_seen", "?"),
        ("camera", "i8"),
        ("iod_px", "f8"),
        ("yaw_deg", "f8"),
        ("pitch_deg", "f8"),
        ("streak_px", "f8"),
        ("quality", "f8"),
        ("n_frames", "i8"),
        ("n_occluded", "i8"),
    ]
)
"""One passage: when it began, was last in the zone and first near enough, whether a usable view was had, the best."""

CAPTURE = np.dtype(
    [
        ("row", "i8"),
        ("person_id", "i8"),
        ("passage", "i8"),
        ("site", "i8"),
        ("camera", "i8"),
        ("t_s", "f8"),
        ("iod_px", "f8"),
        ("yaw_deg", "f8"),
        ("pitch_deg", "f8"),
        ("streak_px", "f8"),
        ("quality", "f8"),
        ("n_frames", "i8"),
        ("n_occluded", "i8"),
        ("is_detected", "?"),
        ("is_usable", "?"),
    ]
)
"""A track that closed."""

PASSAGE = np.dtype(
    [
        ("row", "i8"),
        ("person_id", "i8"),
        ("passage", "i8"),
        ("site", "i8"),
        ("t_s", "f8"),
        ("duration_s", "f8"),
    ]
)
"""A passage that ended."""


class Sites(NamedTuple):
    """Where faces are searched, through which lenses, and by whose chance; site s has the places s to s + 1."""

    rings: Floats
    ring_from: Ints
    """Corners of the zones (corners, 2), and where those of a site begin."""
    boxes: Floats
    """(sites, 2, 4): the boxes of the zone, and of whoever can stand between a face there and a lens."""
    lenses: Records
    lens_from: Ints
    views: Floats
    """Room for the view of a face through each lens."""
    optics: Records
    """(1,): what cameras see."""
    key: NDArray[np.uint64]
    """Seed and replication."""


class Followed(NamedTuple):
    """Who walks in each row, and the track of each at each site (sites, rows)."""

    walkers: Records
    tracks: Records
    near: Ints
    """Room for who could stand in the way of a view: how many, and their rows."""


class Ended(NamedTuple):
    """Tracks that have closed and passages that have ended, and how many of each (2,); there must be room for more."""

    captures: Records
    passages: Records
    n: Ints


class _Frame(NamedTuple):
    """A frame: which of the second's, when, all of these (F, rows, 4), the time between them, and the rows in use."""

    k: int
    t_s: float
    frames: Floats
    interval_s: float
    n_rows: int


class _Zone(NamedTuple):
    """A zone: its box, and its corners (n, 2)."""

    low_x: float
    low_y: float
    high_x: float
    high_y: float
    ring: Floats


AWAY = 0
_OPEN = 1
_DECIDED = 2
NOBODY = -1
_NOT_YET = -1
_IOD, _YAW, _PITCH, _STREAK, _QUALITY = range(5)
"""Columns of a view."""
_CAPTURE_STREAM = int(Stream.CAPTURE)


@uncounted
def follow(t_s, frames, n_rows, rows, sites, followed, ended):  # type: ignore[no-untyped-def]
    """Follow every row through the frames of a second; return a row that nobody knows, or -1.

    Parameters
    ----------
    t_s
        When the second begins.
    frames
        (F, capacity, 4): see `sim.recognition.cameras.capture.Watch.follow`.
    n_rows, rows
        In the first so many there may be people now, in the second so many there may be tracks.
    """
    interval_s = 1.0 / frames.shape[0]
    for k in range(frames.shape[0]):
        frame = _Frame(k, t_s + (k + 1) * interval_s, frames, interval_s, n_rows)
        for site in range(followed.tracks.shape[0]):
            followed.near[0] = _NOT_YET
            # what is asked of every row is taken out of the groups first: inside the loop it would be read each time
            zone = _zone_of(sites, site)
            tracks = followed.tracks[site]
            for row in range(rows):
                is_there = row < n_rows and not np.isnan(frames[k, row, 0])
                is_in = is_there and _is_in_zone(zone, frames[k, row, 0], frames[k, row, 1])
                if is_in:
                    if followed.walkers[row].person_id == NOBODY:
                        return row
                    _watch(frame, row, site, sites, followed)
                if tracks[row].state != AWAY:
                    _close_or_end(frame, row, site, is_there, is_in, sites, followed, ended)
    return NOBODY


@uncounted
def end_rows(rows, sites, followed, ended):  # type: ignore[no-untyped-def]
    """End what is open of the people in `rows`, at the time at which each was last in the zone."""
    for i in range(rows.shape[0]):
        for site in range(followed.tracks.shape[0]):
            track = followed.tracks[site, rows[i]]
            if track.state != AWAY:
                _end(track.t_last, rows[i], site, sites, followed, ended)


@inlined
def _zone_of(sites, site):  # type: ignore[no-untyped-def]
    """Return the zone of a site."""
    box = sites.boxes[site, 0]
    return _Zone(box[0], box[1], box[2], box[3], sites.rings[sites.ring_from[site] : sites.ring_from[site + 1]])


@inlined
def _is_in_zone(zone, x, y):  # type: ignore[no-untyped-def]
    """Return whether a point is in a zone."""
    return zone.low_x <= x <= zone.high_x and zone.low_y <= y <= zone.high_y and inside(zone.ring, x, y)


@inlined
def _watch(frame, row, site, sites, followed):  # type: ignore[no-untyped-def]
    """Begin a track of one in the zone if there is none, and look at them while it is open."""
    track = followed.tracks[site, row]
    if track.state == AWAY:
        _begin(frame.t_s, followed.walkers[row], track)
    track.t_last = frame.t_s
    if track.state == _OPEN:
        _see(frame, row, site, sites, followed)


@inlined
def _close_or_end(frame, row, site, is_there, is_in, sites, followed, ended):  # type: ignore[no-untyped-def]
    """Close a track that is due; end the passage of who is out of the zone for long, or off the street."""
    track = followed.tracks[site, row]
    optics = sites.optics[0]
    half = frame.interval_s / 2
    if is_there and track.state == _OPEN and track.is_seen and frame.t_s - track.t_near > optics.decision_s - half:
        _close(frame.t_s, row, site, sites, followed, ended)
    if not is_there or (not is_in and frame.t_s - track.t_last > optics.rejoin_s - half):
        _end(frame.t_s, row, site, sites, followed, ended)


@inlined
def _begin(t_s, walker, track):  # type: ignore[no-untyped-def]
    """Begin a track, and with it a passage."""
    track.state = _OPEN
    track.passage = walker.passages
    walker.passages += 1
    track.t_in, track.t_last, track.t_near, track.is_seen = t_s, t_s, np.inf, False
    track.camera = NOBODY
    track.iod_px, track.yaw_deg, track.pitch_deg, track.streak_px, track.quality = 0.0, 0.0, 0.0, 0.0, 0.0
    track.n_frames, track.n_occluded = 0, 0


@uncounted
def _see(frame, row, site, sites, followed):  # type: ignore[no-untyped-def]
    """Look at a face through all lenses of a site, and keep the best view of those that nobody hides."""
    views = sites.views
    track = followed.tracks[site, row]
    optics = sites.optics[0]
    first = sites.lens_from[site]
    last = sites.lens_from[site + 1]
    _look_through_all(frame, row, first, last, sites, followed, views)
    is_hidden = False
    while True:
        best = first
        for c in range(first, last):
            if views[c, _QUALITY] > views[best, _QUALITY]:
                best = c
        if not is_hidden and track.t_near == np.inf and views[best, _IOD] >= optics.gate_iod_px:
            track.t_near = frame.t_s
        if views[best, _IOD] == 0 or views[best, _QUALITY] <= 0:
            track.n_occluded += is_hidden
            return
        if followed.near[0] == _NOT_YET:
            _gather(frame, sites.boxes[site, 1], followed.near)
        if not _is_hidden(frame, row, sites.lenses[best], optics, followed.walkers, followed.near):
            break
        is_hidden = True
        views[best, _QUALITY] = 0.0
    _keep(track, best, views[best])
    track.is_seen |= views[best, _IOD] >= optics.gate_iod_px


@inlined
def _look_through_all(frame, row, first, last, sites, followed, views):  # type: ignore[no-untyped-def]
    """Fill `views` with what the lenses from `first` to `last` see of a face, if nobody is in the way."""
    frames, k = frame.frames, frame.k
    x, y, heading_x, heading_y = frames[k, row, 0], frames[k, row, 1], frames[k, row, 2], frames[k, row, 3]
    walker = followed.walkers[row]
    speed_x, speed_y = _speed(frame, row)
    for c in range(first, last):
        view = look(x, y, walker.eye_m, heading_x, heading_y, speed_x, speed_y, sites.lenses[c], sites.optics[0])
        views[c, _IOD], views[c, _YAW], views[c, _PITCH], views[c, _STREAK], quality = view
        views[c, _QUALITY] = quality * walker.factor


@inlined
def _keep(track, camera, view):  # type: ignore[no-untyped-def]
    """Count a view, and keep it if it is the best so far."""
    track.n_frames += 1
    if view[_QUALITY] > track.quality:
        track.camera = camera
        track.iod_px, track.yaw_deg, track.pitch_deg = view[_IOD], view[_YAW], view[_PITCH]
        track.streak_px, track.quality = view[_STREAK], view[_QUALITY]


@inlined
def _gather(frame, box, near):  # type: ignore[no-untyped-def]
    """Fill `near` with how many could stand between a face and a lens, and then with their rows."""
    n_near = 0
    for row in range(frame.n_rows):
        x, y = frame.frames[frame.k, row, 0], frame.frames[frame.k, row, 1]
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            n_near += 1
            near[n_near] = row
    near[0] = n_near


@inlined
def _speed(frame, row):  # type: ignore[no-untyped-def]
    """Return the mean velocity to the next frame, else from the one before; 0 for a single frame."""
    frames = frame.frames
    a, b = frame.k, frame.k + 1
    if b >= frames.shape[0] or np.isnan(frames[b, row, 0]):
        a, b = frame.k - 1, frame.k
    if a < 0 or np.isnan(frames[a, row, 0]):
        return 0.0, 0.0
    return (
        (frames[b, row, 0] - frames[a, row, 0]) / frame.interval_s,
        (frames[b, row, 1] - frames[a, row, 1]) / frame.interval_s,
    )


@inlined
def _is_hidden(frame, row, lens, optics, walkers, near):  # type: ignore[no-untyped-def]
    """Return whether anybody in `near` stands between a face and a lens."""
    frames, k = frame.frames, frame.k
    x, y, eye_m = frames[k, row, 0], frames[k, row, 1], walkers[row].eye_m
    for i in range(1, near[0] + 1):
        other = near[i]
        if other != row and is_blocked(
            x, y, eye_m, lens, frames[k, other, 0], frames[k, other, 1], walkers[other].height_m, optics.body_radius_m
        ):
            return True
    return False


@uncounted
def _close(t_s, row, site, sites, followed, ended):  # type: ignore[no-untyped-def]
    """Close an open track: its best view is what is detected, or not, and searched, or not."""
    track, person_id = followed.tracks[site, row], followed.walkers[row].person_id
    optics = sites.optics[0]
    chance = detection_chance(track.iod_px, optics)
    is_detected = (
        uniform_of(
            sites.key[0],
            np.uint32(sites.key[1]),
            np.uint32(_CAPTURE_STREAM),
            np.uint32(person_id),
            np.uint32(track.passage),
        )
        < chance
    )
    out = ended.captures[ended.n[0]]
    ended.n[0] += 1
    out.row, out.person_id, out.passage, out.site = row, person_id, track.passage, site
    out.camera, out.t_s, out.iod_px, out.yaw_deg = track.camera, t_s, track.iod_px, track.yaw_deg
    out.pitch_deg, out.streak_px = track.pitch_deg, track.streak_px
    out.quality, out.n_frames, out.n_occluded = track.quality, track.n_frames, track.n_occluded
    out.is_detected = is_detected
    out.is_usable = is_detected and track.iod_px >= optics.gate_iod_px and track.quality > 0
    track.state = _DECIDED


@uncounted
def _end(t_s, row, site, sites, followed, ended):  # type: ignore[no-untyped-def]
    """End a passage, and close its track if that is still open."""
    track = followed.tracks[site, row]
    if track.state == _OPEN:
        _close(t_s, row, site, sites, followed, ended)
    out = ended.passages[ended.n[1]]
    ended.n[1] += 1
    out.row, out.person_id, out.passage, out.site = row, followed.walkers[row].person_id, track.passage, site
    out.t_s, out.duration_s = track.t_in, track.t_last - track.t_in
    track.state = AWAY
