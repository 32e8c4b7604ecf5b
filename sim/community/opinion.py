"""How people take on each other's views: Friedkin and Johnsen's model, in which nobody is ever talked out of their own.

With W the weights of ties (row-stochastic), s what people think of their own accord, x what they hold, and L the
susceptibility, the share of x that is taken from others:

    x' = L W x + (1 - L) s,          in the long run  x = (I - L W)^-1 (I - L) s

L = 1 for everybody is DeGroot's model, in which a connected network of mutual ties (that is not bipartite) ends in
consensus, whatever anybody lived through; that is why it is not used. Whoever has no ties holds their own: L = 0. The
model is linear: a change of s has the effect that it would have if everybody had begun from the same view, so that
changes can be followed on their own.

Source: Friedkin & Johnsen (1990), Social influence and opinions, J. Mathematical Sociology 15: 193-206; DeGroot (1974).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, diags_array, eye_array
from scipy.sparse.linalg import spsolve

from sim.core.config import Config
from sim.core.shares import Probability
from sim.evidence.register import assumed

__all__ = ["Opinion", "limit", "mixed", "susceptibility_of"]

Floats: TypeAlias = NDArray[np.float32]


class Opinion(Config):
    """How much people take on from those they know."""

    susceptibility: Probability = assumed(
        0.7, "no measurement for views of the police was found", unit="share", low=0.3, high=0.95
    )
    """Share of what people hold that is taken from those they know; the rest is their own."""


def susceptibility_of(ties: NDArray[np.integer], susceptibility: ArrayLike) -> Floats:
    """Return each person's susceptibility (n,), from one for all or one each: 0 for those who have no `ties` (n,)."""
    return np.where(ties > 0, np.asarray(susceptibility, np.float32), np.float32(0))


def mixed(held: Floats, own: Floats, weights: csr_array, susceptibility: Floats) -> Floats:
    """Return what people hold after one round in which all listen to all whom they know.

    Parameters
    ----------
    held, own
        (n,) or (n, k): k views of n people.
    weights
        (n, n): row-stochastic; rows of people without ties are empty.
    susceptibility
        (n,): as `susceptibility_of` gives it.
    """
    lam = _beside(susceptibility, own)
    return np.asarray(lam * (weights @ held) + (1 - lam) * own)


def limit(own: NDArray[np.float64], weights: csr_array, susceptibility: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return what people hold in the end, by solving the linear equations; for small networks.

    Parameters
    ----------
    own, weights, susceptibility
        As for `mixed`.

    Raises
    ------
    ValueError
        If somebody is wholly susceptible: then what is held at the beginning matters, and need not settle.
    """
    lam = np.asarray(susceptibility, np.float64).reshape(-1)
    if np.any(lam >= 1):
        raise ValueError("somebody's susceptibility is 1; there is a limit for every beginning only below 1")
    system = eye_array(lam.size, format="csc") - diags_array(lam).tocsc() @ weights.astype(np.float64).tocsc()
    return np.asarray(spsolve(system.tocsc(), _beside(1 - lam, own) * own)).reshape(own.shape)


def _beside(susceptibility: NDArray[np.floating], own: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return susceptibilities in a shape that multiplies people, and not views."""
    return susceptibility.reshape(-1, *[1] * (own.ndim - 1))
