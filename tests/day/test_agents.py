"""Officers as they decide: where they are sent once they are free."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.day.agents import Officer, Staff

POST = (10.0, 5.0)


class OnFoot:
    """The bodies of one officer, who is moved by hand; notes what they are told."""

    def __init__(self, x_m, y_m):
        self.x_m, self.y_m, self.told = np.array([x_m]), np.array([y_m]), []

    def walk_to(self, number, x_m, y_m):
        self.told.append(("walk_to", number, x_m, y_m))

    def stand(self, number):
        self.told.append(("stand", number))


@pytest.mark.parametrize(
    ("place", "is_sent", "told"),
    [
        ((10.5, 5.0), False, []),
        ((10.5, 5.0), True, [("stand", 0)]),
        ((30.0, 5.0), False, [("walk_to", 0, *POST)]),
        # somebody whom the officer was still on their way to has been let go
        ((30.0, 5.0), True, [("walk_to", 0, *POST)]),
    ],
)
def test_an_officer_who_is_free_goes_back_to_their_post(place, is_sent, told):
    on_foot = OnFoot(*place)
    officer = Officer(Staff(), SimpleNamespace(now_s=0.0), on_foot, number=0, site="a", post=POST)
    officer.go_back(is_sent=is_sent)
    assert on_foot.told == told
    # and is not told again on the way
    officer.go_back(is_sent=bool(told) and told[0][0] == "walk_to")
    assert on_foot.told == told


def test_an_officer_whose_stop_has_ended_has_to_go_back_until_they_are_at_their_post():
    on_foot, street = OnFoot(30.0, 5.0), SimpleNamespace(now_s=0.0)
    officer = Officer(Staff(), street, on_foot, number=0, site="a", post=POST)
    officer.engage(10.0, has_arrived=True)
    assert not officer.has_to_go_back
    street.now_s = 10.0
    assert officer.has_to_go_back
    officer.go_back(is_sent=False)
    assert officer.has_to_go_back
    on_foot.x_m[0], on_foot.y_m[0] = POST
    officer.go_back(is_sent=False)
    assert not officer.has_to_go_back
