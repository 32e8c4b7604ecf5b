"""Exact chances, person by person: that they are alerted, rightly or wrongly, stopped and arrested.

A person is alerted at most once, so chances are joined over their searches, which are independent. Whether somebody is
a relative of a listed person, and which reference of what quality is theirs, is the same at all their searches, so that
these are averaged over after the joining. That somebody who is listed is alerted with another's reference has a chance
below FPIR, and is left out. Both expected estimators are made of these (`sim.metrics.prior`).

That one who is passed on is stopped is the product of two chances that no luck of the day is in (`sim.metrics.reach`):
to be reached by officers who are free, and that some are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.day.enrolment import Enrolment
from sim.events import Capture
from sim.metrics.groups import PeopleInLog
from sim.metrics.prior import ReferenceKinds
from sim.metrics.reach import Reach, reach_of
from sim.policing.adjudication import engage_probabilities
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.vector.recogniser import Embedding
from sim.recognition.watchlist import REASONS
from sim.scenario.schema import LFR

__all__ = ["Chances", "Searched", "believed_by_group", "searched"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_LEVELS = 17
"""Qualities at which an operator's belief is worked out; between them it is taken as linear."""


@dataclass(frozen=True)
class Chances:
    """What is expected of each person (n,)."""

    listed: Floats
    true_alert: Floats
    false_alert: Floats
    true_stop: Floats
    false_stop: Floats
    arrest: Floats
    no_officer: Floats
    """They would have been stopped, had an officer been free."""
    listed_searches: Floats
    """Searches of them, if they are listed, else 0."""
    listed_hits: Floats
    """Those in which their own reference reaches the threshold."""
    other_searches: Floats
    """Searches of them, if they are not listed, else 0."""
    other_hits: Floats
    """Those in which somebody else's reference reaches the threshold."""


@dataclass(frozen=True)
class Searched:
    """Chances of each person who came if they are listed with a reference of each kind, and if they are not."""

    own: Floats
    """(n, K): at least one search finds their own reference."""
    own_hits: Floats
    """(n, K): searches that do."""
    other: Floats
    """(n,): at least one search finds somebody else's."""
    other_hits: Floats
    """(n,): searches that do."""
    searches: Floats
    """(n,): how often each is searched."""
    believed_own: Floats
    """(n, K): an alert for them as the one listed is passed on."""
    believed_other: Floats
    """(n,): an alert for them as somebody else is passed on."""
    arrest: Floats
    """(K,): a stop ends in arrest."""
    reach: Reach
    """What becomes of those who are passed on."""

    def under(self, listed: Floats) -> Chances:
        """Return what is expected if each person is listed with a reference of each kind by these chances (n, K)."""
        # a few kinds of many people: column by column
        listed = np.asfortranarray(listed)
        found, is_other = listed * self.own, 1 - listed.sum(axis=1)
        mistaken = is_other * self.other
        wanted, unwanted = found * self.believed_own, mistaken * self.believed_other
        wanted_s = (np.ascontiguousarray(wanted) @ self.reach.stop_s).sum()
        stopped_s = float(wanted_s + unwanted.sum() * self.reach.false_stop_s)
        is_free = self.reach.is_free(stopped_s)
        stopped, false_stop = (self.reach.in_time * is_free * chance for chance in (wanted, unwanted))
        return Chances(
            listed=listed.sum(axis=1),
            true_alert=found.sum(axis=1),
            false_alert=mistaken,
            true_stop=stopped.sum(axis=1),
            false_stop=false_stop,
            arrest=np.ascontiguousarray(stopped) @ self.arrest,
            no_officer=(wanted.sum(axis=1) + unwanted) * self.reach.in_time * (1 - is_free),
            listed_searches=listed.sum(axis=1) * self.searches,
            listed_hits=(listed * self.own_hits).sum(axis=1),
            other_searches=is_other * self.searches,
            other_hits=is_other * self.other_hits,
        )


def searched(
    people: PeopleInLog,
    enrolment: Enrolment,
    calibration: Calibration,
    kinds: ReferenceKinds,
    groups: Sequence[str],
    *,
    duration_s: float,
) -> Searched:
    """Return the chances of everybody who came.

    Parameters
    ----------
    enrolment
        The policy and the list that is searched.
    calibration, kinds
        How accurate its system is, and its kinds of references.
    groups
        The ethnic groups.
    duration_s
        Length of the deployment.
    """
    log, group, lfr = people.log, people.group, enrolment.lfr
    face = enrolment.face_group[group]
    captures = log.events(Capture).are(is_usable=True)
    row, quality = people.rows(captures), captures["quality"]
    qualities, of_kind = np.unique(kinds.quality, return_inverse=True)
    found = np.array([calibration.tpir(lfr.threshold, quality * q, face[row]) for q in qualities])
    mistaken, of_relative, kin = _mistakes(enrolment, calibration, quality, face[row])
    kin_of = kin[face]
    either = mistaken + (1 - mistaken) * of_relative
    levels = np.unique(np.concatenate([np.linspace(0.0, 1.0, _LEVELS), [float(quality.max(initial=1.0))]]))
    p_arrest = np.array([lfr.outcome.p_arrest.get(reason, 0.0) for reason in REASONS])[kinds.reason]
    at_level = believed_by_group(enrolment, calibration, levels, groups)
    believed = np.array([_mean_believed(at_level, levels, quality * q, group[row], row, people.n) for q in qualities])
    return Searched(
        own=np.array([_any(chance, row, people.n) for chance in found])[of_kind].T,
        own_hits=np.array([_sum(chance, row, people.n) for chance in found])[of_kind].T,
        other=(1 - kin_of) * _any(mistaken, row, people.n) + kin_of * _any(either, row, people.n),
        other_hits=(1 - kin_of) * _sum(mistaken, row, people.n) + kin_of * _sum(either, row, people.n),
        searches=_sum(np.ones(row.size), row, people.n),
        believed_own=believed[of_kind].T,
        believed_other=_doubted(lfr, groups)[group],
        arrest=p_arrest,
        reach=reach_of(log, lfr, p_arrest, duration_s),
    )


def believed_by_group(enrolment: Enrolment, calibration: Calibration, quality: Floats, groups: Sequence[str]) -> Floats:
    """Return the operator's chance of passing on a true alert of each group, averaged over its score (Q, G).

    The mean is over the scores of 99 equally likely captures of each quality (Q,) of a listed person, those below the
    threshold left out.
    """
    lfr = enrolment.lfr
    z = ndtri(np.arange(1, 100) / 100)
    chance = np.zeros((quality.size, len(groups)))
    for number, group in enumerate(groups):
        k = int(enrolment.face_group[number])
        c = calibration.similarity(k, quality[:, None], z)
        scores = calibration.score(calibration.rho[k] + (1 - calibration.rho[k]) * c, k)
        is_found = scores >= lfr.threshold
        believed = _engages(lfr, scores, group, is_true=True) * is_found
        chance[:, number] = believed.sum(axis=1) / np.maximum(is_found.sum(axis=1), 1)
    return chance


def _mistakes(
    enrolment: Enrolment, calibration: Calibration, quality: Floats, face: Ints
) -> tuple[Floats, Floats, Floats]:
    """Return the chance of each search to find somebody else's reference, and a relative's if there is one.

    Returns
    -------
    tuple[Floats, Floats, Floats]
        Of each search, by any reference (m,) and by the one relative's (m,); and the chance of somebody whose face
        goes as each group, and who is not listed, to have a relative on the list.
    """
    lfr, watchlist = enrolment.lfr, enrolment.watchlist
    fpir = np.asarray(calibration.fpir(lfr.threshold, watchlist.counts))[face]
    backend = lfr.recognition.backend
    kin = np.zeros(watchlist.counts.size)
    if not isinstance(backend, Embedding) or not backend.kin_fraction:
        return fpir, np.zeros(fpir.size), kin
    kin[watchlist.counts > 0] = backend.kin_fraction
    return fpir, calibration.kin_fpir(lfr.threshold, quality, face, backend.kin_similarity), kin


def _doubted(lfr: LFR, groups: Sequence[str]) -> Floats:
    """Return the operator's chance of passing on a false alert of each group; its score is at the threshold (G,)."""
    at = np.array([lfr.threshold])
    return np.concatenate([_engages(lfr, at, group, is_true=False) for group in groups])


def _engages(lfr: LFR, score: Floats, group: str, *, is_true: bool) -> Floats:
    return engage_probabilities(
        lfr.adjudication,
        score=score,
        threshold=lfr.threshold,
        is_true=is_true,
        group=group,
    )


def _mean_believed(at_level: Floats, levels: Floats, quality: Floats, group: Ints, row: Ints, n: int) -> Floats:
    """Return the operator's chance of passing on a true alert of each person, averaged over their captures (n,)."""
    believed = np.zeros(quality.size)
    for number in range(at_level.shape[1]):
        mine = np.flatnonzero(group == number)
        believed[mine] = np.interp(quality[mine], levels, at_level[:, number])
    return _sum(believed, row, n) / np.maximum(_sum(np.ones(row.size), row, n), 1.0)


def _any(chance: Floats, row: Ints, n: int) -> Floats:
    """Return by person the chance that at least one of their independent searches counts (n,)."""
    return -np.expm1(_sum(np.log1p(-np.minimum(chance, 1 - 1e-15)), row, n))


def _sum(weight: Floats, row: Ints, n: int) -> Floats:
    return np.bincount(row, weights=weight, minlength=n).astype(np.float64)
