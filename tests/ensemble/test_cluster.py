"""A Dask cluster on this machine: two workers, of which one is killed in mid-run."""

import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

import sim
from sim.ensemble.execute import Work, cluster, execute

distributed = pytest.importorskip("distributed")

TASKS = 12


def note(folder, number):
    """Note who did a task, after a moment."""
    time.sleep(0.2)
    (Path(folder) / str(number)).write_text(str(os.getpid()))


@pytest.mark.filterwarnings("ignore")
def test_what_a_killed_worker_had_is_done_by_the_other(tmp_path):
    given_up, seen, killed = [], [], []

    def kill_one():
        seen.append(1)
        if len(seen) == 3:
            killed.append(int(next(tmp_path.iterdir()).read_text()))
            os.kill(killed[0], signal.SIGKILL)

    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        ) as local,
        cluster(local.scheduler_address) as workers,
    ):
        assert workers.at_a_time == 2
        done = Work(partial(note, str(tmp_path)), lambda *task: given_up.append(task), kill_one)
        execute(done, range(TASKS), workers)
    by = {int(file.name): int(file.read_text()) for file in tmp_path.iterdir()}
    assert sorted(by) == list(range(TASKS))
    assert given_up == []
    assert len(seen) == TASKS
    assert len(set(by.values()) - set(killed)) >= 1


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "tcp://127.0.0.1:99999999"])
def test_a_cluster_that_does_not_answer_is_refused(address, monkeypatch):
    monkeypatch.setattr("sim.ensemble.execute._TIMEOUT_S", "1s")
    with pytest.raises(sim.RunError, match="no scheduler of Dask answers"), cluster(address):
        pass
