"""Tracks: how a walker is followed through a zone, frame by frame, in compiled kernels.

State is one record for each site and row of the crowd. A track is away, open while views are gathered,
then decided until its passage ends; `sim.recognition.cameras.capture` says what that means.
"""

from __future__ import annotations

import numpy as np

from sim.core.kernel import kernel
from sim.core.streams import Stream, uniform_of
from sim.recognition.cameras.site import inside
from sim.recognition.cameras.view import detection_chance, is_blocked, look

__all__ = ["AWAY", "CAPTURE", "NOBODY", "PASSAGE", "TRACK", "WALKER", "end_rows", "follow"]

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

AWAY = 0
_OPEN = 1
_DECIDED = 2
NOBODY = -1
_NOT_YET = -1
_IOD, _YAW, _PITCH, _STREAK, _QUALITY = range(5)
"""Columns of a view."""
_CAPTURE_STREAM = int(Stream.CAPTURE)


@kernel
def follow(  # type: ignore[no-untyped-def]
    t_s,
    frames,
    n_rows,
    rows,
    walkers,
    tracks,
    rings,
    ring_from,
    boxes,
    lenses,
    lens_from,
    optics,
    key,
    near,
    views,
    captures,
    passages,
    ended,
):
    """Follow every row through the frames of a second; return a row that nobody knows, or -1.

    Captures and passages are written from `ended` (2,) on, which counts them.
    """
    optics = optics[0]
    interval = 1.0 / frames.shape[0]
    for k in range(frames.shape[0]):
        t = t_s + (k + 1) * interval
        for site in range(tracks.shape[0]):
            box, ring = boxes[site], rings[ring_from[site] : ring_from[site + 1]]
            near[0] = _NOT_YET
            for row in range(rows):
                track = tracks[site, row]
                if row >= n_rows or np.isnan(frames[k, row, 0]):
                    if track.state != AWAY:
                        _end(t, row, site, walkers, tracks, optics, key, captures, passages, ended)
                    continue
                x, y = frames[k, row, 0], frames[k, row, 1]
                is_in = box[0, 0] <= x <= box[0, 2] and box[0, 1] <= y <= box[0, 3] and inside(ring, x, y)
                if is_in:
                    if walkers[row].person_id == NOBODY:
                        return row
                    if track.state == AWAY:
                        _begin(t, row, walkers, track)
                    track.t_last = t
                    if track.state == _OPEN:
                        _see(
                            t,
                            k,
                            row,
                            interval,
                            frames,
                            n_rows,
                            walkers,
                            track,
                            lenses,
                            lens_from[site],
                            lens_from[site + 1],
                            box[1],
                            optics,
                            near,
                            views,
                        )
                if track.state == _OPEN and track.is_seen and t - track.t_near > optics.decision_s - interval / 2:
                    _close(t, row, site, walkers, tracks, optics, key, captures, ended)
                if track.state != AWAY and not is_in and t - track.t_last > optics.rejoin_s - interval / 2:
                    _end(t, row, site, walkers, tracks, optics, key, captures, passages, ended)
    return NOBODY


@kernel
def end_rows(rows, walkers, tracks, optics, key, captures, passages, ended):  # type: ignore[no-untyped-def]
    """End what is open of the people in `rows`, at the time at which each was last in the zone."""
    for i in range(rows.shape[0]):
        for site in range(tracks.shape[0]):
            track = tracks[site, rows[i]]
            if track.state != AWAY:
                _end(track.t_last, rows[i], site, walkers, tracks, optics[0], key, captures, passages, ended)


@kernel
def _begin(t, row, walkers, track):  # type: ignore[no-untyped-def]
    track.state = _OPEN
    track.passage = walkers[row].passages
    walkers[row].passages += 1
    track.t_in, track.t_last, track.t_near, track.is_seen = t, t, np.inf, False
    track.camera = NOBODY
    track.iod_px, track.yaw_deg, track.pitch_deg, track.streak_px, track.quality = 0.0, 0.0, 0.0, 0.0, 0.0
    track.n_frames, track.n_occluded = 0, 0


@kernel
def _gather(k, n_rows, frames, box, near):  # type: ignore[no-untyped-def]
    """Fill `near` with how many could stand between a face and a lens, and then with their rows."""
    n_near = 0
    for row in range(n_rows):
        x, y = frames[k, row, 0], frames[k, row, 1]
        if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
            n_near += 1
            near[n_near] = row
    near[0] = n_near


@kernel
def _see(  # type: ignore[no-untyped-def]
    t,
    k,
    row,
    interval,
    frames,
    n_rows,
    walkers,
    track,
    lenses,
    first,
    last,
    box,
    optics,
    near,
    views,
):
    x, y = frames[k, row, 0], frames[k, row, 1]
    heading_x, heading_y = frames[k, row, 2], frames[k, row, 3]
    speed_x, speed_y = _speed(k, row, interval, frames)
    eye_m = walkers[row].eye_m
    for c in range(first, last):
        view = look(x, y, eye_m, heading_x, heading_y, speed_x, speed_y, lenses[c], optics)
        views[c, _IOD], views[c, _YAW], views[c, _PITCH], views[c, _STREAK], quality = view
        views[c, _QUALITY] = quality * walkers[row].factor
    is_hidden = False
    while True:
        best = first
        for c in range(first, last):
            if views[c, _QUALITY] > views[best, _QUALITY]:
                best = c
        if not is_hidden and track.t_near == np.inf and views[best, _IOD] >= optics.gate_iod_px:
            track.t_near = t
        if views[best, _IOD] == 0 or views[best, _QUALITY] <= 0:
            track.n_occluded += is_hidden
            return
        if near[0] == _NOT_YET:
            _gather(k, n_rows, frames, box, near)
        if not _is_hidden(k, row, x, y, eye_m, frames, walkers, lenses[best], optics, near):
            break
        is_hidden = True
        views[best, _QUALITY] = 0.0
    track.n_frames += 1
    if views[best, _QUALITY] > track.quality:
        track.camera = best
        track.iod_px, track.yaw_deg, track.pitch_deg = views[best, _IOD], views[best, _YAW], views[best, _PITCH]
        track.streak_px, track.quality = views[best, _STREAK], views[best, _QUALITY]
    track.is_seen |= views[best, _IOD] >= optics.gate_iod_px


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
        if other != row and is_blocked(
            x, y, eye_m, lens, frames[k, other, 0], frames[k, other, 1], walkers[other].height_m, optics.body_radius_m
        ):
            return True
    return False


@kernel
def _close(t, row, site, walkers, tracks, optics, key, captures, ended):  # type: ignore[no-untyped-def]
    """Close an open track: its best view is what is detected, or not, and searched, or not."""
    track, person_id = tracks[site, row], walkers[row].person_id
    chance = detection_chance(track.iod_px, optics)
    is_detected = (
        uniform_of(
            key[0], np.uint32(key[1]), np.uint32(_CAPTURE_STREAM), np.uint32(person_id), np.uint32(track.passage)
        )
        < chance
    )
    out = captures[ended[0]]
    ended[0] += 1
    out.row, out.person_id, out.passage, out.site = row, person_id, track.passage, site
    out.camera, out.t_s, out.iod_px, out.yaw_deg = track.camera, t, track.iod_px, track.yaw_deg
    out.pitch_deg, out.streak_px = track.pitch_deg, track.streak_px
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
    track.state = AWAY
