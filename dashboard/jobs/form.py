"""What somebody asks for on a page: a place, a policy and settings, or programmes; checked by the model's loader.

    {"v": 1, "place": "north_end", "policy": "lfr_fixed_2025", "settings": {"lfr.threshold": 0.6},
     "profile": null, "seeds": [1], "replications": 1}
    {"v": 1, "arms": [{"name": "0.64", "programme": "north_end_year"},
                      {"name": "0.60", "programme": "north_end_year", "threshold": 0.6}],
     "months": 6, "draws": 2, "seeds": [1], "replications": 1}

A setting is one that single values can change (`sim.scenario.form_fields`), so that no form names a file. Its value is
what YAML would hold, or a text of it as a reader types it. What is wrong is said field by field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import Field

from dashboard.jobs.arms import MOST_ARMS, FormArm, arm_text
from dashboard.jobs.asked import Asked
from dashboard.jobs.comparison import ComparisonRequest
from sim.core.config import Config
from sim.core.errors import RunError, ScenarioError, SimError
from sim.scenario.explain import ScenarioErrors
from sim.scenario.form_fields import PROFILE, form_fields
from sim.scenario.load import load, validate, with_values
from sim.scenario.located import Located, Mark
from sim.scenario.schema import Scenario
from sim.scenario.shipped import file_of, instead_of, is_shipped, names_of
from sim.scenario.vary import setting_of
from sim.store.requests import Request

__all__ = ["Form", "FormErrors", "FormMistake", "as_data", "form_of", "request_of", "shipped_day"]

_NAMED = re.compile(r"`([^`]+)`")
_LONGEST_TEXT = 4000
_EXACT = 2.0**53


class Form(Config):
    """A form as it is filled in."""

    v: Literal[1] = 1
    """Of the form; a later one is refused rather than misread."""
    place: str = Field(default="north_end", max_length=100)
    """A shipped place."""
    policy: str = Field(default="lfr_fixed_2025", max_length=100)
    """A shipped policy."""
    arms: tuple[FormArm, ...] = Field(default=(), max_length=MOST_ARMS)
    """Programmes, in the place of place and policy; the first is what the others are held against."""
    months: int | None = Field(default=None, ge=1, le=24)
    """How long each of them lasts; None as long as it says."""
    draws: int = Field(default=1, ge=1, le=16)
    """Of their uncertain inputs, the first as given."""
    settings: dict[str, Any] = Field(default_factory=dict, max_length=200)
    """What is changed, by name."""
    profile: dict[str, Any] | None = None
    """A recognition profile of one's own, instead of a shipped one."""
    seeds: tuple[int, ...] = Field(default=(1,), min_length=1, max_length=20)
    """The experiments; programmes have one."""
    replications: int = Field(default=1, ge=1, le=20)
    """Days of each, or runs of each draw of a programme."""


@dataclass(frozen=True)
class FormMistake:
    """One thing that is wrong, and the field that it is wrong with."""

    field: str
    what: str
    allowed: str


class FormErrors(SimError):
    """A form that cannot be run, with all that is wrong with it."""

    def __init__(self, mistakes: tuple[FormMistake, ...]) -> None:
        first = mistakes[0]
        super().__init__(first.field or "the form", first.what, first.allowed)
        self.mistakes = mistakes


def form_of(data: Any) -> Form:
    """Read a form.

    Raises
    ------
    FormErrors
        If it is none.
    """
    if not isinstance(data, dict):
        raise FormErrors((FormMistake("", "not a form", "a mapping with a place and a policy"),))
    try:
        return validate(Form, Located(data, {(): Mark("form")}))
    except ScenarioError as error:
        raise FormErrors(_mistakes(error)) from None


def request_of(form: Form) -> Asked:
    """Return what a form asks for, checked as if files had said it.

    Raises
    ------
    FormErrors
        With all that is wrong, field by field.
    """
    try:
        return _comparison_of(form) if form.arms else _days_of(form)
    except RunError as error:
        raise FormErrors((FormMistake(error.where, error.what, error.allowed),)) from None
    except ScenarioError as error:
        raise FormErrors(_mistakes(error)) from None


def _days_of(form: Form) -> Request:
    base = shipped_day(form.place, form.policy)
    return Request(with_values(base, _values(form, _settings_of(form.place, form.policy))), form.seeds,
                   form.replications)  # fmt: skip


def _comparison_of(form: Form) -> ComparisonRequest:
    if len(form.seeds) != 1:
        raise RunError("seeds", f"{len(form.seeds)} seeds", "one: draws and replications are what differs")
    names = [arm.name for arm in form.arms]
    wrong, texts = [], dict[str, str]()
    for number, arm in enumerate(form.arms):
        field = f"arms.{number}"
        if names.count(arm.name) > 1:
            wrong.append(FormMistake(f"{field}.name", f"another arm has this name ({arm.name!r})", "a name of its own"))
        try:
            texts[arm.name] = arm_text(arm, months=form.months)
        except ScenarioError as error:
            wrong.append(FormMistake(f"{field}.{error.where}" if error.where else field, error.what, error.allowed))
    if wrong:
        raise FormErrors(tuple(wrong))
    return ComparisonRequest(texts, form.draws, form.replications, form.seeds[0])


@cache
def shipped_day(place: str, policy: str) -> Scenario:
    """Return a shipped place under a shipped policy, read once.

    Raises
    ------
    FormErrors
        If there is no such place or policy, or the policy cannot be at the place.
    """
    for field, name, kind in (("place", place, "places"), ("policy", policy, "policies")):
        if not is_shipped(kind, name):
            known = instead_of(name, kind).replace("a file, or one of", "one of")
            raise FormErrors((FormMistake(field, f"no such {field} ({name!r})", known),))
    try:
        return load(file_of("places", place), policies=[file_of("policies", policy)])
    except ScenarioError as error:
        allowed = error.allowed or "another policy, or another place"
        raise FormErrors((FormMistake("policy", error.what, allowed),)) from None


@cache
def _settings_of(place: str, policy: str) -> frozenset[str]:
    return frozenset(field.key for field in form_fields(shipped_day(place, policy)))


def _values(form: Form, known: frozenset[str]) -> dict[str, Any]:
    """Return the values that a form sets, read as YAML where they are texts."""
    values, wrong = dict[str, Any](), []
    for key, value in form.settings.items():
        if key not in known:
            allowed = "another policy has it, or none" if key.startswith("lfr.") else "a setting that the form shows"
            wrong.append(FormMistake(key, "no setting of this form", allowed))
            continue
        try:
            values[key] = _value(key, value)
        except ScenarioError as error:
            wrong.append(FormMistake(key, error.what, error.allowed))
    if form.profile is not None and PROFILE in known:
        values[PROFILE] = form.profile
    if wrong:
        raise FormErrors(tuple(wrong))
    return values


def _value(key: str, value: Any) -> Any:
    if isinstance(value, str):
        if len(value) > _LONGEST_TEXT:
            raise ScenarioError(key, f"too long ({len(value):,} characters)", f"at most {_LONGEST_TEXT:,}")
        value = setting_of(f"{key}={value}")[1]
    if key == PROFILE and value not in names_of("recognition"):
        raise ScenarioError(key, f"no such profile ({value!r})", f"one of {', '.join(names_of('recognition'))}")
    # 30 and 30.0 are one value, and one job
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT else value


def _mistakes(error: ScenarioError) -> tuple[FormMistake, ...]:
    errors = error.errors if isinstance(error, ScenarioErrors) else (error,)
    return tuple(FormMistake(_field_of(one), one.what, one.allowed) for one in errors)


def _field_of(error: ScenarioError) -> str:
    """Return which setting an error is about: the one whose value is refused, or the one that is named first."""
    setting, equals, _ = error.where.partition("=")
    named = _NAMED.search(error.what)
    if named and "." in named[1]:
        return named[1]
    return setting if equals else (named[1] if named else "")


def as_data(form: Form) -> Mapping[str, Any]:
    """Return a form as JSON can write it, without what is as it is by default."""
    return form.model_dump(mode="json", exclude_defaults=True) | {"v": form.v}
