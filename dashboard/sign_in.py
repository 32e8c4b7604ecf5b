"""Who may run: everybody, or who a proxy says has signed in. Reading is open to all."""

from __future__ import annotations

from flask import Response, abort, current_app, request

from dashboard import words
from dashboard.site import Site

__all__ = ["require_sign_in"]


def require_sign_in() -> str | None:
    """Return who has signed in, or None where nobody has to; end the request with status 401 if nobody has.

    Every route that starts, stops or removes something calls it first. The header is believed, since the proxy is
    bound to remove it from what comes from outside (SECURITY.md).
    """
    site: Site = current_app.config["SITE"]
    if site.sign_in_header is None:
        return None
    name = request.headers.get(site.sign_in_header, "").strip()
    if not name:
        abort(Response(words.SIGN_IN + "\n", 401, mimetype="text/plain"))
    return name
