"""How accurate the image back end is: counts over captures of a stated range, on identities it was not fitted on.

The figures are those of this pipeline on rendered heads. They are no police system's, and hold no conclusion about
groups of people. Comparisons share probes and references, so that a binomial interval of them is too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams
from sim.recognition.image.recogniser import ImageRecogniser
from sim.recognition.image.sample import Conditions
from sim.recognition.probes import NOBODY, Probes

__all__ = ["AtFmr", "AtSize", "Count", "Measured", "draw_probes", "measure"]


@dataclass(frozen=True)
class Count:
    """How many of how many."""

    n: int
    of: int

    @property
    def share(self) -> float:
        """The one over the other; NaN of none."""
        return self.n / self.of if self.of else float("nan")

    def __str__(self) -> str:
        """Return the share with its counts."""
        return f"{self.share:.4f} ({self.n:,} of {self.of:,})"


@dataclass(frozen=True)
class AtSize:
    """Searches of the first `n_references`."""

    n_references: int
    tpir: Count
    """Mated searches, of faces found, that return the mate first and at or above the threshold."""
    fpir: Count
    """Searches of people on no list, of faces found, that return anyone."""


@dataclass(frozen=True)
class AtFmr:
    """At the lowest threshold that lets no more than a share of non-mated comparisons through."""

    fmr: float
    """That share."""
    threshold: float
    tpr: Count
    """Mated comparisons at or above the threshold."""
    false: Count
    """Non-mated comparisons at or above it."""
    sizes: tuple[AtSize, ...]


@dataclass(frozen=True)
class Measured:
    """What was measured."""

    conditions: Conditions
    """The captures."""
    detected: Count
    """Frames in which a face is found."""
    rank_one: Count
    """Mated searches of all references, of faces found, whose highest score is the mate's."""
    at: tuple[AtFmr, ...]
    eer: float
    """Equal error rate of comparisons: where false positives and false negatives are as frequent."""
    effective_dimension: float
    """One over the variance of non-mated scores: of how many dimensions random directions would spread so."""


def measure(
    recogniser: ImageRecogniser,
    *,
    streams: Streams,
    conditions: Conditions | None = None,
    captures_each: int = 2,
    n_passing: int = 100,
    fmrs: Sequence[float] = (1e-3, 1e-4),
    sizes: Sequence[int] = (50, 100, 200),
) -> Measured:
    """Measure an enrolled system.

    Parameters
    ----------
    recogniser
        The system; all its references are searched for.
    streams
        The chance of the views; that of the pictures is the system's own.
    conditions
        The range of captures; by default the usual one, which the whitening was fitted on with other heads.
    captures_each
        Captures of every listed person and of every passer-by, 1 or more.
    n_passing
        Passers-by, who share the heads that are on no list.
    fmrs
        Rates for which a threshold is found; one below 1 in the number of non-mated comparisons lets none through.
    sizes
        Sizes of list; larger ones than are enrolled are left out.

    Raises
    ------
    ValueError
        If no face of a listed person, or none of a passer-by, is found.
    """
    conditions = conditions or Conditions()
    probes = draw_probes(
        recogniser, conditions=conditions, captures_each=captures_each, n_passing=n_passing, streams=streams
    )
    templates = recogniser.templates(probes)
    is_found = ~np.isnan(templates[:, 0])
    scores, own = recogniser.scores(templates[is_found]), probes.reference_id[is_found]
    is_mated = own[:, None] == np.arange(recogniser.n_references)
    mated, non_mated = scores[is_mated], scores[~is_mated]
    if mated.size == 0 or np.all(own != NOBODY):
        raise ValueError("no face of a listed person or none of a passer-by was found; nothing can be measured")
    return Measured(
        conditions=conditions,
        detected=_count(is_found),
        rank_one=_count((scores.argmax(axis=1) == own)[own != NOBODY]),
        at=tuple(_at(fmr, scores, own, mated, non_mated, sizes) for fmr in fmrs),
        eer=_equal_error(mated, non_mated),
        effective_dimension=1 / float(non_mated.var()),
    )


def draw_probes(
    recogniser: ImageRecogniser, *, conditions: Conditions, captures_each: int, n_passing: int, streams: Streams
) -> Probes:
    """Return captures of every enrolled person and of some passers-by, over a range of views."""
    n = recogniser.n_references + n_passing
    person = np.repeat(np.arange(n), captures_each)
    passage = np.tile(np.arange(captures_each), n)
    views = conditions.views(
        np.array([streams.uniform(Stream.CAPTURE, person, 4 * passage + which) for which in range(4)])
    )
    columns: dict[str, Any] = vars(views)
    return Probes(
        person_id=person,
        passage=passage,
        group=np.zeros(person.size, np.int64),
        reference_id=np.where(person < recogniser.n_references, person, NOBODY),
        quality=np.ones(person.size),
        **columns,
    )


def _at(
    fmr: float,
    scores: NDArray[np.float64],
    own: NDArray[np.int64],
    mated: NDArray[np.float64],
    non_mated: NDArray[np.float64],
    sizes: Sequence[int],
) -> AtFmr:
    threshold = _threshold(non_mated, fmr)
    return AtFmr(
        fmr,
        threshold,
        _count(mated >= threshold),
        _count(non_mated >= threshold),
        tuple(_at_size(size, threshold, scores, own) for size in sizes if size <= scores.shape[1]),
    )


def _at_size(size: int, threshold: float, scores: NDArray[np.float64], own: NDArray[np.int64]) -> AtSize:
    top, best = scores[:, :size].argmax(axis=1), scores[:, :size].max(axis=1)
    returned = best >= threshold
    return AtSize(
        size,
        tpir=_count((returned & (top == own))[(own != NOBODY) & (own < size)]),
        fpir=_count(returned[own == NOBODY]),
    )


def _threshold(non_mated: NDArray[np.float64], fmr: float) -> float:
    """Return the lowest threshold that no more than a share of the scores reach."""
    highest_first = np.sort(non_mated)[::-1]
    return float(np.nextafter(highest_first[min(int(fmr * non_mated.size), non_mated.size - 1)], np.inf))


def _equal_error(mated: NDArray[np.float64], non_mated: NDArray[np.float64]) -> float:
    """Return the mean of the two error rates at the threshold where they are nearest to each other."""
    thresholds = np.sort(np.concatenate([mated, non_mated]))
    missed = np.searchsorted(np.sort(mated), thresholds) / mated.size
    passed = 1 - np.searchsorted(np.sort(non_mated), thresholds) / non_mated.size
    nearest = np.abs(missed - passed).argmin()
    return float(missed[nearest] + passed[nearest]) / 2


def _count(flags: NDArray[np.bool_]) -> Count:
    return Count(int(flags.sum()), flags.size)
