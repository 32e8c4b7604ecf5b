"""Workers: a job is done to its end, once, whatever happens to who does it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from dashboard.jobs.form import form_of, request_of
from dashboard.jobs.routes import ledger_of
from dashboard.jobs.supervisor import working
from dashboard.jobs.sweep import sweep
from dashboard.jobs.worker import Worker
from sim.core.folder import PARTIAL
from sim.store.requests import Request, folder_of
from sim.store.runs import list_runs, open_run

TINY = {
    "day.duration_h": 0.02, "day.warm_up_s": 10, "footfall.people_per_day": 3000, "population.residents": 2000,
    "lfr.watchlist.size": 200,
}  # fmt: skip
PATIENCE_S = 240


@pytest.fixture
def ledger(tmp_path):
    return ledger_of(tmp_path)


def ask(ledger, *, visitor="v", replications=1, seeds=(1,), **settings):
    form = form_of({"place": "london_road", "policy": "lfr_van_2024", "seeds": list(seeds),
                    "replications": replications, "settings": TINY | settings})  # fmt: skip
    request = request_of(form)
    return ledger.ask(
        request.job_id, kind=request.kind, request=request.document(), label=request.label, results=request.results,
        visitor=visitor,
    )  # fmt: skip


def until(ask, what):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if (found := ask()) is not None:
            return found
        time.sleep(0.05)
    pytest.fail(f"it never came: {what}")


def at(ledger, job, wanted):
    return until(lambda: found if wanted(found := ledger.job(job.id)) else None, ledger.job(job.id))


def worker(ledger, **more):
    return Worker(ledger.file.parent, "here", clock=more.get("clock", time.monotonic), is_orphan=lambda: False)


def rests(root):
    return list(root.glob(f"{PARTIAL}*"))


def test_a_job_is_done_step_by_step_and_its_results_are_in_the_store(ledger, tmp_path):
    job = ask(ledger, replications=2)
    one = worker(ledger)
    one.do(ledger.take("here"))
    done = ledger.job(job.id)
    assert (done.state, done.results) == ("done", tuple(step.result for step in job.steps))
    stored = [open_run(tmp_path, result) for result in done.results]
    assert [(run.manifest.seed, run.manifest.replication) for run in stored] == [(1, 0), (1, 1)]
    assert [run.replay.is_dir() for run in stored] == [True, False]
    assert rests(tmp_path) == []
    asked = Request.of(done.request)
    assert asked.is_whole(tmp_path)
    (tmp_path / done.results[1] / "metrics.parquet").write_bytes(b"")
    assert [asked.is_stored(number, tmp_path) for number in (0, 1)] == [True, False]
    assert not asked.is_whole(tmp_path)


def test_a_job_that_cannot_be_done_says_why(ledger):
    job = ask(ledger)
    lease = ledger.take("here")
    lease.job.request["settings"]["lfr"]["threshold"] = 7
    worker(ledger).do(lease)
    assert ledger.job(job.id).state == "failed"
    assert "`lfr.threshold` is out of bounds (7)" in ledger.job(job.id).message


def test_a_mistake_of_the_model_is_told_and_not_tried_again(ledger, monkeypatch, capsys):
    job = ask(ledger)
    monkeypatch.setattr("sim.store.requests.Request.perform", lambda *_, **__: 1 / 0)
    worker(ledger).do(ledger.take("here"))
    assert ledger.job(job.id).state == "failed"
    assert "ZeroDivisionError" in ledger.job(job.id).message
    assert "Traceback" in capsys.readouterr().err


def test_what_no_job_holds_any_longer_is_removed_from_the_store(ledger, tmp_path):
    job = ask(ledger)
    here = worker(ledger)
    here.do(ledger.take("here"))
    folder = folder_of(tmp_path, "day", job.steps[0].result)
    assert folder.is_dir()
    ledger.delete(job.id, "v")
    sweep(ledger, tmp_path)
    assert not folder.exists()
    assert ledger.doomed() == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_worker_killed_in_mid_run_is_started_again_and_the_job_is_done_once(ledger, tmp_path):
    job = ask(ledger, replications=3)
    with working(tmp_path, workers=1) as processes:
        at(ledger, job, lambda found: len(found.results) >= 1)
        (pid,) = processes()
        os.kill(pid, signal.SIGKILL)
        done = at(ledger, job, lambda found: found.has_ended)
        assert processes() != [pid]
    assert done.state == "done"
    assert sorted(run.manifest.run_id for run in list_runs(tmp_path)) == sorted(done.results)
    assert len(set(done.results)) == 3
    assert [turn.state for turn in ledger.turns(job.id)].count("done") == 1
    assert rests(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGTERM")
def test_a_cancelled_job_stops_in_mid_run_and_whoever_ends_puts_the_next_one_back(ledger, tmp_path):
    long = {"day.duration_h": 12, "day.start_h": 8}
    first, second = ask(ledger, **long), ask(ledger, seeds=(2,), **long)
    with working(tmp_path, workers=1):
        at(ledger, first, lambda found: found.stage == "walking" and found.stage_done > 0)
        ledger.cancel(first.id, "v")
        at(ledger, first, lambda found: found.state == "cancelled")
        at(ledger, second, lambda found: found.stage == "walking")
    assert ledger.job(second.id).state == "queued"
    assert list_runs(tmp_path) == []
    assert rests(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a process keeps its parent there")
def test_a_worker_whose_server_was_gone_before_it_began_ends_by_itself(ledger, tmp_path):
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    command = [sys.executable, "-m", "dashboard.jobs.worker", str(tmp_path), "late", gone.stdout.decode().strip()]
    assert subprocess.run(command, timeout=PATIENCE_S).returncode == 0
    assert ledger.jobs() == []
