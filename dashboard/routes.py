"""What the server answers to GET: the pages as component trees, and what else each of them needs."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from dash import html
from flask import Flask, Response, abort, request

from dashboard import words
from dashboard.cache import Packed, packed
from dashboard.library import Library
from dashboard.parts.answer import file_answer, json_text, kept_answer, send
from dashboard.parts.content import Content
from dashboard.parts.notice import notice
from dashboard.parts.page import Page
from dashboard.parts.registry import Registry
from dashboard.parts.view import NoRunStored, UnknownComparison, UnknownRun, View
from dashboard.parts.words import listed, run_name
from sim.core.errors import SimError
from sim.store.runs import StoredRun

__all__ = ["add_routes", "asset_paths"]

_ANY_PATH = "/<path:path>"
"""The rule by which Dash answers to every path that nothing else answers to."""
_LOG = logging.getLogger(__name__)
_MOST_LISTED = 20
"""How many runs are listed where one can not be shown; the picker of any of them has all."""
_KINDS = {".js": "text/javascript", ".css": "text/css"}
_NOT_FOUND = (
    '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{title}</title>'
    '<link rel="stylesheet" href="{base}/assets/10-base.css"><main class="page notice"><h1>{heading}</h1>'
    '<p>{hint}</p><p><a class="action" href="{path}">{home}</a></p></main></html>'
)


def add_routes(server: Flask, library: Library, pages: Registry) -> None:
    """Let `server` answer for the runs of `library` on `pages`."""

    @server.before_request  # type: ignore[untyped-decorator,unused-ignore]
    def refuse_unknown_pages() -> Response | None:
        is_answered = request.url_rule is None or request.url_rule.rule != _ANY_PATH
        return None if is_answered or pages.at(request.path) is not None else _not_found(pages)

    @server.get("/views/<name>")  # type: ignore[untyped-decorator,unused-ignore]
    def view(name: str) -> Response:
        try:
            page = pages.named(name)
        except SimError:
            return _not_found(pages)
        seen = View(library, request.args.to_dict(), lambda other: pages.named(other).path)
        if page.is_fresh:
            return send(_made(page, seen))
        about = [sorted(seen.state.items()), library.token(seen.run_id), request.url_root]
        return kept_answer(name, partial(_made, page, seen), of=about)

    @server.get("/pages/<name>/<file>")  # type: ignore[untyped-decorator,unused-ignore]
    def asset(name: str, file: str) -> Response:
        path = next((page.files().get(file) for page in pages if page.name == name), None)
        if path is None:
            abort(404)
        return file_answer(path, mimetype=_KINDS[path.suffix])

    for page in pages:
        for route in page.routes:
            name = f"{page.name} {route.rule}".replace(".", " ")
            server.add_url_rule(route.rule, name, partial(route.answer, library), methods=list(route.methods))


def asset_paths(pages: Registry) -> list[str]:
    """Return where the scripts and styles of the pages are, in the order in which they are loaded."""
    return [f"/pages/{page.name}/{file}" for page in pages for file in page.files()]


def _made(page: Page, view: View) -> Packed:
    """Return the content of a page; whatever is wrong with one run is told in its place, and is of that run alone."""
    try:
        content = page.content(view)
    except NoRunStored:
        return _instead(_no_runs(), 200)
    except UnknownRun as error:
        return _instead(_unknown(error, view.runs), 404)
    except UnknownComparison as error:
        return _instead(notice(words.UNKNOWN_COMPARISON, html.P(str(error))), 404)
    except SimError as error:
        return _instead(_broken(html.P(str(error)), view.runs), 500)
    except Exception:
        _LOG.exception("a page could not be made", extra={"page": page.name, "run": view.run_id})
        return _instead(_broken(html.P(words.BROKEN_HINT), view.runs), 500)
    return _packed({"run": view.run_id, "children": content})


def _instead(content: Content, status: int) -> Packed:
    answer: dict[str, Any] = {"run": None, "children": [content]}
    return _packed(answer, status)


def _packed(answer: dict[str, Any], status: int = 200) -> Packed:
    """Pack an answer, its links below the prefix of the site."""
    return packed(json_text(answer, prefix=request.script_root), "application/json", status)


def _no_runs() -> html.Section:
    command = html.Pre(html.Code(words.NO_RUNS_COMMAND))
    return notice(words.NO_RUNS, html.P(words.NO_RUNS_HINT), command)


def _unknown(error: UnknownRun, runs: list[StoredRun]) -> html.Section:
    return notice(words.UNKNOWN_RUN, html.P(words.UNKNOWN_RUN_HINT), html.P(f"{error.what}."), _others(runs))


def _broken(why: html.P, runs: list[StoredRun]) -> html.Section:
    return notice(words.BROKEN_RUN, why, html.P(words.OTHER_RUNS), _others(runs))


def _others(runs: list[StoredRun]) -> html.Ul:
    links = [html.A(run_name(run.manifest), href=f"?run={run.manifest.run_id}") for run in runs[:_MOST_LISTED]]
    return html.Ul([html.Li(link) for link in links])


def _not_found(pages: Registry) -> Response:
    base = request.script_root
    text = _NOT_FOUND.format(
        title=words.title(words.NOT_FOUND), heading=words.NOT_FOUND, base=base, path=base + pages.home.path,
        home=pages.home.menu, hint=words.NOT_FOUND_HINT.format(pages=listed([page.menu for page in pages])),
    )  # fmt: skip
    return Response(text, status=404, mimetype="text/html")
