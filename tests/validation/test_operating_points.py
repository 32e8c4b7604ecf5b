"""Published operating points, held to real templates, real searches and the closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betaincinv

from sim.core.streams import Stream, Streams
from sim.events import ETHNIC_GROUPS
from sim.recognition.by_group import as_array
from sim.recognition.embedding import similarities
from sim.recognition.profile import Embedding, Profile, calibrate
from sim.recognition.search import Recogniser, build_index, search
from sim.recognition.sphere import cap_share
from sim.recognition.watchlist import Watchlist, WatchlistSettings, enrol

SETTINGS = Embedding()
FACES = as_array(SETTINGS.face_shares)
STREAMS = Streams(64)


@pytest.fixture(scope="module")
def profile() -> Profile:
    return calibrate(SETTINGS)


@pytest.fixture(scope="module")
def watchlist(profile: Profile) -> Watchlist:
    return enrol(WatchlistSettings(), profile=profile, streams=STREAMS)


def overall(profile: Profile, threshold: float, size: int) -> float:
    return float(FACES @ profile.fpir(threshold, size * as_array(SETTINGS.list_shares)))


def test_the_laboratory_found_one_in_6000_with_10000_references_and_one_in_60000_with_1000(profile: Profile):
    assert 1 / overall(profile, 0.60, 10_000) == pytest.approx(6_000, rel=1e-6)
    assert 1 / overall(profile, 0.60, 1_000) == pytest.approx(60_000, rel=0.001)


def test_the_police_counted_ten_false_alerts_in_three_million_faces(profile: Profile):
    assert 3_147_436 * overall(profile, 0.64, 15_861) == pytest.approx(10, rel=0.001)


def test_eight_of_ten_false_alerts_are_of_black_people(profile: Profile):
    by_group = FACES * profile.fpir(0.64, 15_861 * as_array(SETTINGS.list_shares))
    assert by_group[ETHNIC_GROUPS.index("black")] / by_group.sum() == pytest.approx(0.8, abs=0.002)


@pytest.mark.parametrize("group", range(5))
def test_89_of_100_listed_people_are_recognised_at_060(group, profile: Profile):
    n = 200_000
    quality = np.resize(SETTINGS.reference_quality, n)
    c = similarities(np.arange(n), np.zeros(n, int), group, quality, profile=profile, streams=STREAMS)
    score = profile.score(profile.rho[group] + (1 - profile.rho[group]) * c)
    assert abs(np.mean(score >= 0.60) - 0.89) < 0.003


@pytest.mark.parametrize("group", [1, 4])
def test_false_matches_in_real_searches_are_poisson_about_the_closed_form(group, profile: Profile):
    system, n = Recogniser.enrol(SETTINGS, WatchlistSettings(size=500), streams=STREAMS), 6_000
    found = system.compare(person_id=np.arange(n), passage=np.zeros(n, int), group=np.full(n, group),
                           reference_id=np.full(n, -1), quality=np.full(n, 0.8))
    for threshold in (0.46, 0.50):
        expected = n * profile.fpir(threshold, system.watchlist.counts)[group]
        assert expected > 10
        assert abs(np.sum(found.score >= threshold) - expected) < 4 * np.sqrt(expected)


@pytest.mark.parametrize("group", [1, 4])
def test_the_rarest_false_matches_of_the_real_list_are_as_rare_as_the_closed_form(
    group, profile: Profile, watchlist: Watchlist
):
    """Draw probes from the union of the caps around all references, each weighted by one over its caps."""
    n, threshold = 400, 0.64
    weights, probes = probes_above(threshold, group, n, profile, watchlist)
    _, cosine = search(build_index(watchlist.templates), probes)
    assert np.all(cosine >= profile.cosine(threshold) - 1e-6)
    exceeded = (probes @ watchlist.templates.T.astype(np.float64) >= profile.cosine(threshold) - 1e-6).sum(axis=1)
    estimate = weights * (1 / exceeded)
    error = 4 * estimate.std() / np.sqrt(n) + 1e-4 * estimate.mean()
    assert abs(estimate.mean() - profile.fpir(threshold, watchlist.counts)[group]) <= error


def probes_above(threshold: float, group: int, n: int, profile: Profile, watchlist: Watchlist):
    """Return the total area of the caps, and probes of `group` drawn uniformly from caps drawn by area."""
    rng, free = STREAMS.generator(Stream.TEMPLATE), profile.dimension - profile.n_groups
    rho, h = profile.rho, watchlist.group
    scale = np.sqrt((1 - rho[group]) * (1 - rho[h]))
    needed = (float(profile.cosine(threshold)) - np.where(h == group, rho[group], 0)) / scale
    area = cap_share(needed, free)
    chosen = rng.choice(watchlist.size, n, p=area / area.sum())
    t = np.sqrt(1 - betaincinv((free - 1) / 2, 0.5, 2 * rng.random(n) * area[chosen]))
    w = watchlist.templates[chosen, profile.n_groups:].astype(np.float64)
    w /= np.linalg.norm(w, axis=1, keepdims=True)
    u = rng.standard_normal(w.shape)
    u -= (u * w).sum(axis=1, keepdims=True) * w
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    probes = np.zeros((n, profile.dimension))
    probes[:, group] = np.sqrt(rho[group])
    probes[:, profile.n_groups:] = np.sqrt(1 - rho[group]) * (t[:, None] * w + np.sqrt(1 - t**2)[:, None] * u)
    return area.sum(), probes
