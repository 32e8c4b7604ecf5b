"""From a scenario to a stored run: look whether it is there, simulate, measure, store whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim.core.folder import new_folder
from sim.day.conditioned import choose_given
from sim.day.replay import Recorder
from sim.day.run import Observer, run
from sim.day.world import StreetWorld
from sim.metrics.table import measure
from sim.scenario.schema import Scenario
from sim.store.runs import StoredRun, open_run, run_id_of, write_run

__all__ = ["simulate"]


def simulate(
    scenario: Scenario,
    *,
    seed: int,
    replication: int,
    root: Path,
    with_replay: bool,
    observers: Sequence[Observer] = (),
) -> StoredRun:
    """Return the stored run of this scenario and seed, simulating it if the store lacks it.

    Parameters
    ----------
    root
        The folder of the store; made if it is not there.
    with_replay
        Whether positions are recorded; a stored run without them is simulated again.
    observers
        Called in turn after each simulated second; none is called where the run is stored already.

    Raises
    ------
    StoreError
        If `root` cannot be written.
    """
    run_id = run_id_of(scenario, seed=seed, replication=replication)
    if (root / run_id / "manifest.json").is_file():
        stored = open_run(root, run_id)
        if not with_replay or stored.replay.is_dir():
            return stored
    with new_folder(root, run_id) as folder:
        recorder = Recorder(folder / "replay", groups=scenario.groups.names) if with_replay else None
        recording = () if recorder is None else (_recording(recorder),)
        given = choose_given(scenario, seed=seed, replication=replication, observers=observers)
        result = run(scenario, seed=seed, replication=replication, observers=[*observers, *recording], given=given)
        if recorder is not None:
            recorder.finish(result.log)
        write_run(folder, result, measure(result))
    return open_run(root, run_id)


def _recording(recorder: Recorder) -> Observer:
    """Return an observer that records where everybody is, from the beginning of the deployment on."""

    def observe(world: StreetWorld) -> None:
        if world.now_s < 0:
            return
        crowd = world.crowd
        here = np.flatnonzero(crowd.is_active)
        recorder.add(world.now_s, crowd.person_id[here], crowd.x_m[here], crowd.y_m[here])
        if world.deployment is not None:
            officers = world.deployment.response.officers
            recorder.add_officers(
                world.now_s,
                [officer.x_m for officer in officers],
                [officer.y_m for officer in officers],
                [officer.state != "waiting" for officer in officers],
            )

    return observe
