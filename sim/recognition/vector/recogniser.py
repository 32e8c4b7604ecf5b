"""Recognition with vectors: captures in, highest comparison scores out, as accurate as the profile says.

Two ways of working obey one law. `vector` builds the template of every probe and searches the whole list.
`thinned` knows that nearly every search of somebody who is not listed ends far below any threshold: a probe's
chance of reaching a floor score with this very list is the union of the references' caps
(`sim.recognition.vector.caps`), so those that will not are left out by one uniform number each, and the few that will
are drawn inside the caps, built and searched like any other. Listed people and their relatives are always built and
searched. What thinning gives up is only that a person who is not listed is the same face at two passages; its table has
no score for searches that end below the floor.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.errors import RunError
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, chosen
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.probes import NOBODY, Comparisons, Probes
from sim.recognition.vector.caps import Caps, caps_of
from sim.recognition.vector.embedding import Faces, probe_templates, reference_templates, similarities
from sim.recognition.vector.search import Index, build_index, reached, search, search_beside
from sim.recognition.watchlist import Watchlist

__all__ = ["Embedding", "Given", "Recogniser"]

_DRAWS = 4
"""Uniform numbers kept for one passage: to survive the thinning, for the cap, for the place, to be kept."""
_SURVIVES, _CAP, _PLACE, _KEPT = range(_DRAWS)
_ATTEMPTS = 10_000


class Embedding(Config):
    """Templates of several hundred numbers that meet the profile's operating points."""

    kind: Literal["embedding"] = "embedding"
    """Which recognition back end."""
    mode: Literal["vector", "thinned"] = "vector"
    """Search every probe; or leave out, by their exact chance, those that would end below a floor score."""
    thinned_share: float = chosen(0.003, unit="share of searches", gt=0, le=0.1)
    """In `thinned` mode, the share of searches by people who are not listed that are built; it sets the floor."""
    dimension: int = assumed(
        512,
        "usual for face templates; a choice of gauge: 65 to 1,025 move the rates by less than a quarter",
        unit="",
        low=128,
        high=1024,
        ge=64,
        le=4096,
    )
    """Length of a template."""
    ungrouped_share: float = assumed(
        0.5,
        "no vendor publishes false matches within and between groups; most are said to be within a group",
        unit="share of the lowest FPIR",
        low=0.1,
        high=0.9,
        gt=0,
        lt=1,
    )
    """FPIR that would be left if faces of one group were no more alike than others, over the lowest FPIR."""
    kin_fraction: Probability = assumed(
        0.0,
        "nobody knows how many passers-by are close relatives of listed people; counted false alerts hold them "
        "already, so that a share above 0 adds to the profile's FPIR",
        unit="share of people",
        low=0.0,
        high=0.002,
    )
    """People who are not listed and are close relatives of somebody on the list, of their own ethnic group."""
    kin_similarity: float = assumed(
        0.35,
        "one published misidentification was of a listed man's brother; no score of relatives is published",
        unit="cosine",
        low=0.2,
        high=0.6,
        ge=0,
        le=0.95,
    )
    """Cosine of a relative's direction with the listed person's; unrelated people have 0 on average."""


@dataclass(frozen=True)
class Given:
    """A search that is to end in a false alert; see `sim.day.conditioned`."""

    person_id: int
    passage: int
    threshold: float
    weight: float
    """Searches of this group that are expected to end so on such a day."""


class Recogniser:
    """An enrolled system with vectors.

    Parameters
    ----------
    settings
        How it works.
    calibration
        How accurate it is; probes and references are of its groups (`Watchlist.face_group`).
    watchlist
        Whom it looks for.
    streams
        The run's chance.
    given
        A search that is to end in a false alert, if any is.
    """

    def __init__(
        self,
        settings: Embedding,
        *,
        calibration: Calibration,
        watchlist: Watchlist,
        streams: Streams,
        given: Given | None = None,
    ) -> None:
        self.settings = settings
        self.calibration = calibration
        self.watchlist = watchlist
        self._streams = streams
        self._given = given
        self._caps = self._thinning() if settings.mode == "thinned" else None

    @classmethod
    def enrol(
        cls,
        settings: Embedding,
        profile: Profile,
        watchlist: Watchlist,
        *,
        groups: Sequence[str],
        streams: Streams,
        given: Given | None = None,
    ) -> Self:
        """Calibrate a system and enrol a list.

        Parameters
        ----------
        groups
            The groups of the profile that faces go as, in the order of `Watchlist.face_group`.

        Raises
        ------
        ValueError
            If the profile has no operating point for one of the groups, or no geometry meets it.
        """
        calibration = calibrate(profile, dimension=settings.dimension, ungrouped_share=settings.ungrouped_share)
        return cls(settings, calibration=calibration.select(groups), watchlist=watchlist, streams=streams, given=given)

    @cached_property
    def templates(self) -> NDArray[np.float32]:
        """Templates of the references (N, d): made when they are first asked for, while people are walked."""
        return reference_templates(self.watchlist.face_group, calibration=self.calibration, streams=self._streams)

    @cached_property
    def _index(self) -> Index:
        return build_index(self.templates)

    def on(self, streams: Streams) -> Self:
        """Return the same enrolled system with the chance of another day: templates of references stay."""
        self._index  # noqa: B018 -- made by the chance that they were enrolled with, and once for all days
        other = copy(self)
        other._streams = streams
        return other

    @property
    def floor(self) -> float:
        """The score from which every search is reported; minus infinity if all are.

        Where groups have scales of their own it is the highest of their floors.
        """
        if self._caps is None:
            return -np.inf
        return float(self.calibration.score(self._floor_cosine, np.arange(self.calibration.n_groups)).max())

    def find_faces(self, probes: Probes, is_detected: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which faces are found (m,): as the capture model says."""
        return is_detected

    def compare(self, probes: Probes) -> Comparisons:
        """Search the whole list for each probe.

        Raises
        ------
        ValueError
            If a quality or a reference is out of range, or a listed person's group is not their reference's.
        """
        self._check(probes)
        if self._caps is None:
            result = self._compared(probes, *search(self._index, self._built(self._faces(probes))))
        else:
            result = self._thinned(probes, self._caps)
        if self._given is not None:
            meant = (probes.person_id == self._given.person_id) & (probes.passage == self._given.passage)
            for row in np.flatnonzero(meant):
                _write(result, np.array([row]), self._mistaken(probes.take(np.array([row])), self._given))
        return result

    def _faces(self, probes: Probes) -> Faces:
        """Return what templates of the probes are made of (m,)."""
        listed = probes.reference_id != NOBODY
        quality = np.where(listed, self.watchlist.quality[probes.reference_id], 1.0) * probes.quality
        similarity = similarities(
            probes.person_id, probes.passage, probes.group, quality, calibration=self.calibration, streams=self._streams
        )
        relative_of = self._relatives(probes.person_id, probes.group, listed)
        return Faces(probes.person_id, probes.passage, probes.group, similarity, probes.reference_id, relative_of)

    def _relatives(
        self, person_id: NDArray[np.int64], group: NDArray[np.int64], listed: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Return whose relative each person is (m,): a reference of their own group, or NOBODY."""
        relative_of = np.full(person_id.size, NOBODY, np.int64)
        if self.settings.kin_fraction == 0:
            return relative_of
        is_kin = (self._streams.uniform(Stream.KIN, person_id, 0) < self.settings.kin_fraction) & ~listed
        which = self._streams.uniform(Stream.KIN, person_id, 1)
        for g in range(self.calibration.n_groups):
            rows, mine = np.flatnonzero(self.watchlist.face_group == g), np.flatnonzero(is_kin & (group == g))
            if rows.size:
                relative_of[mine] = rows[(which[mine] * rows.size).astype(np.int64)]
        return relative_of

    def _compared(self, probes: Probes, top: NDArray[np.int64], cosine: NDArray[np.float64]) -> Comparisons:
        return Comparisons(
            reference_id=top, score=self.calibration.score(cosine, probes.group), is_mated=top == probes.reference_id
        )

    def _built(self, faces: Faces) -> NDArray[np.float64]:
        return probe_templates(
            faces,
            self.templates,
            kinship=self.settings.kin_similarity,
            calibration=self.calibration,
            streams=self._streams,
        )

    def _thinning(self) -> Caps:
        """Return the caps at the floor: where the group with the largest has `thinned_share` of all probes."""
        from scipy.optimize import brentq  # slow to load

        def excess(cosine: float) -> float:
            total = caps_of(self.calibration, cosine, self.watchlist.face_group).total.max()
            return float(np.log(max(total, 1e-300)) - np.log(self.settings.thinned_share))

        self._floor_cosine = brentq(excess, 0.0, 0.99)
        return caps_of(self.calibration, self._floor_cosine, self.watchlist.face_group)

    def _thinned(self, probes: Probes, caps: Caps) -> Comparisons:
        n = probes.person_id.size
        result = Comparisons(np.full(n, NOBODY, np.int64), np.full(n, np.nan), np.zeros(n, np.bool_))
        listed = probes.reference_id != NOBODY
        relative_of = self._relatives(probes.person_id, probes.group, listed)
        in_full = np.flatnonzero(listed | (relative_of != NOBODY))
        survives = self._uniform(probes, _SURVIVES) < caps.total[probes.group]
        survives[in_full] = False
        drawn = np.flatnonzero(survives)
        whole, some = probes.take(in_full), probes.take(drawn)
        found, within = search_beside(
            self._index, self._built(self._faces(whole)), self._built(self._drawn(some, caps)), self._floor_cosine
        )
        _write(result, in_full, self._compared(whole, *found))
        # some lie in several caps
        kept = self._uniform(some, _KEPT) * within.n < (within.n > 0)
        score = self.calibration.score(within.cosine[kept], some.group[kept])
        _write(result, drawn[kept], Comparisons(within.top[kept], score, np.zeros(score.size, np.bool_)))
        return result

    def _drawn(self, probes: Probes, caps: Caps) -> Faces:
        """Return faces that lie inside the caps (m,)."""
        reference, cosine = caps.pick(probes.group, self._uniform(probes, _CAP), self._uniform(probes, _PLACE))
        nobody = np.full(reference.size, NOBODY, np.int64)
        return Faces(probes.person_id, probes.passage, probes.group, cosine, reference, nobody)

    def _mistaken(self, probe: Probes, given: Given) -> Comparisons:
        """Return the search of one probe, drawn from those that reach the threshold with somebody's reference."""
        group, nobody = probe.group, np.array([NOBODY])
        cosine = float(self.calibration.cosine(given.threshold, group[0]))
        caps = caps_of(self.calibration, cosine, self.watchlist.face_group)
        for attempt in range(_ATTEMPTS):
            u, v, w = (
                self._streams.uniform(Stream.GIVEN, probe.person_id, _DRAWS * (attempt + 1) + k) for k in range(3)
            )
            reference, similarity = caps.pick(group, u, v)
            built = self._built(Faces(probe.person_id, probe.passage, group, similarity, reference, nobody))
            found = reached(self._index, built, cosine)
            if found.n[0] and w[0] * found.n[0] < 1:
                return Comparisons(found.top, self.calibration.score(found.cosine, group), np.zeros(1, np.bool_))
        raise RunError(
            "lfr.threshold",
            f"at {given.threshold:g} nearly every search returns many references",
            "a threshold at which a false alert is rare",
        )

    def _uniform(self, probes: Probes, which: int) -> NDArray[np.float64]:
        return self._streams.uniform(Stream.THINNING, probes.person_id, probes.passage * _DRAWS + which)

    def _check(self, probes: Probes) -> None:
        if not np.all((probes.quality > 0) & (probes.quality <= 1)):
            raise ValueError("only usable captures are compared: quality above 0 and at most 1")
        if not np.all((probes.reference_id >= NOBODY) & (probes.reference_id < self.watchlist.size)):
            raise ValueError(f"reference_id must be -1 or 0 to {self.watchlist.size - 1}")
        listed = probes.reference_id != NOBODY
        if np.any(self.watchlist.face_group[probes.reference_id[listed]] != probes.group[listed]):
            raise ValueError("a listed person must be of the group of their reference")


def _write(result: Comparisons, rows: NDArray[np.int64], some: Comparisons) -> None:
    for name, column in vars(result).items():
        column[rows] = getattr(some, name)
