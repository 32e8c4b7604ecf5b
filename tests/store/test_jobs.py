"""The ledger of jobs: its turns, its limits, several processes, and that nothing is lost or done twice."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sim.core.errors import StoreError
from sim.store.job_rules import JobEnded, Limits, NotYours, Refused
from sim.store.jobs import FILE, Ledger

ROOT = Path(__file__).parents[2]
LEASE_S = Limits().lease_s


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(tmp_path, clock):
    return Ledger(tmp_path / FILE, clock)


def ask(ledger, name="a", visitor="v", steps=2, **more):
    results = [f"{name}{number}" for number in range(steps)]
    return ledger.ask(name, kind="day", request={"of": name}, label=name, results=results, visitor=visitor, **more)


def do(ledger, lease):
    for step in lease.job.steps:
        if not step.is_done:
            assert ledger.begin_step(lease, step.number, is_stored=False)
            assert ledger.end_step(lease, step.number)
    return ledger.finish(lease)


def states(ledger, name="a"):
    return [turn.state for turn in ledger.turns(name)]


def test_a_ledger_that_was_never_written_has_no_jobs_and_no_file(ledger):
    assert ledger.jobs() == []
    assert ledger.find("a") is None
    assert not ledger.file.exists()
    with pytest.raises(StoreError, match="no job with this id"):
        ledger.job("a")


def test_a_job_is_queued_taken_and_done(ledger):
    assert ask(ledger).state == "queued"
    lease = ledger.take("w")
    assert lease.job.state == "running"
    assert lease.job.request == {"of": "a"}
    assert ledger.alive(lease, stage="walking", done=3, of=9) == "go_on"
    assert (ledger.job("a").stage, ledger.job("a").stage_done, ledger.job("a").stage_of) == ("walking", 3, 9)
    assert do(ledger, lease)
    assert states(ledger) == ["queued", "running", "done"]
    assert ledger.take("w") is None


def test_a_job_with_a_step_left_does_not_finish(ledger):
    ask(ledger)
    lease = ledger.take("w")
    ledger.begin_step(lease, 0, is_stored=False)
    ledger.end_step(lease, 0)
    assert not ledger.finish(lease)
    assert ledger.job("a").results == ("a0",)


def test_the_same_request_is_one_job_for_all_who_ask(ledger):
    ask(ledger, visitor="v")
    ask(ledger, visitor="u")
    assert [job.id for job in ledger.jobs()] == ["a"]
    assert ledger.owns("u") == ledger.owns("v") == {"a"}
    assert states(ledger) == ["queued"]


def test_those_who_wait_know_how_many_are_before_them(ledger, clock):
    for number, name in enumerate("abc"):
        ask(ledger, name, visitor=name)
        clock.now += number
    assert [job.ahead for job in ledger.jobs()] == [0, 1, 2]
    assert ledger.take("w").job.id == "a"
    assert [(job.id, job.ahead) for job in ledger.jobs()] == [("a", 0), ("b", 0), ("c", 1)]


def test_a_silent_worker_loses_its_job_and_the_next_goes_on_where_it_stopped(ledger, clock):
    ask(ledger)
    first = ledger.take("w")
    ledger.begin_step(first, 0, is_stored=False)
    ledger.end_step(first, 0)
    clock.now += LEASE_S - 1
    assert ledger.take("u") is None
    clock.now += 2
    second = ledger.take("u")
    assert [step.is_done for step in second.job.steps] == [True, False]
    assert ledger.alive(first) == "lost"
    assert not ledger.begin_step(first, 1, is_stored=False)
    assert not ledger.end_step(first, 1)
    assert not ledger.finish(first)
    assert not ledger.fail(first, "late")
    assert not ledger.give_back(first)
    assert do(ledger, second)


def test_a_worker_that_is_known_to_be_dead_loses_its_job_at_once(ledger):
    ask(ledger)
    ledger.take("w")
    ledger.died("somebody else")
    assert ledger.job("a").state == "running"
    ledger.died("w")
    assert ledger.job("a").state == "queued"


def test_a_job_that_is_given_back_keeps_its_place_in_the_queue(ledger, clock):
    ask(ledger, "a")
    clock.now += 1
    ask(ledger, "b")
    ledger.give_back(ledger.take("w"))
    assert ledger.take("w").job.id == "a"


def test_a_job_that_kills_its_worker_again_and_again_fails(ledger):
    ask(ledger)
    for _ in range(ledger.limits.losses):
        assert ledger.take("w") is not None
        ledger.died("w")
    assert ledger.take("w") is None
    assert ledger.job("a").state == "failed"
    assert "died 10 times" in ledger.job("a").message


def test_deaths_after_progress_do_not_count(ledger):
    ask(ledger, steps=9)
    for number in range(9):
        lease = ledger.take("w")
        ledger.begin_step(lease, number, is_stored=False)
        ledger.end_step(lease, number)
        ledger.died("w")
    assert ledger.job("a").state == "queued"
    assert ledger.finish(ledger.take("w"))


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_is_told_to_stop(ledger):
    ask(ledger, "a")
    ask(ledger, "b")
    lease = ledger.take("w")
    assert ledger.cancel("b", "v").state == "cancelled"
    assert ledger.cancel("a", "v").is_cancelling
    assert ledger.alive(lease) == "stop"
    assert ledger.stopped(lease)
    assert states(ledger) == ["queued", "running", "cancelled"]


def test_a_shared_job_goes_on_until_nobody_wants_it(ledger):
    ask(ledger, visitor="v")
    ask(ledger, visitor="u")
    assert ledger.cancel("a", "v").state == "queued"
    assert ledger.cancel("a", "u").state == "cancelled"


def test_who_asks_while_a_job_is_being_cancelled_takes_the_cancelling_back(ledger):
    ask(ledger)
    lease = ledger.take("w")
    ledger.cancel("a", "v")
    ask(ledger, visitor="u")
    assert ledger.alive(lease) == "go_on"


def test_a_cancelled_job_whose_worker_dies_is_cancelled(ledger):
    ask(ledger)
    ledger.take("w")
    ledger.cancel("a", "v")
    ledger.died("w")
    assert ledger.job("a").state == "cancelled"


def test_nobody_cancels_or_deletes_what_is_anothers_or_over(ledger):
    ask(ledger)
    with pytest.raises(NotYours):
        ledger.cancel("a", "u")
    with pytest.raises(NotYours):
        ledger.delete("a", "u")
    with pytest.raises(JobEnded, match="cancel it first"):
        ledger.delete("a", "v")
    do(ledger, ledger.take("w"))
    with pytest.raises(JobEnded, match="has ended"):
        ledger.cancel("a", "v")


def test_a_visitor_has_two_jobs_at_a_time(ledger):
    ask(ledger, "a")
    ask(ledger, "b")
    with pytest.raises(Refused, match="you have 2 runs"):
        ask(ledger, "c")
    ask(ledger, "a")
    ask(ledger, "c", visitor="u")
    do(ledger, ledger.take("w"))
    ask(ledger, "d")


def test_twenty_jobs_wait_and_the_next_is_refused_but_may_join(ledger):
    for number in range(20):
        ask(ledger, f"job{number}", visitor=f"v{number}")
    with pytest.raises(Refused, match="20 runs wait already"):
        ask(ledger, "more", visitor="u")
    ask(ledger, "job3", visitor="u")
    ledger.take("w")
    ask(ledger, "more", visitor="u")


def test_a_job_that_failed_is_done_again_when_asked_for_again(ledger):
    ask(ledger)
    ledger.fail(ledger.take("w"), "no room")
    assert ledger.job("a").message == "no room"
    assert ask(ledger).state == "queued"
    assert ledger.job("a").message == ""
    assert do(ledger, ledger.take("w"))


def test_a_job_that_is_done_is_done_again_only_if_its_results_are_gone(ledger):
    ask(ledger)
    do(ledger, ledger.take("w"))
    assert ask(ledger, visitor="u").state == "done"
    assert ask(ledger, visitor="u", again=True).state == "queued"


def test_what_a_deleted_job_made_is_doomed_and_what_was_there_before_is_not(ledger):
    ask(ledger)
    lease = ledger.take("w")
    ledger.begin_step(lease, 0, is_stored=True)
    ledger.end_step(lease, 0)
    ledger.begin_step(lease, 1, is_stored=False)
    ledger.died("w")
    lease = ledger.take("w")
    ledger.begin_step(lease, 1, is_stored=True)  # stored by the one that died before it could say so
    ledger.end_step(lease, 1)
    ledger.finish(lease)
    ledger.delete("a", "v")
    assert ledger.doomed() == [("day", "a1")]
    assert ledger.find("a") is None
    ledger.gone("day", "a1")
    assert ledger.doomed() == []


def test_a_result_that_two_jobs_have_goes_with_the_last_of_them(ledger):
    for name in "ab":
        ledger.ask(name, kind="day", request={}, label=name, results=["shared"], visitor=name)
        lease = ledger.take("w")
        ledger.begin_step(lease, 0, is_stored=name == "b")
        ledger.end_step(lease, 0)
        ledger.finish(lease)
    ledger.delete("a", "a")
    assert ledger.doomed() == []
    ledger.delete("b", "b")
    assert ledger.doomed() == [("day", "shared")]


def test_a_shared_job_stays_until_all_who_asked_have_deleted_it(ledger):
    ask(ledger, visitor="v")
    ask(ledger, visitor="u")
    do(ledger, ledger.take("w"))
    ledger.delete("a", "v")
    assert ledger.job("a").state == "done"
    assert ledger.owns("v") == frozenset()


def test_jobs_are_forgotten_thirty_days_after_they_were_last_asked_for(ledger, clock):
    ask(ledger)
    do(ledger, ledger.take("w"))
    clock.now += 20 * 86_400
    ask(ledger, visitor="u")
    clock.now += 20 * 86_400
    ledger.forget_old()
    assert ledger.find("a") is not None
    clock.now += 11 * 86_400
    ledger.forget_old()
    assert ledger.jobs() == []
    assert {result for _, result in ledger.doomed()} == {"a0", "a1"}


def test_a_file_that_is_no_ledger_is_refused_by_name(tmp_path, clock):
    (tmp_path / FILE).write_bytes(b"no database at all, and long enough to be looked at" * 20)
    for use in (lambda ledger: ledger.jobs(), ask, lambda ledger: ledger.take("w")):
        with pytest.raises(StoreError, match=r"jobs\.sqlite: the ledger of jobs cannot be used"):
            use(Ledger(tmp_path / FILE, clock))


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
