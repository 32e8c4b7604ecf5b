"""`passerby simulate-boroughs`: the published deployments of boroughs, simulated, as one document."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from sim.cli.ensemble import Outputs, Workers
from sim.cli.options import Seed, Settings, reporting
from sim.compare.borough_draws import draw_borough
from sim.compare.borough_programmes import simulable, simulable_named
from sim.compare.simulated import FEWEST_DRAWS
from sim.core.whole_file import check_writable
from sim.ensemble.execute import kept
from sim.ensemble.run import workers_of
from sim.programme.run import OUTPUTS
from sim.report.console import plain_console
from sim.report.simulated_boroughs import borough_record, kept_of, simulated_document
from sim.report.versioned import write_document

__all__ = ["simulate_boroughs"]


@reporting
def simulate_boroughs(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME ...]", help="Boroughs; all that have a street by default.", show_default=False),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the document goes.")] = Path(
        "boroughs.json"
    ),
    draws: Annotated[
        int, typer.Option("--draws", "-m", min=FEWEST_DRAWS, max=2**16, help="Of the uncertain inputs.")
    ] = FEWEST_DRAWS,
    settings: Settings = None,
    seed: Seed = 1,
    outputs: Outputs = OUTPUTS,
    workers: Workers = None,
) -> None:
    """Simulate the published deployments of boroughs.

    A borough takes some twenty seconds of a core at 19 draws, and is written when it is done. A file that is there goes
    on: what it has of the same settings is not simulated again. `passerby boroughs --simulated-in FILE` reads it.
    """
    chosen = [simulable_named(name) for name in names] if names else list(simulable().values())
    given = tuple(settings or ())
    check_writable(output)
    records = kept_of(output, draws=draws, seed=seed, settings=given)
    done = {one["name"] for one in records}
    console = plain_console(stderr=True)
    with (
        Progress(console=console, transient=True, disable=not console.is_terminal) as bar,
        workers_of(workers, None, None) as several,
        kept(several) as who,
    ):
        for borough in dict.fromkeys(one for one in chosen if one.name not in done):
            task = bar.add_task(borough.area, total=draws)

            def observe(done: int, task: object = task) -> None:
                bar.update(task, completed=done)  # type: ignore[arg-type]

            drawn = draw_borough(
                borough, draws=draws, seed=seed, root=outputs, settings=given, workers=who, observe=observe
            )
            records.append(borough_record(drawn))
            write_document(output, simulated_document(records, draws=draws, seed=seed, settings=given))
    typer.echo(f"{output}: {len(done)} boroughs were there, {len(records) - len(done)} are new")
