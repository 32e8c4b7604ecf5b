"""Templates: the vectors that a recognition system makes of faces.

The geometry is that of `sim.recognition.accuracy.score_law`. The first G coordinates are the directions e_g of the
groups and the others are R^d'; turning the whole space would change no score. A person who is not
listed has a direction w of their own, the same at every passage, so that they are the same face each
time; a listed person's w is that of their reference; a relative's is drawn to that of the listed person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import ArrayLike, NDArray

from sim.core.kernel import kernel
from sim.core.streams import Stream, Streams, fill_normals
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.probes import NOBODY

__all__ = ["Faces", "probe_templates", "reference_templates", "similarities"]

_BLOCK = 512
_STREAM = int(Stream.TEMPLATE)
_VECTORS = 2**16
"""Draws of a person from here on make vectors; those below are single numbers."""
_ROOM = 2048
"""Draws kept for one vector: enough for 8,188 numbers."""


@dataclass(frozen=True)
class Faces:
    """Faces in front of cameras, m of them: what a template of each is made of."""

    person_id: NDArray[np.int64]
    """(m,) who; decides their own direction, if they have one."""
    passage: NDArray[np.int64]
    """(m,) which passage of theirs; decides what is noise in the capture."""
    group: NDArray[np.int64]
    """(m,) index of the group."""
    similarity: NDArray[np.float64]
    """(m,) c, at most 1: cosine in R^d' of the capture with their direction."""
    reference_id: NDArray[np.int64]
    """(m,) the reference whose direction is theirs, or NOBODY."""
    relative_of: NDArray[np.int64]
    """(m,) the reference whose direction theirs is drawn to, or NOBODY."""


def reference_templates(
    group: NDArray[np.integer], *, calibration: Calibration, streams: Streams
) -> NDArray[np.float32]:
    """Return the templates (N, d) of references whose groups are given (N,).

    Made in blocks, so that no second copy of the list is ever in memory.
    """
    n_groups = calibration.n_groups
    templates = np.zeros((group.size, calibration.dimension), np.float32)
    for block, start in enumerate(range(0, group.size, _BLOCK)):
        made, groups = templates[start : start + _BLOCK], group[start : start + _BLOCK]
        rng = streams.generator(Stream.WATCHLIST, block)
        identity = rng.standard_normal((groups.size, calibration.free))
        identity /= np.sqrt((identity * identity).sum(axis=1, keepdims=True))
        rho = calibration.rho[groups]
        made[np.arange(groups.size), groups] = np.sqrt(rho)
        np.multiply(np.sqrt(1 - rho)[:, None], identity, out=made[:, n_groups:], casting="same_kind")
    return templates


def similarities(
    person_id: ArrayLike,
    passage: ArrayLike,
    group: ArrayLike,
    quality: ArrayLike,
    *,
    calibration: Calibration,
    streams: Streams,
) -> NDArray[np.float64]:
    """Return c, the cosine in R^d' between each probe and its person's identity direction.

    One uniform number for each person and passage, by the inverse of the normal distribution: a better
    capture of the same passage is never less similar.
    """
    z = scipy.special.ndtri(streams.uniform(Stream.TEMPLATE, person_id, passage))
    return calibration.similarity(group, quality, z)


def probe_templates(
    faces: Faces, templates: NDArray[np.float32], *, kinship: float, calibration: Calibration, streams: Streams
) -> NDArray[np.float64]:
    """Return the templates (m, d) of captures.

    Parameters
    ----------
    faces
        m of them; each is the same in any batch.
    templates
        (N, d): those of the references.
    kinship
        kappa, 0 to below 1: cosine of a relative's direction with that of the listed person.
    """
    out = np.zeros((faces.person_id.size, calibration.dimension))
    _build(
        np.uint64(streams.seed),
        np.uint32(streams.replication),
        faces.person_id,
        faces.passage,
        faces.group,
        calibration.rho[faces.group],
        faces.similarity,
        faces.reference_id,
        faces.relative_of,
        templates,
        calibration.n_groups,
        kinship,
        np.empty(calibration.free),
        np.empty(calibration.free),
        out,
    )
    return out


@kernel
def _build(  # type: ignore[no-untyped-def]
    seed,
    replication,
    person_id,
    passage,
    group,
    rho,
    similarity,
    reference_id,
    relative_of,
    templates,
    n_groups,
    kinship,
    own,
    away,
    out,
):
    for m in range(person_id.shape[0]):
        if reference_id[m] != NOBODY:
            _take(templates[reference_id[m], n_groups:], own)
        else:
            _draw(seed, replication, person_id[m], 0, own)
            if relative_of[m] != NOBODY:
                _take(templates[relative_of[m], n_groups:], away)
                _leave(own, away)
                _mix(away, own, kinship, own)
        _draw(seed, replication, person_id[m], 1 + passage[m], away)
        _leave(away, own)
        _mix(own, away, similarity[m], own)
        out[m, group[m]] = np.sqrt(rho[m])
        root = np.sqrt(1 - rho[m])
        for j in range(own.shape[0]):
            out[m, n_groups + j] = root * own[j]


@kernel
def _draw(seed, replication, person_id, vector, out):  # type: ignore[no-untyped-def]
    """Draw a uniform unit vector: which one of the person's is its number."""
    first = np.uint32(_VECTORS + _ROOM * vector)
    fill_normals(seed, replication, np.uint32(_STREAM), np.uint32(person_id), first, out)
    _normalise(out)


@kernel
def _take(template, out):  # type: ignore[no-untyped-def]
    for j in range(out.shape[0]):
        out[j] = np.float64(template[j])
    _normalise(out)


@kernel
def _normalise(v):  # type: ignore[no-untyped-def]
    square = 0.0
    for j in range(v.shape[0]):
        square += v[j] * v[j]
    length = np.sqrt(square)
    for j in range(v.shape[0]):
        v[j] /= length


@kernel
def _leave(v, along):  # type: ignore[no-untyped-def]
    """Take out of v what it has along a unit vector, and make the rest one."""
    product = 0.0
    for j in range(v.shape[0]):
        product += v[j] * along[j]
    for j in range(v.shape[0]):
        v[j] -= product * along[j]
    _normalise(v)


@kernel
def _mix(one, other, cosine, out):  # type: ignore[no-untyped-def]
    """Write the unit vector that has this cosine with `one` and the rest along `other`, orthogonal to it."""
    sine = np.sqrt((1 - cosine) * (1 + cosine))
    for j in range(out.shape[0]):
        out[j] = cosine * one[j] + sine * other[j]
