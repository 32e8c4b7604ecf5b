"""What a stored day would be expected to come to at other thresholds, on the same street with the same people.

Who came, what the cameras saw and how often officers reach somebody do not depend on the threshold, and are read off
the stored events; the list is drawn up again, the same as it was. Chances are exact at each threshold
(`sim.metrics.chances`), so that at the day's own threshold this is what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import RunError
from sim.core.streams import Streams
from sim.day.enrolment import Enrolment, enrolment_of, wanted_by
from sim.event_log import EventLog
from sim.events import RECORDS
from sim.metrics.groups import PeopleInLog
from sim.metrics.prior import prior_of_day
from sim.metrics.tally import EXPECTED, Basis, tally_of
from sim.recognition.accuracy.score_law import Calibration
from sim.scenario.schema import LFR
from sim.store.runs import StoredRun

__all__ = ["AtThresholds", "at_thresholds"]

Floats = NDArray[np.float64]

_POINTS = 33
_MOST, _LEAST = 1e-2, 1e-8
"""Between thresholds at which so many searches of people who are not listed return somebody."""
_FINE = 2001


@dataclass(frozen=True)
class AtThresholds:
    """Expected numbers of one day at K thresholds, for everybody and for each of G ethnic groups."""

    thresholds: tuple[float, ...]
    """(K,) on the vendor's scale."""
    groups: tuple[str, ...]
    """"all", then the ethnic groups."""
    expected: dict[str, Floats]
    """(K, 1 + G) by the names of `sim.metrics.tally.EXPECTED`."""


def at_thresholds(run: StoredRun, thresholds: Sequence[float] = ()) -> AtThresholds:
    """Return what a stored day would be expected to come to at other thresholds.

    Parameters
    ----------
    run
        A day by itself.
    thresholds
        On the vendor's scale, at most 1; none given means some 33 of them, evenly spread from where one search in a
        hundred of people who are not listed returns somebody to where one in a hundred million does, and the day's own.

    Raises
    ------
    RunError
        If no face was searched, or the accuracy of the system is its own and not known.
    """
    scenario, manifest = run.scenario, run.manifest
    lfr, groups = scenario.lfr, scenario.groups.names
    if lfr is None:
        raise RunError(manifest.run_id, "no face was searched on this day", "a day with facial recognition")
    streams = Streams(manifest.seed, manifest.replication)
    local_share = wanted_by(lfr).share_in(scenario.population)
    enrolment = enrolment_of(lfr, scenario.groups, local_share=local_share, streams=streams)
    if enrolment.calibration is None:
        raise RunError(
            manifest.run_id, "the accuracy of its system is its own and not known", "a day with the embedding back end"
        )
    log = _log_of(run)
    people = PeopleInLog(log, groups)
    at = tuple(map(float, thresholds)) or _between(enrolment, enrolment.calibration, people.group)
    prior = prior_of_day(people, scenario.population, groups, enrolment)
    basis = Basis(enrolment, prior, duration_s=scenario.day.duration_h * 3600)
    parts = [_expected(log, groups, replace(basis, enrolment=_at(enrolment, lfr, one))) for one in at]
    found = np.array(parts).reshape(len(at), len(EXPECTED), 1 + len(groups))
    return AtThresholds(at, ("all", *groups), {name: found[:, k] for k, name in enumerate(EXPECTED)})


def _between(enrolment: Enrolment, calibration: Calibration, group: NDArray[np.int64]) -> tuple[float, ...]:
    """Return thresholds over the range in which false alerts go from common to next to none, and the day's own."""
    counts, faces = enrolment.watchlist.counts, enrolment.face_group[group]
    mix = np.bincount(faces, minlength=calibration.n_groups) / max(faces.size, 1)
    scores = np.linspace(-1, 1, _FINE)[:-1]
    rate = np.array([mix @ calibration.fpir(score, counts) for score in scores])
    inside = scores[(rate <= _MOST) & (rate >= _LEAST)]
    own = enrolment.lfr.threshold
    low, high = (min(inside[0], own), max(inside[-1], own)) if inside.size else (own, own)
    return tuple(sorted({*(round(float(one), 4) for one in np.linspace(low, high, _POINTS)), own}))


def _at(enrolment: Enrolment, lfr: LFR, threshold: float) -> Enrolment:
    return replace(enrolment, lfr=lfr.model_copy(update={"threshold": threshold}))


def _expected(log: EventLog, groups: Sequence[str], basis: Basis) -> Floats:
    """Return everything expected (names of EXPECTED, 1 + G)."""
    tally = tally_of(log, groups=groups, basis=basis)
    by_group = np.array([tally.expect(name).sum(axis=(1, 2)) for name in EXPECTED])
    return np.column_stack([by_group.sum(axis=1), by_group])


def _log_of(run: StoredRun) -> EventLog:
    log = EventLog()
    for record in RECORDS:
        table = run.events(record.__name__.lower())
        if not table.is_empty():
            log.add_columns(record, {name: table[name].to_numpy() for name in table.columns})
    return log
