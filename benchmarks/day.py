"""Time one whole day on North End, and its peak memory: `python benchmarks/day.py [--json]`.

Compilation is left out: a short day runs first in a process of its own, and the kernels are cached on
disk. The figures of a day are of one process, which walks people in one thread and does everything else
in another: with one core to itself a day takes as long as its processor time says.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from time import perf_counter, process_time

from sim.day.run import run
from sim.day.world import StreetWorld
from sim.events import Arrival, Capture, Comparison
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file

FOOTFALL = "footfall.people_per_day=27500"
"""What North End had when times were first measured: with it they can be compared."""


def main() -> None:
    if "--warm" in sys.argv:
        run(
            load(
                place_file("north_end"),
                policies=[policy_file("lfr_fixed_2025")],
                settings=["day.duration_h=0.05", "day.warm_up_s=60"],
            ),
            seed=1,
        )
        return
    subprocess.run([sys.executable, __file__, "--warm"], check=True)
    walkers = 0

    def observe(world: StreetWorld) -> None:
        nonlocal walkers
        walkers += world.n_active

    began = perf_counter()
    scenario = load(place_file("north_end"), policies=[policy_file("lfr_fixed_2025")], settings=[FOOTFALL])
    loaded, cpu = perf_counter(), process_time()
    result = run(scenario, seed=1, observers=[observe])
    seconds, busy = perf_counter() - loaded, process_time() - cpu
    hours = scenario.day.duration_h + scenario.day.warm_up_s / 3600
    table = {
        "simulated hours": hours,
        "people": result.log.count(Arrival),
        "people on the street, mean": walkers / (hours * 3600),
        "faces seen": result.log.table(Capture)["is_detected"].sum(),
        "searches": result.log.count(Comparison),
        "references on the list": result.watchlist.size if result.watchlist else 0,
        "seconds to load the scenario": loaded - began,
        "seconds to simulate": seconds,
        "of which processor time": busy,
        "simulated hours per second": hours / seconds,
        "agent-steps per second": walkers / scenario.walking.step_s / seconds,
        "searches per second": result.log.count(Comparison) / seconds,
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if "--json" in sys.argv:
        print(json.dumps(table, indent=2))
        return
    for name, value in table.items():
        print(f"{name:32} {value:>14,.4g}" if value < 1000 else f"{name:32} {value:>14,.0f}")


if __name__ == "__main__":
    main()
