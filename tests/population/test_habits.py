"""Visits: a street gets its footfall and its mix, near homes more than far ones, and the same race for all."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.errors import RunError
from sim.core.streams import Stream, Streams
from sim.population.borough import CITY, Area, Borough, SyntheticPopulation, draw_populace
from sim.population.habits import (
    Draw,
    Habits,
    coming_times,
    day_factor,
    from_homes,
    order_of_arrival,
    who_comes,
)
from sim.population.visits import Visits
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names

BOROUGH = Borough(
    residents=60_000, visitors=20_000, areas=(Area(name="near", share=0.5), Area(name="far", share=0.5, x_km=4.0))
)
SHARES = (0.2, 0.3, 0.1, 0.1, 0.3)
STREET = Draw(x_km=0.0, y_km=0.0, people_per_day=3000.0, home_shares=(0.7, 0.3), street_shares=SHARES)
STREAMS = Streams(seed=2)


@pytest.fixture(scope="module")
def people():
    return draw_populace(BOROUGH, GROUPS, STREAMS)


@pytest.fixture(scope="module")
def rates(people):
    return visits(people).rates(STREET)


def visits(people, **settings):
    return Visits(people, BOROUGH, GROUPS, Habits(**settings), STREAMS)


def comers(rates, n, day, streams=STREAMS):
    """Return who comes of `n`, seven in ten of them residents."""
    return who_comes(rates, everybody(), np.array([n * 7 // 10, n - n * 7 // 10]), day=day, streams=streams)


def everybody(residents=BOROUGH.residents, visitors=BOROUGH.visitors):
    """Return a population as far as it says how many live where."""
    nobody, starts = np.zeros(residents + visitors, np.int8), np.array([0, residents, residents + visitors])
    return SyntheticPopulation(
        residents,
        1,
        ("Croydon", CITY),
        starts,
        nobody,
        nobody,
        nobody,
        nobody.astype(np.int16),
        nobody.astype(np.int32),
    )


def test_rates_sum_to_the_footfall_by_origin_and_group(people, rates):
    is_resident = np.arange(people.n) < people.n_residents
    for k in range(len(GROUPS)):
        for origin, share in ((is_resident, 0.7), (~is_resident, 0.3)):
            total = rates[origin & (people.ethnic_group == k)].sum(dtype=np.float64)
            assert total == pytest.approx(3000 * share * SHARES[k], rel=1e-4)


def test_visits_fall_with_distance_from_home(people, rates):
    near, far = (rates[: people.n_residents][people.area[: people.n_residents] == k].mean() for k in (0, 1))
    assert far / near == pytest.approx(np.exp(-4 / Habits().distance_km), rel=0.05)


def test_how_much_somebody_is_out_is_the_same_for_every_street(people, rates):
    other = visits(people).rates(STREET._replace(people_per_day=500.0))
    assert np.allclose(other * 6, rates, rtol=1e-5)


@pytest.mark.parametrize("spread", [1.0, 0.5])
def test_rates_of_everybody_are_worked_out_as_those_of_some(people, spread):
    """The compiled way and the slow one, which multiplies arrays: the same to the last bit."""
    found, ids = visits(people, spread=spread), np.arange(people.n)
    assert np.array_equal(found.rates(STREET), found.rates_of(ids, STREET))
    assert np.array_equal(found.rates(STREET)[::-7], found.rates_of(ids[::-7], STREET))


def test_so_many_come_each_once_and_more_often_who_is_out_more(rates):
    times = np.zeros(rates.size)
    for day in range(60):
        ids = comers(rates, 1500, day)
        assert ids.size == 1500 == np.unique(ids).size
        times[ids] += 1
    # a share of 1,500 of 3,000 visits: rates are rare enough to be in proportion
    order = np.argsort(rates)
    half = rates.size // 2
    seen = times[order[half:]].sum() / times.sum()
    assert seen == pytest.approx(rates[order[half:]].sum() / rates.sum(), abs=0.02)


def test_the_mix_on_the_street_is_the_one_asked_for(people, rates):
    days, n = 80, 500
    ids = np.concatenate([comers(rates, n, day) for day in range(days)])
    mix = np.bincount(people.ethnic_group[ids], minlength=len(GROUPS)) / ids.size
    assert mix == pytest.approx(SHARES, abs=4 * np.sqrt(0.25 / (days * n)))


def test_one_person_comes_as_often_as_their_rate_says(rates):
    often = int(np.argmax(rates[: BOROUGH.residents]))
    days, n = 400, 300
    # of 3,000 visits a day 300 are drawn, by rates that hardly run out
    chance = float(-np.expm1(-rates[often] * n / 3000))
    times = sum(often in comers(rates, n, day) for day in range(days))
    assert times == pytest.approx(days * chance, abs=4 * np.sqrt(days * chance * (1 - chance)))


def test_whoever_has_no_rate_never_comes():
    rates = np.array([0, 1e-12, 1, 1, 1, 1], np.float32)
    found = [
        who_comes(rates, everybody(6, 0), np.array([4, 0]), day=day, streams=STREAMS).tolist() for day in range(99)
    ]
    assert found == 99 * [[2, 3, 4, 5]]


def test_nobody_comes_at_once_for_a_number_that_single_precision_rounds_to_1():
    assert np.float32(1 - 2.0**-30) == 1
    found = coming_times(np.array([1 - 2.0**-30, 0.5]), np.array([1e-12, 1], np.float32))
    assert found == pytest.approx([2.0**-30 / 1e-12, np.log(2)], rel=1e-6)


@pytest.mark.parametrize("n", [0, 1, 40, 700, 1_500])
def test_those_come_whose_times_are_the_least(n):
    chance = np.random.default_rng(n)
    rates = chance.exponential(size=2_000).astype(np.float32) * (chance.random(2_000) < 0.8)
    u = STREAMS.uniform(Stream.VISIT, np.arange(2_000), 1 + 7)
    with np.errstate(divide="ignore"):
        time = -np.log(u).astype(np.float32) / rates.astype(np.float32)
    found = who_comes(rates.astype(np.float32), everybody(2_000, 0), np.array([n, 0]), day=7, streams=STREAMS)
    assert found.tolist() == sorted(np.argsort(time, kind="stable")[:n].tolist())


def test_a_person_who_stays_away_changes_nobody_elses_place(rates):
    ids = comers(rates, 1000, 3)
    changed = rates.copy()
    changed[ids[10]] = 0
    others = comers(changed, 1000, 3)
    assert set(ids) - set(others) == {ids[10]}
    assert len(set(others) - set(ids)) == 1


def test_more_people_hold_the_fewer(rates):
    few, many = (set(comers(rates, n, 1)) for n in (200, 300))
    assert few < many


def test_who_comes_depends_on_the_replication(rates):
    days = [comers(rates, 500, 0, Streams(2, replication)) for replication in (0, 1)]
    assert not np.array_equal(*days)


def test_more_people_than_there_are_is_refused(rates):
    with pytest.raises(RunError, match="more residents come in a day"):
        comers(rates, 2 * rates.size, 0)


def test_a_group_that_nobody_belongs_to_is_refused():
    empty = Borough(residents=1000, visitors=0, resident_shares={"white": 1.0})
    people = draw_populace(empty, GROUPS, STREAMS)
    with pytest.raises(RunError, match="the borough none"):
        Visits(people, empty, GROUPS, Habits(), STREAMS).rates(STREET._replace(home_shares=(1.0, 0.0)))


def test_days_differ_by_weekday_and_by_chance():
    factors = np.array(
        [
            [day_factor(Habits(), weekday, number=7 * week + weekday, streams=STREAMS) for weekday in range(7)]
            for week in range(800)
        ]
    )
    assert factors.mean(axis=0) == pytest.approx(Habits().weekday_factors, rel=0.04)
    assert factors.std(axis=0) / factors.mean(axis=0) == pytest.approx(np.full(7, 0.28), abs=0.03)


def test_what_a_busy_day_brings_more_comes_from_outside():
    shares = (0.1, 0.7, 0.15, 0.05)
    assert from_homes(1000, shares, 1, 1.0, 0.5).tolist() == [100, 700, 150, 50]
    busy = from_homes(2000, shares, 1, 2.0, 0.5)
    assert busy.sum() == 2000
    assert busy[1] == pytest.approx(700 * 2**0.5, abs=1)
    assert busy[2] == pytest.approx(3 * busy[3], abs=3)
    assert from_homes(2000, shares, 1, 2.0, 1.0).tolist() == [200, 1400, 300, 100]
    assert from_homes(100, (0.9, 0.1), 0, 0.1, 0.2).tolist() == [100, 0]
    assert from_homes(100, (1.0, 0.0), 0, 2.0, 0.5).tolist() == [100, 0]


@pytest.mark.parametrize("factor", [0.0, -1.0, 21.0])
def test_a_weekday_without_footfall_is_refused(factor):
    with pytest.raises(ValidationError, match="weekday_factors"):
        Habits(weekday_factors=(factor, 1, 1, 1, 1, 1, 1))


@pytest.mark.parametrize("regularity", [0.0, 0.5, 1.0])
def test_people_keep_to_their_hours_as_much_as_said(regularity):
    people = np.arange(5000)
    places = []
    for number in (0, 1):
        order = order_of_arrival(Habits(regularity=regularity), people, number=number, streams=STREAMS)
        places.append(np.argsort(order))
    # two days have the square of what each has with the habit in common
    assert np.corrcoef(places)[0, 1] == pytest.approx(regularity**2, abs=0.05)
