"""Where the people of a programme's streets live: its own borough, that of the street, the rest of London, outside."""

import numpy as np
import pytest

from sim.population.borough import CITY, OUTSIDE
from sim.programme.load import load_programme
from sim.programme.origins import home_of, home_shares, homes_of, rates_of_homes
from sim.scenario.shipped import programme_file


def programme(*settings):
    return load_programme(programme_file("by_crime"), settings=["months=1", *settings])


def test_a_street_in_the_borough_has_its_residents_londoners_and_people_from_outside():
    found = programme()
    street = found.streets["north_end"]
    assert home_of(found, street) == 0
    assert home_shares(found, street) == pytest.approx((0.7, 0.0, 0.3 * 0.85, 0.3 * 0.15))


def test_a_street_of_another_borough_has_that_ones_residents():
    found = programme()
    street = found.streets["lewisham"]
    assert home_of(found, street) == 1
    assert home_shares(found, street) == pytest.approx((0.03, 0.7, 0.225, 0.045))
    unsaid = programme("streets.lewisham.resident_share=null")
    # of the Londoners who visit Lewisham as many are from Croydon as of those who don't live in Lewisham
    own = 0.3 * 0.85 * 390_719 / (8_799_728 - 300_553)
    assert home_shares(unsaid, unsaid.streets["lewisham"])[0] == pytest.approx(own)
    assert sum(home_shares(unsaid, unsaid.streets["lewisham"])) == pytest.approx(1)


def test_visitors_come_from_homes_as_streets_draw_them():
    found = programme()
    homes = homes_of(found)
    assert [home.name for home in homes] == ["Lewisham", CITY, OUTSIDE]
    assert sum(home.share for home in homes) == pytest.approx(1)
    assert homes[0].shares == found.streets["lewisham"].place.population.resident_shares
    drawn = sum(
        street.place.footfall.people_per_day * np.array(home_shares(found, street)) for street in found.streets.values()
    )
    assert [home.share for home in homes] == pytest.approx((drawn[1:] / drawn[1:].sum()).tolist())
    assert [home.share for home in homes_of(programme("streets={a: {place: north_end}}", "siting=[]"))] == (
        pytest.approx([0.85, 0.15])
    )


def test_people_of_another_borough_are_listed_as_often_as_theirs_is():
    found = programme()
    _own, lewisham, city, outside = rates_of_homes(found, 15_861, 0.05)
    assert lewisham == pytest.approx(15_861 * 2_595 / 63_844 / 300_553)
    assert city == pytest.approx(15_861 * (1 - 0.05 - 2_595 / 63_844) / (8_799_728 - 390_719 - 300_553))
    assert outside == pytest.approx(0.1 * 15_861 / 8_799_728)
