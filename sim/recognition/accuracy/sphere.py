"""Chance meetings of random directions: false matches of one comparison, and of a search.

The cosine of two independent uniform unit vectors of R^d has the tail P(t > x) = 1/2 I_{1 - x^2}((d - 1)/2, 1/2),
a regularised incomplete beta function that is accurate to 1e-300, so that rates of 1e-6 need no
extrapolation. (A generalised Pareto tail fitted to samples is a quarter too low there.)

Source: S. Li (2011), Concise formulas for the area and volume of a hyperspherical cap, Asian J. Math.
Stat. 4: 66-70, eq. 1; FPIR over a list, ISO/IEC 19795-1.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

__all__ = ["cap_share", "cap_threshold", "false_match_rates", "search_rates"]

_BELOW_ONE = 1 - 1e-16


def cap_share(cosine: ArrayLike, dimension: int) -> NDArray[np.float64]:
    """Return the chance that two independent uniform unit vectors have at least this cosine.

    Parameters
    ----------
    cosine
        -1 to 1; above 1 the chance is 0, below -1 it is 1.
    dimension
        Of the space, at least 2.
    """
    x = np.clip(np.asarray(cosine, np.float64), -1, 1)
    tail = 0.5 * scipy.special.betainc((dimension - 1) / 2, 0.5, (1 - x) * (1 + x))
    return np.where(x >= 0, tail, 1 - tail)


def cap_threshold(share: float, dimension: int) -> float:
    """Return the cosine that two independent uniform unit vectors reach with chance `share` (0 to 1)."""
    tail = min(share, 1 - share)
    cosine = float(np.sqrt(1 - scipy.special.betaincinv((dimension - 1) / 2, 0.5, 2 * tail)))
    return cosine if share <= 1 / 2 else -cosine


def false_match_rates(cosine: ArrayLike, rho: NDArray[np.float64], free: int) -> NDArray[np.float64]:
    """Return the chance (G, G) that a probe of group g and a reference of h, not of one person, reach a cosine.

    Parameters
    ----------
    cosine
        The threshold, -1 to 1: one for all, or one (G,) for probes of each group.
    rho
        Shape (G,): concentration of each group, 0 to below 1.
    free
        Dimension d' of the space of identities.
    """
    root = np.sqrt(1 - rho)
    least = np.broadcast_to(np.asarray(cosine, np.float64), rho.shape)[:, None]
    return cap_share((least - np.diag(rho)) / (root[:, None] * root[None, :]), free)


def search_rates(fmr: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chance (G,) that a search of `counts` (G,) references has a false match at rates (G, G)."""
    none = np.log1p(-np.minimum(fmr, _BELOW_ONE)) @ counts
    return np.asarray(np.abs(np.expm1(none)))
