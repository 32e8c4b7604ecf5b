"""The form of the Scenario page as data: what there is to choose, each setting with its source, what a link says."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from typing import Any

from flask import request

from dashboard.jobs.form import Form, FormErrors, as_data, form_of, request_of, shipped_day
from dashboard.jobs.share import BadLink, unpacked
from dashboard.library import Library
from dashboard.pages.scenario import words
from dashboard.pages.scenario.presets import presets_of
from dashboard.parts.answer import json_answer
from sim.core.errors import SimError
from sim.report.coverage_svg import coverage_drawings, coverage_key
from sim.scenario.coverage_rows import coverage_rows
from sim.scenario.form_fields import PROFILE, FormField, form_fields
from sim.scenario.load import load_profile
from sim.scenario.located import read
from sim.scenario.schema import Scenario
from sim.scenario.shipped import file_of, names_of
from sim.store.requests import Request

__all__ = ["coverage_answer", "form_answer", "mistaken", "names"]

_ENDLESS = 1e8
"""A bound beyond which nobody types is not said."""


def form_answer(library: Library) -> Any:
    """Answer with the form that a link holds, or the usual one: words, choices, settings, and what is changed."""
    try:
        form = _form()
        scenario = shipped_day(form.place, form.policy)
    except SimError as error:
        return mistaken(error)
    fields = [_field(scenario, field) for field in form_fields(scenario)]
    shown = {field["key"]: field for field in fields}
    return json_answer(
        {
            "words": words.FORM,
            "form": {**Form().model_dump(mode="json"), **as_data(form)},
            "places": _places(),
            "policies": names("policies"),
            "presets": presets_of(scenario),
            "shown": [shown[key] for key in words.CHOSEN if key in shown],
            "groups": _groups([field for field in fields if field["key"] not in words.CHOSEN]),
        }
    )


def coverage_answer(library: Library) -> Any:
    """Answer with drawings of what the cameras cover, and the table behind them."""
    try:
        asked = request_of(_form())
    except SimError as error:
        return mistaken(error)
    assert isinstance(asked, Request), "the form is of a day"
    scenario = asked.settings
    return json_answer(
        {
            "drawings": [asdict(drawing) for drawing in coverage_drawings(scenario)],
            "key": coverage_key(scenario),
            "rows": coverage_rows(scenario),
            "has_lfr": scenario.lfr is not None,
            "attribution": scenario.attribution,
        }
    )


def _form() -> Form:
    packed = request.args.get("s")
    if packed is None:
        return form_of({name: request.args[name] for name in ("place", "policy") if name in request.args})
    form = unpacked(packed)
    if form.arms:
        raise BadLink("link", "it holds programmes", "a day")
    return form


def mistaken(error: SimError) -> Any:
    """Answer that a link holds no form, and what is wrong with it."""
    mistakes = [vars(one) for one in error.mistakes] if isinstance(error, FormErrors) else [
        {"field": "", "what": error.what, "allowed": error.allowed}
    ]  # fmt: skip
    return json_answer({"errors": mistakes}, 400)


def _field(scenario: Scenario, field: FormField) -> dict[str, Any]:
    choices = [{"value": one, "label": one.replace("_", " ")} for one in field.choices]
    if field.key == PROFILE:
        usual = words.FORM["as_policy"]
        choices = [{"value": "", "label": str(usual).format(name=field.value)}]
        choices += [{"value": one, "label": _profile_name(one)} for one in field.choices]
    elif field.key == "lfr.sites":
        choices = [{"value": one, "label": site.name} for one, site in scenario.all_sites.items()]
    return {
        "key": field.key,
        "label": words.label_of(field.key),
        "hint": words.HINTS.get(field.key, field.about),
        "kind": field.kind,
        "value": "" if field.key == PROFILE else _text(field.value, field.kind),
        "choices": choices,
        "unit": field.unit,
        "bounds": _bounds(field),
        "basis": field.basis,
        "because": field.because,
        "range": None if field.low is None else [f"{field.low:g}", f"{field.high:g}"],
    }


def _text(value: Any, kind: str) -> Any:
    """Write a value as a reader would type it."""
    if kind == "choices":
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.12g}"
    return value if isinstance(value, str) else json.dumps(value)


def _bounds(field: FormField) -> str:
    edges = (field.least, None if field.most is None or field.most >= _ENDLESS else field.most)
    least, most = (None if edge is None else f"{edge:,.12g}" for edge in edges)
    said = {name: str(text) for name, text in words.FORM.items()}
    if least is not None and most is not None:
        return said["between"].format(least=least, most=most)
    if least is not None:
        return said["above" if field.is_open[0] else "least"].format(least=least)
    return "" if most is None else said["below" if field.is_open[1] else "most"].format(most=most)


def _groups(fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for start, title in words.GROUPS.items():
        own = [field for field in fields if field["key"].startswith(f"{start}.")]
        if own:
            found.append({"title": title, "fields": own})
    return found


def _places() -> list[dict[str, str]]:
    """Return the shipped places as choices, and after them the streets of boroughs."""
    streets = sorted(names("streets"), key=lambda one: one["label"])
    return [*names("places"), *({**one, "label": words.generic_street(one["label"])} for one in streets)]


@cache
def names(kind: str) -> list[dict[str, str]]:
    """Return the shipped places, policies or programmes as choices."""
    found = []
    for name in names_of(kind):
        data = read(file_of(kind, name)).data
        lfr = data.get("lfr") if kind == "policies" else None
        label = lfr.get("name") if isinstance(lfr, dict) else data.get("name")
        found.append({"value": name, "label": label or name.replace("_", " ").capitalize()})
    return found


@cache
def _profile_name(name: str) -> str:
    return load_profile(name).name
