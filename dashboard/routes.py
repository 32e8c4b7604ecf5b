"""What the server answers to GET: pages as component trees, plans, and replay files, all with an ETag."""

from __future__ import annotations

import json
import re
from typing import Any

from dash import html
from flask import Flask, Response, abort, request
from plotly.utils import PlotlyJSONEncoder

from dashboard import words
from dashboard.library import Library
from dashboard.pages.start.page import start_page
from dashboard.pages.street.page import street_page
from dashboard.pages.street.plan import plan_of
from dashboard.parts.content import Content
from dashboard.parts.notice import notice
from dashboard.parts.words import run_name
from sim.core.errors import SimError, StoreError
from sim.store.runs import StoredRun

__all__ = ["add_routes"]

_REPLAY_FILE = re.compile(r"index\.json|people\.bin|[0-9]{3,5}\.bin")
_OWN_PATHS = re.compile(
    r"/(street/?)?|/_dash.*|/_reload.*|/_favicon\.ico|/assets/.*"
    r"|/views/[^/]+|/runs/[^/]+/plan\.json|/runs/[^/]+/replay/[^/]+"
)
_NOT_FOUND = (
    '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{title}</title>'
    '<link rel="stylesheet" href="/assets/10-base.css"><main class="page notice"><h1>{heading}</h1>'
    '<p>{hint}</p><p><a class="action" href="/">{start}</a></p></main></html>'
)


def add_routes(server: Flask, library: Library) -> None:
    """Let `server` answer for the runs of `library`."""

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
        content, run_id, status = _page(page, library)
        return _answer({"run": run_id, "children": content}, status)

    @server.get("/runs/<run_id>/plan.json")  # type: ignore[untyped-decorator,unused-ignore]
    def plan(run_id: str) -> Response:
        return _answer(plan_of(_run(library, run_id)))

    @server.get("/runs/<run_id>/replay/<name>")  # type: ignore[untyped-decorator,unused-ignore]
    def replay(run_id: str, name: str) -> Response:
        path = _run(library, run_id).replay / name
        if not _REPLAY_FILE.fullmatch(name) or not path.is_file():
            abort(404)
        if path.suffix == ".json":
            return _cached(Response(path.read_bytes(), mimetype="application/json"))
        response = Response(path.read_bytes(), mimetype="application/octet-stream")
        response.headers["Content-Encoding"] = "gzip"
        return _cached(response)


def _page(page: str, library: Library) -> tuple[list[Content], str | None, int]:
    runs = library.runs()
    if not runs:
        return [_no_runs()], None, 200
    wanted = request.args.get("run")
    try:
        run = library.open(wanted or _first(runs).manifest.run_id)
    except StoreError:
        return [_unknown(runs)], None, 404
    try:
        content = start_page(run, runs, request.args) if page == "start" else street_page(run, runs)
    except SimError as error:
        return [notice(words.BROKEN_RUN, html.P(str(error)))], None, 500
    return content, run.manifest.run_id, 200


def _no_runs() -> html.Section:
    command = html.Pre(html.Code(words.NO_RUNS_COMMAND))
    return notice(words.NO_RUNS, html.P(words.NO_RUNS_HINT), command)


def _unknown(runs: list[StoredRun]) -> html.Section:
    links = [html.Li(html.A(run_name(run.manifest), href=f"?run={run.manifest.run_id}")) for run in runs]
    return notice(words.UNKNOWN_RUN, html.P(words.UNKNOWN_RUN_HINT), html.Ul(links))


def _first(runs: list[StoredRun]) -> StoredRun:
    """Return the run to begin with: the first that searches faces, if any does."""
    return next((run for run in runs if run.manifest.threshold is not None), runs[0])


def _run(library: Library, run_id: str) -> StoredRun:
    try:
        return library.open(run_id)
    except StoreError:
        abort(404)


def _answer(data: Any, status: int = 200) -> Response:
    text = json.dumps(data, cls=PlotlyJSONEncoder, separators=(",", ":"))
    return _cached(Response(text, status=status, mimetype="application/json"))


def _cached(response: Response) -> Response:
    """Let a browser keep the answer, and ask each time whether it is still the same."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
