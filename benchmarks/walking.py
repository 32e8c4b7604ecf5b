"""Measure walking on one core: agent-steps a second, and simulated hours a second.

    python benchmarks/walking.py [--minutes 10] [--people 100 500 1000]

The street is 480 m by 16 m with side streets and windows, about North End's size. Footfall is set so that about
so many people are on it at once. Processor time is measured, after everything has been compiled; drawing the
arrivals and compiling the street are shown apart.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from sim.core.streams import Streams
from sim.street.arrivals import Footfall, draw_arrivals, expected_density
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import Geometry, StreetMap, compile_geometry
from sim.street.walking_collision_free_speed import CollisionFreeSpeed

WARM_UP_S = 600
START_H = 12.0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=int, default=10, help="simulated minutes that are measured")
    arguments.add_argument("--people", type=int, nargs="+", default=[100, 500, 1000], help="people at once, about")
    given = arguments.parse_args()
    begun = time.perf_counter()
    geometry = compile_geometry(street())
    print(f"street compiled in {time.perf_counter() - begun:.1f} s (kernels too, the first time)")
    print("  people  per m2  waiting  ns/agent-step  agent-steps/s  sim hours/s  efficiency")
    for people in given.people:
        print(row(geometry, people, given.minutes * 60))


def street() -> StreetMap:
    """Return a straight street with two side streets each side and twenty windows."""
    ring = [(0, 0)]
    for x in (120, 330):
        ring += [(x, 0), (x, -10), (x + 8, -10), (x + 8, 0)]
    ring += [(480, 0), (480, 16)]
    for x in (370, 200):
        ring += [(x + 6, 16), (x + 6, 26), (x, 26), (x, 16)]
    ring += [(0, 16)]
    mouths = {"west": ((0, 0), (0, 16)), "east": ((480, 0), (480, 16)), "s1": ((120, -10), (128, -10)),
              "s2": ((330, -10), (338, -10)), "n1": ((200, 26), (206, 26)), "n2": ((370, 26), (376, 26))}
    shops = [{"id": f"shop-{k}", "name": "", "at": (25 + 22 * k, 15 if k % 2 else 1)} for k in range(20)]
    return StreetMap.model_validate({
        "walkable": ring, "shops": shops,
        "entrances": [{"id": key, "name": key, "mouth": mouth} for key, mouth in mouths.items()]})


def row(geometry: Geometry, people: int, seconds: int) -> str:
    """Walk a street with about so many people for so long and return a line of the table."""
    behaviour = Behaviour()
    footfall = footfall_for(geometry, behaviour, people)
    arrivals = draw_arrivals(footfall, behaviour, geometry, start_h=START_H, duration_s=seconds, warm_up_s=WARM_UP_S,
                             streams=Streams(seed=1))
    crowd = Crowd(geometry, CollisionFreeSpeed(), behaviour)
    agent_seconds, spent, speeds, held = 0, 0.0, 0.0, 0.0
    for second in range(-WARM_UP_S, seconds):
        rows = arrivals.during(second, second + 1)
        begun = time.process_time()
        if rows.stop > rows.start:
            crowd.enter(
                person_id=arrivals.person_id[rows], party_id=arrivals.party_id[rows], entrance=arrivals.entrance[rows],
                exit=arrivals.exit[rows], desired_speed_m_s=arrivals.desired_speed_m_s[rows],
                stops=arrivals.stops[rows], dwell_s=arrivals.dwell_s[rows], lateral=arrivals.lateral[rows])
        crowd.advance()
        if second < 0:
            continue
        spent += time.process_time() - begun
        agent_seconds += crowd.n_active
        walking = crowd.is_active & ~crowd.is_standing
        speeds += float(np.sum(crowd.speed_m_s[walking]))
        held += float(np.sum(crowd.desired_speed_m_s[walking]))
    steps = agent_seconds / CollisionFreeSpeed().step_s
    n = agent_seconds / seconds
    return (f"{n:8.0f} {n / geometry.area_m2:7.3f} {crowd.n_waiting:8d} {1e9 * spent / steps:14.1f} "
            f"{steps / spent:14,.0f} {seconds / 3600 / spent:12.2f} {speeds / held:11.3f}")


def footfall_for(geometry: Geometry, behaviour: Behaviour, people: int) -> Footfall:
    """Return the footfall that would keep about so many people on the street."""
    shares = {"west": 0.3, "east": 0.3, "s1": 0.1, "s2": 0.1, "n1": 0.1, "n2": 0.1}
    trial = Footfall(people_per_day=10_000, hourly_profile=(1 / 24,) * 24, entrance_shares=shares)
    at_once = geometry.area_m2 * expected_density(trial, behaviour, geometry, start_h=START_H, duration_s=3600)
    return trial.model_copy(update={"people_per_day": 10_000 * people / at_once})


if __name__ == "__main__":
    main()
