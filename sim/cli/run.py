"""One day at the command line: `passerby run`, `validate`, `show`, `schema` and `demo`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, Place, Policies, Seed, Settings, reporting
from sim.cli.progress import progress_bar, waiting
from sim.cli.serving import OUTPUTS, Host, Outputs, Port, Workers, serve_runs
from sim.core.documents import json_text
from sim.core.interrupts import heeding_interrupts
from sim.day.enrolment import wanted_by
from sim.population.home import listed_rates
from sim.report.console import plain_console, shown
from sim.report.text_tables import as_json, print_metrics, print_runs
from sim.scenario.load import json_schema, load
from sim.scenario.schema import Scenario
from sim.scenario.shipped import demo_policies, file_or_shipped, place_file
from sim.store.runs import StoredRun, list_runs, open_run
from sim.store.simulate import Job, simulate

__all__ = ["demo", "run", "schema", "show", "validate"]

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
    scenario = _load(place, policy, set_)
    stored = _simulate(Job(scenario, seed, replication), outputs, with_replay=replay)
    if as_json_:
        typer.echo(as_json(stored))
    else:
        print_metrics(stored, plain_console())


@reporting
def validate(place: Place, policy: Policies = None, set_: Settings = None) -> None:
    """Check a scenario without running it."""
    scenario = _load(place, policy, set_)
    typer.echo(shown(f"{place}: a valid scenario ({scenario.name}; {scenario.policy}; {_home_of(scenario)})"))
    for note in scenario.map_notes:
        typer.echo(shown(note))


@reporting
def show(
    run_id: Annotated[
        str, typer.Argument(metavar="[RUN]", help="A run's id, or its beginning; without it, all runs.")
    ] = "",
    outputs: Outputs = OUTPUTS,
    as_json_: Json = False,
) -> None:
    """Show a stored run, or list all of them."""
    if run_id:
        stored = open_run(outputs, run_id)
        typer.echo(as_json(stored)) if as_json_ else print_metrics(stored, plain_console())
        return
    # nobody has misspelt the folder that runs are in by default: it comes with the first run
    runs = [] if outputs == OUTPUTS and not os.path.lexists(outputs) else list_runs(outputs)
    if as_json_:
        typer.echo(json_text([asdict(run.manifest) for run in runs]))
    else:
        print_runs(runs, plain_console())


@reporting
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    typer.echo(json_text(json_schema()))


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
        scenario = _load(place_file("north_end"), policies, ())
        print_metrics(_simulate(Job(scenario, seed), outputs, with_replay=True), plain_console())
    if serve:
        serve_runs(outputs, host, port, workers)


def _home_of(scenario: Scenario) -> str:
    """Return what the home borough says of who is listed."""
    population = scenario.population
    if population.listed_share is not None:
        return (
            f"in {population.borough}; 1 in {1 / max(population.listed_share, 1e-12):,.0f} people on the street listed"
        )
    wanted = wanted_by(scenario.lfr)
    local = wanted.share_in(population)
    rates = listed_rates(wanted.size, local_share=local, residents=population.residents, city=population.city)
    visitors = rates.of_visitors(population.city_share_of_visitors)
    return (
        f"in {population.borough}, where {local:.1%} of a list of {wanted.size:,} live; listed are 1 in "
        f"{1 / max(rates.borough, 1e-12):,.0f} residents and 1 in {1 / max(visitors, 1e-12):,.0f} visitors"
    )


def _load(place: Path, policies: Sequence[Path] | None, settings: Sequence[str] | None) -> Scenario:
    with waiting("Reading the scenario (and compiling, the first time)", plain_console(stderr=True)):
        overlays = [file_or_shipped(policy, "policies") for policy in policies or ()]
        return load(file_or_shipped(place, "places"), policies=overlays, settings=settings or ())


def _simulate(job: Job, outputs: Path, *, with_replay: bool) -> StoredRun:
    scenario = job.scenario
    with (
        heeding_interrupts() as heed,
        progress_bar(scenario.name, plain_console(stderr=True)) as bar,
    ):
        return simulate(job, root=outputs, with_replay=with_replay, observers=[heed, bar])
