"""Those who are held stand where they were stopped; those taken away are nowhere."""

import numpy as np

from sim.day.custody import Custody
from sim.events import Engagement, Outcome
from sim.street.among import Recorded


def street():
    at = np.arange(6.0)
    return Recorded(np.array([7, 3, 9, 4, 5, 8]), at, 10 + at, np.ones(6), np.ones(6))


def held(*stops):
    custody = Custody()
    for person, from_s, until_s, outcome in stops:
        custody.hold(
            Engagement(from_s, person, 0, -1.0, -2.0, 10.0, until_s - from_s, 0.0, 2, is_false_stop=False),
            Outcome(until_s, person, 0, outcome, "", is_serious=False),
        )
    return custody


def test_nobody_held_changes_nothing():
    assert Custody().as_policed(street(), 100.0) is not None
    assert np.array_equal(Custody().as_policed(street(), 100.0).person_id, street().person_id)


def test_who_is_held_stands_and_who_was_arrested_is_gone():
    custody = held(
        (3, 50.0, 150.0, "no_further_action"), (9, 10.0, 60.0, "arrest"), (4, 10.0, 60.0, "no_further_action")
    )
    people = custody.as_policed(street(), 100.0)
    assert people.person_id.tolist() == [7, 4, 5, 8, 3]
    assert people.x_m.tolist() == [0, 3, 4, 5, -1]
    assert people.y_m.tolist() == [10, 13, 14, 15, -2]
    assert people.dx_m.tolist() == [1, 1, 1, 1, 0]
