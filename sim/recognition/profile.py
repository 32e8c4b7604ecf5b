"""How accurate a recognition system is: operating points in, a calibrated geometry out.

Templates are unit vectors of R^d = span(e_1 .. e_G) + R^d', d' = d - G. With a direction e_g and a
concentration rho_g for each ethnic group g,

    reference of person i        x = sqrt(rho_g) e_g + sqrt(1 - rho_g) w_i
    probe of the same person     p = sqrt(rho_g) e_g + sqrt(1 - rho_g) (c w_i + sqrt(1 - c^2) u)

where w_i and u are orthogonal unit vectors of R^d', w_i uniform over people, and

    c = Q sigmoid(m_g + s Z),    Z standard normal,  Q in [0, 1] the quality of the capture.

Every score then has a law in closed form, so that nothing is fitted to samples:

    mated        rho_g + (1 - rho_g) c
    non-mated    [g = h] rho_g + sqrt((1 - rho_g)(1 - rho_h)) t
                 P(t > x) = 1/2 I_{1 - x^2}((d' - 1)/2, 1/2)     (regularised incomplete beta)
    FPIR_g(T)  = 1 - prod_h (1 - FMR_gh(T))^N_h                  (a search of N_h references of each group h)
    TPIR_g(T)  = Phi((m_g - logit(c_T / Q)) / s),  c_T = (T - rho_g)/(1 - rho_g)

FPIR is exact over draws of the list and of the probe. It does not depend on the quality of the
capture: a poor image is a vector like any other, as far from everybody else. The model has no
relatives and no look-alikes: w_i of different people are independent.

Source: the law of non-mated scores and FPIR, see `sim.recognition.sphere`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field, model_validator
from scipy.optimize import brentq
from scipy.special import expit, logit, ndtr

from sim.core.config import Config
from sim.core.shares import Shares
from sim.events import ETHNIC_GROUPS, EthnicGroup
from sim.evidence.register import assumed, cited
from sim.recognition.by_group import ByGroup, as_array
from sim.recognition.sphere import cap_threshold, false_match_rates, search_rates

__all__ = ["Embedding", "LowerPoint", "Profile", "UpperPoint", "calibrate"]

Rate = Annotated[float, Field(gt=0, lt=1)]
Ratio = Annotated[float, Field(gt=0, le=10_000)]

_SWEEPS = 200
_STEEPEST = 100.0
"""Largest exponent of the vendor's scale: beyond it the map is a step, and scores lose their digits."""
_TOLERANCE = 1e-13


class LowerPoint(Config):
    """The false alerts of a lower threshold: by default those of the laboratory, a ceiling for the field."""

    threshold: float = cited("recognition.lower-threshold", gt=0, lt=1)
    """Threshold on the vendor's scale."""
    list_size: int = cited("recognition.lower-list-size", ge=1, le=10_000_000)
    """References that were searched."""
    fpir: float = cited("recognition.lower-fpir", gt=0, lt=1)
    """Share of non-mated searches that return anybody, over all groups as `face_shares` mixes them."""


class UpperPoint(Config):
    """The false alerts of a higher threshold: by default those that the police counted in the field."""

    threshold: float = cited("recognition.upper-threshold", gt=0, lt=1)
    """Threshold on the vendor's scale."""
    list_size: int = cited("recognition.upper-list-size", ge=1, le=10_000_000)
    """References that were searched."""
    fpir: float = cited("recognition.upper-fpir", gt=0, lt=1)
    """Share of non-mated searches that return anybody, over all groups as `face_shares` mixes them."""
    relative_fpir: ByGroup[Ratio] = cited("recognition.relative-fpir")
    """FPIR of each group relative to the others; only the ratios matter."""


class Embedding(Config):
    """A system with 512-dimensional templates that meets the stated operating points."""

    kind: Literal["embedding"] = "embedding"
    """Which recognition back end."""
    dimension: int = assumed(
        512, "usual for face templates; a choice of gauge: 65 to 1,025 move the rates by less than a quarter",
        unit="", low=128, high=1024, ge=64, le=4096)
    """Length of a template."""
    lower: LowerPoint = LowerPoint()
    """First point of the false alerts; with the second it fixes the vendor's scale."""
    upper: UpperPoint = UpperPoint()
    """Second point of the false alerts, and how they differ between groups."""
    tpir_threshold: float = cited("recognition.tpir-threshold", gt=0, lt=1)
    """Threshold at which `tpir` holds, on the vendor's scale."""
    tpir: ByGroup[Rate] = cited("recognition.tpir")
    """Share of passages of listed people whose own reference is returned, over `reference_quality`."""
    face_shares: Shares[EthnicGroup] = assumed(
        {"asian": 0.175, "black": 0.226, "mixed": 0.076, "other": 0.039, "white": 0.484},
        "nobody publishes the ethnic groups of the faces seen; these are Croydon's residents (census of 2021), and "
        "black is the q that relative_fpir was worked out with", unit="share of faces")
    """Mix of faces over which the two overall FPIR hold."""
    list_shares: Shares[EthnicGroup] = assumed(
        {"asian": 0.1914, "black": 0.2316, "mixed": 0.0877, "other": 0.0539, "white": 0.4354},
        "the make-up of no watchlist is published; the residents of the ward of North End stand in, as in the list "
        "that a scenario enrols by default", unit="share of references")
    """Mix of the lists with which the operating points were measured; the list in use may differ."""
    ungrouped_share: float = assumed(
        0.5, "no vendor publishes false matches within and between groups; most are said to be within a group",
        unit="share of the lowest FPIR", low=0.1, high=0.9, gt=0, lt=1)
    """FPIR that would be left if faces of one group were no more alike than others, over the lowest FPIR."""
    spread: float = assumed(
        0.9, "needs a second published TPIR point, and there is none", unit="log-odds of similarity",
        low=0.6, high=1.5, gt=0, le=5)
    """Standard deviation s of the similarity of a person's probes to their reference."""
    reference_quality: tuple[Annotated[float, Field(ge=0, le=1)], ...] = assumed(
        (0.37, 0.86, 0.90, 0.91, 0.91, 0.92, 0.92, 0.93, 0.93, 0.94),
        "the captures of the tests are not published; these are tenths of what the model's fixed cameras see in a day "
        "on North End, one person in ten looking down and one in twenty with the face covered",
        unit="quality", min_length=1, max_length=1000)
    """Capture qualities over which `tpir` holds; 0 is a passage without a usable face."""
    reference_weight: tuple[Annotated[float, Field(gt=0)], ...] = assumed(
        (1.0,) * 10, "equal parts of the assumed qualities", unit="", min_length=1, max_length=1000)
    """Weight of each of these qualities; only the ratios matter."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.lower.threshold >= self.upper.threshold:
            raise ValueError(f"lower.threshold is {self.lower.threshold:g} and upper.threshold "
                             f"{self.upper.threshold:g}; the lower one must be lower")
        if len(self.reference_quality) != len(self.reference_weight):
            raise ValueError(
                f"reference_quality has {len(self.reference_quality)} values and reference_weight has "
                f"{len(self.reference_weight)}; give one weight for each quality")
        absent = [group for group in ETHNIC_GROUPS if not self.list_shares.get(group)]
        if absent:
            raise ValueError(f"list_shares has nobody of {', '.join(absent)}; an FPIR by group can only be "
                             "reached with lists that hold some of every group")
        calibrate(self)
        return self


@dataclass(frozen=True)
class Profile:
    """A calibrated system; arrays by group are of shape (G,) in the order of `ETHNIC_GROUPS`."""

    dimension: int
    rho: NDArray[np.float64]
    """Concentration of each group: cosine of two of its faces on average."""
    centre: NDArray[np.float64]
    """m_g: log-odds of the median similarity of a perfect capture."""
    spread: float
    scale: float
    """a of v = 1 - a (1 - cos)^b."""
    exponent: float
    """b of v = 1 - a (1 - cos)^b."""

    @property
    def n_groups(self) -> int:
        """Number of groups G."""
        return self.rho.size

    def score(self, cosine: ArrayLike) -> NDArray[np.float64]:
        """Return the vendor's score of a cosine: v = 1 - a (1 - cos)^b.

        The map is monotone, runs through the two configured points and is 1 for identical templates. (A
        straight line through the points would give good mated comparisons scores above 1.) A comparison
        with nothing in common has some 0.2 with the default points; scores can be negative, which means nothing.
        """
        apart = np.maximum(1 - np.asarray(cosine, np.float64), 0)
        return np.asarray(1 - self.scale * apart**self.exponent)

    def cosine(self, score: ArrayLike) -> NDArray[np.float64]:
        """Return the cosine of a vendor's score of at most 1: the inverse of `score`."""
        apart = np.maximum(1 - np.asarray(score, np.float64), 0)
        return np.asarray(1 - (apart / self.scale) ** (1 / self.exponent))

    def fmr(self, threshold: float) -> NDArray[np.float64]:
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
        return false_match_rates(float(self.cosine(threshold)), self.rho, self.dimension - self.n_groups)

    def fpir(self, threshold: float, counts: ArrayLike) -> NDArray[np.float64]:
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

    def tpir(self, threshold: float, quality: ArrayLike, group: ArrayLike) -> NDArray[np.float64]:
        """Return the chance that a listed person's own comparison score reaches the threshold.

        Parameters
        ----------
        threshold
            On the vendor's scale, at most 1.
        quality
            Quality of the capture, 0 to 1; 0 has no probe and a chance of 0.
        group
            Index of the person's group, broadcast against `quality`.

        Returns
        -------
        NDArray[np.float64]
            The chance that the *mate* reaches it. That somebody else on the list scores higher still has a
            chance below FPIR and is neglected here; the search itself neglects nothing.
        """
        group = np.asarray(group)
        rho = self.rho[group]
        needed = (float(self.cosine(threshold)) - rho) / (1 - rho)
        return _p_similar(needed, np.asarray(quality, np.float64), self.centre[group], self.spread)

    def similarity(self, group: ArrayLike, quality: ArrayLike, z: ArrayLike) -> NDArray[np.float64]:
        """Return c of mated probes: group index, quality 0 to 1, and standard normal z, broadcast."""
        odds = self.centre[np.asarray(group)] + self.spread * np.asarray(z, np.float64)
        return np.asarray(np.asarray(quality, np.float64) * expit(odds))


def calibrate(settings: Embedding) -> Profile:
    """Find the geometry that meets the operating points.

    The concentrations rho_g and the cosine of the upper threshold follow from FPIR by group at the upper
    point, the cosine of the lower threshold from the overall FPIR there, both with `list_shares` of the
    point's `list_size`; the two cosines fix the vendor's scale, and m_g follows from TPIR over the
    reference mix of qualities. All are one-dimensional roots.

    Returns
    -------
    Profile
        It depends on the settings alone: a scenario that enrols another list changes the rates, not the
        system.

    Raises
    ------
    ValueError
        If no geometry meets the points: an FPIR that no threshold reaches, points of which the higher
        threshold has the more false matches, or a TPIR that the reference mix is too poor for.
    """
    n_groups, free = len(ETHNIC_GROUPS), settings.dimension - len(ETHNIC_GROUPS)
    faces, lists = as_array(settings.face_shares), as_array(settings.list_shares)
    fpir = _fpir_by_group(settings.upper, faces)
    ungrouped = _per_comparison(settings.ungrouped_share * fpir.min(), settings.upper.list_size)
    upper = cap_threshold(ungrouped, free)
    if upper <= 0:
        raise ValueError(f"upper.fpir {settings.upper.fpir:g} is more than strangers reach by chance in a list of "
                         f"{settings.upper.list_size}; lower it, or raise upper.list_size")
    rho = _concentrations(fpir, upper, settings.upper.list_size * lists, free)
    lower = _lower_cosine(settings, rho, faces, settings.lower.list_size * lists, free)
    if lower >= upper:
        raise ValueError(
            f"lower.fpir {settings.lower.fpir:g} with {settings.lower.list_size} references is no more a comparison "
            f"than upper.fpir {settings.upper.fpir:g} with {settings.upper.list_size}; the lower threshold must "
            "have more false matches")
    exponent = float(np.log((1 - settings.lower.threshold) / (1 - settings.upper.threshold))
                     / np.log((1 - lower) / (1 - upper)))
    if exponent > _STEEPEST:
        raise ValueError(
            f"lower.fpir {settings.lower.fpir:g} and upper.fpir {settings.upper.fpir:g} are too near to each other "
            f"for thresholds of {settings.lower.threshold:g} and {settings.upper.threshold:g}; bring the thresholds "
            "together or the rates apart")
    scale = float((1 - settings.upper.threshold) / (1 - upper) ** exponent)
    blank = Profile(settings.dimension, rho, np.zeros(n_groups), settings.spread, scale, exponent)
    return Profile(settings.dimension, rho, _centres(settings, blank), settings.spread, scale, exponent)


def _fpir_by_group(point: UpperPoint, faces: NDArray[np.float64]) -> NDArray[np.float64]:
    relative = as_array(point.relative_fpir)
    fpir: NDArray[np.float64] = point.fpir * relative / float(relative @ faces)
    if fpir.max() >= 1:
        group = ETHNIC_GROUPS[int(fpir.argmax())]
        raise ValueError(
            f"upper.fpir {point.fpir:g} and relative_fpir make an FPIR of {fpir.max():g} for {group}; it must be "
            "below 1")
    return fpir


def _concentrations(
    fpir: NDArray[np.float64], cosine: float, counts: NDArray[np.float64], free: int
) -> NDArray[np.float64]:
    # The groups hang together through the comparisons between them, so sweep until nothing moves.
    rho = np.zeros(fpir.size)
    for _ in range(_SWEEPS):
        before = rho.copy()
        for g in range(fpir.size):
            given = (g, rho, cosine, counts, free, fpir[g])
            if _fpir_excess(cosine, *given) < 0:
                raise ValueError(
                    f"upper.fpir and relative_fpir make an FPIR of {fpir[g]:g} for {ETHNIC_GROUPS[g]}, which no "
                    f"list with {counts[g]:g} references of that group reaches; lower it, or raise "
                    "upper.list_size")
            rho[g] = brentq(_fpir_excess, 0, cosine, args=given, xtol=_TOLERANCE)
        if np.abs(rho - before).max() < 10 * _TOLERANCE:
            return rho
    raise ValueError("upper.relative_fpir asks for differences between groups that no list reaches; "
                     "bring the ratios nearer to 1")


def _fpir_excess(
    candidate: float, g: int, rho: NDArray[np.float64], cosine: float, counts: NDArray[np.float64],
    free: int, target: float,
) -> float:
    changed = rho.copy()
    changed[g] = candidate
    return float(search_rates(false_match_rates(cosine, changed, free), counts)[g]) - target


def _lower_cosine(
    settings: Embedding, rho: NDArray[np.float64], faces: NDArray[np.float64], counts: NDArray[np.float64],
    free: int
) -> float:
    def excess(cosine: float) -> float:
        return float(faces @ search_rates(false_match_rates(cosine, rho, free), counts)) - settings.lower.fpir

    return float(brentq(excess, -1, 1, xtol=_TOLERANCE))


def _centres(settings: Embedding, profile: Profile) -> NDArray[np.float64]:
    quality = np.array(settings.reference_quality)
    weight = np.array(settings.reference_weight) / sum(settings.reference_weight)
    needed = (float(profile.cosine(settings.tpir_threshold)) - profile.rho) / (1 - profile.rho)
    return np.array([
        _centre(group, target, float(least), quality, weight, settings)
        for group, target, least in zip(ETHNIC_GROUPS, as_array(settings.tpir), needed, strict=True)
    ])


def _centre(
    group: EthnicGroup, target: float, needed: float, quality: NDArray[np.float64],
    weight: NDArray[np.float64], settings: Embedding,
) -> float:
    if needed <= 0:
        raise ValueError(
            f"tpir_threshold {settings.tpir_threshold:g} is so low that any face of {group} reaches it, whatever "
            "tpir; raise it towards upper.threshold")
    reachable = float(weight[quality > needed].sum())
    if target >= reachable:
        raise ValueError(
            f"tpir of {group} is {target:g} at {settings.tpir_threshold:g}, but only {reachable:.3g} of the "
            "reference mix of captures is good enough to reach that threshold; lower tpir or improve "
            "reference_quality")

    def excess(centre: float) -> float:
        return float(weight @ _p_similar(needed, quality, np.float64(centre), settings.spread)) - target

    return float(brentq(excess, -100, 100, xtol=_TOLERANCE))


def _p_similar(
    needed: ArrayLike, quality: NDArray[np.float64], centre: ArrayLike, spread: float
) -> NDArray[np.float64]:
    share = np.divide(needed, quality, out=np.full(np.broadcast(needed, quality).shape, np.inf),
                      where=quality > 0)
    chance = ndtr((centre - logit(np.clip(share, 0, 1))) / spread)
    return np.where(quality > 0, chance, 0.0)


def _per_comparison(fpir: float, list_size: float) -> float:
    return float(-np.expm1(np.log1p(-fpir) / list_size))
