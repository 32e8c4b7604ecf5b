"""Whether arms have what a hypothesis asks of them: said before anything is run, where it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from sim.claims.simulated import EVERY, Simulated
from sim.core.errors import ScenarioError
from sim.core.nearest import did_you_mean
from sim.ensemble.inputs import Settings
from sim.metrics.catalogue import CATALOGUE, Row
from sim.programme.schema import Programme

__all__ = ["has_metric", "refuse_impossible"]


def refuse_impossible(one: Simulated, arms: Mapping[str, Settings], where: Callable[[str], str]) -> None:
    """Refuse a metric, an estimator or a group that an arm concerned cannot have.

    Parameters
    ----------
    arms
        By name: at least those that the hypothesis is about.
    where
        Where a key of the hypothesis is written.

    Raises
    ------
    ScenarioError
        Which, and what there is instead.
    """
    for name in (one.used_arm, one.used_against):
        if name is not None:
            _refuse_metric(one, name, arms[name], where)
            _refuse_group(one, name, arms[name], where)


def _refuse_metric(one: Simulated, name: str, arm: Settings, where: Callable[[str], str]) -> None:
    if not has_metric(arm, one.row):
        near = get_close_matches(one.metric, [row.name for row in CATALOGUE if has_metric(arm, row)], n=3, cutoff=0.4)
        what = f"arm `{name}` has no such metric ({one.metric}): {_why(arm, one.row)}"
        raise ScenarioError(where("metric"), what, f"another arm, or such as {', '.join(near)}")
    if one.used_estimator != "sampled" and one.row.shape != "made" and arm.lfr is None:
        what = f"nothing is expected in arm `{name}`, where no face is searched ({one.metric}, {one.used_estimator})"
        raise ScenarioError(where("estimator"), what, "`estimator: sampled`")


def _refuse_group(one: Simulated, name: str, arm: Settings, where: Callable[[str], str]) -> None:
    known = arm.groups.names
    if one.group in ("all", EVERY, *known):
        return
    what = f"arm `{name}` has no such group ({one.group})"
    raise ScenarioError(where("group"), what, f"{did_you_mean(one.group, known)}all, every, {', '.join(known)}")


def has_metric(arm: Settings, row: Row) -> bool:
    """Return whether a run of an arm has a metric."""
    is_programme = isinstance(arm, Programme)
    return (
        row.source in ("deployment", "programme" if is_programme else "day")
        and (arm.lfr is not None or not row.is_of_cameras)
        and (not row.is_of_searches or (isinstance(arm, Programme) and arm.stop_and_search is not None))
    )


def _why(arm: Settings, row: Row) -> str:
    if row.is_of_cameras and arm.lfr is None:
        return "no face is searched in it"
    if row.source == "deployment" or isinstance(arm, Programme) == (row.source == "programme"):
        return "officers do not stop and search in it"
    return "it is of a day by itself" if row.source == "day" else "it is of programmes, and the arm is a day"
