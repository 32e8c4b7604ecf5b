"""The form of programmes as data: what there is to begin with, and what an arm can be."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from flask import request

from dashboard.jobs.arms import MOST_ARMS, FormArm, arms_of_shipped, shipped_form
from dashboard.jobs.form import Form, as_data
from dashboard.jobs.share import BadLink, unpacked
from dashboard.library import Library
from dashboard.pages.scenario import words
from dashboard.pages.scenario.form_data import mistaken, names
from dashboard.parts.answer import json_answer
from sim.core.errors import SimError
from sim.recognition.watchlist import Scope
from sim.scenario.located import read
from sim.scenario.shipped import file_of

__all__ = ["programmes_answer"]

_FIRST = "pause"
"""The comparison that the form begins with."""
_DRAWS = 4
"""So many it begins with: differences have an interval from three on."""


def programmes_answer(library: Library) -> Any:
    """Answer with the form that a link holds, or with a shipped comparison; and with all there is to choose from."""
    packed = request.args.get("s")
    try:
        form = _shipped(_FIRST) if packed is None else unpacked(packed)
        if not form.arms:
            raise BadLink("link", "it holds a day", "programmes")
    except SimError as error:
        return mistaken(error)
    said, scopes = words.PROGRAMMES, words.PROGRAMMES["scopes"]
    assert isinstance(scopes, dict)
    return json_answer(
        {
            "words": {**words.FORM, **said},
            "form": {**Form().model_dump(mode="json"), **_data(form)},
            "beginnings": _beginnings(),
            "begins_with": _FIRST if packed is None else "",
            "programmes": [{**one, "streets": _streets(one["value"])} for one in names("programmes")],
            "policies": [{"value": "", "label": said["own_policy"]}, *names("policies")],
            "scopes": [{"value": "", "label": said["own_scope"]}]
            + [{"value": one, "label": scopes[one]} for one in get_args(Scope)],
            "most_arms": MOST_ARMS,
        }
    )


def _shipped(name: str) -> Form:
    arms, months = shipped_form(name)
    return Form(arms=arms, months=months, draws=_DRAWS)


@cache
def _beginnings() -> list[dict[str, Any]]:
    """Return what a form can begin with: shipped comparisons, and each programme alone."""
    compared = [{"value": name, "label": label, **_data(_shipped(name))} for name, label in arms_of_shipped().items()]
    alone = [
        {
            "value": f"alone.{one['value']}",
            "label": str(words.PROGRAMMES["alone"]).format(name=one["label"]),
            **_data(Form(arms=(FormArm(name=one["label"][:60], programme=one["value"]),), draws=_DRAWS)),
        }
        for one in names("programmes")
    ]
    return [*compared, *alone]


def _data(form: Form) -> dict[str, Any]:
    return {"months": form.months, **as_data(form)}


@cache
def _streets(programme: str) -> list[dict[str, str]]:
    data = read(file_of("programmes", programme)).data
    return [{"value": name, "label": name.replace("_", " ").title()} for name in data["streets"]]
