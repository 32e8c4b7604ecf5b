"""The Dash app: a shell that stays, and a content that is fetched for the page and run in the address."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from flask import request

from dashboard import words
from dashboard.build import build_of
from dashboard.cache import Cache
from dashboard.gate import keep_gate
from dashboard.jobs.routes import add_job_routes
from dashboard.library import Library
from dashboard.operation import watch
from dashboard.packing import pack_what_stays
from dashboard.pages.registry import PAGES
from dashboard.parts.aria import aria, data
from dashboard.parts.registry import Registry
from dashboard.parts.words import PRODUCT
from dashboard.prefix import below
from dashboard.results import add_results
from dashboard.routes import add_routes, asset_paths
from dashboard.security import guard
from dashboard.sign_in import may_run
from dashboard.site import Site

__all__ = ["create_app"]

_THEME: dict[str, Any] = {
    "fontFamily": "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif",
    "primaryColor": "ink",
    "primaryShade": 7,
    "colors": {
        "ink": [
            "#eef3f8",
            "#d9e4ef",
            "#b3c9de",
            "#8daece",
            "#5f8bb5",
            "#386999",
            "#215280",
            "#12436d",
            "#0d3556",
            "#08263f",
        ],
    },
}

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{title}</title>
{metas}{favicon}{css}{styles_of_pages}
</head>
<body>
{app_entry}
<noscript><p class="page">{needs_script}</p></noscript>
<div hidden>{config}{scripts}{scripts_of_pages}{renderer}</div>
</body>
</html>"""


class _App(Dash):
    """Dash with an index of our own: language, title by page, pages' own files, a message where scripts are off."""

    def __init__(self, pages: Registry, **settings: Any) -> None:
        self._registry = pages
        super().__init__(__name__, **settings)

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]  # Dash gives all by name
        page = self._registry.at(request.path)
        own = {
            "title": words.title(words.NOT_FOUND if page is None else page.title),
            "needs_script": words.NEEDS_SCRIPT,
            "styles_of_pages": self._links('<link rel="stylesheet" href="{}">', ".css"),
            "scripts_of_pages": self._links('<script src="{}"></script>', ".js"),
        }
        return _PAGE.format(**{**parts, **own})

    def _links(self, tag: str, suffix: str) -> str:
        return "".join(tag.format(path) for path in self._asset_paths() if path.endswith(suffix))

    def _asset_paths(self) -> list[str]:
        prefix: str = self.server.config["SITE"].prefix
        return [prefix + path for path in asset_paths(self._registry)]


def create_app(runs_root: Path, pages: Registry = PAGES, *, site: Site | None = None, can_run: bool = False) -> Dash:
    """Return the dashboard of the runs that are stored below `runs_root`.

    Parameters
    ----------
    runs_root
        The folder of the run store; it may be empty or missing, and is read again at every request.
    pages
        The pages to show, in the order of the menu.
    site
        Where it stands; None is at the root of this machine's own address.
    can_run
        Whether there are workers beside it, so that runs can be asked for.
    """
    site = site or Site()
    app = _App(
        pages, title=PRODUCT, update_title="", serve_locally=True, suppress_callback_exceptions=True,
        assets_folder=str(Path(__file__).parent / "assets"), routes_pathname_prefix="/",
        requests_pathname_prefix=f"{site.prefix}/",
    )  # fmt: skip
    server, library = app.server, Library(runs_root)
    server.config.update(CACHE=Cache(), BUILD=build_of(Path(__file__).parents[1]), SITE=site)
    app.layout = _layout(pages, site.prefix)
    _add_callbacks(app, pages)
    watch(server, library)
    keep_gate(app, site)
    add_routes(server, library, pages)
    add_results(server, library, pages)
    add_job_routes(server, runs_root, can_run=can_run, may_run=may_run)
    guard(app)
    pack_what_stays(server)
    below(server, site)
    return app


def _layout(pages: Registry, prefix: str) -> dmc.MantineProvider:
    paths = json.dumps({prefix + page.path: page.name for page in pages})
    shell = [
        dcc.Location(id="url", refresh="callback-nav"),
        dcc.Store(id="run"),
        html.A(words.SKIP, href="#content", className="skip"),
        html.Header(html.Div([_wordmark(prefix), _menu(pages, prefix)], className="page"), className="top"),
        _banner(),
        html.Main(
            _loading(),
            id="content",
            className="page",
            tabIndex=-1,
            **data(failed=words.FAILED, offline=words.OFFLINE, unreached=words.UNREACHED, pages=paths, prefix=prefix),
        ),
        html.Footer(html.P(words.FOOTER, className="page"), className="foot"),
    ]
    return dmc.MantineProvider(shell, theme=_THEME, forceColorScheme="light")


def _wordmark(prefix: str) -> html.A:
    return html.A(PRODUCT, href=f"{prefix}/", className="wordmark", id="home")


def _menu(pages: Registry, prefix: str) -> html.Nav:
    items = [html.Li(html.A(page.menu, href=prefix + page.path, id=f"menu-{page.name}")) for page in pages]
    return html.Nav(html.Ul(items), **aria(label=words.NAVIGATION))


def _banner() -> html.Section:
    text = html.P([html.Strong(words.BANNER_TITLE), " ", words.BANNER], className="page")
    return html.Section(text, className="banner", **aria(label=words.BANNER_TITLE))


def _loading() -> html.P:
    return html.P(words.LOADING, className="loading", role="status")


def _add_callbacks(app: Dash, pages: Registry) -> None:
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("passerby", "page"),
        Output("content", "children"),
        Output("run", "data"),
        Input("url", "pathname"),
        Input("url", "search"),
        State("run", "data"),
    )
    app.clientside_callback(  # type: ignore[no-untyped-call]
        ClientsideFunction("passerby", "pick"),
        Output("url", "search"),
        Input("pick-place", "value"),
        Input("pick-policy", "value"),
        Input("pick-day", "value"),
        State("run", "data"),
        prevent_initial_call=True,
    )
    for switch in pages.switches:
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("passerby", "choose"),
            *[Output(f"{switch.name}-{option}", "hidden") for option in switch.options],
            Input(switch.name, "value"),
            prevent_initial_call=True,
        )
