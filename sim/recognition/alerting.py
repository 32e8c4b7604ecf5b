"""The threshold: a comparison score at or above it is an alert.

A track is searched once, so a passage raises one alert at most.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Alerts", "raise_alerts"]


@dataclass(frozen=True)
class Alerts:
    """Which comparisons raise an alert, k of them, in the order of the comparisons."""

    row: NDArray[np.int64]
    """(k,) index of the comparison."""
    is_true: NDArray[np.bool_]
    """(k,) the reference is of this person."""
    is_repeat: NDArray[np.bool_]
    """(k,) this person has alerted before."""


def raise_alerts(
    *,
    person_id: NDArray[np.integer],
    score: NDArray[np.floating],
    is_mated: NDArray[np.bool_],
    threshold: float,
    alerted: AbstractSet[int],
) -> Alerts:
    """Apply the threshold to comparisons.

    Parameters
    ----------
    person_id, score, is_mated
        Shape (n,): comparisons in the order in which they were made.
    threshold
        The lowest score, on the vendor's scale, that raises an alert.
    alerted
        Persons who raised an alert before; the caller adds those of `row`.
    """
    row = np.flatnonzero(score >= threshold)
    seen = set(alerted)
    is_repeat = np.zeros(row.size, np.bool_)
    for k, person in enumerate(person_id[row].tolist()):
        is_repeat[k] = person in seen
        seen.add(person)
    return Alerts(row=row, is_true=is_mated[row].astype(np.bool_), is_repeat=is_repeat)
