"""Recogniser: searches of real templates, one by one and thinned, against the closed forms."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from probing import probes_of

from sim.core.errors import SettingsConflict
from sim.core.streams import Streams
from sim.recognition.accuracy.profile import Profile
from sim.recognition.probes import NOBODY, Comparisons, Probes
from sim.recognition.vector.recogniser import Embedding, Recogniser
from sim.recognition.watchlist import Watchlist, WatchlistSettings, enrol
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names


def assert_same(one: Comparisons, other: Comparisons) -> None:
    for name in vars(one):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def some(n: int, reference_id=NOBODY, group=4) -> Probes:
    return probes_of(
        np.arange(n), passage=np.arange(n) % 3, group=group, reference_id=reference_id, quality=np.linspace(0.3, 1, n)
    )


def strangers(n: int) -> Probes:
    """Return people of all groups who are not listed, at one passage each."""
    return probes_of(np.arange(n), group=np.arange(n) % 5)


def listed(watchlist: Watchlist, n: int) -> Probes:
    """Return n listed people with a person and a reference each."""
    return probes_of(np.arange(n), group=watchlist.group[:n], reference_id=np.arange(n), quality=0.9)


def with_settings(recogniser: Recogniser, streams: Streams, watchlist: Watchlist | None = None, **given) -> Recogniser:
    """Return the same system, working another way."""
    return Recogniser(
        Embedding(**given),
        calibration=recogniser.calibration,
        watchlist=watchlist or recogniser.watchlist,
        streams=streams,
    )


@pytest.fixture(scope="module")
def thinned(recogniser: Recogniser, streams: Streams) -> Recogniser:
    return with_settings(recogniser, streams, mode="thinned", thinned_share=0.1)


@pytest.fixture(scope="module")
def short(recogniser: Recogniser, streams: Streams) -> Recogniser:
    """A list of 200, which is quickly searched."""
    return with_settings(recogniser, streams, recogniser.watchlist.first(200))


@pytest.fixture(scope="module")
def short_thinned(recogniser: Recogniser, streams: Streams) -> Recogniser:
    return with_settings(recogniser, streams, recogniser.watchlist.first(200), mode="thinned", thinned_share=0.1)


@pytest.fixture(scope="module")
def many() -> Probes:
    return strangers(100_000)


@pytest.fixture(scope="module")
def searched(short: Recogniser, many: Probes) -> Comparisons:
    return short.compare(many)


def mixed(recogniser: Recogniser) -> Probes:
    """Return 400 strangers among whom every fourth is listed."""
    people = np.arange(400)
    reference = np.where(people % 4 == 0, people, NOBODY)
    group = np.where(reference != NOBODY, recogniser.watchlist.group[reference], people % 5)
    return probes_of(people, passage=people % 3, group=group, reference_id=reference)


@pytest.mark.parametrize("mode", ["recogniser", "thinned"])
def test_any_batching_and_any_thread_gives_the_same_comparisons(mode, request):
    system = request.getfixturevalue(mode)
    every = mixed(system)
    whole = system.compare(every)
    parts = [every.take(np.arange(i, min(i + 7, 400))) for i in range(0, 400, 7)]
    with ThreadPoolExecutor(2) as pool:
        pieces = list(pool.map(system.compare, parts))
    assert_same(whole, Comparisons(**{n: np.concatenate([getattr(p, n) for p in pieces]) for n in vars(whole)}))


def test_listed_people_are_found_as_often_as_the_calibration_says(recogniser: Recogniser):
    n, reference = 400, 17
    group = int(recogniser.watchlist.group[reference])
    found = recogniser.compare(some(n, reference, group))
    expected = recogniser.calibration.tpir(0.64, some(n).quality, group)
    hits = found.is_mated & (found.score >= 0.64)
    assert abs(hits.sum() - expected.sum()) < 4 * np.sqrt((expected * (1 - expected)).sum())
    np.testing.assert_array_equal(found.is_mated, found.reference_id == reference)


def test_nobody_who_is_not_listed_is_mated(recogniser: Recogniser, thinned: Recogniser):
    assert not recogniser.compare(some(50)).is_mated.any()
    assert not thinned.compare(strangers(2000)).is_mated.any()


def test_a_batch_of_nobody_compares_nothing(recogniser: Recogniser, thinned: Recogniser):
    assert recogniser.compare(some(0)).score.size == thinned.compare(some(0)).score.size == 0


def test_faces_are_found_as_the_capture_model_says(recogniser: Recogniser):
    detected = np.array([True, False, True])
    assert recogniser.find_faces(some(3), detected).tolist() == detected.tolist()


def test_every_search_returns_somebody_where_nothing_is_left_out(recogniser: Recogniser):
    assert recogniser.floor == -np.inf
    assert np.all(np.isfinite(recogniser.compare(some(50)).score))


def test_below_the_floor_nobody_is_returned_and_no_score(thinned: Recogniser):
    found = thinned.compare(strangers(5000))
    returned = found.reference_id != NOBODY
    np.testing.assert_array_equal(returned, ~np.isnan(found.score))
    assert 0 < returned.sum() < 0.1 * 5000 + 4 * np.sqrt(0.1 * 0.9 * 5000)
    assert found.score[returned].min() >= thinned.floor - 1e-9


@pytest.mark.parametrize("above", [0.0, 0.04, 0.08, 0.12])
def test_thinned_searches_end_above_a_score_as_often_as_searches_of_everybody(
    above, short_thinned: Recogniser, searched: Comparisons, many: Probes
):
    found, score = short_thinned.compare(many), short_thinned.floor + above
    for group in range(5):
        mine = many.group == group
        one, other = (np.sum(scores[mine] >= score) for scores in (searched.score, found.score))
        assert one + other > 20
        assert abs(one - other) < 4 * np.sqrt(one + other)


@pytest.mark.parametrize("above", [0.0, 0.08])
def test_searches_of_either_mode_end_above_a_score_as_often_as_the_closed_form_says(
    above, short: Recogniser, short_thinned: Recogniser, searched: Comparisons, many: Probes
):
    threshold = short_thinned.floor + above
    expected = 20_000 * short.calibration.fpir(threshold, short.watchlist.counts)
    for scores in (searched.score, short_thinned.compare(many).score):
        for group in range(5):
            count = np.sum(scores[many.group == group] >= threshold)
            assert abs(count - expected[group]) < 4 * np.sqrt(expected[group])


def test_thinned_searches_return_references_of_each_group_as_often_as_searches_of_everybody(
    short: Recogniser, short_thinned: Recogniser, searched: Comparisons, many: Probes
):
    found = short_thinned.compare(many)
    above = (searched.score >= short_thinned.floor, found.score >= short_thinned.floor)
    for group in range(5):
        one, other = (
            np.sum(short.watchlist.group[c.reference_id[rows]] == group)
            for c, rows in zip((searched, found), above, strict=True)
        )
        assert abs(one - other) < 4 * np.sqrt(one + other)


def test_a_smaller_share_has_a_higher_floor_and_leaves_more_out(recogniser: Recogniser, streams: Streams):
    floors, returned = [], []
    for share in (0.1, 0.01, 0.001):
        system = with_settings(recogniser, streams, mode="thinned", thinned_share=share)
        floors.append(system.floor)
        returned.append(int(np.sum(system.compare(strangers(20_000)).reference_id != NOBODY)))
    assert floors[0] < floors[1] < floors[2]
    assert returned[0] > returned[1] > returned[2]


def test_listed_people_have_the_same_comparisons_in_either_mode_bit_for_bit(
    recogniser: Recogniser, thinned: Recogniser
):
    probes = listed(recogniser.watchlist, 500)
    assert_same(thinned.compare(probes), recogniser.compare(probes))


def test_relatives_have_the_same_comparisons_in_either_mode_bit_for_bit(recogniser: Recogniser, streams: Streams):
    found = [
        with_settings(recogniser, streams, mode=mode, kin_fraction=1.0).compare(strangers(500))
        for mode in ("vector", "thinned")
    ]
    assert_same(*found)


@pytest.mark.parametrize("kinship", [0.0, 0.35, 0.6])
def test_a_relative_alerts_as_often_as_the_calibration_says(kinship, recogniser: Recogniser, streams: Streams):
    kin = with_settings(recogniser, streams, kin_fraction=1.0, kin_similarity=kinship)
    n, threshold, calibration = 5_000, 0.48, kin.calibration
    probes = probes_of(np.arange(n), group=1, quality=0.9)
    own = float(calibration.kin_fpir(threshold, 0.9, 1, kinship))
    counts = kin.watchlist.counts - (np.arange(5) == 1)
    expected = 1 - (1 - own) * (1 - calibration.fpir(threshold, counts)[1])
    alerts = np.sum(kin.compare(probes).score >= threshold)
    assert abs(alerts - n * expected) < 4 * np.sqrt(n * expected * (1 - expected))


def test_a_relative_is_taken_for_their_own_listed_person_and_alerts_more_often_than_a_stranger(
    recogniser: Recogniser, streams: Streams
):
    kin, n = with_settings(recogniser, streams, kin_fraction=1.0, kin_similarity=0.6), 2_000
    probes = probes_of(np.arange(n), group=1, quality=0.9)
    found, plain = kin.compare(probes), recogniser.compare(probes)
    assert np.sum(found.score >= 0.55) > 10 * np.sum(plain.score >= 0.55)
    assert np.all(kin.watchlist.group[found.reference_id[found.score >= 0.6]] == 1)
    assert not found.is_mated.any()
    again = kin.compare(probes_of(np.arange(n), passage=1, group=1, quality=0.9))
    both = (found.score >= 0.6) & (again.score >= 0.6)
    assert both.sum() > 100
    np.testing.assert_array_equal(found.reference_id[both], again.reference_id[both])


def test_a_share_of_relatives_changes_nobody_else(recogniser: Recogniser, streams: Streams):
    n, share = 3_000, 0.2
    kin = with_settings(recogniser, streams, kin_fraction=share, kin_similarity=0.9)
    probes = strangers(n)
    changed = kin.compare(probes).score != recogniser.compare(probes).score
    assert 0 < changed.sum() < n * share + 4 * np.sqrt(n * share * (1 - share))
    everybody = listed(recogniser.watchlist, 300)
    assert_same(kin.compare(everybody), recogniser.compare(everybody))


@pytest.mark.parametrize("mode", ["vector", "thinned"])
def test_a_poor_reference_lowers_mated_scores_exactly_by_its_quality(mode, recogniser: Recogniser, streams: Streams):
    poor = enrol(WatchlistSettings(size=1000, poor_share=0.5, poor_quality=0.6), groups=GROUPS, streams=streams)
    system = with_settings(recogniser, streams, poor, mode=mode)
    probes, everybody = listed(poor, 1000), np.arange(1000)
    as_captured = probes_of(everybody, group=poor.group, reference_id=everybody, quality=0.9 * poor.quality)
    found, expected = system.compare(probes), recogniser.compare(as_captured)
    assert_same(found, expected)
    good = recogniser.compare(probes).score
    np.testing.assert_array_equal(found.score[poor.quality == 1], good[poor.quality == 1])
    mated = found.is_mated & (poor.quality < 1)
    assert mated.sum() > 100
    assert np.all(found.score[mated] < good[mated])


def test_poor_references_change_nothing_for_people_who_are_not_listed(recogniser: Recogniser, streams: Streams):
    poor = enrol(WatchlistSettings(size=1000, poor_share=1.0), groups=GROUPS, streams=streams)
    assert_same(with_settings(recogniser, streams, poor).compare(strangers(500)), recogniser.compare(strangers(500)))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"quality": 0.0}, "quality above 0"),
        ({"quality": 1.01}, "quality above 0"),
        ({"quality": np.nan}, "quality above 0"),
        ({"reference_id": 1000}, "0 to 999"),
        ({"reference_id": -2}, "0 to 999"),
    ],
)
@pytest.mark.parametrize("mode", ["recogniser", "thinned"])
def test_captures_that_make_no_sense_are_refused(changed, message, mode, request):
    with pytest.raises(ValueError, match=message):
        request.getfixturevalue(mode).compare(probes_of([0], **changed))


def test_a_listed_person_must_be_of_the_group_of_their_reference(recogniser: Recogniser):
    other = int(recogniser.watchlist.group[0] + 1) % 5
    with pytest.raises(ValueError, match="group of their reference"):
        recogniser.compare(some(1, reference_id=0, group=other))


def test_a_profile_without_a_point_for_a_group_of_the_population_cannot_be_enrolled(
    profile: Profile, recogniser: Recogniser, streams: Streams
):
    two = {"black": 0.4, "white": 0.6}
    few = Profile.model_validate(
        profile.model_dump() | {"face_shares": two, "list_shares": two, "points": [profile.points[0].model_dump()]}
    )
    with pytest.raises(ValueError, match=f"no operating point for asian, mixed, other; .*{GROUPS[1]}"):
        Recogniser.enrol(Embedding(), few, recogniser.watchlist, groups=GROUPS, streams=streams)


def test_a_profile_that_no_system_meets_cannot_be_enrolled(profile: Profile, recogniser: Recogniser, streams: Streams):
    blind = Profile.model_validate(profile.model_dump() | {"captures": [{"quality": 0.1}]})
    with pytest.raises(SettingsConflict, match="only 0 of the mix of captures"):
        Recogniser.enrol(Embedding(), blind, recogniser.watchlist, groups=GROUPS, streams=streams)
