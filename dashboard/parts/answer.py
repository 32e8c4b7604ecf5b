"""What the server answers to GET: data and files, each with an ETag."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, request
from plotly.utils import PlotlyJSONEncoder

from dashboard.cache import Cache, Packed
from dashboard.library import Library
from dashboard.prefix import with_prefix
from sim.core.content_id import content_id
from sim.core.errors import StoreError
from sim.store.runs import StoredRun

__all__ = ["file_answer", "json_answer", "json_text", "kept_answer", "run_or_404", "send"]

_KEEP = "private, no-cache"
"""A browser may keep an answer, and asks each time whether it is still the same."""


def json_answer(data: Any, status: int = 200) -> Response:
    """Answer with data; it may hold Dash components and figures."""
    return _tagged(Response(json_text(data), status=status, mimetype="application/json"))


def json_text(data: Any, *, prefix: str = "") -> str:
    """Write data as JSON; it may hold Dash components and figures, whose links get the prefix of the site."""
    text = json.dumps(data, cls=PlotlyJSONEncoder, separators=(",", ":"))
    if not prefix:
        return text
    return json.dumps(with_prefix(json.loads(text), prefix), separators=(",", ":"))


def kept_answer(key: str, make: Callable[[], Packed], *, of: object = "") -> Response:
    """Answer with what was made once for this key; who has it already is told so before it is made.

    Parameters
    ----------
    key
        Says what the answer is: it is another as soon as what it is made from is another.
    make
        Makes it. An answer whose status is not 200 is not kept.
    of
        What the key is about, if that is not said by it: JSON can write it.
    """
    tag = content_id(current_app.config["BUILD"], key, of)
    if request.if_none_match.contains_weak(tag):
        return _with_tag(Response(status=304), tag)
    cache: Cache = current_app.config["CACHE"]
    return send(cache.get(tag, make), tag=tag)


def send(answer: Packed, *, tag: str | None = None) -> Response:
    """Answer with what was packed; unpacked for who does not take that."""
    takes_gzip = request.accept_encodings.quality("gzip") > 0
    response = Response(answer.body if takes_gzip else answer.unpacked(), answer.status, mimetype=answer.mimetype)
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    if tag is None or answer.status != 200:
        response.headers["Cache-Control"] = "no-store"
        return response
    return _with_tag(response, tag)


def file_answer(path: Path, *, mimetype: str, encoding: str | None = None) -> Response:
    """Answer with a file as it is stored.

    Parameters
    ----------
    path
        A file that is there.
    mimetype
        What it is once it is unpacked.
    encoding
        How it is packed ("gzip"), or None.
    """
    response = Response(path.read_bytes(), mimetype=mimetype)
    if encoding is not None:
        response.headers["Content-Encoding"] = encoding
    return _tagged(response)


def run_or_404(library: Library, run_id: str) -> StoredRun:
    """Return a stored run; end the request with status 404 if there is none."""
    try:
        return library.open(run_id)
    except StoreError:
        abort(404)


def _with_tag(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = _KEEP
    return response


def _tagged(response: Response) -> Response:
    response.headers["Cache-Control"] = _KEEP
    response.add_etag()
    response.make_conditional(request)
    return response
