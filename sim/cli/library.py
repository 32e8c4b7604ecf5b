"""`passerby library`: comparisons with their results as documents, which pages and reports read at once."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.idle import told
from sim.cli.options import Seed, Settings, reporting
from sim.cli.progress import replications_bar
from sim.core.errors import RunError
from sim.core.whole_file import check_writable
from sim.ensemble.arms import comparison_of
from sim.ensemble.run import run_ensemble
from sim.programme.run import OUTPUTS
from sim.report.console import plain_console
from sim.report.library import library_document
from sim.report.versioned import write_document
from sim.scenario.shipped import names_of

__all__ = ["library"]


@reporting
def library(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME ...]",
            help="Comparisons, by file or name; all that are shipped by default.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where the documents go.")] = Path("library"),
    replications: Annotated[int, typer.Option("--replications", "-n", min=1, max=2**20, help="Of each draw.")] = 1,
    draws: Annotated[
        int, typer.Option("--draws", "-m", min=1, max=2**16, help="Of the uncertain inputs; the first is as given.")
    ] = 6,
    workers: Annotated[int | None, typer.Option(min=1, max=1024, help="Processes; one a core by default.")] = None,
    settings: Settings = None,
    seed: Seed = 1,
    outputs: Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Where results are stored.")] = OUTPUTS,
) -> None:
    """Run comparisons and write each as one document, with its months and its calendar, for the pages.

    The shipped documents are made by `passerby library --to scenarios/library`.
    """
    console = plain_console(stderr=True)
    for name in names or names_of("comparisons"):
        document = to / f"{Path(name).stem}.json"
        check_writable(document)
        comparison, arms = comparison_of(name, settings=settings or ())
        told(arms)
        if len(arms) < 2:
            raise RunError(name, "nothing to compare with", "a comparison, with two arms or more")
        with replications_bar(console) as observe:
            result = run_ensemble(
                arms, replications=replications, draws=draws, seed=seed, workers=workers, root=outputs, observe=observe
            )
        if not result.count("done"):
            first = result.status.row(0, named=True)
            raise RunError(
                f"{name}: {first['arm']}, {first['stage']}", "every replication failed", str(first["message"])
            )
        changed = "".join(f" --set {shlex.quote(one)}" for one in settings or ())
        command = f"passerby library {name} --draws {draws} --replications {replications} --seed {seed}{changed}"
        write_document(document, library_document(result, comparison, command=command))
        typer.echo(str(document))
