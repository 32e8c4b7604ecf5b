"""Whether a system does what its profile says: operating points stated, in closed form, and as measured.

The calibration makes the closed form equal to what is stated, so that those two together are no evidence. What is
achieved is measured without the closed form. TPIR: captures of listed people, of qualities and similarities drawn by
chance from the profile's mix, are searched, and those counted that return the person's own reference at or above the
threshold. FPIR: searches of people who are not listed are counted where it is common enough, and at any rate it is
measured by probes drawn about the references (`sim.recognition.vector.rare`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.core.streams import Stream, Streams
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.score_law import Calibration, Floats
from sim.recognition.probes import NOBODY
from sim.recognition.vector.embedding import Faces, probe_templates, reference_templates
from sim.recognition.vector.rare import Drawing, drawing_of
from sim.recognition.vector.recogniser import Embedding
from sim.recognition.vector.search import build_index, search

__all__ = ["Checked", "check", "n_steps"]

COMMON = 1e-4
"""FPIR from here on are counted as well."""
_BATCH = 500
_STRANGERS, _DRAWN = 2**30, 2**31
"""Persons from here on are people who are not listed, and probes drawn in caps; those before are listed."""
_EACH = 2**24
"""Persons kept for each group."""
_FIRST, _SECOND = range(2)


@dataclass(frozen=True)
class Checked:
    """One rate of one group: as stated, in closed form, and as measured."""

    rate: Literal["tpir", "fpir"]
    group: str
    threshold: float
    watchlist_size: int
    stated: float | None
    """What the profile says; None where it says nothing of this group, threshold and list."""
    closed_form: float
    """What the calibrated system has, exactly."""
    achieved: float
    """What was measured."""
    standard_error: float
    """Monte Carlo error of `achieved`: binomial for counts, of which none or all still leave one; never 0."""
    method: Literal["search", "caps"]
    """Counted, or measured in the union of the caps about the references."""
    count: float
    """Searches that returned somebody; for caps, what `n` draws stand for."""
    n: int
    """Searches, or draws."""


def check(
    profile: Profile,
    settings: Embedding,
    *,
    thresholds: Sequence[float] = (),
    sizes: Sequence[int] = (),
    seed: int = 1,
    searches: int = 20_000,
    mated: int = 10_000,
    drawn: int = 2_000,
    done: Callable[[], None] = lambda: None,
) -> Iterator[Checked]:
    """Yield every rate as stated and as achieved, list by list.

    Parameters
    ----------
    thresholds, sizes
        At which thresholds and sizes of the list; none given means the profile's own points.
    searches, mated, drawn
        Searches of people who are not listed, captures of listed people, and draws in caps, each for every group,
        1 or more.
    done
        Called after each piece of work, `n_steps` times in all.
    """
    calibration = calibrate(profile, dimension=settings.dimension, ungrouped_share=settings.ungrouped_share)
    wanted = _wanted(profile, thresholds, sizes)
    for size in sorted({size for _, size in wanted}):
        bench = _Bench(profile, calibration, size, Streams(seed))
        at = [threshold for threshold, of in wanted if of == size]
        for group in range(calibration.n_groups):
            yield from bench.tpir(group, at, mated)
            done()
            yield from bench.fpir(group, at, searches)
            done()
            yield from bench.caps(group, at, drawn)
            done()


def n_steps(profile: Profile, *, thresholds: Sequence[float] = (), sizes: Sequence[int] = ()) -> int:
    """Return how many pieces of work `check` has."""
    return 3 * len(profile.groups) * len({size for _, size in _wanted(profile, thresholds, sizes)})


def _wanted(profile: Profile, thresholds: Sequence[float], sizes: Sequence[int]) -> list[tuple[float, int]]:
    own = [point.watchlist_size for point in profile.points if point.watchlist_size is not None]
    if not thresholds and not sizes:
        return [(point.threshold, point.watchlist_size or own[0]) for point in profile.points]
    at = thresholds or [point.threshold for point in profile.points]
    return [(threshold, size) for size in sizes or sorted(set(own)) for threshold in at]


class _Bench:
    """A list of one size, enrolled, and what was measured with it."""

    def __init__(self, profile: Profile, calibration: Calibration, size: int, streams: Streams) -> None:
        self.profile, self.calibration, self.streams, self.size = profile, calibration, streams, size
        self.group = _deal(profile.lists, size)
        self.templates = reference_templates(self.group, calibration=calibration, streams=streams)
        self.index = build_index(self.templates)
        self.counts = np.bincount(self.group, minlength=calibration.n_groups)

    def tpir(self, group: int, thresholds: Sequence[float], n: int) -> Iterator[Checked]:
        members = np.flatnonzero(self.group == group)
        if not members.size:
            return
        weights, qualities = _mix(self.profile)
        returned = self._mated(group, members, n)
        for threshold in thresholds:
            closed = float(weights @ self.calibration.tpir(threshold, qualities, group))
            yield self._counted("tpir", group, threshold, closed, int((returned >= threshold).sum()), n)

    def fpir(self, group: int, thresholds: Sequence[float], n: int) -> Iterator[Checked]:
        closed = {t: float(self.calibration.fpir(t, self.counts)[group]) for t in thresholds}
        if max(closed.values()) < COMMON:
            return
        person = _STRANGERS + group * _EACH + np.arange(n)
        strangers = self._faces(person, group, np.zeros(n), np.full(n, NOBODY))
        cosine = self._parts(strangers, lambda _, probes: search(self.index, probes)[1])
        score = self.calibration.score(cosine, group)
        for threshold in [t for t in thresholds if closed[t] >= COMMON]:
            yield self._counted("fpir", group, threshold, closed[threshold], int((score >= threshold).sum()), n)

    def caps(self, group: int, thresholds: Sequence[float], n: int) -> Iterator[Checked]:
        person = _DRAWN + group * _EACH + np.arange(n)
        for k, threshold in enumerate(thresholds):
            u, v = (self.streams.uniform(Stream.THINNING, person, 2 * k + which) for which in (_FIRST, _SECOND))
            drawing = drawing_of(self.calibration, threshold, group, self.group)
            reference, similarity = drawing.pick(u, v)
            faces = self._faces(person, group, similarity, reference)

            def weighed(_: Faces, probes: NDArray[np.float64], by: Drawing = drawing, at: float = threshold) -> Floats:
                cosine = search(self.index, probes)[1]
                reached = self.calibration.score(cosine, by.group) >= at
                return np.where(reached, by.weights(probes, self.templates), 0.0)

            weight = self._parts(faces, weighed)
            closed = float(self.calibration.fpir(threshold, self.counts)[group])
            yield self._checked(
                "fpir",
                group,
                threshold,
                closed,
                float(weight.mean()),
                float(weight.std() / np.sqrt(n)),
                "caps",
                float(weight.mean() * n),
                n,
            )

    def _mated(self, group: int, members: NDArray[np.int64], n: int) -> Floats:
        """Return the scores (n,) of captures that return their own person's reference; of others minus infinity."""
        weights, qualities = _mix(self.profile)
        person = group * _EACH + np.arange(n)
        u, v = (self.streams.uniform(Stream.TEMPLATE, person, which) for which in (_FIRST, _SECOND))
        edges = np.cumsum(weights)
        quality = qualities[np.minimum(np.searchsorted(edges, u * edges[-1], side="right"), edges.size - 1)]
        reference = members[np.arange(n) % members.size]
        faces = self._faces(person, group, self.calibration.similarity(group, quality, ndtri(v)), reference)

        def own(some: Faces, probes: NDArray[np.float64]) -> Floats:
            top, cosine = search(self.index, probes)
            return np.where(top == some.reference_id, self.calibration.score(cosine, group), -np.inf)

        return np.where(quality > 0, self._parts(faces, own), -np.inf)

    def _faces(
        self, person: NDArray[np.int64], group: int, similarity: NDArray[np.float64], reference: NDArray[np.int64]
    ) -> Faces:
        n = person.size
        return Faces(person, np.zeros(n, np.int64), np.full(n, group), similarity, reference, np.full(n, NOBODY))

    def _parts(
        self, faces: Faces, work: Callable[[Faces, NDArray[np.float64]], NDArray[np.number]]
    ) -> NDArray[np.float64]:
        """Do some work on the templates of all faces, part by part on every processor; parts do not matter."""

        def part(start: int) -> NDArray[np.number]:
            some = Faces(**{name: column[start : start + _BATCH] for name, column in vars(faces).items()})
            built = probe_templates(
                some, self.templates, kinship=0.0, calibration=self.calibration, streams=self.streams
            )
            return work(some, built)

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parts = list(pool.map(part, range(0, faces.person_id.size, _BATCH)))
        return np.concatenate(parts).astype(np.float64)

    def _counted(
        self, rate: Literal["tpir", "fpir"], group: int, threshold: float, closed_form: float, count: int, n: int
    ) -> Checked:
        # two more of either kind, by Agresti & Coull (1998): none or all counted are not known without error
        share = (count + 2) / (n + 4)
        error = float(np.sqrt(share * (1 - share) / n))
        return self._checked(rate, group, threshold, closed_form, count / n, error, "search", count, n)

    def _checked(
        self,
        rate: Literal["tpir", "fpir"],
        group: int,
        threshold: float,
        closed_form: float,
        achieved: float,
        error: float,
        method: Literal["search", "caps"],
        count: float,
        n: int,
    ) -> Checked:
        stated = _stated(self.profile, rate, group, threshold, self.size)
        name = self.profile.groups[group]
        return Checked(rate, name, threshold, self.size, stated, closed_form, achieved, error, method, count, n)


def _stated(profile: Profile, rate: Literal["tpir", "fpir"], group: int, threshold: float, size: int) -> float | None:
    """Return the rate that the profile states for this very group, threshold and list, if it does."""
    for point in profile.points:
        if point.threshold != threshold or not getattr(point, rate):
            continue
        if rate == "tpir":
            return float(profile.tpir_by_group(point)[group])
        # an FPIR of all groups together says nothing of each, but at the point that tells them apart
        if point.watchlist_size == size and (len(point.fpir) > 1 or point is profile.anchor):
            return float(profile.fpir_by_group(point)[group])
    return None


def _mix(profile: Profile) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    weights = np.array([capture.weight for capture in profile.captures])
    return weights / weights.sum(), np.array([capture.quality for capture in profile.captures])


def _deal(shares: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    """Return the groups (N,) of a list with these shares, as exactly as whole people allow."""
    edges = np.round(np.cumsum(shares / shares.sum()) * size).astype(np.int64)
    return np.repeat(np.arange(shares.size), np.diff(edges, prepend=0))
