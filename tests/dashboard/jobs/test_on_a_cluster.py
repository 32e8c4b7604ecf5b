"""Steps on a Dask cluster: the worker hands them over, holds the lease meanwhile, and hears of a cancellation."""

from __future__ import annotations

import time
from concurrent.futures import Future

import pytest
from typer.testing import CliRunner

from dashboard.jobs.form import form_of, request_of
from dashboard.jobs.routes import ledger_of
from dashboard.jobs.steps import on, steps_of
from dashboard.jobs.worker import Worker
from sim.cli.main import app
from sim.store.runs import list_runs

distributed = pytest.importorskip("distributed")

TINY = {
    "day.duration_h": 0.02, "day.warm_up_s": 10, "footfall.people_per_day": 3000, "population.residents": 2000,
    "lfr.watchlist.size": 200,
}  # fmt: skip


def asked(root, **more):
    """Return a worker's ledger with one job in it, taken."""
    ledger = ledger_of(root)
    form = {"place": "london_road", "policy": "lfr_van_2024", "settings": TINY, **more}
    one = request_of(form_of(form))
    ledger.ask(one.job_id, kind=one.kind, request=one.document(), label=one.label, results=one.results, visitor="v")
    return ledger, ledger.take("here")


def done_by(perform, root, lease):
    Worker(root, "here", clock=time.monotonic, is_orphan=lambda: False, perform=perform).do(lease)


@pytest.mark.filterwarnings("ignore")
def test_a_job_is_done_on_a_cluster_and_what_is_wrong_there_is_told_here(tmp_path):
    ledger, lease = asked(tmp_path)
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, silence_logs=50
        ) as local,
        steps_of(local.scheduler_address) as perform,
    ):
        done_by(perform, tmp_path, lease)
        job = ledger.job(lease.job.id)
        assert (job.state, [run.manifest.run_id for run in list_runs(tmp_path)]) == ("done", list(job.results))
        (tmp_path / "a file").write_text("in the way of a folder")
        with pytest.raises(Exception, match="cannot store runs here"):
            perform(request_of(form_of({"settings": TINY})), 0, root=tmp_path / "a file", observe=lambda *_: None)


def test_a_step_that_is_cancelled_is_taken_back_from_the_cluster(tmp_path):
    ledger, lease = asked(tmp_path)
    waiting: list[Future[None]] = []

    class Busy:
        """A cluster that never comes to it."""

        def submit(self, *_):
            waiting.append(Future())
            ledger.cancel(lease.job.id, "v")
            return waiting[0]

    done_by(on(Busy()), tmp_path, lease)
    assert ledger.job(lease.job.id).state == "cancelled"
    assert waiting[0].cancelled()


def test_a_scheduler_that_does_not_answer_is_said_before_anything_is_served(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.ensemble.execute._TIMEOUT_S", "1s")
    for more, said in ((["tcp://127.0.0.1:1"], "no scheduler of Dask answers"),
                       (["tcp://127.0.0.1:1", "--workers", "0"], "nobody hands work to it")):  # fmt: skip
        found = CliRunner().invoke(app, ["dashboard", "--outputs", str(tmp_path), "--port", "8998", "--cluster", *more])
        assert found.exit_code == 2
        assert said in " ".join(found.output.split())
