"""Serve the dashboard: waitress, one process, eight threads, on every system."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path

from dashboard.app import create_app
from dashboard.jobs.routes import ledger_of
from dashboard.jobs.steps import steps_of
from dashboard.jobs.supervisor import working
from dashboard.logs import log_as_json
from dashboard.site import BODY_BYTES, Site
from dashboard.slow_clients import SlowProofServer
from sim.core.errors import RunError, StoreError

__all__ = ["serve"]

_THREADS = 8
_REQUEST_S = 10.0
"""By when a request must have come, headers and body."""
_IDLE_S = 30
"""How long a connection stays open that nothing is sent on."""
_DRAIN_S = 10.0
"""How long what has been asked is still answered after the end was asked for."""
_CONNECTIONS = 1000
_HEADER_BYTES = 32 * 1024


def serve(
    runs_root: Path,
    *,
    port: int = 8050,
    site: Site | None = None,
    open_browser: bool = False,
    workers: int = 0,
    cluster: str | None = None,
) -> None:
    """Serve until interrupted; Ctrl-C and SIGTERM end it cleanly, once what has been asked is answered.

    Parameters
    ----------
    runs_root
        The folder of the run store.
    port
        Where to listen; port 0 takes a free one.
    site
        Under which names and below which path it is asked for; None is this machine alone.
    open_browser
        Open the Start page in the browser of this machine once the server listens.
    workers
        How many processes do the runs that are asked for; without any, none can be asked for.
    cluster
        The address of a Dask scheduler that these processes have the work done by, each one step at a time.

    Raises
    ------
    RunError
        If nothing can listen there, or no scheduler answers.
    StoreError
        If the folder cannot be read, or workers could not write what they are asked for.
    """
    site = site or Site()
    _check_store(runs_root, is_written=workers > 0)
    if cluster is not None and not workers:
        raise RunError("--cluster", "nobody hands work to it (--workers 0)", "--workers 1 or more")
    with steps_of(cluster):
        pass  # a scheduler that does not answer is said before anything is served
    _check_free(site.host, port)
    log_as_json(requests=site.logs_requests)
    server = listening(runs_root, port=port, site=site, can_run=workers > 0)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(site.address(port),), daemon=True).start()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: server.end())
    with working(runs_root, workers=workers, cluster=cluster):
        server.serve(drain_s=_DRAIN_S)


def _check_store(root: Path, *, is_written: bool) -> None:
    """Refuse a folder that pages cannot read, or workers cannot write; one that is not there yet is empty."""
    try:
        with suppress(FileNotFoundError), os.scandir(root):
            pass
    except OSError as error:
        what = f"cannot be read ({error.strerror or error})"
        raise StoreError(str(root), what, "a folder of stored results, or of none yet") from None
    if is_written:
        try:
            ledger_of(root).forget_old()
        except StoreError as error:
            raise StoreError(error.where, error.what, f"{error.allowed}, or --workers 0 to read alone") from None


def listening(
    runs_root: Path,
    *,
    port: int,
    site: Site,
    can_run: bool = False,
    request_s: float = _REQUEST_S,
    idle_s: int = _IDLE_S,
) -> SlowProofServer:
    """Return the server of the dashboard, which listens from now on and answers once it serves.

    Parameters
    ----------
    can_run
        Whether there are workers beside it.
    request_s
        By when a request must have come.
    idle_s
        How long a connection stays open that nothing is sent on.
    """
    return SlowProofServer(
        create_app(runs_root, site=site, can_run=can_run).server,
        request_s=request_s,
        listen=f"{site.written_host}:{port}",
        threads=_THREADS,
        connection_limit=_CONNECTIONS,
        channel_timeout=idle_s,
        cleanup_interval=1,
        asyncore_use_poll=sys.platform != "win32",
        max_request_header_size=_HEADER_BYTES,
        max_request_body_size=BODY_BYTES + 1,  # waitress refuses what is as long as its limit
        outbuf_overflow=64 * 2**20,  # answers wait in memory: the file system may be read-only
        clear_untrusted_proxy_headers=not site.behind_proxy,
        ident=None,
    )


def _check_free(host: str, port: int) -> None:
    """Refuse an address that is taken or not of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise RunError(
                f"{host}:{port}", f"the dashboard cannot listen here ({why})", "choose another --port"
            ) from None
