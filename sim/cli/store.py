"""`passerby store`: look after what is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, reporting
from sim.core.documents import json_text
from sim.programme.run import OUTPUTS
from sim.report.console import plain_console
from sim.report.layout import print_table, say
from sim.store.check import Found, check_store, prune_store

__all__ = ["app"]

Store = Annotated[
    Path,
    typer.Option("--outputs", metavar="DIR", help="The folder of runs, or the one above it with all other results."),
]

_DAMAGED = 1
_SOUND = ("whole", "copy", "being written", "other version")

app = typer.Typer(no_args_is_help=True, help="What is stored: read all of it, and remove what is damaged.")


@app.command("check")
@reporting
def check_command(outputs: Store = OUTPUTS, as_json_: Json = False) -> None:
    """Read everything that is stored, and say what is not as it was stored.

    Exit status 0 if all is whole, 1 if something is damaged or left over, 2 if there is no such folder.
    """
    found = check_store(outputs)
    if as_json_:
        typer.echo(json_text(_document(found)))
    else:
        _print(found, "stored here")
    if any(one.state not in _SOUND for one in found):
        raise typer.Exit(_DAMAGED)


@app.command("prune")
@reporting
def prune_command(
    outputs: Store = OUTPUTS,
    other_versions: Annotated[
        bool, typer.Option("--other-versions", help="Remove results of other versions of the model too.")
    ] = False,
    dry: Annotated[bool, typer.Option("--dry-run", help="Remove nothing, and say what would be.")] = False,
    as_json_: Json = False,
) -> None:
    """Remove what is damaged, and what killed processes have left; all of it is made again when it is asked for."""
    gone = prune_store(outputs, other_versions=other_versions, dry=dry)
    if as_json_:
        typer.echo(json_text(_document(gone)))
    else:
        _print(gone, "would be removed" if dry else "removed")


def _document(found: Sequence[Found]) -> dict[str, object]:
    things = [
        {"path": str(one.path), "kind": one.kind or None, "id": one.identifier, "state": one.state, "what": one.what}
        for one in found
    ]
    return {"counts": dict(Counter(one.state for one in found)), "results": things}


def _print(found: Sequence[Found], what: str) -> None:
    console = plain_console()
    rows = [(one.kind, one.identifier, one.state, one.what) for one in found if one.state != "whole"]
    if rows:
        print_table(console, ("kind", "id", "state", "what is wrong"), rows, words=4)
    counts = Counter(one.state for one in found)
    say(console, f"{what}: {', '.join(f'{n:,} {state}' for state, n in counts.items()) or 'nothing'}")
