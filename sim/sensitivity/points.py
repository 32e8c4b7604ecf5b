"""Points of inputs: from the unit cube, in which designs are laid out, to values, and which inputs are asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from sim.calibration.fit_file import FitFile
from sim.calibration.matched_file import MatchedFile
from sim.core.config import value_of
from sim.core.errors import RunError, ScenarioError
from sim.ensemble.design import design_of, value_at
from sim.ensemble.drawn import check_ends, with_draw
from sim.ensemble.inputs import Input, Settings, law_of
from sim.sensitivity.response import Point

__all__ = ["Span", "inputs_asked", "point_at", "span_of", "spans_of"]

_DRAWS_OF_POSTERIOR = 2**20
"""So many draws of a profile's posterior stand along its side of the cube, in no order."""
_DRAWS_OF_FIT = 129
"""Of which the first is as given: from the others the range of what a fit knows of is read."""
_WILDCARDS = "*?["


@dataclass(frozen=True)
class Span:
    """An input, and between which ends to look."""

    input: Input
    """Its ends are those between which to look."""
    own: tuple[float, float] | None
    """Its range; None if it has none."""


def point_at(inputs: Sequence[Input], at: NDArray[np.float64]) -> Point:
    """Return the values of inputs at a point of the closed unit cube."""
    quantiles = [float(u) for u in at]
    return {
        one.key: value_at(one, u, 1 + int(u * (_DRAWS_OF_POSTERIOR - 1)))
        for one, u in zip(inputs, quantiles, strict=True)
    }


def inputs_asked(
    arms: Mapping[str, Settings],
    asked: Sequence[str],
    *,
    option: str = "--inputs",
    fit: FitFile | MatchedFile | None = None,
) -> list[Input]:
    """Return the uncertain inputs that patterns name, those that are held otherwise included; all drawn ones if none.

    Parameters
    ----------
    fit
        What ensembles draw from it has the central 95 % of its draws as its range here, uniform in the logarithm.

    Raises
    ------
    RunError
        If a pattern names none, arms differ in all of them, or one reaches to what an arm cannot have.
    """
    try:
        design = design_of(arms, draws=1 if fit is None else _DRAWS_OF_FIT, seed=0, vary=asked, fit=fit)
    except RunError as error:
        # what is asked for is an option here, and an argument there
        raise RunError(option if error.where == "vary, hold" else error.where, error.what, error.allowed) from None
    found = [one for one in design.inputs if not asked or any(fnmatchcase(one.key, part) for part in asked)]
    if not found:
        held = next((f"{one.key}: {one.why}" for one in design.held if one.key in asked), "none is left")
        raise RunError(option, f"no uncertain input to vary ({held})", "others, such as lfr.adjudication.*")
    check_ends(arms, found)
    return found


def spans_of(
    arms: Mapping[str, Settings], over: Sequence[str], low: float | None = None, high: float | None = None
) -> list[Span]:
    """Return where to look: each setting that is named, and each input with ends that a pattern fits; all if none.

    Parameters
    ----------
    low, high
        The ends, of a single one that is named; those of its range where they are None.

    Raises
    ------
    RunError
        As for `span_of` and `inputs_asked`, or if ends are given for more than one.
    """
    named = [key for key in over if not set(key) & set(_WILDCARDS)]
    patterns = [key for key in over if key not in named]
    if (low is not None or high is not None) and (len(named), len(patterns)) != (1, 0):
        raise RunError("--from, --to", "ends of more than one input", "a single --over KEY with them")
    spans = [span_of(arms, key, low, high) for key in named]
    if patterns or not over:
        found = inputs_asked(arms, patterns, option="--over")
        ranged = [one for one in found if one.low is not None and one.high is not None and one.key not in named]
        spans += [Span(one, (one.low, one.high)) for one in ranged if one.low is not None and one.high is not None]
    if not spans:
        raise RunError("--over", "none of them has ends", "inputs with a range")
    return spans


def span_of(arms: Mapping[str, Settings], key: str, low: float | None, high: float | None) -> Span:
    """Return a setting with the ends between which to look.

    Parameters
    ----------
    low, high
        The ends; those of its range where they are None.

    Raises
    ------
    RunError
        If no arm has such a number, arms have different ones, or there is an end too few.
    ScenarioError
        If a setting cannot have the value of an end.
    """
    values = [value for settings in arms.values() if (value := value_of(settings, key)) is not None]
    numbers = {value for value in values if isinstance(value, int | float) and not isinstance(value, bool)}
    if len(numbers) != 1:
        raise _no_number(arms, key, differ=bool(numbers))
    given = numbers.pop()
    one = _known(arms, key)
    own = None if one is None or one.low is None or one.high is None else (one.low, one.high)
    from_, to = own if own is not None else (None, None)
    from_, to = from_ if low is None else low, to if high is None else high
    if from_ is None or to is None:
        raise RunError("--over", f"it has no range of its own ({key})", "--from and --to, between which to look")
    if not (isfinite(from_) and isfinite(to) and from_ < to):
        raise RunError("--from, --to", f"no span to look in ({from_:g} to {to:g})", "a lower and a higher value")
    law = law_of(given, from_, to)
    _check_ends(arms, key, from_, to, is_whole=law == "whole numbers, alike")
    whole = Input(key, given, from_, to, law, "", "assumed") if one is None else one
    return Span(replace(whole, low=from_, high=to, law=law), own)


def _no_number(arms: Mapping[str, Settings], key: str, *, differ: bool) -> RunError:
    if differ:
        return RunError("--over", f"arms differ in it ({key})", "a setting with a number, the same in all arms")
    design = design_of(arms, draws=1, seed=0)
    known = [*(one.key for one in design.inputs), *(one.key for one in design.held)]
    near = get_close_matches(key, known, n=1) or _last_alike(key, known)
    meant = f"did you mean {' or '.join(near)}? Otherwise " if near else ""
    parts = ", ".join(dict.fromkeys(f"{one.rpartition('.')[0]}.*" for one in known if "." in one))
    allowed = f"{meant}a setting with a number; inputs with a range are {parts}"
    return RunError("--over", f"no such number in the scenario ({key})", allowed)


def _last_alike(key: str, known: Sequence[str]) -> list[str]:
    """Return keys whose last part is like that of a key, three at most: parts before it are often left out."""
    last = {one: one.rpartition(".")[2] for one in known}
    near = get_close_matches(key.rpartition(".")[2], last.values(), n=3)
    return [one for one in known if last[one] in near][:3]


def _check_ends(arms: Mapping[str, Settings], key: str, low: float, high: float, *, is_whole: bool) -> None:
    """Refuse a span where a setting would refuse its ends, before anything is run."""
    for settings in arms.values():
        for end in (low, high):
            try:
                with_draw(settings, {key: int(end) if is_whole else end})
            except ScenarioError as error:
                raise RunError("--from, --to", f"a value that cannot be ({error})", "ends that it may have") from None


def _known(arms: Mapping[str, Settings], key: str) -> Input | None:
    """Return the input of that name, also one that is held as given unless it is asked for; None if it is none."""
    design = design_of(arms, draws=1, seed=0)
    if any(one.key == key for one in design.held):
        design = design_of(arms, draws=1, seed=0, vary=[key])
    return next((one for one in design.inputs if one.key == key), None)
