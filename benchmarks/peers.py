"""Measure walking against JuPedSim 1.4.2 and Mesa on one core: microseconds per agent-step, pair by pair.

    make bench-peers
    python benchmarks/peers.py [--pairs 7] [--people 100 500 1000 2000 5000] [--json]

`make bench-peers` sets up the peers' environment, .venv-peers (1.7 GB), first. Everybody walks the same corridor of
400 x 18 m, half of them each way, with the same starts, desired speeds (N(1.34, 0.26) m/s, 0.5 to 2.2) and steps of
0.01 s; nobody comes in or goes out. A pair is one fresh crowd that ours and theirs are measured on one after the
other, taking turns to be first, on the same core, after at least two seconds of walking. The ratio is theirs by ours.

Included is the processor time of all that a step takes: ours through `Crowd.advance`, with frames and ways; JuPedSim's
through `Simulation.iterate`. Not included are compilation, set-up and reading positions out. Ratios differ between
processors, and other load disturbs them: let nothing else run.

For the stock model our collision-free speed is set to no side preference, and to a patience that outlasts the
measurement. JuPedSim's parameters are its defaults. The anticipating model has no counterpart, so it stands against
JuPedSim's collision-free speed and its nearest, the anticipation velocity model. Mesa has no walking model: drive,
repulsion and gap are written on its continuous space as its own examples are, and start where ours got in two seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from sim.core.streams import Stream, Streams
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import Geometry, compile_geometry
from sim.street.street_map import StreetMap
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.collision_free_speed import CollisionFreeSpeed
from sim.street.walking.models import Walking
from sim.street.walking.social_force import SocialForce

HERE = Path(__file__).parent
PEERS = HERE.parent / ".venv-peers"
JUPEDSIM = "1.4.2"
LENGTH_M, WIDTH_M = 400.0, 18.0
STEP_S = 0.01
STEPS_A_SECOND = round(1 / STEP_S)
ENDS_M, SIDES_M, APART_M = 1.0, 0.35, 0.65
"""Nobody starts nearer to an end of the corridor, to a side, or to anybody else."""
TURN_M = 40.0
"""Whoever starts nearer to an end walks away from it, so that nobody arrives."""
WARM_UP_S, RUN_UP_S = 2, 1
"""Walked before anything is measured; of it, the last second immediately before."""
AGENT_SECONDS, LEAST_S, MOST_S = 5000, 2, 10
"""How long ours and JuPedSim's walk while measured: so many agent-seconds, within so many seconds."""
MESA_RUN_UP, MESA_STEPS = 2, 20


@dataclass(frozen=True)
class Contest:
    """Two that are measured against each other."""

    ours: Walking
    theirs: str
    """As `peers_worker.py` calls it."""
    bar: float | None = None
    """The ratio that is asked for."""
    most_people: int = 10**9
    """Beyond so many the peer takes too long."""

    @property
    def title(self) -> str:
        engine = "Mesa" if self.theirs == "mesa" else f"JuPedSim {JUPEDSIM}"
        model = "drive and repulsion" if self.theirs == "mesa" else self.theirs.replace("_", " ")
        return f"our {self.ours.kind.replace('_', ' ')} : {engine}'s {model}"


_STOCK = CollisionFreeSpeed(step_s=STEP_S, side_preference=0, patience_s=60)
_ANTICIPATING = Anticipating(step_s=STEP_S)
CONTESTS = (
    Contest(_STOCK, "collision_free_speed", bar=10),
    Contest(SocialForce(step_s=STEP_S), "social_force", bar=10),
    Contest(_ANTICIPATING, "collision_free_speed", bar=10),
    Contest(_ANTICIPATING, "anticipation_velocity", bar=12),
    Contest(_STOCK, "mesa", most_people=1000),
)


@dataclass(frozen=True)
class Start:
    """People before they walk, as arrays of one length."""

    x_m: Any
    y_m: Any
    speed_m_s: Any
    exit: Any


@dataclass(frozen=True)
class Result:
    """What a contest of so many people came to."""

    contest: str
    people: int
    ours_us: float
    """Microseconds per agent-step, median over pairs."""
    theirs_us: float
    ratio_min: float
    ratio_median: float
    ratio_max: float
    bar: float | None

    @property
    def verdict(self) -> str:
        """Say whether the bar is met."""
        if self.bar is None:
            return "none"
        if self.ratio_min >= self.bar:
            return f"{self.bar:g}x: minimum above"
        return f"{self.bar:g}x: " + ("median above, minimum below" if self.ratio_median >= self.bar else "median BELOW")


class Worker:
    """The peers' process."""

    def __init__(self, python: Path) -> None:
        if not python.exists():
            raise SystemExit(f"the peers are not there ({python}): make bench-peers sets them up")
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            [python, HERE / "peers_worker.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | single,
        )
        self.versions = self._answer()
        if self.versions["jupedsim"] != JUPEDSIM:
            raise SystemExit(
                f"{python} has JuPedSim {self.versions['jupedsim']}; remove {PEERS.name} and make "
                f"bench-peers again for {JUPEDSIM}"
            )

    def set_up(self, engine: str, start: Start, geometry: Geometry) -> None:
        """Put people into the peer's corridor."""
        targets = (geometry.places[:, :2] + geometry.places[:, 2:]) / 2
        people = zip(*(column.tolist() for column in (start.x_m, start.y_m, start.speed_m_s, start.exit)), strict=True)
        self._ask(
            {
                "engine": engine,
                "corridor_m": [LENGTH_M, WIDTH_M],
                "step_s": STEP_S,
                "targets_m": targets.tolist(),
                "people": list(people),
            }
        )

    def walk(self, steps: int, *, people: int) -> float:
        """Walk so many steps and return the processor time."""
        done = self._ask({"steps": steps})
        if done["people"] != people:
            raise SystemExit(f"only {done['people']} of the peer's {people} people are still there")
        return float(done["cpu_s"])

    def close(self) -> None:
        """End the process."""
        self._process.communicate(timeout=60)

    def _ask(self, document: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(document) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the peers' process ended early; what it said is above")
        return dict(json.loads(line))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pairs", type=int, default=7, help="fresh crowds that both are measured on")
    arguments.add_argument("--people", type=int, nargs="+", default=[100, 500, 1000, 2000, 5000], help="at once")
    arguments.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    arguments.add_argument("--python", type=Path, default=PEERS / "bin" / "python", help="the peers' Python")
    given = arguments.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    worker = Worker(given.python)
    geometry = corridor()
    for walking in {contest.ours.kind: contest.ours for contest in CONTESTS}.values():
        crowd_of(geometry, walking, starts(20, pair=0)).advance(1)  # compiles it
    about = {"machine": machine(), "python": platform.python_version(), "pairs": given.pairs} | worker.versions
    if not given.json:
        print(", ".join(f"{name} {text}" for name, text in about.items()))
    results: list[Result] = []
    for result in contested(geometry, worker, pairs=given.pairs, sizes=given.people):
        results.append(result)
        if not given.json:
            show(result, with_title=len(results) == 1 or results[-2].contest != result.contest)
    worker.close()
    if given.json:
        print(json.dumps({"about": about, "results": [asdict(each) for each in results]}, indent=2))


def machine() -> str:
    """Return what processor this is; family and model tell apart those of one name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    except OSError:
        return f"{platform.processor()} {platform.machine()}"
    facts = {name.strip(): text.strip() for name, _, text in (line.partition(":") for line in lines)}
    return " ".join(facts.get(name, "") for name in ("model name", "cpu family", "model")).strip()


def corridor() -> Geometry:
    """Return the corridor, open at both ends."""
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (LENGTH_M, 0), (LENGTH_M, WIDTH_M), (0, WIDTH_M)],
                "entrances": [
                    {"id": "west", "name": "", "mouth": ((0, 0), (0, WIDTH_M))},
                    {"id": "east", "name": "", "mouth": ((LENGTH_M, 0), (LENGTH_M, WIDTH_M))},
                ],
            }
        )
    )


def contested(geometry: Geometry, worker: Worker, *, pairs: int, sizes: list[int]) -> Iterator[Result]:
    """Measure every contest for every number of people."""
    for contest in CONTESTS:
        for people in sizes:
            if people > contest.most_people:
                continue
            measured = [measure(contest, people, pair, geometry, worker) for pair in range(pairs)]
            ratios = [theirs / ours for ours, theirs in measured]
            yield Result(
                contest=contest.title,
                people=people,
                ours_us=statistics.median(ours for ours, _ in measured),
                theirs_us=statistics.median(theirs for _, theirs in measured),
                ratio_min=min(ratios),
                ratio_median=statistics.median(ratios),
                ratio_max=max(ratios),
                bar=contest.bar,
            )


def measure(contest: Contest, people: int, pair: int, geometry: Geometry, worker: Worker) -> tuple[float, float]:
    """Return microseconds per agent-step, ours and theirs."""
    start = starts(people, pair=pair)
    crowd = crowd_of(geometry, contest.ours, start)
    crowd.advance(WARM_UP_S - RUN_UP_S)
    seconds = min(MOST_S, max(LEAST_S, AGENT_SECONDS // people))
    if contest.theirs == "mesa":
        crowd.advance(RUN_UP_S)
        start, run_up, steps = where(crowd, start), MESA_RUN_UP, MESA_STEPS
    else:
        run_up, steps = WARM_UP_S * STEPS_A_SECOND, seconds * STEPS_A_SECOND
    worker.set_up(contest.theirs, start, geometry)

    def ours() -> float:
        crowd.advance(RUN_UP_S)
        begun = process_time()
        crowd.advance(seconds)
        spent = process_time() - begun
        if crowd.n_active != people:
            raise SystemExit(f"only {crowd.n_active} of our {people} people are still there")
        return 1e6 * spent / (seconds * STEPS_A_SECOND * people)

    def theirs() -> float:
        worker.walk(run_up, people=people)
        return 1e6 * worker.walk(steps, people=people) / (steps * people)

    return both(ours, theirs) if pair % 2 == 0 else both(theirs, ours)[::-1]


def both(first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """Measure one, then the other."""
    return first(), second()


def starts(people: int, *, pair: int) -> Start:
    """Put people on a grid, shifted within their cells but never too near to each other, half of them each way."""
    draw = Streams(seed=1, replication=pair).generator(Stream.WALKING, people)
    length, width = LENGTH_M - 2 * ENDS_M + APART_M, WIDTH_M - 2 * SIDES_M + APART_M
    rows = max(1, round(np.sqrt(people * width / length)))
    columns = -(-people // rows)
    cells = draw.permutation(rows * columns)[:people]
    cell_m = np.array([length / columns, width / rows])
    corner_m = np.array([LENGTH_M - length, WIDTH_M - width]) / 2
    middle = corner_m + (np.column_stack([cells // rows, cells % rows]) + 0.5) * cell_m
    x_m, y_m = (middle + draw.uniform(-0.5, 0.5, (people, 2)) * (cell_m - APART_M)).T
    speed_m_s = np.clip(draw.normal(1.34, 0.26, people), 0.5, 2.2)
    ways = draw.permutation(np.arange(people) % 2)
    ways[x_m < TURN_M] = 1
    ways[x_m > LENGTH_M - TURN_M] = 0
    return Start(x_m, y_m, speed_m_s, ways)


def crowd_of(geometry: Geometry, walking: Walking, start: Start) -> Crowd:
    """Return a crowd of ours that starts so."""
    crowd = Crowd(geometry, walking, Behaviour(), capacity=len(start.x_m), streams=Streams(seed=1))
    crowd.place(
        person_id=np.arange(len(start.x_m)),
        x_m=start.x_m,
        y_m=start.y_m,
        exit=start.exit,
        desired_speed_m_s=start.speed_m_s,
    )
    return crowd


def where(crowd: Crowd, start: Start) -> Start:
    """Return where the people of a crowd have got to."""
    row = np.argsort(crowd.person_id[: len(start.x_m)])
    return Start(crowd.x_m[row], crowd.y_m[row], start.speed_m_s, start.exit)


def show(result: Result, *, with_title: bool) -> None:
    """Print a line of the table."""
    if with_title:
        print(f"\n{result.contest}, microseconds per agent-step")
        print("  people      ours    theirs | ratio: min  median     max | bar")
    print(
        f"{result.people:8d} {result.ours_us:9.4f} {result.theirs_us:9.3f} | {result.ratio_min:10.1f} "
        f"{result.ratio_median:7.1f} {result.ratio_max:7.1f} | {result.verdict}",
        flush=True,
    )


if __name__ == "__main__":
    main()
