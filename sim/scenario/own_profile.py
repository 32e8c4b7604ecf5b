"""A recognition profile of one's own scores, or of a table of operating points: the first that a system meets."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from sim.core.errors import ScenarioError
from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.scores import points_of_scores, points_of_table, read_scores, score_of_distance
from sim.scenario.load import calibrated, profile_of

__all__ = ["profile_of_scores", "profile_of_table"]

_ABOUT = (
    "TPIR holds for captures as good as those that the scores were made of; poorer captures on a street are recognised "
    "less. State another mix under `captures` if the scores were made of one."
)
_DISTANCES = (
    " The comparisons were distances d, lower is better; scores are 1 / (1 + d), so that {:g} is a score of {:.6g}."
)


def profile_of_table(table: Path, *, name: str) -> Profile:
    """Make a profile of a table of operating points.

    Parameters
    ----------
    table
        As for `sim.recognition.accuracy.scores.points_of_table`.
    name
        What the system is called.

    Raises
    ------
    ScenarioError
        If the table is not right, or no system meets it.
    """
    return _first_met([points_of_table(table)], _rest(name, _ABOUT), where=str(table))


def profile_of_scores(
    mated: Path,
    non_mated: Path,
    *,
    threshold: float,
    watchlist_size: int,
    name: str,
    lower_is_better: bool = False,
) -> Profile:
    """Make a profile of comparison scores.

    Parameters
    ----------
    mated, non_mated
        As for `sim.recognition.accuracy.scores.read_scores`.
    threshold
        On the scale of the scores.
    watchlist_size
        References that FPIR is stated for: one or more.
    name
        What the system is called.
    lower_is_better
        The scores, and the threshold, are distances of 0 or more.

    Raises
    ------
    ScenarioError
        If the scores are not right, or no system meets them.
    """
    if watchlist_size < 1:
        raise ScenarioError("--watchlist-size", f"the list is empty ({watchlist_size})", "one reference or more")
    about = _ABOUT
    if lower_is_better:
        if not 0 < threshold < math.inf:
            raise ScenarioError("--threshold", f"a distance of {threshold:g}", "above 0, lower is better")
        about += _DISTANCES.format(threshold, score_of_distance(threshold))
        threshold = float(score_of_distance(threshold))
    candidates = points_of_scores(
        read_scores(mated, lower_is_better=lower_is_better),
        read_scores(non_mated, lower_is_better=lower_is_better),
        threshold=threshold,
        watchlist_size=watchlist_size,
    )
    return _first_met(candidates, _rest(name, about), where=str(non_mated))


def _rest(name: str, about: str) -> dict[str, Any]:
    return {"name": name, "about": about, "regime": "own", "captures": [{"quality": 1.0}]}


def _first_met(candidates: list[dict[str, Any]], rest: dict[str, Any], *, where: str) -> Profile:
    """Return the first profile that a system meets, or say why none meets the last."""
    for candidate in candidates[:-1]:
        try:
            made = profile_of(rest | candidate, where=where)
            calibrated(made, where)
        except ScenarioError:
            continue
        return made
    made = profile_of(rest | candidates[-1], where=where)
    calibrated(made, where)
    return made
