"""Sensitivity of a metric: screening of many inputs, then Sobol indices of the few that it kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.core.errors import RunError
from sim.ensemble.inputs import Input
from sim.sensitivity.morris import Screening, screen
from sim.sensitivity.response import Response
from sim.sensitivity.sobol import Indices, sobol

__all__ = ["Sensitivity", "kept", "screened_sobol"]


@dataclass(frozen=True)
class Sensitivity:
    """Sobol indices, and the screening that chose their inputs."""

    screening: Screening | None
    """None where all inputs went into the indices."""
    indices: Indices


def screened_sobol(
    inputs: Sequence[Input], response: Response, *, keep: int, trajectories: int, points: int, seed: int
) -> Sensitivity:
    """Return Sobol indices of those inputs that matter most.

    Parameters
    ----------
    keep
        How many inputs go into the indices; where there are no more, nothing is screened.
    trajectories, points
        Of the screening, and base points of the indices.

    Raises
    ------
    RunError
        If fewer than two inputs do anything that chance does not.
    """
    if len(inputs) <= keep:
        return Sensitivity(None, sobol(inputs, response, n=points, seed=seed))
    screening = screen(inputs, response, n=trajectories, seed=seed)
    return Sensitivity(screening, sobol(kept(inputs, screening, keep), response, n=points, seed=seed))


def kept(inputs: Sequence[Input], screening: Screening, keep: int) -> list[Input]:
    """Return the inputs with the greatest mu*, at most so many, of those that do anything that chance does not.

    Raises
    ------
    RunError
        If that leaves fewer than two.
    """
    of = {one.key: one for one in inputs}
    real = [one for one in screening.effects if one.mu_star > 0 and one.is_above_chance is not False]
    if len(real) < 2:
        told = real[0].key if real else "none"
        raise RunError("--inputs", f"fewer than two inputs do what chance does not ({told})", "more replications")
    return [of[one.key] for one in real[:keep]]
