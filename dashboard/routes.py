"""What the server answers to GET: pages as component trees, plans, and replay files, all with an ETag."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dash import html
from flask import Flask, Response, abort, request
from plotly.utils import PlotlyJSONEncoder

from dashboard import words
from dashboard.parts import Content, notice
from dashboard.plan import plan_of
from dashboard.start import start_page
from dashboard.street import street_page
from sim.core.errors import StoreError
from sim.store import StoredRun, list_runs, open_run

__all__ = ["add_routes"]

_RUN_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_REPLAY_FILE = re.compile(r"index\.json|people\.bin|[0-9]{3,5}\.bin")
_OWN_PATHS = re.compile(r"/(street/?)?|/_dash.*|/_reload.*|/assets/.*|/_favicon\.ico|/views/.*|/runs/.*")
_NOT_FOUND = (
    '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{title}</title>'
    '<link rel="stylesheet" href="/assets/10-base.css"><main class="page notice"><h1>{heading}</h1>'
    '<p>{hint}</p><p><a class="action" href="/">{start}</a></p></main></html>'
)


def add_routes(server: Flask, runs_root: Path) -> None:
    """Let `server` answer for the runs that are stored below `runs_root`."""

    @server.before_request  # type: ignore[untyped-decorator,unused-ignore]
    def refuse_unknown_pages() -> Response | None:
        if _OWN_PATHS.fullmatch(request.path):
            return None
        text = _NOT_FOUND.format(
            title=words.title(""), heading=words.NOT_FOUND, hint=words.NOT_FOUND_HINT, start=words.PAGES["start"]
        )
        return Response(text, status=404, mimetype="text/html")

    @server.get("/views/<page>")  # type: ignore[untyped-decorator,unused-ignore]
    def view(page: str) -> Response:
        if page not in words.PAGES:
            abort(404)
        content, run_id, status = _page(page, runs_root)
        return _answer({"run": run_id, "children": content}, status)

    @server.get("/runs/<run_id>/plan.json")  # type: ignore[untyped-decorator,unused-ignore]
    def plan(run_id: str) -> Response:
        return _answer(plan_of(_run(runs_root, run_id)))

    @server.get("/runs/<run_id>/replay/<name>")  # type: ignore[untyped-decorator,unused-ignore]
    def replay(run_id: str, name: str) -> Response:
        path = _run(runs_root, run_id).replay / name
        if not _REPLAY_FILE.fullmatch(name) or not path.is_file():
            abort(404)
        is_packed = path.suffix == ".bin"
        response = Response(path.read_bytes(), mimetype="application/octet-stream" if is_packed else "application/json")
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        return _cached(response)


def _page(page: str, runs_root: Path) -> tuple[list[Content], str | None, int]:
    runs = list_runs(runs_root)
    if not runs:
        hint = (html.P(words.NO_RUNS_HINT), html.Pre(html.Code(words.NO_RUNS_COMMAND)))
        return [notice(words.NO_RUNS, *hint)], None, 200
    wanted = request.args.get("run")
    try:
        run = _first(runs) if wanted is None else _open(runs_root, wanted)
    except StoreError:
        links = [html.Li(html.A(f"{r.manifest.place}, {r.manifest.policy}, {words.day_name(r.manifest)}",
                                href=f"?run={r.manifest.run_id}")) for r in runs]  # fmt: skip
        return [notice(words.UNKNOWN_RUN, html.P(words.UNKNOWN_RUN_HINT), html.Ul(links))], None, 404
    draw: dict[str, Callable[[], list[Content]]] = {
        "start": lambda: start_page(run, runs, request.args),
        "street": lambda: street_page(run, runs),
    }
    return draw[page](), run.manifest.run_id, 200


def _first(runs: list[StoredRun]) -> StoredRun:
    """Return the run to begin with: the first that searches faces, if any does."""
    return next((run for run in runs if run.manifest.threshold is not None), runs[0])


def _open(runs_root: Path, run_id: str) -> StoredRun:
    if not _RUN_ID.fullmatch(run_id):
        raise StoreError(str(runs_root), f"no run id ({run_id!r})", "letters, digits, - and _")
    return open_run(runs_root, run_id)


def _run(runs_root: Path, run_id: str) -> StoredRun:
    try:
        return _open(runs_root, run_id)
    except StoreError:
        abort(404)


def _answer(data: Any, status: int = 200) -> Response:
    text = json.dumps(data, cls=PlotlyJSONEncoder, separators=(",", ":"))
    return _cached(Response(text, status=status, mimetype="application/json"))


def _cached(response: Response) -> Response:
    """Let a browser keep the answer, and ask each time whether it is still the same."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    return response.make_conditional(request)
