"""A calibrated system: the geometry of its templates, and the exact laws of its scores.

Templates are unit vectors of R^d = span(e_1 .. e_G) + R^d', d' = d - G. With a direction e_g and a
concentration rho_g for each group g,

    reference of person i        x = sqrt(rho_g) e_g + sqrt(1 - rho_g) w_i
    probe of the same person     p = sqrt(rho_g) e_g + sqrt(1 - rho_g) (c w_i + sqrt(1 - c^2) u)

where w_i and u are orthogonal unit vectors of R^d', w_i uniform over people, and

    c = Q sigmoid(m_g + s_g Z),    Z standard normal,  Q in [0, 1] the quality of capture and reference.

Every score then has a law in closed form, so that nothing is fitted to samples:

    mated        rho_g + (1 - rho_g) c
    non-mated    [g = h] rho_g + sqrt((1 - rho_g)(1 - rho_h)) t
                 P(t > x) = 1/2 I_{1 - x^2}((d' - 1)/2, 1/2)     (regularised incomplete beta)
    FPIR_g(T)  = 1 - prod_h (1 - FMR_gh(T))^N_h                  (a search of N_h references of each group h)
    TPIR_g(T)  = Phi((m_g - logit(c_T / Q)) / s_g),  c_T = (T - rho_g)/(1 - rho_g)

FPIR is exact over draws of the list and of the probe. It does not depend on the quality of the
capture: a poor image is a vector like any other, as far from everybody else. A relative of a listed
person (`Calibration.kin_fpir`) shares a part kappa of w_i, and is recognised the more the better the capture.

What fixes rho, m, s and the vendor's scale is told in `sim.recognition.accuracy.fit_profile`.

Source: the law of non-mated scores and FPIR, see `sim.recognition.accuracy.sphere`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from sim.recognition.accuracy.sphere import cap_share, false_match_rates, search_rates

__all__ = ["Calibration", "Floats", "over"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """A calibrated system; arrays by group are of shape (G,) in the order of `groups`."""

    groups: tuple[str, ...]
    free: int
    """d': dimension of the space of identities."""
    rho: Floats
    """Concentration of each group: cosine of two of its faces on average."""
    centre: Floats
    """m_g: log-odds of the median similarity of a perfect capture."""
    spread: Floats
    """s_g."""
    knots: Floats
    """(G, 2, K), K at least 2: log(1 - cosine) and log(1 - score) of points of the vendor's scale for probes of each
    group, both rising."""

    @property
    def n_groups(self) -> int:
        """Number of groups G."""
        return len(self.groups)

    @property
    def dimension(self) -> int:
        """Length d of a template."""
        return self.n_groups + self.free

    def select(self, groups: Sequence[str]) -> Calibration:
        """Return the same system with these groups alone, in this order; d' stays, so no rate moves.

        Raises
        ------
        ValueError
            If the profile had no operating point for one of them.
        """
        absent = [name for name in groups if name not in self.groups]
        if absent:
            raise ValueError(f"no operating point for {', '.join(absent)}; the profile has {', '.join(self.groups)}")
        index = [self.groups.index(name) for name in groups]
        return replace(
            self,
            groups=tuple(groups),
            rho=self.rho[index],
            centre=self.centre[index],
            spread=self.spread[index],
            knots=self.knots[index],
        )

    def score(self, cosine: ArrayLike, group: ArrayLike) -> Floats:
        """Return the vendor's score of a cosine, for a probe of a group; the two are broadcast.

        log(1 - score) is a broken line in log(1 - cosine) through the configured points. So the map is monotone,
        and 1 for identical templates. (A straight line through the points would give good mated comparisons scores
        above 1.) It differs between groups only where a profile states FPIR by group at more than one threshold. A
        comparison with nothing in common has some 0.2 with the police's points; scores can be negative, which means
        nothing.
        """
        return _one_minus_exp(cosine, self.knots[:, 0], self.knots[:, 1], group)

    def cosine(self, score: ArrayLike, group: ArrayLike) -> Floats:
        """Return the cosine of a vendor's score of at most 1: the inverse of `score`."""
        return _one_minus_exp(score, self.knots[:, 1], self.knots[:, 0], group)

    def cosines(self, threshold: float) -> Floats:
        """Return the cosine (G,) at which probes of each group reach a threshold of at most 1."""
        return self.cosine(threshold, np.arange(self.n_groups))

    def fmr(self, threshold: float) -> Floats:
        """Return the false match rate of one comparison.

        Parameters
        ----------
        threshold
            On the vendor's scale, at most 1.

        Returns
        -------
        NDArray[np.float64]
            Shape (G, G): probes of group g against references of group h.
        """
        return false_match_rates(self.cosines(threshold), self.rho, self.free)

    def fpir(self, threshold: float, counts: ArrayLike) -> Floats:
        """Return the chance that a search with somebody who is not listed returns anybody.

        Parameters
        ----------
        threshold
            On the vendor's scale, at most 1; at 1 the chance is 0.
        counts
            Shape (G,): references of each group on the list.

        Returns
        -------
        NDArray[np.float64]
            Shape (G,): by group of the person. Exact to the rounding of the incomplete beta function.
        """
        return search_rates(self.fmr(threshold), np.asarray(counts, np.float64))

    def tpir(self, threshold: float, quality: ArrayLike, group: ArrayLike) -> Floats:
        """Return the chance that a listed person's own comparison score reaches the threshold.

        Parameters
        ----------
        threshold
            On the vendor's scale, at most 1.
        quality
            Quality of the capture, times that of the reference, 0 to 1; 0 has no probe and a chance of 0.
        group
            Index of the person's group, broadcast against `quality`.

        Returns
        -------
        NDArray[np.float64]
            The chance that the *mate* reaches it. That somebody else on the list scores higher still has a
            chance below FPIR and is neglected here; the search itself neglects nothing.
        """
        group = np.asarray(group)
        needed = self.needed(threshold)[group]
        return _p_similar(needed, np.asarray(quality, np.float64), self.centre[group], self.spread[group])

    def kin_fpir(self, threshold: float, quality: ArrayLike, group: ArrayLike, kinship: float) -> Floats:
        """Return the chance that a relative of a listed person reaches the threshold with that person's reference.

        A relative's direction is kappa w_i + sqrt(1 - kappa^2) v; the chance is integrated over the similarity of
        their capture to themselves, and exact in the rest.

        Parameters
        ----------
        threshold, quality, group
            As for `tpir`; both people are of one group.
        kinship
            kappa, 0 to below 1.
        """
        group, quality = np.broadcast_arrays(np.asarray(group), np.asarray(quality, np.float64))
        needed = self.needed(threshold)[group][..., None]
        nodes, weights = _normal_nodes()
        c = self.similarity(group[..., None], quality[..., None], nodes)
        room = np.sqrt((1 - c) * (1 + c) * (1 - kinship) * (1 + kinship))
        chance = cap_share((needed - kinship * c) / room, self.free - 1)
        return np.asarray((chance @ weights) / weights.sum())

    def similarity(self, group: ArrayLike, quality: ArrayLike, z: ArrayLike) -> Floats:
        """Return c of mated probes: group index, quality 0 to 1, and standard normal z, broadcast."""
        group = np.asarray(group)
        odds = self.centre[group] + self.spread[group] * np.asarray(z, np.float64)
        return np.asarray(np.asarray(quality, np.float64) * scipy.special.expit(odds))

    def needed(self, threshold: float) -> Floats:
        """Return c_T (G,): the similarity at which a mated score is at the threshold."""
        return (self.cosines(threshold) - self.rho) / (1 - self.rho)


@cache
def _normal_nodes() -> tuple[Floats, Floats]:
    """Return values of a standard normal variable, and weights, that stand for all of them in an integral."""
    return np.polynomial.hermite_e.hermegauss(101)


def _one_minus_exp(x: ArrayLike, at: Floats, value: Floats, group: ArrayLike) -> Floats:
    """Return 1 - exp(line(log(1 - x))) with the broken line of each group, whose ends go on straight."""
    x, group = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(group))
    with np.errstate(divide="ignore"):
        apart = np.log(np.maximum(1 - x, 0))
    k = (apart[..., None] >= at[group][..., 1:-1]).sum(axis=-1)
    slope = np.diff(value) / np.diff(at)
    return np.asarray(1 - np.exp(value[group, k] + slope[group, k] * (apart - at[group, k])))


def over(needed: ArrayLike, quality: ArrayLike) -> Floats:
    """Return needed / quality, and infinity where the quality is 0."""
    needed, quality = np.broadcast_arrays(np.asarray(needed, np.float64), np.asarray(quality, np.float64))
    return np.asarray(np.divide(needed, quality, out=np.full(quality.shape, np.inf), where=quality > 0))


def _p_similar(needed: Floats, quality: Floats, centre: Floats, spread: Floats) -> Floats:
    chance = scipy.special.ndtr((centre - scipy.special.logit(np.clip(over(needed, quality), 0, 1))) / spread)
    return np.asarray(np.where(np.broadcast_to(quality, chance.shape) > 0, chance, 0.0))
