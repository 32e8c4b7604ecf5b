"""From a job to a stored run: look whether it is there, simulate, measure, store whole or not at all.

A job is plain data and `simulate` prints nothing and handles no signal, so that any executor can run it: a pool of
processes or threads, or a cluster.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sim.core.errors import RunError
from sim.core.folder import clear, new_folder
from sim.day.conditioned import choose_given
from sim.day.moment import Moment, Watcher
from sim.day.replay import Recorder
from sim.day.run import Observer, run
from sim.metrics.table import measure
from sim.scenario.load import with_values
from sim.scenario.schema import Scenario
from sim.store.runs import StoredRun, find_whole_run, open_run, run_id_of, write_run

__all__ = ["RUNS", "Job", "simulate"]

RUNS = Path("outputs/runs")
"""Where runs are stored unless somebody says otherwise."""


@dataclass(frozen=True)
class Job:
    """One run to be made; it can be pickled."""

    scenario: Scenario
    """The place and the policy."""
    seed: int = 1
    """The experiment, 0 to 2^63 - 1."""
    replication: int = 0
    """Which repetition of it, 0 to 2^32 - 1."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Settings that differ from the scenario's, as for `sim.with_values`."""

    def __post_init__(self) -> None:
        """Refuse numbers that no run can have.

        Raises
        ------
        RunError
            With what is allowed.
        """
        for name, most in (("seed", 2**63 - 1), ("replication", 2**32 - 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 0 <= value <= most:
                raise RunError(f"job.{name}", f"not a {name} ({value!r})", f"a whole number from 0 to {most}")
            object.__setattr__(self, name, int(value))


def simulate(
    job: Job, *, root: str | Path = RUNS, with_replay: bool = False, observers: Sequence[Observer] = ()
) -> StoredRun:
    """Return the stored run of a job, simulating it if the store lacks it; doing a job twice is harmless.

    Parameters
    ----------
    job
        What to run.
    root
        The folder of the store; made if it is not there.
    with_replay
        Whether positions are recorded; a stored run without them is simulated again, as a damaged one is.
    observers
        Called in turn after each simulated second; none is called where the run is stored already.

    Returns
    -------
    StoredRun
        Its path, its manifest, and its tables, which are read when they are asked for. It can be pickled.

    Raises
    ------
    ScenarioError
        If a value of the job is not possible.
    RunError
        If the scenario asks for what cannot be had.
    StoreError
        If `root` cannot be written.
    """
    root = Path(root)
    scenario, seed, replication = with_values(job.scenario, job.values), job.seed, job.replication
    run_id = run_id_of(scenario, seed=seed, replication=replication)
    stored = find_whole_run(root, run_id)
    if stored is not None and (not with_replay or stored.replay.is_dir()):
        clear(root)
        return stored
    with new_folder(root, run_id) as folder:
        recorder = Recorder(folder / "replay", groups=scenario.groups.names) if with_replay else None
        recording = () if recorder is None else (_recording(recorder),)
        given = choose_given(scenario, seed=seed, replication=replication, observers=observers)
        result = run(scenario, seed=seed, replication=replication, observers=observers, watchers=recording, given=given)
        if recorder is not None:
            recorder.finish(result.log)
        write_run(folder, result, measure(result))
    return open_run(root, run_id)


def _recording(recorder: Recorder) -> Watcher:
    """Return a watcher that records where everybody is, from the beginning of the deployment on."""

    def watch(moment: Moment) -> None:
        recorder.add(moment.t_s, moment.people.person_id, moment.people.x_m, moment.people.y_m)
        if moment.officers:
            recorder.add_officers(
                moment.t_s,
                [officer.x_m for officer in moment.officers],
                [officer.y_m for officer in moment.officers],
                [officer.state != "waiting" for officer in moment.officers],
            )

    return watch
