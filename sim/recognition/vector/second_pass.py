"""The second pass of a search: which references the first pass leaves open, and their products in full.

See `sim.recognition.vector.search` for what is proven of both. Products of the first pass stand reference by reference,
those of all probes beside each other; a batch of probes has those from one place on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel

__all__ = ["HELD", "Open", "count", "hold", "look_at", "products_of"]

_PIECE = 8
"""References that are passed over at once where none is open: as many as `_some_reach` has by name."""
HELD = 32
"""Open references of a probe that are kept before they are looked at in full."""


class Open(NamedTuple):
    """What is known so far of m probes that are searched for."""

    known: NDArray[np.float64]
    """(m,): what the highest product is not below."""
    held: NDArray[np.int64]
    """(m, some): references that were open when they were met, and have not been looked at in full."""
    most: NDArray[np.float64]
    """(m, some): what their products are not above."""
    n_held: NDArray[np.int64]
    """(m,): how many there are."""
    best: NDArray[np.int64]
    """(m,): of those that have been looked at, the one with the highest product, or N."""
    exact: NDArray[np.float64]
    """(m,): that product."""


@kernel
def hold(coarse, at, first, templates, length, longest, batch, opened):  # type: ignore[no-untyped-def]
    """Keep the references of this block that are open."""
    n_probes = batch.share.shape[0]
    cut = np.empty(n_probes, np.float32)
    for m in range(n_probes):
        cut[m] = _not_above(opened.known[m] - (batch.share[m] * longest + batch.lost[m]))
    for start in range(0, coarse.shape[0], _PIECE):
        if not _some_reach(coarse[start : start + _PIECE], at, cut):
            continue
        for j in range(start, min(start + _PIECE, coarse.shape[0])):
            row = coarse[j, at:]
            if not _reaches(row, cut):
                continue
            i = first + j
            for m in range(n_probes):
                if row[m] < cut[m]:
                    continue
                share = batch.share[m]
                lost = batch.lost[m]
                product = np.float64(row[m])
                bound = share * length[i] + lost
                known = max(opened.known[m], product - bound)
                opened.known[m] = known
                cut[m] = _not_above(known - (share * longest + lost))
                if product + bound >= known:
                    _keep(templates, batch.full, opened, m, known, i, product + bound)


@kernel
def count(coarse, at, first, templates, length, longest, batch, least, cosine, found):  # type: ignore[no-untyped-def]
    """Add those references of this block that reach the cosine: all that may are computed in full, which are few."""
    n_probes = batch.share.shape[0]
    cut = np.empty(n_probes, np.float32)
    for m in range(n_probes):
        cut[m] = _not_above(least[m] - (batch.share[m] * longest + batch.lost[m]))
    for start in range(0, coarse.shape[0], _PIECE):
        if not _some_reach(coarse[start : start + _PIECE], at, cut):
            continue
        for j in range(start, min(start + _PIECE, coarse.shape[0])):
            i = first + j
            for m in range(n_probes):
                if np.float64(coarse[j, at + m]) + batch.share[m] * length[i] + batch.lost[m] < least[m]:
                    continue
                exact = _product(templates[i], batch.full[m])
                if exact >= cosine:
                    found.n[m] += 1
                    if exact > found.cosine[m]:
                        found.cosine[m] = exact
                        found.top[m] = i


@kernel
def _some_reach(products, at, cut):  # type: ignore[no-untyped-def]
    """Say whether a product of some references with any probe is not below the probe's cut."""
    if products.shape[0] < _PIECE:
        return True
    # counted and not broken off, over the probes with all references of a piece in one step, so that several probes are
    # compared at once
    n = np.int32(0)
    for m in range(cut.shape[0]):
        k = at + m
        most = max(max(products[0, k], products[1, k]), max(products[2, k], products[3, k]))
        most = max(most, max(max(products[4, k], products[5, k]), max(products[6, k], products[7, k])))
        n = np.int32(n + np.int32(most >= cut[m]))
    return n > 0


@kernel
def _reaches(products, cut):  # type: ignore[no-untyped-def]
    """Say whether a reference's product with any probe is not below the probe's cut."""
    n = np.int32(0)
    for m in range(cut.shape[0]):
        n = np.int32(n + np.int32(products[m] >= cut[m]))
    return n > 0


@kernel
def _not_above(cut):  # type: ignore[no-untyped-def]
    """Return a number of single precision that is not above this."""
    return np.float32(cut - abs(cut) * 2.0**-23 - 2.0**-140)


@kernel
def _keep(templates, full, opened, m, known, i, most):  # type: ignore[no-untyped-def]
    """Hold an open reference; where there is no room, forget those that no longer are, or look at all in full."""
    if opened.n_held[m] == HELD:
        _forget(opened, m, known)
    if opened.n_held[m] == HELD:
        _look_at_one(templates, full, opened, m, known)
    n = opened.n_held[m]
    opened.held[m, n] = i
    opened.most[m, n] = most
    opened.n_held[m] = n + 1


@kernel
def _forget(opened, m, known):  # type: ignore[no-untyped-def]
    """Forget which references were held and are no longer open."""
    n = 0
    for k in range(opened.n_held[m]):
        if opened.most[m, k] >= known:
            opened.held[m, n] = opened.held[m, k]
            opened.most[m, n] = opened.most[m, k]
            n += 1
    opened.n_held[m] = n


@kernel
def look_at(templates, full, opened):  # type: ignore[no-untyped-def]
    """Compute what is held of all probes in full; keep the highest of each, of equals the first enrolled."""
    for m in range(full.shape[0]):
        _look_at_one(templates, full, opened, m, opened.known[m])


@kernel
def _look_at_one(templates, full, opened, m, known):  # type: ignore[no-untyped-def]
    """Compute what is held of one probe in full; keep the highest, of equals the first enrolled."""
    for k in range(opened.n_held[m]):
        i = opened.held[m, k]
        if opened.most[m, k] >= known:
            exact = _product(templates[i], full[m])
            if exact > opened.exact[m] or (exact == opened.exact[m] and i < opened.best[m]):
                opened.exact[m] = exact
                opened.best[m] = i
    opened.n_held[m] = 0


@kernel
def products_of(templates, full, k, m):  # type: ignore[no-untyped-def]
    """Return products in full (n,) of some templates with some probes, given the rows of both (n,)."""
    found = np.empty(k.shape[0])
    for i in range(k.shape[0]):
        found[i] = _product(templates[k[i]], full[m[i]])
    return found


@kernel
def _product(template, p):  # type: ignore[no-untyped-def]
    exact = 0.0
    for j in range(p.shape[0]):
        exact += np.float64(template[j]) * p[j]
    return exact
