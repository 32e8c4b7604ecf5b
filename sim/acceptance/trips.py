"""Trips of people who come and go: from where each was first seen to where they were last, and how long it took."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.acceptance.starting import Floats
from sim.acceptance.walked import STANDING_M_S
from sim.street.crowd import Crowd
from sim.street.rows import FRAME_S

__all__ = ["Trips"]


class Trips:
    """The trips of the people 0 to n - 1, kept second by second."""

    def __init__(self, n: int) -> None:
        self._first = np.full((n, 2), np.nan)
        self._last = np.full((n, 2), np.nan)
        self._frames = np.zeros(n)
        self._before = np.full((n, 2), np.nan)
        self._stands_s = np.zeros(n)
        self.longest_stand_s = 0.0
        """Longest time for which anybody stood."""

    @property
    def seconds(self) -> Floats:
        """How long each was on the street, (n,)."""
        return np.maximum(self._frames - 1, 0) * FRAME_S

    @property
    def has_come(self) -> NDArray[np.bool_]:
        """Who has been seen, (n,)."""
        return self._frames > 0

    @property
    def speeds_m_s(self) -> Floats:
        """How far each got in a straight line, by how long it took, (n,); not-a-number for who was not there."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.hypot(*(self._last - self._first).T) / self.seconds)

    def look(self, crowd: Crowd) -> None:
        """Take in what the crowd did in the last second."""
        for frame in crowd.frames[:, : crowd.n_rows, :2]:
            rows = np.flatnonzero(~np.isnan(frame[:, 0]))
            who = crowd.person_id[rows]
            new = np.isnan(self._first[who, 0])
            self._first[who[new]] = frame[rows[new]]
            self._last[who] = frame[rows]
            self._frames[who] += 1
        rows = np.flatnonzero(crowd.is_active)
        who = crowd.person_id[rows]
        at = crowd.frames[-1, rows, :2]
        stands = np.hypot(*(at - self._before[who]).T) < STANDING_M_S
        self._stands_s[who] = (self._stands_s[who] + 1) * stands
        self._before[who] = at
        self.longest_stand_s = max(self.longest_stand_s, float(self._stands_s.max(initial=0.0)))
