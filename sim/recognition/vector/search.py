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
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import frexp, ldexp
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from sim.core.kernel import kernel
from sim.recognition.vector.second_pass import HELD, Open, count, hold, look_at

__all__ = ["Index", "Reached", "build_index", "reached", "search", "search_beside"]

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
"""References that are multiplied at a time; of few probes more, up to so many products as stay near the processor until
they have been looked at: `_PRODUCTS`."""
_PRODUCTS = 2**18
_TOGETHER = 256
"""Probes that are multiplied at a time; more would not be faster, and need more memory."""
_STEP = 8
"""Products of so many probes are made at least, and of a multiple of them."""
_NO_SIGN = np.int64(2**63 - 1)


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


class _Batch(NamedTuple):
    """Probes ready for the first pass, m rows."""

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

    def take(self, rows: slice) -> _Batch:
        """Return some of them."""
        return _Batch(self.full[rows], self.single[rows], self.exponent[rows], self.share[rows], self.lost[rows])


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
    found, _ = search_beside(index, probes, probes[:0], 0.0)
    return found


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
    _, found = search_beside(index, probes[:0], probes, cosine)
    return found


def search_beside(
    index: Index, probes: NDArray[np.float64], others: NDArray[np.float64], cosine: float
) -> tuple[tuple[NDArray[np.int64], NDArray[np.float64]], Reached]:
    """Return what `search` finds of some probes and `reached` of others: references are gone through once for both.

    Raises
    ------
    ValueError
        As `reached`.
    """
    n = len(probes)
    both = others if not n else probes if not len(others) else np.concatenate([probes, others])
    ready = _checked(index, both)
    if np.isnan(cosine):
        raise ValueError("a cosine to count from must be a number, not nan")
    m, none = len(both), index.length.size
    top, highest = np.full(m, none, np.int64), np.full(m, -np.inf)
    found = Reached(np.zeros(m - n, np.int64), top[n:], highest[n:])
    longest = index.length.max()
    with _one_thread():
        for rows in _blocks(m, _TOGETHER):
            split = min(max(n - rows.start, 0), rows.stop - rows.start)
            middle = rows.start + split
            batch = ready.take(slice(rows.start, middle))
            held, most, n_held = np.empty((split, HELD), np.int64), np.empty((split, HELD)), np.zeros(split, np.int64)
            best = top[rows.start : middle], highest[rows.start : middle]
            opened = Open(np.full(split, -np.inf), held, most, n_held, *best)
            beside = ready.take(slice(middle, rows.stop))
            with np.errstate(over="ignore", under="ignore"):
                least = np.ldexp(float(cosine), beside.exponent)
            after = slice(middle - n, rows.stop - n)
            some = Reached(found.n[after], found.top[after], found.cosine[after])
            for start, coarse in _first_pass(index, ready.single[rows]):
                if split:
                    hold(coarse, 0, start, index.templates, index.length, longest, batch, opened)
                if middle < rows.stop:
                    count(coarse, split, start, index.templates, index.length, longest, beside, least, cosine, some)
            if split:
                look_at(index.templates, batch.full, opened)
    return (top[:n], highest[:n]), found


def _first_pass(index: Index, probes: NDArray[np.float32]) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield which reference comes first, and the products of some (n, m) that are good until the next are asked for.

    Beyond those of the probes (m, d) may be some that are nobody's: libraries work on several probes in one step.
    """
    m, n = len(probes), index.length.size
    columns = -(-m // _STEP) * _STEP
    if columns != m:
        probes = np.concatenate([probes, np.zeros((columns - m, probes.shape[1]), np.float32)])
    # references first: libraries are faster with many rows of few products than with few rows of many
    together = max(_ROWS, _PRODUCTS // columns)
    room = np.empty((min(together, n), columns), np.float32)
    for rows in _blocks(n, together):
        some = index.scaled[rows]
        coarse = room[: len(some)]
        np.dot(some, probes.T, out=coarse)
        yield rows.start, coarse


@contextmanager
def _one_thread() -> Iterator[None]:
    """Let linear algebra have one thread, and as many as before afterwards."""
    before = [(library, library.num_threads) for library in _libraries()]
    for library, _ in before:
        library.set_num_threads(1)
    try:
        yield
    finally:
        for library, n_threads in before:
            library.set_num_threads(n_threads)


@cache
def _libraries() -> tuple[Any, ...]:
    """Return what says how many threads the linear algebra library may use that numpy has loaded."""
    return tuple(ThreadpoolController().select(user_api="blas").lib_controllers)


def _checked(index: Index, probes: NDArray[np.float64]) -> _Batch:
    """Scale probes (m, d) by powers of two and round them, and say how far their products can be off.

    Raises
    ------
    ValueError
        As `search`.
    """
    dimension = index.templates.shape[1]
    if probes.ndim != 2 or probes.shape[1] != dimension:
        raise ValueError(f"probes must have shape (m, {dimension}), not {probes.shape}")
    probes, m = np.ascontiguousarray(probes, np.float64), len(probes)
    single, exponent, largest = np.empty((m, dimension), np.float32), np.empty(m, np.int64), np.empty(m)
    share, lost = np.empty((2, m))
    _prepare(
        probes, probes.view(np.int64), index.exponent, single, exponent, largest, largest.view(np.int64), share, lost
    )
    if not np.isfinite(largest).all():
        raise ValueError(f"probe {int(np.argmin(np.isfinite(largest)))} has a number that is not finite")
    # a length is at least the largest number, so no sum of a row's products is as large as this times 2**exponent
    room = 1023 - int(np.frexp(index.length.max())[1]) + index.exponent - dimension.bit_length()
    if m and index.exponent - exponent.min() > room:
        k = int(largest.argmax())
        raise ValueError(
            f"probe {k} has a number of size {largest[k]:.3g}: its products could overflow; allowed: below "
            f"{np.ldexp(1.0, room):.3g}"
        )
    return _Batch(probes, single, exponent, share, lost)


def _blocks(n: int, size: int = _ROWS) -> Iterator[slice]:
    for start in range(0, n, size):
        yield slice(start, min(start + size, n))


@kernel
def _prepare(probes, bits, moved, single, exponent, largest, bits_of_largest, share, lost):  # type: ignore[no-untyped-def]
    """Fill what `_Batch` has, and with the size of each probe's largest number, which is not finite if one is not.

    References are taken times two to the power of `moved`. Bits of numbers without their sign are in order as whole
    numbers are, and those are compared several at a time; what is not finite is larger than any number.
    """
    n = probes.shape[1]
    rounding = (n + 8) * _UNIT
    for m in range(probes.shape[0]):
        most = np.int64(0)
        for j in range(n):
            most = max(most, bits[m, j] & _NO_SIGN)
        bits_of_largest[m] = most
        power = -frexp(largest[m])[1]
        # the power of two that brings the least numbers near 1 can itself be too large for a number
        first = min(max(power, -1000), 1000)
        times = ldexp(1.0, first)
        and_times = ldexp(1.0, power - first)
        for j in range(n):
            single[m, j] = np.float32(probes[m, j] * times * and_times)
        square = _square(probes[m], times, and_times)
        exponent[m] = power + moved
        share[m] = rounding / (1.0 - rounding) * np.sqrt(square) * _LENGTH_ROUNDING
        lost[m] = n * (_LOST + ldexp(_LOST_IN_FULL, power + moved))


@kernel
def _square(probe, times, and_times):  # type: ignore[no-untyped-def]
    """Return the sum of a scaled probe's squares: in four sums, none of which waits for another."""
    n = probe.shape[0]
    a = b = c = d = 0.0
    for j in range(0, n - 3, 4):
        a += (probe[j] * times * and_times) ** 2
        b += (probe[j + 1] * times * and_times) ** 2
        c += (probe[j + 2] * times * and_times) ** 2
        d += (probe[j + 3] * times * and_times) ** 2
    for j in range(n - n % 4, n):
        a += (probe[j] * times * and_times) ** 2
    return a + b + c + d
