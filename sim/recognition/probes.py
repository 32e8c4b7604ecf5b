"""What goes into a recognition back end and what comes out: probes, and their highest comparison scores.

Both back ends (`sim.recognition.vector.recogniser`, vectors; `sim.recognition.image`, pixels) take the first and
give the second, so that everything before and after them is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["NOBODY", "Comparisons", "Probes", "System"]

NOBODY = -1
"""The reference of a person who is on no list, and of a search that returned no reference."""


@dataclass(frozen=True)
class Probes:
    """Captures to be searched, m of them: whose they are and how the camera saw them at the best view."""

    person_id: NDArray[np.int64]
    """(m,) who; the same person and passage are the same probe in any batch."""
    passage: NDArray[np.int64]
    """(m,) which passage of theirs."""
    group: NDArray[np.int64]
    """(m,) index into the groups that the system's accuracy is known for."""
    reference_id: NDArray[np.int64]
    """(m,) the person's own reference on the list, or NOBODY."""
    quality: NDArray[np.float64]
    """(m,) above 0 and at most 1: the product of the quality curves."""
    iod_px: NDArray[np.float64]
    """(m,) pixels between the eyes, as seen (a turned face has fewer)."""
    yaw_deg: NDArray[np.float64]
    """(m,) 0 to 90: between the way the face looks and the way to the camera, in plan."""
    pitch_deg: NDArray[np.float64]
    """(m,) 0 to 90: how steeply the camera looks down."""
    streak_px: NDArray[np.float64]
    """(m,) length of the streak that motion draws during the exposure."""

    def take(self, rows: NDArray[np.int64]) -> Probes:
        """Return some of them, in the order of `rows`."""
        return Probes(**{name: column[rows] for name, column in vars(self).items()})


@dataclass(frozen=True)
class Comparisons:
    """The outcome of searches, one row a probe."""

    reference_id: NDArray[np.int64]
    """(m,) the reference with the highest comparison score, of equals the one enrolled first; NOBODY if the back
    end returned none."""
    score: NDArray[np.float64]
    """(m,) that score, on the back end's scale; NaN if it returned none."""
    is_mated: NDArray[np.bool_]
    """(m,) the reference is of the probe's own person."""


class System(Protocol):
    """An enrolled recognition system: what every back end is to the rest of the model."""

    @property
    def floor(self) -> float:
        """The least score that a search is reported with; minus infinity if all are."""
        ...

    def find_faces(self, probes: Probes, is_detected: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which faces are found (m,), given which the capture model would find."""
        ...

    def compare(self, probes: Probes) -> Comparisons:
        """Search the list for each probe."""
        ...
