"""Many rounds of listening in a large network at once, in which everybody whom somebody knows counts alike.

Rounds of `sim.community.opinion.mixed` are polynomials of the weights W, and what is asked for after d of them is a sum
of such polynomials, each on what people held or on what somebody lived through on one day. W has real eigenvalues
between -1 and 1 where ties are mutual, so that a polynomial is a sum of Chebyshev polynomials with the same bound:
terms that are too small to be seen are left out, and with them most of a month's rounds
(`sim.community.chebyshev`). All sums are taken by one recurrence (Clenshaw's), each step of which looks up once what
those whom one knows hold: millions of places all over the borough, which is what takes time.

Source: Mason & Handscomb (2003), Chebyshev Polynomials, sections 2.4 and 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.community.parts import BLOCK, Parts
from sim.community.tiles import Tiles
from sim.core.kernel import kernel

__all__ = ["Rounds", "Some", "Term"]

Floats: TypeAlias = NDArray[np.float32]

_NEAR = 2**20
"""Views of so many people lie in near memory; those of more are heard tile by tile, which gives the same bytes."""


class Term(NamedTuple):
    """Views of everybody, and the polynomial of W that is applied to them."""

    coefficients: NDArray[np.float64]
    """(d + 1,): of the Chebyshev polynomials of W, from T_0."""
    views: NDArray[np.floating]
    """(n, 2)."""


class Some(NamedTuple):
    """What some people lived through, and the polynomial of W that is applied to what they hold of each part of it."""

    coefficients: Sequence[NDArray[np.float64]]
    """Of each part, as of a term."""
    parts: Parts


class Rounds:
    """The network of n people, in which everybody whom somebody knows counts alike, ready for rounds.

    Parameters
    ----------
    starts, known
        (n + 1,), (ties,): whom each knows, in order. A tie is mutual: both know each other.

    Attributes
    ----------
    ties
        (n,): how many each knows.
    known
        Whom each knows, one person after another.
    """

    def __init__(self, starts: NDArray[np.integer], known: NDArray[np.integer]) -> None:
        # places without a sign are not asked whether they count from the end
        self._starts = np.ascontiguousarray(starts, np.int64).view(np.uint64)
        self.ties: NDArray[np.integer] = np.diff(starts)
        self.known = known
        self._each = (1 / np.maximum(self.ties, 1).astype(np.float32)).astype(np.float32)
        self._tiles = Tiles(starts, known) if self.ties.size > _NEAR else None

    def known_to(self, person_id: NDArray[np.integer]) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """Return whom people know, one after another, and how many that is of each of them (k,)."""
        ties = self.ties[person_id]
        # the places of each one's ties: their start, and 0, 1, 2, ... on from it
        starts = self._starts[person_id].astype(np.int64)
        place = np.repeat(starts - np.cumsum(ties) + ties, ties) + np.arange(ties.sum())
        return self.known[place], ties

    def total(self, terms: Sequence[Term], some: Some | None = None, rooms: Sequence[Floats] | None = None) -> Floats:
        """Return the sum of all terms and parts (n, 2), in single precision: of each person in this order.

        Parameters
        ----------
        rooms
            Three arrays (n, 2) to write to, none of which a term reads; the first is what is returned.

        Raises
        ------
        ValueError
            If a term has not two views of everybody.
        """
        n = self._each.size
        if some is None:
            some = Some([], Parts(np.zeros(n, np.float32)))
        if any(term.views.shape != (n, 2) for term in terms) or some.parts.n != len(some.coefficients):
            raise ValueError(f"a term needs two views of each of {n} people, and each part a polynomial")
        total, other, heard = np.empty((3, n, 2), np.float32) if rooms is None else rooms
        # kernels know of no list of nothing
        asked = terms or [Term(np.zeros(0), total)]
        of_all = tuple(np.ascontiguousarray(term.views, np.float32) for term in asked)
        lived = some.parts.begins, some.parts.person_id, some.parts.held
        series = *(term.coefficients for term in asked), *some.coefficients
        highest = max(max(one.size for one in series) - 1, 0)
        # they change places at each degree, and the last that is written is the total
        later, latest = (total, other) if highest % 2 else (other, total)
        later[:] = 0
        for degree in range(highest, -1, -1):
            is_first = degree == highest
            if not is_first:
                self._hear(later, heard)
            # `latest` becomes 2 W later - latest, and at the end W later - latest; and so much of each term and part
            mean = heard, self._each, np.float32(2.0 if degree else 1.0)
            # one that has no such degree is left out, not added as nothing: that could change a sign
            is_asked = np.array([degree < one.size for one in series])
            times = np.array([one[degree] if degree < one.size else 0 for one in series], np.float32)
            _go_on(latest, is_first, *mean, is_asked, times, of_all, *lived)
            later, latest = latest, later
        return total

    def _hear(self, held: Floats, heard: Floats) -> None:
        # two views of each as one number, which is looked up at once
        views, sums = (both.view(np.complex64)[:, 0] for both in (held, heard))
        if self._tiles is None:
            _hear(views, sums, self._starts, self.known.view(f"u{self.known.itemsize}"))
        else:
            self._tiles.hear(views, sums)


@kernel
def _go_on(to, is_first, heard, each, mean, is_asked, times, of_all, begins, person_id, of_some):  # type: ignore[no-untyped-def]
    """Make `to` (n, 2) the means of what was heard less what it was, or nothing at first; add terms, and then parts.

    Parameters
    ----------
    heard, each, mean
        (n, 2) and (n,): sums over those whom one knows, and one over how many these are; and how often means count.
    is_asked, times
        (terms + parts,): which are added, and how often; who comes twice in a part has both.
    of_all
        (n, 2) of each term.
    begins, person_id, of_some
        The parts (`sim.community.parts`).
    """
    terms = len(of_all)
    for block in range(begins.shape[1] - 1):
        # some at a time: one pass after another goes through near memory
        some = slice(block * BLOCK, (block + 1) * BLOCK)
        mine, theirs, share = to[some], heard[some], each[some]
        if is_first:
            mine[:] = 0
        else:
            for person in range(mine.shape[0]):
                for scale in range(2):
                    mine[person, scale] = mean * share[person] * theirs[person, scale] - mine[person, scale]
        for k in range(terms):
            if is_asked[k]:
                _add(mine, times[k], of_all[k][some])
        for part in range(begins.shape[0]):
            if is_asked[terms + part]:
                for k in range(begins[part, block], begins[part, block + 1]):
                    for scale in range(2):
                        to[person_id[k], scale] += times[terms + part] * of_some[k, scale]


@kernel
def _add(to, times, views):  # type: ignore[no-untyped-def]
    """Add so many times the views of some (k, 2)."""
    for person in range(to.shape[0]):
        for scale in range(2):
            to[person, scale] += times * views[person, scale]


@kernel
def _hear(held, heard, starts, known):  # type: ignore[no-untyped-def]
    """Make `heard` the sum over those whom one knows of what is held."""
    for person in range(np.uint64(heard.shape[0])):
        total = np.complex64(0)
        for tie in range(starts[person], starts[person + np.uint64(1)]):
            total += held[np.uint64(known[tie])]
        heard[person] = total
