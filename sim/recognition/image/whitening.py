"""Templates of rendered heads, made comparable: centred, and whitened by how captures of one identity differ.

All renders share a look, so that their raw templates agree at a cosine of some 0.5 whoever they are of. Taking the
mean away and dividing by the spread within identities (within-class covariance normalisation) leaves what tells
identities apart. The spread is estimated from fewer captures than would determine it, so it is drawn towards an
even one.

Source: Hatch, Kajarekar & Stolcke (2006), Within-class covariance normalization for SVM-based speaker recognition,
Interspeech 2006, 1471-1474.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Whitening", "fit_whitening"]

_EVEN = 0.3
"""Share of the spread within identities that is taken to be the same in all directions."""


@dataclass(frozen=True)
class Whitening:
    """A fitted map from raw templates to those that are compared."""

    centre: NDArray[np.float64]
    """(d,) the mean of the identities' means."""
    matrix: NDArray[np.float64]
    """(d, d) the inverse square root of the spread within identities."""

    def apply(self, template: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return one raw template (d,) as it is compared: (d,) of length 1."""
        white = (template - self.centre) @ self.matrix
        return white / np.linalg.norm(white)


def fit_whitening(templates: NDArray[np.float64], identity: NDArray[np.int64]) -> Whitening:
    """Fit the map on captures of people who are not compared later.

    Parameters
    ----------
    templates
        Shape (n, d): raw.
    identity
        Shape (n,): of whom; those with a single capture tell nothing of the spread within identities.

    Raises
    ------
    ValueError
        If no identity has two captures.
    """
    _, group = np.unique(identity, return_inverse=True)
    counts = np.bincount(group)
    if counts.size == 0 or counts.max() < 2:
        raise ValueError("whitening needs an identity with two captures or more")
    means = np.zeros((counts.size, templates.shape[1]))
    np.add.at(means, group, templates)
    means /= counts[:, None]
    apart = templates - means[group]
    within = apart.T @ apart / (group.size - counts.size)
    even = np.eye(len(within)) * np.trace(within) / len(within)
    value, axis = np.linalg.eigh((1 - _EVEN) * within + _EVEN * even)
    return Whitening(means.mean(axis=0), (axis / np.sqrt(value)) @ axis.T)
