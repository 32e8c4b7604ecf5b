"""`passerby programme`: deployments over months and places, read month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, Seed, Settings, reporting
from sim.core.documents import json_text
from sim.core.errors import ScenarioError
from sim.core.interrupts import heeding_interrupts
from sim.programme.load import load_programme, programme_schema
from sim.programme.results import Progress as Passed
from sim.programme.run import OUTPUTS
from sim.programme.schema import Programme
from sim.report.console import counting, plain_console
from sim.report.programme_difference import difference_document, print_difference
from sim.report.programme_tables import as_document, print_programme
from sim.store.programmes import StoredProgramme, simulate_programme

__all__ = ["app"]

_MOST = 2
"""So many programmes are compared."""

app = typer.Typer(no_args_is_help=True, help="Deployments over months and places: run them, and read them.")


@app.command("run")
@reporting
def run_command(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE [FILE]",
            help="A programme (YAML), or the name of a shipped one; of two, the difference is printed too.",
            show_default=False,
        ),
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
    """Simulate a programme and print it month by month; of two, print what the second did otherwise.

    The first run on a street walks it, once for each footfall that the programme needs, and keeps the table.
    """
    if len(files) > _MOST:
        given = ", ".join(map(str, files))
        raise ScenarioError("FILE", f"more than two programmes ({given})", "one, or two to be compared")
    changed = [*(settings or ()), *([] if months is None else [f"months={months}"])]
    programmes = [load_programme(file, settings=changed) for file in files]
    stored = [_simulated(one, seed=seed, replication=replication, outputs=outputs) for one in programmes]
    documents = [as_document(one) for one in stored] if as_json_ else []
    if as_json_ and len(stored) == _MOST:
        typer.echo(json_text({"programmes": documents, "difference": difference_document(stored[0], stored[1])}))
    elif as_json_:
        typer.echo(json_text(documents[0]))
    else:
        console = plain_console()
        for one in stored:
            print_programme(one, console)
            console.print()
        if len(stored) == _MOST:
            print_difference(stored[0], stored[1], console)


def _simulated(programme: Programme, *, seed: int, replication: int, outputs: Path) -> StoredProgramme:
    with heeding_interrupts() as heed, _progress(programme.months) as show:

        def observe(passed: Passed) -> None:
            heed(passed)
            show(passed)

        return simulate_programme(programme, seed=seed, replication=replication, root=outputs, observe=observe)


@app.command("schema")
@reporting
def schema_command() -> None:
    """Print the JSON Schema of programme files, with the unit and the source of every setting."""
    typer.echo(json_text(programme_schema()))


@contextmanager
def _progress(months: int) -> Iterator[Callable[[Passed], None]]:
    with counting() as bar:
        task = bar.add_task("reading", total=months)

        def observe(passed: Passed) -> None:
            bar.update(task, completed=passed.month, description=passed.what)

        yield observe
