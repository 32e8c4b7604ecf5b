"""The command line: `passerby run`, `validate`, `demo`, `dashboard`, `calibrate`, `hindcast`, and groups of commands.

What is wrong with the input goes to standard error, one line a mistake, with exit status 2, and nothing
is written. Ctrl-C ends with status 130 and leaves no half-written run.
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from sim.cli.assure import assure
from sim.cli.boroughs import boroughs
from sim.cli.calibration import calibrate, hindcast
from sim.cli.claims import claims
from sim.cli.emulator import ask, emulate
from sim.cli.ensemble import compare, ensemble, none, pareto
from sim.cli.library import library
from sim.cli.pack import pack
from sim.cli.place import app as place_app
from sim.cli.programme import app as programme_app
from sim.cli.proportionality import proportionality
from sim.cli.recognition import app as recognition_app
from sim.cli.report import report
from sim.cli.run import demo, run, schema, show, validate
from sim.cli.sensitivity import sensitivity, tipping
from sim.cli.serving import dashboard
from sim.cli.store import app as store_app
from sim.cli.walk import app as walk_app
from sim.core.results_version import RESULTS_VERSION

__all__ = ["app", "main"]

app = typer.Typer(
    name="passerby",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Simulate live facial recognition on a high street, with the counts behind every rate.",
)
app.add_typer(place_app, name="place")
app.add_typer(programme_app, name="programme")
app.add_typer(recognition_app, name="recognition")
app.add_typer(store_app, name="store")
app.add_typer(walk_app, name="walk")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"passerby {version('passerby')}, results version {RESULTS_VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print the version and end.")
    ] = False,
) -> None:
    """Take what belongs to no command."""


for command in (
    run, validate, show, ensemble, compare, none, pareto, emulate, ask, sensitivity, tipping, calibrate, hindcast,
    claims, proportionality, boroughs, library, pack, assure, report, schema, demo, dashboard,
):  # fmt: skip
    app.command()(command)


def main() -> None:
    """Run the command line; letters that the encoding of the terminal lacks are written out."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    app()
