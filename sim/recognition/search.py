"""Exhaustive search: one probe against every reference, and the highest score, exactly.

Two passes. The first compares copies of all references x and of the probe p in whole numbers, small enough
that single precision adds them up exactly, in any order. With x = a k + r and p = b q + s (k, q whole),

    |<x, p> - a b <k, q>| = |<r, p> + a <k, s>| <= |r| |p| + (|x| + |r|) |s|

by Cauchy and Schwarz, and |x|, |r|, |s| are measured, not estimated; the largest |x| and |r| serve for all
references. The second pass computes the full product, in order and in double precision, for every
reference that this bound cannot rule out (some ten of 15,861), and keeps the highest; of equals the
first. So the result is that of a search of every reference in double precision, whatever the batch, the
threads or the processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel, summing_kernel
from sim.core.streams import Streams
from sim.recognition.embedding import direction_of, probe, similarities
from sim.recognition.profile import Embedding, Profile, calibrate
from sim.recognition.watchlist import Watchlist, WatchlistSettings, enrol

__all__ = ["Comparisons", "Index", "Recogniser", "build_index", "search"]

_ROUNDING = 1e-12
"""Relative; covers the rounding of the bound itself and of sums of up to 4,096 double-precision products."""
_BLOCK = 512
_CODE = 127
_PROBE_CODE = 32_767
_EXACT = 2.0**24
"""Whole numbers up to this are exact in single precision, and so are sums of them, in any order."""
_NOT_LISTED = -1


@dataclass(frozen=True)
class Index:
    """References ready to be searched, N rows."""

    templates: NDArray[np.float32]
    """(N, d)."""
    codes: NDArray[np.int8]
    """(N, d) integers k."""
    step: NDArray[np.float64]
    """(N,) a: a template is about its step times its codes."""
    remainder: float
    """The largest |r|: length of what the codes leave out."""
    length: float
    """The largest |x|."""
    code_length: float
    """The largest |k|, which decides how finely a probe may be coded without overflow."""


@dataclass(frozen=True)
class Comparisons:
    """The outcome of searches, one row a probe."""

    reference_id: NDArray[np.int64]
    """The reference with the highest comparison score; of equals the one enrolled first."""
    score: NDArray[np.float64]
    """On the vendor's scale."""
    is_mated: NDArray[np.bool_]
    """The reference is of the probe's own person."""


def build_index(templates: NDArray[np.float32]) -> Index:
    """Code the templates (N, d) for the first pass; N and d at least 1, no template all zeros.

    Raises
    ------
    ValueError
        If there are no templates, or one is all zeros.
    """
    if templates.ndim != 2 or templates.size == 0:
        raise ValueError(f"an index needs one or more templates (N, d), not shape {templates.shape}")
    n = templates.shape[0]
    codes = np.empty(templates.shape, np.int8)
    step, remainder, length, code_length = np.empty(n), 0.0, 0.0, 0.0
    for start in range(0, n, _BLOCK):
        rows = slice(start, min(start + _BLOCK, n))
        exact = templates[rows].astype(np.float64)
        step[rows] = np.abs(exact).max(axis=1) / _CODE
        if step[rows].min() == 0:
            raise ValueError("a template is all zeros; it has no direction to compare")
        block = np.rint(exact / step[rows, None])
        codes[rows] = block
        remainder = max(remainder, float(np.sqrt(((exact - step[rows, None] * block) ** 2).sum(axis=1)).max()))
        length = max(length, float(np.sqrt((exact**2).sum(axis=1)).max()))
        code_length = max(code_length, float(np.sqrt((block**2).sum(axis=1)).max()))
    return Index(templates, codes, step, remainder, length, code_length)


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
        If the probes are not of the references' dimension.
    """
    n, dimension = index.codes.shape
    if probes.ndim != 2 or probes.shape[1] != dimension:
        raise ValueError(f"probes must have shape (m, {dimension}), not {probes.shape}")
    top, cosine = np.empty(probes.shape[0], np.int64), np.empty(probes.shape[0])
    room = probes.shape[0] + probes.shape[0] % 2
    _search(index.templates, index.codes, index.step, index.remainder, index.length, index.code_length,
            np.ascontiguousarray(probes), np.zeros((room, dimension), np.float32), np.empty((room, n), np.float32),
            top, cosine)
    return top, cosine


class Recogniser:
    """An enrolled recognition system: captures in, highest comparison scores out.

    Parameters
    ----------
    profile
        How accurate it is.
    watchlist
        Whom it looks for.
    streams
        The run's chance.
    """

    def __init__(self, *, profile: Profile, watchlist: Watchlist, streams: Streams) -> None:
        self.profile = profile
        self.watchlist = watchlist
        self._streams = streams
        self._index = build_index(watchlist.templates)

    @classmethod
    def enrol(cls, recognition: Embedding, watchlist: WatchlistSettings, *, streams: Streams) -> Self:
        """Calibrate a system and enrol a list, from a scenario's settings."""
        profile = calibrate(recognition)
        return cls(profile=profile, watchlist=enrol(watchlist, profile=profile, streams=streams),
                   streams=streams)

    def compare(
        self, *, person_id: NDArray[np.integer], passage: NDArray[np.integer], group: NDArray[np.integer],
        reference_id: NDArray[np.integer], quality: NDArray[np.floating],
    ) -> Comparisons:
        """Search the whole list for each usable capture.

        Parameters
        ----------
        person_id, passage
            Shape (m,): who, and which passage of theirs; the same pair is the same probe in any batch.
        group
            Shape (m,): index into ETHNIC_GROUPS; a listed person's is that of their reference.
        reference_id
            Shape (m,): the person's own reference, or -1 if they are not listed.
        quality
            Shape (m,): quality of the capture, above 0 and at most 1.

        Returns
        -------
        Comparisons
            m rows.

        Raises
        ------
        ValueError
            If a quality or a reference is out of range, or a listed person's group is not their reference's.
        """
        self._check(group, reference_id, quality)
        c = similarities(person_id, passage, group, quality, profile=self.profile, streams=self._streams)
        probes = np.empty((person_id.size, self.profile.dimension))
        for i in range(person_id.size):
            person = int(person_id[i])
            identity = self._identity(person, int(reference_id[i]))
            probes[i] = probe(person, int(passage[i]), int(group[i]), float(c[i]), identity,
                              profile=self.profile, streams=self._streams)
        top, cosine = search(self._index, probes)
        return Comparisons(reference_id=top, score=self.profile.score(cosine), is_mated=top == reference_id)

    def _identity(self, person_id: int, reference_id: int) -> NDArray[np.float64]:
        if reference_id == _NOT_LISTED:
            return direction_of(person_id, profile=self.profile, streams=self._streams)
        identity = self.watchlist.templates[reference_id, self.profile.n_groups:].astype(np.float64)
        return np.asarray(identity / np.sqrt((identity * identity).sum()))

    def _check(
        self, group: NDArray[np.integer], reference_id: NDArray[np.integer], quality: NDArray[np.floating]
    ) -> None:
        if not np.all((quality > 0) & (quality <= 1)):
            raise ValueError("only usable captures are compared: quality above 0 and at most 1")
        if not np.all((reference_id >= _NOT_LISTED) & (reference_id < self.watchlist.size)):
            raise ValueError(f"reference_id must be -1 or 0 to {self.watchlist.size - 1}")
        listed = reference_id != _NOT_LISTED
        if np.any(self.watchlist.group[reference_id[listed]] != group[listed]):
            raise ValueError("a listed person must be of the ethnic group of their reference")


@kernel
def _search(  # type: ignore[no-untyped-def]
    templates, codes, step, remainder, length, code_length, probes, q, coarse, top, cosine,
):
    n, d = templates.shape
    n_probes = probes.shape[0]
    coded = np.empty((n_probes, 3))
    for m in range(n_probes):
        coded[m, 0], coded[m, 1], coded[m, 2] = _code_probe(probes[m], code_length, q[m])
    m = 0
    while m < n_probes:
        # of an odd number the last is a row of zeros, which costs less than a probe by itself
        if n_probes - m > 4:
            together = 6
            _multiply_six(codes, q[m : m + 6], coarse[m : m + 6])
        elif n_probes - m > 2:
            together = 4
            _multiply_four(codes, q[m : m + 4], coarse[m : m + 4])
        else:
            together = 2
            _multiply_two(codes, q[m : m + 2], coarse[m : m + 2])
        m += together
    for m in range(n_probes):
        p = probes[m]
        probe_step, probe_length, probe_remainder = coded[m]
        bound = _bound(length, remainder, probe_length, probe_remainder)
        least = _highest(step, coarse[m]) * probe_step - bound
        best, best_i = -np.inf, np.int64(0)
        for i in range(n):
            if step[i] * coarse[m, i] * probe_step + bound >= least:
                exact = 0.0
                for j in range(d):
                    exact += np.float64(templates[i, j]) * p[j]
                if exact > best:
                    best, best_i = exact, np.int64(i)
        top[m] = best_i
        cosine[m] = best


@summing_kernel
def _multiply_two(codes, q, coarse):  # type: ignore[no-untyped-def]
    # Nothing else in the loop, so that the compiler vectorises it; several probes for each number that is fetched.
    q0, q1 = q[0], q[1]
    for i in range(codes.shape[0]):
        a, b = np.float32(0), np.float32(0)
        for j in range(codes.shape[1]):
            x = np.float32(codes[i, j])
            a += x * q0[j]
            b += x * q1[j]
        coarse[0, i] = a
        coarse[1, i] = b


@summing_kernel
def _multiply_four(codes, q, coarse):  # type: ignore[no-untyped-def]
    q0, q1, q2, q3 = q[0], q[1], q[2], q[3]
    for i in range(codes.shape[0]):
        a, b, c, d = np.float32(0), np.float32(0), np.float32(0), np.float32(0)
        for j in range(codes.shape[1]):
            x = np.float32(codes[i, j])
            a += x * q0[j]
            b += x * q1[j]
            c += x * q2[j]
            d += x * q3[j]
        coarse[0, i] = a
        coarse[1, i] = b
        coarse[2, i] = c
        coarse[3, i] = d


@summing_kernel
def _multiply_six(codes, q, coarse):  # type: ignore[no-untyped-def]
    q0, q1, q2, q3, q4, q5 = q[0], q[1], q[2], q[3], q[4], q[5]
    for i in range(codes.shape[0]):
        a, b, c = np.float32(0), np.float32(0), np.float32(0)
        d, e, f = np.float32(0), np.float32(0), np.float32(0)
        for j in range(codes.shape[1]):
            x = np.float32(codes[i, j])
            a += x * q0[j]
            b += x * q1[j]
            c += x * q2[j]
            d += x * q3[j]
            e += x * q4[j]
            f += x * q5[j]
        coarse[0, i] = a
        coarse[1, i] = b
        coarse[2, i] = c
        coarse[3, i] = d
        coarse[4, i] = e
        coarse[5, i] = f


@kernel
def _highest(step, coarse):  # type: ignore[no-untyped-def]
    """Return the highest product of the codes; four at a time, since each maximum waits for the one before."""
    a = b = c = d = -np.inf
    n = step.shape[0]
    for i in range(0, n - 3, 4):
        a = max(a, step[i] * coarse[i])
        b = max(b, step[i + 1] * coarse[i + 1])
        c = max(c, step[i + 2] * coarse[i + 2])
        d = max(d, step[i + 3] * coarse[i + 3])
    for i in range(n - n % 4, n):
        a = max(a, step[i] * coarse[i])
    return max(max(a, b), max(c, d))


@kernel
def _bound(length, remainder, probe_length, probe_remainder):  # type: ignore[no-untyped-def]
    """Return how far the product of the codes can be from the full product."""
    coding = remainder * probe_length + (length + remainder) * probe_remainder
    return coding + _ROUNDING * length * probe_length


@kernel
def _code_probe(p, code_length, q):  # type: ignore[no-untyped-def]
    # Any sum of products, over any of the terms, is at most |k| |q| in size: so this step keeps it a whole number
    # that single precision holds exactly.
    # Lengths are summed in units of the largest number and of the step, so that no square is lost to underflow.
    largest = 1e-300
    for j in range(p.shape[0]):
        largest = max(largest, abs(p[j]))
    square = 0.0
    for j in range(p.shape[0]):
        square += (p[j] / largest) ** 2
    length = largest * np.sqrt(square)
    most = _EXACT / code_length - np.sqrt(np.float64(p.shape[0]))
    step = max(max(largest / _PROBE_CODE, length / most), 1e-300)
    left = 0.0
    for j in range(p.shape[0]):
        q[j] = np.rint(p[j] / step)
        left += (p[j] / step - np.float64(q[j])) ** 2
    return step, length, step * np.sqrt(left)
