"""What the police have ready before anybody comes: the policy, the system, the list, and whose its entries are.

All that there is only with facial recognition hangs on one `Enrolment`: whoever has one has its policy too, and a day
without facial recognition has None in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import RunError
from sim.core.groups import GroupScheme
from sim.core.streams import Stream, Streams
from sim.population.people import USUAL_LIST, People, Wanted
from sim.recognition.accuracy.posterior import drawn
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.image.recogniser import Image, ImageRecogniser
from sim.recognition.probes import NOBODY, System
from sim.recognition.vector.recogniser import Embedding, Given, Recogniser
from sim.recognition.watchlist import Watchlist, enrol
from sim.scenario.schema import LFR

__all__ = ["Enrolment", "assign_references", "enrolment_of", "entries_of", "wanted_by"]


@dataclass(frozen=True)
class Enrolment:
    """A system with its list, and the policy that they are for."""

    lfr: LFR
    """The policy."""
    everybody: Watchlist
    """All who are wanted, whom the policy's list is chosen from."""
    watchlist: Watchlist
    """The list that is searched."""
    place_of: NDArray[np.int64]
    """(everybody.size,) where on the list each is, or NOBODY."""
    face_group: NDArray[np.int64]
    """(G,): as which of the groups that the system's accuracy is known for each ethnic group goes."""
    system: System
    calibration: Calibration | None
    """None where the system's accuracy is its own."""

    def on(self, streams: Streams) -> Enrolment:
        """Return the same system and list with the chance of another day."""
        system = self.system
        if isinstance(system, Recogniser):
            system = system.on(streams)
        return replace(self, system=system)

    def references(self, entry: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where on the list people are, given which of the wanted they are; NOBODY in either."""
        return np.where(entry == NOBODY, NOBODY, self.place_of[entry])


def enrolment_of(
    lfr: LFR, groups: GroupScheme, *, local_share: float = 0.0, streams: Streams, given: Given | None = None
) -> Enrolment:
    """Draw up the list of a policy, of people of some ethnic groups, and enrol it.

    Parameters
    ----------
    local_share
        Share of the list that lives in the borough, where the policy leaves that to it.

    Raises
    ------
    RunError
        If the list is empty, or the threshold is below what the back end reports.
    """
    backend, recognition = lfr.recognition.backend, lfr.recognition
    known = recognition.profile.groups if isinstance(backend, Embedding) else groups.names
    names, face_group = groups.known_as(known)
    everybody = enrol(
        lfr.watchlist, groups=groups.names, face_group=face_group, local_share=local_share, streams=streams
    )
    watchlist, place_of = everybody.under(lfr.watchlist)
    if isinstance(backend, Image):
        watchlist = watchlist.first(backend.references)
        place_of = np.where(place_of < watchlist.size, place_of, NOBODY)
        system: System = ImageRecogniser.enrol(
            backend, watchlist, light=lfr.capture.light, blur_px=lfr.capture.blur_px, streams=streams
        )
        calibration = None
    else:
        profile = recognition.profile
        if recognition.draw is not None:
            profile = drawn(profile, draw=recognition.draw, streams=streams, settings=backend)
        system = Recogniser.enrol(backend, profile, watchlist, groups=names, streams=streams, given=given)
        calibration = system.calibration
    if lfr.threshold < system.floor:
        raise RunError(
            "lfr.threshold",
            f"the threshold {lfr.threshold:g} is below the floor of thinned searches ({system.floor:.4g})",
            "raise it, or thinned_share, or take mode: vector",
        )
    return Enrolment(lfr, everybody, watchlist, place_of, face_group, system, calibration)


def wanted_by(lfr: LFR | None) -> Wanted:
    """Return how many a policy wants, and which share of them lives in the borough if it says so."""
    return USUAL_LIST if lfr is None else Wanted(lfr.watchlist.size, lfr.watchlist.local_share)


def assign_references(people: People, watchlist: Watchlist, n_groups: int, streams: Streams) -> NDArray[np.int64]:
    """Give each listed person an entry of their own, of their ethnic group, in the order of arrival.

    Residents have entries of people who live in the borough, and visitors of others, as long as there are any.

    Returns
    -------
    NDArray[np.int64]
        Shape (people,): the entry, or -1 for a person who is not wanted. Where there are fewer entries of a group
        than wanted people of it come by, the later ones are not among them.
    """
    entry = np.full(people.person_id.size, NOBODY, np.int64)
    shuffle = streams.generator(Stream.LISTED)
    for group in range(n_groups):
        entries = shuffle.permutation(np.flatnonzero(watchlist.group == group))
        rows = np.flatnonzero(people.is_listed & (people.ethnic_group == group))[: entries.size]
        is_local, lives_here = watchlist.is_local[entries], people.is_resident[rows]
        local, others = entries[is_local], entries[~is_local]
        n_here, n_elsewhere = np.count_nonzero(lives_here), np.count_nonzero(~lives_here)
        entry[rows[lives_here]] = np.concatenate([local, others[n_elsewhere:]])[:n_here]
        entry[rows[~lives_here]] = np.concatenate([others, local[n_here:]])[:n_elsewhere]
    return entry


def entries_of(person_id: NDArray[np.int64], references: NDArray[np.int64]) -> dict[int, int]:
    """Return the entry of each listed person by their id, given where on the list each of `person_id` is (n,)."""
    listed = np.flatnonzero(references != NOBODY)
    return dict(zip(person_id[listed].tolist(), references[listed].tolist(), strict=True))
