import numpy as np
import pytest

from sim.core.streams import Streams
from sim.events import AGE_BANDS
from sim.population.people import Population, Wanted, draw_people, draw_residents, listing_probability
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names

POPULATION = Population(residents=20_000)
RESIDENTS = draw_residents(POPULATION, GROUPS, Streams(1))
PEOPLE = draw_people(POPULATION, GROUPS, RESIDENTS, 12_000, Streams(1))


def within(count: int, n: int, p: float) -> bool:
    return abs(count - n * p) < 4 * np.sqrt(n * p * (1 - p))


@pytest.mark.parametrize("group", GROUPS)
def test_residents_have_the_configured_mix(group):
    n = np.sum(RESIDENTS.ethnic_group == GROUPS.index(group))
    assert within(n, RESIDENTS.n, POPULATION.resident_shares[group])


@pytest.mark.parametrize("group", GROUPS)
def test_people_on_the_street_have_the_mix_of_the_street(group):
    n = np.sum(PEOPLE.ethnic_group == GROUPS.index(group))
    assert within(n, 12_000, POPULATION.street_shares[group])


def test_nobody_comes_twice():
    assert np.unique(PEOPLE.person_id).size == PEOPLE.person_id.size


def test_a_resident_on_the_street_is_that_resident():
    rows = np.flatnonzero(PEOPLE.is_resident)
    assert np.array_equal(PEOPLE.ethnic_group[rows], RESIDENTS.ethnic_group[PEOPLE.person_id[rows]])
    assert np.array_equal(PEOPLE.sex[rows], RESIDENTS.sex[PEOPLE.person_id[rows]])


def test_visitors_come_when_a_group_has_no_resident_left():
    crowd = draw_people(
        Population(residents=100, resident_share_of_street=1),
        GROUPS,
        draw_residents(Population(residents=100), GROUPS, Streams(1)),
        500,
        Streams(1),
    )
    assert np.sum(crowd.is_resident) <= 100
    assert crowd.person_id.size == 500


def test_the_borough_is_the_same_in_every_replication():
    again = draw_residents(POPULATION, GROUPS, Streams(1, 5))
    assert np.array_equal(again.ethnic_group, RESIDENTS.ethnic_group)


def chances(population, people=PEOPLE, **wanted):
    return listing_probability(
        population, GROUPS, people.ethnic_group, people.sex, people.age_band, people.is_resident, **wanted
    )


def test_a_listed_share_that_is_given_is_that_of_everybody():
    population = POPULATION.model_copy(update={"listed_share": 0.0015})
    chance = chances(population)
    error = 4 * chance.std() / np.sqrt(chance.size)
    assert abs(chance.mean() - 0.0015) < error


def test_people_are_listed_as_often_as_people_of_where_they_live():
    """By hand: of 15,861 entries 3,213 in 63,844 live in Croydon, and the others elsewhere in London."""
    croydon = Population(resident_share_of_street=0.5)
    people = draw_people(croydon, GROUPS, draw_residents(croydon, GROUPS, Streams(1)), 40_000, Streams(1))
    chance = chances(croydon, people)
    local = 15_861 * 3_213 / 63_844
    elsewhere = (15_861 - local) / (8_799_728 - 390_719)
    visitors = 0.85 * elsewhere + 0.15 * 0.1 * 15_861 / 8_799_728
    for rows, rate in ((people.is_resident, local / 390_719), (~people.is_resident, visitors)):
        assert chance[rows].mean() == pytest.approx(rate, abs=4 * chance.std() / np.sqrt(rows.sum()))


def test_a_longer_list_lists_more_people_and_among_them_those_of_a_shorter_one():
    short, long = (chances(POPULATION, wanted=Wanted(size)) for size in (8_000, 16_000))
    assert long == pytest.approx(2 * short)
    few, many = (
        draw_people(POPULATION, GROUPS, RESIDENTS, 12_000, Streams(1), wanted=Wanted(size)) for size in (20_000, 90_000)
    )
    assert np.all(many.is_listed >= few.is_listed)
    assert many.is_listed.sum() > few.is_listed.sum()


def test_listed_people_are_adults_under_65():
    many = draw_people(Population(residents=20_000, listed_share=0.2), GROUPS, RESIDENTS, 12_000, Streams(1))
    assert set(many.age_band[many.is_listed]) == {AGE_BANDS.index("18_to_64")}


def test_another_listed_share_changes_nobody_else():
    more = draw_people(Population(residents=20_000, listed_share=0.1), GROUPS, RESIDENTS, 12_000, Streams(1))
    assert np.array_equal(more.person_id, PEOPLE.person_id)
    assert np.all(more.is_listed >= PEOPLE.is_listed)


@pytest.mark.parametrize(
    ("column", "share"), [("is_head_down", "head_down_share"), ("is_masked", "mask_share"), ("is_hooded", "hood_share")]
)
def test_people_look_down_and_cover_up_as_often_as_stated(column, share):
    assert within(getattr(PEOPLE, column).sum(), 12_000, getattr(POPULATION, share))


@pytest.mark.parametrize(("column", "share"), [("is_masked", "mask_share"), ("is_hooded", "hood_share")])
def test_more_masks_or_hoods_change_nobody_else(column, share):
    more = draw_people(Population(residents=20_000, **{share: 0.25}), GROUPS, RESIDENTS, 12_000, Streams(1))
    assert within(getattr(more, column).sum(), 12_000, 0.25)
    assert np.all(getattr(more, column) >= getattr(PEOPLE, column))
    for name in set(vars(PEOPLE)) - {column}:
        assert np.array_equal(getattr(more, name), getattr(PEOPLE, name)), name


def test_masks_and_hoods_are_worn_independently_of_each_other():
    rainy = draw_people(
        Population(residents=20_000, mask_share=0.3, hood_share=0.4), GROUPS, RESIDENTS, 12_000, Streams(1)
    )
    assert within(np.sum(rainy.is_masked & rainy.is_hooded), 12_000, 0.3 * 0.4)


def test_shares_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match=r"sum to 0\.9"):
        Population(street_shares={"white": 0.5, "black": 0.4})
