"""The recogniser of pixels: the same capture is the same score, and a worse view a worse one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from image_probes import N_REFERENCES, enrolled, probes_of, strangers

from sim.core.streams import Streams
from sim.recognition.image.heads import ROLES
from sim.recognition.image.recogniser import ImageRecogniser
from sim.recognition.probes import NOBODY
from sim.recognition.watchlist import Watchlist

LISTED = list(range(18))


def test_the_first_references_are_enrolled_and_no_more(system: ImageRecogniser, watchlist: Watchlist):
    assert system.n_references == N_REFERENCES < watchlist.size


def test_a_capture_is_the_same_in_any_batch(system: ImageRecogniser):
    probes = probes_of([3, NOBODY, 7, 11])
    together, backwards = system.compare(probes), system.compare(probes.take(np.array([3, 2, 1, 0])))
    alone = system.compare(probes.take(np.array([2])))
    for name in ("reference_id", "score", "is_mated"):
        np.testing.assert_array_equal(getattr(together, name), getattr(backwards, name)[::-1])
        np.testing.assert_array_equal(getattr(together, name)[2:3], getattr(alone, name))


def test_the_same_seed_gives_the_same_scores(system: ImageRecogniser, watchlist: Watchlist, streams: Streams):
    probes = probes_of([5, NOBODY])
    again = enrolled(watchlist, streams)
    other = enrolled(watchlist, Streams(streams.seed + 1))
    np.testing.assert_array_equal(system.compare(probes).score, again.compare(probes).score)
    assert not np.any(system.compare(probes).score == other.compare(probes).score)


def test_another_passage_is_another_capture(system: ImageRecogniser):
    one, other = (system.compare(probes_of([5, 6], passage=passage)).score for passage in (0, 1))
    assert not np.any(one == other)


def test_listed_people_are_told_from_others(system: ImageRecogniser):
    mated, others = system.compare(probes_of(LISTED)), system.compare(strangers(len(LISTED)))
    assert mated.is_mated.mean() > 0.8
    assert not others.is_mated.any()
    assert np.median(mated.score) > others.score.max()


def test_a_camera_further_away_scores_lower(system: ImageRecogniser):
    near, far = (mean_mated(system, iod_px=iod_px) for iod_px in (36.0, 11.0))
    assert far < near - 0.05


def test_a_lens_out_of_focus_scores_lower(system: ImageRecogniser, watchlist: Watchlist, streams: Streams):
    blurred = enrolled(watchlist, streams, blur_px=4.0)
    assert mean_mated(blurred, iod_px=24.0) < mean_mated(system, iod_px=24.0) - 0.05


def test_a_streak_scores_lower(system: ImageRecogniser):
    assert mean_mated(system, iod_px=24.0, streak_px=14.0) < mean_mated(system, iod_px=24.0) - 0.05


def test_a_turned_face_scores_lower(system: ImageRecogniser):
    assert mean_mated(system, yaw_deg=45.0) < mean_mated(system, yaw_deg=0.0) - 0.05


def test_faces_are_found_near_and_not_far(system: ImageRecogniser):
    assert system.find_faces(strangers(12, iod_px=60.0)).all()
    assert not system.find_faces(strangers(12, iod_px=2.0)).any()
    assert not system.find_faces(strangers(2, iod_px=0.0)).any()


def test_a_face_that_is_not_found_returns_nobody(system: ImageRecogniser):
    outcome = system.compare(strangers(2, iod_px=0.0))
    assert (outcome.reference_id == NOBODY).all()
    assert np.isnan(outcome.score).all()
    assert not outcome.is_mated.any()


def test_poor_references_score_lower(system: ImageRecogniser, watchlist: Watchlist, streams: Streams):
    poor = enrolled(replace(watchlist, quality=np.full(watchlist.size, 0.5)), streams)
    assert mean_mated(poor) < mean_mated(system) - 0.05


def test_people_who_are_not_enrolled_wear_heads_that_are_on_no_list(system: ImageRecogniser):
    heads = [system.identity(person, NOBODY) for person in range(200)]
    assert set(heads) <= set(ROLES.passing)
    assert len(set(heads)) > len(ROLES.passing) / 2
    assert system.identity(5, N_REFERENCES) in ROLES.passing
    assert system.identity(5, 7) == ROLES.listed[7]


def mean_mated(system: ImageRecogniser, **view: float) -> float:
    """Mean score of listed people with their own references, of faces found."""
    templates = system.templates(probes_of(LISTED, **view))
    return float(np.nanmean(system.scores(templates)[np.arange(len(LISTED)), LISTED]))
