"""`passerby assure`: what the program may be used for, what it assumes, and how it was checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, reporting
from sim.core.documents import json_text
from sim.core.whole_file import write_whole
from sim.programme.run import OUTPUTS
from sim.report.assurance import assurance_of, assurance_record
from sim.report.assurance_tables import print_assurance
from sim.report.checks import read_results
from sim.report.console import plain_console
from sim.report.html import html_page

__all__ = ["assure"]

_RESULTS = OUTPUTS / "tests.xml"
"""Where `make test` writes what came of it."""


@reporting
def assure(
    as_json: Json = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write it as a web page.")] = None,
    results: Annotated[
        Path | None,
        typer.Option("--results", metavar="FILE", help=f"Results of tests (JUnit XML); {_RESULTS} if it is there."),
    ] = None,
) -> None:
    """Say what it may be used for, what it assumes, what was tested and how that ended, and known defects."""
    statement = assurance_of(read_results(results or (_RESULTS if _RESULTS.is_file() else None)))
    if html is not None:
        write_whole(html, html_page(statement).encode())
    if as_json:
        typer.echo(json_text(assurance_record(statement)))
    elif html is not None:
        typer.echo(str(html))
    else:
        print_assurance(statement, plain_console())
