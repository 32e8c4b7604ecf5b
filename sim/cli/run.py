"""One day at the command line: `passerby run`, `show` and `demo`."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, Place, Policies, Seed, Settings, reporting
from sim.cli.progress import progress_bar
from sim.cli.scenario import load_asked
from sim.cli.serving import OUTPUTS, Host, Outputs, Port, Workers, serve_runs
from sim.core.documents import json_text
from sim.core.errors import StoreError
from sim.core.interrupts import heeding_interrupts
from sim.report.console import plain_console
from sim.report.text_tables import as_json, print_metrics, print_runs
from sim.scenario.shipped import demo_policies, place_file
from sim.store.runs import StoredRun, list_runs, open_run
from sim.store.simulate import Job, simulate

__all__ = ["demo", "run", "show"]

Replication = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Which repetition of it.")]


@reporting
def run(
    place: Place,
    policy: Policies = None,
    set_: Settings = None,
    seed: Seed = 1,
    replication: Replication = 0,
    outputs: Outputs = OUTPUTS,
    replay: Annotated[bool, typer.Option(help="Record positions for the dashboard's replay.")] = True,
    as_json_: Json = False,
) -> None:
    """Simulate one day and store it."""
    scenario = load_asked(place, policy, set_)
    stored = _simulate(Job(scenario, seed, replication), outputs, with_replay=replay)
    if as_json_:
        typer.echo(as_json(stored))
    else:
        print_metrics(stored, plain_console())


@reporting
def show(
    run_id: Annotated[
        str, typer.Argument(metavar="[RUN]", help="A run's id, or its beginning; without it, all runs.")
    ] = "",
    outputs: Outputs = OUTPUTS,
    as_json_: Json = False,
) -> None:
    """Show a stored run, or list all of them."""
    # nobody has misspelt the folder that runs are in by default: it comes with the first run
    is_new = outputs == OUTPUTS and not os.path.lexists(outputs)
    if run_id and is_new:
        raise StoreError(str(outputs), f"no run with this id ({run_id!r})", "stored runs: none")
    if run_id:
        stored = open_run(outputs, run_id)
        typer.echo(as_json(stored)) if as_json_ else print_metrics(stored, plain_console())
        return
    runs = [] if is_new else list_runs(outputs)
    if as_json_:
        typer.echo(json_text([asdict(run.manifest) for run in runs]))
    else:
        print_runs(runs, plain_console())


@reporting
def demo(
    serve: Annotated[bool, typer.Option(help="Open the dashboard afterwards.")] = True,
    seed: Seed = 1,
    outputs: Outputs = OUTPUTS,
    host: Host = "127.0.0.1",
    port: Port = 8050,
    workers: Workers = 1,
) -> None:
    """Simulate a day on North End, Croydon, and look at it in a browser."""
    for policies in demo_policies():
        scenario = load_asked(place_file("north_end"), policies, ())
        print_metrics(_simulate(Job(scenario, seed), outputs, with_replay=True), plain_console())
    if serve:
        serve_runs(outputs, host, port, workers)


def _simulate(job: Job, outputs: Path, *, with_replay: bool) -> StoredRun:
    scenario = job.scenario
    with (
        heeding_interrupts() as heed,
        progress_bar(scenario.name, plain_console(stderr=True)) as bar,
    ):
        return simulate(job, root=outputs, with_replay=with_replay, observers=[heed, bar])
