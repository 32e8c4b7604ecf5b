"""The command line: `passerby run`, `validate`, `show`, `schema`, `demo` and `dashboard`.

What is wrong with the input goes to standard error, one line a mistake, with exit status 2, and nothing
is written. Ctrl-C ends with status 130 and leaves no half-written run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec

import typer
from rich.console import Console

from sim.core.errors import SimError
from sim.experiment import simulate
from sim.progress import waiting
from sim.scenario.load import json_schema, load
from sim.scenario.schema import Scenario
from sim.shipped import demo_policies, place_file
from sim.store import list_runs, open_run
from sim.table import as_json, print_metrics, print_runs

__all__ = ["app", "main"]

_INTERRUPTED = 130
_BAD_INPUT = 2

app = typer.Typer(
    name="passerby",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Simulate live facial recognition on a high street, with the counts behind every rate.",
)

_P = ParamSpec("_P")


def _reporting(command: Callable[_P, None]) -> Callable[_P, None]:
    """Turn a user's mistake into exit status 2 and an interrupt into 130, each with a line that says so."""

    @wraps(command)
    def reported(*args: _P.args, **kwargs: _P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except SimError as error:
            print(error, file=sys.stderr)
            raise typer.Exit(_BAD_INPUT) from None
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
            raise typer.Exit(_INTERRUPTED) from None

    return reported


Place = Annotated[Path, typer.Argument(metavar="PLACE", help="A place or a whole scenario (YAML).", show_default=False)]
Policies = Annotated[
    list[Path] | None,
    typer.Option("--policy", "-p", metavar="FILE", help="An overlay; may be given more than once, and later ones win."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="One setting, such as lfr.threshold=0.6; may be given more than once."
    ),
]
Seed = Annotated[int, typer.Option(min=0, max=2**63 - 1, help="The experiment.")]
Replication = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Which repetition of it.")]
Outputs = Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Where runs are stored.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port of the dashboard.")]
Host = Annotated[str, typer.Option(help="The address that the dashboard listens on.")]

_OUTPUTS = Path("outputs/runs")


@app.command()
@_reporting
def run(
    place: Place,
    policy: Policies = None,
    set_: Settings = None,
    seed: Seed = 1,
    replication: Replication = 0,
    outputs: Outputs = _OUTPUTS,
    replay: Annotated[bool, typer.Option(help="Record positions for the dashboard's replay.")] = True,
    as_json_: Json = False,
) -> None:
    """Simulate one day and store it."""
    scenario = _load(place, policy, set_)
    stored = simulate(scenario, seed=seed, replication=replication, root=outputs, with_replay=replay)
    if as_json_:
        typer.echo(as_json(stored))
    else:
        print_metrics(stored, Console())


@app.command()
@_reporting
def validate(place: Place, policy: Policies = None, set_: Settings = None) -> None:
    """Check a scenario without running it."""
    scenario = _load(place, policy, set_)
    policy_name = "no facial recognition" if scenario.lfr is None else scenario.lfr.name
    typer.echo(f"{place}: a valid scenario ({scenario.name}; {policy_name})")


@app.command()
@_reporting
def show(
    run_id: Annotated[
        str, typer.Argument(metavar="[RUN]", help="A run's id, or its beginning; without it, all runs.")
    ] = "",
    outputs: Outputs = _OUTPUTS,
    as_json_: Json = False,
) -> None:
    """Show a stored run, or list all of them."""
    if run_id:
        stored = open_run(outputs, run_id)
        typer.echo(as_json(stored)) if as_json_ else print_metrics(stored, Console())
        return
    runs = list_runs(outputs)
    if as_json_:
        typer.echo(json.dumps([run.manifest.__dict__ for run in runs], indent=2))
    else:
        print_runs(runs, Console())


@app.command()
@_reporting
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    typer.echo(json.dumps(json_schema(), indent=2))


@app.command()
@_reporting
def demo(
    serve: Annotated[bool, typer.Option(help="Open the dashboard afterwards.")] = True,
    seed: Seed = 1,
    outputs: Outputs = _OUTPUTS,
    host: Host = "127.0.0.1",
    port: Port = 8050,
) -> None:
    """Simulate a day on North End, Croydon, and look at it in a browser."""
    for policies in demo_policies():
        scenario = _load(place_file("north_end"), policies, ())
        print_metrics(simulate(scenario, seed=seed, replication=0, root=outputs, with_replay=True), Console())
    if serve:
        _serve(outputs, host, port)


@app.command()
@_reporting
def dashboard(outputs: Outputs = _OUTPUTS, host: Host = "127.0.0.1", port: Port = 8050) -> None:
    """Look at stored runs in a browser."""
    _serve(outputs, host, port)


def main() -> None:
    """Run the command line."""
    app()


def _load(place: Path, policies: Sequence[Path] | None, settings: Sequence[str] | None) -> Scenario:
    with waiting("Reading the scenario (and compiling, the first time)", Console(stderr=True)):
        return load(place, policies=policies or (), settings=settings or ())


def _serve(outputs: Path, host: str, port: int) -> None:
    from dashboard.serve import serve  # the dashboard's libraries take two seconds to load

    typer.echo(f"The dashboard is at http://{host}:{port}/ (Ctrl-C ends it)")
    serve(outputs, host=host, port=port, open_browser=sys.stdout.isatty())
