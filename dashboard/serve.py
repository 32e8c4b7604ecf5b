"""Serve the dashboard: gunicorn with one process and eight threads, waitress on Windows."""

from __future__ import annotations

import socket
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Any

from dashboard.app import create_app
from dashboard.jobs.supervisor import working
from sim.core.errors import RunError

__all__ = ["serve"]

_THREADS = 8


def serve(
    runs_root: Path, *, host: str = "127.0.0.1", port: int = 8050, open_browser: bool = False, workers: int = 0
) -> None:
    """Serve until interrupted; Ctrl-C ends it cleanly.

    Parameters
    ----------
    runs_root
        The folder of the run store.
    host, port
        Where to listen; port 0 takes a free one.
    open_browser
        Open the Start page in the browser of this machine once the server listens.
    workers
        How many processes do the runs that are asked for; without any, none can be asked for.

    Raises
    ------
    RunError
        If nothing can listen there.
    """
    _check_free(host, port)
    server = create_app(runs_root, can_run=workers > 0).server
    address = f"http://{host}:{port}/"

    def ready() -> None:
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    run = _with_waitress if sys.platform == "win32" else _with_gunicorn
    with working(runs_root, workers=workers):
        run(server, host, port, ready)


def _check_free(host: str, port: int) -> None:
    """Refuse an address that is taken or not of this machine, before the server tries it again and again."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise RunError(
                f"{host}:{port}", f"the dashboard cannot listen here ({why})", "choose another --port"
            ) from None


def _with_gunicorn(server: Any, host: str, port: int, ready: Any) -> None:
    from gunicorn.app.base import BaseApplication

    class InProcess(BaseApplication):  # type: ignore[misc]
        """Gunicorn without a command line or a settings file of its own."""

        def load_config(self) -> None:
            self.cfg.set("bind", f"{host}:{port}")
            self.cfg.set("workers", 1)
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", _THREADS)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("when_ready", lambda _: ready())
            self.cfg.set("graceful_timeout", 2)

        def load(self) -> Any:
            return server

    InProcess().run()


def _with_waitress(server: Any, host: str, port: int, ready: Any) -> None:
    import waitress

    ready()
    waitress.serve(server, host=host, port=port, threads=_THREADS)
