"""What the server answers to GET: data and files, each with an ETag."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Response, abort, request
from plotly.utils import PlotlyJSONEncoder

from dashboard.library import Library
from sim.core.errors import StoreError
from sim.store.runs import StoredRun

__all__ = ["file_answer", "json_answer", "run_or_404"]


def json_answer(data: Any, status: int = 200) -> Response:
    """Answer with data; it may hold Dash components and figures."""
    text = json.dumps(data, cls=PlotlyJSONEncoder, separators=(",", ":"))
    return _cached(Response(text, status=status, mimetype="application/json"))


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
    return _cached(response)


def run_or_404(library: Library, run_id: str) -> StoredRun:
    """Return a stored run; end the request with status 404 if there is none."""
    try:
        return library.open(run_id)
    except StoreError:
        abort(404)


def _cached(response: Response) -> Response:
    """Let a browser keep the answer, and ask each time whether it is still the same."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
