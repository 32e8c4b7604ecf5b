"""The shipped claims on recorded crime: changes that were published of the same table."""

import pytest

from sim.claims.claim import load_claim


@pytest.mark.parametrize(
    ("name", "fairfield", "croydon", "london", "as_much"),
    [("fell_more", -10.7, -5.2, -2.5, 19), ("fell_more_at_first", -9.9, -11.1, -3.6, 20)],
)
def test_crime_down_comes_to_the_changes_that_were_published(name, fairfield, croydon, london, as_much):
    one = next(one for one in load_claim("crime_down").hypotheses if one.name == name)
    own, placebos = one.changes()
    beside = one.beside_it()
    assert round(own, 1) == fairfield
    assert (round(beside["rest of Croydon"], 1), round(beside["rest of London"], 1)) == (croydon, london)
    assert placebos.size == 48
    assert (placebos <= own).sum() == as_much
    assert round(100 * as_much / 48) >= 40
    words = one.findings()[0].interval
    assert all(said in words for said in (f"{fairfield} %", f"by {croydon}", f"by {london}", f"{as_much} ("))


def test_both_periods_of_a_claim_on_crime_have_one_margin_and_next_door_the_same_size():
    down, moved = (load_claim(name).margins for name in ("crime_down", "crime_moved_next_door"))
    assert down["fall"].at_most == -moved["rise"].at_least


def test_crime_next_door_is_told_by_ward_and_beside_the_ward_of_the_cameras():
    one = load_claim("crime_moved_next_door").hypotheses[0]
    beside = one.beside_it()
    assert set(one.areas) < set(beside)
    assert round(beside["Fairfield itself"], 1) == -10.7
    (found,) = one.findings()
    assert found.cases >= 48
    assert found.low < found.value < found.high
