"""What the server answers of a run at other thresholds: worked out once, and kept."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

import numpy as np
from flask import Response

from dashboard.library import Library
from dashboard.parts.answer import json_answer, run_or_404
from sim.core.errors import SimError
from sim.store.runs import StoredRun
from sim.store.thresholds import at_thresholds

__all__ = ["expected_at_thresholds", "thresholds_file"]

_KEEP = 32
_DIGITS = 10
_NAMES = (
    "alerts", "false_alerts", "engagements", "false_stops", "arrests", "listed_missed", "listed_people",
    "listed_searches", "listed_hits", "other_searches", "other_hits",
)  # fmt: skip

_kept: OrderedDict[str, dict[str, Any]] = OrderedDict()
_lock = Lock()


def thresholds_file(library: Library, run_id: str) -> Response:
    """Answer with the expected numbers of one run at many thresholds; a second or two the first time."""
    run = run_or_404(library, run_id)
    try:
        return json_answer(expected_at_thresholds(run))
    except SimError as error:
        return json_answer({"why": str(error)}, 422)


def expected_at_thresholds(run: StoredRun) -> dict[str, Any]:
    """Return `thresholds`, `groups`, and `expected` numbers by name, group and threshold; kept for the last few runs.

    Raises
    ------
    SimError
        As `sim.store.thresholds.at_thresholds`.
    """
    key = run.manifest.run_id
    with _lock:
        if key not in _kept:
            found = at_thresholds(run)
            _kept[key] = {
                "thresholds": found.thresholds,
                "groups": found.groups,
                "expected": {name: _rounded(found.expected[name]) for name in _NAMES},
            }
        _kept.move_to_end(key)
        while len(_kept) > _KEEP:
            _kept.popitem(last=False)
        return _kept[key]


def _rounded(values: Any) -> list[list[float]]:
    """Return numbers by group and threshold, with as many digits as matter."""
    return [[float(f"{value:.{_DIGITS}g}") for value in row] for row in np.transpose(values)]
