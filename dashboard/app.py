"""The Dash app: a shell that stays, and a content that is fetched for the page and run in the address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from flask import request

from dashboard import words
from dashboard.library import Library
from dashboard.parts.aria import aria, data
from dashboard.parts.words import PRODUCT
from dashboard.routes import add_routes
from dashboard.security import guard
from sim.report.rates import PER

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
{metas}{favicon}{css}
</head>
<body>
{app_entry}
<noscript><p class="page">{needs_script}</p></noscript>
<div hidden>{config}{scripts}{renderer}</div>
</body>
</html>"""


class _App(Dash):
    """Dash with a page of our own: language, title by page, and a message where scripts are off."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]  # Dash gives all by name
        page = "street" if request.path.startswith("/street") else "start"
        return _PAGE.format(**{**parts, "title": words.title(page), "needs_script": words.NEEDS_SCRIPT})


def create_app(runs_root: Path) -> Dash:
    """Return the dashboard of the runs that are stored below `runs_root`.

    Parameters
    ----------
    runs_root
        The folder of the run store; it may be empty or missing, and is read again at every request.
    """
    app = _App(
        __name__, title=PRODUCT, update_title="", serve_locally=True, suppress_callback_exceptions=True,
        assets_folder=str(Path(__file__).parent / "assets"),
    )  # fmt: skip
    app.layout = _layout
    _add_callbacks(app)
    add_routes(app.server, Library(runs_root))
    guard(app)
    return app


def _layout() -> dmc.MantineProvider:
    shell = [
        dcc.Location(id="url", refresh="callback-nav"),
        dcc.Store(id="run"),
        html.A(words.SKIP, href="#content", className="skip"),
        html.Header(html.Div([_wordmark(), _menu()], className="page"), className="top"),
        _banner(),
        html.Main(_loading(), id="content", className="page", tabIndex=-1, **data(failed=words.FAILED)),
        html.Footer(html.P(words.FOOTER, className="page"), className="foot"),
    ]
    return dmc.MantineProvider(shell, theme=_THEME, forceColorScheme="light")


def _wordmark() -> html.A:
    return html.A(PRODUCT, href="/", className="wordmark", id="home")


def _menu() -> html.Nav:
    paths = {"start": "/", "street": "/street"}
    items = [html.Li(html.A(words.PAGES[page], href=path, id=f"menu-{page}")) for page, path in paths.items()]
    return html.Nav(html.Ul(items), **aria(label=words.NAVIGATION))


def _banner() -> html.Section:
    text = html.P([html.Strong(words.BANNER_TITLE), " ", words.BANNER], className="page")
    return html.Section(text, className="banner", **aria(label=words.BANNER_TITLE))


def _loading() -> html.P:
    return html.P(words.LOADING, className="loading", role="status")


def _add_callbacks(app: Dash) -> None:
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
    for name, options in (("per", PER), ("by", ("ethnic_group", "sex", "age_band")), ("tree", ("day", "days"))):
        app.clientside_callback(  # type: ignore[no-untyped-call]
            ClientsideFunction("passerby", f"switch_{name}"),
            *[Output(f"{name}-{option}", "hidden") for option in options],
            Input(name, "value"),
            prevent_initial_call=True,
        )
