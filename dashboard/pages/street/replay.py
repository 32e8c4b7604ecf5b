"""What the player asks the server for: the plan of a run, and the files of its replay."""

from __future__ import annotations

import re

from flask import Response, abort

from dashboard.library import Library
from dashboard.pages.street.plan import plan_of
from dashboard.parts.answer import file_answer, json_answer, run_or_404

__all__ = ["plan", "replay_file"]

_REPLAY_FILE = re.compile(r"index\.json|people\.bin|[0-9]{3,5}\.bin")


def plan(library: Library, run_id: str) -> Response:
    """Answer with the plan of one run."""
    return json_answer(plan_of(run_or_404(library, run_id)))


def replay_file(library: Library, run_id: str, name: str) -> Response:
    """Answer with a file of one run's replay; its binary files are stored packed."""
    path = run_or_404(library, run_id).replay / name
    if not _REPLAY_FILE.fullmatch(name) or not path.is_file():
        abort(404)
    if path.suffix == ".json":
        return file_answer(path, mimetype="application/json")
    return file_answer(path, mimetype="application/octet-stream", encoding="gzip")
