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
def dashboard(
    outputs: Outputs = OUTPUTS,
    host: Host = "127.0.0.1",
    port: Port = 8050,
    workers: Workers = 1,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="A Dask scheduler that each of --workers has its steps done by, such as tcp://host:8786.",
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A name by which it is asked for, beside this machine's own; may be repeated."
        ),
    ] = None,
    prefix: Annotated[str, typer.Option(metavar="PATH", help="The path below which its pages are, such as /lfr.")] = "",
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Trust X-Forwarded-For, -Host and -Proto of the one proxy before it.")
    ] = False,
    sign_in_header: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Let run who is named in this header of the proxy; reading stays open."),
    ] = None,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Write one line of JSON for each request, without personal data.")
    ] = False,
) -> None:
    """Look at stored runs in a browser, and ask for others."""
    from dashboard.site import Site  # the dashboard's libraries take two seconds to load

    site = Site(
        prefix=prefix, host=host, names=tuple(allow_host or ()), behind_proxy=behind_proxy,
        sign_in_header=sign_in_header, logs_requests=log_json,
    )  # fmt: skip
    _serve(outputs, port, site, workers, cluster)


def serve_runs(outputs: Path, host: str, port: int, workers: int) -> None:
    """Serve stored runs, and do those asked for, until Ctrl-C; a browser is opened where somebody is at a terminal."""
    from dashboard.site import Site

    _serve(outputs, port, Site(host=host), workers)


def _serve(outputs: Path, port: int, site: object, workers: int, cluster: str | None = None) -> None:
    from dashboard.serve import serve
    from dashboard.site import Site

    assert isinstance(site, Site)
    typer.echo(f"The dashboard is at {site.address(port)} (Ctrl-C ends it)")
    serve(outputs, port=port, site=site, open_browser=sys.stdout.isatty(), workers=workers, cluster=cluster)
