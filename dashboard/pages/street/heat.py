"""What the server answers of where faces were searched: how many in each square of the street."""

from __future__ import annotations

import numpy as np
from flask import Response, abort

from dashboard.cache import Packed, packed
from dashboard.library import Library
from dashboard.parts.answer import json_text, kept_answer, run_or_404
from sim.core.errors import StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.store.runs import StoredRun
from sim.store.search_places import search_places

__all__ = ["heat"]

_SQUARE_M = 1.0


def heat(library: Library, run_id: str) -> Response:
    """Answer with the squares of one run: x and y of the lower left corner in metres, and the faces searched there."""
    run = run_or_404(library, run_id)

    def make() -> Packed:
        return packed(json_text(_squares(run)), "application/json")

    try:
        return kept_answer("heat", make, of=[run.manifest.run_id, RESULTS_VERSION])
    except StoreError:
        abort(404)


def _squares(run: StoredRun) -> dict[str, object]:
    places = search_places(run)
    corners = np.floor(np.stack([places.x_m, places.y_m], axis=1) / _SQUARE_M)
    found, counts = np.unique(corners, axis=0, return_counts=True)
    squares = [[x * _SQUARE_M, y * _SQUARE_M, int(n)] for (x, y), n in zip(found.tolist(), counts, strict=True)]
    return {"square_m": _SQUARE_M, "squares": squares, "placed": int(places.x_m.size), "searches": places.n_searches}
