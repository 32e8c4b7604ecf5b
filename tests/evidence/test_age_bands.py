"""Age bands of settings out of those of the census."""

import pytest

from sim.evidence.age_bands import age_bands
from sim.evidence.register import entry
from sim.evidence.tables import table


def test_bands_hold_everybody_once_and_their_ends_are_those_of_the_census():
    bands = [name for name in table("boroughs.census").columns if name.startswith("age_")]
    for k, name in enumerate(bands):
        found = age_bands({"area": "X", "residents": 9} | dict.fromkeys(bands, 0) | {name: 100})
        assert sum(found.values()) == pytest.approx(100)
        first = 5 * k
        if first == 15:
            assert found["under_18"] == pytest.approx(100 * entry("boroughs.under-18-of-15-to-19").value)
        else:
            assert found["under_18" if first < 15 else "18_to_64" if first < 65 else "65_and_over"] == 100
