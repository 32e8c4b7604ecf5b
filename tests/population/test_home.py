"""How often people are listed, by where they live: against sums by hand."""

import pytest

from sim.population.home import City, listed_rates, share_of_list

CITY = City(visitors_from=1_000_000, violence_with_injury=8_000, outside_ratio=0.2)


def test_a_borough_has_as_large_a_part_of_the_list_as_of_recorded_violence():
    assert share_of_list(400, CITY) == pytest.approx(0.05)
    assert share_of_list(9_000, CITY) == 1.0


def test_rates_are_entries_for_each_person_of_where_they_live():
    rates = listed_rates(2_000, local_share=0.05, residents=40_000, city=CITY)
    assert rates.borough == pytest.approx(100 / 40_000)
    assert rates.city == pytest.approx(1_900 / 960_000)
    assert rates.outside == pytest.approx(0.2 * 2_000 / 1_000_000)
    assert rates.of_visitors(0.75) == pytest.approx(0.75 * rates.city + 0.25 * rates.outside)


def test_all_entries_of_a_list_are_those_who_live_in_the_city():
    rates = listed_rates(2_000, local_share=0.3, residents=40_000, city=CITY)
    assert rates.borough * 40_000 + rates.city * 960_000 == pytest.approx(2_000)


def test_nobody_lives_in_the_rest_of_a_city_that_is_one_borough():
    assert listed_rates(2_000, local_share=1.0, residents=1_000_000, city=CITY).city == 0.0
    assert listed_rates(2_000, local_share=0.5, residents=2_000_000, city=CITY).city == 0.0
