"""How long officers take to reach somebody who walks on, by how dense the crowd is.

    python benchmarks/officers.py [--seeds 10] [--densities 0 0.1 0.3 0.6]

People walk both ways along a corridor of 200 x 6 m, as the default model walks them, and are recorded. An officer
stands in the middle. Somebody who passes is followed ten seconds later, as after an operator's look. Printed: how many
were reached before they left, the mean seconds that it took, the officer's mean speed on the way, and the processor
time of a second on foot.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from sim.acceptance.rooms import corridor
from sim.acceptance.starting import crowd_in, desired_speeds, laterals
from sim.core.streams import Stream, Streams
from sim.policing.engagement import EngagementSettings
from sim.street.among import Recorded, WalkersAmong
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.rows import FRAMES
from sim.street.walking.anticipating import Anticipating

LENGTH_M, WIDTH_M = 200.0, 6.0
WALKS_M_S = 1.34
FILLS_S, AFTER_S, MOST_S = 200, 10, 150


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seeds", type=int, default=10, help="how many are followed at each density")
    arguments.add_argument("--densities", type=float, nargs="+", default=[0.0, 0.1, 0.3, 0.6], help="people per m2")
    given = arguments.parse_args()
    print("per m2 wanted  found  reached  seconds  officer m/s  us a second")
    for density in given.densities:
        found = [pursuit(density, seed) for seed in range(given.seeds)]
        reached = [one for one in found if one[1] is not None]
        seconds = np.mean([one[1] for one in reached]) if reached else float("nan")
        there, _, speed, cost = np.array(found, float).mean(axis=0)
        print(
            f"{density:13.2f} {there:6.2f} {len(reached):5d}/{len(found):<2d} {seconds:8.1f} {speed:12.2f} "
            f"{1e6 * cost:13.0f}"
        )


def pursuit(density: float, seed: int) -> tuple[float, float | None, float, float]:
    """Return the density, the seconds until somebody is met (None: they left), and the officer's speed and cost."""
    geometry, streams = corridor(LENGTH_M, WIDTH_M), Streams(seed + 1)
    crowd = crowd_in(geometry, Anticipating(), streams=streams)
    officer = WalkersAmong(
        geometry, Anticipating(), Behaviour(), x_m=np.array([LENGTH_M / 2]), y_m=np.array([WIDTH_M / 2]),
        speed_m_s=EngagementSettings().walking_speed_m_s, streams=streams)  # fmt: skip
    each_s = density * WIDTH_M * WALKS_M_S
    chance = streams.generator(Stream.FOOTFALL)
    n, first, walked_m, spent = 0, 0, 0.0, 0.0
    person = None
    for second in range(FILLS_S + AFTER_S + MOST_S):
        arriving = int(chance.poisson(each_s)) if density else int(second == FILLS_S - 70)
        come(crowd, n, arriving, seed)
        n += arriving
        crowd.advance()
        people = recorded(crowd)
        if second == FILLS_S:
            person = int(people.person_id[np.argmin(np.abs(people.x_m - LENGTH_M / 2))])
        if second == FILLS_S + AFTER_S and person is not None:
            officer.meet(0, person)
            first = second
        if officer.is_sent[0]:
            at = float(officer.x_m[0]), float(officer.y_m[0])
            begun = time.process_time()
            officer.advance(second, people)
            spent += time.process_time() - begun
            walked_m += float(np.hypot(officer.x_m[0] - at[0], officer.y_m[0] - at[1]))
        if first and not officer.is_sent[0]:
            break
    took = second + 1 - first
    is_met = person in people.person_id
    return people.person_id.size / (LENGTH_M * WIDTH_M), took if is_met else None, walked_m / took, spent / took


def come(crowd: Crowd, n: int, arriving: int, seed: int) -> None:
    """Let so many more people come, from either end in turn."""
    if not arriving:
        return
    who = n + np.arange(arriving)
    streams = Streams(1000 * (seed + 1) + n)
    stops = Behaviour().most_stops
    crowd.enter(
        person_id=who, party_id=who, entrance=who % 2, exit=1 - who % 2,
        desired_speed_m_s=desired_speeds(arriving, streams=streams), stops=np.full((arriving, stops), -1),
        dwell_s=np.zeros((arriving, stops)), lateral=laterals(arriving, streams=streams))  # fmt: skip


def recorded(crowd: Crowd) -> Recorded:
    """Return everybody as a day records them."""
    here = np.flatnonzero(crowd.is_active)
    moved = (crowd.frames[-1, here, :2] - crowd.frames[0, here, :2]) * (FRAMES / (FRAMES - 1))
    return Recorded(crowd.person_id[here], crowd.x_m[here], crowd.y_m[here], moved[:, 0], moved[:, 1])


if __name__ == "__main__":
    main()
