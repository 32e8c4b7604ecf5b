"""Builds probes of which only the columns that a test is about are given."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.recognition.probes import NOBODY, Probes


def probes_of(
    person_id: ArrayLike,
    *,
    passage: ArrayLike = 0,
    group: ArrayLike = 4,
    reference_id: ArrayLike = NOBODY,
    quality: ArrayLike = 0.8,
) -> Probes:
    """Return probes (m,), the other columns those of a large, still, frontal face."""
    person_id = np.asarray(person_id, np.int64)
    numbers = {"passage": passage, "group": group, "reference_id": reference_id}
    views = {"quality": quality, "iod_px": 40.0, "yaw_deg": 0.0, "pitch_deg": 0.0, "streak_px": 0.0}
    columns = {
        name: np.array(np.broadcast_to(np.asarray(value, np.int64), person_id.shape)) for name, value in numbers.items()
    }
    columns |= {
        name: np.array(np.broadcast_to(np.asarray(value, np.float64), person_id.shape)) for name, value in views.items()
    }
    return Probes(person_id=person_id, **columns)
