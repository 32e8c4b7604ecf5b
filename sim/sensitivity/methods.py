"""The ways to ask what a metric hangs on, each with the points that it takes and what it finds.

morris   which of many inputs matter
sobol    which part of the variance each of a few makes; of many, screened first
basis    which part all that is assumed makes, taken as one, and all that is cited, and all that was counted
tornado  each input from end to end of its range
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sim.ensemble.inputs import Input
from sim.sensitivity.morris import Screening, screen, trajectories
from sim.sensitivity.response import Point, Response
from sim.sensitivity.screened import Sensitivity, screened_sobol
from sim.sensitivity.sobol import by_basis, sobol, sobol_points
from sim.sensitivity.tornado import Tornado, tornado, tornado_points

__all__ = ["Found", "Method", "Plan", "Sizes", "plan_of"]

Method: TypeAlias = Literal["morris", "sobol", "basis", "tornado"]
Found: TypeAlias = Screening | Sensitivity | Tornado


@dataclass(frozen=True)
class Sizes:
    """How much is asked."""

    trajectories: int
    """Of Morris."""
    points: int
    """Base points of Sobol, a power of two."""
    keep: int
    """Inputs that screening leaves for Sobol."""


@dataclass(frozen=True)
class Plan:
    """What a method takes, and how it is carried out."""

    points: Sequence[Point]
    """All that it asks for at first."""
    later: int
    """At most so many points more, which hang on what the first say."""
    carry_out: Callable[[Response], Found]


def plan_of(method: Method, inputs: Sequence[Input], sizes: Sizes, *, seed: int, of_events: bool) -> Plan:
    """Lay out how inputs are asked about.

    Parameters
    ----------
    of_events
        Whether the metric counts events, one by one.

    Raises
    ------
    RunError
        If the method cannot be had of these inputs and sizes.
    """
    if method == "tornado":
        return Plan(tornado_points(inputs), 0, lambda response: tornado(inputs, response, of_events=of_events))
    if method == "morris":
        n = sizes.trajectories
        return Plan(trajectories(inputs, n, seed).points, 0, lambda response: screen(inputs, response, n=n, seed=seed))
    if method == "basis":
        return _of_bases(inputs, sizes.points, seed)
    return _screened(inputs, sizes, seed)


def _of_bases(inputs: Sequence[Input], n: int, seed: int) -> Plan:
    parts = by_basis(inputs)
    return Plan(
        sobol_points(inputs, n, seed, parts),
        0,
        lambda response: Sensitivity(None, sobol(inputs, response, n=n, seed=seed, parts=parts)),
    )


def _screened(inputs: Sequence[Input], sizes: Sizes, seed: int) -> Plan:
    n, keep = sizes.points, sizes.keep
    few = sobol_points(inputs[:keep], n, seed)
    screens = len(inputs) > keep
    return Plan(
        trajectories(inputs, sizes.trajectories, seed).points if screens else few,
        len(few) if screens else 0,
        lambda response: screened_sobol(
            inputs, response, keep=keep, trajectories=sizes.trajectories, points=n, seed=seed
        ),
    )
