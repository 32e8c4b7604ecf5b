"""Who may run: everybody, or who a proxy says has signed in. Reading is open to all."""

from __future__ import annotations

from flask import current_app, request

from dashboard.site import Site

__all__ = ["may_run"]


def may_run() -> bool:
    """Return whether whoever asks may start, stop or remove something.

    The header is believed, since the proxy is bound to remove it from what comes from outside (SECURITY.md).
    """
    site: Site = current_app.config["SITE"]
    return site.sign_in_header is None or bool(request.headers.get(site.sign_in_header, "").strip())
