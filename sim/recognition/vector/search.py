"""Exhaustive search: one probe against every reference, and the highest score, exactly.

Two passes. The first compares copies of all references x and of the probe p in whole numbers, which add up
exactly. With x = a k + r and p = b q + s (k, q whole),

    |<x, p> - a b <k, q>| = |<r, p> + a <k, s>| <= |r| |p| + (|x| + |r|) |s|

by Cauchy and Schwarz, and |x|, |r|, |s| are measured, not estimated; the largest |x| and |r| serve for all
references. The second pass computes the full product, in order and in double precision, for every
reference that this bound cannot rule out (a few of 15,861), and keeps the highest; of equals the
first. So the result is that of a search of every reference in double precision, whatever the batch, the
threads or the processor.

Whole numbers of 8 bits are a quarter of the memory of single precision, and processors multiply and add
them in pairs: how fast that is beside a matrix product is printed by `benchmarks/recognition.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel

__all__ = ["Index", "build_index", "count_at_least", "search"]

_ROUNDING = 1e-12
"""Relative; covers the rounding of the bound itself and of sums of up to 4,096 double-precision products."""
_BLOCK = 512
_TOGETHER = 8
"""Probes whose products are made together; more would not be faster, and need more memory."""
_PIECE = 512
"""Codes are summed in pieces of this known length, so that the compiler lays the whole sum out at once."""
_Whole = TypeVar("_Whole", np.int8, np.int16)
_LINE = 64
"""Bytes of a line of a processor's memory."""
_CODE = 127
_PROBE_CODE = 32_767
"""A piece of products of codes up to these two is less than 2**31 in size: sums of 32 bits cannot overflow."""


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
    codes = _aligned((n, -(-dimension // _PIECE), _PIECE), np.int8)
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
    _check(index, probes)
    top, cosine = np.empty(probes.shape[0], np.int64), np.empty(probes.shape[0])
    for m, probe, coarse, bound, first in _first_pass(index, probes):
        top[m], cosine[m] = _best(index.templates, probe, coarse, bound, first)
    return top, cosine


def count_at_least(index: Index, probes: NDArray[np.float64], cosine: float) -> NDArray[np.int64]:
    """Return with how many references (m,) each probe has at least this cosine; as exact as `search`."""
    _check(index, probes)
    found = np.empty(probes.shape[0], np.int64)
    for m, probe, coarse, bound, _ in _first_pass(index, probes):
        found[m] = _count(index.templates, probe, coarse, bound, cosine)
    return found


def _first_pass(
    index: Index, probes: NDArray[np.float64]
) -> Iterator[tuple[int, NDArray[np.float64], NDArray[np.float64], float, int]]:
    """Yield each probe with its coarse products (good until the next batch), their bound, and whose is the highest.

    The kernel of the products is called from here and not from another kernel: compiled into one, its sums would be
    put in a single chain, each waiting for the last, which takes twice as long.
    """
    room = min(_TOGETHER, probes.shape[0])
    codes = _aligned((room, *index.codes.shape[1:]), np.int16)
    step, bound = np.empty(room), np.empty(room)
    coarse = np.empty((room, index.step.size))
    for start in range(0, probes.shape[0], _TOGETHER):
        batch = np.ascontiguousarray(probes[start : start + _TOGETHER])
        n = batch.shape[0]
        _code_probes(batch, codes[:n], step[:n], bound[:n], index.length, index.remainder)
        _multiply(index.codes, index.step, codes[:n], step[:n], coarse[:n])
        for m in range(n):
            yield start + m, batch[m], coarse[m], bound[m], int(coarse[m].argmax())


def _aligned(shape: tuple[int, ...], kind: type[_Whole]) -> NDArray[_Whole]:
    """Return zeros that begin where a line of a processor's memory does: loads that straddle two take twice as long."""
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    room = np.zeros(size + _LINE, np.uint8)
    start = -room.ctypes.data % _LINE
    return room[start : start + size].view(kind).reshape(shape)


def _check(index: Index, probes: NDArray[np.float64]) -> None:
    dimension = index.templates.shape[1]
    if probes.ndim != 2 or probes.shape[1] != dimension:
        raise ValueError(f"probes must have shape (m, {dimension}), not {probes.shape}")


@kernel
def _best(templates, p, coarse, bound, first):  # type: ignore[no-untyped-def]
    """Return the reference with the highest product, of equals the first enrolled, and that product.

    `first` is looked at before the others: it rules most of them out.
    """
    best, best_i = _product(templates[first], p), np.int64(first)
    for i in range(templates.shape[0]):
        if coarse[i] + bound >= best:
            exact = _product(templates[i], p)
            if exact > best or (exact == best and i < best_i):
                best, best_i = exact, np.int64(i)
    return best_i, best


@kernel
def _count(templates, p, coarse, bound, least):  # type: ignore[no-untyped-def]
    found = 0
    for i in range(templates.shape[0]):
        if coarse[i] + bound >= least:
            found += _product(templates[i], p) >= least
    return found


@kernel
def _product(template, p):  # type: ignore[no-untyped-def]
    exact = 0.0
    for j in range(p.shape[0]):
        exact += np.float64(template[j]) * p[j]
    return exact


@kernel
def _multiply(codes, step, q, probe_step, coarse):  # type: ignore[no-untyped-def]
    """Write the product of every probe's codes with every reference's."""
    coarse[:] = 0.0
    for piece in range(codes.shape[1]):
        # some references at a time, which stay near the processor for all probes
        for start in range(0, codes.shape[0], _BLOCK):
            end = min(start + _BLOCK, codes.shape[0])
            for m in range(q.shape[0]):
                scale = probe_step[m]
                for i in range(start, end):
                    part = np.int32(0)
                    for j in range(_PIECE):
                        part = np.int32(part + np.int32(codes[i, piece, j]) * np.int32(q[m, piece, j]))
                    coarse[m, i] += step[i] * part * scale


@kernel
def _code_probes(probes, q, step, bound, length, remainder):  # type: ignore[no-untyped-def]
    """Write the codes of probes, their steps, and how far a product of codes can be from the full one."""
    # Lengths are summed in units of the largest number and of the step, so that no square is lost to underflow.
    for m in range(probes.shape[0]):
        p = probes[m]
        largest = 1e-300
        for j in range(p.shape[0]):
            largest = max(largest, abs(p[j]))
        step[m] = max(largest / _PROBE_CODE, 1e-300)
        square = 0.0
        left = 0.0
        for j in range(p.shape[0]):
            square += (p[j] / largest) ** 2
            code = np.rint(p[j] / step[m])
            q[m, j // _PIECE, j % _PIECE] = code
            left += (p[j] / step[m] - code) ** 2
        probe_length, probe_remainder = largest * np.sqrt(square), step[m] * np.sqrt(left)
        coding = remainder * probe_length + (length + remainder) * probe_remainder
        bound[m] = coding + _ROUNDING * length * probe_length
