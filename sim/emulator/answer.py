"""What an emulator answers: the formula that a page evaluates too, in plain arrays.

Sliders and uncertain inputs become columns from -1 to 1 (`sim.emulator.columns`), choices one column for each level,
which is 1 / sqrt(2) at the level and 0 elsewhere, so that two levels are 1 apart. With x what is asked, u_k the
uncertain inputs of run k of N, and m, V and n as in `sim.emulator.gaussian`:

    m_k = m(x, u_k),       k = 1 ... N,       S^2 = the variance of the mean of m_k
    r_kq = m_k + sqrt(i (n + S^2)) z_q       with z_q the quantiles of the standard normal law that stand for chance

and with h the way back from the scale, a headline's

    value   = h(median of r)          low, high = h(5 and 95 % of r): runs with these settings, whatever else is so
    mean    = mean of h(r)
    error   = h(median of r -+ 1.645 sqrt(i) S)

where i is the headline's `inflation`, by which errors of runs left out were larger than the process says (Bachoc 2013,
Comput. Stat. Data Anal. 66: 55-69), and quantiles are linear between the order statistics (Hyndman and Fan's seventh).
It refuses what lies outside of the ranges of the runs, and where S is greater than a headline's `furthest`.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import RunError
from sim.emulator.columns import back, column, groups_of, rows_of
from sim.emulator.document import Emulator, Headline, SliderInput
from sim.emulator.gaussian import Covariance, GaussianProcess

__all__ = ["Answer", "Asked", "Spread", "answer_of", "answers", "asked_of", "process_of", "spread_at"]

Floats = NDArray[np.float64]
_Z_90 = 1.6448536269514722


@dataclass(frozen=True)
class Asked:
    """Where an answer is wanted: a value of every slider and a level of every choice."""

    sliders: Mapping[str, float]
    choices: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """A headline at one point."""

    name: str
    label: str
    unit: str
    value: float
    """The median over what is uncertain, and chance."""
    mean: float
    low: float
    high: float
    """Nine in ten runs lie between."""
    as_given: float
    """With every uncertain input as the scenario has it."""
    error_low: float
    error_high: float
    """Where the value lies with 90 %, as far as the emulator knows it."""
    held_out: float
    """Root mean square error in runs that the fit never saw, in the unit of the headline."""
    in_range: float
    """Share of them that lay inside of such a range."""


class Spread(NamedTuple):
    """What runs come to at one point, in the units of a process."""

    runs: Floats
    """Every draw of what is uncertain, at every quantile of chance."""
    low: float
    middle: float
    high: float
    as_given: float
    sd: float
    """Of the mean over draws: how well the emulator knows it."""


def asked_of(emulator: Emulator, given: Mapping[str, str | float]) -> Asked:
    """Return what is asked, with what the scenario has for everything that is not.

    Raises
    ------
    RunError
        If there is no such input, or a value is none or outside of what was run.
    """
    known = [*(one.name for one in emulator.sliders), *(one.name for one in emulator.choices)]
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"did you mean {near[0]}? " if near else ""
            raise RunError(name, "no such input", f"{meant}inputs are {', '.join(known)}")
    choices = {one.name: str(given.get(one.name, one.given)) for one in emulator.choices}
    for one in emulator.choices:
        if choices[one.name] not in one.levels:
            raise RunError(one.name, f"was not run ({choices[one.name]})", f"one of {', '.join(one.levels)}")
    return Asked({one.name: _set(one, given, choices["profile"]) for one in emulator.sliders}, choices)


def answers(emulator: Emulator, asked: Asked) -> list[Answer]:
    """Return every headline.

    Raises
    ------
    RunError
        If the point is further from all runs than any at which the emulator was tried.
    """
    return [answer_of(emulator, headline, asked) for headline in emulator.headlines]


def process_of(emulator: Emulator, headline: Headline) -> GaussianProcess:
    """Return the process of a headline."""
    groups = groups_of(emulator)
    covariance = Covariance(
        np.array(headline.linear)[groups], np.array(headline.rates)[groups], headline.smooth, headline.nugget
    )
    rows = rows_of(emulator, np.array(emulator.set_rows), np.array(emulator.chosen_rows), _uncertain(emulator))
    return GaussianProcess(covariance, rows, np.array(headline.values))


def spread_at(emulator: Emulator, headline: Headline, sliders: Floats, choices: NDArray[np.int64]) -> Spread:
    """Return what runs come to at one point, in the units of the process.

    Parameters
    ----------
    sliders, choices
        (S,) columns of sliders, and (C,) which level of each choice.
    """
    process, uncertain = process_of(emulator, headline), _uncertain(emulator)
    n = len(uncertain)
    rows = rows_of(emulator, np.tile(sliders, (n, 1)), np.tile(choices, (n, 1)), uncertain)
    sd = sqrt(process.variance_of_mean(rows))
    chance = sqrt(headline.inflation * (headline.nugget + sd**2)) * np.array(emulator.chance)
    runs = (process.mean(rows)[:, None] + chance).ravel()
    low, middle, high = (float(q) for q in np.quantile(runs, (0.05, 0.5, 0.95)))
    given = np.array([[one.given_column for one in emulator.uncertain]])
    as_given = process.mean(rows_of(emulator, sliders[None], choices[None], given))
    return Spread(runs, low, middle, high, float(as_given[0]), sd)


def answer_of(emulator: Emulator, headline: Headline, asked: Asked) -> Answer:
    """Return one headline.

    Raises
    ------
    RunError
        If the point is further from all runs than any at which the emulator was tried.
    """
    sliders = np.array([column(one.scale, asked.sliders[one.name], one.low, one.high) for one in emulator.sliders])
    choices = np.array([one.levels.index(asked.choices[one.name]) for one in emulator.choices])
    found = spread_at(emulator, headline, sliders, choices)
    if found.sd > headline.furthest:
        raise RunError(
            headline.name,
            f"too far from the runs ({found.sd / headline.furthest:.2f} times as unsure as where it was tried)",
            "values nearer to the middle of their ranges",
        )

    error = _Z_90 * sqrt(headline.inflation) * found.sd

    def natural(value: float) -> float:
        return back(headline.scale, headline.mean + headline.spread * value)

    return Answer(
        name=headline.name,
        label=headline.label,
        unit=headline.unit,
        value=natural(found.middle),
        mean=float(np.mean([natural(float(value)) for value in found.runs])),
        low=natural(found.low),
        high=natural(found.high),
        as_given=natural(found.as_given),
        error_low=natural(found.middle - error),
        error_high=natural(found.middle + error),
        held_out=headline.held_out.rms_value,
        in_range=headline.in_range,
    )


def _uncertain(emulator: Emulator) -> Floats:
    return np.array(emulator.uncertain_rows).reshape(len(emulator.set_rows), len(emulator.uncertain))


def _set(one: SliderInput, given: Mapping[str, str | float], profile: str) -> float:
    if one.name not in given:
        return one.given_with.get(profile, one.given)
    try:
        value = float(given[one.name])
    except ValueError:
        raise RunError(one.name, f"not a number ({given[one.name]})", one.allowed) from None
    if not one.low <= value <= one.high:
        raise RunError(one.name, f"outside of what was run ({value:g})", one.allowed)
    if one.is_whole and value != round(value):
        raise RunError(one.name, f"not a whole number ({value:g})", one.allowed)
    return value
