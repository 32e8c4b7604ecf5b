"""What deployments of a borough come to over draws of what is uncertain, counted deployment by deployment.

Draws are those of an ensemble (`sim.ensemble.design`) with the shipped fit to published alerts; the draw that is as
given is left out, since no fit is in it. Each borough has a seed of its own, so that boroughs do not share their draws.
What is held here beside what an ensemble holds stands in `HELD`, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.calibration.fit_file import SHIPPED_FIT
from sim.calibration.matched_file import load_any_fit
from sim.compare.borough_programmes import ALIKE, Simulable, programme_of, simulable, simulable_named
from sim.core.errors import RunError
from sim.core.streams import Streams
from sim.ensemble.design import design_of
from sim.ensemble.drawn import with_draw
from sim.ensemble.execute import Work, Workers, execute
from sim.programme.deployments import Deployments
from sim.programme.results import DeploymentResult
from sim.programme.schema import Programme

__all__ = ["COUNTS", "GROUP_COUNTS", "HELD", "PARTS", "BoroughDraws", "draw_borough"]

COUNTS = (
    "faces_seen", "alerts", "false_alerts", "expected_false_alerts", "engagements", "arrests", "arrests_serious",
    "officer_hours", "pounds", "pounds_of_equipment", "deployed_h",
)  # fmt: skip
"""What is counted of every deployment; `deployed_h` is its length in hours."""
GROUP_COUNTS = ("faces_seen", "expected_engagements")
"""What is counted of each ethnic group over all deployments."""
_EXPECTED = "expected_"
_OF_PLAN = 4
"""So many of them, the last, follow from when a deployment is and who goes."""
PARTS = ("own", "later", "hours")
"""Sums over deployments: all of a borough; as many as were published after the last that the fit has seen; and as many
as every borough has where hours are alike."""
HELD = {
    "streets.*.place.footfall.passing_share": "footfall was worked out from published faces given it",
    "lfr.counting.per_face": "footfall was worked out from published faces given it",
    "streets.*.place.population.city_share_of_visitors": "how often listed people come is the fit's, with this in it",
    "borough.household_mixing": "who lives with whom changes no rate of a few deployments",
    "borough.visitors": "how many strangers there are to draw from changes no rate of a few deployments",
    "network.*": "ties carry trust, and no alert or arrest",
    "community.*": "contact moves trust, and no alert or arrest",
    "trust.memory.*": "as `community`",
    "trust.news.*": "as `community`",
    "trust.meetings.*": "as `community`",
    "trust.opinion.*": "as `community`",
}
"""Inputs that are held, by pattern, and why."""


@dataclass(frozen=True)
class BoroughDraws:
    """Deployments of a borough, one by one; m draws, n deployments."""

    borough: Simulable
    counts: NDArray[np.float64]
    """(m, n, COUNTS)."""
    by_group: NDArray[np.float64]
    """(m, GROUP_COUNTS, G): over all deployments."""
    inputs: tuple[str, ...]
    """What was drawn."""
    programme: Programme
    """Of which they are draws."""

    def sums(self) -> dict[str, NDArray[np.float64]]:
        """Return sums of deployments (m, COUNTS) for each of PARTS."""
        return {
            "own": self.counts.sum(axis=1),
            "later": self.counts[:, : self.borough.later].sum(axis=1),
            "hours": self.counts[:, :ALIKE].sum(axis=1),
        }


def draw_borough(
    borough: Simulable,
    *,
    draws: int,
    seed: int,
    root: Path,
    settings: Sequence[str] = (),
    workers: Workers | None = None,
    observe: Callable[[int], None] = lambda done: None,
) -> BoroughDraws:
    """Simulate a borough; what comes of it is the same whoever does it.

    Parameters
    ----------
    draws
        Of what is uncertain; one replication each.
    seed
        Of all boroughs: each goes on from it by its place among them.
    root
        The store, where tables of walks are kept.
    settings
        `key=value`, set last.
    workers
        Who simulates the draws (`sim.ensemble.execute`); this process by default.
    observe
        Called after every draw with how many are done.

    Raises
    ------
    RunError
        If settings leave too few deployments, or no cameras, or a draw comes to nothing.
    """
    own_seed = seed + list(simulable()).index(borough.name)
    programme, needed = programme_of(borough, settings=settings), max(borough.later, ALIKE)
    if programme.lfr is None:
        raise RunError("--set", "they leave no cameras", "settings with `lfr`")
    arms = {programme.name: programme}
    design = design_of(arms, draws=draws + 1, seed=own_seed, hold=_held(programme), fit=load_any_fit(SHIPPED_FIT))
    tasks = [
        _Draw(borough.name, tuple(settings), values, own_seed, k, root) for k, values in enumerate(design.draws[1:])
    ]
    found: dict[int, _Counted] = {}

    def take(task: _Draw, counted: _Counted) -> None:
        if len(counted.deployments) < needed:
            what = f"they leave fewer deployments in {programme.name} than are needed ({len(counted.deployments)})"
            raise RunError("--set", what, f"{needed} or more")
        found[task.replication] = counted
        observe(len(found))

    _programme.cache_clear()
    if workers is None:
        for task in tasks:
            take(task, _simulate(task))
    else:
        execute(Work(_simulate, _give_up, take=take), tasks, workers)
    counts, by_group = zip(*(found[k] for k in range(draws)), strict=True)
    return BoroughDraws(
        borough, np.array(counts), np.array(by_group), tuple(one.key for one in design.inputs), programme
    )


@dataclass(frozen=True)
class _Draw:
    """One draw of a borough; it can be pickled."""

    borough: str
    settings: tuple[str, ...]
    values: Mapping[str, float | int | str]
    seed: int
    replication: int
    root: Path


class _Counted(NamedTuple):
    """What a draw came to."""

    deployments: NDArray[np.float64]
    """(n, COUNTS)."""
    by_group: NDArray[np.float64]
    """(GROUP_COUNTS, G): over all deployments."""


def _simulate(task: _Draw) -> _Counted:
    programme = with_draw(_programme(task.borough, task.settings), task.values)
    under_way = Deployments(programme, Streams(task.seed, task.replication), task.root)
    deployed: list[DeploymentResult] = []
    while under_way.running:
        deployed += [one.result for one in under_way.step()]
    by_group = [sum(_by_group(one, name) for one in deployed) for name in GROUP_COUNTS]
    return _Counted(_counts(programme, deployed), np.array(by_group))


@lru_cache(maxsize=1)
def _programme(borough: str, settings: tuple[str, ...]) -> Programme:
    """Return what draws are made of, once for all draws of a borough: settings may name files, which change."""
    return programme_of(simulable_named(borough), settings=settings)


def _give_up(task: _Draw, why: str) -> None:
    raise RunError(task.borough, f"draw {task.replication + 1} came to nothing ({why})", "run it again")


def _held(programme: Programme) -> list[str]:
    """Return the patterns that hold here: where footfall is not from faces, how these are counted varies."""
    is_from_faces = all(street.place.footfall.from_faces for street in programme.streets.values())
    return [key for key in HELD if is_from_faces or key != "lfr.counting.per_face"]


def _counts(programme: Programme, deployed: Sequence[DeploymentResult]) -> NDArray[np.float64]:
    """Return the counts of every deployment (n, COUNTS)."""
    operators = 0 if programme.lfr is None else programme.lfr.adjudication.operators
    rows = []
    for one in deployed:
        officers, hours = programme.force.teams[one.planned.team], one.planned.duration_h
        takes = programme.cost.hours(officers, operators, hours).officers
        pounds = programme.cost.of_deployment(officers, operators, hours, with_cameras=True)
        counted = (_count(one, name) for name in COUNTS[:-_OF_PLAN])
        rows.append([*counted, takes, pounds, programme.cost.equipment_gbp, hours])
    return np.array(rows, np.float64)


def _count(one: DeploymentResult, name: str) -> float:
    return float(_by_kind(one, name).sum())


def _by_group(one: DeploymentResult, name: str) -> NDArray[np.float64]:
    """Return a count of each ethnic group (G,)."""
    return np.asarray(_by_kind(one, name).sum(axis=(1, 2)))


def _by_kind(one: DeploymentResult, name: str) -> NDArray[np.float64]:
    """Return a count by ethnic group, sex and age band."""
    is_expected = name.startswith(_EXPECTED)
    return one.tally.expect(name.removeprefix(_EXPECTED)) if is_expected else one.tally.count(name)
