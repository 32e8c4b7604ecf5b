"""Published operating points, held to the shipped profiles, real templates, real searches and the closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betaincinv

from sim.core.streams import Stream, Streams
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.accuracy.sphere import cap_share
from sim.recognition.probes import Probes
from sim.recognition.vector.embedding import similarities
from sim.recognition.vector.recogniser import Embedding, Recogniser
from sim.recognition.vector.search import build_index, search
from sim.recognition.watchlist import Watchlist, WatchlistSettings, enrol
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import load_profile

GROUPS = default_groups().names

STREAMS = Streams(64)
LABORATORY, FIELD = load_profile("neoface_npl_2023"), load_profile("met_field_064")


def made(profile: Profile) -> Calibration:
    return calibrate(profile, dimension=512, ungrouped_share=0.5).select(GROUPS)


@pytest.fixture(scope="module")
def laboratory() -> Calibration:
    return made(LABORATORY)


@pytest.fixture(scope="module")
def field() -> Calibration:
    return made(FIELD)


@pytest.fixture(scope="module")
def system() -> Recogniser:
    watchlist = enrol(WatchlistSettings(), groups=GROUPS, streams=STREAMS)
    return Recogniser.enrol(Embedding(), FIELD, watchlist, groups=GROUPS, streams=STREAMS)


def overall(calibration: Calibration, profile: Profile, threshold: float, size: int) -> float:
    return float(profile.faces @ calibration.fpir(threshold, size * profile.lists))


def test_the_groups_of_the_shipped_profiles_are_those_of_the_population():
    assert LABORATORY.groups == FIELD.groups == GROUPS


def test_the_laboratory_found_one_in_6000_with_10000_references_and_one_in_60000_with_1000(laboratory: Calibration):
    assert 1 / overall(laboratory, LABORATORY, 0.60, 10_000) == pytest.approx(6_000, rel=1e-6)
    assert 1 / overall(laboratory, LABORATORY, 0.60, 1_000) == pytest.approx(60_000, rel=0.001)


def test_the_laboratory_found_33_at_its_lowest_setting_seven_at_060_one_at_062_and_none_at_064(laboratory: Calibration):
    expected = [42_000 * overall(laboratory, LABORATORY, threshold, 10_000) for threshold in (0.56, 0.60, 0.62, 0.64)]
    assert expected[:3] == pytest.approx([33, 7, 1], rel=1e-6)
    assert 0.2 < expected[3] < 0.3


def test_between_the_laboratorys_thresholds_the_rate_falls_and_lies_between_theirs(laboratory: Calibration):
    rates = [overall(laboratory, LABORATORY, threshold, 10_000) for threshold in np.arange(0.50, 0.70, 0.005)]
    assert np.all(np.diff(rates) < 0)


def test_22_of_33_at_the_lowest_setting_were_black_and_none_of_seven_at_060_white_is_no_surprise(
    laboratory: Calibration,
):
    counts = 10_000 * LABORATORY.lists
    lowest, middle = (42_000 * LABORATORY.faces * laboratory.fpir(threshold, counts) for threshold in (0.56, 0.60))
    assert lowest[GROUPS.index("black")] == pytest.approx(22, rel=1e-6)
    assert np.exp(-middle[GROUPS.index("white")]) > 0.05


def test_what_rests_on_memory_in_the_laboratorys_profile_is_said():
    lowest = LABORATORY.points[0]
    assert (lowest.threshold, "from memory" in lowest.source, "from memory" in LABORATORY.about) == (0.56, True, True)


def test_the_police_counted_ten_false_alerts_in_three_million_faces(field: Calibration):
    assert 3_147_436 * overall(field, FIELD, 0.64, 15_861) == pytest.approx(10, rel=1e-6)


def test_the_police_counted_25_false_alerts_among_691_at_060(field: Calibration):
    faces = 666 / (2_067 / 3_147_436)
    assert faces * overall(field, FIELD, 0.60, 11_983) == pytest.approx(25, rel=0.001)


def test_eight_of_ten_false_alerts_are_of_black_people(field: Calibration):
    by_group = FIELD.faces * field.fpir(0.64, 15_861 * FIELD.lists)
    assert FIELD.face_shares["black"] == 0.226
    assert by_group[GROUPS.index("black")] / by_group.sum() == pytest.approx(0.8, abs=1e-6)


def test_the_records_of_2023_print_25_false_alerts_in_half_a_million_faces():
    printed = load_profile("met_field_060")
    assert 491_246 * overall(made(printed), printed, 0.60, 11_983) == pytest.approx(25, rel=1e-6)
    assert 3_147_436 * overall(made(printed), printed, 0.64, 15_861) == pytest.approx(10, rel=1e-6)


def test_another_force_recognised_60_in_100_black_and_46_in_100_white_people():
    essex = load_profile("essex_2026")
    quality = np.array([capture.quality for capture in essex.captures])
    tpir = {name: np.mean(made(essex).tpir(0.60, quality, g)) for g, name in enumerate(GROUPS)}
    assert (tpir["black"], tpir["white"]) == pytest.approx((0.60, 0.46), abs=1e-6)
    assert (45 * tpir["black"] + 143 * tpir["other"]) / 188 == pytest.approx(0.51, abs=0.002)


@pytest.mark.parametrize("profile", [LABORATORY, FIELD], ids=["laboratory", "field"])
@pytest.mark.parametrize("group", range(5))
def test_89_of_100_listed_people_are_recognised_at_060(group, profile: Profile):
    calibration, n = made(profile), 200_000
    quality = np.resize([capture.quality for capture in profile.captures], n)
    c = similarities(np.arange(n), np.zeros(n, int), group, quality, calibration=calibration, streams=STREAMS)
    score = calibration.score(calibration.rho[group] + (1 - calibration.rho[group]) * c, group)
    assert abs(np.mean(score >= 0.60) - 0.89) < 4 * np.sqrt(0.89 * 0.11 / n)


@pytest.mark.parametrize("profile", [LABORATORY, FIELD], ids=["laboratory", "field"])
@pytest.mark.parametrize("group", [1, 4])
def test_false_matches_in_real_searches_are_poisson_about_the_closed_form(group, profile: Profile):
    watchlist, n = enrol(WatchlistSettings(size=500), groups=GROUPS, streams=STREAMS), 6_000
    system = Recogniser.enrol(Embedding(), profile, watchlist, groups=GROUPS, streams=STREAMS)
    columns = {name: np.zeros(n) for name in ("iod_px", "yaw_deg", "pitch_deg", "streak_px")}
    found = system.compare(
        Probes(
            person_id=np.arange(n),
            passage=np.zeros(n, int),
            group=np.full(n, group),
            reference_id=np.full(n, -1),
            quality=np.full(n, 0.8),
            **columns,
        )
    )
    for share in (0.01, 0.003):
        threshold = threshold_of(share, system, group)
        expected = n * system.calibration.fpir(threshold, watchlist.counts)[group]
        assert expected > 10
        assert abs(np.sum(found.score >= threshold) - expected) < 4 * np.sqrt(expected)


def threshold_of(fpir: float, system: Recogniser, group: int) -> float:
    """Return a threshold at which a group has about this FPIR."""
    thresholds = np.linspace(0.2, 0.7, 501)
    rates = [system.calibration.fpir(t, system.watchlist.counts)[group] for t in thresholds]
    return float(thresholds[np.argmin(np.abs(np.log(rates) - np.log(fpir)))])


@pytest.mark.parametrize("group", [1, 4])
def test_the_rarest_false_matches_of_the_real_list_are_as_rare_as_the_closed_form(group, system: Recogniser):
    """Draw probes from the union of the caps around all references, each weighted by one over its caps."""
    n, threshold, calibration, templates = 400, 0.64, system.calibration, system.templates
    weights, probes = probes_above(threshold, group, n, calibration, system.watchlist, templates)
    _, cosine = search(build_index(templates), probes)
    least = calibration.cosine(threshold, group) - 1e-6
    assert np.all(cosine >= least)
    exceeded = (probes @ templates.T.astype(np.float64) >= least).sum(axis=1)
    estimate = weights * (1 / exceeded)
    error = 4 * estimate.std() / np.sqrt(n) + 1e-4 * estimate.mean()
    assert abs(estimate.mean() - calibration.fpir(threshold, system.watchlist.counts)[group]) <= error


def probes_above(
    threshold: float, group: int, n: int, calibration: Calibration, watchlist: Watchlist, templates: np.ndarray
):
    """Return the total area of the caps, and probes of `group` drawn uniformly from caps drawn by area."""
    rng, free = STREAMS.generator(Stream.TEMPLATE), calibration.free
    rho, h = calibration.rho, watchlist.group
    scale = np.sqrt((1 - rho[group]) * (1 - rho[h]))
    needed = (float(calibration.cosine(threshold, group)) - np.where(h == group, rho[group], 0)) / scale
    area = cap_share(needed, free)
    chosen = rng.choice(watchlist.size, n, p=area / area.sum())
    t = np.sqrt(1 - betaincinv((free - 1) / 2, 0.5, 2 * rng.random(n) * area[chosen]))
    w = templates[chosen, calibration.n_groups :].astype(np.float64)
    w /= np.linalg.norm(w, axis=1, keepdims=True)
    u = rng.standard_normal(w.shape)
    u -= (u * w).sum(axis=1, keepdims=True) * w
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    probes = np.zeros((n, calibration.dimension))
    probes[:, group] = np.sqrt(rho[group])
    probes[:, calibration.n_groups :] = np.sqrt(1 - rho[group]) * (t[:, None] * w + np.sqrt(1 - t**2)[:, None] * u)
    return area.sum(), probes
