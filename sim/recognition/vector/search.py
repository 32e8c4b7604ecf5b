"""Exhaustive search: one probe against every reference, and the highest score, exactly.

Two passes. The first is a matrix product in single precision by whatever linear algebra library numpy has; the second
computes the full product, in order and in double precision, for every reference that the first leaves open (one or two
of 15,861), and keeps the highest; of equals the first. So the result is that of a search of every reference in double
precision, whatever the batch, the threads, the library or the processor.

What the first pass leaves open is known from a bound on its rounding. Let x be a reference and p a probe, each times a
power of two (below), u = 2**-24 and q the probe rounded to single precision. Any sum of d products, in any order and
blocking, with fused products or not, obeys (Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition,
section 3.1), with g(n) = n u / (1 - n u),

    |fl(<x, q>) - <x, q>| <= g(d) sum |x_j| |q_j| <= g(d) |x| |q|

by Cauchy and Schwarz; the library has only to work in single precision or better, and to multiply as defined. Rounding
the probe adds u |x| |p|. The second pass has a bound of the same form with 2**-53, less than u in all while d < 2**23;
the bound is itself computed in double precision, which moves it by less than another u. So, with room to spare, the
two passes differ by at most

    B = g(d + 8) |x| |p| + d 2**-104 + 2 d 2**-1022 s

The second term is for numbers that are too small for single precision: each of at most 2 d operations on results loses
2**-126 or less, even where the library flushes them to zero, and each number read as zero loses 2**-126 of the other
one, which is below 2**20; later roundings less than double this. The third is the same for the second pass, which
works on the numbers as they were given: s is the power of two that they have been multiplied by. Powers of two change
nothing but what is too small: a probe's largest number is brought between 1/2 and 1, and references are taken as they
are if their largest is between 2**-20 and 2**20, as it is for unit vectors, and brought there as a whole if not. So
nothing overflows in single precision while d < 2**23.

Now if x has the highest product of all in the second pass, then its first product plus its B is at least any other's
first product less that one's B. Whoever is not below the highest of those is open.

The first pass has one thread: a library that takes all cores keeps them spinning while other parts of a day are at
work, and nothing is to be gained by that where as many processes as cores run beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from sim.core.kernel import kernel

__all__ = ["Index", "Reached", "build_index", "reached", "search"]

_UNIT = 2.0**-24
"""Relative rounding of single precision."""
_MOST_NUMBERS = 2**23
"""The proof holds for templates shorter than this."""
_LEAST, _MOST = 2.0**-20, 2.0**20
"""Between these the largest number of the references needs no scale."""
_LOST = 2.0**-104
_LOST_IN_FULL = 2.0**-1021
"""What numbers that are too small can lose, for each of d, in the first and in the second pass."""
_LENGTH_ROUNDING = 1 + 2.0**-29
"""Lengths are summed in double precision, of fewer than 2**23 squares, in any order."""
_ROWS = 2048
"""References that are multiplied at a time: their products stay near the processor until they have been looked at."""
_TOGETHER = 256
"""Probes that are multiplied at a time; more would not be faster, and need more memory."""
_PIECE = 128
"""Products that are passed over at once where none is open."""
_HELD = 32
"""Open references of a probe that are kept before they are looked at in full."""


@dataclass(frozen=True)
class Index:
    """References ready to be searched, N rows."""

    templates: NDArray[np.float32]
    """(N, d), as given."""
    scaled: NDArray[np.float32]
    """(N, d), times a power of two: the same array where that is 1."""
    exponent: int
    """Of that power."""
    length: NDArray[np.float64]
    """(N,) |x| of what is scaled, or a little more."""


class _Open(NamedTuple):
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


class _Batch(NamedTuple):
    """Probes of one first pass, m rows."""

    full: NDArray[np.float64]
    """(m, d), as given."""
    single: NDArray[np.float32]
    """(m, d), scaled and rounded."""
    exponent: NDArray[np.int64]
    """(m,): products of the first pass are 2**exponent times those of the second."""
    share: NDArray[np.float64]
    """(m,) g |p|: what to multiply a reference's length by for the bound."""
    lost: NDArray[np.float64]
    """(m,): what is added to that."""


def build_index(templates: NDArray[np.float32]) -> Index:
    """Make templates (N, d) ready for the first pass; N and d at least 1, finite, none all zeros.

    Raises
    ------
    ValueError
        If there are no templates, or one is all zeros, not finite, too long, or not of single precision.
    """
    if templates.ndim != 2 or templates.size == 0:
        raise ValueError(f"an index needs one or more templates (N, d), not shape {templates.shape}")
    if templates.dtype != np.float32:
        raise ValueError(f"templates must be of single precision (float32), not {templates.dtype}")
    if templates.shape[1] >= _MOST_NUMBERS:
        raise ValueError(f"templates must have fewer than {_MOST_NUMBERS:,} numbers each, not {templates.shape[1]:,}")
    templates = np.ascontiguousarray(templates)
    largest = np.empty(len(templates), np.float32)
    for rows in _blocks(len(templates)):
        largest[rows] = np.abs(templates[rows]).max(axis=1)
    if not np.isfinite(largest).all():
        raise ValueError(f"template {int(np.argmin(np.isfinite(largest)))} has a number that is not finite")
    if largest.min() == 0:
        raise ValueError(f"template {int(largest.argmin())} is all zeros; it has no direction to compare")
    exponent = 0 if _LEAST <= largest.max() <= _MOST else -int(np.frexp(float(largest.max()))[1])
    scaled = templates if exponent == 0 else np.empty_like(templates)
    length = np.empty(len(templates))
    for rows in _blocks(len(templates)):
        exact = np.ldexp(templates[rows].astype(np.float64), exponent)
        if exponent:
            scaled[rows] = exact
        length[rows] = np.sqrt((exact**2).sum(axis=1)) * _LENGTH_ROUNDING
    return Index(templates, scaled, exponent, length)


def search(index: Index, probes: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Compare every probe with every reference.

    Parameters
    ----------
    probes
        Shape (m, d): one or more templates.

    Returns
    -------
    tuple
        Shape (m,) each: the reference with the highest cosine, and that cosine (inner product).

    Raises
    ------
    ValueError
        If the probes are not of the references' dimension, not finite, or so large that a product could overflow.
    """
    probes, exponent = _checked(index, probes)
    n_probes, longest = probes.shape[0], index.length.max()
    top, cosine = np.full(n_probes, index.length.size, np.int64), np.full(n_probes, -np.inf)
    for rows in _blocks(n_probes, _TOGETHER):
        batch = _batch(index, probes[rows], exponent[rows])
        m = batch.full.shape[0]
        held, most, n_held = np.empty((m, _HELD), np.int64), np.empty((m, _HELD)), np.zeros(m, np.int64)
        opened = _Open(np.full(m, -np.inf), held, most, n_held, top[rows], cosine[rows])
        for start, coarse in _first_pass(index, batch):
            _hold(coarse, start, index.templates, index.length, longest, batch, opened)
        _look_at(index.templates, batch.full, opened)
    return top, cosine


class Reached(NamedTuple):
    """What probes (m,) reach a cosine with; as exact as `search`."""

    n: NDArray[np.int64]
    """With how many references."""
    top: NDArray[np.int64]
    """The one with the highest cosine, of equals the first; N where there is none."""
    cosine: NDArray[np.float64]
    """That cosine; -inf where there is none."""


def reached(index: Index, probes: NDArray[np.float64], cosine: float) -> Reached:
    """Find with which references each probe has at least this cosine.

    Raises
    ------
    ValueError
        As `search`, and if the cosine is not a number.
    """
    probes, exponent = _checked(index, probes)
    if np.isnan(cosine):
        raise ValueError("a cosine to count from must be a number, not nan")
    m = probes.shape[0]
    found = Reached(np.zeros(m, np.int64), np.full(m, index.length.size, np.int64), np.full(m, -np.inf))
    for rows in _blocks(probes.shape[0], _TOGETHER):
        batch = _batch(index, probes[rows], exponent[rows])
        with np.errstate(over="ignore", under="ignore"):
            least = np.ldexp(float(cosine), batch.exponent)
        longest = index.length.max()
        for start, coarse in _first_pass(index, batch):
            some = Reached(found.n[rows], found.top[rows], found.cosine[rows])
            _count(coarse, start, index.templates, index.length, longest, batch, least, cosine, some)
    return found


def _first_pass(index: Index, batch: _Batch) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield which reference comes first, and the products of some (m, n) that are good until the next are asked for."""
    m, n = batch.single.shape[0], index.length.size
    room = np.empty(m * min(_ROWS, n), np.float32)
    for rows in _blocks(n):
        some = index.scaled[rows]
        coarse = room[: m * len(some)].reshape(m, len(some))
        with _libraries().limit(limits=1, user_api="blas"):
            np.dot(batch.single, some.T, out=coarse)
        yield rows.start, coarse


@cache
def _libraries() -> ThreadpoolController:
    """Return the linear algebra library that numpy has loaded, to say how many threads it may use."""
    return ThreadpoolController()


def _batch(index: Index, probes: NDArray[np.float64], exponent: NDArray[np.int64]) -> _Batch:
    """Scale probes (m, d) by powers of two and round them, and say how far their products can be off."""
    d = probes.shape[1]
    first = np.clip(exponent, -1000, 1000)
    scaled = probes * np.ldexp(1.0, first)[:, None]
    if np.any(first != exponent):
        # the power of two that brings the least numbers near 1 is itself too large for a number
        scaled *= np.ldexp(1.0, exponent - first)[:, None]
    length = np.sqrt(np.einsum("ij,ij->i", scaled, scaled)) * _LENGTH_ROUNDING
    rounding = (d + 8) * _UNIT
    together = exponent + index.exponent
    with np.errstate(over="ignore", under="ignore"):
        lost = d * (_LOST + np.ldexp(_LOST_IN_FULL, together))
    return _Batch(probes, scaled.astype(np.float32), together, rounding / (1 - rounding) * length, lost)


def _checked(index: Index, probes: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return probes (m, d) in rows without gaps, and the exponents that bring their largest numbers near 1."""
    dimension = index.templates.shape[1]
    if probes.ndim != 2 or probes.shape[1] != dimension:
        raise ValueError(f"probes must have shape (m, {dimension}), not {probes.shape}")
    probes = np.ascontiguousarray(probes, np.float64)
    largest = np.maximum(probes.max(axis=1), -probes.min(axis=1))
    if not np.isfinite(largest).all():
        raise ValueError(f"probe {int(np.argmin(np.isfinite(largest)))} has a number that is not finite")
    exponent = np.frexp(largest)[1].astype(np.int64)
    # a length is at least the largest number, so no sum of a row's products is as large as this times 2**exponent
    room = 1023 - int(np.frexp(index.length.max())[1]) + index.exponent - dimension.bit_length()
    if largest.size and exponent.max() > room:
        m = int(largest.argmax())
        raise ValueError(
            f"probe {m} has a number of size {largest[m]:.3g}: its products could overflow; allowed: below "
            f"{np.ldexp(1.0, room):.3g}"
        )
    return probes, -exponent


def _blocks(n: int, size: int = _ROWS) -> Iterator[slice]:
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))


@kernel
def _hold(coarse, first, templates, length, longest, batch, opened):  # type: ignore[no-untyped-def]
    """Keep the references of this block that are open."""
    for m in range(coarse.shape[0]):
        share = batch.share[m]
        lost = batch.lost[m]
        widest = share * longest + lost
        row = coarse[m]
        known = opened.known[m]
        cut = _not_above(known - widest)
        for start in range(0, row.shape[0], _PIECE):
            piece = row[start : start + _PIECE]
            if not _reaches(piece, cut):
                continue
            for j in range(piece.shape[0]):
                if piece[j] < cut:
                    continue
                i = first + start + j
                product = np.float64(piece[j])
                bound = share * length[i] + lost
                known = max(known, product - bound)
                cut = _not_above(known - widest)
                if product + bound >= known:
                    _keep(templates, batch.full, opened, m, known, i, product + bound)
        opened.known[m] = known


@kernel
def _count(coarse, first, templates, length, longest, batch, least, cosine, found):  # type: ignore[no-untyped-def]
    """Add those references of this block that reach the cosine: all that may are computed in full, which are few."""
    for m in range(coarse.shape[0]):
        share = batch.share[m]
        lost = batch.lost[m]
        widest = share * longest + lost
        row = coarse[m]
        cut = _not_above(least[m] - widest)
        for start in range(0, row.shape[0], _PIECE):
            piece = row[start : start + _PIECE]
            if not _reaches(piece, cut):
                continue
            for j in range(piece.shape[0]):
                i = first + start + j
                if np.float64(piece[j]) + share * length[i] + lost < least[m]:
                    continue
                exact = _product(templates[i], batch.full[m])
                if exact >= cosine:
                    found.n[m] += 1
                    if exact > found.cosine[m]:
                        found.cosine[m] = exact
                        found.top[m] = i


@kernel
def _reaches(products, cut):  # type: ignore[no-untyped-def]
    # counted and not broken off, and of a known length where there are as many, so that several are compared at once
    n = np.int32(0)
    if products.shape[0] == _PIECE:
        for j in range(_PIECE):
            n = np.int32(n + np.int32(products[j] >= cut))
    else:
        for j in range(products.shape[0]):
            n = np.int32(n + np.int32(products[j] >= cut))
    return n > 0


@kernel
def _not_above(cut):  # type: ignore[no-untyped-def]
    """Return a number of single precision that is not above this."""
    return np.float32(cut - abs(cut) * 2.0**-23 - 2.0**-140)


@kernel
def _keep(templates, full, opened, m, known, i, most):  # type: ignore[no-untyped-def]
    """Hold an open reference; where there is no room, forget those that no longer are, or look at all in full."""
    if opened.n_held[m] == _HELD:
        _forget(opened, m, known)
    if opened.n_held[m] == _HELD:
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
def _look_at(templates, full, opened):  # type: ignore[no-untyped-def]
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
def _product(template, p):  # type: ignore[no-untyped-def]
    exact = 0.0
    for j in range(p.shape[0]):
        exact += np.float64(template[j]) * p[j]
    return exact
