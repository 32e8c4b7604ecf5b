"""What a browser is told to allow: everything from this server, nothing from another."""

from __future__ import annotations

from functools import cache

from dash import Dash
from flask import Response, request

__all__ = ["guard"]

_FRAMED = "/embed/"
"""Below this path are pages that other sites may put into a frame: a picture and its source, and no script."""
_OF_FRAMES = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
)


def guard(app: Dash) -> None:
    """Put the security headers on every answer of `app`.

    The script policy lists the hashes of the inline scripts that Dash writes into the page. It is made
    at the first answer, since Dash may add scripts until then. Style elements must allow 'unsafe-inline': Dash's
    components and Mantine put them into the page as they load (SECURITY.md). Style attributes are refused: scripts
    set styles by the properties of elements, which no policy is about.
    """

    @cache
    def policy() -> str:
        hashes = " ".join(f"'{value.strip(chr(39))}'" for value in app.csp_hashes())
        return "; ".join(
            (
                "default-src 'self'",
                f"script-src 'self' {hashes}",
                "style-src 'self' 'unsafe-inline'",
                "style-src-attr 'none'",
                "img-src 'self' data: blob:",
                "object-src 'none'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            )
        )

    def allowed() -> str:
        if request.path.startswith(_FRAMED):
            return _OF_FRAMES
        return policy()

    @app.server.after_request  # type: ignore[untyped-decorator,unused-ignore]
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = allowed()
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        return response
