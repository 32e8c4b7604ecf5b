"""Whether a profile can be calibrated, asked once: that it could is kept on disk, where a scenario is checked again.

What is kept is an empty file for each profile, beside the compiled kernels: no number that anything rests on. Whoever
needs the system itself calibrates it; whoever checks a scenario need not, and need not load what does it.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress

import numpy as np
import scipy

from sim.core.kept import forget_old, kept_in, note_use
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.profile import Profile

__all__ = ["check_calibration"]

_KEEP = 256
"""Profiles of which it is known."""


def check_calibration(profile: Profile, *, dimension: int, ungrouped_share: float) -> None:
    """Refuse a profile that no geometry meets, as `sim.recognition.accuracy.fit_profile.calibrate` does.

    Raises
    ------
    SettingsConflict
        If no geometry meets its points.
    """
    folder = kept_in()
    asked = f"{scipy.__version__} {np.__version__} {dimension} {ungrouped_share!r} {profile.model_dump_json()}"
    known = None if folder is None else folder / f"met-{hashlib.sha256(asked.encode()).hexdigest()[:32]}"
    if known is not None and known.is_file():
        note_use(known)
        return
    calibrate(profile, dimension=dimension, ungrouped_share=ungrouped_share)
    if known is not None:
        with suppress(OSError):  # it is asked again by whoever needs it next
            known.touch()
            forget_old(known.parent, "met-*", _KEEP)
