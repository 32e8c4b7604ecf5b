"""Templates: the vectors that a recognition system makes of faces.

The geometry is that of `sim.recognition.profile`. The first G coordinates are the directions e_g of the
groups and the others are R^d'; turning the whole space would change no score. A person who is not
listed has a direction w of their own, the same at every passage, so that they are the same face each
time; a listed person's w is that of their reference.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from sim.core.streams import Stream, Streams
from sim.recognition.profile import Profile

__all__ = ["direction_of", "probe", "reference_templates", "similarities"]

_BLOCK = 512
_IDENTITY = 0
_VECTORS = 2**16
"""Draws of a person from here on make vectors; those below are single numbers."""
_ROOM = 2048
"""Draws kept for one vector: enough for 8,188 numbers."""


def reference_templates(
    group: NDArray[np.integer], *, profile: Profile, streams: Streams
) -> NDArray[np.float32]:
    """Return the templates (N, d) of references whose groups are given (N,).

    Made in blocks, so that no second copy of the list is ever in memory.
    """
    n_groups = profile.n_groups
    templates = np.zeros((group.size, profile.dimension), np.float32)
    for block, start in enumerate(range(0, group.size, _BLOCK)):
        rows = np.arange(start, min(start + _BLOCK, group.size))
        rng = streams.generator(Stream.WATCHLIST, block)
        identity = rng.standard_normal((rows.size, profile.dimension - n_groups))
        identity /= np.sqrt((identity * identity).sum(axis=1, keepdims=True))
        rho = profile.rho[group[rows]]
        templates[rows, group[rows]] = np.sqrt(rho)
        templates[rows, n_groups:] = np.sqrt(1 - rho)[:, None] * identity
    return templates


def direction_of(person_id: int, *, profile: Profile, streams: Streams) -> NDArray[np.float64]:
    """Return the identity direction w (d - G,) of a person who is not listed."""
    return _unit(_normals(person_id, _IDENTITY, profile, streams))


def similarities(
    person_id: ArrayLike, passage: ArrayLike, group: ArrayLike, quality: ArrayLike, *, profile: Profile,
    streams: Streams,
) -> NDArray[np.float64]:
    """Return c, the cosine in R^d' between each probe and its person's identity direction.

    One uniform number for each person and passage, by the inverse of the normal distribution: a better
    capture of the same passage is never less similar.
    """
    z = ndtri(streams.uniform(Stream.TEMPLATE, person_id, passage))
    return profile.similarity(group, quality, z)


def probe(
    person_id: int, passage: int, group: int, similarity: float, identity: NDArray[np.float64], *,
    profile: Profile, streams: Streams,
) -> NDArray[np.float64]:
    """Return the template (d,) of one capture.

    Parameters
    ----------
    person_id, passage
        Whose, and which passage of theirs: they decide the rest of the vector.
    group
        Index of the person's group.
    similarity
        c, at most 1.
    identity
        Shape (d - G,): the person's identity direction, a unit vector.
    """
    away = _normals(person_id, _IDENTITY + 1 + passage, profile, streams)
    away = _unit(away - _dot(away, identity) * identity)
    rho = profile.rho[group]
    vector = np.zeros(profile.dimension)
    vector[group] = np.sqrt(rho)
    vector[profile.n_groups:] = np.sqrt(1 - rho) * (
        similarity * identity + np.sqrt((1 - similarity) * (1 + similarity)) * away)
    return vector


def _normals(person_id: int, draw: int, profile: Profile, streams: Streams) -> NDArray[np.float64]:
    first = _VECTORS + _ROOM * draw
    return streams.normals(Stream.TEMPLATE, person_id, first, profile.dimension - profile.n_groups)


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vector / np.sqrt(_dot(vector, vector)))


def _dot(left: NDArray[np.float64], right: NDArray[np.float64]) -> np.float64:
    # Not `@`: its last digit depends on the processor's linear algebra library.
    return np.float64((left * right).sum())
