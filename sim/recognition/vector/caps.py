"""False alerts that are too rare to wait for: probes drawn so that they reach a threshold, and what they weigh.

The templates that score at least T with one reference fill a cap about it; those that raise a false alert fill
the union of the caps of all references. To draw one: pick a reference in proportion to its cap, then a probe in
that cap (its cosine from the tail of the law by inversion). A probe that lies in k caps is found k times as
often as it should be; so it weighs 1/k, or is kept with chance 1/k. With A the sum of the caps,

    FPIR = A mean(1/k)

which knows rates of 1e-6 and 1e-7 to a per cent from 2,000 probes, for this very list, where counting would
need a million million comparisons.

Source: Karp & Luby (1983), Monte-Carlo algorithms for enumeration and reliability problems, FOCS: 56-64.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.accuracy.sphere import false_match_rates

__all__ = ["Caps", "caps_of"]

_LEAST = 1e-300


@dataclass(frozen=True)
class Caps:
    """The caps of a list at one threshold, for probes of every group."""

    share: NDArray[np.float64]
    """(G, G): chance that a probe of group g lies in the cap of one given reference of group h."""
    members: tuple[NDArray[np.int64], ...]
    """References of each group."""
    free: int
    """d'."""

    @property
    def total(self) -> NDArray[np.float64]:
        """A (G,): the sum of all caps, for a probe of each group. It is an upper bound of FPIR, and may exceed 1."""
        return np.asarray(self.share @ np.array([rows.size for rows in self.members], np.float64))

    def pick(
        self, group: NDArray[np.integer], u: NDArray[np.float64], v: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Pick a cap for each probe, in proportion to its size, and a place in it.

        Parameters
        ----------
        group
            (m,): index of each probe's group.
        u, v
            (m,): uniform numbers in (0, 1), which decide the cap and the place.

        Returns
        -------
        tuple
            (m,) each: the reference, and the cosine with it in R^d'.
        """
        reference, cosine = np.empty(group.size, np.int64), np.empty(group.size)
        sizes = np.array([rows.size for rows in self.members])
        for g in np.unique(group):
            mine = np.flatnonzero(group == g)
            edges = np.cumsum(self.share[g] * sizes)
            at = u[mine] * edges[-1]
            h = np.minimum(np.searchsorted(edges, at, side="right"), sizes.size - 1)
            within = (at - (edges[h] - self.share[g, h] * sizes[h])) / np.maximum(self.share[g, h], _LEAST)
            for k, of, place in zip(mine, h, within, strict=True):
                reference[k] = self.members[of][min(int(place), sizes[of] - 1)]
            cosine[mine] = _beyond(self.share[g, h], v[mine], self.free)
        return reference, cosine


def caps_of(calibration: Calibration, cosine: float, list_group: NDArray[np.integer]) -> Caps:
    """Return the caps of a list at a cosine.

    Parameters
    ----------
    cosine
        The threshold as a cosine; see `Calibration.cosine`.
    list_group
        (N,): index of the group of each reference.
    """
    share = false_match_rates(cosine, calibration.rho, calibration.free)
    members = tuple(np.flatnonzero(list_group == g) for g in range(calibration.n_groups))
    return Caps(share, members, calibration.free)


def _beyond(share: NDArray[np.float64], v: NDArray[np.float64], free: int) -> NDArray[np.float64]:
    """Return the cosine of a uniform direction, given that it is in a cap of this share."""
    tail = share * v
    small = np.minimum(tail, 1 - tail)
    cosine = np.sqrt(1 - scipy.special.betaincinv((free - 1) / 2, 0.5, 2 * small))
    return np.asarray(np.where(tail <= 0.5, cosine, -cosine))
