"""Measure the kernels of walking and cameras, against those of another state of the sources in turns.

    git worktree add /tmp/before HEAD~1
    python benchmarks/kernels.py --against /tmp/before [--pairs 7] [--minutes 60] [--models anticipating ...]

A process walks an hour of North End at noon, at a mean of about 350 people, by each of the models, on one core and with
kernels cached; the cameras follow everybody. A pair is one process of each state, taking turns to be first. The ratio
is this state's processor time by the other's: of the least of each, and over pairs the median and the range. What both
have walked and captured must be the same to the last bit. Other load disturbs ratios: let nothing else run.

Without `--against`, this state is measured against itself, which says how far ratios can be trusted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time

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

    spent_s: dict[str, float]
    """Processor time of each part."""
    state: str
    """Hash of everything walked and captured."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--against", type=Path, default=HERE, help="what to compare with: a folder that holds sim/")
    arguments.add_argument("--pairs", type=int, default=7, help="processes of each")
    arguments.add_argument("--minutes", type=float, default=60, help="simulated minutes that are measured")
    arguments.add_argument("--models", nargs="+", choices=MODELS, default=list(MODELS), help="walking models")
    arguments.add_argument("--one", action="store_true", help="only walk, for the pair")
    given = arguments.parse_args()
    if given.one:
        walk(given.models, round(60 * given.minutes))
        return
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    trees = (given.against.resolve(), HERE)
    for tree in trees:
        in_process(tree, given.models, 0.1)  # compiles it
    pairs = []
    for pair in range(given.pairs):
        done = {first: in_process(trees[first], given.models, given.minutes) for first in (pair % 2, 1 - pair % 2)}
        pairs.append((done[0], done[1]))
    print(f"{'model':20s} {'part':8s}   before    after   least  median  from..to      state")
    for kind in given.models:
        for part in PARTS:
            print(row(kind, part, [(before[kind], after[kind]) for before, after in pairs]))


def row(kind: str, part: str, pairs: list[tuple[Walked, Walked]]) -> str:
    """Return a line of the table."""
    before, after = ([pair[which].spent_s[part] for pair in pairs] for which in (0, 1))
    ratios = [a / b for b, a in zip(before, after, strict=True)]
    state = "the same" if len({each.state for pair in pairs for each in pair}) == 1 else "DIFFERENT"
    return (
        f"{kind:20s} {part:8s} {min(before):6.3f} s {min(after):6.3f} s  {min(after) / min(before):6.3f}  "
        f"{statistics.median(ratios):6.3f}  {min(ratios):.3f}..{max(ratios):.3f}  {state}"
    )


def in_process(tree: Path, kinds: list[str], minutes: float) -> dict[str, Walked]:
    """Walk in a process of its own, with the sources of `tree`."""
    if not (tree / "sim").is_dir():
        raise SystemExit(f"there are no sources in {tree}; give a folder that holds sim/")
    command = [sys.executable, __file__, "--one", "--minutes", str(minutes), "--models", *kinds]
    output = subprocess.run(command, env=os.environ | {"PYTHONPATH": str(tree)}, check=True, capture_output=True).stdout
    done = json.loads(output)
    if Path(done["sources"]) != tree / "sim":
        raise SystemExit(f"{tree} was to be measured, and {done['sources']} was")
    return {kind: Walked(**done[kind]) for kind in kinds}


def walk(kinds: list[str], seconds: int) -> None:
    """Walk so many seconds after the warm-up by each of the models, and print what that took as JSON."""
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
    print(json.dumps({"sources": str(Path(sim.__file__).parent), **done}))


def walked(scenario: Scenario, arrivals: Arrivals, walking: Walking, streams: Streams, seconds: int) -> Walked:
    """Walk by one model, watched by the cameras."""
    lfr = scenario.lfr
    assert lfr is not None
    geometry = compile_geometry(scenario.street)
    crowd = Crowd(geometry, walking, scenario.behaviour, capacity=CAPACITY, streams=streams)
    watch = Watch([scenario.sites[name] for name in lfr.sites], lfr.capture, capacity=CAPACITY, streams=streams)
    spent = dict.fromkeys(PARTS, 0.0)
    captured = hashlib.blake2b(digest_size=16)
    for second in range(-round(scenario.day.warm_up_s), seconds):
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
            spent["walking"] += times[1] - times[0]
            spent["cameras"] += times[3] - times[2]
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
