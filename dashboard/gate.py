"""What every request passes before it is answered: is it for us, is it short enough, is it one that we take."""

from __future__ import annotations

import json

from dash import Dash
from dash.exceptions import DashException, DependencyException
from flask import Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from dashboard import words
from dashboard.site import BODY_BYTES, Site

__all__ = ["keep_gate"]

_DISPATCH = "/_dash-update-component"


def keep_gate(app: Dash, site: Site) -> None:
    """Refuse what is not for `site`, is too long, or is forged; each with a status and one line of text.

    All of Dash's callbacks run in the browser, so that its door for those that run in the server stays shut: a body
    that is not as Dash wrote it can then do nothing.
    """
    server = app.server
    server.config["MAX_CONTENT_LENGTH"] = BODY_BYTES

    @server.before_request  # type: ignore[untyped-decorator,unused-ignore]
    def refuse() -> Response | None:
        if not site.knows(request.host):
            return _refused(421, words.WRONG_HOST.format(host=request.host[:80]))
        if (request.content_length or 0) > BODY_BYTES:
            return _too_long(None)
        if request.path == _DISPATCH:
            return _refused(404, words.NO_CALLBACKS)
        return None

    server.register_error_handler(RequestEntityTooLarge, _too_long)
    server.register_error_handler(DependencyException, lambda _: _refused(404, words.NO_FILE))
    server.register_error_handler(DashException, lambda _: _refused(400, words.BAD_REQUEST))


def _too_long(_: object) -> Response:
    if request.is_json:
        mistake = {
            "field": "",
            "what": words.TOO_LONG.format(most=BODY_BYTES // 1024),
            "allowed": f"{BODY_BYTES} bytes",
        }
        return Response(json.dumps({"errors": [mistake]}) + "\n", 413, mimetype="application/json")
    return _refused(413, words.TOO_LONG.format(most=BODY_BYTES // 1024))


def _refused(status: int, text: str) -> Response:
    return Response(text + "\n", status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
