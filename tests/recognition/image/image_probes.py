"""Systems and probes that the tests of the image back end share."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.recognition.image.recogniser import Image, ImageRecogniser
from sim.recognition.probes import NOBODY, Probes
from sim.recognition.watchlist import Watchlist

N_REFERENCES = 40


def enrolled(watchlist: Watchlist, streams: Streams, *, light: float = 1.0, blur_px: float = 0.0) -> ImageRecogniser:
    pytest.importorskip("cv2")
    return ImageRecogniser.enrol(
        Image(references=N_REFERENCES), watchlist, light=light, blur_px=blur_px, streams=streams
    )


def probes_of(
    reference_id: list[int], *, iod_px: float = 30.0, yaw_deg: float = 10.0, streak_px: float = 0.0, passage: int = 0
) -> Probes:
    """Captures of listed people, one each, or of people who are not (NOBODY)."""
    n = len(reference_id)
    return Probes(
        person_id=np.arange(1000, 1000 + n),
        passage=np.full(n, passage),
        group=np.zeros(n, np.int64),
        reference_id=np.array(reference_id),
        quality=np.ones(n),
        iod_px=np.full(n, iod_px),
        yaw_deg=np.full(n, yaw_deg),
        pitch_deg=np.full(n, 8.0),
        streak_px=np.full(n, streak_px),
    )


def strangers(n: int, **view: float) -> Probes:
    return probes_of([NOBODY] * n, **view)
