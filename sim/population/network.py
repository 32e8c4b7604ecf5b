"""Who knows whom: households, ties in the home area, and ties at work or school, as arrays.

Members of a household all know each other. Beyond it everybody has a number of ties drawn for each kind of place:
at home among those of their area; at work among adults of the whole borough; at school among children of their area.
Ends of ties are paired at random within a pool. With the chance `homophily` an end is paired within its own ethnic
group of the pool, else with anybody's. Ties to oneself and ties that come twice are dropped, which is rare
where a pool has many more people than ties; where it is small for them, there are fewer ties than were asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.kernel import kernel
from sim.core.ordering import sort_few
from sim.core.shares import Probability
from sim.core.shuffling import shuffle
from sim.core.streams import Stream, Streams
from sim.events import AGE_BANDS
from sim.evidence.register import assumed
from sim.population.borough import Borough, SyntheticPopulation

__all__ = ["Network", "Ties", "build_network", "check_network"]

_HOME, _WORK = range(2)
_GROUP_BITS = 7
"""There are fewer ethnic groups than 2**7."""
_AT_ONCE = 2**20
"""So many numbers are drawn at a time: memory that was used before is there at once."""


class Network(Config):
    """How many people one knows, and how alike they are."""

    household: bool = True
    """Whether members of a household know each other."""
    local_ties: float = assumed(
        4.0, "no count of ties among neighbours was at hand", unit="people", low=1.0, high=15.0, ge=0, le=200
    )
    """Mean number of people one knows in one's home area, beyond the household."""
    work_ties: float = assumed(
        4.0, "no count of ties at work or school was at hand", unit="people", low=1.0, high=15.0, ge=0, le=200
    )
    """Mean number of people one knows at work or at school."""
    homophily: Probability = assumed(
        0.3,
        "friends are more alike than chance would make them; by how much was not at hand for this borough",
        unit="share of ties",
        low=0.0,
        high=0.8,
    )
    """Ties beyond the household that are sought within one's own ethnic group."""


@dataclass(frozen=True)
class Ties:
    """A symmetric network of n residents, without ties to oneself."""

    indptr: NDArray[np.int64]
    """(n + 1,): the ties of resident i are neighbour[indptr[i]:indptr[i + 1]]."""
    neighbour: NDArray[np.int32]

    @property
    def degree(self) -> NDArray[np.int64]:
        """(n,) number of people that each knows."""
        return np.diff(self.indptr)


def check_network(borough: Borough, groups: Sequence[str], settings: Network) -> None:
    """Refuse a network that is denser than the population allows.

    Raises
    ------
    SettingsConflict
        If people of a pool would need more ties in it than there are others, or more within their ethnic group than
        there are others of it; both on average over the people whom the pool can expect.
    """
    for name, who, people in _pools(borough, groups):
        ties, n = getattr(settings, name), people.sum()
        if n < 1:
            continue
        if ties > n - 1:
            raise SettingsConflict(
                ("network", name),
                f"the network is denser than the population allows ({ties:g} ties for each "
                f"of {n:.0f} {who}); fewer ties, or more residents",
            )
        alike, others = settings.homophily * ties, float(people @ np.maximum(people - 1, 0) / n)
        if alike > others:
            raise SettingsConflict(
                ("network", "homophily"),
                f"the network is denser than the population allows ({alike:.3g} "
                f"ties within the ethnic group for each of {n:.0f} {who}, who have {others:.3g} others of it "
                "on average); less homophily, fewer ties, or more residents",
            )


def build_network(populace: SyntheticPopulation, settings: Network, streams: Streams) -> Ties:
    """Make the network: the same for every replication of one seed. Time and memory grow with its ties."""
    pairs = list(_pairs(populace, settings, Streams(streams.seed)))
    indptr = np.zeros(populace.n_residents + 1, np.int64)
    for one, other in pairs:
        _count(one, other, indptr)
    np.cumsum(indptr, out=indptr)
    neighbour = np.empty(indptr[-1], np.int32)
    while pairs:
        _put(*pairs.pop(), indptr, neighbour)
    kept = _put_in_order(indptr, neighbour)
    return Ties(indptr, neighbour[:kept])


def _pools(borough: Borough, groups: Sequence[str]) -> Iterator[tuple[str, str, NDArray[np.float64]]]:
    """Yield setting, name, and people expected by ethnic group of each pool of ties; the smallest areas first."""
    children = borough.age_shares.get("under_18", 0.0)
    everybody = np.zeros(len(groups))
    for area in sorted(borough.areas, key=lambda area: area.share):
        shares = area.ethnic_shares or borough.resident_shares
        people = area.share * borough.residents * np.array([shares.get(group, 0.0) for group in groups])
        everybody += people
        yield "local_ties", f"residents of {area.name}", people
        yield "work_ties", f"children in {area.name}", children * people
    yield "work_ties", "adults", (1 - children) * everybody


def _pairs(
    populace: SyntheticPopulation, settings: Network, once: Streams
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    n = populace.n_residents
    if settings.household:
        yield from _household_pairs(populace.household)
    is_child = populace.age_band[:n] == AGE_BANDS.index("under_18")
    at_home = populace.area[:n].astype(np.int64)
    at_work = np.where(is_child, 1 + at_home, 0)
    for kind, pool, ties in ((_HOME, at_home, settings.local_ties), (_WORK, at_work, settings.work_ties)):
        if ties > 0:
            yield from _paired(pool, populace.ethnic_group[:n], ties, settings.homophily, once, kind)


def _household_pairs(household: NDArray[np.int32]) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Yield the pairs of members who are 1, 2, ... places apart in the order of residents."""
    ids = np.arange(household.size, dtype=np.int32)
    for gap in range(1, household.size):
        together = household[gap:] == household[:-gap]
        if not together.any():
            return
        yield ids[:-gap][together], ids[gap:][together]


def _paired(
    pool: NDArray[np.int64], group: NDArray[np.int8], ties: float, homophily: float, once: Streams, kind: int
) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Yield pairs of ends within pools: some within the group, the others with anybody.

    Everybody has a Poisson number of ends; the mean is half of what is left out of odd pools, which is nothing.
    """
    chance = once.generator(Stream.NETWORK, kind)
    ends = np.repeat(np.arange(pool.size, dtype=np.int32), chance.poisson(ties, pool.size))
    shuffle(ends, chance)
    is_alike = np.empty(ends.size, np.bool_)
    for first in range(0, ends.size, _AT_ONCE):
        some = is_alike[first : first + _AT_ONCE]
        np.less(chance.random(some.size), homophily, out=some)
    kinds = pool << _GROUP_BITS | group
    last = int(kinds.max(initial=0))
    of = kinds.astype(np.min_scalar_type(last))[ends]
    for alike, bits in ((True, 0), (False, _GROUP_BITS)):
        n_pools = (last >> bits) + 1
        most = np.count_nonzero(is_alike == alike) // 2
        one, other = np.empty(most, np.int32), np.empty(most, np.int32)
        n = _couple(ends, is_alike, alike, of, bits, n_pools, one, other)
        yield one[:n], other[:n]


@kernel
def _couple(ends, is_alike, alike, kind, bits, n_pools, one, other):  # type: ignore[no-untyped-def]
    """Pair the ends that are alike, or those that are not, within pools, and return how many pairs there are.

    A pool is all of a kind (k,), less its last bits. Those of a pool are pairs who come one after another. Who is left
    over in one of odd size has no partner.
    """
    starts = np.zeros(n_pools + 1, np.int64)
    for k in range(ends.shape[0]):
        # counted always, and by nothing when it is not so: nothing to guess for the processor
        starts[(kind[k] >> bits) + 1] += is_alike[k] == alike
    starts = np.cumsum(starts)
    together, free = np.empty(starts[-1], np.int32), starts.copy()
    for k in range(ends.shape[0]):
        if is_alike[k] == alike:
            pool = kind[k] >> bits
            together[free[pool]] = ends[k]
            free[pool] += 1
    pairs = 0
    for pool in range(n_pools):
        for at in range(starts[pool], starts[pool + 1] - 1, 2):
            one[pairs], other[pairs] = together[at], together[at + 1]
            pairs += 1
    return pairs


@kernel
def _count(one, other, counts):  # type: ignore[no-untyped-def]
    """Add how many ties each of n people has with others to the counts (n + 1,)."""
    for k in range(one.shape[0]):
        if one[k] != other[k]:
            counts[one[k]] += 1
            counts[other[k]] += 1


@kernel
def _put(one, other, ends, neighbour):  # type: ignore[no-untyped-def]
    """Put each tie last into what is left of both people's places, and move the ends of these (n + 1,) before it.

    When all ties are put, the ends are where each one's places begin.
    """
    for k in range(one.shape[0]):
        if one[k] != other[k]:
            ends[one[k]] -= 1
            neighbour[ends[one[k]]] = other[k]
            ends[other[k]] -= 1
            neighbour[ends[other[k]]] = one[k]


@kernel
def _put_in_order(indptr, neighbour):  # type: ignore[no-untyped-def]
    """Put each one's ties in order, leave out those that come twice, close the gaps, and return how many are left."""
    kept = first = 0
    for person in range(indptr.shape[0] - 1):
        after, begins = indptr[person + 1], kept
        sort_few(neighbour[first:after])
        for tie in range(first, after):
            if kept == begins or neighbour[kept - 1] != neighbour[tie]:
                neighbour[kept] = neighbour[tie]
                kept += 1
        indptr[person], first = begins, after
    indptr[indptr.shape[0] - 1] = kept
    return kept
