"""Kill workers and servers at random moments, and count what is lost or done twice: the last part of `make kills`.

A server with one worker gets jobs of a few short days, and of small programmes. Again and again the worker, or the
server, or both are killed (SIGKILL) at a random moment of a few steps after a worker has taken a job, and the server is
started again. At the end every job has to be done, with each of its results in the store once, equal to what one run in
peace makes, with nothing half-written beside them and no worker left behind. Then runs are cancelled in each of their
stages and a worker is killed, to measure how long it takes until a job is at its end, or in the queue again.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]  # before this folder, whose dashboard.py is another

from dashboard.jobs.asked import Asked, asked_of  # noqa: E402
from dashboard.jobs.comparison import KIND, ComparisonRequest  # noqa: E402
from dashboard.jobs.form import form_of, request_of  # noqa: E402
from dashboard.jobs.routes import ledger_of  # noqa: E402
from sim.core.folder import PARTIAL  # noqa: E402
from sim.core.streams import Stream, Streams  # noqa: E402
from sim.report.library import read_document  # noqa: E402
from sim.store.job_rules import JobEnded  # noqa: E402
from sim.store.job_tables import Job  # noqa: E402
from sim.store.requests import folder_of  # noqa: E402
from sim.store.runs import list_runs  # noqa: E402

TINY = {
    "day.duration_h": 0.05, "day.warm_up_s": 10, "footfall.people_per_day": 5000, "population.residents": 20_000,
    "lfr.watchlist.size": 500,
}  # fmt: skip
FEW = "+months=1+borough.residents=4000+siting=[{rule: fixed, per_month: 2, duration_h: 1.0}]"
YEAR = {"days": "north_end_year"}
STAGES = ("preparing", "walking", "deploying")
SERVE = "from pathlib import Path; from dashboard.serve import serve; serve(Path(r'{root}'), port={port}, workers=1)"
PATIENCE_S, LEAVING_S = 600.0, 30.0
LATEST = 5.0
"""Kills come up to so many times as late in a job as a worker's first step takes: a job that is killed ten times before
any step of it is done has failed, by the rules of the ledger."""


def days(seed: int, *, replications: int = 3, **settings: float) -> Asked:
    return request_of(form_of({"place": "london_road", "policy": "lfr_van_2024", "seeds": [seed],
                               "replications": replications, "settings": TINY | settings}))  # fmt: skip


def programmes(seed: int) -> Asked:
    """Return two small programmes without cameras, whose streets are not walked first."""
    few = f"stop_and_search{FEW}"
    return ComparisonRequest({"as given": few, "two months": f"{few}+months=2"}, replications=2, seed=seed)


def ask(root: Path, wanted: Asked, visitor: str) -> str:
    job = ledger_of(root).ask(
        wanted.job_id, kind=wanted.kind, request=wanted.document(), label=wanted.label, results=wanted.results,
        visitor=visitor,
    )  # fmt: skip
    return job.id


def start(root: Path, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE.format(root=root, port=port)], stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, cwd=ROOT,
    )  # fmt: skip


def workers_of(root: Path) -> dict[str, int]:
    """Return the processes that work for a store by their names, from what the system says of them."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_bytes().decode().rstrip("\0").split("\0")
            if "dashboard.jobs.worker" in words and str(root) in words:
                found[words[words.index(str(root)) + 1]] = int(folder.name)
    return found


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def until_ended(root: Path) -> bool:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if all(job.has_ended for job in ledger_of(root).jobs()):
            return True
        time.sleep(0.2)
    return False


def until_running(root: Path) -> None:
    """Wait until a worker that lives has a job, so that a kill falls into it and not into the start of Python."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        held = {f"taken by {name}" for name in workers_of(root)}
        live = [job.id for job in ledger_of(root).jobs() if job.state == "running"]
        if any(ledger_of(root).turns(job)[-1].why in held for job in live):
            return
        time.sleep(0.05)


def first_step_s(root: Path) -> float:
    """Return how long a worker takes in peace for the first step of a job whose programmes it has yet to read."""
    job = ask(root, programmes(1), "visitor 1")
    until_running(root)
    began = time.monotonic()
    while not ledger_of(root).job(job).results:
        time.sleep(0.05)
    return time.monotonic() - began


def kill_again_and_again(root: Path, *, kills: int, seed: int, port: int) -> tuple[Counter[str], int]:
    """Return how often what was killed, and how many jobs were asked for."""
    chance = Streams(seed).generator(Stream.FOOTFALL)
    server, done, asked = start(root, port), Counter[str](), 1
    try:
        first_s = first_step_s(root)
        print(f"a worker's first step takes {first_s:.1f} s here; kills come up to {LATEST * first_s:.1f} s into a job")
        while done.total() < kills:
            while sum(not job.has_ended for job in ledger_of(root).jobs()) < 3:
                asked += 1
                ask(root, (days if asked % 3 else programmes)(asked), f"visitor {asked}")
            until_running(root)
            time.sleep(float(chance.uniform(0.0, LATEST * first_s)))
            what = ("worker", "worker", "server", "both")[int(chance.integers(4))]
            if what != "server":
                at_work = workers_of(root).values()
                if not at_work:
                    continue
                for pid in at_work:
                    kill(pid)
            if what != "worker":
                server.kill()
                server.wait()
                server = start(root, port)
            done[what] += 1
        if not until_ended(root):
            print("jobs were not done in time")
    finally:
        server.terminate()
        server.wait(30)
    return done, asked


def check(root: Path) -> int:
    """Print what became of the jobs, and return how many things are wrong."""
    end = time.monotonic() + LEAVING_S
    while workers_of(root) and time.monotonic() < end:
        time.sleep(0.2)
    strays = workers_of(root)
    print(f"workers that outlive their server: {len(strays)}")
    ledger = ledger_of(root)
    jobs = ledger.jobs()
    lost = [job.id for job in jobs if job.state != "done"]
    twice = [job.id for job in jobs if [turn.state for turn in ledger.turns(job.id)].count("done") > 1]
    again = sum(turn.why.startswith("its worker") for job in jobs for turn in ledger.turns(job.id))
    rests = list(root.glob(f"**/{PARTIAL}*"))
    kinds = Counter(job.kind for job in jobs)
    print(f"{len(jobs)} jobs ({dict(kinds)}) of {sum(len(job.steps) for job in jobs)} steps; {again} went back")
    print(f"not done: {len(lost)}; done twice: {len(twice)}; half-written folders left: {len(rests)}")
    expected = sorted({result for job in jobs for result in job.results})
    stored = sorted([*(run.manifest.run_id for run in list_runs(root)),
                     *(path.name for path in (root / "replications").glob("*"))])  # fmt: skip
    print(f"results in the store: {len(stored)}, of {len(expected)} expected; the same: {stored == expected}")
    done = [job for job in jobs if job.state == "done"]
    cut = [job.id for job in done if job.kind == KIND and not _is_whole(root, job)]
    print(f"comparisons that do not show all of their runs: {len(cut)}")
    compared = [job for kind in kinds for job in [job for job in done if job.kind == kind][:4]]
    different = sum(not _is_as_in_peace(root, job) for job in compared)
    print(f"results that differ from a run in peace: {different} of {len(compared)}")
    return len(strays) + len(lost) + len(twice) + len(rests) + len(cut) + different + (stored != expected)


def _is_whole(root: Path, job: Job) -> bool:
    document = read_document(folder_of(root, "document", job.id)).document
    return bool(document["done"] == len(job.steps) and not document["missing"])


def _is_as_in_peace(root: Path, job: Job) -> bool:
    with tempfile.TemporaryDirectory() as peace:
        asked_of(job.kind, job.request).perform(0, root=Path(peace), observe=lambda *_: None)
        files = (folder_of(where, job.kind, job.results[0]) / "metrics.parquet" for where in (root, Path(peace)))
        one, other = (pl.read_parquet(file) for file in files)
        return one.equals(other)


def measure_cancelling(root: Path, *, times: int, port: int) -> None:
    """Print how long a cancelled run takes to be at its end, from each of its stages."""
    server, took = start(root, port), dict[str, list[float]]()
    try:
        for number in range(times):
            stage = STAGES[number % len(STAGES)]
            whole_day = {"day.duration_h": 12, "day.start_h": 8}
            wanted = (ComparisonRequest(YEAR, seed=1000 + number) if stage == "deploying"
                      else days(1000 + number, replications=1, **whole_day))  # fmt: skip
            job, end = ask(root, wanted, "me"), time.monotonic() + PATIENCE_S
            while time.monotonic() < end:
                found = ledger_of(root).job(job)
                if found.state == "running" and found.stage == stage and (stage != "walking" or found.stage_done):
                    break
                time.sleep(0.02)
            time.sleep(0.5 * (number // len(STAGES)))
            began = time.monotonic()
            try:
                ledger_of(root).cancel(job, "me")
            except JobEnded:  # sooner than it could be cancelled
                continue
            while not ledger_of(root).job(job).has_ended:
                time.sleep(0.02)
            took.setdefault(stage, []).append(time.monotonic() - began)
    finally:
        server.terminate()
        server.wait(30)
    for stage, seconds in took.items():
        print(f"cancelled {len(seconds)} times while {stage}: {min(seconds):.2f} to {max(seconds):.2f} s (aim 2 s)")


def measure_returning(root: Path, *, times: int, port: int) -> None:
    """Print how long the job of a killed worker takes to be in the queue again, and to be taken by the next one."""
    server, back, taken = start(root, port), list[float](), list[float]()
    try:
        for number in range(times):
            job = ask(root, days(2000 + number, replications=1, **{"day.duration_h": 12, "day.start_h": 8}), "me")
            until_running(root)
            time.sleep(12.0)  # a worker that dies sooner is started again later and later
            began, turns = time.monotonic(), len(ledger_of(root).turns(job))
            for pid in workers_of(root).values():
                kill(pid)
            for took, state in ((back, turns), (taken, turns + 1)):
                while len(ledger_of(root).turns(job)) <= state:
                    time.sleep(0.02)
                took.append(time.monotonic() - began)
            ledger_of(root).cancel(job, "me")
            while not ledger_of(root).job(job).has_ended:
                time.sleep(0.02)
    finally:
        server.terminate()
        server.wait(30)
    print(f"a killed worker's job is in the queue again after {min(back):.2f} to {max(back):.2f} s, and taken by the "
          f"next worker after {min(taken):.1f} to {max(taken):.1f} s ({times} times)")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--cancels", type=int, default=12)
    parser.add_argument("--returns", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=8499)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "runs"
        done, asked = kill_again_and_again(root, kills=given.kills, seed=given.seed, port=given.port)
        print(f"{done.total()} kills ({dict(done)}) while {asked} jobs were asked for")
        wrong = check(root)
        measure_cancelling(root, times=given.cancels, port=given.port)
        measure_returning(root, times=given.returns, port=given.port)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
