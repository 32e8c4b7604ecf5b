"""What all commands share: how mistakes and interrupts end, and options that several have."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec, TextIO

import typer

from sim.cli.ending import interruptible, status_of
from sim.core.errors import NoEffect, SimError
from sim.report.console import shown

__all__ = ["DocumentFile", "Json", "Place", "Policies", "Seed", "Settings", "notes_said", "reporting"]

_BAD_INPUT = 2

_P = ParamSpec("_P")

Place = Annotated[
    Path,
    typer.Argument(
        metavar="PLACE", help="A place or a whole scenario (YAML), or the name of a shipped place.", show_default=False
    ),
]
Policies = Annotated[
    list[Path] | None,
    typer.Option(
        "--policy",
        "-p",
        metavar="FILE",
        help="An overlay (YAML), or the name of a shipped policy; may be given more than once, and later ones win.",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="One setting, such as lfr.threshold=0.6 (`lfr.` may be left out); may be given more than once.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
DocumentFile = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Write the document of --json here, and print it only with --json."
    ),
]
Seed = Annotated[int, typer.Option(min=0, max=2**63 - 1, help="The experiment.")]


def reporting(command: Callable[_P, None]) -> Callable[_P, None]:
    """Turn a user's mistake into exit status 2 and an interrupt into 130 or 143, each with a line that says so."""

    @wraps(command)
    def reported(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            with interruptible(), notes_said():
                command(*args, **kwargs)
        except SimError as error:
            print(shown(str(error)), file=sys.stderr)
            raise typer.Exit(_BAD_INPUT) from None
        except KeyboardInterrupt as interrupt:
            print("interrupted", file=sys.stderr)
            raise typer.Exit(status_of(interrupt)) from None

    return reported


@contextmanager
def notes_said() -> Iterator[None]:
    """Say on standard error what can have no effect, in the block."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", NoEffect)
        warnings.showwarning = _said
        yield


def _said(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Say on standard error, and once, what can have no effect; anything else is a warning as Python writes it."""
    if issubclass(category, NoEffect):
        print(shown(f"Note: {message}"), file=sys.stderr)
    else:
        print(warnings.formatwarning(message, category, filename, lineno, line), file=file or sys.stderr)
