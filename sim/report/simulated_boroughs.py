"""Simulated boroughs as one document that pages and the command line read at once.

The shipped one, `scenarios/verdicts/boroughs.json`, is of every borough that has a street; `passerby
simulate-boroughs --draws 19 --output scenarios/verdicts/boroughs.json` makes it. It holds what each draw came to, so
that every figure and interval is made of it anew, and of which settings each borough is, so that one whose street or
policy was changed since is told from the one that was simulated.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calibration.fit_file import SHIPPED_FIT
from sim.compare.borough_draws import COUNTS, GROUP_COUNTS, HELD, PARTS, BoroughDraws
from sim.compare.borough_programmes import ALIKE, Simulable, programme_of, simulable
from sim.compare.published import BoroughFigure, borough_named, figures_of, metric_named
from sim.compare.ranking import BoroughRanking, ranked
from sim.compare.same import Same
from sim.compare.simulated import (
    Beside,
    Coverage,
    SimulatedBorough,
    beside_published,
    coverage_of,
    simulated_figures,
    simulated_metric,
)
from sim.core.errors import RunError, StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.report.versioned import read_versioned
from sim.scenario.group_schemes import default_groups
from sim.scenario.shipped import file_of
from sim.store.ensembles import sha256_of

__all__ = [
    "SimulatedBoroughs",
    "borough_record",
    "kept_of",
    "read_simulated",
    "settings_sha256",
    "simulated_boroughs",
    "simulated_document",
]

_DOCUMENT = "passerby simulated boroughs"
_SHIPPED = "boroughs"
_DIGITS = 6
_AGAIN = "`passerby simulate-boroughs` makes them again"


@dataclass(frozen=True)
class SimulatedBoroughs:
    """Boroughs as they were simulated."""

    boroughs: tuple[SimulatedBorough, ...]
    draws: int
    seed: int
    settings: tuple[str, ...]
    """What every programme was set to besides."""
    sha256: Mapping[str, str]
    """Which programme each borough's is: `settings_sha256` by its name."""

    def named(self, text: str) -> SimulatedBorough:
        """Return a borough.

        Raises
        ------
        ScenarioError
            If there is no such borough.
        RunError
            If it was not simulated.
        """
        area = borough_named(text)
        for one in self.boroughs:
            if one.area == area:
                return one
        raise RunError(text, f"{area} was not simulated", f"one of {', '.join(one.name for one in self.boroughs)}")

    def ranking(self, metric: str, names: Sequence[str] = (), same: Sequence[Same] = ()) -> BoroughRanking:
        """Return boroughs in order of a simulated metric, as they are or like for like, tied where intervals overlap.

        Those that were not simulated stand last, without a figure.

        Parameters
        ----------
        metric
            One of `sim.compare.simulated.SIMULATED`.
        names
            The boroughs to be shown; all by default.
        same
            What all have alike: "hours", "list", "footfall".

        Raises
        ------
        MetricError
            If there is no such metric.
        ScenarioError
            If there is no such borough.
        RunError
            If a borough was not simulated, or no draw of any borough has something to divide by.
        """
        for name in names:
            self.named(name)
        of = simulated_metric(metric)
        found = {one.borough: one for one in simulated_figures(of, self.boroughs, same)}
        if all(one.value is None for one in found.values()):
            what = f"no borough that was simulated has any {of.denominator.replace('_', ' ')} to divide by"
            raise RunError(metric, what, "another metric, or more draws or deployments")
        every = [
            found.get(one.borough, BoroughFigure(one.borough, one.code, None, None, None, None, None))
            for one in figures_of(metric_named("deployments"))
        ]
        return ranked(of, every, names)

    def beside(self) -> tuple[Beside, ...]:
        """Return published counts beside simulated ones (`sim.compare.simulated.beside_published`)."""
        return beside_published(self.boroughs)

    def coverage(self) -> tuple[Coverage, ...]:
        """Return of how many boroughs published counts lie within simulated intervals."""
        return coverage_of(self.beside())


def simulated_boroughs(path: str | Path | None = None) -> SimulatedBoroughs:
    """Return simulated boroughs, those that are shipped by default.

    Raises
    ------
    StoreError
        If the file is no document of them, or of another version of the results.
    """
    return read_simulated(file_of("verdicts", _SHIPPED) if path is None else Path(path))


def settings_sha256(borough: Simulable, settings: Sequence[str] = ()) -> str:
    """Return which programme of a borough is simulated."""
    return sha256_of(programme_of(borough, settings=settings))


def simulated_document(
    boroughs: Sequence[Mapping[str, Any]], *, draws: int, seed: int, settings: Sequence[str] = ()
) -> dict[str, Any]:
    """Return simulated boroughs as a document, in the order in which all boroughs stand, with what makes it again.

    Parameters
    ----------
    boroughs
        What was kept of a document that goes on (`kept_of`), and what is new (`borough_record`).
    settings
        What every programme was set to besides.
    """
    of_all = {str(one["name"]): one for one in boroughs}
    names = [name for name in simulable() if name in of_all]
    return {
        "document": _DOCUMENT,
        "results_version": RESULTS_VERSION,
        "created_by_version": version("passerby"),
        "command": _command(names, draws=draws, seed=seed, settings=settings),
        "draws": draws,
        "seed": seed,
        "fit": str(SHIPPED_FIT),
        "counts": list(COUNTS),
        "counts_by_group": list(GROUP_COUNTS),
        "held": dict(HELD),
        "settings": list(settings),
        "boroughs": [of_all[name] for name in names],
    }


def borough_record(one: BoroughDraws) -> dict[str, Any]:
    """Return a borough as a document has it."""
    borough, home, groups = one.borough, one.programme.borough, one.programme.groups
    own = {} if groups == default_groups() else {"groups": groups.labels, "groups_divided": groups.how_divided}
    return {
        "name": borough.name,
        "area": borough.area,
        "code": borough.code,
        "place": borough.place,
        "settings_sha256": sha256_of(one.programme),
        "inputs": list(one.inputs),
        "residents": home.residents,
        "resident_shares": dict(home.resident_shares),
        "team_officers": list(one.programme.force.teams.values()),
        "deployments": {"own": one.counts.shape[1], "later": borough.later, "hours": ALIKE},
        "sums": {part: _rounded(sums) for part, sums in one.sums().items()},
        "by_group": {group: _rounded(one.by_group[:, :, k]) for k, group in enumerate(groups.names)},
        **own,
    }


def _rounded(sums: NDArray[np.float64]) -> list[list[float]]:
    return [[float(f"{value:.{_DIGITS}g}") for value in draw] for draw in sums.tolist()]


def kept_of(path: Path, *, draws: int, seed: int, settings: Sequence[str]) -> list[dict[str, Any]]:
    """Return the boroughs of a document that need not be simulated again; none where there is no file.

    Raises
    ------
    StoreError
        If the file is no such document, or of another version of the results.
    RunError
        If it is of other draws, another seed or other settings.
    """
    if not os.path.exists(path):
        return []
    document = _read(path)
    found = (document["draws"], document["seed"], document["settings"])
    if found != (draws, seed, list(settings)):
        what = f"it is there already, of {found[0]} draws, seed {found[1]} and settings {found[2]}"
        raise RunError(str(path), what, "the same, to go on with it, or another file")
    known = simulable()
    boroughs: list[dict[str, Any]] = document["boroughs"]
    return [one for one in boroughs if one["settings_sha256"] == settings_sha256(known[one["name"]], settings)]


def read_simulated(path: Path) -> SimulatedBoroughs:
    """Read a document.

    Raises
    ------
    StoreError
        If it is none, of another version of the results, or damaged.
    """
    document = _read(path)
    try:
        boroughs = tuple(_borough(one) for one in document["boroughs"])
        sha256 = {one["name"]: one["settings_sha256"] for one in document["boroughs"]}
        return SimulatedBoroughs(boroughs, document["draws"], document["seed"], tuple(document["settings"]), sha256)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise StoreError(str(path), f"it is damaged ({type(error).__name__}: {error})", _AGAIN) from None


def _borough(one: Mapping[str, Any]) -> SimulatedBorough:
    """Return a borough of a document.

    Raises
    ------
    AttributeError, KeyError, TypeError, ValueError
        If it is damaged.
    """
    sums = {part: _counted(one["sums"][part]) for part in PARTS}
    by_group = {group: _counted(counts) for group, counts in one["by_group"].items()}
    shares = {group: float(one["resident_shares"][group]) for group in by_group}
    return SimulatedBorough(
        one["name"], one["area"], one["code"], one["residents"], shares, one["deployments"], sums,
        tuple(one["team_officers"]), by_group, {str(name): str(label) for name, label in one.get("groups", {}).items()},
        str(one.get("groups_divided", "")))  # fmt: skip


def _counted(draws: Any) -> NDArray[np.float64]:
    """Return counts of draws as an array, if they can be counts."""
    found = np.array(draws, np.float64)
    if not (np.isfinite(found) & (found >= 0)).all():
        raise ValueError("a count below 0, or none")
    return found


def _read(path: Path) -> dict[str, Any]:
    document = read_versioned(path, _DOCUMENT, other="not simulated boroughs", again=_AGAIN)
    for key, counts in (("counts", COUNTS), ("counts_by_group", GROUP_COUNTS)):
        if (found := document.get(key)) != list(counts):
            what = f"it has other {key.replace('_', ' ')} ({', '.join(found or ('none',))})"
            raise StoreError(str(path), what, _AGAIN)
    return document


def _command(names: Sequence[str], *, draws: int, seed: int, settings: Sequence[str]) -> str:
    """Return what makes a document of some boroughs, or of all, which need no names."""
    words = ["passerby", "simulate-boroughs", *(() if len(names) == len(simulable()) else names)]
    words += ["--draws", str(draws), "--seed", str(seed)]
    return shlex.join([*words, *(part for one in settings for part in ("--set", one))])
