"""`passerby dashboard`: stored runs in a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import reporting

__all__ = ["OUTPUTS", "Host", "Outputs", "Port", "Workers", "dashboard", "serve_runs"]

Outputs = Annotated[Path, typer.Option("--outputs", metavar="DIR", help="Where runs are stored.")]
Port = Annotated[int, typer.Option(min=1, max=65535, help="The port of the dashboard.")]
Workers = Annotated[
    int, typer.Option(min=0, max=64, help="Processes that do the runs asked for from a page; 0: none can be asked for.")
]
Host = Annotated[str, typer.Option(help="The address that the dashboard listens on.")]

OUTPUTS = Path("outputs/runs")
"""Where runs are stored unless somebody says otherwise."""


@reporting
def dashboard(outputs: Outputs = OUTPUTS, host: Host = "127.0.0.1", port: Port = 8050, workers: Workers = 1) -> None:
    """Look at stored runs in a browser, and ask for others."""
    serve_runs(outputs, host, port, workers)


def serve_runs(outputs: Path, host: str, port: int, workers: int) -> None:
    """Serve stored runs, and do those asked for, until Ctrl-C; a browser is opened where somebody is at a terminal."""
    from dashboard.serve import serve  # the dashboard's libraries take two seconds to load

    typer.echo(f"The dashboard is at http://{host}:{port}/ (Ctrl-C ends it)")
    serve(outputs, host=host, port=port, open_browser=sys.stdout.isatty(), workers=workers)
