"""The network: symmetric, as dense and as alike as asked for."""

import numpy as np
import pytest
from scipy.sparse import coo_array

from sim.core.errors import SettingsConflict
from sim.core.streams import Stream, Streams
from sim.population.borough import Area, Borough, draw_populace
from sim.population.network import Network, build_network, check_network
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names

BOROUGH = Borough(residents=30_000, visitors=500)
STREAMS = Streams(seed=8)


@pytest.fixture(scope="module")
def people():
    return draw_populace(BOROUGH, GROUPS, STREAMS)


def slow_network(people, settings, streams):
    """Return starts and neighbours as a sparse matrix has them, of pairs that are sought pool by pool."""
    n, household = people.n_residents, people.household
    one, other = [], []
    for gap in range(1, 10) if settings.household else ():
        together = np.flatnonzero(household[gap:] == household[:-gap])
        one, other = [*one, *together], [*other, *(together + gap)]
    home, child = people.area[:n].astype(int), people.age_band[:n] == 0
    for kind, pool, ties in ((0, home, settings.local_ties), (1, np.where(child, 1 + home, 0), settings.work_ties)):
        chance = streams.generator(Stream.NETWORK, kind)
        ends = np.repeat(np.arange(n), chance.poisson(ties, n))
        chance.shuffle(ends)
        alike = chance.random(ends.size) < settings.homophily
        for mine, key in ((ends[alike], pool * 128 + people.ethnic_group[:n]), (ends[~alike], pool)):
            for of in np.unique(key):
                here = mine[key[mine] == of]
                one, other = [*one, *here[0 : here.size // 2 * 2 : 2]], [*other, *here[1::2]]
    one, other = np.array(one), np.array(other)
    one, other = one[one != other], other[one != other]
    both = np.concatenate([one, other]), np.concatenate([other, one])
    matrix = coo_array((np.ones(2 * one.size), both), shape=(n, n)).tocsr()
    matrix.sort_indices()
    return matrix.indptr, matrix.indices


@pytest.mark.parametrize(
    ("residents", "settings"),
    [
        (30_000, {}),
        (30_000, {"household": False, "local_ties": 0.5, "work_ties": 0}),
        (1000, {"local_ties": 20, "work_ties": 20, "homophily": 0.8}),
        (1000, {"household": False, "local_ties": 0, "work_ties": 0}),
    ],
)
def test_the_network_is_that_of_the_slow_way(residents, settings):
    people = draw_populace(Borough(residents=residents, visitors=500), GROUPS, STREAMS)
    ties = build_network(people, Network(**settings), STREAMS)
    starts, neighbours = slow_network(people, Network(**settings), STREAMS)
    assert np.array_equal(ties.indptr, starts)
    assert np.array_equal(ties.neighbour, neighbours)


def pairs_of(ties):
    return np.repeat(np.arange(ties.degree.size), ties.degree), ties.neighbour


def test_ties_are_mutual_once_and_never_to_oneself(people):
    ties = build_network(people, Network(), STREAMS)
    one, other = pairs_of(ties)
    assert (one != other).all()
    keys = one.astype(np.int64) * people.n_residents + other
    assert np.unique(keys).size == keys.size
    assert np.array_equal(np.sort(other.astype(np.int64) * people.n_residents + one), np.sort(keys))


def test_degrees_are_those_asked_for(people):
    household = build_network(people, Network(local_ties=0, work_ties=0), STREAMS).degree.mean()
    ties = build_network(people, Network(local_ties=3, work_ties=5), STREAMS)
    assert ties.degree.mean() == pytest.approx(household + 8, abs=0.08)


def test_households_are_cliques(people):
    ties = build_network(people, Network(local_ties=0, work_ties=0), STREAMS)
    sizes = np.bincount(people.household)
    assert np.array_equal(ties.degree, sizes[people.household] - 1)


@pytest.mark.parametrize("homophily", [0.0, 0.5, 1.0])
def test_ties_within_a_group_are_as_many_as_asked_for(people, homophily):
    ties = build_network(people, Network(household=False, local_ties=6, work_ties=0, homophily=homophily), STREAMS)
    one, other = pairs_of(ties)
    group = people.ethnic_group[: people.n_residents]
    by_chance = sum((np.mean(group == k)) ** 2 for k in range(5))
    alike = np.mean(group[one] == group[other])
    assert alike == pytest.approx(homophily + (1 - homophily) * by_chance, abs=0.02)


def test_local_ties_are_in_the_area_and_work_ties_of_children_too(people):
    area, child = people.area[: people.n_residents], people.age_band[: people.n_residents] == 0
    one, other = pairs_of(build_network(people, Network(household=False, local_ties=4, work_ties=0), STREAMS))
    assert np.array_equal(area[one], area[other])
    one, other = pairs_of(build_network(people, Network(household=False, local_ties=0, work_ties=4), STREAMS))
    assert np.array_equal(child[one], child[other])
    assert np.array_equal(area[one][child[one]], area[other][child[one]])
    assert np.mean(area[one] != area[other]) > 0.3


def test_the_same_seed_gives_the_same_network(people):
    one, other = (build_network(people, Network(), Streams(8, replication)) for replication in (0, 3))
    assert np.array_equal(one.neighbour, other.neighbour)
    assert not np.array_equal(one.neighbour, build_network(people, Network(), Streams(9)).neighbour)


def test_a_network_denser_than_the_population_is_refused():
    tiny = Borough(residents=1000, visitors=0, areas=(Area(name="most", share=0.98), Area(name="few", share=0.02)))
    check_network(tiny, GROUPS, Network(local_ties=4, work_ties=3, homophily=0))
    with pytest.raises(
        SettingsConflict, match=r"denser than the population allows \(30 ties for each of 20 residents of few"
    ):
        check_network(tiny, GROUPS, Network(local_ties=30))
    with pytest.raises(SettingsConflict, match="children in few"):
        check_network(tiny, GROUPS, Network(work_ties=20))


def test_an_area_where_nobody_lives_hides_no_small_one():
    areas = (Area(name="none", share=0.0), Area(name="few", share=0.02), Area(name="most", share=0.98))
    with pytest.raises(SettingsConflict, match="of 20 residents of few"):
        check_network(Borough(residents=1000, visitors=0, areas=areas), GROUPS, Network(local_ties=30))


def test_more_ties_within_a_group_than_it_has_people_are_refused():
    small = Borough(residents=1000, visitors=0)
    check_network(small, GROUPS, Network())
    check_network(small, GROUPS, Network(local_ties=30, homophily=0))
    with pytest.raises(
        SettingsConflict, match="30 ties within the ethnic group for each of 80 residents of New Addington"
    ):
        check_network(small, GROUPS, Network(local_ties=30, homophily=1))
