"""Random numbers that depend on who is asked about what, and on nothing else.

Every draw is a pure function of (seed, replication, stream, person, draw), by the counter-based
generator Philox 4x32-10. So a draw does not depend on the order of events, on other people, on
threads or on the policy in force: two arms of a comparison share every random number.

Source: Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11;
the test vectors published with their Random123 library are held in tests/core/test_streams.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.core.kernel import inlined, kernel

__all__ = ["Stream", "Streams", "append_places", "fill_normals", "key_of", "philox", "uniform_by", "uniform_of"]

_BLOCK = 1024
"""Numbers that are drawn at a time: what is between the steps stays in near memory."""


class Stream(IntEnum):
    """One name for each purpose of chance; a number, once given, is never used for another."""

    FOOTFALL = 1
    ARRIVAL = 2
    PERSON = 3
    RESIDENTS = 4
    LISTED = 5
    WATCHLIST = 6
    ROUTE = 7
    STOP = 8
    WALKING = 9
    CAPTURE = 10
    TEMPLATE = 11
    ADJUDICATION = 12
    ENGAGEMENT = 13
    OUTCOME = 14
    EXPOSURE = 15
    TRUST = 16
    PROFILE = 17
    THINNING = 18
    KIN = 19
    IMAGE = 20
    GIVEN = 21
    SHUFFLE = 22
    BOROUGH = 23
    NETWORK = 24
    VISIT = 25
    NEWS = 26
    MEETING = 27
    AVOID = 28
    SEARCH = 29
    WALK = 30
    CALENDAR = 31
    CALIBRATION = 32
    DESIGN = 33
    LAYOUT = 34


@dataclass(frozen=True)
class Streams:
    """All the chance of one run.

    Parameters
    ----------
    seed
        0 to 2**64 - 1: the experiment.
    replication
        0 to 2**32 - 1: which repetition of it.
    """

    seed: int
    replication: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.seed < 2**64:
            raise ValueError(f"seed must be 0 to 2**64 - 1, not {self.seed}")
        if not 0 <= self.replication < 2**32:
            raise ValueError(f"replication must be 0 to 2**32 - 1, not {self.replication}")

    def uniform(self, stream: Stream, person_id: ArrayLike, draw: ArrayLike = 0) -> NDArray[np.float64]:
        """Draw uniform numbers in the open interval (0, 1), one for each person and draw.

        Parameters
        ----------
        stream
            What the number decides.
        person_id, draw
            Integers 0 to 2**32 - 1, broadcast against each other.

        Returns
        -------
        NDArray[np.float64]
            Shape of the broadcast arguments (zero-dimensional for two scalars).
        """
        people, draws = np.asarray(person_id, np.uint32), np.asarray(draw, np.uint32)
        if draws.ndim:  # one draw is not written out for everybody
            people, draws = np.broadcast_arrays(people, draws)
        flat = np.empty(people.size, np.float64)
        _fill(
            np.uint64(self.seed),
            np.uint32(self.replication),
            np.uint32(stream),
            np.ascontiguousarray(people).ravel(),
            np.ascontiguousarray(draws).ravel(),
            flat,
        )
        return flat.reshape(people.shape)

    def below(self, share: float, stream: Stream, n: int, draw: int) -> NDArray[np.int64]:
        """Return who of the people 0 to n - 1 draws a number below `share` (k,): as `uniform` draws it, and ascending.

        Parameters
        ----------
        share
            Of people, 0 to 1.
        stream, draw
            What the number decides, and which one it is.
        """
        key = np.uint64(self.seed), np.uint32(self.replication), np.uint32(stream)
        return np.asarray(_below(*key, n, np.uint32(draw), share))

    def normals(self, stream: Stream, person_id: int, draw: int, n: int) -> NDArray[np.float64]:
        """Draw `n` standard normal numbers for one person, by the transform of Box and Muller.

        Parameters
        ----------
        stream
            What the numbers are for.
        person_id, draw
            Whose, and which vector of theirs; draws n // 4 + 1 numbers on from `draw`, so that vectors need draws
            that far apart, and none that `uniform` is asked for in the same stream.
        n
            Length, 0 or more.

        Returns
        -------
        NDArray[np.float64]
            Shape (n,).
        """
        out = np.empty(n, np.float64)
        fill_normals(
            np.uint64(self.seed),
            np.uint32(self.replication),
            np.uint32(stream),
            np.uint32(person_id),
            np.uint32(draw),
            out,
        )
        return out

    def generator(self, stream: Stream, *indices: int) -> np.random.Generator:
        """Return a NumPy generator for set-up, distinct for each stream and indices (at most two).

        Two calls with the same arguments return generators that give the same numbers.
        """
        if len(indices) > 2:
            raise ValueError(f"at most two indices, not {len(indices)}")
        words: Sequence[int] = [*indices, 0, 0][:2]
        key = np.array([self.seed, (self.replication << 32) | int(stream)], np.uint64)
        counter = np.array([0, 0, words[0], words[1]], np.uint64)
        return np.random.Generator(np.random.Philox(key=key, counter=counter))


def philox(counter: Sequence[int], key: Sequence[int]) -> tuple[int, int, int, int]:
    """Return the four 32-bit words of Philox 4x32-10 for four counter words and two key words."""
    c, k = (np.array(words, np.uint32) for words in (counter, key))
    return tuple(int(word) for word in _philox(c[0], c[1], c[2], c[3], k[0], k[1]))  # type: ignore[return-value]


@inlined
def _rounds(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    mask = np.uint64(0xFFFFFFFF)
    for _ in range(10):
        left = np.uint64(0xD2511F53) * np.uint64(c0)
        right = np.uint64(0xCD9E8D57) * np.uint64(c2)
        c0 = np.uint32((right >> np.uint64(32)) ^ np.uint64(c1) ^ np.uint64(k0))
        c1 = np.uint32(right & mask)
        c2 = np.uint32((left >> np.uint64(32)) ^ np.uint64(c3) ^ np.uint64(k1))
        c3 = np.uint32(left & mask)
        k0 = np.uint32((np.uint64(k0) + np.uint64(0x9E3779B9)) & mask)
        k1 = np.uint32((np.uint64(k1) + np.uint64(0xBB67AE85)) & mask)
    return c0, c1, c2, c3


@kernel
def _philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    return _rounds(c0, c1, c2, c3, k0, k1)


@kernel
def uniform_of(seed, replication, stream, person_id, draw):  # type: ignore[no-untyped-def]
    """Draw one uniform in (0, 1) inside a kernel: `Streams.uniform` for scalars (uint64, then uint32)."""
    k0 = np.uint32(np.uint64(seed) & np.uint64(0xFFFFFFFF))
    k1 = np.uint32(np.uint64(seed) >> np.uint64(32))
    w0, w1, _, _ = _rounds(np.uint32(person_id), np.uint32(draw), np.uint32(stream), np.uint32(replication), k0, k1)
    bits = (np.uint64(w0) << np.uint64(20)) ^ (np.uint64(w1) >> np.uint64(12))
    return (np.float64(bits) + 0.5) / 4503599627370496.0


@kernel
def _fill(seed, replication, stream, people, draws, out):  # type: ignore[no-untyped-def]
    """Fill `out` with `uniform_of` people (n,) and draws (n,), or one draw (1,) of all.

    Blocks go through plain loops, one a step of the work, which the compiler turns into vector instructions.
    """
    first, second = np.empty(_BLOCK, np.uint32), np.empty(_BLOCK, np.uint32)
    for begin in range(0, out.shape[0], _BLOCK):
        end = min(begin + _BLOCK, out.shape[0])
        if draws.shape[0] == 1:
            _words_of_draw(seed, replication, stream, people[begin:end], draws[0], first, second)
        else:
            _words(seed, replication, stream, people[begin:end], draws[begin:end], first, second)
        _to_unit(first, second, out[begin:end])


@kernel
def _below(seed, replication, stream, n, draw, share):  # type: ignore[no-untyped-def]
    """Return who of n people draws a number below a share: some people at a time."""
    is_so, found, k = np.empty(_BLOCK, np.uint8), np.empty(n, np.int64), 0
    key = key_of(seed)
    # the first bits whose number, (bits + 0.5) / 2**52, is not below: a double holds both exactly
    first = np.int64(np.ceil(share * 4503599627370496.0 - 0.5))
    for begin in range(0, n, _BLOCK):
        size = min(_BLOCK, n - begin)
        for i in range(size):
            w0, w1, _, _ = _rounds(np.uint32(begin + i), draw, stream, replication, key[0], key[1])
            is_so[i] = _bits(w0, w1) < first
        k = append_places(is_so[:size], begin, found, k)
    return found[:k].copy()


@kernel
def append_places(is_so, begin, found, k):  # type: ignore[no-untyped-def]
    """Write, from place k of `found` on, where something is so (n,), counted from `begin`; return the place after."""
    eights = is_so.shape[0] // 8
    for eight, any_is_so in enumerate(is_so[: 8 * eights].view(np.uint64)):
        if any_is_so:
            for i in range(8 * eight, 8 * eight + 8):
                # written always and counted only when it is so: nothing to guess for the processor
                found[k] = begin + i
                k += is_so[i]
    for i in range(8 * eights, is_so.shape[0]):
        if is_so[i]:
            found[k] = begin + i
            k += 1
    return k


@inlined
def key_of(seed):  # type: ignore[no-untyped-def]
    """Return the two words of a seed (uint64) by which `uniform_by` draws."""
    return np.uint32(np.uint64(seed) & np.uint64(0xFFFFFFFF)), np.uint32(np.uint64(seed) >> np.uint64(32))


@inlined
def uniform_by(key, replication, stream, person_id, draw):  # type: ignore[no-untyped-def]
    """Draw one uniform inside a loop of a kernel, all uint32: `Streams.uniform` as vector instructions draw it."""
    w0, w1, _, _ = _rounds(person_id, draw, stream, replication, key[0], key[1])
    return _unit(w0, w1)


@kernel
def _words_of_draw(seed, replication, stream, people, draw, first, second):  # type: ignore[no-untyped-def]
    k0, k1 = np.uint32(np.uint64(seed) & np.uint64(0xFFFFFFFF)), np.uint32(np.uint64(seed) >> np.uint64(32))
    for i in range(people.shape[0]):
        w0, w1, _, _ = _rounds(people[i], draw, stream, replication, k0, k1)
        first[i], second[i] = w0, w1


@kernel
def _words(seed, replication, stream, people, draws, first, second):  # type: ignore[no-untyped-def]
    k0, k1 = np.uint32(np.uint64(seed) & np.uint64(0xFFFFFFFF)), np.uint32(np.uint64(seed) >> np.uint64(32))
    for i in range(people.shape[0]):
        w0, w1, _, _ = _rounds(people[i], draws[i], stream, replication, k0, k1)
        first[i], second[i] = w0, w1


@kernel
def _to_unit(first, second, out):  # type: ignore[no-untyped-def]
    for i in range(out.shape[0]):
        out[i] = _unit(first[i], second[i])


@inlined
def _bits(first, second):  # type: ignore[no-untyped-def]
    # 52 bits are a number of either sign; processors turn signed ones into floating point at once
    return (np.int64(first) << np.int64(20)) ^ (np.int64(second) >> np.int64(12))


@inlined
def _unit(first, second):  # type: ignore[no-untyped-def]
    return (np.float64(_bits(first, second)) + 0.5) / 4503599627370496.0


@kernel
def fill_normals(seed, replication, stream, person_id, draw, out):  # type: ignore[no-untyped-def]
    """Fill `out` with standard normal numbers inside a kernel: `Streams.normals` (uint64, then uint32)."""
    k0 = np.uint32(np.uint64(seed) & np.uint64(0xFFFFFFFF))
    k1 = np.uint32(np.uint64(seed) >> np.uint64(32))
    n = out.shape[0]
    for block in range((n + 3) // 4):
        w0, w1, w2, w3 = _rounds(person_id, np.uint32(draw + np.uint32(block)), stream, replication, k0, k1)
        for pair in range(2):
            radial, turn = (w0, w1) if pair == 0 else (w2, w3)
            length = np.sqrt(-2.0 * np.log((np.float64(radial) + 0.5) / 4294967296.0))
            angle = 2.0 * np.pi * (np.float64(turn) + 0.5) / 4294967296.0
            at = 4 * block + 2 * pair
            if at < n:
                out[at] = length * np.cos(angle)
            if at + 1 < n:
                out[at + 1] = length * np.sin(angle)
