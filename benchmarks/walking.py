"""Measure walking on one core: agent-steps a second, simulated hours a second, and an hour of North End.

    python benchmarks/walking.py [--minutes 10] [--people 100 500 1000] [--models anticipating ...]

The street is 480 m by 16 m with side streets and windows, about North End's size. Footfall is set so that about
so many people are on it at once. Processor time is measured, after everything has been compiled; drawing the
arrivals and compiling the street are shown apart.

Then an hour of North End with its cameras and parties, at a mean of 350 people: what walking and cameras take of it,
and the rest (searches, mostly). Last, two replications of it beside each other against one, in processes of their own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections import defaultdict

import numpy as np

from sim.core.streams import Streams
from sim.day.world import StreetWorld
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file
from sim.street.arrivals import Footfall, draw_arrivals, expected_density
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import Geometry, compile_geometry
from sim.street.street_map import StreetMap
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.collision_free_speed import CollisionFreeSpeed
from sim.street.walking.models import Walking
from sim.street.walking.social_force import SocialForce

WARM_UP_S = 600
START_H = 12.0
MODELS = {model.kind: model for model in (Anticipating(), CollisionFreeSpeed(), SocialForce())}
PEOPLE_PER_DAY = 46_000
"""Footfall of North End for a mean of about 350 people at noon."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=int, default=10, help="simulated minutes that are measured")
    arguments.add_argument("--people", type=int, nargs="+", default=[100, 500, 1000], help="people at once, about")
    arguments.add_argument("--models", nargs="+", choices=MODELS, default=list(MODELS), help="walking models")
    arguments.add_argument("--hour", action="store_true", help="only walk an hour of North End, for the pair")
    given = arguments.parse_args()
    if given.hour:
        hour()
        return
    begun = time.perf_counter()
    geometry = compile_geometry(street())
    print(f"street compiled in {time.perf_counter() - begun:.1f} s (kernels too, the first time)")
    for kind in given.models:
        print(f"\n{kind}, steps of {MODELS[kind].step_s:g} s")
        print("  people  per m2  waiting  ns/agent-step  agent-steps/s  sim hours/s  efficiency")
        for people in given.people:
            print(row(geometry, MODELS[kind], people, given.minutes * 60))
    spent, people = hour()
    walked = spent["walk"] + spent["capture"]
    print(
        f"\nan hour of North End with cameras and parties, {people:.0f} people on the street: walking "
        f"{spent['walk']:.2f} s, cameras {spent['capture']:.2f} s (together {walked:.2f} s, aim 4 s), all else "
        f"{sum(spent.values()) - walked:.2f} s"
    )
    one, two = (beside_each_other(n) for n in (1, 2))
    print(
        f"one replication {one:.1f} s, two beside each other {two:.1f} s: {2 * one / two:.2f} times as many in that "
        "time (start-up included; aim 1.9)"
    )


def street() -> StreetMap:
    """Return a straight street with two side streets each side and twenty windows."""
    ring = [(0, 0)]
    for x in (120, 330):
        ring += [(x, 0), (x, -10), (x + 8, -10), (x + 8, 0)]
    ring += [(480, 0), (480, 16)]
    for x in (370, 200):
        ring += [(x + 6, 16), (x + 6, 26), (x, 26), (x, 16)]
    ring += [(0, 16)]
    mouths = {
        "west": ((0, 0), (0, 16)),
        "east": ((480, 0), (480, 16)),
        "s1": ((120, -10), (128, -10)),
        "s2": ((330, -10), (338, -10)),
        "n1": ((200, 26), (206, 26)),
        "n2": ((370, 26), (376, 26)),
    }
    shops = [{"id": f"shop-{k}", "name": "", "at": (25 + 22 * k, 15 if k % 2 else 1)} for k in range(20)]
    return StreetMap.model_validate(
        {
            "walkable": ring,
            "shops": shops,
            "entrances": [{"id": key, "name": key, "mouth": mouth} for key, mouth in mouths.items()],
        }
    )


def hour() -> tuple[dict[str, float], float]:
    """Simulate an hour of North End; return the processor time of each part of a step, and the mean people."""
    scenario = load(
        place_file("north_end"),
        policies=[policy_file("lfr_fixed_2025")],
        settings=["day.start_h=12", "day.duration_h=1", f"footfall.people_per_day={PEOPLE_PER_DAY}"],
    )
    world = StreetWorld(scenario, seed=1)
    if world.deployment is None:
        raise SystemExit("the policy has no deployment")
    parts = {
        "arrive": world._arrive,
        "walk": world._walk,
        "capture": world.deployment.capture,
        "compare": world.deployment.compare,
        "act": world.deployment.act,
        "leave": world._leave,
    }
    spent: dict[str, float] = defaultdict(float)
    people = 0
    while world.step_count < world.n_steps:
        if world.now_s == 0:
            spent.clear()
            people = 0
        for name, part in parts.items():
            begun = time.process_time()
            part()
            spent[name] += time.process_time() - begun
        world.step_count += 1
        world.now_s = world.step_count - scenario.day.warm_up_s
        people += world.crowd.n_active
    return spent, people / 3600


def beside_each_other(n: int) -> float:
    """Return the seconds in which so many processes walk an hour each."""
    begun = time.perf_counter()
    running = [subprocess.Popen([sys.executable, __file__, "--hour"]) for _ in range(n)]
    if any(process.wait() for process in running):
        raise SystemExit("an hour failed")
    return time.perf_counter() - begun


def row(geometry: Geometry, walking: Walking, people: int, seconds: int) -> str:
    """Walk a street with about so many people for so long and return a line of the table."""
    behaviour = Behaviour()
    footfall = footfall_for(geometry, behaviour, people)
    arrivals = draw_arrivals(
        footfall, behaviour, geometry, start_h=START_H, duration_s=seconds, warm_up_s=WARM_UP_S, streams=Streams(seed=1)
    )
    crowd = Crowd(geometry, walking, behaviour)
    agent_seconds, spent, speeds, held = 0, 0.0, 0.0, 0.0
    for second in range(-WARM_UP_S, seconds):
        rows = arrivals.during(second, second + 1)
        begun = time.process_time()
        if rows.stop > rows.start:
            crowd.enter(
                person_id=arrivals.person_id[rows],
                party_id=arrivals.party_id[rows],
                entrance=arrivals.entrance[rows],
                exit=arrivals.exit[rows],
                desired_speed_m_s=arrivals.desired_speed_m_s[rows],
                stops=arrivals.stops[rows],
                dwell_s=arrivals.dwell_s[rows],
                lateral=arrivals.lateral[rows],
            )
        crowd.advance()
        if second < 0:
            continue
        spent += time.process_time() - begun
        agent_seconds += crowd.n_active
        moving = crowd.is_active & ~crowd.is_standing
        speeds += float(np.sum(crowd.speed_m_s[moving]))
        held += float(np.sum(crowd.desired_speed_m_s[moving]))
    steps = agent_seconds / walking.step_s
    n = agent_seconds / seconds
    return (
        f"{n:8.0f} {n / geometry.area_m2:7.3f} {crowd.n_waiting:8d} {1e9 * spent / steps:14.1f} "
        f"{steps / spent:14,.0f} {seconds / 3600 / spent:12.2f} {speeds / held:11.3f}"
    )


def footfall_for(geometry: Geometry, behaviour: Behaviour, people: int) -> Footfall:
    """Return the footfall that would keep about so many people on the street."""
    shares = {"west": 0.3, "east": 0.3, "s1": 0.1, "s2": 0.1, "n1": 0.1, "n2": 0.1}
    trial = Footfall(people_per_day=10_000, hourly_profile=(1 / 24,) * 24, entrance_shares=shares)
    at_once = geometry.area_m2 * expected_density(trial, behaviour, geometry, start_h=START_H, duration_s=3600)
    return trial.model_copy(update={"people_per_day": 10_000 * people / at_once})


if __name__ == "__main__":
    main()
