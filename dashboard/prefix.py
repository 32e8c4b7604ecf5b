"""The dashboard below a path of a larger site: what is asked for has the prefix, and what links to it gets it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard.site import Site

__all__ = ["below", "with_prefix"]

_LINKS = ("href", "src", "srcSet", "action")


def below(server: Flask, site: Site) -> None:
    """Let `server` answer below the prefix of `site`, whether the proxy before it takes the prefix off or not."""
    inner = server.wsgi_app

    def outer(environ: dict[str, Any], start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if path == site.prefix or path.startswith(f"{site.prefix}/"):
            environ["PATH_INFO"] = path[len(site.prefix) :] or "/"
        environ["SCRIPT_NAME"] = site.prefix
        return inner(environ, start_response)

    server.wsgi_app = outer if site.prefix else inner  # type: ignore[method-assign]
    if site.behind_proxy:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=1, x_proto=1, x_host=1)  # type: ignore[method-assign]


def with_prefix(tree: Any, prefix: str) -> Any:
    """Return a component tree, as plain data, whose links within the site begin with the prefix."""
    if not prefix:
        return tree
    if isinstance(tree, list):
        return [with_prefix(one, prefix) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: prefix + value if key in _LINKS and _is_within(value) else with_prefix(value, prefix)
        for key, value in tree.items()
    }


def _is_within(address: Any) -> bool:
    return isinstance(address, str) and address.startswith("/") and not address.startswith("//")
