"""Streets without a map empty again: nobody is stranded at a bend, in a side street or at a door, however busy."""

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.street.arrivals import Footfall, draw_arrivals
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.generic import GenericStreet, drawn
from sim.street.geometry import compile_geometry
from sim.street.walking.anticipating import Anticipating

FILLS_S, EMPTIES_S = 300, 900
STREETS = {
    "straight": {"length_m": 150, "side_streets": 2},
    "bent": {"length_m": 150, "width_m": 8, "bends": [{"at_m": 50, "turn_deg": 60}, {"at_m": 100, "turn_deg": -80}]},
    "narrow": {"length_m": 100, "width_m": 3, "side_street_width_m": 2, "side_streets": 3, "seed": 4},
    "doors": {"length_m": 100, "side_streets": [{"at_m": at, "side": "left", "is_door": True} for at in (30, 60)]},
}


def walked(geometry, people_per_day):
    """Let people in for five minutes, and the street empty; return its crowd and what was seen every ten seconds."""
    behaviour, streams = Behaviour(), Streams(seed=7)
    footfall = Footfall(people_per_day=people_per_day)
    arrivals = draw_arrivals(
        footfall, behaviour, geometry, start_h=12, duration_s=FILLS_S, warm_up_s=0, streams=streams
    )
    crowd = Crowd(geometry, Anticipating(), behaviour, capacity=1024, streams=streams)
    columns = ("person_id", "party_id", "entrance", "exit", "stops", "desired_speed_m_s", "dwell_s", "lateral")
    outside, people = 0, []
    for second in range(FILLS_S + EMPTIES_S):
        rows = arrivals.during(second, second + 1)
        crowd.enter(**{name: getattr(arrivals, name)[rows] for name in columns})
        crowd.advance()
        if second % 10 == 0:
            here = crowd.is_active
            outside += int((~geometry.contains(crowd.x_m[here], crowd.y_m[here])).sum())
            people.append(crowd.n_active)
        if second >= FILLS_S and not crowd.n_active + crowd.n_waiting:
            break
    return arrivals, crowd, outside, people


@pytest.mark.parametrize("name", STREETS)
def test_all_who_come_go_again_and_walk_on_the_street(name):
    geometry = compile_geometry(drawn(GenericStreet(**STREETS[name])))
    arrivals, crowd, outside, people = walked(geometry, 60 * geometry.area_m2)
    assert arrivals.t_s.size > 100
    assert crowd.n_left == arrivals.t_s.size
    assert outside == 0
    assert 0.1 < max(people) / geometry.area_m2 < Footfall().max_density_per_m2
    assert set(np.unique(arrivals.entrance)) == set(range(geometry.n_entrances))
