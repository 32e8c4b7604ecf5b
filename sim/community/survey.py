"""Survey items read off the scales, so that a run can be set beside the series that are published.

A person with latent positions z (fairness, effectiveness) agrees to an item with the chance Phi(a + w . z). The
weights w say which scales the item reads; a is such that in the borough before the programme, where the scales are
independent and standard normal, the published share agrees: a = sqrt(1 + w . w) Phi^-1(share). That is the city's,
and what the borough is above it (`sim.population.surveyed`); of England and Wales, theirs alone. It is exact in
expectation; a drawn borough of n residents is off by chance, with a standard error of at most 0.3 / sqrt(n) (0.0005
for 390,000), which a comparison of arms or months does not feel, for they share the draw. The background trend moves
that share, by so many percentage points a year.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from sim.community.memory import TrustDynamics
from sim.core.kernel import kernel
from sim.evidence.register import entry

__all__ = [
    "ITEMS",
    "SHARES",
    "AboveCity",
    "Item",
    "Standing",
    "Standings",
    "agreeing_at",
    "agreeing_of",
    "agreeing_to",
    "share_of",
    "share_unheld",
]

SHARES = (1e-3, 1 - 1e-3)
"""Within which a share of a whole borough that agrees is kept."""
_STEP = 2.0**-9
"""People who stand within such a step of each other are asked as one who stands where they do on average: what they say
is off by at most an 8th of its square times the curvature of Phi, 2e-7, and on average by a third of that."""


class AboveCity(NamedTuple):
    """How much more often people of a borough agree than those of its city, in percentage points."""

    share: float = 0.0
    """To this item, before the programme."""
    fairness_trend: float = 0.0
    """How much more the share grows in a year of who say that the police treat everyone fairly."""
    effectiveness_trend: float = 0.0
    """The same of who say that they do a good job locally."""


_AS_THE_CITY = AboveCity()


class Item(NamedTuple):
    """One question of a survey."""

    evidence: str
    """The published share (`sim.evidence`)."""
    fairness: float
    effectiveness: float
    """Weights of the scales. That items of trust and confidence read both alike is an assumption."""
    title: str


_BOTH = float(np.sqrt(0.5))

ITEMS: dict[str, Item] = {
    "treat_fairly": Item("community.treat-fairly", 1.0, 0.0, "the police treat everyone fairly (MOPAC, London)"),
    "good_job": Item("community.good-job", 0.0, 1.0, "the police do a good job locally (MOPAC, London)"),
    "trust": Item("community.trust-met", _BOTH, _BOTH, "the Metropolitan Police can be trusted (MOPAC, London)"),
    "national_good_job": Item(
        "community.national-good-job",
        0.0,
        1.0,
        "the police do a good or excellent job locally (Crime Survey, England and Wales)",
    ),
    "national_confidence": Item(
        "community.national-confidence",
        _BOTH,
        _BOTH,
        "overall confidence in the local police (Crime Survey, England and Wales)",
    ),
}


def share_of(item: Item, memory: TrustDynamics, years: float, above: AboveCity = _AS_THE_CITY) -> float:
    """Return the share that the trend alone would leave after so many years, kept within 0.1 and 99.9 % (`SHARES`).

    Parameters
    ----------
    above
        Of the borough; nothing where it answers as its city does.
    """
    return float(np.clip(share_unheld(item, memory, years, above), *SHARES))


def share_unheld(item: Item, memory: TrustDynamics, years: float, above: AboveCity = _AS_THE_CITY) -> float:
    """Return the same where it is not kept within any ends."""
    fairness = memory.fairness_trend + above.fairness_trend
    effectiveness = memory.effectiveness_trend + above.effectiveness_trend
    weights = item.fairness**2 + item.effectiveness**2
    trend = (item.fairness**2 * fairness + item.effectiveness**2 * effectiveness) / weights
    published = float(entry(item.evidence).value)
    return published + (above.share + trend * years) / 100


def agreeing_to(
    item: Item, share: float, fairness: NDArray[np.floating], effectiveness: NDArray[np.floating]
) -> NDArray[np.float64]:
    """Return each person's chance of agreeing to an item to which `share` of the unmoved borough agrees (n,)."""
    return np.asarray(ndtr(_middle(item, share) + _position(item, fairness, effectiveness)), np.float64)


class Standing(NamedTuple):
    """How many people of each group stand where on what an item reads, in steps."""

    at: NDArray[np.floating]
    """(G, S): where those of a step stand on average, in standard deviations."""
    counts: NDArray[np.integer]
    """(G, S)."""


class Standings:
    """Where people of some groups stand, who are added some at a time: to the byte as if they were added at once.

    Parameters
    ----------
    n_groups
        How many groups there are.
    """

    def __init__(self, n_groups: int) -> None:
        self._lowest = 0
        self._counts: NDArray[np.int64] = np.zeros((n_groups, 1), np.int64)
        self._sums: NDArray[np.float64] = np.zeros((n_groups, 1))

    def add(
        self,
        weights: tuple[float, float],
        fairness: NDArray[np.floating],
        effectiveness: NDArray[np.floating],
        group: NDArray[np.integer],
    ) -> None:
        """Add people (n,) who stand on the sum of the two scales, each times its weight.

        Raises
        ------
        ValueError
            If somebody has no group of these, or no finite position.
        """
        n_groups = len(self._counts)
        is_each = group.shape == fairness.shape == effectiveness.shape
        if not is_each or (group.size and not 0 <= group.min() <= group.max() < n_groups):
            raise ValueError(f"{fairness.size} people need both scales, and a group each, from 0 to {n_groups - 1}")
        of = *weights, fairness, effectiveness
        ends = np.floor(np.array(_ends(*of)) / _STEP)
        if not np.isfinite(ends).all():
            raise ValueError("somebody stands at no finite position")
        self._reach(*ends.astype(int).tolist())
        _count_steps(*of, group, self._lowest, self._counts, self._sums)

    def found(self) -> Standing:
        """Return where all who were added stand."""
        return Standing(self._sums / np.maximum(self._counts, 1), self._counts)

    def _reach(self, lowest: int, highest: int) -> None:
        """Have room for steps so low and so high."""
        more = max(self._lowest - lowest, 0), max(highest + 1 - self._lowest - self._counts.shape[1], 0)
        self._lowest -= more[0]
        self._counts = np.pad(self._counts, ((0, 0), more))
        self._sums = np.pad(self._sums, ((0, 0), more))


def agreeing_of(item: Item, share: float, people: Standing) -> NDArray[np.float64]:
    """Return how many of each group are expected to agree (G,): the sum of `agreeing_to` over its people."""
    return agreeing_at(_middle(item, share), people)


def agreeing_at(middle: float, people: Standing) -> NDArray[np.float64]:
    """Return how many of each group are expected to agree (G,), where somebody in the middle does with Phi(middle)."""
    return np.asarray((people.counts * ndtr(middle + people.at)).sum(axis=1), np.float64)


def _middle(item: Item, share: float) -> float:
    return float(np.sqrt(1 + item.fairness**2 + item.effectiveness**2) * ndtri(share))


def _position(item: Item, fairness: NDArray[np.floating], effectiveness: NDArray[np.floating]) -> NDArray[np.floating]:
    return item.fairness * fairness + item.effectiveness * effectiveness


@kernel
def _ends(one, other, fairness, effectiveness):  # type: ignore[no-untyped-def]
    """Return the lowest and the highest position of all (n,) and of 0; nan if one is not finite."""
    lowest = highest = 0.0
    for person in range(fairness.shape[0]):
        at = one * fairness[person] + other * effectiveness[person]
        if not np.isfinite(at):
            return np.nan, np.nan
        lowest, highest = min(lowest, at), max(highest, at)
    return lowest, highest


@kernel
def _count_steps(one, other, fairness, effectiveness, group, lowest, counts, sums):  # type: ignore[no-untyped-def]
    """Count people by group and step (G, S), and add up where they stand, one after another."""
    for person in range(fairness.shape[0]):
        at = one * fairness[person] + other * effectiveness[person]
        step = int(np.floor(at / _STEP)) - lowest
        counts[group[person], step] += 1
        sums[group[person], step] += at
