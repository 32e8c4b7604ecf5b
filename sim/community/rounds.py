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

from sim.community.tiles import Tiles
from sim.core.kernel import kernel

__all__ = ["Rounds", "Term"]

Floats: TypeAlias = NDArray[np.float32]

_NEAR = 2**20
"""Views of so many people lie in near memory; those of more are heard tile by tile, which gives the same bytes."""


class Term(NamedTuple):
    """Views of some people, and the polynomial of W that is applied to them."""

    coefficients: NDArray[np.float64]
    """(d + 1,): of the Chebyshev polynomials of W, from T_0."""
    person_id: NDArray[np.integer] | None
    """(k,): whose views, who may come twice; None for everybody's."""
    views: NDArray[np.floating]
    """(k, 2)."""


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

    def total(self, terms: Sequence[Term]) -> Floats:
        """Return the sum of all terms (n, 2), in single precision.

        Raises
        ------
        ValueError
            If a term is of people who are not there, or has not two views of each.
        """
        n = self._each.size
        if not all(_fits(term, n) for term in terms):
            raise ValueError(f"a term needs two views of each of its people, who are from 0 to {n - 1}")
        later, latest = np.zeros(n, np.complex64), np.zeros(n, np.complex64)
        views = [np.ascontiguousarray(term.views, np.float32).view(np.complex64).ravel() for term in terms]
        highest = max((term.coefficients.size for term in terms), default=1) - 1
        for degree in range(highest, -1, -1):
            if degree < highest:
                # `latest` becomes 2 W later - latest, and at the end W later - latest
                self._listen(later, latest, np.float32(2.0 if degree else 1.0))
            asked = [
                (np.float32(term.coefficients[degree]), term.person_id, held)
                for term, held in zip(terms, views, strict=True)
                if degree < term.coefficients.size
            ]
            of_all = [(times, held) for times, who, held in asked if who is None]
            if of_all:
                _add_all(latest, *map(tuple, zip(*of_all, strict=True)))
            for times, who, held in asked:
                if who is not None:
                    _add(latest, times, who, held)
            later, latest = latest, later
        return np.asarray(later.view(np.float32).reshape(n, 2))

    def _listen(self, held: NDArray[np.complex64], new: NDArray[np.complex64], times: np.float32) -> None:
        if self._tiles is None:
            _listen(held, new, self._starts, self.known.view(f"u{self.known.itemsize}"), self._each, times)
        else:
            self._tiles.listen(held, new, self._each, times)


def _fits(term: Term, n: int) -> bool:
    """Return whether a term has two views of each of its people, and all of them are there."""
    who = term.person_id
    if who is None:
        return term.views.shape == (n, 2)
    return term.views.shape == (who.size, 2) and (not who.size or bool(0 <= who.min() <= who.max() < n))


@kernel
def _add_all(to, times, views):  # type: ignore[no-untyped-def]
    """Add each of some views of everybody (n,), so many times, one after another."""
    for person in range(to.shape[0]):
        total = to[person]
        for k in range(len(views)):
            one = views[k][person]
            total += np.complex64(complex(times[k] * one.real, times[k] * one.imag))
        to[person] = total


@kernel
def _add(to, times, person_id, views):  # type: ignore[no-untyped-def]
    """Add so many times the views of some people (k,), one after another: who comes twice has both."""
    for k in range(person_id.shape[0]):
        one = views[k]
        to[person_id[k]] += np.complex64(complex(times * one.real, times * one.imag))


@kernel
def _listen(held, new, starts, known, each, times):  # type: ignore[no-untyped-def]
    """Make `new` so many times the mean over those whom one knows of what is held, less what it was."""
    for person in range(np.uint64(each.shape[0])):
        heard = np.complex64(0)
        for tie in range(starts[person], starts[person + np.uint64(1)]):
            heard += held[np.uint64(known[tie])]
        share = times * each[person]
        new[person] = np.complex64(complex(share * heard.real, share * heard.imag)) - new[person]
