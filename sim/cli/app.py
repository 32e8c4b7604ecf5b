"""What commands there are: `passerby run`, `validate`, `demo`, `dashboard`, and groups of commands.

Each is imported when it is called: one reads no more than it needs.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from sim.core.docstrings import keep_docstring
from sim.core.results_version import RESULTS_VERSION

__all__ = ["app"]

_COMMANDS = {
    "run": "run",
    "validate": "scenario",
    "show": "run",
    "ensemble": "ensemble",
    "compare": "ensemble",
    "none": "ensemble",
    "pareto": "ensemble",
    "emulate": "emulator",
    "ask": "emulator",
    "sensitivity": "sensitivity",
    "tipping": "sensitivity",
    "calibrate": "calibration",
    "hindcast": "calibration",
    "claims": "claims",
    "proportionality": "proportionality",
    "boroughs": "boroughs",
    "simulate-boroughs": "simulate_boroughs",
    "library": "library",
    "pack": "pack",
    "assure": "assure",
    "report": "report",
    "schema": "scenario",
    "demo": "run",
    "dashboard": "serving",
}
"""Which file of this folder holds the function of each command."""
_GROUPS = ("place", "programme", "recognition", "store", "walk")
"""Files that hold commands of two words in `app`, called as the first of them."""


class _Commands(MutableMapping[str, Any]):
    """The commands by name, each made when it is asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _made(name)
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        raise TypeError("commands stay")

    def __iter__(self) -> Iterator[str]:
        return iter((*_COMMANDS, *_GROUPS))

    def __len__(self) -> int:
        return len(_COMMANDS) + len(_GROUPS)


class _Group(TyperGroup):
    """A group of commands that are not imported before they are called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands()


def _made(name: str) -> Any:
    """Return one command or group; KeyError if there is none of that name."""
    holder = typer.Typer(add_completion=False)
    if name in _GROUPS:
        group = import_module(f"sim.cli.{name}").app
        for one in group.registered_commands:
            keep_docstring(one.callback)
        holder.add_typer(group, name=name)
    else:
        command = getattr(import_module(f"sim.cli.{_COMMANDS[name]}"), name.replace("-", "_"))
        keep_docstring(command)
        holder.command(name)(command)
    return get_group(holder).commands[name]


app = typer.Typer(
    name="passerby",
    cls=_Group,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Simulate live facial recognition on a high street, with the counts behind every rate.",
)


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
