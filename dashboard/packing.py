"""What does not change while the server runs is packed once: scripts, styles, the shell of a page."""

from __future__ import annotations

from flask import Flask, Response, request

from dashboard.cache import Cache, Packed, packed

__all__ = ["pack_what_stays"]

_PACKABLE = ("application/json", "application/javascript", "image/svg+xml", "text/")
_SUITES = "/_dash-component-suites/"
_STAYS = (_SUITES, "/assets/", "/pages/", "/_dash-layout", "/_dash-dependencies")
_LEAST_BYTES = 500
_MOST_BYTES = 16 * 2**20
_YEAR = "public, max-age=31536000, immutable"


def pack_what_stays(server: Flask) -> None:
    """Send texts packed; keep those that stay, so that each is read and packed once.

    Dash reads a script from its package at each request, up to five megabytes. The suites have a fingerprint in their
    address: a browser that has one need not ask again.
    """
    kept = Cache(_MOST_BYTES)

    @server.before_request  # type: ignore[untyped-decorator,unused-ignore]
    def answer_from_kept() -> Response | None:
        if request.method != "GET" or not request.path.startswith(_SUITES) or not _takes_gzip():
            return None
        found = kept.find(request.path)
        return None if found is None else _suite(found)

    @server.after_request  # type: ignore[untyped-decorator,unused-ignore]
    def pack(response: Response) -> Response:
        if not _is_packable(response):
            return response
        response.direct_passthrough = False
        key = request.path + (response.headers.get("ETag") or "")
        if request.path.startswith(_STAYS):
            answer = kept.get(key, lambda: packed(response.get_data(), response.mimetype or ""))
        else:
            answer = packed(response.get_data(), response.mimetype or "")
        if request.path.startswith(_SUITES) and ".v" in request.path:
            return _suite(answer)
        tag, is_weak = response.get_etag()
        if tag is not None and not is_weak:
            response.set_etag(tag, weak=True)
        if hasattr(response.response, "close"):  # a file, which would stay open
            response.response.close()
        response.set_data(answer.body)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        return response


def _is_packable(response: Response) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and "Content-Encoding" not in response.headers
        and (response.mimetype or "").startswith(_PACKABLE)
        and (response.content_length or 0) >= _LEAST_BYTES
        and _takes_gzip()
    )


def _takes_gzip() -> bool:
    return request.accept_encodings.quality("gzip") > 0


def _suite(answer: Packed) -> Response:
    response = Response(answer.body, mimetype=answer.mimetype)
    response.headers.update({"Content-Encoding": "gzip", "Vary": "Accept-Encoding", "Cache-Control": _YEAR})
    return response
