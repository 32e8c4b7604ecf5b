"""People on a busy street, walked from empty; run as a program, it says what state they come to.

`.ci/smoke` holds the state against that of other Pythons, and of kernels compiled for plain processors.
"""

from sim.acceptance.rooms import corridor
from sim.core.streams import Streams
from sim.street.arrivals import Footfall, draw_arrivals
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.walking.anticipating import Anticipating


def busy(geometry, people_per_day, seconds):
    """Walk a busy street from empty and return the crowd."""
    footfall = Footfall(
        people_per_day=people_per_day, entrance_shares=dict.fromkeys(geometry.entrance_ids, 1 / geometry.n_entrances)
    )
    arrivals = draw_arrivals(
        footfall, Behaviour(), geometry, start_h=12, duration_s=seconds, warm_up_s=0, streams=Streams(seed=7)
    )
    crowd = Crowd(geometry, Anticipating(), Behaviour(), capacity=1024, streams=Streams(seed=7))
    for second in range(seconds):
        rows = arrivals.during(second, second + 1)
        crowd.enter(
            person_id=arrivals.person_id[rows],
            party_id=arrivals.party_id[rows],
            entrance=arrivals.entrance[rows],
            exit=arrivals.exit[rows],
            stops=arrivals.stops[rows],
            desired_speed_m_s=arrivals.desired_speed_m_s[rows],
            dwell_s=arrivals.dwell_s[rows],
            lateral=arrivals.lateral[rows],
        )
        crowd.advance()
    return crowd


def state():
    """Return the digest of where everybody is, and how fast, after two minutes in a corridor."""
    return busy(corridor(60, 6), 60_000, 120).state_hash()


if __name__ == "__main__":
    print(state())
