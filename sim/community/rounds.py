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
from scipy.sparse import csr_array

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
    """The network, ready for rounds.

    Parameters
    ----------
    weights
        (n, n): row-stochastic, the weights of a row alike; rows of people without ties empty.

    Attributes
    ----------
    ties
        (n,): how many each knows.
    known
        Whom each knows, in order, one person after another.

    Raises
    ------
    ValueError
        If the weights of a row differ.
    """

    def __init__(self, weights: csr_array) -> None:
        self.ties: NDArray[np.integer] = np.diff(weights.indptr)
        self.known: NDArray[np.integer] = weights.indices
        self._each = (1 / np.maximum(self.ties, 1).astype(np.float32)).astype(np.float32)
        # places without a sign are not asked whether they count from the end
        self._starts = weights.indptr.astype(np.uint64)
        if not _are_alike(weights.data, self._starts, self._each, 1e-6):
            raise ValueError("the weights of a row differ; everybody whom somebody knows counts alike")
        self._tiles = Tiles(weights.indptr, self.known) if self.ties.size > _NEAR else None

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
            for term, held in zip(terms, views, strict=True):
                if degree < term.coefficients.size:
                    times = np.float32(term.coefficients[degree])
                    if term.person_id is None:
                        _add_all(latest, times, held)
                    else:
                        _add(latest, times, term.person_id, held)
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
    """Add so many times everybody's views (n,)."""
    for person in range(to.shape[0]):
        one = views[person]
        to[person] += np.complex64(complex(times * one.real, times * one.imag))


@kernel
def _add(to, times, person_id, views):  # type: ignore[no-untyped-def]
    """Add so many times the views of some people (k,), one after another: who comes twice has both."""
    for k in range(person_id.shape[0]):
        one = views[k]
        to[person_id[k]] += np.complex64(complex(times * one.real, times * one.imag))


@kernel
def _are_alike(weights, starts, each, tolerance):  # type: ignore[no-untyped-def]
    """Return whether all weights of every row are what each of it counts, within a part of it."""
    for person in range(np.uint64(each.shape[0])):
        for tie in range(starts[person], starts[person + np.uint64(1)]):
            if not abs(weights[tie] - each[person]) <= tolerance * each[person]:
                return False
    return True


@kernel
def _listen(held, new, starts, known, each, times):  # type: ignore[no-untyped-def]
    """Make `new` so many times the mean over those whom one knows of what is held, less what it was."""
    for person in range(np.uint64(each.shape[0])):
        heard = np.complex64(0)
        for tie in range(starts[person], starts[person + np.uint64(1)]):
            heard += held[np.uint64(known[tie])]
        share = times * each[person]
        new[person] = np.complex64(complex(share * heard.real, share * heard.imag)) - new[person]
