"""The emulators that came with the product, and what the page asks the server of them."""

from __future__ import annotations

from functools import cache

from flask import Response, abort, request

from dashboard.library import Library
from dashboard.pages.explore.exact import exactly
from dashboard.parts.answer import file_answer, json_answer
from sim.core.errors import SimError
from sim.emulator.document import Emulator, read_emulator
from sim.scenario.shipped import file_of, names_of

__all__ = ["document_file", "emulators", "exact_settings"]

_KIND = "emulators"


@cache
def emulators() -> dict[str, Emulator]:
    """Return the shipped emulators of this version of the model by their names."""
    found = {}
    for name in names_of(_KIND):
        try:
            found[name] = read_emulator(file_of(_KIND, name))
        except SimError:
            continue
    return found


def document_file(library: Library, name: str) -> Response:
    """Answer with the document of an emulator."""
    if name not in emulators():
        abort(404)
    return file_answer(file_of(_KIND, name), mimetype="application/json")


def exact_settings(library: Library, name: str) -> Response:
    """Answer with the command that simulates exactly what the query asks for, and with the same as a scenario."""
    if name not in emulators():
        abort(404)
    try:
        return json_answer(exactly(emulators()[name], request.args.to_dict()))
    except SimError as error:
        return json_answer({"why": str(error)}, 422)
