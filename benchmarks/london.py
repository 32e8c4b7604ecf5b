"""Measure all of London on one core: its people and their network, tables of walks, borough against borough, a year.

    python benchmarks/london.py [--outputs DIR] [--only people walks boroughs year]

The aims: 8.8 million residents with their network in 25 s and 3 GB; tables of walks of all generic streets in 5 minutes
of two cores and 150 MB; one borough against another at 20 replications each in 30 s (on the clock, of two workers with
the time in which they begin); the published year, 207
deployments, in 60 s. Each measurement has a process of its own, so that its peak of memory is its own; seconds are of
the processor. Tables are made in the store at DIR (by default outputs), and those that are there are not made again:
`walks` measures all of them in an empty folder.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sim.compare.borough_draws import draw_borough
from sim.compare.borough_programmes import simulable_named
from sim.core.streams import Streams
from sim.day.walk_table import WalkTable
from sim.ensemble.execute import kept, processes
from sim.population.habits import day_factor
from sim.programme.calendar import DeploymentPlanner, RecordedCrime
from sim.programme.day import open_tables, scenario_of
from sim.programme.load import load_programme
from sim.programme.measures import total_of
from sim.programme.run import run_programme
from sim.programme.schema import Programme
from sim.programme.settled import settled

LONDON = "london_2025"
FEW = (
    "borough.residents=200000",
    "listing.visitors_from=200000",
    "borough.visitors=20000",
)
"""So few people that nothing but compiling takes time."""
PAIR = ("newham", "croydon")
REPLICATIONS = 20
ON_A_MAP = ("croydon", "lewisham")
Measured = dict[str, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outputs", type=Path, default=Path("outputs"), help="the store")
    parser.add_argument("--only", nargs="+", choices=tuple(CASES), default=tuple(CASES))
    parser.add_argument("--one", choices=tuple(CASES), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(CASES[given.one](given.outputs) | {"peak MB": peak_mb()}))
        return
    for case in given.only:
        command = [sys.executable, __file__, "--outputs", str(given.outputs), "--one", case]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        print(f"{case}: " + ", ".join(f"{name} {value:,.1f}" for name, value in found.items()), flush=True)


def people(outputs: Path) -> Measured:
    """Make London's residents, visitors and network."""
    _ = settled(load_programme(LONDON, settings=list(FEW)), Streams(1)).rounds
    programme = load_programme(LONDON)
    begun = time.process_time()
    made = settled(programme, Streams(1))
    ties = made.rounds.known.size  # they are made when they are asked for
    return {"seconds": time.process_time() - begun, "residents": made.populace.n_residents, "ties": ties}


def walks(outputs: Path) -> Measured:
    """Make the tables of walks of the generic streets that the year needs, in an empty folder."""
    programme = load_programme(LONDON)
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        _walk(programme, Path(folder), but=ON_A_MAP)
        files = [file for file in Path(folder).rglob("*") if file.is_file()]
        tables = len(list(Path(folder).glob("passages/*/scenario.yaml")))
        size = sum(file.stat().st_size for file in files)
    return {"seconds": time.process_time() - begun, "tables": tables, "MB on disk": size / 1e6}


def boroughs(outputs: Path) -> Measured:
    """Simulate one borough's published deployments and another's, with tables of walks made before."""
    pair = [simulable_named(name) for name in PAIR]
    for borough in pair:
        draw_borough(borough, draws=REPLICATIONS, seed=1, root=outputs)
    on_the_clock = time.perf_counter()
    with kept(processes(2)) as two:
        for borough in pair:
            draw_borough(borough, draws=REPLICATIONS, seed=2, root=outputs, workers=two)
    on_the_clock, begun = time.perf_counter() - on_the_clock, time.process_time()
    for borough in pair:
        draw_borough(borough, draws=REPLICATIONS, seed=2, root=outputs)
    seconds = time.process_time() - begun
    return {"seconds": seconds, "on the clock with two workers": on_the_clock, "replications each": REPLICATIONS}


def year(outputs: Path) -> Measured:
    """Simulate the published year, with tables of walks made before."""
    programme = load_programme(LONDON)
    _walk(programme, outputs)
    # a few deployments first: compiled kernels are loaded, or compiled, when they are first called
    run_programme(load_programme("north_end_year", settings=["months=1"]), seed=2, root=outputs)
    at: list[float] = []
    result = run_programme(programme, seed=1, root=outputs, observe=lambda _: at.append(time.process_time()))
    faces = float(total_of(result.deployed, programme.groups.names).count("faces_seen").sum())
    # the first word is before anybody lives there, the second before the first day
    return {
        "seconds": at[-1] - at[0],
        "of them days": at[-1] - at[1],
        "deployments": len(result.deployed),
        "faces": faces,
    }


def _walk(programme: Programme, root: Path, but: tuple[str, ...] = ()) -> None:
    """Make the tables of walks that a programme needs, which the store lacks."""
    streams = Streams(1)
    planner, crime = DeploymentPlanner(programme, streams), RecordedCrime(programme)
    tables: dict[str, dict[int, WalkTable]] = {}
    for month in range(programme.months):
        for planned in planner.month(month, crime):
            if planned.place not in but:
                weekday = planned.on.weekday()
                factor = day_factor(programme.habits, weekday, number=planned.number, streams=streams)
                scenario = scenario_of(programme, planned, factor)
                open_tables(programme, scenario, root, tables, planned.place)


def peak_mb() -> float:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


CASES: dict[str, Callable[[Path], Measured]] = {"people": people, "walks": walks, "boroughs": boroughs, "year": year}

if __name__ == "__main__":
    main()
