"""`passerby calibrate --simulate`: fit settings of the simulator to published figures by history matching."""

from __future__ import annotations

from pathlib import Path

import typer

from sim.calibration.fit_file import write_fit
from sim.cli.progress import replications_bar
from sim.core.documents import json_text
from sim.matching.match import match
from sim.report.console import plain_console
from sim.report.matching_tables import print_matched

__all__ = ["calibrate_by_matching"]


def calibrate_by_matching(
    what: str,
    targets: Path,
    *,
    waves: int,
    points: int,
    replications: int,
    seed: int,
    workers: int | None,
    outputs: Path,
    out: Path | None,
    as_json: bool,
) -> None:
    """Match, print what was found, and write the fit where it is asked for."""
    console = plain_console()
    with replications_bar(console) as bar:
        made = match(
            what,
            targets,
            waves=waves,
            points=points,
            replications=replications,
            seed=seed,
            workers=workers,
            root=outputs,
            observe=bar,
        )
    if out is not None:
        write_fit(made, out)
    if as_json:
        typer.echo(json_text(made.model_dump(mode="json")))
        return
    print_matched(made, console)
    if out is not None:
        console.print(f"\nwritten to {out}")
