"""One place has one name, whatever a record calls it."""

import pytest

from sim.calibration.neighbourhoods import whereabouts


@pytest.mark.parametrize(
    ("location", "neighbourhood", "borough"),
    [
        ("Stratford B’way", "stratford", "Newham"),
        ("Westfield, Stratford", "stratford", "Newham"),
        ("High St East, Ham", "east ham", "Newham"),
        ("North End, Croydon", "croydon", "Croydon"),
        ("North End Croydon", "croydon", "Croydon"),
        ("Powis St", "woolwich", "Greenwich"),
        ("Bond St Stn", "oxford street", "Westminster"),
        ("Edgware Rd, Westminster", "edgware road", "Westminster"),
        ("Oxford Circus, Westminster", "oxford street", "Westminster"),
        ("Uxbridge Rd, Hounslow", "hounslow", "Hounslow"),
        ("Westminster", "westminster", "Westminster"),
        ("Uxbridge Rd, Shepherds Buh", "shepherds bush", "Hammersmith and Fulham"),
        ("St John’s Hill, Clapham Junc", "clapham junction", "Wandsworth"),
        ("Kings Cross", "kings cross", "Camden"),
        ("LEWISHAM HIGH STREET", "lewisham", "Lewisham"),
    ],
)
def test_a_place_has_one_name_and_its_borough(location, neighbourhood, borough):
    assert whereabouts(location) == (neighbourhood, borough)


def test_a_place_that_is_not_known_is_one_of_its_own():
    assert whereabouts("Queen St, Cardiff") == ("queen street cardiff", None)
    assert whereabouts("Caerdydd – Heol Eglwys Fair") == ("caerdydd heol eglwys fair", None)


def test_a_name_within_a_word_is_no_name():
    assert whereabouts("Bowling Green").borough is None
