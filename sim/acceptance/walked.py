"""What a crowd did: where everybody was in each frame, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sim.acceptance.starting import Floats, Ints
from sim.street.crowd import Crowd
from sim.street.rows import FRAME_S, FRAMES

__all__ = [
    "STANDING_M_S",
    "STUCK_S",
    "Walked",
    "closest_share",
    "crossing_times",
    "longest_stand_s",
    "progress_m_s",
    "walk",
]

STANDING_M_S = 0.1
"""Whoever gets less far in a second stands in it."""
STUCK_S = 10.0
"""Whoever stands for so long, though they want to walk, is stuck."""


@dataclass(frozen=True)
class Walked:
    """Where the people of rows 0, 1, ... were, 0.2 s after 0.2 s; the first frame is the beginning."""

    x_m: Floats
    """(frames, people): not-a-number once somebody has left."""
    y_m: Floats
    loop_m: float = 0.0
    """Length of the loop in x; 0 on a street with ends."""

    @property
    def steps_x_m(self) -> Floats:
        """How far everybody went along x in each frame, (frames - 1, people), across the seam of a loop too."""
        dx = np.diff(self.x_m, axis=0)
        return dx - self.loop_m * np.round(dx / self.loop_m) if self.loop_m else dx

    @property
    def steps_y_m(self) -> Floats:
        """The same along y."""
        return np.diff(self.y_m, axis=0)

    @property
    def speeds_m_s(self) -> Floats:
        """Speeds in each frame, (frames - 1, people)."""
        return np.hypot(self.steps_x_m, self.steps_y_m) / FRAME_S

    @property
    def all_left_s(self) -> float:
        """When the last of them left; infinite if somebody did not."""
        gone = np.isnan(self.x_m).all(axis=1)
        return float(np.argmax(gone)) * FRAME_S if gone.any() else np.inf

    def after(self, seconds: float) -> Walked:
        """Return what they did from a moment on."""
        first = round(seconds / FRAME_S)
        return Walked(self.x_m[first:], self.y_m[first:], self.loop_m)


def walk(crowd: Crowd, seconds: int, *, loop_m: float | None = None) -> Walked:
    """Walk those who have been put on the street till all have left or the time is over, and keep where they were."""
    n = crowd.n_active
    x, y = [crowd.x_m[None, :n].copy()], [crowd.y_m[None, :n].copy()]
    for _ in range(seconds):
        crowd.advance()
        x.append(crowd.frames[:, :n, 0].copy())
        y.append(crowd.frames[:, :n, 1].copy())
        if not crowd.n_active:
            # whoever leaves is seen once more, in the frame in which they reach the mouth
            x.append(np.full((1, n), np.nan))
            y.append(np.full((1, n), np.nan))
            break
    return Walked(np.concatenate(x), np.concatenate(y), loop_m or 0.0)


def progress_m_s(walked: Walked, heading: Ints) -> float:
    """Return how fast people get on along x in the direction they want, on average over people and time."""
    return float(np.nanmean(walked.steps_x_m * heading)) / FRAME_S


def longest_stand_s(walked: Walked, who: NDArray[np.bool_] | None = None) -> float:
    """Return the longest time for which anybody stood, second after second.

    Parameters
    ----------
    who
        (people,): those who count; all if None.
    """
    seconds = (len(walked.x_m) - 1) // FRAMES
    dx, dy = (
        steps[: seconds * FRAMES].reshape(seconds, FRAMES, -1).sum(axis=1)
        for steps in (walked.steps_x_m, walked.steps_y_m)
    )
    stands = np.hypot(dx, dy) < STANDING_M_S
    if who is not None:
        stands &= who
    run, longest = np.zeros(stands.shape[1]), 0.0
    for second in stands:
        run = (run + 1) * second
        longest = max(longest, float(run.max(initial=0.0)))
    return longest


def closest_share(walked: Walked, radius_m: Floats, *, every: int = FRAMES) -> float:
    """Return the least distance of any two, as a share of the sum of their radii; 1 if none came nearer than touching.

    Parameters
    ----------
    radius_m
        (people,).
    every
        Look at every so many frames.
    """
    reach = 2 * float(radius_m.max())
    closest = 1.0
    for x, y in zip(walked.x_m[::every], walked.y_m[::every], strict=True):
        here = np.flatnonzero(~np.isnan(x))
        i, j, apart = _near_pairs(x[here], y[here], walked.loop_m, reach)
        if len(apart):
            closest = min(closest, float(np.min(apart / (radius_m[here[i]] + radius_m[here[j]]))))
    return closest


def _near_pairs(x: Floats, y: Floats, loop_m: float, reach: float) -> tuple[Ints, Ints, Floats]:
    """Return pairs of people nearer than `reach`, and how far apart; the end of a loop is near its beginning."""
    n = len(x)
    again = np.flatnonzero(x < reach) if loop_m else np.empty(0, np.int64)
    of = np.concatenate([np.arange(n), again])
    points = np.column_stack([np.concatenate([x, x[again] + loop_m]), y[of]])
    pairs = cKDTree(points).query_pairs(reach, output_type="ndarray")
    i, j = pairs.T
    return of[i], of[j], np.hypot(*(points[i] - points[j]).T)


def crossing_times(walked: Walked, at_m: float) -> Floats:
    """Return when each first passed x = `at_m` from below, in seconds, (people,); not-a-number for who did not."""
    before, after = walked.x_m[:-1], walked.x_m[1:]
    passes = (before < at_m) & (after >= at_m)
    frame = np.argmax(passes, axis=0)
    person = np.arange(passes.shape[1])
    x0, x1 = before[frame, person], after[frame, person]
    with np.errstate(invalid="ignore", divide="ignore"):
        times = (frame + (at_m - x0) / (x1 - x0)) * FRAME_S
    return np.where(passes.any(axis=0), times, np.nan)
