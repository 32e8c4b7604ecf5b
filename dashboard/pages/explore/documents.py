"""What the page asks the server of the emulators that came with the product."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request

from dashboard.jobs.form import form_of
from dashboard.jobs.share import BadLink, packed
from dashboard.library import Library
from dashboard.pages.explore.exact import exactly
from dashboard.parts.answer import file_answer, json_answer
from dashboard.parts.emulators import EMULATORS, emulators
from sim.core.errors import SimError
from sim.scenario.shipped import file_of

__all__ = ["document_file", "exact_settings"]


def document_file(library: Library, name: str) -> Response:
    """Answer with the document of an emulator."""
    if name not in emulators():
        abort(404)
    return file_answer(file_of(EMULATORS, name), mimetype="application/json")


def exact_settings(library: Library, name: str) -> Response:
    """Answer with what simulates exactly what the query asks for: the command, the form, and a link to a day of it."""
    if name not in emulators():
        abort(404)
    try:
        return json_answer(_with_link(exactly(emulators()[name], request.args.to_dict())))
    except SimError as error:
        return json_answer({"why": str(error)}, 422)


def _with_link(found: dict[str, Any]) -> dict[str, Any]:
    """Add the end of an address of a page that takes a form; None where the day is too much for one."""
    try:
        return {**found, "link": None if found["day"] is None else f"?s={packed(form_of(found['day']))}"}
    except BadLink:
        return {**found, "link": None}
