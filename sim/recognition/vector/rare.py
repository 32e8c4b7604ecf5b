"""How often a search ends in a rare false alert, measured: probes drawn about references, weighed by their density.

Counting needs a million million comparisons for rates of 1e-6. Instead a reference is picked, a cosine t with it is
drawn from an exponential law that begins below the threshold's, and the rest of the direction is uniform. Each probe
is built and searched like any other, and weighs the uniform density of directions over that of its drawing, which is
a mixture over all N references:

    FPIR = mean(reached / sum_r s_r q_r(t_r) / p(t_r))
    p(t) = Gamma(d'/2) / (sqrt(pi) Gamma((d'-1)/2)) (1 - t^2)^((d'-3)/2)

with t_r the cosine with reference r in R^d', q_r its law and s_r its share. What reaches the threshold is told by the
search, and no size of a cap enters: neither the incomplete beta function nor its inverse. So the estimate is
independent of the closed form, and has a standard error of its own; any q is unbiased whose support holds all that
reaches the threshold.

Source: Karp & Luby (1983), Monte-Carlo algorithms for enumeration and reliability problems, FOCS: 56-64, with
importance weights for the shares of the caps; Veach & Guibas (1995), SIGGRAPH: 419-428, the balance heuristic.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.vector.second_pass import products_of

__all__ = ["Drawing", "drawing_of"]

_FLATTER = 0.7
"""Decay of the law that cosines are drawn by, over that of uniform directions at the threshold."""
_BELOW = 0.3
"""How far below the threshold it begins, in lengths of that decay."""
_LEAST_DECAY = 1.0
_ROUNDING = 1e-3
"""More than single precision can take from a cosine."""
_BLOCK = 16_384
"""References whose cosines are held at once."""


@dataclass(frozen=True)
class Drawing:
    """How probes of one group are drawn about the references of a list."""

    group: int
    calibration: Calibration
    members: tuple[NDArray[np.int64], ...]
    """References of each group."""
    share: NDArray[np.float64]
    """(G,): chance that the reference is of each group."""
    least: NDArray[np.float64]
    """(G,): where the law of the cosine with a reference of each group begins."""
    decay: NDArray[np.float64]
    """(G,): its decay."""

    def pick(self, u: NDArray[np.float64], v: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Pick a reference for each probe, and its cosine with it in R^d'.

        Parameters
        ----------
        u, v
            (m,): uniform numbers in (0, 1), which decide the reference and the cosine.

        Returns
        -------
        tuple
            (m,) each.
        """
        edges = np.cumsum(self.share)
        h = np.minimum(np.searchsorted(edges, u * edges[-1], side="right"), edges.size - 1)
        within = (u * edges[-1] - (edges[h] - self.share[h])) / self.share[h]
        sizes = np.array([rows.size for rows in self.members])
        place = np.minimum((within * sizes[h]).astype(np.int64), sizes[h] - 1)
        every, before = np.concatenate(self.members), np.cumsum(sizes) - sizes
        cosine = self.least[h] - np.log1p(v * np.expm1(-self.decay[h] * (1 - self.least[h]))) / self.decay[h]
        return every[before[h] + place], np.minimum(cosine, 1.0)

    def weights(self, probes: NDArray[np.float64], templates: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the density of uniform directions over that of this drawing (m,), at probes (m, d)."""
        free, rho = self.calibration.free, self.calibration.rho
        constant = gammaln(free / 2) - gammaln((free - 1) / 2) - np.log(np.pi) / 2
        drawn = np.zeros(probes.shape[0])
        identity = np.ascontiguousarray(probes[:, -free:])
        rounded = identity.astype(np.float32).T
        for h, rows in enumerate(self.members):
            scale = 1 / np.sqrt((1 - rho[self.group]) * (1 - rho[h]))
            beyond = -np.expm1(-self.decay[h] * (1 - self.least[h]))
            each = np.log(self.decay[h] * self.share[h] / max(rows.size, 1) / beyond) if rows.size else 0.0
            for start in range(0, rows.size, _BLOCK):
                near = templates[rows[start : start + _BLOCK], -free:]
                # what a library's product is beside the cut does not depend on it: it is worked out in full, in order
                k, m = np.nonzero(near @ rounded >= (self.least[h] - _ROUNDING) / scale)
                at = np.clip(products_of(near, identity, k, m) * scale, -1, 1)
                k, m, at = (one[at >= self.least[h]] for one in (k, m, at))
                uniform = constant + (free - 3) / 2 * np.log1p(-np.minimum(at * at, 1 - 1e-15))
                ratio = np.exp(each - self.decay[h] * (at - self.least[h]) - uniform)
                drawn += np.bincount(m, ratio, minlength=drawn.size)
        return np.asarray(np.divide(1.0, drawn, out=np.zeros_like(drawn), where=drawn > 0))


def drawing_of(calibration: Calibration, threshold: float, group: int, list_group: NDArray[np.integer]) -> Drawing:
    """Return how probes of a group are drawn that may reach a threshold.

    Parameters
    ----------
    threshold
        On the vendor's scale.
    group
        Index of the probes' group.
    list_group
        (N,): index of the group of each reference.
    """
    rho, every = calibration.rho, np.arange(calibration.n_groups)
    own = np.where(every == group, rho[group], 0.0)
    cosine = float(calibration.cosine(threshold, group))
    needed = np.clip((cosine - own) / np.sqrt((1 - rho[group]) * (1 - rho)), -1 + 1e-9, 1 - 1e-9)
    steep = (calibration.free - 3) * needed / (1 - needed * needed)
    decay = np.maximum(_FLATTER * steep, _LEAST_DECAY)
    members = tuple(np.flatnonzero(list_group == h) for h in every)
    # how many are drawn about whom decides the error alone: about in proportion to what uniform directions reach
    reach = (calibration.free - 3) / 2 * np.log1p(-needed * needed) - np.log(decay)
    share = np.array([rows.size for rows in members]) * np.exp(reach - reach.max())
    return Drawing(group, calibration, members, share / share.sum(), np.maximum(needed - _BELOW / decay, -1.0), decay)
