"""The compiled watch against a slow one that keeps every view and decides afterwards."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.core.streams import Stream, Streams
from sim.recognition.cameras.capture import CaptureSettings, Watch
from sim.recognition.cameras.site import Camera, Site, inside
from sim.recognition.cameras.view import LENS, OPTICS, detection_chance, is_blocked, look

STREAMS = Streams(9)
SETTINGS = CaptureSettings(decision_s=1.0, rejoin_s=0.6, gate_iod_px=12.0, detection_slope=6.0)
OPTIC = np.array([tuple(getattr(SETTINGS, name) for name in OPTICS.names)], OPTICS)[0]
HEIGHT_M = np.array([1.5, 1.6, 1.7, 1.8, 1.9, 2.0])


def camera(name, x_m, y_m, height_m, heading_deg, fov_deg, width):
    return Camera(
        id=name,
        x_m=x_m,
        y_m=y_m,
        height_m=height_m,
        heading_deg=heading_deg,
        horizontal_fov_deg=fov_deg,
        image_width_px=width,
    )


SITES = (
    Site(
        id="a",
        name="a",
        zone=((0, -3), (8, -3), (10, 0), (8, 3), (0, 3)),
        cameras=(camera("a1", -8, 1, 4.0, 0, 40, 1920), camera("a2", -8, -1, 1.9, 0, 30, 1920)),
    ),
    Site(
        id="b", name="b", zone=((6, -3), (12, -3), (12, 3), (6, 3)), cameras=(camera("b1", 20, 0, 2.2, 180, 50, 1280),)
    ),
)


def a_second(seed: int, seconds: int = 12) -> np.ndarray:
    """Return frames (seconds, 5, rows, 4) of people who amble about in and near the zones, and leave."""
    rng = np.random.default_rng(seed)
    steps, n = seconds * 5, HEIGHT_M.size
    turn = rng.uniform(-np.pi, np.pi, n) + np.cumsum(rng.normal(0, 0.4, (steps, n)), axis=0)
    heading = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    places = rng.uniform((2, -3), (11, 3), (n, 2)) + np.cumsum(0.3 * heading, axis=0)
    frames = np.concatenate([places, heading], axis=-1)
    for row, leaves in enumerate(rng.integers(steps // 2, 2 * steps, n)):
        frames[leaves:, row] = np.nan
    return frames.reshape(seconds, 5, n, 4)


def seen_by(
    site: Site,
    frame: np.ndarray,
    row: int,
    speed: np.ndarray,
) -> tuple[list[tuple[float, ...]], bool, float]:
    """Return the free views (quality, -camera, iod, yaw, pitch, streak) of a face, whether one was blocked, and the iod
    of the best view that it would have with nobody in the way."""
    views, was_blocked, every = [], False, [(0.0, 0.0, 0.0)]
    x, y, heading_x, heading_y = frame[row]
    eye = HEIGHT_M[row] * SETTINGS.eye_height_share
    for number, camera in enumerate(site.cameras):
        ahead, half = np.radians(camera.heading_deg), np.radians(camera.fov_deg / 2)
        lens = np.array(
            [
                (
                    camera.x_m,
                    camera.y_m,
                    camera.height_m,
                    np.cos(ahead),
                    np.sin(ahead),
                    np.cos(half),
                    camera.image_width_px / (2 * np.tan(half)),
                )
            ],
            LENS,
        )[0]
        iod, yaw, pitch, streak, quality = look(x, y, eye, heading_x, heading_y, *speed, lens, OPTIC)
        if iod > 0:
            is_free = not any(
                is_blocked(x, y, eye, lens, *frame[other, :2], HEIGHT_M[other], SETTINGS.body_radius_m)
                for other in range(len(frame))
                if other != row and not np.isnan(frame[other, 0])
            )
            was_blocked |= not is_free
            every.append((quality, -number, iod))
            views += [(quality, -number, iod, yaw, pitch, streak)] if is_free else []
    return views, was_blocked, max(every)[2]


def watch_slowly(frames: np.ndarray) -> list[tuple[float, ...]]:
    """Return (person, passage, site, closing time, view, frames, occluded, detected, duration) of each passage."""
    flat = frames.reshape(-1, *frames.shape[2:])
    found = []
    for row in range(flat.shape[1]):
        spells = sorted(spell for number, site in enumerate(SITES) for spell in spells_of(number, site, flat, row))
        for passage, (start, number, last, end) in enumerate(spells):
            found.append(one_passage(passage, number, start, last, end, flat, row))
    return sorted(found)


def spells_of(number: int, site: Site, flat: np.ndarray, row: int):
    """Yield (first frame, site, last frame in the zone, frame at which the passage is over)."""
    ring, start, last = np.array(site.zone), None, -1
    gap = round(SETTINGS.rejoin_s * 5)
    for k, (x, y, *_) in enumerate(flat[:, row]):
        is_in = not np.isnan(x) and inside(ring, x, y)
        if start is not None and not is_in and (np.isnan(x) or k - last >= gap):
            yield start, number, last, k
            start = None
        if is_in:
            start, last = (k if start is None else start), k
    if start is not None:
        yield start, number, last, last


def one_passage(passage, number, start, last, end, flat, row) -> tuple[float, ...]:
    site, ring = SITES[number], np.array(SITES[number].zone)
    best, n_frames, n_occluded, closed = (0.0, 1, 0.0, 0.0, 0.0, 0.0), 0, 0, end
    near_at, is_seen, wait = np.inf, False, SETTINGS.decision_s * 5
    for k in range(start, last + 1):
        if not inside(ring, *flat[k, row, :2]):
            if is_seen and k - near_at >= wait:
                closed = k
                break
            continue
        ahead = k % 5 < 4 and not np.isnan(flat[k + 1, row, 0])
        back = k % 5 > 0 and not ahead
        speed = (flat[k + ahead, row, :2] - flat[k - back, row, :2]) * 5 if ahead or back else np.zeros(2)
        views, was_blocked, iod = seen_by(site, flat[k], row, speed)
        near_at = min(near_at, k) if iod >= SETTINGS.gate_iod_px else near_at
        n_frames += bool(views)
        n_occluded += was_blocked and not views
        if views:
            top = max(views)
            best = max(best, top, key=lambda view: view[0])
            is_seen |= top[2] >= SETTINGS.gate_iod_px
        if is_seen and k - near_at >= wait:
            closed = k
            break
    else:
        # one who is still in the passage when all is over may be decided on out of the zone
        until = end if end > last else len(flat) - 1
        closed = near_at + round(wait) if is_seen and near_at + round(wait) <= until else end
    drawn = STREAMS.uniform(Stream.CAPTURE, row + 50, passage)
    view = (round(value, 9) for value in best[2:])
    return (
        row + 50,
        passage,
        number,
        round((closed + 1) / 5, 3),
        *view,
        n_frames,
        n_occluded,
        bool(drawn < detection_chance(best[2], OPTIC)),
        round((last - start) / 5, 3),
    )


@given(st.integers(0, 10_000))
@example(7165)
@settings(max_examples=60, deadline=None)
def test_the_compiled_watch_does_what_a_slow_one_does(seed):
    frames, n = a_second(seed), HEIGHT_M.size
    watch = Watch(SITES, SETTINGS, capacity=n, streams=STREAMS)
    watch.appear(
        np.arange(n),
        person_id=np.arange(n) + 50,
        height_m=HEIGHT_M,
        is_head_down=False,
        is_masked=False,
        is_hooded=False,
    )
    seen = [watch.observe(t, second, n) for t, second in enumerate(frames)] + [watch.finish()]
    length = {
        (p, k): d
        for o in seen
        for p, k, d in zip(
            o.passages.person_id.tolist(), o.passages.passage.tolist(), o.passages.duration_s.tolist(), strict=True
        )
    }
    rows = []
    for c in (o.captures for o in seen):
        for i in range(c.row.size):
            who = int(c.person_id[i]), int(c.passage[i])
            rows.append(
                (
                    *who,
                    int(c.site[i]),
                    round(float(c.t_s[i]), 3),
                    round(float(c.iod_px[i]), 9),
                    round(float(c.yaw_deg[i]), 9),
                    round(float(c.pitch_deg[i]), 9),
                    round(float(c.streak_px[i]), 9),
                    int(c.n_frames[i]),
                    int(c.n_occluded[i]),
                    bool(c.is_detected[i]),
                    round(length[who], 3),
                )
            )
    assert sorted(rows) == watch_slowly(frames)
