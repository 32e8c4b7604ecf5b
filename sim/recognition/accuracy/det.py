"""The DET curve of a system: whom it misses against whom it returns by mistake, over all thresholds.

Both rates are in closed form (`sim.recognition.accuracy.score_law`), by group, for a list of a given size with the
profile's make-up, and over the profile's mix of captures.

Source: Martin et al. (1997), The DET curve in assessment of detection task performance, Eurospeech; ISO/IEC
19795-1 for identification: FNIR against FPIR.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.recognition.accuracy.fit_profile import TemplateGeometry, calibrate
from sim.recognition.accuracy.profile import Profile

__all__ = ["DetCurve", "det_curve", "det_rows"]

_POINTS = 161
_HIGHEST, _LOWEST = 0.5, 1e-9
_ROWS = 24
_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)


@dataclass(frozen=True)
class DetCurve:
    """FPIR and FNIR of each group at K thresholds, the lowest first."""

    groups: tuple[str, ...]
    watchlist_size: int
    thresholds: NDArray[np.float64]
    """(K,) on the vendor's scale."""
    fpir: NDArray[np.float64]
    """(K, G)."""
    fnir: NDArray[np.float64]
    """(K, G)."""
    overall_fpir: NDArray[np.float64]
    """(K,) over the profile's mix of faces."""
    overall_fnir: NDArray[np.float64]
    """(K,) over the profile's mix on the list."""


def det_curve(
    profile: Profile, settings: TemplateGeometry, *, watchlist_size: int, at: Sequence[float] = ()
) -> DetCurve:
    """Return the DET curve, from an overall FPIR of a half down to one in a thousand million.

    Parameters
    ----------
    at
        Thresholds; none given means 161 of them, evenly spread between those ends.

    Raises
    ------
    SettingsConflict
        If no geometry meets the profile.
    """
    calibration = calibrate(profile, dimension=settings.dimension, ungrouped_share=settings.ungrouped_share)
    counts = watchlist_size * profile.lists
    if at:
        thresholds = np.array(at, np.float64)
    else:
        scores = np.linspace(-1, 1, 4001)[:-1]
        overall = np.array([profile.faces @ calibration.fpir(score, counts) for score in scores])
        inside = scores[(overall <= _HIGHEST) & (overall >= _LOWEST)]
        thresholds = np.linspace(inside[0], inside[-1], _POINTS)
    weights = np.array([capture.weight for capture in profile.captures])
    quality = np.array([capture.quality for capture in profile.captures])
    every = np.arange(calibration.n_groups)
    fpir = np.array([calibration.fpir(t, counts) for t in thresholds])
    tpir = np.array([calibration.tpir(t, quality[None, :], every[:, None]) @ weights for t in thresholds])
    fnir = 1 - tpir / weights.sum()
    return DetCurve(profile.groups, watchlist_size, thresholds, fpir, fnir, fpir @ profile.faces, fnir @ profile.lists)


def det_rows(profile: Profile, curve: DetCurve) -> list[float]:
    """Return some twenty thresholds that tell most of a curve: round ones over its length, and the profile's own."""
    first, last = curve.thresholds[0], curve.thresholds[-1]
    step = next((step for step in _STEPS if (last - first) / step < _ROWS), _STEPS[-1])
    even = np.arange(np.ceil(first / step), np.floor(last / step) + 1) * step
    own = [point.threshold for point in profile.points if first <= point.threshold <= last]
    return sorted({round(float(threshold), 6) for threshold in (*even, *own)})
