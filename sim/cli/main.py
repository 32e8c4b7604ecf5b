"""The command line: `passerby run`, `validate`, `show`, `schema`, `demo`, `dashboard`, and groups of commands.

What is wrong with the input goes to standard error, one line a mistake, with exit status 2, and nothing
is written. Ctrl-C ends with status 130 and leaves no half-written run.
"""

from __future__ import annotations

import typer

from sim.cli.programme import app as programme_app
from sim.cli.recognition import app as recognition_app
from sim.cli.run import demo, run, schema, show, validate
from sim.cli.serving import dashboard
from sim.cli.walk import app as walk_app

__all__ = ["app", "main"]

app = typer.Typer(
    name="passerby",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Simulate live facial recognition on a high street, with the counts behind every rate.",
)
app.add_typer(programme_app, name="programme")
app.add_typer(recognition_app, name="recognition")
app.add_typer(walk_app, name="walk")
for command in (run, validate, show, schema, demo, dashboard):
    app.command()(command)


def main() -> None:
    """Run the command line."""
    app()
