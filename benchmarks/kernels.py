"""Measure the kernels of walking and cameras, against those of another state of the sources in turns.

    git worktree add /tmp/before HEAD~1
    python benchmarks/kernels.py --against /tmp/before [--pairs 7] [--minutes 10] [--models anticipating ...]

A process walks ten minutes of North End at noon, at a mean of about 350 people, by each of the models, with kernels
cached; the cameras follow everybody. A pair is a process of each state beside each other on one core: one walks a
second while the other waits, in turns, so that what else the machine does slows both alike. Seven pairs take five to
seven minutes. What both have walked and captured must be the same to the last bit, or the exit status is 1.

`before` and `after` are the processor time of each part: every simulated second is timed by itself, and as all
processes walk the same seconds, the least of each over the processes of a state counts. `least` is the ratio of these;
`median` and the range are of the ratios of whole pairs. Without `--against`, this state is measured against itself,
which says how far ratios can be trusted: to 1.5 % for the cameras, to 1 % for walking.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import TypeAlias

import numpy as np

import sim
from sim.core.streams import Streams
from sim.recognition.cameras.capture import Watch
from sim.scenario.load import load
from sim.scenario.schema import Scenario
from sim.scenario.shipped import place_file, policy_file
from sim.street.arrivals import Arrivals, draw_arrivals
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.collision_free_speed import CollisionFreeSpeed
from sim.street.walking.models import Walking
from sim.street.walking.social_force import SocialForce

HERE = Path(__file__).parent.parent
MODELS: dict[str, Walking] = {model.kind: model for model in (Anticipating(), CollisionFreeSpeed(), SocialForce())}
PEOPLE_PER_DAY = 46_000
"""Footfall of North End for a mean of about 350 people at noon."""
CAPACITY = 2048
PARTS = ("walking", "cameras")


@dataclass(frozen=True)
class Walked:
    """What one process did by one model."""

    spent_s: dict[str, list[float]]
    """Processor time of each part in each simulated second."""
    state: str
    """Hash of everything walked and captured."""


Done: TypeAlias = dict[str, Walked]
"""What one process did by each model."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--against", type=Path, default=HERE, help="what to compare with: a folder that holds sim/")
    arguments.add_argument("--pairs", type=int, default=7, help="processes of each")
    arguments.add_argument("--minutes", type=float, default=10, help="simulated minutes that are measured")
    arguments.add_argument("--models", nargs="+", choices=MODELS, default=list(MODELS), help="walking models")
    arguments.add_argument("--one", action="store_true", help="walk a second for each line read: one process of a pair")
    given = arguments.parse_args()
    if given.one:
        walk(given.models, round(60 * given.minutes))
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    trees = (given.against.resolve(), HERE)
    in_turns(trees, given.models, 0.1, first=0)  # compiles
    pairs = [in_turns(trees, given.models, given.minutes, first=pair % 2) for pair in range(given.pairs)]
    print(f"{'model':20s} {'part':8s}   before    after   least  median  from..to      state")
    by_model = {kind: [(before[kind], after[kind]) for before, after in pairs] for kind in given.models}
    for kind, walked_pairs in by_model.items():
        for part in PARTS:
            print(row(kind, part, walked_pairs))
    if not all(map(is_same, by_model.values())):
        raise SystemExit("the two states have not walked and captured the same")


def row(kind: str, part: str, pairs: list[tuple[Walked, Walked]]) -> str:
    """Return a line of the table."""
    spent = np.array([[each.spent_s[part] for each in pair] for pair in pairs])  # (pairs, 2, seconds)
    before, after = spent.min(axis=0).sum(axis=-1)
    totals = spent.sum(axis=-1)
    ratios = totals[:, 1] / totals[:, 0]
    return (
        f"{kind:20s} {part:8s} {before:6.3f} s {after:6.3f} s  {after / before:6.3f}  "
        f"{np.median(ratios):6.3f}  {ratios.min():.3f}..{ratios.max():.3f}  "
        f"{'the same' if is_same(pairs) else 'DIFFERENT'}"
    )


def is_same(pairs: list[tuple[Walked, Walked]]) -> bool:
    """Return whether all have walked and captured the same."""
    return len({each.state for pair in pairs for each in pair}) == 1


def in_turns(trees: tuple[Path, Path], kinds: list[str], minutes: float, *, first: int) -> tuple[Done, Done]:
    """Walk in two processes, one with the sources of each tree, which take turns second by second."""
    processes = [begin(tree, kinds, minutes) for tree in trees]
    said = ["", ""]
    while not all(said):
        for which in (first, 1 - first):
            said[which] = turn(processes[which])
    for process in processes:
        process.communicate()
    return done_by(said[0], trees[0], kinds), done_by(said[1], trees[1], kinds)


def begin(tree: Path, kinds: list[str], minutes: float) -> subprocess.Popen[str]:
    """Start a process that has the sources of `tree`, and walks a second for every line it is given."""
    if not (tree / "sim").is_dir():
        raise SystemExit(f"there are no sources in {tree}; give a folder that holds sim/")
    command = [sys.executable, __file__, "--one", "--minutes", str(minutes), "--models", *kinds]
    environment = os.environ | {"PYTHONPATH": str(tree)}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def turn(process: subprocess.Popen[str]) -> str:
    """Let a process walk a second; return what it says, which is nothing until it is done."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    said = process.stdout.readline()
    if not said:
        raise SystemExit(f"a process has ended with exit status {process.wait()}; it says above why")
    return said.strip()


def done_by(said: str, tree: Path, kinds: list[str]) -> Done:
    """Return what a process has done, by model."""
    done = json.loads(said)
    if Path(done["sources"]) != tree / "sim":
        raise SystemExit(f"{tree} was to be measured, and {done['sources']} was")
    return {kind: Walked(**done[kind]) for kind in kinds}


def walk(kinds: list[str], seconds: int) -> None:
    """Walk so many seconds after the warm-up by each of the models, and print what that took as JSON.

    Each second, and at last the printing, waits for a line; each second is answered by an empty line.
    """
    scenario = load(
        place_file("north_end"),
        policies=[policy_file("lfr_fixed_2025")],
        settings=[
            "day.start_h=12",
            f"day.duration_h={seconds / 3600}",
            f"footfall.people_per_day={PEOPLE_PER_DAY}",
        ],
    )
    day, streams = scenario.day, Streams(seed=1)
    arrivals = draw_arrivals(
        scenario.footfall,
        scenario.behaviour,
        compile_geometry(scenario.street),
        start_h=day.start_h,
        duration_s=seconds,
        warm_up_s=day.warm_up_s,
        streams=streams,
    )
    done = {kind: asdict(walked(scenario, arrivals, MODELS[kind], streams, seconds)) for kind in kinds}
    input()
    print(json.dumps({"sources": str(Path(sim.__file__).parent), **done}))


def walked(scenario: Scenario, arrivals: Arrivals, walking: Walking, streams: Streams, seconds: int) -> Walked:
    """Walk by one model, watched by the cameras."""
    lfr = scenario.lfr
    assert lfr is not None
    geometry = compile_geometry(scenario.street)
    crowd = Crowd(geometry, walking, scenario.behaviour, capacity=CAPACITY, streams=streams)
    watch = Watch([scenario.sites[name] for name in lfr.sites], lfr.capture, capacity=CAPACITY, streams=streams)
    spent: dict[str, list[float]] = {part: [] for part in PARTS}
    captured = hashlib.blake2b(digest_size=16)
    for second in range(-round(scenario.day.warm_up_s), seconds):
        input()
        rows = arrivals.during(second, second + 1)
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
        times = [process_time()]
        crowd.advance()
        times.append(process_time())
        appear(watch, crowd)
        times.append(process_time())
        watch.follow(second, crowd.frames, crowd.n_rows)
        times.append(process_time())
        observed = watch.ended()
        captured.update(observed.captures.quality.tobytes() + observed.passages.duration_s.tobytes())
        if second >= 0:
            spent["walking"].append(times[1] - times[0])
            spent["cameras"].append(times[3] - times[2])
        print(flush=True)
    return Walked(spent, crowd.state_hash() + captured.hexdigest())


def appear(watch: Watch, crowd: Crowd) -> None:
    """Tell the cameras who has come in: people of 1.5 to 1.9 m, one in seven of whom looks down."""
    entered = crowd.entered_rows
    person = crowd.person_id[entered]
    watch.appear(
        entered,
        person_id=person,
        height_m=1.5 + 0.4 * np.modf(0.618 * person)[0],
        is_head_down=person % 7 == 0,
        is_masked=False,
        is_hooded=False,
    )


if __name__ == "__main__":
    main()
