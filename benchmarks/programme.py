"""Measure programmes on one core: a borough and its network, a year of 50 deployments, and the Met's year of 203.

    python benchmarks/programme.py [--outputs DIR] [--only borough year met growth]

Each measurement has a process of its own, so that its peak of memory is its own. Tables of walks are made first, in the
store at DIR (by default outputs), and are not counted: they are made once. Nor is what the first call of each kernel
takes. Last, cost against faces and against
residents, each doubled and doubled again: it should grow in proportion, beyond what every programme takes.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from sim.core.streams import Streams
from sim.population.borough import Borough, draw_populace
from sim.population.network import Network, build_network
from sim.programme.load import load_programme
from sim.programme.measures import total_of
from sim.programme.run import run_programme
from sim.scenario.group_schemes import default_groups
from sim.scenario.shipped import programme_file

GROUPS = default_groups().names

YEAR = ("siting=[{rule: fixed, per_month: 4, months: [1, 10]}, {rule: fixed, per_month: 5, months: [11, 12]}]",)
MET = ("siting=[{rule: fixed, per_month: 17, months: [1, 11]}, {rule: fixed, per_month: 16, months: [12, 12]}]",)
QUARTER = ("months=3", "siting=[{rule: fixed, per_month: 4}]")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--outputs", type=Path, default=Path("outputs"), help="the store")
    arguments.add_argument(
        "--only", nargs="+", choices=("borough", "year", "met", "growth"), default=("borough", "year", "met", "growth")
    )
    arguments.add_argument("--one", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.one:
        print(json.dumps(measured(json.loads(given.one), given.outputs)))
        return
    if "borough" in given.only:
        print("a borough and its network: residents, seconds, peak MB, ties")
        for residents in (100_000, 390_719, 1_600_000):
            one = apart({"residents": residents}, given.outputs)
            print(f"{residents:12,d} {one['seconds']:8.2f} {one['peak_mb']:8.0f} {one['ties']:14,d}")
    for name, title, settings in (
        ("year", "a year of 50 deployments (aim 20 s)", YEAR),
        ("met", "203 deployments (aim 60 s)", MET),
    ):
        if name in given.only:
            apart({"settings": settings}, given.outputs)
            print(f"\n{title}, trust every day")
            print(line(apart({"settings": settings}, given.outputs)))
    if "growth" in given.only:
        growth(given.outputs)


def growth(outputs: Path) -> None:
    """Print what a quarter of twelve deployments takes as faces, and residents, are doubled."""
    print("\ncost against faces: a quarter of 12 deployments, footfall of 1, 2 and 4 times North End's half")
    for times in (0.5, 1.0, 2.0):
        settings = (
            *QUARTER,
            f"streets.north_end.place.footfall.people_per_day={27_500 * times}",
            "borough.visitors=2000000",
            "borough.residents=1000000",
        )
        apart({"settings": settings}, outputs)
        print(line(apart({"settings": settings}, outputs)))
    print("\ncost against residents: the same, residents of 400,000, 800,000 and 1,600,000")
    for residents in (400_000, 800_000, 1_600_000):
        print(line(apart({"settings": (*QUARTER, f"borough.residents={residents}")}, outputs)))


def line(one: dict[str, float]) -> str:
    """Return one measurement of a programme."""
    return (
        f"{one['deployments']:6.0f} deployments {one['faces']:12,.0f} faces {one['seconds']:8.2f} s "
        f"{one['peak_mb']:8.0f} MB {1e6 * one['seconds'] / max(one['faces'], 1):8.2f} us a face"
    )


def apart(what: dict[str, object], outputs: Path) -> dict[str, float]:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--outputs", str(outputs), "--one", json.dumps(what)]
    result: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return result


def measured(what: dict[str, object], outputs: Path) -> dict[str, float]:
    """Measure one thing, here: processor time and the peak of memory."""
    if "residents" in what:
        warm = draw_populace(Borough(residents=1000, visitors=0), GROUPS, Streams(1))
        build_network(warm, Network(), Streams(1))
        begun = time.process_time()
        people = draw_populace(Borough(residents=int(str(what["residents"]))), GROUPS, Streams(1))
        ties = build_network(people, Network(), Streams(1)).neighbour.size
        return {"seconds": time.process_time() - begun, "peak_mb": peak_mb(), "ties": ties}
    programme = load_programme(programme_file("north_end_year"), settings=list(what["settings"]))  # type: ignore[call-overload]
    # a few deployments first: compiled kernels are loaded, or compiled, when they are first called
    run_programme(load_programme(programme_file("north_end_year"), settings=["months=1"]), seed=2, root=outputs)
    begun = time.process_time()
    result = run_programme(programme, seed=1, root=outputs, observe=lambda _: None)
    seconds = time.process_time() - begun
    faces = float(total_of(result.deployed, programme.groups.names).count("faces_seen").sum())
    return {"seconds": seconds, "peak_mb": peak_mb(), "faces": faces, "deployments": len(result.deployed)}


def peak_mb() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    main()
