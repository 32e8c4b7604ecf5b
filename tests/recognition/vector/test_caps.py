"""Caps: probes drawn so that they reach a threshold, and the rates that they give."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Stream, Streams
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.probes import NOBODY
from sim.recognition.vector.caps import Caps, caps_of
from sim.recognition.vector.embedding import Faces, probe_templates
from sim.recognition.vector.recogniser import Recogniser
from sim.recognition.vector.search import build_index, reached


def cosine_at(fpir: float, calibration: Calibration, counts: np.ndarray, group: int) -> float:
    """Return the cosine at which a group has this FPIR, by bisection of the vendor's scale."""
    low, high = 0.0, 0.9
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if calibration.fpir(middle, counts)[group] > fpir else (low, middle)
    return float(calibration.cosine(low, group))


def drawn(caps: Caps, group: int, n: int, recogniser: Recogniser, streams: Streams):
    """Return n references picked for probes of a group, and the probes' templates."""
    people, groups = np.arange(n), np.full(n, group)
    u, v = (streams.uniform(Stream.THINNING, people, draw) for draw in (0, 1))
    reference, cosine = caps.pick(groups, u, v)
    faces = Faces(people, np.zeros(n, np.int64), groups, cosine, reference, np.full(n, NOBODY))
    return reference, probe_templates(
        faces, recogniser.templates, kinship=0.0, calibration=recogniser.calibration, streams=streams
    )


@pytest.mark.parametrize("group", [1, 4])
@pytest.mark.parametrize("fpir", [1e-6, 1e-7, 0.05])
def test_the_union_of_the_caps_is_the_fpir_of_the_closed_form(fpir, group, recogniser: Recogniser, streams: Streams):
    calibration, watchlist, n = recogniser.calibration, recogniser.watchlist, 2_000
    cosine = cosine_at(fpir, calibration, watchlist.counts, group)
    caps = caps_of(calibration, cosine, watchlist.group)
    _, probes = drawn(caps, group, n, recogniser, streams)
    found = reached(build_index(recogniser.templates), probes, cosine - 1e-6).n
    estimate = caps.total[group] * np.mean(1 / found)
    error = 4 * caps.total[group] * np.std(1 / found) / np.sqrt(n)
    assert error < 0.03 * fpir
    assert estimate == pytest.approx(fpir, abs=error + 1e-3 * fpir)


@pytest.mark.parametrize("group", range(5))
def test_a_probe_drawn_in_a_cap_reaches_the_threshold_with_the_reference_picked(
    group, recogniser: Recogniser, streams: Streams
):
    cosine = cosine_at(1e-6, recogniser.calibration, recogniser.watchlist.counts, group)
    reference, probes = drawn(
        caps_of(recogniser.calibration, cosine, recogniser.watchlist.group), group, 500, recogniser, streams
    )
    products = (probes * recogniser.templates[reference].astype(float)).sum(axis=1)
    assert products.min() >= cosine - 1e-6
    assert np.median(products) < cosine + 0.02


def test_references_are_picked_in_proportion_to_their_caps(recogniser: Recogniser, streams: Streams):
    caps, n = caps_of(recogniser.calibration, 0.2, recogniser.watchlist.group), 50_000
    u = streams.uniform(Stream.THINNING, np.arange(n), 0)
    reference, _ = caps.pick(np.full(n, 1), u, np.full(n, 0.5))
    size = caps.share[1][recogniser.watchlist.group]
    for rows in caps.members:
        share = size[rows].sum() / caps.total[1]
        assert abs(np.isin(reference, rows).sum() - n * share) < 4 * np.sqrt(n * share * (1 - share))
    own = np.bincount(reference[np.isin(reference, caps.members[1])], minlength=1000)[caps.members[1]]
    mean = own.mean()
    assert ((own - mean) ** 2 / mean).sum() < own.size + 4 * np.sqrt(2 * own.size)


def test_the_sum_of_the_caps_is_never_less_than_the_fpir(calibration: Calibration, recogniser: Recogniser):
    counts = recogniser.watchlist.counts
    for threshold in (0.3, 0.45, 0.55, 0.64):
        cosine = float(calibration.cosine(threshold, 0))
        caps = caps_of(calibration, cosine, recogniser.watchlist.group)
        np.testing.assert_allclose(caps.share, calibration.fmr(threshold), rtol=1e-9)
        assert np.all(caps.total >= calibration.fpir(threshold, counts))


def test_a_group_without_references_is_never_picked(calibration: Calibration):
    caps = caps_of(calibration, 0.25, np.array([1, 1, 4]))
    u = np.array([1e-12, 0.3, 0.7, 1 - 1e-12])
    for group in range(5):
        reference, _ = caps.pick(np.full(4, group), u, np.full(4, 0.5))
        assert np.all(np.isin(reference, [0, 1, 2]))
        assert set(reference.tolist()) >= {0, 2}


def test_a_place_deeper_in_a_cap_is_nearer_to_its_reference(calibration: Calibration):
    caps = caps_of(calibration, 0.25, np.array([1]))
    v = np.linspace(1e-9, 1 - 1e-12, 50)
    _, cosine = caps.pick(np.full(50, 1), np.full(50, 0.5), v)
    assert np.all(np.diff(cosine) < 0)
    rho = calibration.rho[1]
    assert cosine[-1] == pytest.approx((0.25 - rho) / (1 - rho), abs=1e-9)
