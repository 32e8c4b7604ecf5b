"""An arm of a comparison as a form holds it: a shipped programme, and what of it is changed.

It is written as `sim.ensemble.arms.arm_of` reads it, so that the same runs can be asked for on the command line. Names
are of shipped files, and every other value is a number or one of a few words: no form names a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from dashboard.jobs.arm_settings import checked_setting
from dashboard.jobs.comparison import programme_of
from sim.core.config import Config
from sim.core.errors import ScenarioError
from sim.ensemble.arms import Comparison
from sim.recognition.watchlist import Scope
from sim.scenario.load import document, validate
from sim.scenario.shipped import file_of, instead_of, is_shipped, names_of
from sim.scenario.vary import setting_of

__all__ = ["MOST_ARMS", "FormArm", "arm_text", "arms_of_shipped", "shipped_form"]

MOST_ARMS = 6
_USUAL_PER_MONTH = 4
_PART = re.compile(r"\+(?=[A-Za-z_])")
_SETTINGS = {"threshold": "lfr.threshold", "list_size": "lfr.watchlist.size", "scope": "lfr.watchlist.scope"}
"""What an arm may change by a single value, and the setting that it is."""
_TIMES = ("start_h", "duration_h")


class FormArm(Config):
    """An arm as it is filled in."""

    name: str = Field(min_length=1, max_length=60)
    """What it is called where it is shown."""
    programme: str = Field(max_length=100)
    """A shipped programme."""
    policy: str | None = Field(default=None, max_length=100)
    """A shipped policy in the place of the programme's own."""
    threshold: float | None = Field(default=None, ge=0, le=1)
    """The score from which the system alerts."""
    list_size: int | None = Field(default=None, ge=1, le=10_000_000)
    """References on the list."""
    scope: Scope | None = None
    """Whom the list holds."""
    changed: tuple[Annotated[str, Field(max_length=1000)], ...] = Field(default=(), max_length=40)
    """What else is changed: "key=value" each, of those that `dashboard.jobs.arm_settings` knows."""
    streets: tuple[str, ...] = Field(default=(), max_length=20)
    """The streets of the programme that have the deployments in turn; none leaves its own siting."""
    per_month: int | None = Field(default=None, ge=0, le=31)
    """How many deployments a month these have together, 4 unless it is said; with no street, all of the programme."""
    start_h: float | None = Field(default=None, ge=0, lt=24)
    """The hour at which each of these begins; 11 unless it is said."""
    duration_h: float | None = Field(default=None, gt=0, le=12)
    """How many hours each of these lasts; 5.6 unless it is said."""


def arm_text(arm: FormArm, *, months: int | None = None) -> str:
    """Return an arm as `sim.ensemble.arms.arm_of` reads it.

    Parameters
    ----------
    months
        How long it lasts; None as long as the programme says.

    Raises
    ------
    ScenarioError
        If it cannot be; its `where` is the field that is wrong, or empty.
    """
    _check_named("programme", arm.programme, "programmes")
    parts = [arm.programme]
    if arm.policy is not None:
        _check_named("policy", arm.policy, "policies")
        parts.append(arm.policy)
    for name, key in _SETTINGS.items():
        if (value := getattr(arm, name)) is not None:
            parts.append(f"{key}={value}")
    parts += [checked_setting(one) for one in arm.changed]
    if arm.streets or any(getattr(arm, name) is not None for name in ("per_month", *_TIMES)):
        parts.append(f"siting={_siting(arm)}")
    if months is not None:
        parts.append(f"months={months}")
    text = "+".join(parts)
    _check(text)
    return text


@cache
def shipped_form(name: str) -> tuple[tuple[FormArm, ...], int | None]:
    """Return the arms of a shipped comparison as a form holds them, and the months that it sets, if it does.

    Raises
    ------
    ScenarioError
        If there is none, or it changes what a form does not hold.
    """
    comparison = validate(Comparison, document(file_of("comparisons", name)))
    found = [_arm_of(label, text) for label, text in comparison.arms.items()]
    months = {length for _, length in found}
    if len(months) > 1:
        raise ScenarioError(name, f"arms last differently ({months})", "one number of months")
    return tuple(arm for arm, _ in found), months.pop()


@cache
def arms_of_shipped() -> dict[str, str]:
    """Return what each shipped comparison is called, by its name."""
    return {name: validate(Comparison, document(file_of("comparisons", name))).name for name in names_of("comparisons")}


def _arm_of(label: str, text: str) -> tuple[FormArm, int | None]:
    base, *added = _PART.split(text)
    given: dict[str, Any] = {"name": label, "programme": base}
    months = None
    keys: dict[str, Callable[[Any], dict[str, Any]]] = {
        **{key: lambda value, name=name: {name: value} for name, key in _SETTINGS.items()},  # type: ignore[misc]
        "siting": _sited,
    }
    for one in added:
        if "=" not in one:
            given["policy"] = one
            continue
        key, value = setting_of(one)
        if key == "months":
            months = value
        elif key in keys:
            given |= keys[key](value)
        else:
            given["changed"] = (*given.get("changed", ()), checked_setting(one))
    return FormArm(**given), months


def _sited(rules: Any) -> dict[str, Any]:
    rule: dict[str, Any] = rules[0] if isinstance(rules, list) and len(rules) == 1 else {}
    known = {"rule", "places", "per_month", *_TIMES}
    if rule.get("rule") != "fixed" or "per_month" not in rule or not set(rule) <= known:
        raise ScenarioError("siting", f"a form does not hold these rules ({rules})", "one of streets in turn")
    times = {name: rule[name] for name in _TIMES if name in rule}
    return {"streets": tuple(rule.get("places", ())), "per_month": rule["per_month"], **times}


def _siting(arm: FormArm) -> str:
    per_month = _USUAL_PER_MONTH if arm.per_month is None else arm.per_month
    known = programme_of(arm.programme).streets
    for street in arm.streets:
        if street not in known:
            raise ScenarioError("streets", f"no street of this programme ({street!r})", f"of {', '.join(known)}")
    places = f"places: [{', '.join(arm.streets)}], " if arm.streets else ""
    times = "".join(f", {name}: {getattr(arm, name)}" for name in _TIMES if getattr(arm, name) is not None)
    return f"[{{rule: fixed, {places}per_month: {per_month}{times}}}]"


def _check_named(field: str, name: str, kind: str) -> None:
    if not is_shipped(kind, name):
        raise ScenarioError(
            field, f"no such {field} ({name!r})", instead_of(name, kind).replace("a file, or one", "one")
        )


def _check(text: str) -> None:
    try:
        programme_of(text)
    except ScenarioError as error:
        raise ScenarioError("", error.what, error.allowed) from None
