"""Exhaustive search: one probe against every reference, and the highest score, exactly.

Two passes. The first compares copies of all references x and of the probe p in whole numbers, which add up
exactly. With x = a k + r and p = b q + s (k, q whole),

    |<x, p> - a b <k, q>| = |<r, p> + a <k, s>| <= |r| |p| + (|x| + |r|) |s|

by Cauchy and Schwarz, and |x|, |r|, |s| are measured, not estimated; the largest |x| and |r| serve for all
references. The second pass computes the full product, in order and in double precision, for every
reference that this bound cannot rule out (some ten of 15,861), and keeps the highest; of equals the
first. So the result is that of a search of every reference in double precision, whatever the batch, the
threads or the processor.

Whole numbers of 8 bits are a quarter of the memory of single precision, and processors multiply and add
them in pairs: one probe at a time is faster than a matrix product of many (`benchmarks/recognition.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel
from sim.core.streams import Streams
from sim.recognition.embedding import direction_of, probe, similarities
from sim.recognition.profile import Embedding, Profile, calibrate
from sim.recognition.watchlist import Watchlist, WatchlistSettings, enrol

__all__ = ["Comparisons", "Index", "Recogniser", "build_index", "search"]

_ROUNDING = 1e-12
"""Relative; covers the rounding of the bound itself and of sums of up to 4,096 double-precision products."""
_BLOCK = 512
_PIECE = 512
"""Codes are summed in pieces of this known length, so that the compiler lays the whole sum out at once."""
_CODE = 127
_PROBE_CODE = 32_767
"""A piece of products of codes up to these two is less than 2**31 in size: sums of 32 bits cannot overflow."""
_NOT_LISTED = -1


@dataclass(frozen=True)
class Index:
    """References ready to be searched, N rows."""

    templates: NDArray[np.float32]
    """(N, d)."""
    codes: NDArray[np.int8]
    """(N, pieces, length of a piece) integers k, in pieces; zero beyond d."""
    step: NDArray[np.float64]
    """(N,) a: a template is about its step times its codes."""
    remainder: float
    """The largest |r|: length of what the codes leave out."""
    length: float
    """The largest |x|."""


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
    n, dimension = templates.shape
    codes = np.zeros((n, -(-dimension // _PIECE), _PIECE), np.int8)
    rows_of_codes = codes.reshape(n, -1)
    step, remainder, length = np.empty(n), 0.0, 0.0
    for start in range(0, n, _BLOCK):
        rows = slice(start, min(start + _BLOCK, n))
        exact = templates[rows].astype(np.float64)
        step[rows] = np.abs(exact).max(axis=1) / _CODE
        if step[rows].min() == 0:
            raise ValueError("a template is all zeros; it has no direction to compare")
        block = np.rint(exact / step[rows, None])
        rows_of_codes[rows, :dimension] = block
        remainder = max(remainder, float(np.sqrt(((exact - step[rows, None] * block) ** 2).sum(axis=1)).max()))
        length = max(length, float(np.sqrt((exact**2).sum(axis=1)).max()))
    return Index(templates, codes, step, remainder, length)


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
    n, dimension = index.templates.shape
    if probes.ndim != 2 or probes.shape[1] != dimension:
        raise ValueError(f"probes must have shape (m, {dimension}), not {probes.shape}")
    top, cosine = np.empty(probes.shape[0], np.int64), np.empty(probes.shape[0])
    _search(index.templates, index.codes, index.step, index.remainder, index.length, np.ascontiguousarray(probes),
            np.zeros(index.codes.shape[1:], np.int16), np.empty(n), top, cosine)
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
def _search(templates, codes, step, remainder, length, probes, q, coarse, top, cosine):  # type: ignore[no-untyped-def]
    n, d = templates.shape
    for m in range(probes.shape[0]):
        p = probes[m]
        probe_step, probe_length, probe_remainder = _code_probe(p, q)
        bound = _bound(length, remainder, probe_length, probe_remainder) / probe_step
        least = _multiply(codes, step, q, coarse) - bound
        best, best_i = -np.inf, np.int64(0)
        for i in range(n):
            if coarse[i] + bound >= least:
                exact = 0.0
                for j in range(d):
                    exact += np.float64(templates[i, j]) * p[j]
                if exact > best:
                    best, best_i = exact, np.int64(i)
        top[m] = best_i
        cosine[m] = best


@kernel
def _multiply(codes, step, q, coarse):  # type: ignore[no-untyped-def]
    """Write the product of the codes with every reference, in steps of the probe; return the highest."""
    highest = -np.inf
    for i in range(codes.shape[0]):
        total = np.int64(0)
        for piece in range(codes.shape[1]):
            part = np.int32(0)
            for j in range(_PIECE):
                part = np.int32(part + np.int32(codes[i, piece, j]) * np.int32(q[piece, j]))
            total += part
        coarse[i] = step[i] * total
        highest = max(highest, coarse[i])
    return highest


@kernel
def _bound(length, remainder, probe_length, probe_remainder):  # type: ignore[no-untyped-def]
    """Return how far the product of the codes can be from the full product."""
    coding = remainder * probe_length + (length + remainder) * probe_remainder
    return coding + _ROUNDING * length * probe_length


@kernel
def _code_probe(p, q):  # type: ignore[no-untyped-def]
    # Lengths are summed in units of the largest number and of the step, so that no square is lost to underflow.
    largest = 1e-300
    for j in range(p.shape[0]):
        largest = max(largest, abs(p[j]))
    square = 0.0
    for j in range(p.shape[0]):
        square += (p[j] / largest) ** 2
    step = max(largest / _PROBE_CODE, 1e-300)
    left = 0.0
    for j in range(p.shape[0]):
        code = np.rint(p[j] / step)
        q[j // _PIECE, j % _PIECE] = code
        left += (p[j] / step - code) ** 2
    return step, largest * np.sqrt(square), step * np.sqrt(left)
