"""What a browser is told to allow: everything from this server, nothing from another."""

from __future__ import annotations

from functools import cache

from dash import Dash
from flask import Response

__all__ = ["guard"]


def guard(app: Dash) -> None:
    """Put the security headers on every answer of `app`.

    The script policy lists the hashes of the inline scripts that Dash writes into the page. It is made
    at the first answer, since Dash may add scripts until then. Styles must allow 'unsafe-inline': plotly
    and Mantine both put style elements and attributes into the page while they draw. Images allow data:
    for plotly's own icons.
    """

    @cache
    def policy() -> str:
        hashes = " ".join(f"'{value.strip(chr(39))}'" for value in app.csp_hashes())
        return "; ".join(
            (
                "default-src 'self'",
                f"script-src 'self' {hashes}",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "object-src 'none'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )

    @app.server.after_request  # type: ignore[untyped-decorator,unused-ignore]
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy()
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response
