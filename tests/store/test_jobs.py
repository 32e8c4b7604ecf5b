"""The ledger of jobs: its turns and its limits."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from ledgers import ask, do, states

from sim.core.errors import StoreError
from sim.store.job_rules import JobEnded, Limits, NotYours, Refused
from sim.store.jobs import FILE, Ledger

ROOT = Path(__file__).parents[2]
LEASE_S = Limits().lease_s


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
    clock.now += 30 * 86_400 - 1
    ledger.forget_old()
    assert ledger.find("a") is not None
    clock.now += 2
    ledger.forget_old()
    assert ledger.jobs() == []
    assert {result for _, result in ledger.doomed()} == {"a0", "a1"}


def test_who_reads_and_who_writes_do_not_wait_for_each_other(ledger):
    ask(ledger, "a")
    with closing(sqlite3.connect(ledger.file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM job").fetchone() == (1,)
        assert ask(ledger, "b").state == "queued"
        assert reader.execute("SELECT count(*) FROM job").fetchone() == (1,)
    assert len(ledger.jobs()) == 2


def test_what_is_refused_leaves_the_ledger_as_it_was(ledger):
    for name in "ab":
        ask(ledger, name)
    before = ledger.jobs()
    with pytest.raises(Refused):
        ask(ledger, "c")
    assert (ledger.jobs(), ledger.owns("v")) == (before, {"a", "b"})


def test_a_worker_is_told_whether_what_it_says_counts(ledger):
    ask(ledger)
    ask(ledger, "b")
    first = ledger.take("w")
    assert ledger.give_back(first)
    assert not ledger.give_back(first)
    again = ledger.take("w")
    assert again.number == first.number + 1
    assert ledger.fail(again, "no room")
    assert not ledger.fail(again, "no room")
    other = ledger.take("w")
    assert not ledger.finish(other)
    assert ledger.stopped(other)
    assert not ledger.stopped(other)


def test_a_file_that_is_no_ledger_is_refused_by_name(tmp_path, clock):
    (tmp_path / FILE).write_bytes(b"no database at all, and long enough to be looked at" * 20)
    for use in (lambda ledger: ledger.jobs(), ask, lambda ledger: ledger.take("w")):
        with pytest.raises(StoreError, match=r"jobs\.sqlite: the ledger of jobs cannot be used"):
            use(Ledger(tmp_path / FILE, clock))
