"""`passerby programme`: deployments over months and places, read month by month."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, Seed, Settings, reporting
from sim.core.interrupts import heeding_interrupts
from sim.programme.load import load_programme, programme_schema
from sim.programme.results import Progress as Passed
from sim.programme.run import OUTPUTS
from sim.report.console import counting, plain_console
from sim.report.programme_tables import as_document, print_programme
from sim.store.programmes import simulate_programme

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True, help="Deployments over months and places: run them, and read them.")


@app.command("run")
@reporting
def run_command(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A programme (YAML), or the name of a shipped one.", show_default=False),
    ],
    months: Annotated[int | None, typer.Option(metavar="N", min=1, max=120, help="So many months of it.")] = None,
    settings: Settings = None,
    seed: Seed = 1,
    replication: Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Which repetition of it.")] = 0,
    outputs: Annotated[
        Path, typer.Option("--outputs", metavar="DIR", help="Where results are stored, and tables of walks.")
    ] = OUTPUTS,
    as_json_: Json = False,
) -> None:
    """Simulate a programme and print it month by month.

    The first run on a street walks it, once for each footfall that the programme needs, and keeps the table.
    """
    changed = [*(settings or ()), *([] if months is None else [f"months={months}"])]
    programme = load_programme(file, settings=changed)
    with heeding_interrupts() as heed, _progress(programme.months) as show:

        def observe(passed: Passed) -> None:
            heed(passed)
            show(passed)

        stored = simulate_programme(programme, seed=seed, replication=replication, root=outputs, observe=observe)
    if as_json_:
        typer.echo(json.dumps(as_document(stored), indent=2))
    else:
        print_programme(stored, plain_console())


@app.command("schema")
@reporting
def schema_command() -> None:
    """Print the JSON Schema of programme files, with the unit and the source of every setting."""
    typer.echo(json.dumps(programme_schema(), indent=2))


@contextmanager
def _progress(months: int) -> Iterator[Callable[[Passed], None]]:
    with counting() as bar:
        task = bar.add_task("reading", total=months)

        def observe(passed: Passed) -> None:
            bar.update(task, completed=passed.month, description=passed.what)

        yield observe
