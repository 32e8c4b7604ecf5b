"""Who might be listed, and as whom: what the two expected estimators differ in, and nothing else.

A reference matters to what is expected by its quality and by the reason for which its person is wanted; references
alike in both are one kind, K kinds on a list. Either estimator is a chance of each person to be listed with a
reference of each kind (n, K):

    expected               over who might be listed: each person's chance of it before the day (`Prior`)
    expected_given_listed  given who is listed and came: 1 for their own reference's kind, else 0 (`as_listed`)

A day's prior is `prior_of_day`; a programme's is that of `sim.programme.borough_state`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.core.places import Places
from sim.day.enrolment import Enrolment, wanted_by
from sim.metrics.groups import PeopleInLog
from sim.population.people import Population, listing_probability
from sim.recognition.probes import NOBODY
from sim.recognition.watchlist import Watchlist

__all__ = ["Prior", "ReferenceKinds", "as_listed", "prior_of_day", "reference_kinds"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class ReferenceKinds:
    """The kinds of references on a list."""

    quality: Floats
    """(K,): of the enrolled image."""
    reason: Ints
    """(K,): index into REASONS."""
    of: Ints
    """(N,): the kind of each reference."""

    @property
    def n(self) -> int:
        """Number of kinds K."""
        return self.quality.size


@dataclass(frozen=True)
class Prior:
    """What was known before the day of who might be listed."""

    person_id: Ints
    """(n,): whoever might come, or came, in any order."""
    chance: Floats
    """(n, K): of each to be on the list that is searched, with a reference of each kind."""
    kinds: ReferenceKinds
    """Those of that list."""

    def of(self, person_id: Ints) -> Floats:
        """Return the chances of these people (people, K).

        Raises
        ------
        ValueError
            If nothing is known of one of them.
        """
        row = Places(self.person_id).of(person_id)
        if np.any(row < 0):
            raise ValueError("the prior does not know everybody who came")
        return self.chance[row]


def reference_kinds(watchlist: Watchlist) -> ReferenceKinds:
    """Sort the references of a list into kinds."""
    both = np.column_stack([watchlist.quality, watchlist.reason.astype(np.float64)])
    kinds, of = np.unique(both, axis=0, return_inverse=True)
    return ReferenceKinds(kinds[:, 0], kinds[:, 1].astype(np.int64), of.reshape(-1).astype(np.int64))


def as_listed(reference_id: Ints, kinds: ReferenceKinds) -> Floats:
    """Return the chances once it is known who is listed (n, K).

    Parameters
    ----------
    reference_id
        (n,): where on the list each person is, or NOBODY.
    """
    chance = np.zeros((reference_id.size, kinds.n))
    listed = np.flatnonzero(reference_id != NOBODY)
    chance[listed, kinds.of[reference_id[listed]]] = 1.0
    return chance


def prior_of_day(people: PeopleInLog, population: Population, groups: Sequence[str], enrolment: Enrolment) -> Prior:
    """Return the prior of a day on which the street's people are drawn with their listing.

    Whoever is wanted (`listing_probability`) is one of the wanted of their ethnic group who live in the borough as they
    do, or do not, each as likely as the others; they are on the list if the policy enrols that one.
    """
    everybody = enrolment.everybody
    wanted = listing_probability(
        population,
        groups,
        people.group,
        people.sex,
        people.age_band,
        people.is_resident,
        wanted=wanted_by(enrolment.lfr),
    )
    kinds, enrolled = reference_kinds(enrolment.watchlist), enrolment.watchlist
    shape = (2, people.cells[0], kinds.n)
    of_group = np.stack(
        [np.bincount(everybody.group[everybody.is_local == home], minlength=shape[1]) for home in (0, 1)]
    )
    cell = (enrolled.is_local * shape[1] + enrolled.group.astype(np.int64)) * kinds.n + kinds.of
    of_kind = np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)
    # where nobody of a group is wanted from where somebody lives, any of the group is
    nobody = of_group == 0
    of_kind, of_group = (
        np.where(nobody[..., None], of_kind.sum(axis=0), of_kind),
        np.where(nobody, of_group.sum(axis=0), of_group),
    )
    share = of_kind / np.maximum(of_group, 1)[..., None]
    chance = wanted[:, None] * share[people.is_resident.astype(np.int64), people.group]
    return Prior(people.person_id, chance, kinds)
