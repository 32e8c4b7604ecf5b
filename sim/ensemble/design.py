"""The design of an ensemble: which values each draw gives to the uncertain inputs of all its arms.

Draw 0 is every arm as given. The values of the others are the points of a scrambled Sobol sequence, one dimension an
input, taken through the inverse of each input's law. So they fill the space more evenly than independent draws would,
and the first of many are the same as those of few. All arms share them, as they share their chance: an input in which
arms differ is what is compared, and is held.

Source: Owen (1998), Scrambling Sobol' and Niederreiter-Xing points, J. Complexity 14: 466-489, in SciPy's `qmc.Sobol`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from math import exp, floor, log

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from sim.calibration.fit_file import FitFile
from sim.calibration.matched_file import MatchedFile
from sim.calibration.presence import VISIT_SHARE, keys_of, ratios
from sim.core.config import value_of
from sim.core.errors import RunError
from sim.core.streams import Stream, Streams
from sim.ensemble.drawn import check_ends, with_draw
from sim.ensemble.inputs import FITTED, POSTERIOR, Held, Input, Settings, inputs_of

__all__ = ["MOST_DRAWS", "Design", "design_of", "even_points", "value_at"]

MOST_DRAWS = 2**16
FIXED = "held as asked"
_NONE: Mapping[str, float | int] = {}


@dataclass(frozen=True)
class Design:
    """What is drawn, and what each draw is."""

    inputs: tuple[Input, ...]
    """Those that are drawn, of any arm."""
    held: tuple[Held, ...]
    """Those that are not, and why."""
    draws: tuple[Mapping[str, float | int], ...]
    """The values of each draw by key; none for draw 0, which is as given."""


def design_of(
    arms: Mapping[str, Settings],
    *,
    draws: int,
    seed: int,
    vary: Sequence[str] = (),
    hold: Sequence[str] = (),
    fit: FitFile | MatchedFile | None = None,
    fixed: Sequence[str] = (),
) -> Design:
    """Lay out an ensemble.

    Parameters
    ----------
    arms
        What is compared, by name; all share the draws.
    draws
        How many, with the one that is as given: 1 to 65,536.
    seed
        The experiment.
    vary, hold
        See `sim.ensemble.inputs.inputs_of`.
    fit
        Of published alerts: how often listed people come to each street is drawn from it (`sim.calibration.presence`),
        and not from the range of the setting. Or of settings by history matching: those are drawn from it together.
    fixed
        Keys of inputs that are held too, and leave the others' draws as they would be if these were drawn.

    Raises
    ------
    RunError
        If there are no arms or too many draws, a pattern of `vary` or `hold` fits no uncertain input, or an input would
        be drawn that some arm cannot have.
    """
    if not arms:
        raise RunError("arms", "there is nothing to run (no arm)", "at least one scenario or programme")
    if not 1 <= draws <= MOST_DRAWS:
        raise RunError("draws", f"not a number of draws ({draws})", f"1 to {MOST_DRAWS:,}")
    inputs, held = _of_arms(arms, vary, hold)
    if (
        isinstance(fit, FitFile)
        and VISIT_SHARE in inputs
        and any(keys_of(arm).keys() & inputs for arm in arms.values())
    ):
        held[VISIT_SHARE] = "the fit's ratio of visits to each street has it in it"
        del inputs[VISIT_SHARE]
    _check_patterns([*vary, *hold], [*inputs, *held])
    if draws > 1:
        check_ends(arms, [one for key, one in inputs.items() if key not in fixed])
    points = even_points(len(inputs), draws - 1, seed)
    drawn = [
        {
            key: value_at(one, float(u), k + 1)
            for (key, one), u in zip(inputs.items(), point, strict=True)
            if key not in fixed
        }
        for k, point in enumerate(points)
    ]
    held |= {key: FIXED for key in inputs if key in fixed}
    inputs = {key: one for key, one in inputs.items() if key not in fixed}
    if isinstance(fit, FitFile):
        inputs, drawn = _with_fit(fit, arms, inputs, drawn, seed)
    elif fit is not None:
        inputs, drawn = _with_matched(fit, arms, inputs, drawn, held, seed)
    if fit is not None:
        check_ends(arms, [_over(one, drawn) for one in inputs.values() if one.law == FITTED and drawn])
    return Design(tuple(inputs.values()), tuple(Held(key, why) for key, why in held.items()), (_NONE, *drawn))


def value_at(one: Input, u: float, number: int) -> float | int:
    """Return the value of an input at a quantile of its law, 0 to 1; of a posterior the draw of that number.

    Of a fit, where its settings are not drawn together, it is uniform in the logarithm between the ends of 95 %.
    """
    if one.key == POSTERIOR or one.low is None or one.high is None:
        return number
    if one.law == "whole numbers, alike":
        return min(int(one.high), int(one.low) + floor(u * (int(one.high) - int(one.low) + 1)))
    if one.law == "log-uniform" or (one.law == FITTED and one.low > 0):
        return min(one.high, max(one.low, exp(log(one.low) + u * (log(one.high) - log(one.low)))))
    return min(one.high, max(one.low, one.low + u * (one.high - one.low)))


def _over(one: Input, drawn: Sequence[Mapping[str, float | int]]) -> Input:
    """Return an input with the least and the greatest of its draws as its ends."""
    values = [float(values[one.key]) for values in drawn]
    return replace(one, low=min(values), high=max(values))


def _of_arms(
    arms: Mapping[str, Settings], vary: Sequence[str], hold: Sequence[str]
) -> tuple[dict[str, Input], dict[str, str]]:
    inputs: dict[str, Input] = {}
    held: dict[str, str] = {}
    for settings in arms.values():
        drawn, kept = inputs_of(settings, vary=vary, hold=hold)
        inputs = {**drawn, **inputs}
        held |= {one.key: one.why for one in kept if one.key not in held}
    for key in inputs:
        values = {value for settings in arms.values() if (value := value_of(settings, key)) is not None}
        if len(values) > 1:
            held[key] = f"arms differ in it ({', '.join(f'{value:g}' for value in sorted(values))})"
    return {key: one for key, one in inputs.items() if key not in held}, held


def _with_fit(
    fit: FitFile,
    arms: Mapping[str, Settings],
    inputs: Mapping[str, Input],
    drawn: Sequence[Mapping[str, float | int]],
    seed: int,
) -> tuple[dict[str, Input], list[dict[str, float | int]]]:
    """Return inputs and draws in which what the fit knows of is drawn from it, for the streets of every arm."""
    posterior, inputs, values = fit.fitted().posterior, dict(inputs), [dict(one) for one in drawn]
    for arm in arms.values():
        known = [key for key in keys_of(arm) if key in inputs and inputs[key].law != FITTED]
        if not known:
            continue
        of_arm = ratios(posterior, [with_draw(arm, _without_recognition(one)) for one in drawn], seed=seed)
        for key in known:
            found = np.array([one[key] for one in of_arm])
            low, high = np.quantile(found, (0.025, 0.975)).tolist() if found.size else (None, None)
            inputs[key] = replace(inputs[key], law=FITTED, basis="fitted", low=low, high=high)
            for one, ratio in zip(values, found.tolist(), strict=True):
                one[key] = ratio
    return inputs, values


def _without_recognition(draw: Mapping[str, float | int]) -> dict[str, float | int]:
    """Return a draw without what says how well faces are recognised: who comes does not hang on it, and it costs."""
    return {key: value for key, value in draw.items() if not key.startswith("lfr.recognition.")}


def _with_matched(
    fit: MatchedFile,
    arms: Mapping[str, Settings],
    inputs: Mapping[str, Input],
    drawn: Sequence[Mapping[str, float | int]],
    held: Mapping[str, str],
    seed: int,
) -> tuple[dict[str, Input], list[dict[str, float | int]]]:
    """Return inputs and draws in which what was matched is drawn from the fit, all settings of it together."""
    inputs, given = dict(inputs), {}
    for one in fit.inputs:
        found = [value for arm in arms.values() if (value := value_of(arm, one.key)) is not None]
        if found and one.key not in held and len(set(found)) == 1:
            given[one.key] = found[0]
            inputs[one.key] = Input(one.key, found[0], one.low, one.high, FITTED, "", "fitted")
    if not given:
        keys = ", ".join(one.key for one in fit.inputs)
        raise RunError("--fit", f"no arm has a setting of it to draw ({keys})", "a fit of what is run")
    shares = even_points(1, len(drawn), seed)[:, 0].tolist()
    values = [
        {**one, **{key: value for key, value in fit.values(u).items() if key in given}}
        for one, u in zip(drawn, shares, strict=True)
    ]
    return inputs, values


def _check_patterns(patterns: Sequence[str], keys: Sequence[str]) -> None:
    for pattern in patterns:
        if not any(fnmatchcase(key, pattern) for key in keys):
            meant = "".join(f"did you mean {near}? Otherwise " for near in get_close_matches(pattern, keys, n=1))
            rooms = ", ".join(sorted({".".join(key.split(".")[:-1][:2]) + ".*" for key in keys})[:12])
            what = f"no uncertain input is called so ({pattern})"
            raise RunError("vary, hold", what, f"{meant}a name or pattern of {rooms}")


def even_points(n_inputs: int, n: int, seed: int) -> NDArray[np.float64]:
    """Return the first `n` points in so many dimensions, shape (n, n_inputs), each in the open interval (0, 1)."""
    if n == 0 or n_inputs == 0:
        return np.empty((n, n_inputs))
    scrambling = int(Streams(seed).generator(Stream.DESIGN).integers(2**63))
    sobol = qmc.Sobol(n_inputs, scramble=True, rng=scrambling)
    points = np.asarray(sobol.random_base2(max(0, (n - 1).bit_length())), np.float64)[:n]
    return np.clip(points, np.finfo(np.float64).tiny, 1 - np.finfo(np.float64).eps)
