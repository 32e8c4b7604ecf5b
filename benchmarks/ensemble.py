"""Measure ensembles: what an executor and another arm add, what two workers are worth, and memory by replications.

    python benchmarks/ensemble.py [--only overhead scaling memory arms]

Overhead is of replications that wait for a second instead of simulating, with the task of a real ensemble of two arms.
Scaling is of replications that compute for a second or so, with one process and with two. Memory is the peak of the
largest worker after few and after many replications. Starting the processes is told apart, and counted in none of them.
Arms are of a North End day of two hours, run and measured: alone, beside one of another threshold, beside one of
another list, and all three; in turns.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from sim.day.arms import run_arms
from sim.ensemble.arms import comparison_of
from sim.ensemble.execute import Work, Workers, execute
from sim.ensemble.replicate import Task, begin_worker
from sim.ensemble.run import ensemble_of
from sim.metrics.table import measure
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file

REPLICATIONS = 20
FEW, MANY = 20, 400
TURNS = 3
BUSY = 400_000_000


def main() -> None:
    parts: dict[str, Callable[[], None]] = {"overhead": overhead, "scaling": scaling, "memory": memory, "arms": arms}
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--only", nargs="+", choices=tuple(parts), default=tuple(parts))
    for name in arguments.parse_args().only:
        parts[name]()


def wait(_: Task) -> None:
    """Take a second, and no core."""
    time.sleep(1.0)


def compute(_: Task) -> None:
    """Take a core for a second or so."""
    total, left = 0.0, np.arange(1000, dtype=np.float64)
    for _number in range(BUSY // 1000):
        total += float(left @ left)


def peak(task: Task) -> None:
    """Note the peak of this process's memory."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (Path(task.root) / f"{task.replication}").write_text(f"{used}")


def overhead() -> None:
    for n in (1, 2):
        took = timed(wait, REPLICATIONS, n)
        extra = took / (REPLICATIONS / n) - 1
        print(f"overhead: {REPLICATIONS} replications of 1 s on {n}: {took:.2f} s, {100 * extra:.2f} % a replication")


def scaling() -> None:
    one, two = (timed(compute, REPLICATIONS, n) for n in (1, 2))
    print(f"scaling: {REPLICATIONS} replications: {one:.1f} s on one, {two:.1f} s on two: {one / two:.2f} times")


def memory() -> None:
    for n in (FEW, MANY):
        with tempfile.TemporaryDirectory() as root:
            timed(peak, n, 2, root)
            most = max(float(file.read_text()) for file in Path(root).iterdir())
        print(f"memory: {most:.0f} MB in the largest worker after {n} replications")


def arms() -> None:
    day = {"as it is": (), "lower": ("lfr.threshold=0.6",), "shorter list": ("lfr.watchlist.size=8000",)}
    scenarios = {
        name: load(
            place_file("north_end"), policies=[policy_file("lfr_fixed_2025")], settings=["day.duration_h=2", *more]
        )
        for name, more in day.items()
    }
    designs = {"one": ["as it is"], "another threshold": ["as it is", "lower"], "all three": list(day)}
    designs["another list"] = ["as it is", "shorter list"]
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in designs}
    for _ in range(1 + TURNS):
        for name, of in designs.items():
            begun, busy = time.perf_counter(), time.process_time()
            for _number, result in run_arms([scenarios[arm] for arm in of], seed=1):
                measure(result)
            took[name].append((time.perf_counter() - begun, time.process_time() - busy))
    # the first turn compiles
    seconds, busy = (np.median([[one[k] for one in took["one"][1:]]]) for k in range(2))
    for name, of in designs.items():
        wall, cpu = (float(np.median([one[k] for one in took[name][1:]])) for k in range(2))
        print(
            f"arms: {len(of)} ({name}): {wall:.1f} s, {wall / seconds:.2f} times one; "
            f"{cpu:.1f} s of processor time, {cpu / busy:.2f} times"
        )


def timed(do: Callable[[Task], None], replications: int, workers: int, root: str = "") -> float:
    """Return how long so many replications take on processes that run already, in seconds."""
    _, arms = comparison_of("pause")
    tasks = list(ensemble_of(arms, replications=replications, draws=1, seed=1, root=root).tasks())
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=begin_worker) as pool:
        list(pool.map(time.sleep, [1.0] * 2 * workers))

        @contextmanager
        def running(_: int):
            yield pool

        ready: Callable[[int], Executor] = running
        begun = time.perf_counter()
        execute(Work(do, lambda *_: None), tasks, Workers(ready, workers))
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
