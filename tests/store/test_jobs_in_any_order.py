"""The ledger of jobs whatever comes when: several processes, and any order of what can be done to it."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from ledgers import Clock, ask, states

from sim.core.errors import StoreError
from sim.store.job_rules import Limits, Refused
from sim.store.jobs import FILE, Ledger

ROOT = Path(__file__).parents[2]
LEASE_S = Limits().lease_s


TAKER = """
    import sys
    from pathlib import Path
    from sim.store.jobs import Ledger
    ledger = Ledger(Path(sys.argv[1]), lambda: 1000.0)
    while (lease := ledger.take(sys.argv[2])) is not None:
        for step in lease.job.steps:
            assert ledger.begin_step(lease, step.number, is_stored=False)
            print(step.result)
            assert ledger.end_step(lease, step.number)
        assert ledger.finish(lease)
"""


def test_processes_beside_each_other_do_each_step_once(ledger):
    for number in range(20):
        ask(ledger, f"job{number}", visitor=f"v{number}", steps=5)
    command = [sys.executable, "-c", textwrap.dedent(TAKER), str(ledger.file)]
    takers = [
        subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True, cwd=ROOT) for name in ("one", "other")
    ]
    done = [taker.communicate(timeout=120)[0].split() for taker in takers]
    assert [taker.returncode for taker in takers] == [0, 0]
    assert sorted(done[0] + done[1]) == sorted(f"job{job}{step}" for job in range(20) for step in range(5))
    assert {job.state for job in ledger.jobs()} == {"done"}


NAMES, VISITORS, WORKERS = st.sampled_from("abcd"), st.sampled_from("uvw"), st.sampled_from(["one", "other"])
FOLLOWS = {
    "queued": {"running", "cancelled", "failed"},
    "running": {"queued", "done", "failed", "cancelled"},
    "done": {"queued"},
    "failed": {"queued"},
    "cancelled": {"queued"},
}


class Jobs(RuleBasedStateMachine):
    """Whatever is done in whatever order: turns follow one another, limits hold, a job has one worker."""

    @initialize()
    def begin(self):
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.ledger = Ledger(Path(self.folder.name) / FILE, self.clock, Limits(queued=3, losses=3))
        self.leases = []
        self.done = {}

    def teardown(self):
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(name=NAMES, visitor=VISITORS)
    def ask(self, name, visitor):
        try:
            ask(self.ledger, name, visitor)
        except Refused:
            jobs = self.ledger.jobs()
            assert len(jobs) >= 2

    @rule(worker=WORKERS)
    def take(self, worker):
        lease = self.ledger.take(worker)
        if lease is not None:
            self.leases.append(lease)

    @rule(which=st.integers(0, 50), number=st.integers(0, 1))
    def step(self, which, number):
        if self.leases:
            lease = self.leases[which % len(self.leases)]
            is_last = lease is self.holder(lease.job.id)
            assert self.ledger.begin_step(lease, number, is_stored=False) == is_last
            assert self.ledger.end_step(lease, number) == is_last

    @rule(which=st.integers(0, 50), how=st.sampled_from(["finish", "fail", "give_back", "stopped", "alive"]))
    def end(self, which, how):
        if not self.leases:
            return
        lease = self.leases[which % len(self.leases)]
        is_held = lease is self.holder(lease.job.id)
        if how == "fail":
            assert self.ledger.fail(lease, "why") == is_held
        elif how == "alive":
            assert (self.ledger.alive(lease) != "lost") == is_held
        elif how == "finish":
            is_whole = all(step.is_done for step in self.ledger.job(lease.job.id).steps) if is_held else False
            assert self.ledger.finish(lease) == is_whole
        else:
            assert getattr(self.ledger, how)(lease) == is_held

    @rule(name=NAMES, visitor=VISITORS, how=st.sampled_from(["cancel", "delete"]))
    def leave(self, name, visitor, how):
        try:
            getattr(self.ledger, how)(name, visitor)
        except StoreError:
            return

    @rule(worker=WORKERS)
    def die(self, worker):
        self.ledger.died(worker)

    @rule(seconds=st.sampled_from([1.0, LEASE_S + 1, 40 * 86_400.0]))
    def wait(self, seconds):
        self.clock.now += seconds
        self.ledger.forget_old()

    def holder(self, name):
        """Return the last lease of a job, if it still is one by the ledger's own word."""
        own = [lease for lease in self.leases if lease.job.id == name]
        job = self.ledger.find(name)
        if not own or job is None or job.state != "running":
            return None
        return own[-1]

    @invariant()
    def turns_follow(self):
        if not hasattr(self, "ledger"):
            return
        jobs = self.ledger.jobs()
        for job in jobs:
            turns = states(self.ledger, job.id)
            assert turns[-1] == job.state
            assert all(after in FOLLOWS[before] for before, after in pairwise(turns))
            assert (job.ended_at is not None) == job.has_ended
            if job.state == "done":
                assert len(job.results) == len(job.steps)
        waiting = [job for job in jobs if job.state == "queued"]
        assert [job.ahead for job in waiting] == list(range(len(waiting)))


Jobs.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
TestJobs = Jobs.TestCase
